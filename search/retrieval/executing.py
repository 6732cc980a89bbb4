"""Ask the engine: a query with its filters, order and facets, and the pages behind the first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kliping.index import ArgumentError, FieldSpec, QueryError
from kliping.index.engine import (
    FacetCounts,
    FacetRequest,
    HitRow,
    Query,
    Recency,
    SearchRequest,
    SearchRows,
    SortKey,
)
from kliping.query import Compiled

from .compiling import compile_as_it_stands, compile_expanded
from .faceting import facet_request
from .options import SearchOptions
from .rows import Facet, FacetValue
from .value_names import aliases_of
from .view import ArchiveView, clock

if TYPE_CHECKING:
    from .filters import Filters

# An article with all of the words stands before those with some of them only if it scores at least
# this share of the best. By eye, on the first pages of 20 queries over 4,950 articles (2026-11):
# with 0 long articles that mention each word somewhere come first, with 0.8 some that lack a word.
STRICT_SHARE = 0.5
# A new article counts up to twice as much, half of that a month later, with `recency`.
RECENCY_WEIGHT = 1.0
RECENCY_HALF_LIFE = 30 * 86_400.0  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutedSearch:
    """What the engine answered to one search.

    Attributes:
        view: what was searched.
        now: the clock that relative dates and recency counted from, seconds since 1970, UTC.
    """

    view: ArchiveView
    compiled: Compiled
    options: SearchOptions
    rows: SearchRows
    facets: Mapping[str, Facet]
    now: int


def execute(
    view: ArchiveView,
    query: str,
    *,
    options: SearchOptions,
    now: int,
    limit: int,
    offset: int = 0,
    facets: Sequence[str] = (),
    as_it_stands: bool = False,
    shown: bool = False,
) -> ExecutedSearch:
    """Compile a query and ask the engine.

    Args:
        shown: let rows come with what hits show (`HitRow.shown`).
        as_it_stands: let no plugin change the query.

    Raises:
        QueryError: the query cannot be understood.
        ArgumentError: a bad facet, filter or order.
    """
    compile_it = compile_as_it_stands if as_it_stands else compile_expanded
    compiled = compile_it(view, query, options, now=now)
    requests = {spec: facet_asked(view, spec, options) for spec in facets}
    request = SearchRequest(
        query=compiled.tree,
        filters=filters_of(view, options, now),
        limit=limit,
        offset=offset,
        facets=tuple(requests.values()),
        sort=_sort(view.fields, options.sort),
        collapse=options.collapse,
        count_by="copies" if options.count_by == "group" else None,
        recency=_recency(options, now),
        strict_share=_strict_share(compiled),
        shown=shown,
    )
    rows = view.reader.search(request)
    counted = {
        spec.partition(":")[0]: _named(view, counts, options)
        for spec, counts in zip(requests, rows.facets, strict=True)
    }
    return ExecutedSearch(
        view=view, compiled=compiled, options=options, rows=rows, facets=counted, now=now
    )


def _strict_share(compiled: Compiled) -> float:
    """Return what an article with all of the words must score to come first.

    What was published on a day need not write the day, and so scores less than what writes a part
    of it: of a query that is a time or an amount alone, what has it comes first.
    """
    return 0.0 if compiled.only_meaning else STRICT_SHARE


def iter_pages(search: ExecutedSearch, *, batch: int) -> Iterator[tuple[HitRow, ...]]:
    """Yield the page of a search whose limit was `batch`, then those behind it.

    They are asked of the same reader, by the same tree and clock.
    """
    rows = search.rows.hits
    yield rows
    while len(rows) == batch:
        options = search.options
        request = SearchRequest(
            query=search.compiled.tree,
            filters=filters_of(search.view, options, search.now),
            limit=batch,
            sort=_sort(search.view.fields, options.sort),
            collapse=options.collapse,
            recency=_recency(options, search.now),
            after=rows[-1].position,
            strict_share=_strict_share(search.compiled),
            shown=True,
        )
        rows = search.view.reader.search(request).hits
        yield rows


def totals(
    search: ExecutedSearch, trees: Sequence[Query], filters: Mapping[str, Query]
) -> list[int]:
    """Return how many documents match each tree."""
    if not trees:
        return []
    requests = [SearchRequest(query=tree, filters=filters, limit=0) for tree in trees]
    return [rows.total for rows in search.view.reader.search_all(requests)]


def facet_asked(view: ArchiveView, spec: str, options: SearchOptions) -> FacetRequest:
    """Return the request that a facet's text means."""
    return facet_request(
        spec,
        view.fields,
        aliases=aliases_of(view.store, spec.partition(":")[0]),
        match=options.facet_match,
        limit=options.facet_values,
    )


def filters_of(view: ArchiveView, options: SearchOptions, now: int) -> dict[str, Query]:
    """Return the trees of the options' filters, by the field whose counts they leave."""
    if not (options.where or options.any_of or options.exclude):
        return {}
    return filter_maker(view, now).trees(options)


def filter_maker(view: ArchiveView, now: int) -> "Filters":
    """Return what makes the trees of filters over a view."""
    from .filters import Filters

    def language(name: str, value: str) -> Query:
        quoted = value.replace("\\", "\\\\").replace('"', '\\"').replace("*", "\\*")
        try:
            return compile_as_it_stands(view, f'{name}:"{quoted}"', SearchOptions(), now=now).tree
        except QueryError as error:
            raise ArgumentError(f"{name} = {value!r}: {error}") from None

    return Filters(
        list(view.fields),
        aliases=lambda name: aliases_of(view.store, name),
        zone=view.zone,
        now=clock(now),
        language=language,
    )


def _named(view: ArchiveView, counts: FacetCounts, options: SearchOptions) -> Facet:
    spellings: dict[str, list[str]] = {}
    if options.spellings:
        spellings = view.store.spellings(counts.field)
        for alias, name in aliases_of(view.store, counts.field).items():
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


def _sort(fields: Sequence[FieldSpec], sort: str) -> tuple[SortKey, ...]:
    if sort == "relevance":
        return ()
    if sort in ("newest", "oldest"):
        return (SortKey(field="published", descending=sort == "newest"),)
    name = sort.removeprefix("-")
    columns = [f.name for f in fields if f.type != "text" and f.facet]
    if name not in columns:
        raise ArgumentError(
            f"cannot sort by {name!r}; there are: relevance, newest, oldest, "
            + ", ".join(sorted(columns))
        )
    return (SortKey(field=name, descending=sort.startswith("-")),)


def _recency(options: SearchOptions, now: int) -> Recency | None:
    if not options.recency:
        return None
    return Recency(field="published", half_life=RECENCY_HALF_LIFE, weight=RECENCY_WEIGHT, now=now)
