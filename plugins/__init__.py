"""Plugins: the hooks, the contracts, and the readers and enrichers that kliping ships.

A third party's plugin imports everything it needs from here and from `kliping.index`.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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


def __getattr__(name: str) -> object:
    # A search asks `discovery` whether there are plugins; it shall not pay for what they import.
    if name not in __all__:
        raise AttributeError(f"module 'kliping.plugins' has no attribute {name!r}")
    home = "hookspecs" if name == "hookimpl" else "contracts"
    value: object = getattr(importlib.import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value
