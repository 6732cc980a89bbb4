"""The copies enricher: which articles are copies of each other, and how.

Values of an article in a group of at least two: `copies` is the group's id, `copies_role` what the
article is in it:

- `canonical`: published first of the group; undated articles come after dated ones, then the
  longest wins, then the smallest id.
- `exact`: the canonical article's words, whatever the punctuation.
- `part`: it holds a piece of the canonical article, or the canonical one is a piece of it.
- `edited`: the same text with other words here and there.

**A group's id is the id of its canonical article**, or, where that stands for a stronger group
already, of the first of its other members; of all, where each stands for a group. So it depends on
the articles alone, not on the order in which they came; when an earlier copy arrives, or the
canonical one is deleted, the group takes the id of its new canonical article, and all its members
get new results.

An article that joins two texts which are copied apart from each other is in both groups, the one
it is most alike to first. Two pages of one text that was published whole before them are one group.

Each place has one record of kind "copy" over no text, with data `group`, `role`, `canonical`,
`similarity` (Jaccard of the shingles with the canonical article's, 0 to 1) and `contained` (how
much of the member's shingles the canonical article has). Every pair of a group is verified
(`groups`), but one that is taken from the canonical article in another place may share little with
it.

An article that shares passages with others, and is no copy of them, has a record of kind
"passages" for each of the MOST_PASSAGES that share most, with data `article` (the first with that
text) and `shared` (the share of the shorter text, 0 to 1). Nothing groups or folds by these.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

import numpy as np

from kliping.index import Article, Enrichment, FieldSpec, Record
from kliping.index.shingles import Hashes
from kliping.plugins.contracts import CorpusEnricher, CorpusState, Lookup

from .groups import Link, Verdict, settle
from .likeness import Likeness, compare
from .relation import Occasion, holds, relate
from .sketch import Sketch, sketch, unpack
from .state import Corpus, Member, Passages, Place, Places, Texts, iter_components
from .wording import Evidence, Wording, is_among, lay_side_by_side, names_in

DECIMALS: Final = 4
DAY_SECONDS: Final = 86_400.0
MOST_PASSAGES: Final = 10
MOST_SEEN: Final = 1 << 16
"""Pairs of texts whose comparison is kept, about 50 MB."""
MOST_MEMBERS: Final = 16
"""Of the articles with one text the titles of so many are looked at, those published first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """An article's sketch and when it was published (seconds since 1970, UTC; None: unknown)."""

    sketch: Sketch
    published: float | None


class Copies(CorpusEnricher):
    """Finds the articles that are copies of one text, edited or cut as they may be."""

    name: ClassVar[str] = "copies"
    version: ClassVar[str] = "2"
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
        self._seen: dict[tuple[int, int], Evidence] = {}

    def prepare(self, article: Article, earlier: Mapping[str, Enrichment]) -> Prepared:
        published = article.published
        return Prepared(
            sketch=sketch(article.body_text(), title=article.title),
            published=None if published is None else published.timestamp(),
        )

    def observe(self, state: CorpusState, id: str, prepared: object) -> None:
        assert isinstance(prepared, Prepared)
        corpus, wording = Corpus(state), prepared.sketch
        corpus.add_article(
            Member(
                id=id,
                text=wording.key,
                published=prepared.published,
                words=wording.length,
                title=wording.title,
            )
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
                results[id] = _enrichment(places.get(id, Places()))
        unmoved = corpus.places(id for id in changed if id not in results)
        results.update((id, _enrichment(places)) for id, places in unmoved.items())
        return results

    def _places(
        self, corpus: Corpus, members: Mapping[int, list[Member]], links: list[Link]
    ) -> dict[str, Places]:
        """Return what is settled of a component's articles; those without anything are left out."""
        wordings = self._texts.load(corpus, members)
        first = {key: min(of_text, key=Member.rank) for key, of_text in members.items() if of_text}
        judge = _Judge(wordings, members, self._seen)
        settled = settle(
            {key: wording.distinct for key, wording in wordings.items()},
            links,
            judge.verdict,
            {key: member.rank() for key, member in first.items()},
        )
        alone = [(key,) for key, of_text in members.items() if len(of_text) > 1]
        grouped = {key for keys in settled.groups for key in keys}
        groups = [*settled.groups, *(keys for keys in alone if keys[0] not in grouped)]
        found: defaultdict[str, list[Place]] = defaultdict(list)
        taken: set[str] = set()
        for keys in groups:
            ordered = sorted((m for key in keys for m in members[key]), key=Member.rank)
            canonical = ordered[0]
            free = (member.id for member in ordered if member.id not in taken)
            group = next(free, "+".join(member.id for member in ordered))
            taken.add(group)
            original = wordings[canonical.text].distinct
            likeness = {key: compare(wordings[key].distinct, original) for key in keys}
            for member in ordered:
                found[member.id].append(_place(group, member, canonical, likeness[member.text]))
        passages = _passages(members, first, settled.passages)
        return {
            id: Places(
                tuple(sorted(found.get(id, ()), key=lambda p: (-p.similarity, p.group))),
                passages.get(id, ()),
            )
            for id in found.keys() | passages.keys()
        }


class _Judge:
    """Judges pairs of texts of one component.

    `seen` keeps what texts look like side by side, by their keys, over components and batches: a
    form of thousands of fillings is settled anew whenever another one comes. It is never stale, for
    a key is a hash of the wording; it is emptied when it has grown to MOST_SEEN pairs.
    """

    def __init__(
        self,
        wordings: Mapping[int, Wording],
        members: Mapping[int, list[Member]],
        seen: dict[tuple[int, int], Evidence],
    ) -> None:
        self._wordings = wordings
        self._members = members
        self._seen = seen

    def verdict(self, left: int, right: int) -> Verdict:
        evidence = self._seen.get((left, right))
        if evidence is None:
            if len(self._seen) >= MOST_SEEN:
                self._seen.clear()
            evidence = lay_side_by_side(self._wordings[left], self._wordings[right])
            self._seen[left, right] = evidence
        keys = (left, right) if evidence.is_left_shorter else (right, left)
        shorter, longer = keys
        relation = relate(evidence, self._occasion(shorter, longer))
        held, longer_held = holds(evidence.shorter), holds(evidence.longer)
        return Verdict(
            relation=relation,
            left_held=held if shorter == left else longer_held,
            right_held=held if shorter == right else longer_held,
            shared=round(evidence.shorter.shared, DECIMALS),
        )

    def _occasion(self, shorter: int, longer: int) -> Occasion:
        short, long = (
            [m.published for m in self._members[key] if m.published is not None]
            for key in (shorter, longer)
        )
        days = None
        if short and long:
            days = min(abs(one - other) for one in short for other in long) / DAY_SECONDS
        return Occasion(
            days=days,
            is_longer_later=bool(short and long) and min(long) > min(short),
            titles_differ=self._titles_differ(shorter, longer),
        )

    def _titles_differ(self, left: int, right: int) -> bool:
        """Tell whether any title of each text has a name that the other's articles have nowhere."""
        return self._has_foreign_name(left, right) and self._has_foreign_name(right, left)

    def _has_foreign_name(self, key: int, other: int) -> bool:
        titles, others = self._titles(key), self._titles(other)
        names = names_in(titles, self._wordings[key])
        foreign = names[~is_among(names, self._wordings[other].vocabulary)]
        if not len(foreign):
            return False
        known = np.isin(foreign, np.concatenate([foreign[:0], *others]))
        return not bool(known.all())

    def _titles(self, key: int) -> list[Hashes]:
        first = sorted(self._members[key], key=Member.rank)[:MOST_MEMBERS]
        return [unpack(member.title) for member in first if member.title]


def _passages(
    members: Mapping[int, list[Member]],
    first: Mapping[int, Member],
    shared: Mapping[tuple[int, int], float],
) -> dict[str, tuple[Passages, ...]]:
    """Return with which articles each article shares passages, the largest share first."""
    others: defaultdict[int, list[Passages]] = defaultdict(list)
    for (left, right), share in shared.items():
        others[left].append(Passages(article=first[right].id, shared=share))
        others[right].append(Passages(article=first[left].id, shared=share))
    found: dict[str, tuple[Passages, ...]] = {}
    for key, all_of in others.items():
        most = tuple(sorted(all_of, key=lambda p: (-p.shared, p.article))[:MOST_PASSAGES])
        found.update((member.id, most) for member in members[key])
    return found


def _place(group: str, member: Member, canonical: Member, likeness: Likeness) -> Place:
    """Return a member's place, given how alike its text (left) is to the canonical one."""
    return Place(
        group=group,
        role="canonical" if member.id == canonical.id else _role(likeness),
        canonical=canonical.id,
        similarity=round(likeness.jaccard, DECIMALS),
        contained=round(likeness.shared / max(1, likeness.left), DECIMALS),
    )


def _role(likeness: Likeness) -> str:
    if likeness.shared == likeness.left == likeness.right:
        return "exact"
    return "part" if likeness.is_part() else "edited"


def _enrichment(places: Places) -> Enrichment:
    values: dict[str, tuple[str, ...]] = {}
    if places.groups:
        values = {
            "copies": tuple(place.group for place in places.groups),
            "copies_role": tuple(dict.fromkeys(place.role for place in places.groups)),
        }
    records = [*map(_copy, places.groups), *map(_shared_passages, places.passages)]
    return Enrichment(values=values, records=tuple(records))


def _copy(place: Place) -> Record:
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
            "canonical": place.canonical,
        },
    )


def _shared_passages(passages: Passages) -> Record:
    return Record(
        kind="passages",
        start=0,
        end=0,
        text="",
        data={"article": passages.article, "shared": passages.shared},
    )
