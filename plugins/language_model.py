"""A second opinion on the language: the characters of words, weighed by what each language writes.

Naive Bayes over the parts of two to four letters of each word, its borders among them, and the word
itself, for the five languages that Indonesian news is likely to hold. Each weight is drawn towards
zero by `SMOOTHING` in training, so that what was seen once says little.
`python -m benchmarks.language train` makes the table, `language-parts.tsv`; its head says from
which texts. `python -m benchmarks.language` tries it on texts that it was not made from.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from kliping.index.data_files import read_rows

LANGUAGES: Final = ("id", "ms", "jv", "su", "en")
TABLE: Final = "language-parts.tsv"
PER_NAT: Final = 100
"""The table holds weights in hundredths of a nat."""

_WORD = re.compile(r"[^\W\d_]+")
_SHORT_WORD: Final = 2  # letters; shorter ones have no row of their own
_MEMO_WORDS: Final = 50_000  # of about 100 bytes; news of 5,000 articles has 65,000


@dataclass(frozen=True, slots=True)
class Likelihood:
    """How like five languages a text is.

    Attributes:
        scores: of `LANGUAGES`, in nats a part of a word; above zero is more than their mean.
        words: how many words were read.
        known: the share of words of three letters or more that have a row of their own.
        malay: by how many nats a part the words that are Indonesian or Malay, and of no other of
            the five, are more like Malay; below zero they are more like Indonesian.
    """

    scores: tuple[float, ...]
    words: int
    known: float
    malay: float

    @property
    def best(self) -> str:
        """The most likely language; of equal ones the first of `LANGUAGES`."""
        return LANGUAGES[max(range(len(LANGUAGES)), key=self.scores.__getitem__)]


def iter_words(text: str) -> Iterator[str]:
    """Yield the words of a text in small letters, without digits and signs."""
    return (match[0] for match in _WORD.finditer(text.lower()))


def iter_parts(word: str) -> Iterator[str]:
    """Yield what is weighed of a word: `_ab`, `abc` … of its letters, `=word` of the whole."""
    bordered = f"_{word}_"
    for length in (2, 3, 4):
        for start in range(len(bordered) - length + 1):
            yield bordered[start : start + length]
    if len(word) > _SHORT_WORD:
        yield f"={word}"


def likelihood(text: str) -> Likelihood:
    """Weigh a text; one without words scores zero everywhere."""
    totals = [0] * len(LANGUAGES)
    count = parts = long = known = malay = malayic = 0
    for word in iter_words(text):
        weighed, is_known, weights = _weigh(word)
        for at, weight in enumerate(weights):
            totals[at] += weight
        count, parts = count + 1, parts + weighed
        long, known = long + (len(word) > _SHORT_WORD), known + is_known
        indonesian, malaysian, *others = weights
        if max(indonesian, malaysian) >= max(others):
            malay, malayic = malay + malaysian - indonesian, malayic + weighed
    return Likelihood(
        scores=tuple(total / PER_NAT / max(parts, 1) for total in totals),
        words=count,
        known=known / max(long, 1),
        malay=malay / PER_NAT / max(malayic, 1),
    )


@lru_cache(maxsize=_MEMO_WORDS)
def _weigh(word: str) -> tuple[int, bool, tuple[int, ...]]:
    """Return how many parts a word has, whether it has a row, and the sums of its weights."""
    table = _table()
    parts = list(iter_parts(word))
    rows = [table[part] for part in parts if part in table]
    sums = tuple(map(sum, zip(*rows, strict=True))) if rows else (0,) * len(LANGUAGES)
    return len(parts), f"={word}" in table, sums


def _weights(cell: str) -> tuple[int, ...]:
    weights = tuple(map(int, cell.split()))
    if len(weights) != len(LANGUAGES):
        raise ValueError(f"{len(weights)} weights, expected {len(LANGUAGES)}")
    return weights


@cache
def _table() -> dict[str, tuple[int, ...]]:
    return dict(read_rows(__package__, TABLE, str, _weights))
