"""The postings of one indexed field as a segment holds them, and how they are read."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from .files import ArrayFile
from .inversion import Postings
from .terms import TermDictionary, pack_texts

Array = npt.NDArray[Any]
Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]


def postings_arrays(field: str, terms: Sequence[str], postings: Postings) -> dict[str, Array]:
    """Return the arrays of one field: its dictionary and its postings."""
    blob, ends = pack_texts(terms)
    return {
        f"{field}/terms": blob,
        f"{field}/ends": ends,
        **encode_postings(field, postings),
    }


def encode_postings(field: str, postings: Postings) -> dict[str, Array]:
    """Return the arrays of one field's postings."""
    arrays: dict[str, Array] = {
        f"{field}/starts": postings.starts,
        f"{field}/documents": postings.documents,
    }
    if postings.frequencies is not None:
        arrays[f"{field}/frequencies"] = _narrow(postings.frequencies)
    if postings.positions is not None:
        assert postings.frequencies is not None
        cumulated = np.zeros(len(postings.documents) + 1, np.int64)
        np.cumsum(postings.frequencies, out=cumulated[1:])
        arrays[f"{field}/positions"] = _narrow(postings.positions)
        arrays[f"{field}/position_starts"] = cumulated[postings.starts]
    return arrays


def _narrow(values: Int32) -> Array:
    """Return the non-negative values in the smallest unsigned type that holds them."""
    top = int(values.max()) if len(values) else 0
    kind = np.uint8 if top < 2**8 else np.uint16 if top < 2**16 else np.int32
    return values.astype(kind)


class FieldPostings:
    """The postings of one field of one segment."""

    __slots__ = ("_documents", "_frequencies", "_position_starts", "_positions", "_starts", "terms")

    def __init__(self, file: ArrayFile, field: str) -> None:
        self.terms = TermDictionary(file[f"{field}/terms"], file[f"{field}/ends"])
        self._starts = file[f"{field}/starts"]
        self._documents = file[f"{field}/documents"]
        self._frequencies = file.get(f"{field}/frequencies")
        self._positions = file.get(f"{field}/positions")
        self._position_starts = file.get(f"{field}/position_starts")

    @property
    def has_frequencies(self) -> bool:
        return self._frequencies is not None

    @property
    def has_positions(self) -> bool:
        return self._positions is not None

    def first(self, number: int) -> int:
        """Return how many postings stand before a term's."""
        return int(self._starts[number])

    def counts(self, low: int, high: int) -> Int64:
        """Return how many postings each term of a range has."""
        return np.diff(self._starts[low : high + 1])

    def documents(self, low: int, high: int) -> Int32:
        """Return the documents of a range of terms, one term's after the other."""
        return self._documents[self._starts[low] : self._starts[high]]

    def frequencies(self, low: int, high: int) -> Array | None:
        """Return the frequencies, parallel to `documents`; None where each is 1."""
        if self._frequencies is None:
            return None
        return self._frequencies[self._starts[low] : self._starts[high]]

    def positions(self, low: int, high: int) -> Array:
        """Return the positions of a range of terms, as many a posting as its frequency."""
        assert self._positions is not None
        assert self._position_starts is not None
        return self._positions[self._position_starts[low] : self._position_starts[high]]

    def weights(self, number: int) -> Array | None:
        """Return a term's weights as Whoosh's scorers want them; None where each is 1."""
        return self.frequencies(number, number + 1)

    def value(self, number: int, at: int) -> bytes:
        """Return the encoded value of one posting; these postings have none."""
        return b""

    def decode(self) -> Postings:
        """Return everything, as `invert` made it."""
        every = len(self.terms)
        frequencies = self.frequencies(0, every)
        return Postings(
            starts=self._starts,
            documents=self.documents(0, every),
            frequencies=None if frequencies is None else frequencies.astype(np.int32),
            positions=self.positions(0, every).astype(np.int32) if self.has_positions else None,
        )
