"""Stories: which articles tell of one event, in whatever words.

Words, names, days and figures (`features`) → similarity (`affinity`) → links (`state`) →
average link (`linkage`) → fields `story`, `story_size` (`enricher`).
"""

from collections.abc import Sequence

from kliping.plugins.contracts import CorpusEnricher
from kliping.plugins.hookspecs import hookimpl

from .enricher import Stories

__all__ = ["Stories"]


@hookimpl
def kliping_register_enrichers() -> Sequence[CorpusEnricher]:
    """Give kliping the enricher of stories."""
    return [Stories()]
