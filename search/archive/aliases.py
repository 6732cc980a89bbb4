"""One name per entity: the archive's aliases, on top of what the enrichers settle.

An *alias* is a value of a field that counts as another value, its *name*. Aliases are applied when
a query is compiled and when facets are counted, so that a merge shows at once, and nothing is
enriched or indexed again.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kliping.index import ArgumentError
from kliping.index.engine import FacetRequest, SearchRequest
from kliping.index.query_tree import Every
from kliping.query.context import ABBREVIATION

from .session import Session

# Articles that state a pair before it is suggested: a pair that only one states is often a slip.
STATED_LEAST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """`alias` counts as `name` in a field."""

    field: str
    alias: str
    name: str

    def to_dict(self) -> dict[str, Any]:
        return {"field": self.field, "alias": self.alias, "name": self.name}


@dataclass(frozen=True, slots=True, kw_only=True)
class AliasSuggestion:
    """Two values that may be one entity.

    Attributes:
        reason: what speaks for it.
        score: 0 to 1.
        articles: how many articles have the alias.
    """

    field: str
    alias: str
    name: str
    reason: str
    score: float
    articles: int

    def to_dict(self) -> dict[str, Any]:
        return {
            "field": self.field,
            "alias": self.alias,
            "name": self.name,
            "reason": self.reason,
            "score": round(self.score, 3),
            "articles": self.articles,
        }


class Aliases:
    """The aliases of one archive."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._store = session.store

    def all(self, field: str | None = None) -> list[Alias]:
        """Return the archive's aliases, by field, name and alias."""
        found = [
            Alias(field=of, alias=alias, name=name)
            for of, aliases in self._store.aliases().items()
            for alias, name in aliases.items()
            if field in (None, of)
        ]
        return sorted(found, key=lambda a: (a.field, a.name.casefold(), a.alias.casefold()))

    def merge(self, field: str, alias: str, name: str) -> None:
        """Let a value of a field count as another; what counted as the alias follows it.

        Raises:
            ArgumentError: the field has no names to merge, or both are one already.
        """
        self._check_field(field)
        known = self._store.aliases().get(field, {})
        target = known.get(name, name)
        if target == alias or not alias or not target:
            raise ArgumentError(
                f"{field}: {alias!r} and {name!r} cannot be merged: they are one already"
                if alias and target
                else f"{field}: {alias!r} = {name!r}: expected two names"
            )
        changed = {alias: target} | {a: target for a, n in known.items() if n == alias}
        with self._session.writing(), self._store.write() as transaction:
            transaction.set_aliases(field, changed)

    def split(self, field: str, alias: str) -> None:
        """Let an alias stand for itself again.

        Raises:
            ArgumentError: it is no alias of the field.
        """
        self._check_field(field)
        with self._session.writing(), self._store.write() as transaction:
            if not transaction.remove_alias(field, alias):
                raise ArgumentError(
                    f"{field}: {alias!r} is no alias; list them with: kliping aliases list"
                )

    def suggest(self, *, limit: int = 50) -> list[AliasSuggestion]:
        """Return values that may be one entity, most articles first; none is merged.

        Those of the field "abbreviation" are pairs that articles state as `Full Name (SHORT)`.
        """
        found = [*self._suggested_names(), *self._stated_abbreviations()]
        found.sort(key=lambda s: (-s.articles * s.score, s.field, s.alias))
        return found[:limit]

    def _suggested_names(self) -> Iterator[AliasSuggestion]:
        fields = [field.name for field in self._session.fields()]
        for suggester in self._session.plugins.alias_suggesters():
            for field in (name for name in fields if name in suggester.alias_fields):
                counts = self._counts(field)
                known = self._store.aliases().get(field, {})
                for alias, name, reason, score in suggester.suggest_aliases(field, counts):
                    if known.get(alias) != name:
                        yield AliasSuggestion(
                            field=field,
                            alias=alias,
                            name=name,
                            reason=reason,
                            score=score,
                            articles=counts[alias],
                        )

    def _stated_abbreviations(self) -> Iterator[AliasSuggestion]:
        from kliping.index.analyzer.abbreviations import shipped_pairs

        known = self._store.aliases().get(ABBREVIATION, {})
        shipped = set(shipped_pairs())
        stated: Counter[tuple[str, ...]] = Counter()
        for source in self._session.plugins.abbreviation_sources():
            stated.update(self._store.count_records(source.name, source.abbreviation_keys))
        for (long, short), articles in stated.items():
            if articles < STATED_LEAST or known.get(long) == short or (long, short) in shipped:
                continue
            yield AliasSuggestion(
                field=ABBREVIATION,
                alias=long,
                name=short,
                reason="stated as Full Name (SHORT)",
                score=1.0,
                articles=articles,
            )

    def _counts(self, field: str) -> Mapping[str, int]:
        request = FacetRequest(
            field=field, limit=None, aliases=self._store.aliases().get(field, {})
        )
        reader = self._session.articles().reader()
        rows = reader.search(SearchRequest(query=Every(), limit=0, facets=(request,)))
        return Counter(dict(rows.facets[0].values))

    def _check_field(self, field: str) -> None:
        known = sorted(f.name for f in self._session.fields() if f.type == "keyword" and f.facet)
        if field not in (*known, ABBREVIATION):
            raise ArgumentError(f"no field {field!r} with names; there are: {', '.join(known)}")


def iter_alias_lines(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield (field, alias, name) of tab-separated lines; empty lines and # lines are comments.

    Raises:
        ArgumentError: a line has not three parts; it names the line.
    """
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = [part.strip() for part in line.split("\t")]
        if len(parts) != 3 or not all(parts):
            raise ArgumentError(f"line {number}: {line!r}: expected FIELD<tab>ALIAS<tab>NAME")
        yield parts[0], parts[1], parts[2]
