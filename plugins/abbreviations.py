"""The abbreviations enricher: the pairs that articles state as `Full Name (SHORT)`.

They are collected for review: `kliping aliases suggest` lists them, and those that are merged
expand queries, from the full name to the abbreviation.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from kliping.index import Article, Enrichment, Record

from .contracts import CorpusEnricher, Enricher
from .hookspecs import hookimpl


class AbbreviationEnricher(Enricher):
    """Finds stated pairs; each is a record of kind "abbreviation" with data `long` and `short`."""

    name: ClassVar[str] = "abbreviations"
    version: ClassVar[str] = "1"
    abbreviation_keys: ClassVar[tuple[str, str]] = ("long", "short")

    def enrich(self, article: Article, earlier: Mapping[str, Enrichment]) -> Enrichment:
        from kliping.index.analyzer.abbreviations import find_abbreviations

        return Enrichment(
            records=tuple(
                Record(
                    kind="abbreviation",
                    start=pair.start,
                    end=pair.end,
                    text=article.text[pair.start : pair.end],
                    data={"long": " ".join(pair.long.split()), "short": pair.short},
                )
                for pair in find_abbreviations(article.text, article.body())
            )
        )


@hookimpl
def kliping_register_enrichers() -> Sequence[Enricher | CorpusEnricher]:
    """Register the enricher."""
    return [AbbreviationEnricher()]
