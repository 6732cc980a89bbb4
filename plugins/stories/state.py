"""What the stories enricher knows of the archive: features, document frequencies, keys, links.

A *key* is one of an article's heaviest features, or a ship or flight: two articles are compared
only where they share a key and lie within the window of days. A *link* is a stored similarity, in
both directions. An article that *leads* copies no other; only these are weighed, and have keys and
links. An article that copies another goes where that goes.

Articles have numbers, hashes of their ids, because thousands of keys lead to each.
"""

import json
import struct
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from typing import Final
from zlib import compress, decompress

import numpy as np

from kliping.plugins.contracts import CorpusState

from .affinity import SUPPORT_WINDOW, Profile, affinity
from .features import Features, Hashes, Weights, common_shares, is_craft, unpack, unpack_weights

KEYS: Final = 24
"""Features of an article that lead to others: two reports of one event share several of them."""
LEAST_LINK: Final = 0.10
"""Similarities below are not stored, and count 0 in means."""
NO_DAY: Final = 0
"""Stored as the day of an article without a date; it is compared with articles of any day."""
MOST_CANDIDATES: Final = 200
MOST_UNDATED: Final = 40
"""An article is compared with at most so many others, those that share most keys; one without a
date with fewer, for nothing else keeps a crowd of bulletins apart."""
MOST_OF_KEY: Final = 200
"""So many articles of one key are looked at: what more have in common tells of no event."""

PRIOR_ARTICLES: Final = 2000
PRIOR_FREQUENCY: Final = 4
"""Added to the corpus and to each feature's frequency: so many articles of other news, in which
common words are as frequent as `frequencies.tsv` says and others this rare. So a small archive,
where every feature is frequent, can tell a common word from the words of one event."""

NUMBER_BITS: Final = 43
"""Of an article's number: with a day's 20 bits above them they make one integer of 64 bits."""
_NUMBERS: Final = 1 << NUMBER_BITS
_LAST_DAY: Final = (1 << 20) - 1
_PROFILES: Final = 2000

# Day (0: none), publication (NaN: none), code points; then how many terms, persons, names, days and
# figures follow, four bytes each, and behind them the counts of the terms, compressed.
_FEATURES: Final = struct.Struct("<IdI5H")
# Similarity × 10,000; the other article's id follows.
_LINK: Final = struct.Struct(">H")
_LINK_STEPS: Final = 10_000


class Corpus:
    """The state through its maps."""

    def __init__(self, state: CorpusState) -> None:
        self.numbers = state.map("numbers", str, int)
        self.ids = state.map("ids", int, str)
        self.features = state.map("features", int, bytes)
        # Of leading articles only.
        self.weights = state.map("weights", int, bytes)
        self.frequency = state.counter("frequency", int)
        self.keys = state.multimap("keys", int, int)
        self.links = state.multimap("links", str, bytes)
        # Of copies only: what each copies, and the copies of that.
        self.copied = state.map("copied", str, str)
        self.copies = state.multimap("copies", str, str)
        self.unsettled = state.map("unsettled", str, int)
        self.settled = state.map("settled", str, str)

    def mark_unsettled(self, ids: Iterable[str]) -> None:
        """Remember that what these articles are linked to must be settled anew."""
        self.unsettled.put_many((id, 0) for id in ids)

    def take_unsettled(self) -> set[str]:
        """Return the articles to settle anew, and forget them: a copy is settled with its text."""
        marked = list(self.numbers.get_many(self.unsettled.keys()))
        self.unsettled.clear()
        copied = self.copied.get_many(marked)
        here = self.numbers.get_many(copied.values())
        return {copied[id] if copied.get(id) in here else id for id in marked}

    def published(self, ids: Sequence[str]) -> dict[str, float | None]:
        """Return when articles were published (seconds since 1970, UTC), None where unknown."""
        numbers = self.numbers.get_many(ids)
        stored = self.features.get_many(numbers.values())
        times = {id: _FEATURES.unpack_from(stored[n])[1] for id, n in numbers.items()}
        return {id: None if time != time else time for id, time in times.items()}

    def stories(self, ids: Iterable[str]) -> dict[str, tuple[str, int]]:
        """Return (story, size) of those of the articles that are in one."""
        found = self.settled.get_many(ids)
        places = ((id, json.loads(place)) for id, place in found.items())
        return {id: (story, size) for id, (story, size) in places}


def add(corpus: Corpus, id: str, features: Features) -> None:
    """Store an article's features; `lead` or `follow` does the rest."""
    digest = blake2b(id.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    number = int.from_bytes(digest, "little") % _NUMBERS
    while corpus.ids.get(number) is not None:
        number = (number + 1) % _NUMBERS
    corpus.numbers.put(id, number)
    corpus.ids.put(number, id)
    corpus.features.put(number, _pack_features(features))


def remove(corpus: Corpus, id: str) -> set[str]:
    """Remove an article, and return those that were linked to it."""
    number = corpus.numbers.get(id)
    if number is None:
        return set()
    near = unlink(corpus, id)
    _set_copied(corpus, [id], None)
    corpus.numbers.remove([id])
    corpus.ids.remove([number])
    corpus.features.remove([number])
    corpus.unsettled.remove([id])
    corpus.settled.remove([id])
    return near


def unlink(corpus: Corpus, id: str) -> set[str]:
    """Take back what `lead` did with an article; return those that were linked to it."""
    number = corpus.numbers.get(id)
    packed = None if number is None else corpus.weights.get(number)
    if number is None or packed is None:
        return set()
    features = _unpack_features(corpus.features.get_many([number])[number])
    terms = unpack(features.terms)
    corpus.frequency.add((term, -1) for term in _signed(terms))
    corpus.keys.remove(_keys(number, features.day, terms, unpack_weights(packed)))
    near: set[str] = set()
    rows: list[tuple[str, bytes]] = []
    for link in corpus.links.members(id):
        other, similarity = _unpack_link(link)
        near.add(other)
        rows += [(id, link), (other, _pack_link(id, similarity))]
    corpus.links.remove(rows)
    corpus.weights.remove([number])
    return near


def follow(corpus: Corpus, id: str, copied: str) -> set[str]:
    """Let an article go where another goes that it copies; return those it was linked to."""
    _set_copied(corpus, [id], copied)
    return unlink(corpus, id)


def lead(corpus: Corpus, ids: Sequence[str]) -> None:
    """Count, weigh and link articles that copy no other and are not weighed yet.

    A copy is not counted: thirty outlets that print one text do not make its words common.
    """
    numbers = corpus.numbers.get_many(ids)
    if not numbers:
        return
    _set_copied(corpus, list(numbers), None)
    stored = corpus.features.get_many(numbers.values())
    features = {number: _unpack_features(packed) for number, packed in stored.items()}
    terms = {number: unpack(found.terms) for number, found in features.items()}
    known, articles = np.unique(np.concatenate(list(terms.values())), return_counts=True)
    corpus.frequency.add(zip(_signed(known), articles.tolist(), strict=True))
    rarity = _rarity(corpus, known)
    keys: list[tuple[int, int]] = []
    weighed: list[tuple[int, bytes]] = []
    for number, found in features.items():
        own = terms[number]
        weights = unpack_weights(found.counts) * rarity[np.searchsorted(known, own)]
        norm = float(np.linalg.norm(weights))
        weights = (weights / norm if norm else weights).astype("<f4")
        weighed.append((number, weights.tobytes()))
        keys += _keys(number, found.day, own, weights)
    corpus.weights.put_many(weighed)
    corpus.keys.add(keys)
    link(corpus, list(numbers))


def _keys(number: int, day: int | None, terms: Hashes, weights: Weights) -> list[tuple[int, int]]:
    """Return the pairs (key, day and number) by which others find a weighed article."""
    heaviest = np.argsort(-weights, kind="stable")[:KEYS]
    leading = {*_signed(terms[heaviest]), *_signed(terms[is_craft(terms)])}
    dated = (day or NO_DAY) << NUMBER_BITS | number
    return [(key, dated) for key in sorted(leading)]


def _rarity(corpus: Corpus, known: Hashes) -> Weights:
    """Return ln(N / n) of each feature, over the corpus and PRIOR_ARTICLES of other news."""
    total = len(corpus.ids)
    frequency = corpus.frequency.get_many(_signed(known))
    common = common_shares()
    expected = [
        frequency.get(key, 0) + common.get(term, 0.0) * PRIOR_ARTICLES + PRIOR_FREQUENCY
        for key, term in zip(_signed(known), known.tolist(), strict=True)
    ]
    rarity: Weights = np.log((total + PRIOR_ARTICLES) / np.array(expected)).astype(np.float32)
    return rarity


def link(corpus: Corpus, ids: Sequence[str]) -> None:
    """Compare weighed articles with those near them, and store the links."""
    known: dict[str, tuple[Profile, list[tuple[int, int]]]] = {}
    done: set[str] = set()
    for id in ids:
        load_profiles(corpus, [id], known)
        near = candidates(corpus, known[id][1]) - done
        done.add(id)
        load_profiles(corpus, near, known)
        rows: list[tuple[str, bytes]] = []
        for other in near:
            similarity = round(affinity(known[id][0], known[other][0]), 4)
            if similarity >= LEAST_LINK:
                rows += [(id, _pack_link(other, similarity)), (other, _pack_link(id, similarity))]
        corpus.links.add(rows)
        if len(known) > _PROFILES:
            known = {}


def candidates(corpus: Corpus, keys: Sequence[tuple[int, int]]) -> set[str]:
    """Return the articles to compare one with: they share a key, within the window of days.

    Args:
        keys: of the article, as `_keys` gives them.
    """
    if not keys:
        return set()
    day, own = divmod(keys[0][1], _NUMBERS)
    most = MOST_UNDATED if day == NO_DAY else MOST_CANDIDATES
    windows = [(NO_DAY, _LAST_DAY)]
    if day != NO_DAY:
        windows = [(day - SUPPORT_WINDOW, day + SUPPORT_WINDOW), (NO_DAY, NO_DAY)]
    shared: Counter[int] = Counter()
    for first, last in windows:
        found = corpus.keys.members_of(
            (key for key, _ in keys),
            low=first << NUMBER_BITS,
            high=((last + 1) << NUMBER_BITS) - 1,
            limit=MOST_OF_KEY,
        )
        shared.update(dated % _NUMBERS for members in found.values() for dated in members)
    shared.pop(own, None)
    least = min(sorted(shared.values(), reverse=True)[:most], default=0)
    ids = corpus.ids.get_many(number for number, count in shared.items() if count >= least)
    ranked = sorted(ids, key=lambda number: (-shared[number], ids[number]))
    return {ids[number] for number in ranked[:most]}


def load_profiles(
    corpus: Corpus,
    ids: Iterable[str],
    into: dict[str, tuple[Profile, list[tuple[int, int]]]],
) -> None:
    """Load weighed articles' profiles and keys into a dictionary by id."""
    numbers = corpus.numbers.get_many(id for id in ids if id not in into)
    stored = corpus.features.get_many(numbers.values())
    weights = corpus.weights.get_many(numbers.values())
    for id, number in numbers.items():
        features = _unpack_features(stored[number])
        weighed = unpack_weights(weights[number])
        profile = Profile.of(features, weighed)
        into[id] = profile, _keys(number, features.day, profile.terms, weighed)


def iter_components(
    corpus: Corpus, starts: Iterable[str], *, least: float
) -> Iterator[tuple[set[str], list[tuple[str, str, float]]]]:
    """Yield (articles, all links among them) of what hangs together by links of at least `least`.

    Each component that holds one of the starts comes once.
    """
    seen: set[str] = set()
    for start in sorted(starts):
        if start in seen:
            continue
        component, frontier = {start}, [start]
        links: list[tuple[str, str, float]] = []
        while frontier:
            reached: set[str] = set()
            for id, found in corpus.links.members_of(frontier).items():
                for other, similarity in map(_unpack_link, found):
                    links.append((id, other, similarity))
                    if similarity >= least:
                        reached.add(other)
            frontier = sorted(reached - component)
            component |= reached
        seen |= component
        yield component, [row for row in links if row[0] < row[1] and row[1] in component]


def _signed(hashes: Hashes) -> list[int]:
    """Return 32-bit hashes as signed integers, which a store keeps in four bytes."""
    signed: list[int] = hashes.astype(np.int32).tolist()
    return signed


def _set_copied(corpus: Corpus, ids: Sequence[str], copied: str | None) -> None:
    """Let articles copy another, or none."""
    before = corpus.copied.get_many(ids)
    corpus.copies.remove((other, id) for id, other in before.items())
    if copied is None:
        corpus.copied.remove(before)
    else:
        corpus.copied.put_many((id, copied) for id in ids)
        corpus.copies.add((copied, id) for id in ids)


def _pack_features(features: Features) -> bytes:
    hashes = (features.terms, features.persons, features.names, features.days, features.figures)
    published = float("nan") if features.published is None else features.published
    head = _FEATURES.pack(
        features.day or NO_DAY, published, features.length, *(len(each) // 4 for each in hashes)
    )
    return b"".join((head, *hashes, compress(features.counts)))


def _unpack_features(packed: bytes) -> Features:
    day, published, length, *lengths = _FEATURES.unpack_from(packed)
    at = _FEATURES.size
    hashes: list[bytes] = []
    for count in lengths:
        hashes.append(packed[at : at + 4 * count])
        at += 4 * count
    terms, persons, names, days, figures = hashes
    return Features(
        terms=terms,
        counts=decompress(packed[at:]),
        persons=persons,
        names=names,
        days=days,
        figures=figures,
        day=None if day == NO_DAY else day,
        published=None if published != published else published,
        length=length,
    )


def _pack_link(other: str, similarity: float) -> bytes:
    return _LINK.pack(round(similarity * _LINK_STEPS)) + other.encode("utf-8", "surrogatepass")


def _unpack_link(link: bytes) -> tuple[str, float]:
    (steps,) = _LINK.unpack_from(link)
    return link[_LINK.size :].decode("utf-8", "surrogatepass"), steps / _LINK_STEPS
