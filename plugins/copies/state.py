"""What the copies enricher knows of the archive: articles, texts, bands, links, what was settled.

A *text* is one wording: articles with the same set of shingles share one. A *bucket* is the texts
that share one band. In a bucket of more than LEADERS texts only its *leaders*, the texts with the
smallest keys, are compared with all others, so that ten thousand near-identical articles cost ten
thousand times LEADERS comparisons. A key is a hash of the wording, so leadership neither depends
on the order of arrival nor changes often (LEADERS × ln n times in a bucket of n).
"""

import json
import struct
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from kliping.plugins.contracts import CorpusState

from .groups import Link
from .likeness import Likeness, compare
from .relation import is_plain_form
from .sketch import Sketch, bands, unpack
from .wording import Wording, names_kept

LEADERS: Final = 16
CROWD_LINKS: Final = 16
"""In a crowd a text keeps its links to so many texts of smaller keys: bands have different leaders,
and former leaders."""

_CACHE_TEXTS: Final = 4096

# An article: the key of its text, when it was published (NaN: unknown), how many words it has; the
# hashes of its title's words follow.
_ARTICLE: Final = struct.Struct("<qdI")
# A text: how many of the hashes behind it are words; the others are names.
_TEXT: Final = struct.Struct("<I")
# A link as its first text has it: the other's key, shared shingles, the sizes of both. Big-endian,
# so that links come in order of the other's key.
_LINK: Final = struct.Struct(">QIII")


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An article as far as its place in a group goes."""

    id: str
    text: int
    published: float | None
    words: int
    title: bytes = b""

    def rank(self) -> tuple[bool, float, int, str]:
        """Order by who is canonical: the smallest is."""
        return self.published is None, self.published or 0.0, -self.words, self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What was settled of one article in one group."""

    group: str
    role: str
    canonical: str
    similarity: float
    contained: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Passages:
    """Another article that shares passages with one, and the share of the shorter text."""

    article: str
    shared: float


@dataclass(frozen=True, slots=True)
class Places:
    """All that was settled of one article."""

    groups: tuple[Place, ...] = ()
    passages: tuple[Passages, ...] = ()


class Corpus:
    """The state through its maps."""

    def __init__(self, state: CorpusState) -> None:
        self._articles = state.map("articles", str, bytes)
        self._of_text = state.multimap("articles of texts", int, str)
        self.texts = state.map("texts", int, bytes)
        self.bands = state.multimap("bands", int, int)
        # Each link is there in both directions.
        self.links = state.multimap("links", int, bytes)
        self._unsettled = state.map("unsettled", int, int)
        self._settled = state.map("settled", str, str)

    # -- articles ----------------------------------------------------------------------------

    def add_article(self, member: Member) -> None:
        """Take in an article; its text is not."""
        published = float("nan") if member.published is None else member.published
        packed = _ARTICLE.pack(member.text, published, member.words)
        self._articles.put(member.id, packed + member.title)
        if member.text:
            self._of_text.add([(member.text, member.id)])

    def remove_article(self, id: str) -> int:
        """Remove an article; return the key of its text, 0 where it had none or was not there."""
        packed = self._articles.get(id)
        if packed is None:
            return 0
        self._settled.remove([id])
        text = int(_ARTICLE.unpack_from(packed)[0])
        self._articles.remove([id])
        self._of_text.remove([(text, id)])
        return text

    def has_articles(self, text: int) -> bool:
        """Return whether an article has the text."""
        return bool(self._of_text.members(text, limit=1))

    def members(self, texts: Iterable[int]) -> dict[int, list[Member]]:
        """Return the articles of texts by text, in order of id."""
        wanted = list(texts)
        ids = self._of_text.members_of(wanted)
        known = self._articles.get_many(id for of_text in ids.values() for id in of_text)
        return {text: [_member(id, known[id]) for id in ids.get(text, ())] for text in wanted}

    # -- what is to be settled, and what was -------------------------------------------------

    def mark_unsettled(self, texts: Iterable[int]) -> None:
        """Remember that the components of these texts must be settled anew."""
        self._unsettled.put_many((text, 0) for text in texts)

    def unmark(self, text: int) -> None:
        """Forget that a text must be settled anew: it is gone."""
        self._unsettled.remove([text])

    def take_unsettled(self) -> list[int]:
        """Return the texts to settle anew, and forget them."""
        texts = self._unsettled.keys()
        self._unsettled.clear()
        return texts

    def places(self, ids: Iterable[str]) -> dict[str, Places]:
        """Return what was settled of those of the articles that are here."""
        here = list(self._articles.get_many(ids))
        settled = self._settled.get_many(here)
        return {id: _unpack_places(settled[id]) if id in settled else Places() for id in here}

    def store_places(self, ids: Iterable[str], settled: Mapping[str, Places]) -> list[str]:
        """Store the places of the articles `ids`; return those whose places differ from before."""
        before = self.places(ids)
        moved = [id for id in before if settled.get(id, Places()) != before[id]]
        self._settled.remove(moved)
        self._settled.put_many((id, _pack_places(settled[id])) for id in moved if id in settled)
        return moved


class Texts:
    """The wordings in the archive: add, remove and compare them.

    The cache of wordings is never stale, whatever becomes of the transaction: a key is a hash of
    the wording it stands for.
    """

    def __init__(self) -> None:
        self._cache: OrderedDict[int, Wording] = OrderedDict()

    def add(self, corpus: Corpus, sketch: Sketch) -> None:
        """Store a wording, unless it is there, and link it to those it is alike."""
        if corpus.texts.get(sketch.key) is not None:
            return
        packed = _TEXT.pack(sketch.length) + sketch.words + sketch.names
        corpus.texts.put(sketch.key, packed)
        self._cache[sketch.key] = Wording.of(unpack(sketch.words), unpack(sketch.names))
        keys = bands_of(sketch)
        near = self.candidates(corpus, sketch.key, keys)
        corpus.bands.add((band, sketch.key) for band in keys)
        self._link(corpus, sketch.key, near)

    def remove(self, corpus: Corpus, key: int) -> set[int]:
        """Remove a wording, and return those that were linked to it."""
        shingles = self.load(corpus, (key,))[key].distinct
        near = {other for other, _ in _links_of(corpus, (key,)).get(key, ())}
        keys = bands(shingles).tolist()
        successors: dict[int, list[int]] = {}
        for band, texts in corpus.bands.members_of(keys, limit=LEADERS + 1).items():
            if len(texts) == LEADERS + 1 and key <= texts[LEADERS - 1]:
                successors.setdefault(texts[LEADERS], []).append(band)
        corpus.bands.remove((band, key) for band in keys)
        _unlink(corpus, key, near)
        corpus.texts.remove([key])
        for successor, crowded in successors.items():
            buckets = corpus.bands.members_of(crowded).values()
            self._link(corpus, successor, {t for texts in buckets for t in texts} - {successor})
        return near

    def candidates(self, corpus: Corpus, key: int, keys: list[int]) -> set[int]:
        """Return the texts that one with these bands must be compared with, itself left out.

        Of a bucket with more than LEADERS texts these are its leaders, or all where the text is to
        be a leader itself.
        """
        found: set[int] = set()
        for band, texts in corpus.bands.members_of(keys, limit=LEADERS).items():
            is_crowded = len(texts) == LEADERS and key < texts[-1]
            found.update(corpus.bands.members(band) if is_crowded else texts)
        found.discard(key)
        return found

    def load(self, corpus: Corpus, keys: Iterable[int]) -> dict[int, Wording]:
        """Return stored texts by key."""
        wanted = list(keys)
        missing = [key for key in wanted if key not in self._cache]
        loaded = {key: self._cache[key] for key in wanted if key in self._cache}
        for key, packed in corpus.texts.get_many(missing).items():
            middle = _TEXT.size + 4 * _TEXT.unpack_from(packed)[0]
            wording = Wording.of(unpack(packed[_TEXT.size : middle]), unpack(packed[middle:]))
            loaded[key] = self._cache[key] = wording
        while len(self._cache) > _CACHE_TEXTS:
            self._cache.popitem(last=False)
        return loaded

    def _link(self, corpus: Corpus, key: int, near: set[int]) -> None:
        """Compare a stored text with others, and store a link to each that it is alike.

        Fillings of one form get none: a form of thousands of them would be one component.
        """
        if not near:
            return
        texts = self.load(corpus, (key, *near))
        own = texts[key]
        alike: list[tuple[int, Likeness]] = []
        for other in sorted(near):
            likeness = compare(own.distinct, texts[other].distinct)
            kept = names_kept(own, texts[other]) if likeness.is_alike() else 0.0
            if likeness.is_alike() and not is_plain_form(likeness, kept):
                alike.append((other, likeness))
        rows: list[tuple[int, bytes]] = []
        for other, (shared, left, right) in alike:
            rows.append((key, _LINK.pack(other, shared, left, right)))
            rows.append((other, _LINK.pack(key, shared, right, left)))
        corpus.links.add(rows)
        if len(alike) > CROWD_LINKS:
            for text in (key, *(other for other, _ in alike if other > key)):
                self._thin(corpus, text)

    def _thin(self, corpus: Corpus, key: int) -> None:
        """Keep a text's links to the CROWD_LINKS smallest of the smaller keys only."""
        smaller = corpus.links.members(key, high=_LINK.pack(key, 0, 0, 0))
        _unlink(corpus, key, {_LINK.unpack(link)[0] for link in smaller[CROWD_LINKS:]})


def bands_of(sketch: Sketch) -> list[int]:
    """Return a sketch's band keys."""
    keys: list[int] = np.frombuffer(sketch.bands, dtype="<i8").tolist()
    return keys


def iter_components(corpus: Corpus, starts: Iterable[int]) -> Iterator[tuple[set[int], list[Link]]]:
    """Yield (texts, links) of each component that holds one of the starts, each once."""
    seen: set[int] = set()
    for start in sorted(starts):
        if start in seen:
            continue
        component, frontier, links = {start}, [start], []
        while frontier:
            reached: set[int] = set()
            for text, found in _links_of(corpus, frontier).items():
                reached.update(other for other, _ in found)
                links += [Link(text, other, like) for other, like in found if text < other]
            frontier = sorted(reached - component)
            component.update(reached)
        seen |= component
        yield component, links


def _links_of(corpus: Corpus, texts: Iterable[int]) -> dict[int, list[tuple[int, Likeness]]]:
    """Return by text the others that it is linked to, with how alike they are."""
    found: dict[int, list[tuple[int, Likeness]]] = {}
    for text, links in corpus.links.members_of(texts).items():
        unpacked = map(_LINK.unpack, links)
        found[text] = [(other, Likeness(*figures)) for other, *figures in unpacked]
    return found


def _unlink(corpus: Corpus, key: int, others: set[int]) -> None:
    """Remove the links between a text and others, in both directions."""
    rows: list[tuple[int, bytes]] = []
    for other, (shared, left, right) in _links_of(corpus, (key,)).get(key, ()):
        if other in others:
            rows.append((key, _LINK.pack(other, shared, left, right)))
            rows.append((other, _LINK.pack(key, shared, right, left)))
    corpus.links.remove(rows)


def _member(id: str, packed: bytes) -> Member:
    text, published, words = _ARTICLE.unpack_from(packed)
    known = None if published != published else published  # NaN
    title = packed[_ARTICLE.size :]
    return Member(id=id, text=text, published=known, words=words, title=title)


def _pack_places(places: Places) -> str:
    groups = [(p.group, p.role, p.canonical, p.similarity, p.contained) for p in places.groups]
    return json.dumps([groups, [(p.article, p.shared) for p in places.passages]])


def _unpack_places(packed: str) -> Places:
    groups, passages = json.loads(packed)
    names = ("group", "role", "canonical", "similarity", "contained")
    return Places(
        groups=tuple(Place(**dict(zip(names, values, strict=True))) for values in groups),
        passages=tuple(Passages(article=article, shared=shared) for article, shared in passages),
    )
