"""BM25, and the settings of its length normalisation."""

import math
from dataclasses import dataclass


def idf(documents: int, frequency: int) -> float:
    """Return log(1 + (N - n + 0.5) / (n + 0.5)): BM25's, never negative (Lucene's form).

    Args:
        documents: N, all that could have a term.
        frequency: n, those that have it.
    """
    return math.log(1.0 + (documents - frequency + 0.5) / (frequency + 0.5))


@dataclass(frozen=True, slots=True)
class Bm25:
    """The two free parameters of BM25 for one field.

    Attributes:
        k1: how slowly repetition saturates.
        b: how much long documents are held back, 0 to 1.

    The defaults are those of Robertson and Zaragoza, "The Probabilistic Relevance Framework"
    (2009), section 3.2, which Whoosh and Lucene use as well.
    """

    k1: float = 1.2
    b: float = 0.75
