"""What compiling a query needs to know, and what comes out of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from kliping.index import FieldSpec

from .limits import DEFAULT_LIMITS, QueryLimits
from .nodes import Node

if TYPE_CHECKING:
    from kliping.index.analyzer.abbreviations import Abbreviations

    from .ports import AbbreviationExpansion, Analyzer, Terms

WordMode = Literal["ranked", "all", "any"]
# No field of articles: its aliases are full names that also search for their abbreviation.
ABBREVIATION = "abbreviation"


def _itself(field: str, value: str) -> tuple[str, ...]:
    return (value,)


@cache
def _shipped() -> "Abbreviations":
    from kliping.index.analyzer.abbreviations import Abbreviations

    return Abbreviations()


def shipped_abbreviations(words: Sequence[str]) -> "Sequence[AbbreviationExpansion]":
    """Return the abbreviations of the full names among the words, from the shipped list."""
    return _shipped().expansions(words)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryContext:
    """What a query is compiled against.

    Attributes:
        fields: what queries can name; text fields with a weight are searched by unnamed words.
        analyzer: the one that made the index.
        zone, now: for dates; `now` is aware.
        words: what words side by side, outside of quotes and operators, mean: "all" must match,
            "any" may, or "ranked": any may, and the more of them match, the better.
        lenient: whether a query that cannot be understood is read as plain words, with a warning.
        names: (keyword field, value) → the stored values that it stands for, through aliases.
        abbreviate: finds the full names among a query's words.
        terms: the index's terms, to hold patterns to `limits.expanded_terms`; None lets every
            pattern pass.
    """

    fields: tuple[FieldSpec, ...]
    analyzer: "Analyzer"
    zone: tzinfo
    now: datetime
    words: WordMode = "all"
    lenient: bool = False
    names: Callable[[str, str], tuple[str, ...]] = _itself
    abbreviate: Callable[[Sequence[str]], "Sequence[AbbreviationExpansion]"] = shipped_abbreviations
    terms: "Terms | None" = None
    limits: QueryLimits = DEFAULT_LIMITS


@dataclass(frozen=True, slots=True)
class WordPattern:
    """A word of a phrase that may be any that the regular expression matches whole."""

    expression: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PhraseMark:
    """Words as the index has them, each at most `slop` positions behind the one before."""

    words: tuple[str | WordPattern, ...]
    slop: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What of one field's text made it match: what a snippet marks.

    Attributes:
        stems: a word whose stem is one of these.
        exacts: a word that is one of these as written, casefolded.
        phrases: such words in order.
        patterns: regular expressions that match a whole word, casefolded.
        near: (word, edits): words, casefolded, that differ by at most so many edits.
    """

    stems: frozenset[str] = frozenset()
    exacts: frozenset[str] = frozenset()
    phrases: tuple[PhraseMark, ...] = ()
    patterns: tuple[str, ...] = ()
    near: tuple[tuple[str, int], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.stems or self.exacts or self.phrases or self.patterns or self.near)

    def __or__(self, other: "Marks") -> "Marks":
        return Marks(
            stems=self.stems | other.stems,
            exacts=self.exacts | other.exacts,
            phrases=tuple(dict.fromkeys(self.phrases + other.phrases)),
            patterns=tuple(dict.fromkeys(self.patterns + other.patterns)),
            near=tuple(dict.fromkeys(self.near + other.near)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Highlights:
    """What a query marks, without its negated parts.

    Attributes:
        everywhere: what unnamed words mark, in every text field; names of entities too.
        fields: what only one field's text is marked by.
    """

    everywhere: Marks = Marks()
    fields: Mapping[str, Marks] = field(default_factory=dict)

    def of(self, field: str) -> Marks:
        """Return what marks text of the field."""
        own = self.fields.get(field)
        return self.everywhere if own is None else self.everywhere | own


@dataclass(frozen=True, slots=True, kw_only=True)
class Expansion:
    """What a part of the query was taken for beyond what it says.

    Attributes:
        start, end: the part, in code points of the query.
        reason: "abbreviation", "alias", "period", "days", "number", "optional" (need not match), …
        into: what it became.
        weight: how much a match counts against one of the part itself.
    """

    start: int
    end: int
    reason: str
    into: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """A query, ready for the engine.

    Attributes:
        query: as given.
        root: as parsed.
        tree: of `kliping.index.query_tree` nodes; weights are on its leaves only.
        words: the parts of the tree's RankedWords as the query writes them, in their order.
        warnings: what the query says that was probably not meant.
        expansions: in the order of the query.
        only_meaning: the query is an amount or a time, and has no other word.
    """

    query: str
    root: Node
    tree: Any
    highlights: Highlights
    words: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    expansions: tuple[Expansion, ...] = ()
    only_meaning: bool = False
