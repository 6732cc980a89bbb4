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

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar, Final

from kliping.index import Article, Enrichment, FieldSpec
from kliping.plugins.contracts import CorpusEnricher, CorpusState, Lookup

from .features import Features, extract
from .linkage import average_link
from .state import (
    SCHEMA,
    add,
    follow,
    iter_components,
    lead,
    remove,
    select_in,
)

LEAST_SIMILARITY: Final = 0.40
"""Two clusters are one story at this mean similarity. Chosen on five articles on one event (.60 to
.67) and on 250 pairs of IndoSum read by eye: above .42 nearly all tell of one event, below .34 of
one tournament or affair at best, 2026-11."""


class Stories(CorpusEnricher):
    """Finds the articles that tell of one event, in whatever words."""

    name: ClassVar[str] = "stories"
    version: ClassVar[str] = "2"
    requires: ClassVar[tuple[str, ...]] = ("entities", "duplicates")
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
    schema: ClassVar[tuple[str, ...]] = SCHEMA

    def prepare(self, article: Article, earlier: Mapping[str, Enrichment]) -> Features:
        return extract(article, earlier.get("entities"))

    def observe(self, state: CorpusState, id: str, prepared: object) -> None:
        assert isinstance(prepared, Features)
        add(state, id, prepared)

    def forget(self, state: CorpusState, id: str) -> None:
        _mark_unsettled(state, remove(state, id))

    def resolve(
        self, state: CorpusState, changed: Iterable[str], lookup: Lookup
    ) -> Mapping[str, Enrichment]:
        """Link what is new, settle the stories that changes touched; return what differs."""
        ids = list(changed)
        here = [id for (id,) in select_in(state, _HERE, ids)]
        self._place_copies(state, here, lookup)
        results = dict.fromkeys(here, Enrichment())
        starts = {id for (id,) in state.execute(_UNSETTLED)}
        for component, links in iter_components(state, starts, least=LEAST_SIMILARITY):
            units = [[id] for id in component]
            clusters = average_link(units, links, least=LEAST_SIMILARITY)
            for id, place in _store(state, _with_copies(state, clusters)).items():
                results[id] = _enrichment(place)
        state.execute("DELETE FROM stories_unsettled")
        sql = "SELECT id, story, size FROM stories_settled WHERE id IN ({})"
        for id, story, size in select_in(state, sql, here):
            results[id] = _enrichment((story, size))
        return results

    def _place_copies(self, state: CorpusState, here: Sequence[str], lookup: Lookup) -> None:
        """Let copies follow what they copy, and link the others; mark all that this touches."""
        sql = "SELECT id, copy_of, weights IS NOT NULL FROM stories_article WHERE id IN ({})"
        leading: list[str] = []
        for id, before, is_leading in list(select_in(state, sql, here)):
            copied = _copied(id, lookup(id, "duplicates"))
            if copied is None and not is_leading:
                leading.append(id)
            elif copied is not None and copied != before:
                _mark_unsettled(state, follow(state, id, copied))
            _mark_unsettled(state, {id, copied or id, before or id})
        lead(state, leading)


_HERE: Final = "SELECT id FROM stories_article WHERE id IN ({})"


# Who copies another is settled with it, as long as it is there.
_UNSETTLED: Final = """SELECT DISTINCT coalesce(copied.id, own.id)
    FROM stories_unsettled AS changed JOIN stories_article AS own ON own.id = changed.id
    LEFT JOIN stories_article AS copied ON copied.id = own.copy_of"""


def _copied(id: str, duplicates: Enrichment | None) -> str | None:
    """Return the article whose copy an article is, or None: its first group's canonical one."""
    groups = [str(group) for group in duplicates.values.get("copies", ())] if duplicates else []
    return None if not groups or id in groups else groups[0]


def _with_copies(state: CorpusState, clusters: Sequence[Sequence[str]]) -> list[list[str]]:
    """Add to each cluster the copies of its articles."""
    copies: defaultdict[str, list[str]] = defaultdict(list)
    sql = "SELECT copy_of, id FROM stories_article WHERE copy_of IN ({})"
    for copied, id in select_in(state, sql, [id for cluster in clusters for id in cluster]):
        copies[copied].append(id)
    return [[member for id in cluster for member in (id, *copies[id])] for cluster in clusters]


def _store(
    state: CorpusState, clusters: Sequence[Sequence[str]]
) -> dict[str, tuple[str, int] | None]:
    """Store the stories of a component; return the places of those whose place has changed."""
    ids = [id for cluster in clusters for id in cluster]
    sql = "SELECT id, story, size FROM stories_settled WHERE id IN ({})"
    before = {id: (story, size) for id, story, size in select_in(state, sql, ids)}
    sql = "SELECT id, published FROM stories_article WHERE id IN ({})"
    published = dict(select_in(state, sql, ids))
    after: dict[str, tuple[str, int]] = {}
    for cluster in clusters:
        if len(cluster) > 1:
            story = min(cluster, key=lambda id: (published[id] is None, published[id] or 0.0, id))
            after.update((id, (story, len(cluster))) for id in cluster)
    moved = [id for id in ids if before.get(id) != after.get(id)]
    state.executemany("DELETE FROM stories_settled WHERE id = ?", [(id,) for id in moved])
    rows = [(id, *after[id]) for id in moved if id in after]
    state.executemany("INSERT INTO stories_settled VALUES (?, ?, ?)", rows)
    return {id: after.get(id) for id in moved}


def _mark_unsettled(state: CorpusState, ids: Iterable[str]) -> None:
    rows = [(id,) for id in ids]
    state.executemany("INSERT OR IGNORE INTO stories_unsettled VALUES (?)", rows)


def _enrichment(place: tuple[str, int] | None) -> Enrichment:
    if place is None:
        return Enrichment()
    story, size = place
    return Enrichment(values={"story": (story,), "story_size": (size,)})
