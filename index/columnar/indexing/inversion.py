"""Inversion: from tokens in document order to postings in term order, by one sort.

A batch's tokens are three parallel arrays: term, document, position. The sort key puts the term's
rank in the high bits and the token's place in the low ones, so an unstable sort of integers, the
fastest there is, keeps documents and positions in order.
"""

import numpy as np
import numpy.typing as npt

from kliping.index.columnar.storage.postings import Postings

Int32 = npt.NDArray[np.int32]


def invert(
    ranks: Int32,
    documents: Int32,
    positions: Int32 | None,
    *,
    terms: int,
    frequencies: bool = True,
) -> Postings:
    """Invert tokens in document order.

    Args:
        ranks: each token's term number, in [0, terms).
        documents: each token's document, ascending.
        positions: each token's position, ascending within a document; None keeps none.
        terms: the number of terms.
        frequencies: whether to count how often a term occurs in a document.
    """
    size = len(ranks)
    bits = max(1, size).bit_length()
    key = ranks.astype(np.int64)
    key <<= bits
    key |= np.arange(size, dtype=np.int64)
    key.sort()
    order = (key & ((1 << bits) - 1)).astype(np.int32 if size < 2**31 else np.int64)
    key >>= bits
    sorted_documents = documents[order]
    first = np.empty(size, bool)
    first[:1] = True
    np.not_equal(key[1:], key[:-1], out=first[1:])
    first[1:] |= sorted_documents[1:] != sorted_documents[:-1]
    begins = np.flatnonzero(first)
    counted = np.bincount(key[begins], minlength=terms)
    starts = np.zeros(terms + 1, np.int64)
    np.cumsum(counted, out=starts[1:])
    return Postings(
        starts=starts,
        documents=sorted_documents[begins].astype(np.int32, copy=False),
        frequencies=np.diff(begins, append=size).astype(np.int32) if frequencies else None,
        positions=None if positions is None else positions[order],
    )
