"""The stories enricher: which articles tell of one event.

`story` is the id of the story's earliest article (undated ones come last, then the smallest id), so
it depends on the articles, not on their order of arrival; when an earlier report arrives the story
takes its id. `story_size` counts its articles. An article that is alone has neither.

Articles with a date are joined by average link over similarities (`affinity`) of those at most
three days apart, so that a story goes on from day to day. An undated article then joins the one
story that it is nearest to, and never joins two; undated articles alike make a story of their own
only where they are very alike. Copies of one text go together and have one vote, so that a wire
text printed by thirty outlets does not outweigh the others, and is no story by itself. Every batch
settles anew what it touches.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar, Final

from kliping.index import Article, Enrichment, FieldSpec
from kliping.plugins.contracts import CorpusEnricher, CorpusState, Lookup

from .affinity import WINDOW
from .features import Features, extract
from .linkage import Link, attach, average_link
from .linking import add, follow, iter_components, lead, remove
from .state import Corpus

LEAST_SIMILARITY: Final = 0.32
"""Two clusters are one story at this mean similarity; an undated article needs as much to one."""
LEAST_ALONE: Final = 0.40
"""Two articles alone need so much: of small local news, two of one town are alike by chance."""
LEAST_UNDATED: Final = 0.50
"""An undated article needs so much to another, dated or not: nothing else keeps apart what years
separate.
The three were chosen on 26 events told by many outlets in 2025 (but the last: on the judged pairs
of benchmarks/stories), 2026-11."""


class Stories(CorpusEnricher):
    """Finds the articles that tell of one event, in whatever words."""

    name: ClassVar[str] = "stories"
    version: ClassVar[str] = "5"
    requires: ClassVar[tuple[str, ...]] = ("copies",)
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
        return extract(article)

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
            clusters = tell_apart(corpus.days(component), links)
            for id, place in _store(corpus, _with_copies(corpus, clusters)).items():
                results[id] = _enrichment(place)
        results.update((id, _enrichment(place)) for id, place in corpus.stories(here).items())
        return results

    def _place_copies(self, corpus: Corpus, here: Sequence[str], lookup: Lookup) -> None:
        """Let copies follow what they copy, and link the others; mark all that this touches."""
        leads = corpus.leading.get_many(here)
        copied_before = corpus.copied.get_many(here)
        leading: list[str] = []
        for id in here:
            before = copied_before.get(id)
            copied = _copied(id, lookup(id, "copies"))
            if copied is None and id not in leads:
                leading.append(id)
            elif copied is not None and copied != before:
                corpus.mark_unsettled(follow(corpus, id, copied))
            corpus.mark_unsettled({id, copied or id, before or id})
        lead(corpus, leading)


def tell_apart(days: Mapping[str, int | None], links: Sequence[Link]) -> list[list[str]]:
    """Return the stories among articles, and those in none as clusters of one.

    Args:
        days: of publication as ordinals, None where unknown.
        links: similarities among the articles.
    """
    dated = {id: day for id, day in days.items() if day is not None}
    near = [link for link in links if link[0] in dated and link[1] in dated]
    clusters = average_link(dated, near, least=LEAST_SIMILARITY, window=WINDOW)
    strength = {frozenset((left, right)): similarity for left, right, similarity in near}
    clusters = [
        part
        for cluster in clusters
        for part in (
            [[id] for id in cluster]
            if len(cluster) == 2 and strength[frozenset(cluster)] < LEAST_ALONE
            else [cluster]
        )
    ]
    undated = days.keys() - dated
    clusters = attach(clusters, undated, links, least=LEAST_SIMILARITY, least_alone=LEAST_UNDATED)
    rest = undated - {id for cluster in clusters for id in cluster}
    among = [link for link in links if link[0] in rest and link[1] in rest]
    return clusters + average_link(dict.fromkeys(rest, 0), among, least=LEAST_UNDATED, window=0)


def _copied(id: str, copies: Enrichment | None) -> str | None:
    """Return the article whose copy an article is, or None: its first group's canonical one."""
    records = copies.records if copies else ()
    canonical = [str(record.data["canonical"]) for record in records if record.kind == "copy"]
    return None if not canonical or id in canonical else canonical[0]


def _with_copies(corpus: Corpus, clusters: Sequence[Sequence[str]]) -> list[list[str]]:
    """Add to each cluster the copies of its articles; one text alone is no story."""
    copies = corpus.copies.members_of(id for cluster in clusters for id in cluster)
    grown: list[list[str]] = []
    for cluster in clusters:
        whole = [each for id in cluster for each in (id, *copies.get(id, ()))]
        grown += [whole] if len(cluster) > 1 else [[each] for each in whole]
    return grown


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
