"""Exact BM25 over several fields, vectorised with numpy; no index structure of any engine.

score(d) = sum over fields f of weight_f * sum over terms t of
    idf(t, f) * tf * (k1 + 1) / (tf + k1 * (1 - b + b * len(d, f) / mean len(f)))
idf(t, f) = log(1 + (N - n + .5) / (n + .5)), N documents, n of them with t in f; lengths exact.
k1 = 1.2 and b = 0.75 as in Lucene. A term that a query repeats counts as often as it is repeated.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

K1 = 1.2
B = 0.75


class Field:
    """The postings of one field: for each term its documents and their weights, already scored."""

    def __init__(self, documents: Sequence[Sequence[str]]) -> None:
        numbers: dict[str, int] = {}
        flat = [numbers.setdefault(term, len(numbers)) for words in documents for term in words]
        lengths = np.array([len(words) for words in documents], dtype=np.int64)
        terms = np.array(flat, dtype=np.int64)
        where = np.repeat(np.arange(len(documents), dtype=np.int64), lengths)
        keys, counts = np.unique(terms * len(documents) + where, return_counts=True)
        self._numbers = numbers
        self._documents = keys % len(documents)
        found = np.bincount(keys // len(documents), minlength=len(numbers))
        self._starts = np.concatenate([[0], np.cumsum(found)])
        idf = np.log(1 + (len(documents) - found + 0.5) / (found + 0.5))
        mean = lengths.mean() if lengths.sum() else 1.0
        norm = K1 * (1 - B + B * lengths[self._documents] / mean)
        self._scores = np.repeat(idf, found) * counts * (K1 + 1) / (counts + norm)

    def add_scores(self, query: Sequence[str], weight: float, into: NDArray[np.float64]) -> None:
        """Add this field's scores of a query to `into`, one number per document."""
        for term in query:
            number = self._numbers.get(term)
            if number is not None:
                part = slice(self._starts[number], self._starts[number + 1])
                into[self._documents[part]] += weight * self._scores[part]


class Index:
    """Documents given as field → terms; queries likewise."""

    def __init__(
        self, documents: Sequence[Mapping[str, Sequence[str]]], weights: Mapping[str, float]
    ) -> None:
        self._count = len(documents)
        self._weights = weights
        self._fields = {
            name: Field([document.get(name, ()) for document in documents]) for name in weights
        }

    def scores(self, query: Mapping[str, Sequence[str]]) -> NDArray[np.float64]:
        """Return the score of every document, 0 where nothing matches."""
        total = np.zeros(self._count)
        for name, field in self._fields.items():
            field.add_scores(query.get(name, ()), self._weights[name], total)
        return total


def rank_of(scores: NDArray[np.float64], wanted: int) -> int:
    """Return the 1-based rank of a document (0: not found); ties go to the earlier document."""
    score = scores[wanted]
    if score <= 0:
        return 0
    better = np.count_nonzero(scores > score)
    return int(better + np.count_nonzero(scores[:wanted] == score) + 1)
