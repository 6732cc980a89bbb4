"""Run one search: query text to tree, tree to rows, rows to hits with snippets."""

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from kliping.index import ArgumentError, FieldSpec, QueryError
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
from kliping.index.keywords import keyword_term, without_accents
from kliping.index.store import Store
from kliping.query import Compiled, QueryContext, compile_query
from kliping.query.context import ABBREVIATION

from .cursors import Cursor, decode_cursor, encode_cursor, mark, search_key
from .faceting import facet_request
from .hits import make_hits
from .options import COLLAPSIBLE, SearchOptions
from .rows import Facet, FacetValue, Hit, SearchResults

if TYPE_CHECKING:
    from kliping.index.analyzer import Abbreviations
    from kliping.index.analyzer import Expansion as Abbreviated

    from .expansion import Expand
    from .filters import Filters

log = logging.getLogger("kliping")

# A search that finds fewer is looked at for a misspelt word.
FEW_HITS = 3
# Entity types; a speaker is one of them, so it goes by their aliases too.
ENTITY_TYPES = ("person", "organisation", "place")
# The analyzer's rules for words that its word lists have, or whose root they have.
_OF_DICTIONARY = ("dictionary", "affix", "variant", "exception", "name")
# A new article counts up to twice as much, half of that a month later, with `recency`.
RECENCY_WEIGHT = 1.0
RECENCY_HALF_LIFE = 30 * 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What the engine answered to one search, and the reader that answered it.

    Attributes:
        now: the clock that relative dates and recency counted from.
    """

    reader: EngineReader
    compiled: Compiled
    rows: SearchRows
    facets: Mapping[str, Facet]
    now: int


@lru_cache(maxsize=8)
def _abbreviations(pairs: frozenset[tuple[str, str]]) -> "Abbreviations":
    """Return the shipped full names and these; read where a query has words enough for one."""
    from kliping.index.analyzer import Abbreviations

    return Abbreviations(sorted(pairs))


def _abbreviate(pairs: frozenset[tuple[str, str]], words: Sequence[str]) -> "Sequence[Abbreviated]":
    """Return the abbreviations of the full names among a query's words."""
    return _abbreviations(pairs).expansions(words)


def clock(now: int) -> datetime:
    """Return a moment given in seconds since 1970-01-01T00:00Z."""
    return datetime.fromtimestamp(now, UTC)


def _marks(row: HitRow) -> tuple[bytes, ...]:
    """Return what a cursor remembers of a hit: itself, and the group that it stands for."""
    if not row.group:
        return (mark("id", row.id),)
    return (mark("id", row.id), mark("group", row.group.casefold()))


def _holds(words: Sequence[str], wanted: Sequence[str]) -> bool:
    """Return whether `wanted` stands among the words, side by side."""
    return any(
        list(words[at : at + len(wanted)]) == list(wanted)
        for at in range(len(words) - len(wanted) + 1)
    )


def log_warnings(compiled: Compiled) -> None:
    """Tell the warnings of a query whose answer has no place for them."""
    for warning in compiled.warnings:
        log.warning("%s", warning)


def _totals(
    reader: EngineReader, trees: Sequence[Query], filters: Mapping[str, Query]
) -> list[int]:
    """Return how many documents match each tree."""
    if not trees:
        return []
    requests = [SearchRequest(query=tree, filters=filters, limit=0) for tree in trees]
    return [rows.total for rows in reader.search_all(requests)]


class Searcher:
    """Searches the articles of one archive. Holds no state of a search; safe in threads."""

    def __init__(
        self,
        store: Store,
        engine: Callable[[], Engine],
        analyzer: Analyzer,
        fields: Callable[[], list[FieldSpec]],
        zone: tzinfo,
        expand: "Expand | None" = None,
    ) -> None:
        """Make a searcher.

        Args:
            expand: lets plugins change the tree of a query; see `Searcher.compile`.
        """
        self._store = store
        self._expand = expand
        self._engine = engine
        self._analyzer = analyzer
        self._fields = fields
        self._zone = zone

    # -- query -------------------------------------------------------------------------------

    def compile(self, query: str, options: SearchOptions, *, now: int | None = None) -> Compiled:
        """Return a user's query, as plugins let it be searched for; as `compile_plain`."""
        compiled = self.compile_plain(query, options, now=now)
        if self._expand is None:
            return compiled
        from .expansion import expanded  # where there are plugins of others

        return expanded(compiled, self._expand, self._problem)

    def _problem(self, tree: Query) -> str | None:
        """Return why a plugin's tree cannot be searched for, or None."""
        from kliping.index.tree_check import tree_problem
        from kliping.plugins.faults import describe

        if problem := tree_problem(tree, self._fields()):
            return f"gave a tree that {problem}"
        try:
            self._engine().reader().search(SearchRequest(query=tree, limit=0))
        except Exception as error:  # a tree may be wrong in a way that only the engine sees
            return f"gave a tree that cannot be searched for: {describe(error)}"
        return None

    def compile_plain(
        self, query: str, options: SearchOptions, *, now: int | None = None
    ) -> Compiled:
        """Return a query as it stands.

        Args:
            now: the clock of relative dates, seconds since 1970-01-01T00:00Z.
        """
        zone = options.zone or self._zone
        pairs = frozenset(self._store.aliases().get(ABBREVIATION, {}).items())
        context = QueryContext(
            fields=tuple(self._fields()),
            analyzer=self._analyzer,
            zone=zone,
            now=clock(int(time.time()) if now is None else now),
            names=self.names_of,
            match_any=options.match_any,
            lenient=options.lenient,
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
        """Return the stored values that hold these words, where none is spelled just so.

        Accents make no difference, as in texts.
        """
        reader = self._engine().reader()
        folded = keyword_term(value)
        if reader.count_terms_of(field, [folded])[folded]:
            return []
        words = without_accents(folded).split()
        if not words:
            return []
        found = []
        for term, _ in reader.term_counts(field):
            plain = without_accents(term)
            if words[0] in plain and _holds(plain.split(), words):
                found.append(term)
        return found

    def aliases(self, field: str) -> dict[str, str]:
        """Return alias → name of a field."""
        stored = self._store.aliases()
        merged: dict[str, str] = {}
        for source in (*ENTITY_TYPES, field) if field == "speaker" else (field,):
            merged.update(stored.get(source, {}))
        return merged

    def matching_ids(self, query: str) -> list[str]:
        """Return the ids of the articles that match, in order of addition."""
        return list(self._engine().reader().matching_ids(self.compile(query, SearchOptions()).tree))

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
        key = search_key(query, options.deciding())
        begun = Cursor(now=int(time.time()))
        if options.cursor is not None:
            begun = decode_cursor(options.cursor, key)
            if offset:
                raise ArgumentError(
                    f"offset = {offset} with a cursor: a page begins at the one or the other"
                )
        # As many as were given already may stand before the page, and one behind it tells whether
        # there is another.
        reach = offset + len(begun.marks) + limit + 1 if limit else 0
        ran = self.run(query, limit=reach, facets=facets, options=options, now=begun.now)
        given = set(begun.marks)
        fresh = [row for row in ran.rows.hits if not given.intersection(_marks(row))]
        page = fresh[offset : offset + limit]
        rank = begun.rank + offset
        cursor = None
        if limit and len(fresh) > offset + limit:
            marks = (m for row in fresh[: offset + limit] for m in _marks(row))
            held = Cursor(now=begun.now, rank=rank + len(page), marks=(*begun.marks, *marks))
            cursor = encode_cursor(held, key)
        return SearchResults(
            query=query,
            total=ran.rows.total,
            took_ms=(time.perf_counter() - began) * 1000,
            hits=self._hits(ran, page, options, rank),
            facets=ran.facets,
            warnings=(
                *ran.compiled.warnings,
                *self.unheld_values(ran, options, noun="article"),
                *self._hints(query, ran, options),
            ),
            cursor=cursor,
            suggestion=self._suggestion(ran, options) if limit else None,
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
        now: int | None = None,
        as_it_stands: bool = False,
    ) -> "Ran":
        """Compile the query and ask the engine; see `Archive.search`.

        Args:
            after: continue behind this position.
            reader: ask this one, not one of the newest commit.
            now: the clock of relative dates and of recency; the current moment where None.
            as_it_stands: let no plugin change the query.
        """
        now = int(time.time()) if now is None else now
        compile_it = self.compile_plain if as_it_stands else self.compile
        compiled = compile_it(query, options, now=now)
        reader = reader or self._engine().reader()
        requests = {spec: self._facet(spec, options) for spec in facets}
        request = SearchRequest(
            query=compiled.tree,
            filters=self._filters(options, now),
            limit=limit,
            offset=offset,
            facets=tuple(requests.values()),
            sort=self._sort(options.sort),
            collapse=self._group_field(options.group),
            count_by="copies" if options.count_by == "group" else None,
            recency=self._recency(options, now),
            after=after,
        )
        rows = reader.search(request)
        counted = {
            spec.partition(":")[0]: self._named(counts, options)
            for spec, counts in zip(requests, rows.facets, strict=True)
        }
        return Ran(reader=reader, compiled=compiled, rows=rows, facets=counted, now=now)

    def iter_hits(self, query: str, *, options: SearchOptions, batch: int) -> Iterator[Hit]:
        """Yield every hit, of the archive as it was when the first was asked for."""
        if options.cursor is not None:
            raise ArgumentError("cursor: all hits begin at the first; a cursor is for `search`")
        ran = self.run(query, limit=batch, options=options)
        rank = 0
        for rows in self._iter_pages(query, ran, options, batch):
            yield from self._hits(ran, rows, options, rank)
            rank += len(rows)

    def iter_rows_behind(
        self, query: str, ran: "Ran", *, options: SearchOptions, batch: int
    ) -> Iterator[HitRow]:
        """Yield the rows behind the page of a search whose limit was `batch`, of the same index."""
        pages = self._iter_pages(query, ran, options, batch)
        next(pages)
        for rows in pages:
            yield from rows

    def _iter_pages(
        self, query: str, ran: "Ran", options: SearchOptions, batch: int
    ) -> Iterator[tuple[HitRow, ...]]:
        """Yield the page of a search, then those behind it, by the same reader and clock."""
        rows = ran.rows.hits
        yield rows
        while len(rows) == batch:
            ran = self.run(
                query,
                limit=batch,
                options=options,
                after=rows[-1].position,
                reader=ran.reader,
                now=ran.now,
            )
            rows = ran.rows.hits
            yield rows

    def score(self, tree: Query, id: str) -> float | None:
        """Return the score that a search for the tree gives an article; None without a match."""
        request = SearchRequest(query=tree, filters={"": q.Term("id", id)}, limit=1)
        hits = self._engine().reader().search(request).hits
        return hits[0].score if hits else None

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
        filters = self._filter_maker(ran.now, options)

        def count(pairs: Sequence[tuple[str, str]]) -> list[int]:
            trees = [filters.condition(name, value) for name, value in pairs]
            return _totals(ran.reader, trees, {})

        def names(name: str, value: str) -> list[str]:
            others = self.names_of(name, value)[1:]
            held = count([(name, other) for other in others])
            return [other for other, total in zip(others, held, strict=True) if total]

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
            names=names,
        )

    def _hints(self, query: str, ran: "Ran", options: SearchOptions) -> list[str]:
        """Return what would find something where all words together find nothing."""
        if ran.rows.total or options.match_any or options.cursor is not None:
            return []
        any_word = self.compile(query, replace(options, match_any=True), now=ran.now).tree
        if any_word == ran.compiled.tree:
            return []
        request = SearchRequest(query=any_word, filters=self._filters(options, ran.now), limit=0)
        total = ran.reader.search(request).total
        if not total:
            return []
        return [f"no article has all of the words; {total:,} have some of them (--any finds these)"]

    def _suggestion(self, ran: "Ran", options: SearchOptions) -> str | None:
        """Return a query with a word respelled that finds more, where this one finds little."""
        if ran.rows.total >= FEW_HITS or options.cursor is not None:
            return None
        from kliping.suggest.spelling import did_you_mean

        filters = self._filters(options, ran.now)

        def count(queries: Sequence[str]) -> list[int]:
            trees = [self._tree_of_changed(query, options, ran.now) for query in queries]
            return _totals(ran.reader, trees, filters)

        def is_word(word: str) -> bool:
            return any(term.rule in _OF_DICTIONARY for term in self._analyzer.terms(word))

        return did_you_mean(
            ran.compiled.query,
            ran.rows.total,
            root=ran.compiled.root,
            reader=ran.reader,
            count=count,
            is_word=is_word,
        )

    def _tree_of_changed(self, query: str, options: SearchOptions, now: int) -> Query:
        """Return the tree of a query in which a word was replaced; what is none finds nothing.

        The new word may be read otherwise: `site:x` has no field `site`, and is two words;
        `title:x` names one.
        """
        try:
            return self.compile(query, options, now=now).tree
        except QueryError:
            return q.NullQuery

    def _filters(self, options: SearchOptions, now: int) -> dict[str, Query]:
        if not (options.where or options.any_of or options.exclude):
            return {}
        return self._filter_maker(now, options).trees(options)

    def _filter_maker(self, now: int, options: SearchOptions) -> "Filters":
        from .filters import Filters

        def language(name: str, value: str) -> Query:
            quoted = value.replace("\\", "\\\\").replace('"', '\\"').replace("*", "\\*")
            try:
                return self.compile_plain(f'{name}:"{quoted}"', SearchOptions(), now=now).tree
            except QueryError as error:
                raise ArgumentError(f"{name} = {value!r}: {error}") from None

        return Filters(
            self._fields(), aliases=self.aliases, zone=self._zone, now=clock(now), language=language
        )

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
        return None if group is None else COLLAPSIBLE[group]

    def _recency(self, options: SearchOptions, now: int) -> Recency | None:
        if not options.recency:
            return None
        return Recency(
            field="published",
            half_life=RECENCY_HALF_LIFE,
            weight=RECENCY_WEIGHT,
            now=now,
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
