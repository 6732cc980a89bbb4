"""The entities enricher: who and what an article names, one name per entity."""

from collections.abc import Sequence

from kliping.plugins.contracts import Enricher
from kliping.plugins.entities.enricher import EntityEnricher
from kliping.plugins.hookspecs import hookimpl

__all__ = ["EntityEnricher", "kliping_register_enrichers"]


@hookimpl
def kliping_register_enrichers() -> Sequence[Enricher]:
    return [EntityEnricher()]
