"""The enricher's door: an article in, mentions and field values out."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from typing import TYPE_CHECKING, ClassVar

from kliping.index import Article, Enrichment, FieldSpec, Mention
from kliping.plugins.contracts import Enricher, LikelyAlias

if TYPE_CHECKING:
    from kliping.plugins.entities.pipeline import Pipeline

# Values of `about` are the names with at least this salience. Chosen by reading 60 articles of
# the development news, 2026-11.
ABOUT_SALIENCE = 0.5


@cache
def load_pipeline() -> "Pipeline":
    """Read the gazetteer once per process, at the first article."""
    from kliping.plugins.entities.pipeline import Pipeline

    return Pipeline()


@cache
def digest_data() -> str:
    """Return a hash, in hex, of the gazetteer, the word lists and the model; about 10 ms."""
    digest = blake2b(digest_size=8)
    for folder in ("gazetteer", "lexicon", "tagger/model", "values/model"):
        entries = (files(__package__) / folder).iterdir()
        for path in sorted(entries, key=lambda entry: entry.name):
            if path.name.endswith((".tsv", ".txt")):
                digest.update(path.read_bytes())
    return digest.hexdigest()


def iter_quantity_mentions(text: str, published: datetime | None) -> Iterator[Mention]:
    """Yield the days and amounts of a text as mentions without salience."""
    from kliping.plugins.entities.rules.quantities import iter_quantities

    for start, end, type, name in iter_quantities(text, reference=published):
        yield Mention(start=start, end=end, text=text[start:end], type=type, name=name)


class EntityEnricher(Enricher):
    """Finds persons, organisations, places and events, and gives each one name."""

    name: ClassVar[str] = "entities"
    version: ClassVar[str] = "6"
    alias_fields: ClassVar[tuple[str, ...]] = ("person", "organisation", "place")
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

    def fingerprint(self) -> str:
        """Return what decides the results: also the bytes of the data files."""
        self.resources = digest_data()
        return super().fingerprint()

    def suggest_aliases(self, field: str, counts: Mapping[str, int]) -> Iterable[LikelyAlias]:
        """Return pairs of values of a field that may name one entity, best first."""
        from .aliases import suggest_aliases

        return suggest_aliases(counts, field)

    def enrich(self, article: Article, earlier: Mapping[str, Enrichment]) -> Enrichment:
        """Return the mentions in body text, and the distinct names by type, salient ones first."""
        text = article.body_text()
        found = load_pipeline().find(text, article.title)
        ranked: dict[tuple[str, str], float] = {}
        for mention in found:
            if mention.counted:
                ranked[mention.type, mention.name] = mention.salience or 0.0
        names: dict[str, list[str]] = {field.name: [] for field in self.fields}
        for (kind, name), salience in sorted(ranked.items(), key=lambda pair: -pair[1]):
            if kind in names:
                names[kind].append(name)
                if salience >= ABOUT_SALIENCE:
                    names["about"].append(name)
        mentions = list(found)
        mentions += iter_quantity_mentions(text, article.published)
        mentions.sort(key=lambda mention: (mention.start, -mention.end))
        values = {kind: tuple(dict.fromkeys(found)) for kind, found in names.items() if found}
        return Enrichment(values=values, mentions=tuple(mentions))
