"""How to search, besides the query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import tzinfo

from kliping.arguments import checked_value
from kliping.index import ArgumentError
from kliping.query.context import WordMode

from .faceting import FACET_VALUES

COUNTED = ("article", "group")
COLLAPSIBLE = {"copies": "copies", "story": "story"}
EACH = "each"
# What decides how hits are shown, but neither which there are nor their order.
_SHOWN = frozenset(["cursor", "snippet_length", "spellings", "facet_match", "facet_values"])
_FILTERS = frozenset(["where", "any_of", "exclude"])


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchOptions:
    """How to search, besides the query.

    A filter's value is a stored value as a facet shows it, whatever signs it holds: it finds the
    articles that the facet counts. It is no query; case and blanks make no difference. A date
    field's value is a period or two ("2025-04", "2025-03-01..2025-05-02"), a number field's a
    number or a half-open range ("1000..5000").

    Attributes:
        where: field → values that articles must have, all of them.
        any_of: field → values of which articles must have at least one; none given narrows
            nothing. It alone does not narrow the counts of its own field, so that the other
            choices stay visible.
        exclude: field → values that articles must not have.
        sort: "relevance", "newest", "oldest", or a field's name, "-" before it for descending.
        words: what words without an operator between them mean. "ranked": an article needs one
            of them; those that have all come first, and totals and facets count these alone.
            "all": all must match. "any": any may match, and all that match count alike. Where
            every hit is listed (`iter_hits`, `matching_ids`), "ranked" is "all".
        lenient: a query that cannot be understood is read as plain words, with a warning, as a
            search box wants it; only what would cost too much is refused.
        group: of the articles of each copy group ("copies") or story ("story") only the best hit
            is listed; "each" lists them all. None: "copies" on a page of `search`, else "each".
        count_by: "article", or "group": totals and facets count a copy group once.
        recency: prefer newer articles.
        cursor: continue behind the last hit of the search that gave it, with the same options.
        snippet_length: at most so many code points.
        zone: of dates in the query; None for the archive's.
        spellings: show what counts as each facet value.
        facet_match: only facet values that contain this text.
        facet_values: of a facet asked for without a number; None for all.
    """

    where: Mapping[str, Sequence[str]] = field(default_factory=dict)
    any_of: Mapping[str, Sequence[str]] = field(default_factory=dict)
    exclude: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sort: str = "relevance"
    words: WordMode = "ranked"
    lenient: bool = False
    group: str | None = None
    count_by: str = "article"
    recency: bool = False
    cursor: str | None = None
    snippet_length: int = 240
    zone: tzinfo | None = None
    spellings: bool = False
    facet_match: str | None = None
    facet_values: int | None = FACET_VALUES

    def __post_init__(self) -> None:
        for option in fields(self):
            value = getattr(self, option.name)
            if value is option.default:
                continue  # which is what it must be
            value = checked_value(value, option.type, option.name)
            if option.name in _FILTERS:
                value = {name: tuple(values) for name, values in value.items()}
            object.__setattr__(self, option.name, value)
        if self.count_by not in COUNTED:
            raise ArgumentError(
                f"count_by = {self.count_by!r}: expected {' or '.join(map(repr, COUNTED))}"
            )
        if self.group is not None and self.group not in (*COLLAPSIBLE, EACH):
            expected = " or ".join((*COLLAPSIBLE, EACH))
            raise ArgumentError(f"group = {self.group!r}: expected {expected}")

    @property
    def collapse(self) -> str | None:
        """The field of whose values each is listed once; None lists each hit."""
        return COLLAPSIBLE.get(self.group or EACH)

    def deciding(self) -> tuple[tuple[str, str], ...]:
        """Return what decides which hits there are and their order: equal for equal options."""
        parts = []
        for option in fields(self):
            value = getattr(self, option.name)
            if option.name in _FILTERS:
                value = sorted((name, sorted(set(v))) for name, v in value.items() if v)
            if option.name not in _SHOWN:
                parts.append((option.name, str(value)))
        return tuple(parts)


# Options that nobody has changed.
DEFAULT_OPTIONS = SearchOptions()
