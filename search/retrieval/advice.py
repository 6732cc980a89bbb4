"""What an answer says beside its hits: values that nothing has, other words, another spelling."""

from collections.abc import Sequence
from dataclasses import replace

from kliping.index import QueryError
from kliping.index import query_tree as q
from kliping.index.engine import Query, SearchRequest

from .compiling import compile_expanded
from .executing import ExecutedSearch, facet_asked, filter_maker, filters_of, totals
from .options import SearchOptions
from .value_names import spelled_as, values_holding

# A search that finds fewer is looked at for a misspelt word.
FEW_HITS = 3
# The analyzer's rules for words that its word lists have, or whose root they have.
_OF_DICTIONARY = ("dictionary", "affix", "variant", "exception", "name")


def values_without_hits(search: ExecutedSearch, *, noun: str) -> list[str]:
    """Return a warning for each filter's value that no document has.

    Args:
        noun: what the documents are.
    """
    view, options = search.view, search.options
    # A search that finds something has passed every `where`.
    where = {} if search.rows.total else options.where
    if not (where or options.any_of):
        return []
    from kliping.suggest.hints import near_value, values_without_hits

    keywords = {f.name for f in view.fields if f.type == "keyword"}
    filters = filter_maker(view, search.now)

    def count(pairs: Sequence[tuple[str, str]]) -> list[int]:
        return totals(search, [filters.condition(name, value) for name, value in pairs], {})

    def meant(absent: Sequence[tuple[str, str]]) -> list[list[str]]:
        others = {pair: spelled_as(view, *pair)[1:] for pair in absent}
        trees = {
            (name, other): filters.condition(name, other)
            for (name, _), spelled in others.items()
            for other in spelled
        }
        counted = {f.name for f in view.fields if f.facet} & {name for name, _ in absent}
        facets = {
            name: facet_asked(view, name, SearchOptions(facet_values=None))
            for name in sorted(counted)
        }
        rows = view.reader.search_all(
            [
                *(SearchRequest(query=tree, limit=0) for tree in trees.values()),
                SearchRequest(query=q.Every(), limit=0, facets=tuple(facets.values())),
            ]
        )
        held = {pair: found.total for pair, found in zip(trees, rows, strict=False)}
        stored = {
            name: [value for value, _ in counts.values]
            for name, counts in zip(facets, rows[-1].facets, strict=True)
        }
        return [
            [other for other in spelled if held[name, other]]
            or (values_holding(value, stored.get(name, ())) if not spelled else [])
            or near_value(value, stored.get(name, ()))
            for (name, value), spelled in others.items()
        ]

    return values_without_hits(
        {name: given for name, given in where.items() if name in keywords},
        {name: given for name, given in options.any_of.items() if name in keywords},
        noun=noun,
        count=count,
        meant=meant,
    )


def hints(search: ExecutedSearch, *, noun: str, remedy: str) -> list[str]:
    """Return what finds something, or was found, where all words together find nothing.

    Args:
        noun: what the documents are.
        remedy: how to get those that have some of the words.
    """
    options = search.options
    if search.rows.total or options.words == "any" or options.cursor is not None:
        return []
    if options.words == "ranked":
        if not search.rows.partial:
            return []
        return [f"no {noun} has all of the words; these have some of them"]
    any_word = _tree_of(search, search.compiled.query, replace(options, words="any"))
    if any_word == search.compiled.tree:
        return []
    (total,) = totals(search, [any_word], filters_of(search.view, options, search.now))
    if not total:
        return []
    return [f"no {noun} has all of the words; {total:,} have some of them ({remedy})"]


def suggestion(search: ExecutedSearch) -> str | None:
    """Return a query with a word respelled that finds more, where this one finds little."""
    if search.rows.total >= FEW_HITS or search.options.cursor is not None:
        return None
    from kliping.suggest.spelling import did_you_mean

    view, options = search.view, search.options
    filters = filters_of(view, options, search.now)

    def count(queries: Sequence[str]) -> list[int]:
        return totals(search, [_tree_of(search, query, options) for query in queries], filters)

    def is_word(word: str) -> bool:
        return any(term.rule in _OF_DICTIONARY for term in view.analyzer.terms(word))

    return did_you_mean(
        search.compiled.query,
        search.rows.total,
        root=search.compiled.root,
        reader=view.reader,
        count=count,
        is_word=is_word,
        ranked=options.words == "ranked",
    )


def _tree_of(search: ExecutedSearch, query: str, options: SearchOptions) -> Query:
    """Return the tree of a query in which a word was replaced; what is none finds nothing.

    The new word may be read otherwise: `site:x` has no field `site`, and is two words;
    `title:x` names one.
    """
    try:
        return compile_expanded(search.view, query, options, now=search.now).tree
    except QueryError:
        return q.NullQuery
