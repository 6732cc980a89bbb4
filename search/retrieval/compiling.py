"""A user's query as a tree for the engine, as it stands or as plugins let it be searched for."""

import logging
from collections.abc import Sequence
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from kliping.index.engine import Query, SearchRequest
from kliping.query import Compiled, QueryContext, compile_query
from kliping.query.context import ABBREVIATION

from .options import SearchOptions
from .value_names import names_of
from .view import ArchiveView, clock

if TYPE_CHECKING:
    from kliping.index.analyzer import Abbreviations
    from kliping.index.analyzer import Expansion as Abbreviated

log = logging.getLogger("kliping")


def compile_as_it_stands(
    view: ArchiveView, query: str, options: SearchOptions, *, now: int
) -> Compiled:
    """Return a query without what plugins make of it.

    Args:
        now: the clock of relative dates, seconds since 1970-01-01T00:00Z.

    Raises:
        QueryError: it cannot be understood.
    """
    pairs = frozenset(view.store.aliases().get(ABBREVIATION, {}).items())
    context = QueryContext(
        fields=tuple(view.fields),
        analyzer=view.analyzer,
        zone=options.zone or view.zone,
        now=clock(now),
        names=partial(names_of, view),
        words=options.words,
        lenient=options.lenient,
        terms=view.reader,
        abbreviate=partial(_abbreviate, pairs),
    )
    return compile_query(query, context)


def compile_expanded(
    view: ArchiveView, query: str, options: SearchOptions, *, now: int
) -> Compiled:
    """Return a query as plugins let it be searched for; as `compile_as_it_stands`."""
    compiled = compile_as_it_stands(view, query, options, now=now)
    if view.expand is None:
        return compiled
    from .expansion import expanded  # where there are plugins of others

    return expanded(compiled, view.expand, partial(_problem, view))


def log_warnings(compiled: Compiled) -> None:
    """Tell the warnings of a query whose answer has no place for them."""
    for warning in compiled.warnings:
        log.warning("%s", warning)


def _problem(view: ArchiveView, tree: Query) -> str | None:
    """Return why a plugin's tree cannot be searched for, or None."""
    from kliping.index.tree_check import tree_problem
    from kliping.plugins.faults import describe

    if problem := tree_problem(tree, view.fields):
        return f"gave a tree that {problem}"
    try:
        view.reader.search(SearchRequest(query=tree, limit=0))
    except Exception as error:  # a tree may be wrong in a way that only the engine sees
        return f"gave a tree that cannot be searched for: {describe(error)}"
    return None


@lru_cache(maxsize=8)
def _abbreviations(pairs: frozenset[tuple[str, str]]) -> "Abbreviations":
    """Return the shipped full names and these; read where a query has words enough for one."""
    from kliping.index.analyzer import Abbreviations

    return Abbreviations(sorted(pairs))


def _abbreviate(pairs: frozenset[tuple[str, str]], words: Sequence[str]) -> "Sequence[Abbreviated]":
    """Return the abbreviations of the full names among a query's words."""
    return _abbreviations(pairs).expansions(words)
