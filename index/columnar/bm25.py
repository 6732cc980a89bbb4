"""BM25, and the settings of its length normalisation."""

from dataclasses import dataclass


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
