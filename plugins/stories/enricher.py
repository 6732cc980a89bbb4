"""The stories enricher: which articles tell of one event.

`story` is the id of the story's earliest article (undated ones come last, then the smallest id), so
it depends on the articles, not on their order of arrival; when an earlier report arrives the story
takes its id. `story_size` counts its articles. An article that is alone has neither.

Articles are joined by average link over similarities (`affinity`); copies of one text go together
and have one vote, that of their canonical article, so that a wire text printed by thirty outlets
does not outweigh the others. Every
batch settles anew what it touches. Features are weighed by the document frequencies at the time an
article came; running the enricher again over all articles weighs all by today's, and splits and
merges accordingly (`kliping stories --settle`).
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar, Final

from kliping.index import Article, Enrichment, FieldSpec
from kliping.plugins.contracts import CorpusEnricher, CorpusState, Lookup

from .features import Features, extract
from .linkage import average_link
from .state import Corpus, add, follow, iter_components, lead, remove

LEAST_SIMILARITY: Final = 0.40
"""Two clusters are one story at this mean similarity. Chosen on five articles on one event (.60 to
.67) and on 250 pairs of IndoSum read by eye: above .42 nearly all tell of one event, below .34 of
one tournament or affair at best, 2026-11."""


class Stories(CorpusEnricher):
    """Finds the articles that tell of one event, in whatever words."""

    name: ClassVar[str] = "stories"
    version: ClassVar[str] = "2"
    requires: ClassVar[tuple[str, ...]] = ("entities", "copies")
    fields: ClassVar[tuple[FieldSpec, ...]] = (
        FieldSpec(
            name="story",
            type="keyword",
            facet=True,
            description="the event that the article tells of: the id of its first report",
        ),
        FieldSpec(
            name="story_size",
            type="number",
            facet=True,
            description="how many articles tell of the same event",
        ),
    )

    def prepare(self, article: Article, earlier: Mapping[str, Enrichment]) -> Features:
        return extract(article, earlier.get("entities"))

    def observe(self, state: CorpusState, id: str, prepared: object) -> None:
        assert isinstance(prepared, Features)
        add(Corpus(state), id, prepared)

    def forget(self, state: CorpusState, id: str) -> None:
        corpus = Corpus(state)
        corpus.mark_unsettled(remove(corpus, id))

    def resolve(
        self, state: CorpusState, changed: Iterable[str], lookup: Lookup
    ) -> Mapping[str, Enrichment]:
        """Link what is new, settle the stories that changes touched; return what differs."""
        corpus = Corpus(state)
        here = list(corpus.numbers.get_many(changed))
        self._place_copies(corpus, here, lookup)
        results = dict.fromkeys(here, Enrichment())
        starts = corpus.take_unsettled()
        for component, links in iter_components(corpus, starts, least=LEAST_SIMILARITY):
            units = [[id] for id in component]
            clusters = average_link(units, links, least=LEAST_SIMILARITY)
            for id, place in _store(corpus, _with_copies(corpus, clusters)).items():
                results[id] = _enrichment(place)
        results.update((id, _enrichment(place)) for id, place in corpus.stories(here).items())
        return results

    def _place_copies(self, corpus: Corpus, here: Sequence[str], lookup: Lookup) -> None:
        """Let copies follow what they copy, and link the others; mark all that this touches."""
        numbers = corpus.numbers.get_many(here)
        weighed = corpus.weights.get_many(numbers.values())
        copied_before = corpus.copied.get_many(here)
        leading: list[str] = []
        for id in here:
            before = copied_before.get(id)
            copied = _copied(id, lookup(id, "copies"))
            if copied is None and numbers[id] not in weighed:
                leading.append(id)
            elif copied is not None and copied != before:
                corpus.mark_unsettled(follow(corpus, id, copied))
            corpus.mark_unsettled({id, copied or id, before or id})
        lead(corpus, leading)


def _copied(id: str, copies: Enrichment | None) -> str | None:
    """Return the article whose copy an article is, or None: its first group's canonical one."""
    groups = [str(group) for group in copies.values.get("copies", ())] if copies else []
    return None if not groups or id in groups else groups[0]


def _with_copies(corpus: Corpus, clusters: Sequence[Sequence[str]]) -> list[list[str]]:
    """Add to each cluster the copies of its articles."""
    copies = corpus.copies.members_of(id for cluster in clusters for id in cluster)
    return [[each for id in cluster for each in (id, *copies.get(id, ()))] for cluster in clusters]


def _store(corpus: Corpus, clusters: Sequence[Sequence[str]]) -> dict[str, tuple[str, int] | None]:
    """Store the stories of a component; return the places of those whose place has changed."""
    ids = [id for cluster in clusters for id in cluster]
    before = corpus.stories(ids)
    published = corpus.published(ids)
    after: dict[str, tuple[str, int]] = {}
    for cluster in clusters:
        if len(cluster) > 1:
            story = min(cluster, key=lambda id: (published[id] is None, published[id] or 0.0, id))
            after.update((id, (story, len(cluster))) for id in cluster)
    moved = [id for id in ids if before.get(id) != after.get(id)]
    corpus.settled.remove(moved)
    corpus.settled.put_many((id, json.dumps(after[id])) for id in moved if id in after)
    return {id: after.get(id) for id in moved}


def _enrichment(place: tuple[str, int] | None) -> Enrichment:
    if place is None:
        return Enrichment()
    story, size = place
    return Enrichment(values={"story": (story,), "story_size": (size,)})
