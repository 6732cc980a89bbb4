"""The copies enricher: which articles are copies of each other, and how.

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

An article that joins two texts which are copied apart from each other is in both groups, the one
it is most alike to first. Two pages of one text that was published whole before them are one group.

Each place has one record of kind "copy" over no text, with data `group`, `role`, `canonical`,
`similarity` (Jaccard of the shingles with the canonical article's, 0 to 1) and `contained` (how
much of the member's shingles the canonical article has). Members are compared with a hub, not with
the canonical article, so both figures may be small, and 0 for the second page of a text whose first
page was published first.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from kliping.index import Article, Enrichment, FieldSpec, Record
from kliping.plugins.contracts import CorpusEnricher, CorpusState, Lookup

from .groups import Link, Star, settle_stars
from .likeness import Likeness, compare
from .sketch import Sketch, sketch
from .state import Corpus, Member, Place, Texts, iter_components

DECIMALS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """An article's sketch and when it was published (seconds since 1970, UTC; None: unknown)."""

    sketch: Sketch
    published: float | None


class Copies(CorpusEnricher):
    """Finds the articles that are copies of one text, edited or cut as they may be."""

    name: ClassVar[str] = "copies"
    version: ClassVar[str] = "1"
    fields: ClassVar[tuple[FieldSpec, ...]] = (
        FieldSpec(
            name="copies",
            type="keyword",
            multi_valued=True,
            facet=True,
            description="group of copies: the id of its canonical article",
        ),
        FieldSpec(
            name="copies_role",
            type="keyword",
            multi_valued=True,
            facet=True,
            description="place in the group of copies: canonical, exact, edited or part",
        ),
    )

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
        corpus, wording = Corpus(state), prepared.sketch
        corpus.add_article(
            Member(id=id, text=wording.key, published=prepared.published, words=wording.words)
        )
        if wording.key:
            self._texts.add(corpus, wording)
            corpus.mark_unsettled([wording.key])

    def forget(self, state: CorpusState, id: str) -> None:
        corpus = Corpus(state)
        text = corpus.remove_article(id)
        if not text:
            return
        if corpus.has_articles(text):
            corpus.mark_unsettled([text])
        else:
            corpus.unmark(text)
            corpus.mark_unsettled(self._texts.remove(corpus, text))

    def resolve(
        self, state: CorpusState, changed: Iterable[str], lookup: Lookup
    ) -> Mapping[str, Enrichment]:
        """Settle anew the components that changes touched; return what differs from before."""
        corpus = Corpus(state)
        results: dict[str, Enrichment] = {}
        for texts, links in iter_components(corpus, corpus.take_unsettled()):
            members = corpus.members(texts)
            places = self._places(corpus, members, links)
            ids = [member.id for per_text in members.values() for member in per_text]
            for id in corpus.store_places(ids, places):
                results[id] = _enrichment(places.get(id, ()))
        unmoved = corpus.places(id for id in changed if id not in results)
        results.update((id, _enrichment(places)) for id, places in unmoved.items())
        return results

    def _places(
        self, corpus: Corpus, members: Mapping[int, list[Member]], links: list[Link]
    ) -> dict[str, tuple[Place, ...]]:
        """Return the places of a component's articles; those without a copy are left out."""
        shingles = {key: both[0] for key, both in self._texts.load(corpus, members).items()}
        found: defaultdict[str, dict[str, Place]] = defaultdict(dict)
        for star in settle_stars(shingles, links):
            for part in star.parts or ((),):
                texts = (star.hub, *part, *star.guests)
                canonical = _canonical(members, star, part)
                if sum(len(members[text]) for text in texts) > 1:
                    for text in texts:
                        likeness = compare(shingles[text], shingles[canonical.text])
                        for member in members[text]:
                            place = _place(member, canonical, likeness)
                            found[member.id].setdefault(canonical.id, place)
        return {id: tuple(places.values()) for id, places in found.items()}


def _canonical(members: Mapping[int, list[Member]], star: Star, part: tuple[int, ...]) -> Member:
    """Return the canonical article of a part of a star.

    Where the star has several parts, the hub holds more than this one's text and comes after its
    articles of the same date, or without date, however long it is.
    """
    holds_more = len(star.parts) > 1

    def rank(member: Member) -> tuple[bool, float, bool, int, str]:
        undated, published, words, id = member.rank()
        return undated, published, holds_more and member.text == star.hub, words, id

    return min((member for text in (star.hub, *part) for member in members[text]), key=rank)


def _place(member: Member, canonical: Member, likeness: Likeness) -> Place:
    """Return a member's place, given how alike its text (left) is to the canonical one."""
    return Place(
        group=canonical.id,
        role="canonical" if member.id == canonical.id else _role(likeness),
        similarity=round(likeness.jaccard, DECIMALS),
        contained=round(likeness.shared / max(1, likeness.left), DECIMALS),
    )


def _role(likeness: Likeness) -> str:
    if likeness.shared == likeness.left == likeness.right:
        return "exact"
    return "part" if likeness.is_part() else "edited"


def _enrichment(places: Sequence[Place]) -> Enrichment:
    if not places:
        return Enrichment()
    return Enrichment(
        values={
            "copies": tuple(place.group for place in places),
            "copies_role": tuple(dict.fromkeys(place.role for place in places)),
        },
        records=tuple(_record(place) for place in places),
    )


def _record(place: Place) -> Record:
    return Record(
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
    )
