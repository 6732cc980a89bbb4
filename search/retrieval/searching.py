"""Run one search: query text to tree, tree to rows, rows to hits with snippets."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from kliping.arguments import check_names
from kliping.index import ArgumentError, FieldSpec
from kliping.index import query_tree as q
from kliping.index.analyzer import Analyzer
from kliping.index.engine import (
    Engine,
    EngineReader,
    FacetCounts,
    FacetRequest,
    HitRow,
    Query,
    Recency,
    SearchRequest,
    SearchRows,
    SortKey,
)
from kliping.index.store import Store
from kliping.query import Compiled, QueryContext, compile_query
from kliping.query.context import ABBREVIATION

from .cursors import decode_cursor, encode_cursor, search_key
from .faceting import FACET_VALUES, facet_request
from .hits import make_hits
from .rows import Facet, FacetValue, Hit, SearchResults

if TYPE_CHECKING:
    from kliping.index.analyzer import Abbreviations
    from kliping.index.analyzer import Expansion as Abbreviated

# A search that finds fewer is looked at for a misspelt word.
FEW_HITS = 3
# Entity types; a speaker is one of them, so it goes by their aliases too.
ENTITY_TYPES = ("person", "organisation", "place")
# The analyzer's rules for words that its word lists have, or whose root they have.
_OF_DICTIONARY = ("dictionary", "affix", "variant", "exception", "name")
COUNTED = ("article", "group")
COLLAPSIBLE = {"copies": "copies", "story": "story"}
# A new article counts up to twice as much, half of that a month later, with `recency`.
RECENCY_WEIGHT = 1.0
RECENCY_HALF_LIFE = 30 * 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchOptions:
    """How to search, besides the query.

    Attributes:
        where: field → values that articles must have, all of them.
        any_of: field → values of which articles must have at least one.
        exclude: field → values that articles must not have. None of the three narrows the counts
            of its own field.
        sort: "relevance", "newest", "oldest", or a field's name, "-" before it for descending.
        match_any: words without an operator between them: any may match, not all must.
        group: "copies" (or "story"): of each group only the best hit is listed.
        count_by: "article", or "group": totals and facets count a copy group once.
        recency: prefer newer articles.
        cursor: continue behind the last hit of the search that gave it.
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
    match_any: bool = False
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
        for name in ("where", "any_of", "exclude"):
            for of, values in getattr(self, name).items():
                check_names(values, f"{name}[{of!r}]")
        if self.count_by not in COUNTED:
            raise ArgumentError(
                f"count_by = {self.count_by!r}: expected {' or '.join(map(repr, COUNTED))}"
            )
        if self.snippet_length < 1:
            raise ArgumentError(f"snippet_length = {self.snippet_length}: expected 1 or more")
        if self.facet_values is not None and self.facet_values < 0:
            raise ArgumentError(f"facet_values = {self.facet_values}: expected 0 or more, or None")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What the engine answered to one search, and the reader that answered it."""

    reader: EngineReader
    compiled: Compiled
    rows: SearchRows
    facets: Mapping[str, Facet]


def _filter_parts(options: SearchOptions) -> list[tuple[str, tuple[str, ...]]]:
    """Return the filters as values that are equal for equal filters."""
    parts = [
        (f"{kind}:{name}", tuple(values))
        for kind, given in (
            ("where", options.where),
            ("any", options.any_of),
            ("not", options.exclude),
        )
        for name, values in sorted(given.items())
    ]
    return [*parts, ("match_any", (str(options.match_any),))]


@lru_cache(maxsize=8)
def _abbreviations(pairs: frozenset[tuple[str, str]]) -> "Abbreviations":
    """Return the shipped full names and these; read where a query has words enough for one."""
    from kliping.index.analyzer import Abbreviations

    return Abbreviations(sorted(pairs))


def _abbreviate(pairs: frozenset[tuple[str, str]], words: Sequence[str]) -> "Sequence[Abbreviated]":
    """Return the abbreviations of the full names among a query's words."""
    return _abbreviations(pairs).expansions(words)


def _holds(words: Sequence[str], wanted: Sequence[str]) -> bool:
    """Return whether `wanted` stands among the words, side by side."""
    return any(
        list(words[at : at + len(wanted)]) == list(wanted)
        for at in range(len(words) - len(wanted) + 1)
    )


class Searcher:
    """Searches the articles of one archive. Holds no state of a search; safe in threads."""

    def __init__(
        self,
        store: Store,
        engine: Callable[[], Engine],
        analyzer: Analyzer,
        fields: Callable[[], list[FieldSpec]],
        zone: tzinfo,
    ) -> None:
        self._store = store
        self._engine = engine
        self._analyzer = analyzer
        self._fields = fields
        self._zone = zone

    @property
    def document_count(self) -> int:
        """How many documents there are to find."""
        return self._engine().reader().document_count

    # -- query -------------------------------------------------------------------------------

    def compile(self, query: str, options: SearchOptions) -> Compiled:
        """Return the query's tree."""
        if not isinstance(query, str):
            raise ArgumentError(f"query = {query!r}: expected a string")
        zone = options.zone or self._zone
        pairs = frozenset(self._store.aliases().get(ABBREVIATION, {}).items())
        context = QueryContext(
            fields=tuple(self._fields()),
            analyzer=self._analyzer,
            zone=zone,
            now=datetime.now(zone),
            names=self.names_of,
            match_any=options.match_any,
            terms=self._engine().reader(),
            abbreviate=partial(_abbreviate, pairs),
        )
        return compile_query(query, context)

    def names_of(self, field: str, value: str) -> tuple[str, ...]:
        """Return every stored value that a value of a keyword field stands for, itself first."""
        types = ENTITY_TYPES if field == "speaker" else (field,)
        names = dict.fromkeys([value, *self._store.names_spelled(value, types=types)])
        aliases = self.aliases(field)
        folded = {alias.casefold(): name for alias, name in aliases.items()}
        for name in list(names):
            target = folded.get(name.casefold(), name).casefold()
            for alias, stands_for in aliases.items():
                if stands_for.casefold() == target:
                    names.update({stands_for: None, alias: None})
        if len(names) == 1:
            names.update(dict.fromkeys(self._containing(field, value)))
        return tuple(names)

    def _containing(self, field: str, value: str) -> list[str]:
        """Return the stored values that hold these words, where none is spelled just so."""
        reader = self._engine().reader()
        folded = value.casefold()
        if any(term == folded for term, _ in reader.term_counts(field, folded, 1)):
            return []
        words = folded.split()
        if not words:
            return []
        return [
            term
            for term, _ in reader.term_counts(field)
            if words[0] in term and _holds(term.split(), words)
        ]

    def aliases(self, field: str) -> dict[str, str]:
        """Return alias → name of a field."""
        stored = self._store.aliases()
        merged: dict[str, str] = {}
        for source in (*ENTITY_TYPES, field) if field == "speaker" else (field,):
            merged.update(stored.get(source, {}))
        return merged

    def matching_ids(self, query: str) -> list[str]:
        """Return the ids of the articles that match, in order of addition."""
        return self._engine().reader().matching_ids(self.compile(query, SearchOptions()).tree)

    # -- search ------------------------------------------------------------------------------

    def search(
        self,
        query: str,
        *,
        limit: int,
        offset: int,
        facets: Sequence[str],
        options: SearchOptions,
        began: float,
    ) -> SearchResults:
        """Search; see `Archive.search`."""
        key = search_key(query, options.sort, options.group, *_filter_parts(options))
        rank, after = offset, None
        if options.cursor is not None:
            rank, after = decode_cursor(options.cursor, key)
        ran = self.run(
            query, limit=limit, offset=offset, facets=facets, options=options, after=after
        )
        rows = ran.rows
        cursor = None
        if rows.hits and len(rows.hits) == limit:
            cursor = encode_cursor(rows.hits[-1].position, key, rank=rank + len(rows.hits))
        return SearchResults(
            query=query,
            total=rows.total,
            took_ms=(time.perf_counter() - began) * 1000,
            hits=self._hits(ran, rows.hits, options, rank),
            facets=ran.facets,
            warnings=(
                *ran.compiled.warnings,
                *self.unheld_values(ran, options, noun="article"),
                *self._hints(query, ran, options),
            ),
            cursor=cursor,
            suggestion=self._suggestion(query, ran, options) if limit else None,
        )

    def run(
        self,
        query: str,
        *,
        limit: int,
        offset: int = 0,
        facets: Sequence[str] = (),
        options: SearchOptions,
        after: tuple[float | str, ...] | None = None,
        reader: EngineReader | None = None,
    ) -> "Ran":
        """Compile the query and ask the engine; see `Archive.search`.

        Args:
            after: continue behind this position.
            reader: ask this one, not one of the newest commit.
        """
        if limit < 0 or offset < 0:
            raise ArgumentError(f"limit = {limit}, offset = {offset}: expected 0 or more")
        compiled = self.compile(query, options)
        reader = reader or self._engine().reader()
        requests = {spec: self._facet(spec, options) for spec in facets}
        request = SearchRequest(
            query=compiled.tree,
            filters=self._filters(options),
            limit=limit,
            offset=offset,
            facets=tuple(requests.values()),
            sort=self._sort(options.sort),
            collapse=self._group_field(options.group),
            count_by="copies" if options.count_by == "group" else None,
            recency=self._recency(options),
            after=after,
        )
        rows = reader.search(request)
        counted = {
            spec.partition(":")[0]: self._named(counts, options)
            for spec, counts in zip(requests, rows.facets, strict=True)
        }
        return Ran(reader=reader, compiled=compiled, rows=rows, facets=counted)

    def iter_hits(self, query: str, *, options: SearchOptions, batch: int) -> Iterator[Hit]:
        """Yield every hit, of the archive as it was when the first was asked for."""
        after: tuple[float | str, ...] | None = None
        rank = 0
        reader: EngineReader | None = None
        while True:
            ran = self.run(query, limit=batch, options=options, after=after, reader=reader)
            reader, rows = ran.reader, ran.rows.hits
            yield from self._hits(ran, rows, options, rank)
            rank += len(rows)
            if len(rows) < batch:
                return
            after = rows[-1].position

    def score(self, tree: Query, id: str) -> float | None:
        """Return the score that a search for the tree gives an article; None without a match."""
        reader = self._engine().reader()
        for row in reader.search(SearchRequest(query=tree, limit=reader.document_count)).hits:
            if row.id == id:
                return row.score
        return None

    def _facet(self, spec: str, options: SearchOptions) -> FacetRequest:
        name = spec.partition(":")[0]
        return facet_request(
            spec,
            self._fields(),
            aliases=self.aliases(name),
            match=options.facet_match,
            limit=options.facet_values,
        )

    def unheld_values(self, ran: "Ran", options: SearchOptions, *, noun: str) -> list[str]:
        """Return a warning for each filter's value that no document has."""
        # A search that finds something has passed every `where`.
        where = {} if ran.rows.total else options.where
        if not (where or options.any_of):
            return []
        from kliping.suggest.hints import unheld_values

        keywords = {f.name for f in self._fields() if f.type == "keyword"}

        def count(name: str, value: str) -> int:
            tree = self._condition(name, value, options)
            return ran.reader.search(SearchRequest(query=tree, limit=0)).total

        def values(name: str) -> list[str]:
            plain = SearchOptions(facet_values=None)
            if not any(f.name == name and f.facet for f in self._fields()):
                return []
            request = SearchRequest(query=q.Every(), limit=0, facets=(self._facet(name, plain),))
            return [value for value, _ in ran.reader.search(request).facets[0].values]

        return unheld_values(
            {name: given for name, given in where.items() if name in keywords},
            {name: given for name, given in options.any_of.items() if name in keywords},
            noun=noun,
            count=count,
            values=values,
        )

    def _hints(self, query: str, ran: "Ran", options: SearchOptions) -> list[str]:
        """Return what would find something where all words together find nothing."""
        if ran.rows.total or options.match_any or options.cursor is not None:
            return []
        any_word = self.compile(query, replace(options, match_any=True)).tree
        if any_word == ran.compiled.tree:
            return []
        request = SearchRequest(query=any_word, filters=self._filters(options), limit=0)
        total = ran.reader.search(request).total
        if not total:
            return []
        return [f"no article has all of the words; {total:,} have some of them (--any finds these)"]

    def _suggestion(self, query: str, ran: "Ran", options: SearchOptions) -> str | None:
        """Return a query with a word respelled that finds more, where this one finds little."""
        if ran.rows.total >= FEW_HITS or options.cursor is not None:
            return None
        from kliping.suggest.spelling import did_you_mean

        filters = self._filters(options)

        def count(changed: str) -> int:
            tree = self.compile(changed, options).tree
            return ran.reader.search(SearchRequest(query=tree, filters=filters, limit=0)).total

        def is_word(word: str) -> bool:
            return any(term.rule in _OF_DICTIONARY for term in self._analyzer.terms(word))

        return did_you_mean(query, ran.rows.total, reader=ran.reader, count=count, is_word=is_word)

    def _filters(self, options: SearchOptions) -> dict[str, Query]:
        filters: dict[str, list[Query]] = {}
        for name, values in options.where.items():
            for value in values:
                filters.setdefault(name, []).append(self._condition(name, value, options))
        for name, values in options.any_of.items():
            either = [self._condition(name, value, options) for value in values]
            filters.setdefault(name, []).append(q.Or(either))
        for name, values in options.exclude.items():
            against = q.Or([self._condition(name, value, options) for value in values])
            filters.setdefault(name, []).append(q.AndNot(q.Every(), against))
        return {
            name: conditions[0] if len(conditions) == 1 else q.And(conditions)
            for name, conditions in filters.items()
        }

    def _condition(self, name: str, value: str, options: SearchOptions) -> Query:
        quoted = value.replace("\\", "\\\\").replace('"', '\\"')
        return self.compile(f'{name}:"{quoted}"', options).tree

    def _named(self, counts: FacetCounts, options: SearchOptions) -> Facet:
        spellings: dict[str, list[str]] = {}
        if options.spellings:
            spellings = self._store.spellings(counts.field)
            for alias, name in self.aliases(counts.field).items():
                spellings.setdefault(name, []).append(alias)
        return Facet(
            field=counts.field,
            values=tuple(
                FacetValue(value=v, count=n, spellings=tuple(spellings.get(v, ())))
                for v, n in counts.values
            ),
            missing=counts.missing,
            other=counts.other,
            distinct=counts.distinct,
        )

    def _sort(self, sort: str) -> tuple[SortKey, ...]:
        if sort == "relevance":
            return ()
        if sort in ("newest", "oldest"):
            return (SortKey(field="published", descending=sort == "newest"),)
        name = sort.removeprefix("-")
        columns = [f.name for f in self._fields() if f.type != "text" and f.facet]
        if name not in columns:
            raise ArgumentError(
                f"cannot sort by {name!r}; there are: relevance, newest, oldest, "
                + ", ".join(sorted(columns))
            )
        return (SortKey(field=name, descending=sort.startswith("-")),)

    def _group_field(self, group: str | None) -> str | None:
        if group is None:
            return None
        if group not in COLLAPSIBLE:
            raise ArgumentError(f"group = {group!r}: expected {' or '.join(COLLAPSIBLE)}")
        return COLLAPSIBLE[group]

    def _recency(self, options: SearchOptions) -> Recency | None:
        if not options.recency:
            return None
        return Recency(
            field="published",
            half_life=RECENCY_HALF_LIFE,
            weight=RECENCY_WEIGHT,
            now=int(time.time()),
        )

    def _hits(
        self, ran: "Ran", rows: Sequence[HitRow], options: SearchOptions, offset: int
    ) -> tuple[Hit, ...]:
        return make_hits(
            rows,
            store=self._store,
            reader=ran.reader,
            highlights=ran.compiled.highlights,
            analyzer=self._analyzer,
            zone=options.zone or self._zone,
            length=options.snippet_length,
            offset=offset,
        )
