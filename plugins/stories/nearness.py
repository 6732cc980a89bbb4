"""Which articles are compared with which: those that share keys, within the window of days.

A *key* is one of an article's heaviest terms, or a ship or flight. Two leading articles are *near*
if they share two keys, or a ship or flight, and lie within the window of days (an undated article
lies near any day). A *bucket* is the articles of one key and one day of publication. What is near
is bounded in crowds, by rules that look at the whole archive and at no order of arrival:

- of a bucket with more than CROWD articles only the *leaders*, those with the smallest numbers,
  are compared with others by its key, and these with all;
- a key that more than CROWD articles have leads to and from no undated article: nothing else
  keeps a crowd apart that years separate.

An article whose nearness a change of these *shifts*, though it did not change itself, is named by
`Corpus.shifted`; its links are made anew.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np

from .affinity import CRAFT_WINDOW, WINDOW
from .features import Features, Hashes, is_craft, unpack, unpack_weights
from .state import LAST_DAY, NO_DAY, NUMBER_BITS, NUMBERS, Corpus

KEYS: Final = 24
SHARED_KEYS: Final = 2
"""Terms of an article that lead to others, and how many of them two reports of one event share."""
CROWD: Final = 200
"""How many leaders a bucket has, and how many articles a key that leads to undated ones: one
figure, so that a key of no more articles has no crowded bucket, and is read without looking. On the
news of 2016 to 2018 (4,950 articles, 755 undated; 2026-11) no bucket of a day has more than 20
articles, and 22 others are near an article on average."""

Keys = Sequence[tuple[int, int]]
"""Pairs (key, day and number) of one article; a key of a ship or flight is negative."""


def keys_of(number: int, features: Features) -> list[tuple[int, int]]:
    """Return the keys by which others find a leading article."""
    terms = unpack(features.terms)
    heaviest = np.argsort(-unpack_weights(features.weights), kind="stable")[:KEYS]
    leading = {*_signed(terms[heaviest]), *_signed(terms[is_craft(terms)])}
    dated = (features.day or NO_DAY) << NUMBER_BITS | number
    return [(key, dated) for key in sorted(leading)]


def add_keys(corpus: Corpus, articles: Mapping[int, Keys]) -> None:
    """Let others find these articles, and mark what that shifts."""
    pairs = [pair for keys in articles.values() for pair in keys]
    corpus.keys.add(pairs)
    corpus.key_sizes.add((key, 1) for key, _ in pairs)
    _mark_shifted(corpus, pairs, Counter(key for key, _ in pairs))


def remove_keys(corpus: Corpus, keys: Keys) -> None:
    """Take back `add_keys` of one article, and mark what that shifts."""
    _mark_shifted(corpus, keys, dict.fromkeys((key for key, _ in keys), 1))
    corpus.keys.remove(keys)
    corpus.key_sizes.add((key, -1) for key, _ in keys)


def _mark_shifted(corpus: Corpus, pairs: Keys, changed: Mapping[int, int]) -> None:
    """Mark the other articles that are near others than without these pairs, which are stored.

    Args:
        changed: how many of the pairs each key has.
    """
    sizes = corpus.key_sizes.get_many(changed)
    large = {key for key in changed if sizes.get(key, 0) > CROWD}
    if not large:
        return
    shifted: set[int] = set()
    crowded = [key for key in large if sizes[key] - changed[key] <= CROWD]
    for members in corpus.keys.members_of(crowded, high=NUMBERS - 1).values():
        shifted.update(members)
    own: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
    for key, dated in pairs:
        if key in large and dated >= NUMBERS:
            own[key, dated >> NUMBER_BITS].add(dated)
    for (key, day), changing in own.items():
        members = _bucket(corpus, key, day, limit=CROWD + len(changing))
        leaders = set(members[:CROWD])
        leaders_without = [each for each in members if each not in changing][:CROWD]
        shifted.update(leaders.symmetric_difference(leaders_without))
    numbers = {each % NUMBERS for each in shifted} - {dated % NUMBERS for _, dated in pairs}
    corpus.shifted.put_many((id, 0) for id in corpus.ids.get_many(sorted(numbers)).values())


def find_near(corpus: Corpus, articles: Mapping[int, Keys]) -> dict[int, set[int]]:
    """Return the numbers of what is near each of the articles, by number; itself left out."""
    sizes = corpus.key_sizes.get_many({key for keys in articles.values() for key, _ in keys})
    few = {key for key, size in sizes.items() if size <= CROWD}
    shared: dict[int, Counter[int]] = {number: Counter() for number in articles}
    groups: defaultdict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    undated: defaultdict[int, list[int]] = defaultdict(list)
    anywhere: defaultdict[int, list[int]] = defaultdict(list)
    for number, keys in articles.items():
        for key, dated in keys:
            day = dated >> NUMBER_BITS
            if day != NO_DAY:
                groups[day, WINDOW if key >= 0 else CRAFT_WINDOW].append((key, number))
            if key in few:
                (anywhere if day == NO_DAY else undated)[key].append(number)
    _count(shared, undated, corpus.keys.members_of(undated, high=NUMBERS - 1))
    _count(shared, anywhere, corpus.keys.members_of(anywhere))
    for (day, reach), pairs in groups.items():
        wanted: defaultdict[int, list[int]] = defaultdict(list)
        for key, number in pairs:
            wanted[key].append(number)
        low, high = _span(day - reach, day + reach)
        light = [key for key in wanted if key in few]
        _count(shared, wanted, corpus.keys.members_of(light, low=low, high=high))
        for key in wanted.keys() - few:
            _count_crowded(corpus, shared, key, wanted[key], (day, reach))
    return {
        number: {other for other, count in counts.items() if count >= SHARED_KEYS} - {number}
        for number, counts in shared.items()
    }


def _count(
    shared: Mapping[int, Counter[int]],
    wanted: Mapping[int, Sequence[int]],
    found: Mapping[int, Sequence[int]],
) -> None:
    """Count the members that keys lead to for each article that wants the key."""
    for key, members in found.items():
        # One ship or flight is enough, as two words are.
        weight = 1 if key >= 0 else SHARED_KEYS
        others = [dated % NUMBERS for dated in members]
        for number in wanted[key]:
            counts = shared[number]
            for other in others:
                counts[other] += weight


def _count_crowded(
    corpus: Corpus,
    shared: Mapping[int, Counter[int]],
    key: int,
    numbers: Sequence[int],
    around: tuple[int, int],
) -> None:
    """Count what a key of many articles leads to; `around` is a day and the days on each side."""
    day, reach = around
    leaders = {each % NUMBERS for each in _bucket(corpus, key, day, limit=CROWD)}
    leading = [number for number in numbers if number in leaders]
    rest = [number for number in numbers if number not in leaders]
    for other_day in range(max(day - reach, NO_DAY + 1), day + reach + 1):
        for wanting, limit in ((leading, None), (rest, CROWD)):
            if wanting:
                found = _bucket(corpus, key, other_day, limit=limit)
                _count(shared, {key: wanting}, {key: found})


def _bucket(corpus: Corpus, key: int, day: int, *, limit: int | None) -> list[int]:
    low, high = _span(day, day)
    return corpus.keys.members(key, low=low, high=high, limit=limit)


def _span(first: int, last: int) -> tuple[int, int]:
    """Return the least and the greatest member of a key from one dated day to another."""
    first, last = max(first, NO_DAY + 1), min(last, LAST_DAY)
    return first << NUMBER_BITS, ((last + 1) << NUMBER_BITS) - 1


def _signed(hashes: Hashes) -> Iterable[int]:
    """Return 32-bit hashes as signed integers, which a store keeps in four bytes."""
    signed: list[int] = hashes.astype(np.int32).tolist()
    return signed
