"""What the stories enricher knows of the archive: features, keys, links.

A *key* is one of an article's heaviest terms, or a ship or flight: two articles are compared only
where they share two keys, or a ship or flight, and lie within the window of days. A *link* is a
stored similarity, in both directions. An article that *leads* copies no other; only these have
keys and links. An article that copies another goes where that goes.

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

from .affinity import CRAFT_WINDOW, WINDOW, Profile, affinity
from .features import Features, Hashes, is_craft, unpack, unpack_weights

KEYS: Final = 24
SHARED_KEYS: Final = 2
"""Terms of an article that lead to others, and how many of them two reports of one event share."""
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

NUMBER_BITS: Final = 43
"""Of an article's number: with a day's 20 bits above them they make one integer of 64 bits."""
_NUMBERS: Final = 1 << NUMBER_BITS
_LAST_DAY: Final = (1 << 20) - 1
_PROFILES: Final = 2000

# Day (0: none), publication (NaN: none), outlet; then how many terms, days, told days and figures
# follow, four bytes each, and behind them the weights of the terms, compressed.
_FEATURES: Final = struct.Struct("<IdI4H")
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
        self.leading = state.map("leading", str, int)
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

    def days(self, ids: Iterable[str]) -> dict[str, int | None]:
        """Return the days of publication of articles, as ordinals, None where unknown."""
        numbers = self.numbers.get_many(ids)
        stored = self.features.get_many(numbers.values())
        days = {id: _FEATURES.unpack_from(stored[n])[0] for id, n in numbers.items()}
        return {id: None if day == NO_DAY else day for id, day in days.items()}

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
    if number is None or corpus.leading.get(id) is None:
        return set()
    features = _unpack_features(corpus.features.get_many([number])[number])
    corpus.keys.remove(_keys(number, features))
    near: set[str] = set()
    rows: list[tuple[str, bytes]] = []
    for link in corpus.links.members(id):
        other, similarity = _unpack_link(link)
        near.add(other)
        rows += [(id, link), (other, _pack_link(id, similarity))]
    corpus.links.remove(rows)
    corpus.leading.remove([id])
    return near


def follow(corpus: Corpus, id: str, copied: str) -> set[str]:
    """Let an article go where another goes that it copies; return those it was linked to."""
    _set_copied(corpus, [id], copied)
    return unlink(corpus, id)


def lead(corpus: Corpus, ids: Sequence[str]) -> None:
    """Give keys and links to articles that copy no other and have none yet."""
    numbers = corpus.numbers.get_many(ids)
    if not numbers:
        return
    _set_copied(corpus, list(numbers), None)
    stored = corpus.features.get_many(numbers.values())
    corpus.leading.put_many((id, number) for id, number in numbers.items())
    corpus.keys.add(
        pair
        for number, packed in stored.items()
        for pair in _keys(number, _unpack_features(packed))
    )
    link(corpus, list(numbers))


def _keys(number: int, features: Features) -> list[tuple[int, int]]:
    """Return the pairs (key, day and number) by which others find a leading article."""
    terms = unpack(features.terms)
    heaviest = np.argsort(-unpack_weights(features.weights), kind="stable")[:KEYS]
    leading = {*_signed(terms[heaviest]), *_signed(terms[is_craft(terms)])}
    dated = (features.day or NO_DAY) << NUMBER_BITS | number
    return [(key, dated) for key in sorted(leading)]


def link(corpus: Corpus, ids: Sequence[str]) -> None:
    """Compare leading articles with those near them, and store the links."""
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
    """Return the articles to compare one with: they share keys, within the window of days.

    Args:
        keys: of the article, as `_keys` gives them; those of ships and flights are negative.
    """
    if not keys:
        return set()
    day, own = divmod(keys[0][1], _NUMBERS)
    most = MOST_UNDATED if day == NO_DAY else MOST_CANDIDATES
    words = [key for key, _ in keys if key >= 0]
    crafts = [key for key, _ in keys if key < 0]
    shared: Counter[int] = Counter()
    # One ship or flight is enough, as two words are.
    for leading, weight, reach in ((words, 1, WINDOW), (crafts, SHARED_KEYS, CRAFT_WINDOW)):
        windows = [(NO_DAY, _LAST_DAY)]
        if day != NO_DAY:
            windows = [(day - reach, day + reach), (NO_DAY, NO_DAY)]
        for first, last in windows:
            found = corpus.keys.members_of(
                leading,
                low=max(first, 0) << NUMBER_BITS,
                high=((last + 1) << NUMBER_BITS) - 1,
                limit=MOST_OF_KEY,
            )
            for members in found.values():
                shared.update({dated % _NUMBERS: weight for dated in members})
    shared.pop(own, None)
    least = min(sorted(shared.values(), reverse=True)[:most], default=0)
    least = max(least, SHARED_KEYS)
    ids = corpus.ids.get_many(number for number, count in shared.items() if count >= least)
    ranked = sorted(ids, key=lambda number: (-shared[number], ids[number]))
    return {ids[number] for number in ranked[:most]}


def load_profiles(
    corpus: Corpus,
    ids: Iterable[str],
    into: dict[str, tuple[Profile, list[tuple[int, int]]]],
) -> None:
    """Load articles' profiles and keys into a dictionary by id."""
    numbers = corpus.numbers.get_many(id for id in ids if id not in into)
    stored = corpus.features.get_many(numbers.values())
    for id, number in numbers.items():
        features = _unpack_features(stored[number])
        into[id] = Profile.of(features), _keys(number, features)


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
    hashes = (features.terms, features.days, features.told, features.figures)
    published = float("nan") if features.published is None else features.published
    head = _FEATURES.pack(
        features.day or NO_DAY, published, features.outlet, *(len(each) // 4 for each in hashes)
    )
    return b"".join((head, *hashes, compress(features.weights + features.head)))


def _unpack_features(packed: bytes) -> Features:
    day, published, outlet, *lengths = _FEATURES.unpack_from(packed)
    at = _FEATURES.size
    hashes: list[bytes] = []
    for count in lengths:
        hashes.append(packed[at : at + 4 * count])
        at += 4 * count
    terms, days, told, figures = hashes
    weights = decompress(packed[at:])
    return Features(
        terms=terms,
        weights=weights[: len(weights) // 2],
        head=weights[len(weights) // 2 :],
        days=days,
        told=told,
        figures=figures,
        outlet=outlet,
        day=None if day == NO_DAY else day,
        published=None if published != published else published,
    )


def _pack_link(other: str, similarity: float) -> bytes:
    return _LINK.pack(round(similarity * _LINK_STEPS)) + other.encode("utf-8", "surrogatepass")


def _unpack_link(link: bytes) -> tuple[str, float]:
    (steps,) = _LINK.unpack_from(link)
    return link[_LINK.size :].decode("utf-8", "surrogatepass"), steps / _LINK_STEPS
