"""Copies: which articles are one text, word for word, edited, or cut.

Words → three-shingles → MinHash bands in SQLite (`sketch`, `state`) → exact comparison
(`likeness`) → groups around a hub (`groups`) → fields `copies`, `copies_role` (`enricher`).
"""

from collections.abc import Sequence

from kliping.plugins.contracts import CorpusEnricher
from kliping.plugins.hookspecs import hookimpl

from .enricher import Duplicates

__all__ = ["Duplicates"]


@hookimpl
def kliping_register_enrichers() -> Sequence[CorpusEnricher]:
    """Give kliping the enricher of copies."""
    return [Duplicates()]
