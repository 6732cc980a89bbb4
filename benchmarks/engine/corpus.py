"""Corpora: synthetic ones of any size, always the same, and real ones from a JSONL file.

A synthetic article is a bag of words from a Zipf vocabulary: word of rank r with a weight of
1 / (r + 2.7) (Mandelbrot's form; 2.7 as measured on English by him, near enough for Indonesian
news). Lengths vary about 250 words and are such as Whoosh's one-byte length keeps exactly, so that
Whoosh's rankings can be compared with those of engines that keep lengths exactly.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from whoosh.util.numeric import byte_to_length

SEED = 20261122
WORDS = 200_000
SHIFT = 2.7
MEAN_LENGTH = 250
FIRST_DAY = 1_577_836_800  # 2020-01-01T00:00Z
DAYS = 5 * 365


@dataclass(frozen=True, slots=True)
class Record:
    """One article of a corpus."""

    id: str
    text: str
    outlet: str
    persons: tuple[str, ...]
    places: tuple[str, ...]
    group: str
    published: int


def vocabulary() -> list[str]:
    """Return the synthetic words, most frequent first: pronounceable, all different."""
    onsets = ["b", "c", "d", "f", "g", "h", "j", "k", "l", "m", "n", "p", "r", "s", "t", "w"]
    vowels = ["a", "e", "i", "o", "u"]
    syllables = [a + b for a in onsets for b in vowels]
    size = len(syllables)
    words = []
    for number in range(WORDS):
        parts, rest = [], number + size  # at least two syllables
        while rest:
            rest, digit = divmod(rest, size)
            parts.append(syllables[digit])
        words.append("".join(parts))
    return words


def synthetic(count: int) -> Iterator[Record]:
    """Yield `count` articles; a longer corpus begins with the shorter one."""
    words = np.array(vocabulary(), dtype=object)
    weights = 1.0 / (np.arange(WORDS) + SHIFT)
    cumulated = np.cumsum(weights / weights.sum())
    exact = np.array(sorted({byte_to_length(b) for b in range(256)}))
    exact = exact[(exact >= 60) & (exact <= 800)]
    for begin in range(0, count, 1000):
        rng = np.random.default_rng((SEED, begin))
        wished = rng.lognormal(np.log(MEAN_LENGTH) - 0.08, 0.4, 1000)
        lengths = exact[np.searchsorted(exact, wished).clip(0, len(exact) - 1)]
        drawn = np.searchsorted(cumulated, rng.random(int(lengths.sum())))
        tokens = words[drawn.clip(0, WORDS - 1)]
        ends = np.cumsum(lengths).tolist()
        outlets = (40 * rng.power(0.5, 1000)).astype(int)
        people = rng.integers(0, 5, 1000)
        spots = rng.integers(0, 4, 1000)
        for n in range(min(1000, count - begin)):
            number = begin + n
            first = ends[n - 1] if n else 0
            persons = (5000 * rng.power(0.4, people[n])).astype(int)
            places = (500 * rng.power(0.4, spots[n])).astype(int)
            yield Record(
                id=f"a{number}",
                text=" ".join(tokens[first : ends[n]]),
                outlet=f"Media {outlets[n]}",
                persons=tuple(dict.fromkeys(f"Tokoh {p}" for p in persons)),
                places=tuple(dict.fromkeys(f"Kota {p}" for p in places)),
                group=f"g{number - number % 3 if rng.random() < 0.3 else number}",
                published=FIRST_DAY + int(rng.integers(0, DAYS * 86400)),
            )


def real(path: Path, limit: int | None = None) -> Iterator[Record]:
    """Yield the articles of a JSONL file that has `text`, and the facets that it has."""
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if limit is not None and number >= limit:
                return
            row = json.loads(line)
            words = row["text"].split()
            yield Record(
                id=str(row.get("id") or f"a{number}"),
                text=row["text"],
                outlet=str(row.get("source") or row.get("outlet") or "-"),
                persons=tuple(dict.fromkeys(w for w in words if w.istitle() and len(w) > 5))[:4],
                places=(str(row.get("category") or "-"),),
                group=f"g{number // 2}",
                published=FIRST_DAY + number * 3600,
            )
