"""The enricher's door: an article in, mentions and field values out."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar

from kliping.index import Article, Enrichment, FieldSpec
from kliping.plugins.contracts import Enricher

if TYPE_CHECKING:
    from .pipeline import Pipeline

# Values of `about` are the names with at least this salience. Chosen by reading 60 articles of
# the development news, 2026-11.
ABOUT_SALIENCE = 0.5


@cache
def load_pipeline() -> "Pipeline":
    """Read the gazetteer once per process, at the first article."""
    from .pipeline import Pipeline

    return Pipeline()


class EntityEnricher(Enricher):
    """Finds persons, organisations, places and events, and gives each one name."""

    name: ClassVar[str] = "entities"
    version: ClassVar[str] = "1"
    fields: ClassVar[tuple[FieldSpec, ...]] = (
        FieldSpec(
            name="person",
            type="keyword",
            multi_valued=True,
            facet=True,
            description="Persons that the article names.",
        ),
        FieldSpec(
            name="organisation",
            type="keyword",
            multi_valued=True,
            facet=True,
            description="Organisations that the article names.",
        ),
        FieldSpec(
            name="place",
            type="keyword",
            multi_valued=True,
            facet=True,
            description="Places that the article names.",
        ),
        FieldSpec(
            name="event",
            type="keyword",
            multi_valued=True,
            facet=True,
            description="Events that the article names.",
        ),
        FieldSpec(
            name="about",
            type="keyword",
            multi_valued=True,
            facet=True,
            description="The names that the article is about, rather than only mentions.",
        ),
    )

    def enrich(self, article: Article, earlier: Mapping[str, Enrichment]) -> Enrichment:
        """Return the mentions in body text, and the distinct names by type, salient ones first."""
        found = load_pipeline().find(article.body_text(), article.title)
        ranked: dict[tuple[str, str], float] = {}
        for mention, counted in found:
            if counted:
                ranked[mention.type, mention.name] = mention.salience or 0.0
        names: dict[str, list[str]] = {field.name: [] for field in self.fields}
        for (kind, name), salience in sorted(ranked.items(), key=lambda pair: -pair[1]):
            if kind in names:
                names[kind].append(name)
                if salience >= ABOUT_SALIENCE:
                    names["about"].append(name)
        values = {kind: tuple(dict.fromkeys(found)) for kind, found in names.items() if found}
        return Enrichment(values=values, mentions=tuple(mention for mention, _ in found))
