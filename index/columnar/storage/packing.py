"""Packing: whole numbers in as few bytes as NumPy can read at once.

Four forms, each for non-negative numbers:

- *small*: one byte each; 255 stands for the next number of a second array.
- *nibbles*: four bits each, two in a byte, low half first; 15 stands for an exception, listed with
  its place.
- *twelve*: twelve bits each, two in three bytes; for numbers under 4096.
- *gaps*: ascending runs (document lists) as differences, all of a run in the same one, two or four
  bytes, in twelve bits, or in one byte but for some exceptions; a run's first number stands for
  itself.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Bytes = npt.NDArray[np.uint8]
Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]

WIDTHS = (1, 2, 4)


def pack_small(values: Array) -> tuple[Bytes, Array]:
    """Return (a byte each, the values of 255 and more in order)."""
    large = values >= 255
    rest = values[large]
    return np.where(large, 255, values).astype(np.uint8), narrowed(rest)


def unpack_small(small: Bytes, rest: Array) -> Int64:
    """Return the values."""
    values = small.astype(np.int64)
    if len(rest):
        values[small == 255] = rest
    return values


def narrowed(values: Array) -> Array:
    """Return non-negative values in the smallest unsigned type that holds them."""
    top = int(values.max()) if len(values) else 0
    for kind in (np.uint8, np.uint16, np.uint32):
        if top <= np.iinfo(kind).max:
            return values.astype(kind)
    return values.astype(np.int64)


def offsets(counts: Array) -> Int64:
    """Return where runs of these lengths begin, and behind them the end: int64[n + 1]."""
    found = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts, out=found[1:])
    return found


def pack_nibbles(values: Array) -> tuple[Bytes, Array, Array]:
    """Return (two values a byte, places of values of 15 and more, those values)."""
    large = np.flatnonzero(values >= 15)
    halves = np.minimum(values, 15).astype(np.uint8)
    if len(halves) % 2:
        halves = np.append(halves, np.uint8(0))
    packed: Bytes = halves[0::2] | (halves[1::2] << np.uint8(4))
    return packed, narrowed(large), narrowed(values[large])


def unpack_nibbles(packed: Bytes, places: Array, large: Array, low: int, high: int) -> Int32:
    """Return values low to high."""
    block = packed[low // 2 : (high + 1) // 2]
    halves = np.empty(2 * len(block), np.int32)
    halves[0::2] = block & 15
    halves[1::2] = block >> 4
    values = halves[low % 2 : low % 2 + high - low]
    begin, end = np.searchsorted(places, (low, high))
    if begin < end:
        values[places[begin:end].astype(np.int64) - low] = large[begin:end]
    return values


def pack_twelve(values: Array) -> Bytes:
    """Return values under 4096, two in three bytes."""
    pairs = values.astype(np.uint16)
    if len(pairs) % 2:
        pairs = np.append(pairs, np.uint16(0))
    one, two = pairs[0::2], pairs[1::2]
    packed = np.empty((len(one), 3), np.uint8)
    packed[:, 0] = one & 255
    packed[:, 1] = (one >> 8) | ((two & 15) << 4)
    packed[:, 2] = two >> 4
    return packed.reshape(-1)


def unpack_twelve(packed: Bytes, low: int, high: int) -> npt.NDArray[np.uint16]:
    """Return values low to high."""
    triples = packed[low // 2 * 3 : (high + 1) // 2 * 3].reshape(-1, 3).astype(np.uint16)
    values = np.empty((len(triples), 2), np.uint16)
    values[:, 0] = triples[:, 0] | ((triples[:, 1] & 15) << 8)
    values[:, 1] = (triples[:, 1] >> 4) | (triples[:, 2] << 4)
    return values.reshape(-1)[low % 2 : low % 2 + high - low]


def run_places(begins: Array, counts: Array) -> Int64:
    """Return begins[r], begins[r] + 1 … (counts[r] numbers) of each run r, one after the other."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return np.asarray(np.arange(total) + np.repeat(begins - (ends - counts), counts), np.int64)


@dataclass(frozen=True, slots=True)
class GapRuns:
    """Ascending runs as gaps.

    Attributes:
        codes: per run, how its gaps are kept: 0, 1, 2: in as many bytes as WIDTHS says; ESCAPED:
            in one byte, but for exceptions; TWELVE: in twelve bits. uint8[runs].
        streams: per code, the gaps of all its runs, in the order of the runs.
        places, large: of ESCAPED, which gaps are exceptions (0 in the stream), and their values.
    """

    codes: Bytes
    streams: tuple[Array, ...]
    places: Array
    large: Array

    def gaps(self, code: int, begin: int, end: int) -> Array:
        """Return gaps of a stream."""
        if code == TWELVE:
            return unpack_twelve(self.streams[code], begin, end)
        gaps = self.streams[code][begin:end]
        if code != ESCAPED:
            return gaps
        found = gaps.astype(np.int32)
        low, high = np.searchsorted(self.places, (begin, end))
        found[self.places[low:high].astype(np.int64) - begin] = self.large[low:high]
        return found

    def run(self, number: int, begin: int, count: int) -> Int32:
        """Return one run that begins at a place of its stream."""
        return np.cumsum(self.gaps(self.codes[number], begin, begin + count), dtype=np.int32)


ESCAPED = 3
TWELVE = 4
# An exception takes up to 8 bytes, and saves none: escaping pays where it is one gap of 8 at most.
EXCEPTION_BYTES = 8


def pack_gaps(values: Int32, starts: Int64) -> GapRuns:
    """Pack runs: run r is values[starts[r] : starts[r + 1]]."""
    gaps = np.diff(values, prepend=np.int32(0)).astype(np.int64)
    counts = np.diff(starts)
    begins = starts[:-1][counts > 0]
    gaps[begins] = values[begins]
    widest = np.zeros(len(counts), np.int64)
    large = np.zeros(len(counts), np.int64)
    if len(begins):
        widest[counts > 0] = np.maximum.reduceat(gaps, begins)
        large[counts > 0] = np.add.reduceat(gaps > 0xFF, begins, dtype=np.int64)
    codes = ((widest > 0xFF).astype(np.uint8)) + (widest > 0xFFFF).astype(np.uint8)
    saved = counts * (np.array(WIDTHS)[codes] - 1)
    codes[(codes == 1) & (widest < 4096)] = TWELVE
    saved[codes == TWELVE] = counts[codes == TWELVE] // 2
    codes[(codes > 0) & (large * EXCEPTION_BYTES < saved)] = ESCAPED
    of_gap = np.repeat(codes, counts)
    one, two, four = (gaps[of_gap == code].astype(f"<u{w}") for code, w in enumerate(WIDTHS))
    escaped = gaps[of_gap == ESCAPED]
    places = np.flatnonzero(escaped > 0xFF)
    exceptions = escaped[places]
    escaped[places] = 0
    twelve = pack_twelve(gaps[of_gap == TWELVE])
    streams = (one, two, four, escaped.astype(np.uint8), twelve)
    return GapRuns(codes, streams, narrowed(places), narrowed(exceptions))


def unpack_all_runs(runs: GapRuns, starts: Int64) -> Int32:
    """Return the values of all runs."""
    values = np.empty(int(starts[-1]), np.int32)
    counts = np.diff(starts)
    for code in range(len(runs.streams)):
        mine = np.flatnonzero((runs.codes == code) & (counts > 0))
        if not len(mine):
            continue
        ends = np.cumsum(counts[mine])
        sums = np.cumsum(runs.gaps(code, 0, int(ends[-1])), dtype=np.int64)
        before = np.zeros(len(mine), np.int64)
        before[1:] = sums[ends[:-1] - 1]
        sums -= np.repeat(before, counts[mine])
        values[run_places(starts[mine], counts[mine])] = sums
    return values
