"""The nodes of a query tree, the program's only one: Whoosh's own query classes, and two of ours.

Everything outside `kliping.index` builds trees from here, so that only this package imports
whoosh.

What a tree matches where every word of its `RankedWords` is required is its *strict* reading.
"""

from collections.abc import Sequence as _Sequence
from typing import Any

from whoosh.query import (
    And,
    AndMaybe,
    AndNot,
    ConstantScoreQuery,
    DateRange,
    DisjunctionMax,
    Every,
    FuzzyTerm,
    Not,
    NullQuery,
    NumericRange,
    Or,
    Phrase,
    Prefix,
    Regex,
    Require,
    Sequence,
    Term,
    TermRange,
    Wildcard,
)

__all__ = [
    "And",
    "AndMaybe",
    "AndNot",
    "ConstantScoreQuery",
    "DateRange",
    "DisjunctionMax",
    "Every",
    "FuzzyTerm",
    "Not",
    "NullQuery",
    "NumericRange",
    "Or",
    "Phrase",
    "Prefix",
    "RankedWords",
    "Rarity",
    "Regex",
    "Require",
    "Sequence",
    "Term",
    "TermRange",
    "Wildcard",
]


class RankedWords(Or):  # type: ignore[misc]
    """Words of which a document needs one; the more of them it has, the better it scores.

    A document's score is the sum of its words' scores times

        (idf of the words that it has / idf of all the words) ** coverage

    where the idf of a word is that of the documents that match it. In the strict reading of the
    tree every word must match.
    """

    def __init__(
        self, subqueries: _Sequence[Any], boost: float = 1.0, *, coverage: float = 0.0
    ) -> None:
        super().__init__(list(subqueries), boost=boost)
        self.coverage = coverage

    def apply(self, fn: Any) -> "RankedWords":
        return RankedWords(
            [fn(child) for child in self.subqueries], self.boost, coverage=self.coverage
        )

    def __eq__(self, other: object) -> bool:
        return bool(super().__eq__(other)) and self.coverage == getattr(other, "coverage", None)

    def __hash__(self) -> int:
        return hash((super().__hash__(), self.coverage))


class Rarity(ConstantScoreQuery):  # type: ignore[misc]
    """Scores each document that its child matches alike: the boost times the idf of the child.

    For what has no words, such as a number or a day: the fewer documents have it, the more it says.
    """

    def __init__(self, child: Any, boost: float = 1.0) -> None:
        super().__init__(child, score=boost)
        self.boost = boost

    def _rewrap(self, child: Any) -> "Rarity":
        return Rarity(child, self.boost)
