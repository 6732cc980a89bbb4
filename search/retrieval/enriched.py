"""Stored articles together with what the enrichers found in them, read in batches."""

from collections.abc import Iterable, Iterator, Mapping

from kliping.index import Article, Enrichment, Mention, Quotation
from kliping.index.records import iter_quotations as quotations_of
from kliping.index.store import Store

# Articles read from the store at a time.
_BATCH = 500


def iter_enriched(
    store: Store, ids: Iterable[str]
) -> Iterator[tuple[Article, Mapping[str, Enrichment]]]:
    """Yield (article, enricher → what it found) in order of the ids; unknown ids are left out."""
    wanted = list(ids)
    for at in range(0, len(wanted), _BATCH):
        articles = store.get_many(wanted[at : at + _BATCH])
        found = store.enrichments(articles.values())
        for id in wanted[at : at + _BATCH]:
            if id in articles:
                yield articles[id], found[id]


def iter_quotations(store: Store, ids: Iterable[str]) -> Iterator[tuple[Article, Quotation]]:
    """Yield the quotations of these articles, in order of ids and of text."""
    for article, found in iter_enriched(store, ids):
        for quotation in quotations_of(found):
            yield article, quotation


def iter_mentions(store: Store, ids: Iterable[str]) -> Iterator[tuple[Article, Mention]]:
    """Yield the mentions in these articles, in order of ids and of text, longer ones first."""
    for article, found in iter_enriched(store, ids):
        mentions = [m for enrichment in found.values() for m in enrichment.mentions]
        for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
            yield article, mention
