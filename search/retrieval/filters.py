"""Filters: a field and a value that a facet shows, as the tree of the articles that it counts."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, tzinfo

from kliping.index import ArgumentError, FieldSpec
from kliping.index import query_tree as q
from kliping.index.engine import Query
from kliping.index.keywords import keyword_term

from .faceting import numbers_between
from .options import SearchOptions


class Filters:
    """Makes the trees of one search's filters.

    Args:
        aliases: field → alias → name, as the facets count.
        zone: of periods, as the facets count.
        now: what a period such as "kemarin" counts from.
        language: field and value → what the query language makes of them: words of a text field,
            a number that is written otherwise than facets show it.
    """

    def __init__(
        self,
        fields: Sequence[FieldSpec],
        *,
        aliases: Callable[[str], Mapping[str, str]],
        zone: tzinfo,
        now: datetime,
        language: Callable[[str, str], Query],
    ) -> None:
        self._fields = {spec.name: spec for spec in fields}
        self._aliases = aliases
        self._zone = zone
        self._now = now
        self._language = language

    def trees(self, options: SearchOptions) -> dict[str, Query]:
        """Return the trees by the field whose counts they do not narrow, "" for none.

        Raises:
            ArgumentError: no such field, or a value that it cannot have.
        """
        required = [
            self.condition(name, value)
            for name, values in options.where.items()
            for value in values
        ]
        required += [
            q.AndNot(q.Every(), self.condition(name, value))
            for name, values in options.exclude.items()
            for value in values
        ]
        trees = {
            name: q.Or([self.condition(name, value) for value in values])
            for name, values in options.any_of.items()
            if values
        }
        if required:
            trees[""] = required[0] if len(required) == 1 else q.And(required)
        return trees

    def condition(self, name: str, value: str) -> Query:
        """Return the tree of the articles that a field's facet counts for a value."""
        spec = self._fields.get(name)
        if spec is None:
            raise ArgumentError(
                f"no field {name!r} to filter by; there are: {', '.join(sorted(self._fields))}"
            )
        if spec.type == "keyword":
            terms = self._counted_as(name, value)
            return q.Or([q.Term(name, term) for term in terms])
        if spec.type == "date":
            return self._period(name, value)
        if spec.type == "number" and (bounds := numbers_between(value)):
            low, high = bounds
            if low is not None and low == high:
                return q.NumericRange(name, low, high)
            return q.NumericRange(name, low, high, False, True)
        return self._language(name, value)

    def _counted_as(self, name: str, value: str) -> list[str]:
        """Return the terms that a facet counts as a value: itself, and the aliases of it."""
        names = {
            keyword_term(alias): keyword_term(target)
            for alias, target in self._aliases(name).items()
        }
        wanted = keyword_term(value)
        terms = [alias for alias, target in names.items() if target == wanted]
        if wanted not in names:
            return [wanted, *terms]
        # An alias is no value of its own, unless something else counts as it.
        return terms or self._counted_as(name, names[wanted])

    def _period(self, name: str, value: str) -> Query:
        from kliping.query.periods import parse_stretch

        stretch = parse_stretch(value, zone=self._zone, now=self._now)
        if stretch is None:
            raise ArgumentError(
                f"{name} = {value!r}: expected a period, as 2025, 2025-04, 2025-W18, 2025-04-28, "
                "2025-03-01..2025-05-02 or kemarin"
            )
        last = None if stretch.end is None else stretch.end - 1
        return q.NumericRange(name, stretch.start, last)
