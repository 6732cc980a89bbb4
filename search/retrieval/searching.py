"""Searches of one index: a view of its newest commit, then the steps of each question over it."""

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import tzinfo
from typing import TYPE_CHECKING

from kliping.index import ArgumentError
from kliping.index import query_tree as q
from kliping.index.analyzer import Analyzer
from kliping.index.engine import Engine, HitRow, Query, SearchRequest, SearchRows
from kliping.index.store import Store
from kliping.query import Compiled

from .advice import Questions, hints, suggestion, values_without_hits
from .compiling import compile_as_it_stands, compile_expanded
from .executing import ExecutedSearch, execute, iter_pages
from .hits import make_hits
from .options import DEFAULT_OPTIONS, SearchOptions
from .paging import page_of
from .rows import Hit, SearchResults
from .shown import decode_heads
from .value_names import names_of
from .view import ArchiveView

if TYPE_CHECKING:
    from .expansion import Expand


# What most searches ask for, checked once.
_ON_A_PAGE = replace(DEFAULT_OPTIONS, group="copies")


class Searcher:
    """Searches one index of an archive. Holds no state of a search; safe in threads."""

    def __init__(
        self,
        store: Store,
        engine: Callable[[], Engine],
        analyzer: Analyzer,
        zone: tzinfo,
        expand: "Expand | None" = None,
    ) -> None:
        """Make a searcher.

        Args:
            expand: lets plugins change the tree of a query.
        """
        self._store = store
        self._expand = expand
        self._engine = engine
        self._analyzer = analyzer
        self._zone = zone

    def view(self) -> ArchiveView:
        """Return the newest commit, for one search."""
        return ArchiveView(
            store=self._store,
            reader=self._engine().reader(),
            analyzer=self._analyzer,
            zone=self._zone,
            expand=self._expand,
        )

    def compile(self, query: str, options: SearchOptions) -> Compiled:
        """Return a user's query, as plugins let it be searched for."""
        return compile_expanded(self.view(), query, options, now=int(time.time()))

    def compile_plain(self, query: str, options: SearchOptions) -> Compiled:
        """Return a user's query as it stands."""
        return compile_as_it_stands(self.view(), query, options, now=int(time.time()))

    def names_of(self, field: str, value: str) -> tuple[str, ...]:
        """Return every stored value that a value of a keyword field stands for, itself first."""
        return names_of(self.view(), field, value)

    def matching_ids(self, query: str) -> list[str]:
        """Return the ids of the articles that match, in order of addition."""
        view = self.view()
        compiled = compile_expanded(view, query, SearchOptions(), now=int(time.time()))
        return list(view.reader.matching_ids(compiled.tree))

    def ids_with(self, field: str, values: Collection[str]) -> dict[str, list[str]]:
        """Return for each value of a keyword field the articles that have it, in order."""
        return self._engine().reader().ids_with(field, values)

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
        """Search; see `Archive.search`.

        Args:
            began: when it was asked, by `time.perf_counter`.
        """
        if options == DEFAULT_OPTIONS:
            options = _ON_A_PAGE
        elif options.group is None:
            options = replace(options, group="copies")
        page = page_of(query, options, limit=limit, offset=offset)
        search = execute(
            self.view(),
            query,
            limit=page.reach,
            facets=facets,
            options=options,
            now=page.begun.now,
            shown=True,
            advised=True,
            respelled=limit > 0 and options.cursor is None,
        )
        rows, cursor = page.cut(search.rows.hits)
        questions = Questions()
        absent = questions.add(values_without_hits(search, noun="article"))
        some_words = questions.add(
            hints(search, noun="article", remedy="they are listed without --all-words")
        )
        respelled = questions.add(suggestion(search))
        answers, hits = _asked(search, questions, rows, page.rank)
        return SearchResults(
            query=query,
            total=search.rows.total,
            partial=search.rows.partial,
            took_ms=(time.perf_counter() - began) * 1000,
            hits=hits,
            facets=search.facets,
            warnings=(
                *search.compiled.warnings,
                *absent(answers),
                *some_words(answers),
            ),
            cursor=cursor,
            suggestion=respelled(answers),
        )

    def execute(
        self,
        query: str,
        *,
        options: SearchOptions,
        limit: int,
        offset: int = 0,
        facets: Sequence[str] = (),
        as_it_stands: bool = False,
        shown: bool = False,
        advised: bool = False,
    ) -> ExecutedSearch:
        """Return what the engine answers now; see `kliping.retrieval.executing.execute`."""
        return execute(
            self.view(),
            query,
            options=options,
            now=int(time.time()),
            limit=limit,
            offset=offset,
            facets=facets,
            as_it_stands=as_it_stands,
            shown=shown,
            advised=advised,
        )

    def iter_hits(self, query: str, *, options: SearchOptions, batch: int) -> Iterator[Hit]:
        """Yield every hit, of the archive as it was when the first was asked for."""
        if options.cursor is not None:
            raise ArgumentError("cursor: all hits begin at the first; a cursor is for `search`")
        if options.words == "ranked":
            options = replace(options, words="all")
        search = self.execute(query, limit=batch, options=options, shown=True)
        rank = 0
        for rows in iter_pages(search, batch=batch):
            yield from _asked(search, Questions(), rows, rank)[1]
            rank += len(rows)

    def score(self, tree: Query, id: str) -> float | None:
        """Return the score that a search for the tree gives an article; None without a match."""
        request = SearchRequest(query=tree, filters={"": q.Term("id", id)}, limit=1)
        hits = self._engine().reader().search(request).hits
        return hits[0].score if hits else None


def _asked(
    search: ExecutedSearch, questions: Questions, rows: Sequence[HitRow], offset: int
) -> tuple[Sequence[SearchRows], tuple[Hit, ...]]:
    """Return the answers to questions, and a page's hits with their copies: asked in one call.

    Args:
        offset: the rank before the first hit's.
    """
    view, options = search.view, search.options
    heads = decode_heads([row.shown for row in rows])
    groups = sorted({group for head in heads for group in head.copies})
    answers: Sequence[SearchRows] = ()
    members: Mapping[str, Sequence[str]] = {}
    if questions.requests:
        answers, members = view.reader.search_with_ids(questions.requests, "copies", groups)
    elif groups:
        members = view.reader.ids_with("copies", groups)
    hits = make_hits(
        rows,
        heads=heads,
        members=members,
        compiled=search.compiled,
        analyzer=view.analyzer,
        zone=options.zone or view.zone,
        length=options.snippet_length,
        offset=offset,
    )
    return answers, hits
