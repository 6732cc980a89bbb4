"""What an answer says beside its hits: values that nothing has, other words, another spelling.

Each advice is a `Question`: requests, and what the answers to them say. A search asks all of its
questions, and for the copies of its hits, in one call of the engine.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Generic, TypeVar

from kliping.index import QueryError
from kliping.index import query_tree as q
from kliping.index.engine import Query, SearchRequest, SearchRows

from .compiling import compile_expanded
from .executing import ExecutedSearch, facet_asked, filter_maker, filters_of
from .options import SearchOptions
from .value_names import spelled_as, values_holding

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Question(Generic[T]):
    """Advice that waits for the engine.

    Attributes:
        told: the answers, in the order of the requests → the advice.
        requests: what to ask, in one call together with others.
    """

    told: Callable[[Sequence[SearchRows]], T]
    requests: tuple[SearchRequest, ...] = ()


class Questions:
    """Several questions, whose requests are asked at once."""

    def __init__(self) -> None:
        self.requests: list[SearchRequest] = []

    def add(self, question: Question[T]) -> Callable[[Sequence[SearchRows]], T]:
        """Add a question; return what takes its advice from the answers to all requests."""
        begin = len(self.requests)
        self.requests += question.requests
        end = len(self.requests)
        return lambda rows: question.told(rows[begin:end])


def values_without_hits(search: ExecutedSearch, *, noun: str) -> Question[list[str]]:
    """Ask for values near each filter's value that no document has; the advice names both.

    Args:
        noun: what the documents are.
    """
    # A search that finds something has passed every `where`.
    asked = dict(search.options.any_of) if search.rows.total else None
    absent = [
        (name, value)
        for (name, value), documents in search.filter_counts.items()
        if not documents and (asked is None or value in asked.get(name, ()))
    ]
    if not absent:
        return Question(lambda rows: [])
    view = search.view
    filters = filter_maker(view, search.now)
    others = {pair: spelled_as(view, *pair)[1:] for pair in absent}
    spelled = [(pair[0], other) for pair in absent for other in others[pair]]
    with_facet = {f.name for f in view.fields if f.facet} & {name for name, _ in absent}
    counted = tuple(
        facet_asked(view, name, SearchOptions(facet_values=None)) for name in sorted(with_facet)
    )

    def told(rows: Sequence[SearchRows]) -> list[str]:
        from kliping.suggest.hints import absent_value, near_value

        found = {pair: row.total for pair, row in zip(spelled, rows[:-1], strict=True)}
        stored = {facet.field: [v for v, _ in facet.values] for facet in rows[-1].facets}
        warnings = []
        for name, value in absent:
            values = stored.get(name, ())
            near = [other for other in others[name, value] if found[name, other]]
            if not others[name, value]:
                near = values_holding(value, values)
            near = near or near_value(value, values)
            warnings.append(absent_value(name, value, near, noun=noun))
        return warnings

    return Question(
        told,
        (
            *(SearchRequest(query=filters.condition(*pair), limit=0) for pair in spelled),
            SearchRequest(query=q.Every(), limit=0, facets=counted),
        ),
    )


def hints(search: ExecutedSearch, *, noun: str, remedy: str) -> Question[list[str]]:
    """Ask what finds something, or was found, where all words together find nothing.

    Args:
        noun: what the documents are.
        remedy: how to get those that have some of the words.
    """
    options = search.options
    if search.rows.total or options.words == "any" or options.cursor is not None:
        return Question(lambda rows: [])
    if options.words == "ranked":
        some = [f"no {noun} has all of the words; these have some of them"]
        return Question(lambda rows: some if search.rows.partial else [])
    any_word = _tree_of(search, search.compiled.query, replace(options, words="any"))
    if any_word == search.compiled.tree:
        return Question(lambda rows: [])

    def told(rows: Sequence[SearchRows]) -> list[str]:
        total = rows[0].total
        if not total:
            return []
        return [f"no {noun} has all of the words; {total:,} have some of them ({remedy})"]

    return Question(told, _counts(search, [any_word]))


def suggestion(search: ExecutedSearch) -> Question[str | None]:
    """Ask for a query with a word respelled that finds more, where this one finds little."""
    spelled, query = search.rows.spelling, search.compiled.query
    if not spelled:
        return Question(lambda rows: None)
    from kliping.suggest.spelling import did_you_mean, trials

    words, options = search.doubtful, search.options
    tried = trials(query, words, spelled)
    if not tried.respelled:
        return Question(lambda rows: None)
    queries = [
        *(query[word.start : word.end] for word in tried.absent),
        *(trial.query for trial in tried.respelled),
    ]

    def told(rows: Sequence[SearchRows]) -> str | None:
        counts = [row.total for row in rows]
        held = {word: spelled[word.text.casefold()].documents for word in words}
        held.update(zip(tried.absent, counts, strict=False))
        counted = list(zip(tried.respelled, counts[len(tried.absent) :], strict=True))
        return did_you_mean(search.rows.total, held, counted, ranked=options.words == "ranked")

    return Question(told, _counts(search, [_tree_of(search, text, options) for text in queries]))


def _counts(search: ExecutedSearch, trees: Sequence[Query]) -> tuple[SearchRequest, ...]:
    """Return the requests that count what passes the search's filters of each tree."""
    request = partial(
        SearchRequest, filters=filters_of(search.view, search.options, search.now), limit=0
    )
    return tuple(request(query=tree) for tree in trees)


def _tree_of(search: ExecutedSearch, query: str, options: SearchOptions) -> Query:
    """Return the tree of a query in which a word was replaced; what is none finds nothing.

    The new word may be read otherwise: `site:x` has no field `site`, and is two words;
    `title:x` names one.
    """
    try:
        return compile_expanded(search.view, query, options, now=search.now).tree
    except QueryError:
        return q.NullQuery
