"""Ask the engine: a query with its filters, order and facets, and the pages behind the first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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
    SpellingRequest,
)
from kliping.query import Compiled
from kliping.query.nodes import Word

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
# The analyzer's rules for words that its word lists have, or whose root they have.
_OF_DICTIONARY = ("dictionary", "affix", "variant", "exception", "name")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutedSearch:
    """What the engine answered to one search.

    Attributes:
        view: what was searched.
        now: the clock that relative dates and recency counted from, seconds since 1970, UTC.
        filter_counts: (field, value) of filters by keyword → documents that have it; empty where
            no advice is wanted.
        doubtful: the words whose spelling was asked about.
    """

    view: ArchiveView
    compiled: Compiled
    options: SearchOptions
    rows: SearchRows
    facets: Mapping[str, Facet]
    now: int
    filter_counts: Mapping[tuple[str, str], int] = field(default_factory=dict)
    doubtful: Sequence[Word] = ()


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
    advised: bool = False,
    respelled: bool = False,
) -> ExecutedSearch:
    """Compile a query and ask the engine, in one call.

    Args:
        advised: count what advice on filters needs.
        respelled: look at the spelling of words where little is found.
        shown: let rows come with what hits show (`HitRow.shown`).
        as_it_stands: let no plugin change the query.

    Raises:
        QueryError: the query cannot be understood.
        ArgumentError: a bad facet, filter or order.
    """
    compile_it = compile_as_it_stands if as_it_stands else compile_expanded
    compiled = compile_it(view, query, options, now=now)
    requests = {spec: facet_asked(view, spec, options) for spec in facets}
    doubtful, spelling = _doubtful(view, compiled) if respelled else ([], None)
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
        spelling=spelling,
    )
    pairs = _keyword_filters(view, options) if advised else []
    filters = filter_maker(view, now) if pairs else None
    rows, *held = view.reader.search_all(
        [
            request,
            *(SearchRequest(query=filters.condition(*p), limit=0) for p in pairs if filters),
        ]
    )
    counted = {
        spec.partition(":")[0]: _named(view, counts, options)
        for spec, counts in zip(requests, rows.facets, strict=True)
    }
    return ExecutedSearch(
        view=view,
        compiled=compiled,
        options=options,
        rows=rows,
        facets=counted,
        now=now,
        filter_counts={pair: found.total for pair, found in zip(pairs, held, strict=True)},
        doubtful=doubtful,
    )


def _doubtful(view: ArchiveView, compiled: Compiled) -> tuple[list[Word], SpellingRequest | None]:
    """Return the words of a query that may be misspelt, and what to ask of the index about them."""
    from kliping.suggest.spelling import spelling_request, words_asked

    def is_word(word: str) -> bool:
        return any(term.rule in _OF_DICTIONARY for term in view.analyzer.terms(word))

    words = words_asked(compiled.root, is_word)
    return words, spelling_request(words)


def _keyword_filters(view: ArchiveView, options: SearchOptions) -> list[tuple[str, str]]:
    """Return (field, value) of the filters that let a keyword through, each once."""
    if not (options.where or options.any_of):
        return []
    keywords = {f.name for f in view.fields if f.type == "keyword"}
    return list(
        dict.fromkeys(
            (name, value)
            for filters in (options.where, options.any_of)
            for name, values in filters.items()
            if name in keywords
            for value in values
        )
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
