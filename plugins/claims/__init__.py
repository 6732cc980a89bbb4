"""Claims: quantities that articles state, with their source, to compare outlets by.

Numbers, words and ranges with what they count (`quantities`) → records of kind "claim" and the
field `claim_value` (`enricher`).
"""

from collections.abc import Sequence

from kliping.plugins.contracts import Enricher
from kliping.plugins.hookspecs import hookimpl

from .enricher import Claims

__all__ = ["Claims"]


@hookimpl
def kliping_register_enrichers() -> Sequence[Enricher]:
    """Give kliping the enricher of claims."""
    return [Claims()]
