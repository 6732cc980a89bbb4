"""The duplicates enricher: which articles are copies of each other, and how.

Values of an article in a group of at least two: `copies` is the group's id, `copies_role` what the
article is in it:

- `canonical`: published first of the group; undated articles come after dated ones, then the
  longest wins, then the smallest id.
- `exact`: the canonical article's words, whatever the punctuation.
- `part`: it holds a piece of the canonical article, or the canonical one is a piece of it.
- `edited`: the same text with other words here and there.

**A group's id is the id of its canonical article.** So it depends on the articles alone, not on
the order in which they came; when an earlier copy arrives, or the canonical one is deleted, the
group takes the id of its new canonical article, and all its members get new results.

Each member also has one record of kind "copy" over no text, with data `group`, `role`,
`canonical`, `similarity` (Jaccard of the shingles with the canonical article's, 0 to 1) and
`contained` (how much of the member's shingles the canonical article has). Where canonical article
and member are each a part of a third one and share nothing, both figures are 0.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from kliping.index import Article, Enrichment, FieldSpec, Record
from kliping.plugins.contracts import CorpusEnricher, CorpusState, Lookup

from .groups import settle_groups
from .likeness import Likeness
from .sketch import Sketch, sketch
from .state import SCHEMA, Texts, first, iter_components, select_in

DECIMALS: Final = 4
_PLACE: Final = "copies, role, similarity, contained"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """An article's sketch and when it was published (seconds since 1970, UTC; None: unknown)."""

    sketch: Sketch
    published: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Member:
    """An article as far as its place in a group goes."""

    id: str
    text: int
    published: float | None
    words: int

    def rank(self) -> tuple[bool, float, int, str]:
        """Order by who is canonical: the smallest is."""
        return self.published is None, self.published or 0.0, -self.words, self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """What was settled of one article."""

    group: str
    role: str
    similarity: float
    contained: float


class Duplicates(CorpusEnricher):
    """Finds the articles that are copies of one text, edited or cut as they may be."""

    name: ClassVar[str] = "duplicates"
    version: ClassVar[str] = "1"
    fields: ClassVar[tuple[FieldSpec, ...]] = (
        FieldSpec(
            name="copies",
            type="keyword",
            facet=True,
            description="group of copies: the id of its canonical article",
        ),
        FieldSpec(
            name="copies_role",
            type="keyword",
            facet=True,
            description="place in the group of copies: canonical, exact, edited or part",
        ),
    )
    schema: ClassVar[tuple[str, ...]] = SCHEMA

    def __init__(self) -> None:
        super().__init__()
        self._texts = Texts()

    def prepare(self, article: Article, earlier: Mapping[str, Enrichment]) -> Prepared:
        published = article.published
        return Prepared(
            sketch=sketch(article.body_text()),
            published=None if published is None else published.timestamp(),
        )

    def observe(self, state: CorpusState, id: str, prepared: object) -> None:
        assert isinstance(prepared, Prepared)
        wording = prepared.sketch
        state.execute(
            "INSERT INTO duplicates_article VALUES (?, ?, ?, ?)",
            (id, wording.key, prepared.published, wording.words),
        )
        if wording.key:
            if not first(state, "SELECT 1 FROM duplicates_text WHERE key = ?", (wording.key,)):
                self._texts.add(state, wording)
            _mark_unsettled(state, (wording.key,))

    def forget(self, state: CorpusState, id: str) -> None:
        row = first(state, "SELECT text FROM duplicates_article WHERE id = ?", (id,))
        state.execute("DELETE FROM duplicates_settled WHERE id = ?", (id,))
        if row is None:
            return
        (key,) = row
        state.execute("DELETE FROM duplicates_article WHERE id = ?", (id,))
        if not key:
            return
        if first(state, "SELECT 1 FROM duplicates_article WHERE text = ? LIMIT 1", (key,)):
            _mark_unsettled(state, (key,))
        else:
            state.execute("DELETE FROM duplicates_unsettled WHERE text = ?", (key,))
            _mark_unsettled(state, self._texts.remove(state, key))

    def resolve(
        self, state: CorpusState, changed: Iterable[str], lookup: Lookup
    ) -> Mapping[str, Enrichment]:
        """Settle anew the components that changes touched; return what differs from before."""
        results: dict[str, Enrichment] = {}
        starts = [key for (key,) in state.execute("SELECT text FROM duplicates_unsettled")]
        settled: dict[str, _Place] = {}
        for texts, links in iter_components(state, starts):
            members = _members_by_text(state, texts)
            shingles = {k: both[0] for k, both in self._texts.load(state, texts).items()}
            groups = settle_groups(shingles, links)
            grouped = {key for group in groups for key in group}
            groups.extend((key,) for key in texts - grouped)
            for group in groups:
                settled.update(self._place(state, [m for key in group for m in members[key]]))
            ids = [member.id for per_text in members.values() for member in per_text]
            for id in _store_places(state, ids, settled):
                results[id] = _enrichment(settled.get(id))
        state.execute("DELETE FROM duplicates_unsettled")
        for id, place in _stored_places(state, [id for id in changed if id not in results]):
            results[id] = _enrichment(place)
        return results

    def _place(self, state: CorpusState, members: Sequence[_Member]) -> dict[str, _Place]:
        """Return each member's place in the group that these articles make."""
        if len(members) < 2:
            return {}
        canonical = min(members, key=_Member.rank)
        likeness = {
            text: self._texts.likeness(state, text, canonical.text)
            for text in {member.text for member in members}
        }
        return {
            member.id: _Place(
                group=canonical.id,
                role="canonical" if member is canonical else _role(likeness[member.text]),
                similarity=round(likeness[member.text].jaccard, DECIMALS),
                contained=round(
                    likeness[member.text].shared / max(1, likeness[member.text].left), DECIMALS
                ),
            )
            for member in members
        }


def _role(likeness: Likeness) -> str:
    if likeness.shared == likeness.left == likeness.right:
        return "exact"
    return "part" if likeness.is_part() else "edited"


def _mark_unsettled(state: CorpusState, keys: Iterable[int]) -> None:
    rows = [(key,) for key in keys]
    state.executemany("INSERT OR IGNORE INTO duplicates_unsettled VALUES (?)", rows)


def _members_by_text(state: CorpusState, texts: Iterable[int]) -> dict[int, list[_Member]]:
    members: dict[int, list[_Member]] = {text: [] for text in texts}
    sql = "SELECT id, text, published, words FROM duplicates_article WHERE text IN ({})"
    for id, text, published, words in select_in(state, sql, members):
        members[text].append(_Member(id=id, text=text, published=published, words=words))
    return members


def _stored_places(state: CorpusState, ids: Sequence[str]) -> Iterator[tuple[str, _Place | None]]:
    """Yield what was settled of each of these articles that is in the state."""
    sql = f"""SELECT id, {_PLACE} FROM duplicates_article
        LEFT JOIN duplicates_settled USING (id) WHERE id IN ({{}})"""
    for id, group, role, similarity, contained in select_in(state, sql, ids):
        if group is None:
            yield id, None
        else:
            yield id, _Place(group=group, role=role, similarity=similarity, contained=contained)


def _store_places(
    state: CorpusState, ids: Sequence[str], settled: Mapping[str, _Place]
) -> list[str]:
    """Store the places of the articles `ids`; return those whose place is another than before."""
    before = dict(_stored_places(state, ids))
    moved = [id for id in ids if settled.get(id) != before.get(id)]
    state.executemany("DELETE FROM duplicates_settled WHERE id = ?", [(id,) for id in moved])
    state.executemany(
        "INSERT INTO duplicates_settled VALUES (?, ?, ?, ?, ?)",
        [
            (id, place.group, place.role, place.similarity, place.contained)
            for id in moved
            if (place := settled.get(id)) is not None
        ],
    )
    return moved


def _enrichment(place: _Place | None) -> Enrichment:
    if place is None:
        return Enrichment()
    return Enrichment(
        values={"copies": (place.group,), "copies_role": (place.role,)},
        records=(
            Record(
                kind="copy",
                start=0,
                end=0,
                text="",
                data={
                    "group": place.group,
                    "role": place.role,
                    "similarity": place.similarity,
                    "contained": place.contained,
                    "canonical": place.group,
                },
            ),
        ),
    )
