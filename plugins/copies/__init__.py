"""Copies: which articles are one text, word for word, edited, or cut.

Words → three-shingles → MinHash bands in the state (`sketch`, `state`) → texts that are alike
(`likeness`) → side by side (`wording`) → copies, forms, shared passages (`relation`) → groups in
which every pair is verified (`groups`) → fields `copies`, `copies_role` (`enricher`).
"""

from collections.abc import Sequence

from kliping.plugins.contracts import CorpusEnricher
from kliping.plugins.hookspecs import hookimpl

from .enricher import Copies

__all__ = ["Copies"]


@hookimpl
def kliping_register_enrichers() -> Sequence[CorpusEnricher]:
    """Give kliping the enricher of copies."""
    return [Copies()]
