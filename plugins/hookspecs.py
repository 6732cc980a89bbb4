"""Every hook of kliping, on one screen. Implement any of them with `kliping.plugins.hookimpl`.

An implementation may leave out arguments that it does not need.
"""

from typing import TYPE_CHECKING, Literal

import pluggy

from .discovery import PROJECT

if TYPE_CHECKING:
    from collections.abc import Sequence

    import click

    from kliping import Archive, SearchResults
    from kliping.index.engine import Query

    from .contracts import CorpusEnricher, Enricher, Reader

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def kliping_register_enrichers() -> "Sequence[Enricher | CorpusEnricher]":
    """Return new enricher objects."""
    raise NotImplementedError


@hookspec
def kliping_register_readers() -> "Sequence[Reader]":
    """Return new reader objects."""
    raise NotImplementedError


@hookspec
def kliping_register_commands(cli: "click.Group") -> None:
    """Add commands to `cli`, the program."""


@hookspec
def kliping_expand_query(
    query: "Query", archive: "Archive", index: Literal["articles", "quotations"]
) -> "Query | None":
    """Return another query tree (`kliping.index.tree`) to search for, or None to leave it.

    Called for every query: search, facets, iter_hits, matching_ids, marks, compare, explain, saved
    searches (index "articles"), and quotes (index "quotations", whose fields are others).
    """


@hookspec
def kliping_after_search(
    results: "SearchResults", query: str, archive: "Archive"
) -> "SearchResults | None":
    """Return other results to show, or None to leave them.

    Called for the results of search and facets; `query` is the text that was searched for.
    """
