"""The term dictionary of one field: its terms in code point order, as one block of UTF-8.

A term number is a term's 0-based rank in the dictionary. UTF-8 keeps the order of code points,
so ranks are found by bisecting bytes.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from kliping.index import kernel

from .checked import read_bytes, read_small, require
from .files import ArrayFile
from .packing import offsets, pack_small

ENCODING_ERRORS = "surrogatepass"  # a lone surrogate in a text is a term like any other


class TermDictionary(Sequence[bytes]):
    """Sorted byte strings over two arrays: uint8[total], and uint32 or int64[n + 1] offsets."""

    __slots__ = ("_blob", "_ends", "_file", "_texts")

    def __init__(
        self, file: ArrayFile, blob: npt.NDArray[np.uint8], ends: npt.NDArray[np.integer]
    ) -> None:
        """Make a dictionary of checked arrays; `file` is where they are from."""
        self._file = file
        self._blob = blob.data
        self._ends = ends.data
        self._texts: list[str] | None = None

    @property
    def blob_and_ends(self) -> tuple[memoryview, memoryview] | None:
        """The two arrays as the kernel reads them; None for a block of 4 GiB and more."""
        return (self._blob, self._ends) if self._ends.itemsize == 4 else None

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, number: int) -> bytes:  # type: ignore[override]  # slices: use texts()
        ends = self._ends
        return bytes(self._blob[ends[number] : ends[number + 1]])

    def text(self, number: int) -> str:
        return self._decoded(self[number])

    def _decoded(self, encoded: bytes) -> str:
        try:
            return encoded.decode("utf-8", ENCODING_ERRORS)
        except UnicodeDecodeError as error:
            raise self._file.damage(f"the text {encoded[:40]!r} is not UTF-8") from error

    def find(self, term: bytes) -> int:
        """Return the term's number, or -1."""
        number = self.rank(term)
        return number if number < len(self) and self[number] == term else -1

    def rank(self, term: bytes) -> int:
        """Return how many terms are smaller."""
        if kernel.compiled is not None and self._ends.itemsize == 4:
            return int(kernel.compiled.rank(self._blob, self._ends, term))
        blob, ends = self._blob, self._ends
        low, high = 0, len(ends) - 1
        while low < high:
            middle = (low + high) // 2
            if bytes(blob[ends[middle] : ends[middle + 1]]) < term:
                low = middle + 1
            else:
                high = middle
        return low

    def prefix_range(self, prefix: bytes) -> tuple[int, int]:
        """Return the half-open range of numbers of the terms that begin with the prefix."""
        if not prefix:
            return 0, len(self)
        low = self.rank(prefix)
        # 0xFF occurs in no UTF-8, so every term with the prefix is smaller than this.
        return low, bisect_left(self, prefix + b"\xff", low)

    def texts(self, low: int = 0, high: int | None = None) -> list[str]:
        """Return the terms of a range of numbers as text."""
        stop = len(self) if high is None else high
        if self._texts is not None:
            return self._texts[low:stop]
        if low == 0 and stop == len(self):
            self._texts = list(self._decode(low, stop))
            return list(self._texts)
        return list(self._decode(low, stop))

    def _decode(self, low: int, high: int) -> Iterator[str]:
        if high <= low:
            return
        ends = np.asarray(self._ends[low : high + 1]).tolist()
        base = ends[0]
        block = bytes(self._blob[base : ends[-1]])
        if block.isascii():
            text = block.decode("ascii")
            for begin, end in pairwise(ends):
                yield text[begin - base : end - base]
            return
        for begin, end in pairwise(ends):
            yield self._decoded(block[begin - base : end - base])


def text_arrays(name: str, texts: Iterable[str]) -> dict[str, npt.NDArray[Any]]:
    """Return the arrays of texts, in the order given: UTF-8, and the length of each in bytes."""
    return bytes_arrays(name, [text.encode("utf-8", ENCODING_ERRORS) for text in texts])


def bytes_arrays(name: str, encoded: Sequence[bytes]) -> dict[str, npt.NDArray[Any]]:
    """Return the arrays of byte strings: all in one, and the length of each."""
    lengths, long = pack_small(np.fromiter(map(len, encoded), np.int64, len(encoded)))
    return {
        name: np.frombuffer(b"".join(encoded), np.uint8),
        f"{name}_lengths": lengths,
        f"{name}_long": long,
    }


def read_texts(file: ArrayFile, name: str, count: int | None = None) -> TermDictionary:
    """Return texts by number; they can be searched if they were given in order.

    Args:
        count: how many there must be, where that is known.
    """
    ends = offsets(read_small(file, f"{name}_lengths", f"{name}_long", count))
    blob = read_bytes(file, name)
    require(
        file, int(ends[-1]) == len(blob), f"texts {name!r} have {len(blob)} bytes, not {ends[-1]}"
    )
    if ends[-1] < 2**32:
        return TermDictionary(file, blob, ends.astype(np.uint32))
    return TermDictionary(file, blob, ends)
