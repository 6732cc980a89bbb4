"""The enricher: an article's quotations, and its values for search and facets."""

from collections.abc import Mapping
from typing import ClassVar

from kliping.index.article import Article
from kliping.index.fields import FieldSpec
from kliping.index.records import Enrichment, FieldValue
from kliping.plugins.contracts import Enricher


class QuotationEnricher(Enricher):
    """Finds who said what."""

    name: ClassVar[str] = "quotations"
    version: ClassVar[str] = "6"
    requires: ClassVar[tuple[str, ...]] = ("entities",)
    fields: ClassVar[tuple[FieldSpec, ...]] = (
        FieldSpec(
            name="speaker",
            type="keyword",
            multi_valued=True,
            facet=True,
            description="Who is quoted, by full name.",
        ),
        FieldSpec(
            name="quotation",
            type="text",
            multi_valued=True,
            description="What is quoted, directly or indirectly.",
        ),
    )

    def fingerprint(self) -> str:
        """Return what decides the results besides the article, the word lists included."""
        from kliping.plugins.quotations.page.words import digest

        self.resources = digest()
        return super().fingerprint()

    def enrich(self, article: Article, earlier: Mapping[str, Enrichment]) -> Enrichment:
        """Return the article's quotations in the order of their content."""
        from kliping.plugins.quotations.pipeline import (
            find_quotations,  # reads the word lists: not before they are needed
        )

        entities = earlier.get("entities")
        mentions = entities.mentions if entities is not None else ()
        quotations = find_quotations(article, mentions)
        speakers: dict[FieldValue, None] = {}
        for _, names in quotations:
            speakers.update(dict.fromkeys(names))
        found = tuple(quotation for quotation, _ in quotations)
        values: dict[str, tuple[FieldValue, ...]] = {}
        if found:
            values["quotation"] = tuple(dict.fromkeys(q.text for q in found))
        if speakers:
            values["speaker"] = tuple(speakers)
        return Enrichment(values=values, quotations=found)
