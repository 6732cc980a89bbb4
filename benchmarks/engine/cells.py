"""What is measured: cells (kinds of query) and variants (what the answer holds)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from corpus import DAYS, FIRST_DAY, Record

Kind = Literal["term", "or", "and", "phrase", "prefix", "fuzzy", "date"]
Variant = Literal["top", "total", "facet", "facets", "collapse"]
VARIANTS: tuple[Variant, ...] = ("top", "total", "facet", "facets", "collapse")
FACETS = ("outlet", "person", "place")
QUERIES_PER_CELL = 5


@dataclass(frozen=True, slots=True)
class CellQuery:
    """One query of a cell. `dates` is a closed range of seconds, for the kind "date"."""

    kind: Kind
    words: tuple[str, ...]
    dates: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Answer:
    """What an engine gave; None where it was not asked for, or cannot."""

    ids: tuple[str, ...] = ()
    scores: tuple[float, ...] = ()
    total: int | None = None
    facets: dict[str, dict[str, int]] | None = None


def make_cells(records: Iterable[Record]) -> dict[str, list[CellQuery]]:
    """Choose each cell's queries by document frequency, from a sample of the corpus."""
    frequencies: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    count = 0
    for record in records:
        words = record.text.lower().split()
        frequencies.update({word for word in words if word.isalpha()})
        pairs.update(pairwise(words))
        count += 1
    ranked = [word for word, _ in frequencies.most_common()]

    def at(share: float, number: int) -> str:
        """Return a word that about this share of the documents holds, the number-th from it."""
        place = next((n for n, w in enumerate(ranked) if frequencies[w] < share * count), 0)
        return ranked[min(place + number, len(ranked) - 1)]

    numbers = range(QUERIES_PER_CELL)
    frequent = [pair for pair, _ in pairs.most_common(500) if all(map(str.isalpha, pair))]
    long = [word for word in ranked[200:4000] if len(word) >= 4]
    day = 86400
    return {
        "common word": [CellQuery("term", (at(0.6, n),)) for n in numbers],
        "rare word": [CellQuery("term", (at(0.0008, n),)) for n in numbers],
        "3-word OR": [CellQuery("or", (at(0.4, n), at(0.15, n), at(0.05, n))) for n in numbers],
        "3-word AND": [CellQuery("and", (at(0.6, n), at(0.4, n), at(0.2, n))) for n in numbers],
        "phrase": [CellQuery("phrase", frequent[20 + 40 * n]) for n in numbers],
        "prefix": [CellQuery("prefix", (long[7 * n][:3],)) for n in numbers],
        "fuzzy": [CellQuery("fuzzy", (long[11 * n],)) for n in numbers],
        "date range": [
            CellQuery(
                "date",
                (at(0.5, n),),
                (FIRST_DAY + 30 * n * day, FIRST_DAY + (30 * n + DAYS // 4) * day),
            )
            for n in numbers
        ],
    }
