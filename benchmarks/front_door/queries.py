"""Queries drawn from the texts of articles, without any of kliping's code.

A word is a run of three or more of the letters a to z, in lower case: the other engines' default
tokenisers read it alike. The draw depends on the texts, the seed and the count alone.
"""

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

WORD = re.compile(r"\b[a-z]{3,}\b")
# A rare word stands in 2 to 20 of the articles.
RARE = range(2, 21)

Cell = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CellQuery:
    """One query: what joins its words, and the words."""

    kind: str  # "word", "and", "or", "phrase", "typed"
    words: Cell


def draw(texts: Sequence[str], *, count: int, seed: int) -> dict[str, list[CellQuery]]:
    """Return by cell `count` different queries; no query stands in two cells of one kind."""
    rng = random.Random(seed)
    words = [WORD.findall(text.lower()) for text in texts]
    frequency = Counter(word for article in words for word in set(article))
    long_enough = [article for article in words if len(article) >= 20]
    rare = sorted(word for word, n in frequency.items() if n in RARE)
    rng.shuffle(rare)

    def word() -> Cell:
        return (rng.choice(rng.choice(long_enough)),)

    def apart(size: int) -> Callable[[], Cell]:
        """Words of one article, so that all of them together find something."""
        return lambda: tuple(sorted(rng.sample(sorted(set(rng.choice(long_enough))), size)))

    def any_of() -> Cell:
        return tuple(sorted({word()[0] for _ in range(3)}))

    def neighbours() -> Cell:
        article = rng.choice(long_enough)
        at = rng.randrange(len(article) - 1)
        return (article[at], article[at + 1])

    cells = {
        "rare word": [CellQuery("word", (each,)) for each in rare[:count]],
        "running-text word": _different("word", word, count, without=set(rare[:count])),
        "2 words AND": _different("and", apart(2), count),
        "3 words AND": _different("and", apart(3), count),
        "3 words OR": _different("or", any_of, count),
        "phrase": _different("phrase", neighbours, count),
        "3 words as typed": _different("typed", apart(3), count),
    }
    for name, queries in cells.items():
        if len(queries) < count:
            raise ValueError(f"{name}: {len(queries)} different queries, not {count}")
        rng.shuffle(queries)
    return cells


def _different(
    kind: str, make: Callable[[], Cell], count: int, without: set[str] | None = None
) -> list[CellQuery]:
    found: dict[Cell, None] = {}
    for _ in range(200 * count):
        words = make()
        if not (without and words[0] in without):
            found[words] = None
        if len(found) == count:
            break
    return [CellQuery(kind, words) for words in found]
