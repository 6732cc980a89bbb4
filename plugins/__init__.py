"""Plugins: the hooks, the contracts, and the readers and enrichers that kliping ships.

A third party's plugin imports everything it needs from here and from `kliping.index`.
"""

from .contracts import (
    CorpusEnricher,
    CorpusState,
    Enricher,
    Lookup,
    Reader,
    ReadOptions,
    Source,
)
from .hookspecs import hookimpl

__all__ = [
    "CorpusEnricher",
    "CorpusState",
    "Enricher",
    "Lookup",
    "ReadOptions",
    "Reader",
    "Source",
    "hookimpl",
]
