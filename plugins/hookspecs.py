"""Every hook of kliping, on one screen. Implement any of them with `kliping.plugins.hookimpl`."""

from typing import TYPE_CHECKING, Any

import pluggy

from .discovery import PROJECT

if TYPE_CHECKING:
    from collections.abc import Sequence

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
def kliping_register_commands(cli: Any) -> None:
    """Add commands to `cli`, the click group of the program."""


@hookspec
def kliping_expand_query(query: Any, archive: Any) -> Any:
    """Return another query tree (`kliping.index.query_tree`) to search for, or None to leave it."""


@hookspec
def kliping_after_search(results: Any, query: str, archive: Any) -> Any:
    """Return other results (`kliping.SearchResults`) to show, or None to leave them."""
