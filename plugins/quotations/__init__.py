"""The quotations enricher: who said what, through whom.

Nothing is read before the first article is enriched; the word lists load then.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kliping.plugins.hookspecs import hookimpl

if TYPE_CHECKING:
    from kliping.plugins.quotations.enricher import QuotationEnricher

__all__ = ["kliping_register_enrichers"]


@hookimpl
def kliping_register_enrichers() -> "Sequence[QuotationEnricher]":
    """Return the quotations enricher."""
    from kliping.plugins.quotations.enricher import QuotationEnricher

    return [QuotationEnricher()]
