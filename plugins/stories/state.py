"""What the stories enricher knows of the archive: features, keys, links, what was settled.

A *link* is a stored similarity, in both directions. An article that *leads* copies no other; only
these have keys (`nearness`) and links (`linking`). An article that copies another goes where that
goes.

Articles have numbers, hashes of their ids, because thousands of keys lead to each.
"""

import json
import struct
from collections.abc import Iterable, Sequence
from typing import Final
from zlib import compress, decompress

from kliping.plugins.contracts import CorpusState

from .features import Features

NO_DAY: Final = 0
"""Stored as the day of an article without a date; it is compared with articles of any day."""

NUMBER_BITS: Final = 43
"""Of an article's number: with a day's 20 bits above them they make one integer of 64 bits."""
NUMBERS: Final = 1 << NUMBER_BITS
LAST_DAY: Final = (1 << 20) - 1

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
        self.key_sizes = state.counter("key sizes", int)
        # Leading articles whose links must be made anew (`nearness`).
        self.shifted = state.map("shifted", str, int)
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


def pack_features(features: Features) -> bytes:
    hashes = (features.terms, features.days, features.told, features.figures)
    published = float("nan") if features.published is None else features.published
    head = _FEATURES.pack(
        features.day or NO_DAY, published, features.outlet, *(len(each) // 4 for each in hashes)
    )
    return b"".join((head, *hashes, compress(features.weights + features.head)))


def unpack_features(packed: bytes) -> Features:
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


def pack_link(other: str, similarity: float) -> bytes:
    return _LINK.pack(round(similarity * _LINK_STEPS)) + other.encode("utf-8", "surrogatepass")


def unpack_link(link: bytes) -> tuple[str, float]:
    (steps,) = _LINK.unpack_from(link)
    return link[_LINK.size :].decode("utf-8", "surrogatepass"), steps / _LINK_STEPS
