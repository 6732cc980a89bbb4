"""How much of a query's words each document has: the measure behind `RankedWords`.

Each word is a bit; the documents' bit masks are added up like scores, so that one pass tells both
who has all the words and what each document's words weigh.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from kliping.index.columnar import document_lists

Int32 = npt.NDArray[np.int32]
Float = npt.NDArray[np.float64]

# A table of every set of so many words is small (32 KB); of more, each document's is worked out.
_TABLE_WORDS = 12


def cover(
    lists: Sequence[Int32],
    weights: Sequence[float],
    documents: Int32,
    *,
    exponent: float,
    size: int,
) -> tuple[Int32, Float | None]:
    """Return (the documents that every list holds, a factor for each of `documents`).

    Args:
        lists: the documents of each word, ascending.
        weights: of the words, 0 or more.
        documents: the union of the lists.
        exponent: of the share of the weights that a document has; 0 asks for no factors.

    Returns:
        the factors are None where they are not asked for, or where all are 1.
    """
    if len(lists) == 1 or not len(documents):
        return documents, None
    if len(lists) > _TABLE_WORDS:
        return _whole(lists), _worked_out(lists, weights, documents, exponent, size)
    held = [(of_word, float(1 << bit)) for bit, of_word in enumerate(lists) if len(of_word)]
    _, sums = document_lists.add_scores(held, size)
    masks = sums.astype(np.intp)
    whole = documents[masks == (1 << len(lists)) - 1]
    if not exponent:
        return whole, None
    return whole, _table(tuple(weights), exponent)[masks]


def _table(weights: tuple[float, ...], exponent: float) -> Float:
    """Return the factor of each set of words, by its mask."""
    sums = np.zeros(1)
    for weight in weights:
        sums = np.concatenate((sums, sums + weight))
    return np.asarray((sums / (sums[-1] or 1.0)) ** exponent, np.float64)


def _whole(lists: Sequence[Int32]) -> Int32:
    shortest, *others = sorted(lists, key=len)
    for documents in others:
        shortest = np.intersect1d(shortest, documents, assume_unique=True)
    return shortest


def _worked_out(
    lists: Sequence[Int32],
    weights: Sequence[float],
    documents: Int32,
    exponent: float,
    size: int,
) -> Float | None:
    if not exponent:
        return None
    sums = np.zeros(size)
    for of_word, weight in zip(lists, weights, strict=True):
        sums[of_word] += weight
    return np.asarray((sums[documents] / (sum(weights) or 1.0)) ** exponent, np.float64)
