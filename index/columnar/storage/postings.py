"""The postings of one indexed field as a segment holds them, and how they are read.

Arrays of an indexed field I (packing.py names the forms):

    I/terms, I/ends…   the dictionary (term_dictionary.py)
    I/counts…          small: documents a term
    I/codes, I/gaps1, I/gaps2, I/gaps4, I/gaps_…
                       gaps: the documents of each term
    I/more, I/more_places, I/more_large
                       nibbles: frequency - 1 of each posting; absent where each is 1
    I/positions12, or I/positions
                       positions, as many a posting as its frequency; absent where not kept
    I/occurrences…     small: occurrences - documents of each term, where positions are kept
    I/shared           uint32 a term: 1 + the number of the term of I_exact that has the same
                       postings, or 0; then only the other terms have postings of their own here

Most stems come from one form of a word only, so a stem's postings are mostly those of the form.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from .files import ArrayFile
from .packing import (
    GapRuns,
    narrowed,
    offsets,
    pack_gaps,
    pack_nibbles,
    pack_small,
    pack_twelve,
    run_places,
    unpack_all_runs,
    unpack_nibbles,
    unpack_small,
    unpack_twelve,
)
from .term_dictionary import TermDictionary, read_texts, text_arrays

Array = npt.NDArray[Any]
Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]

# A range of more terms than this is read by unpacking the whole field.
MANY_TERMS = 256
STREAMS = ("gaps1", "gaps2", "gaps4", "gaps_escaped", "gaps12")


@dataclass(frozen=True, slots=True, kw_only=True)
class Postings:
    """The postings of all terms of one field, in term order, then document order.

    Attributes:
        starts: int64[terms + 1], where each term's postings begin.
        documents: int32[postings], ascending within a term.
        frequencies: int32[postings], how often the term occurs; None: once everywhere.
        positions: int32[sum of frequencies], ascending within a posting; None: not kept.
    """

    starts: Int64
    documents: Int32
    frequencies: Int32 | None = None
    positions: Int32 | None = None


def postings_arrays(
    field: str, terms: Sequence[str], postings: Postings, *, exact: Postings | None = None
) -> dict[str, Array]:
    """Return the arrays of one field: its dictionary and its postings.

    Args:
        exact: the postings of the same words as written, which are not written again.
    """
    if exact is not None:
        shared = find_shared(postings, exact)
        return stem_arrays(field, terms, select(postings, np.flatnonzero(shared < 0)), shared)
    return text_arrays(f"{field}/terms", terms) | _packed(field, postings)


def stem_arrays(
    field: str, terms: Sequence[str], postings: Postings, shared: Int64
) -> dict[str, Array]:
    """Return the arrays of a field some of whose terms have the postings of exact terms.

    Args:
        postings: of the other terms alone.
        shared: for each term the number of the exact term, or -1.
    """
    arrays = text_arrays(f"{field}/terms", terms)
    arrays[f"{field}/shared"] = narrowed(shared + 1)
    return arrays | _packed(field, postings)


def _packed(field: str, postings: Postings) -> dict[str, Array]:
    runs = pack_gaps(postings.documents, postings.starts)
    counts, many = pack_small(np.diff(postings.starts))
    arrays: dict[str, Array] = {
        f"{field}/counts": counts,
        f"{field}/counts_large": many,
        f"{field}/codes": runs.codes,
    }
    for name, stream in zip(STREAMS, runs.streams, strict=True):
        arrays[f"{field}/{name}"] = stream
    if len(runs.places):
        arrays |= {f"{field}/gaps_places": runs.places, f"{field}/gaps_large": runs.large}
    if postings.frequencies is None:
        return arrays
    more, places, large = pack_nibbles(postings.frequencies - 1)
    arrays |= {
        f"{field}/more": more,
        f"{field}/more_places": places,
        f"{field}/more_large": large,
    }
    if postings.positions is not None:
        cumulated = offsets(postings.frequencies)
        occurrences = np.diff(cumulated[postings.starts]) - np.diff(postings.starts)
        few, many = pack_small(occurrences)
        arrays |= {f"{field}/occurrences": few, f"{field}/occurrences_large": many}
        if int(postings.positions.max(initial=0)) < 4096:
            arrays[f"{field}/positions12"] = pack_twelve(postings.positions)
        else:
            arrays[f"{field}/positions"] = narrowed(postings.positions)
    return arrays


def find_shared(postings: Postings, exact: Postings) -> Int64:
    """Return for each term the number of an exact term with the same postings, or -1."""
    mine, theirs = _signatures(postings), _signatures(exact)
    order = np.argsort(theirs, kind="stable")
    place = np.searchsorted(theirs[order], mine)
    place[place == len(order)] = 0
    found = np.full(len(mine), -1, np.int64)
    if not len(order):
        return found
    alike = np.flatnonzero(theirs[order][place] == mine)
    candidate = order[place[alike]]
    counts = np.diff(postings.starts)[alike]
    same = counts == np.diff(exact.starts)[candidate]
    alike, candidate, counts = alike[same], candidate[same], counts[same]
    # Signatures can collide: only runs that are the same all through are shared.
    a = run_places(postings.starts[:-1][alike], counts)
    b = run_places(exact.starts[:-1][candidate], counts)
    differ = postings.documents[a] != exact.documents[b]
    if postings.frequencies is not None and exact.frequencies is not None:
        differ |= postings.frequencies[a] != exact.frequencies[b]
    wrong = np.zeros(len(alike), bool)
    wrong[np.repeat(np.arange(len(alike)), counts)[differ]] = True
    found[alike[~wrong]] = candidate[~wrong]
    return found


def _signatures(postings: Postings) -> npt.NDArray[np.uint64]:
    """Return a number a term that equal postings have in common: a sum of mixed postings."""
    mixed = postings.documents.astype(np.uint64)
    if postings.frequencies is not None:
        mixed = mixed * np.uint64(0x10001) + postings.frequencies.astype(np.uint64)
    # Multipliers of splitmix64 (Steele, Lea, Flood 2014).
    mixed = (mixed ^ (mixed >> np.uint64(15))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(27)
    mixed *= np.uint64(0x94D049BB133111EB)
    cumulated = np.zeros(len(mixed) + 1, np.uint64)
    np.cumsum(mixed, out=cumulated[1:])
    return cumulated[postings.starts[1:]] - cumulated[postings.starts[:-1]]


def select(postings: Postings, terms: Int64) -> Postings:
    """Return the postings of some terms."""
    counts = np.diff(postings.starts)[terms]
    places = run_places(postings.starts[terms], counts)
    frequencies = None if postings.frequencies is None else postings.frequencies[places]
    positions = None
    if postings.positions is not None:
        assert postings.frequencies is not None
        cumulated = offsets(postings.frequencies)
        begins, ends = cumulated[postings.starts[terms]], cumulated[postings.starts[terms + 1]]
        positions = postings.positions[run_places(begins, ends - begins)]
    return Postings(
        starts=offsets(counts),
        documents=postings.documents[places],
        frequencies=frequencies,
        positions=positions,
    )


class PackedPostings:
    """The postings that a field has of its own, by number among them."""

    def __init__(self, file: ArrayFile, field: str) -> None:
        self._file = file
        self._field = field
        self._more = file.get(f"{field}/more")
        self._twelve = file.get(f"{field}/positions12")
        self._positions = file.get(f"{field}/positions")

    def _array(self, name: str) -> Array:
        return self._file[f"{self._field}/{name}"]

    @cached_property
    def starts(self) -> Int64:
        """Where each term's postings begin, and the end of all."""
        return offsets(unpack_small(self._array("counts"), self._array("counts_large")))

    @cached_property
    def _runs(self) -> GapRuns:
        places, large = (self._file.get(f"{self._field}/gaps_{x}") for x in ("places", "large"))
        nothing = np.zeros(0, np.uint8)
        return GapRuns(
            self._array("codes"),
            tuple(map(self._array, STREAMS)),
            nothing if places is None else places,
            nothing if large is None else large,
        )

    @cached_property
    def _begins(self) -> Int64:
        """Where each term's gaps begin in its stream."""
        counts = np.diff(self.starts)
        begins = np.empty(len(counts), np.int64)
        for code in range(len(STREAMS)):
            mine = self._runs.codes == code
            held = counts[mine]
            begins[mine] = np.cumsum(held) - held
        return begins

    @cached_property
    def position_starts(self) -> Int64:
        more = unpack_small(self._array("occurrences"), self._array("occurrences_large"))
        return offsets(more + np.diff(self.starts))

    @property
    def has_frequencies(self) -> bool:
        return self._more is not None

    @property
    def has_positions(self) -> bool:
        return self._twelve is not None or self._positions is not None

    def documents(self, number: int) -> Int32:
        count = int(self.starts[number + 1] - self.starts[number])
        return self._runs.run(number, int(self._begins[number]), count)

    def frequencies(self, low: int, high: int) -> Int32 | None:
        """Return the frequencies of a range of terms."""
        if self._more is None:
            return None
        values = unpack_nibbles(
            self._more,
            self._array("more_places"),
            self._array("more_large"),
            int(self.starts[low]),
            int(self.starts[high]),
        )
        values += 1
        return values

    def positions(self, low: int, high: int) -> Array:
        begin, end = int(self.position_starts[low]), int(self.position_starts[high])
        if self._twelve is not None:
            return unpack_twelve(self._twelve, begin, end)
        assert self._positions is not None
        return self._positions[begin:end]

    def decode(self) -> Postings:
        """Return everything, as `invert` made it."""
        every = len(self.starts) - 1
        positions = self.positions(0, every).astype(np.int32) if self.has_positions else None
        return Postings(
            starts=self.starts,
            documents=unpack_all_runs(self._runs, self.starts),
            frequencies=self.frequencies(0, every),
            positions=positions,
        )


class FieldPostings:
    """The postings of one field of one segment, some of them those of the exact field.

    Args:
        exact: the field whose postings this one shares, or None.
    """

    def __init__(self, file: ArrayFile, field: str, exact: "FieldPostings | None" = None) -> None:
        self._file = file
        self._field = field
        self._own = PackedPostings(file, field)
        self._exact = exact

    @cached_property
    def terms(self) -> TermDictionary:
        return read_texts(self._file, f"{self._field}/terms")

    @cached_property
    def _shared(self) -> Int64 | None:
        """1 + the exact term of each term, or 0."""
        shared = self._file.get(f"{self._field}/shared")
        return None if shared is None else shared.astype(np.int64)

    @cached_property
    def _numbers(self) -> Int64:
        """The number among the field's own terms of each term that is not shared."""
        assert self._shared is not None
        return np.cumsum(self._shared == 0) - 1

    @cached_property
    def _starts(self) -> Int64:
        own = self._own.starts
        if self._shared is None or self._exact is None:
            return own
        counts = np.empty(len(self._shared), np.int64)
        mine = self._shared == 0
        counts[mine] = np.diff(own)
        counts[~mine] = np.diff(self._exact._own.starts)[self._shared[~mine] - 1]
        return offsets(counts)

    def _source(self, number: int) -> tuple[PackedPostings, int]:
        """Return whose postings a term has, and its number there."""
        if self._shared is None or self._exact is None:
            return self._own, number
        shared = int(self._shared[number])
        if shared:
            return self._exact._own, shared - 1
        return self._own, int(self._numbers[number])

    @property
    def has_frequencies(self) -> bool:
        return self._own.has_frequencies

    @property
    def has_positions(self) -> bool:
        return self._own.has_positions

    def first(self, number: int) -> int:
        """Return how many postings stand before a term's."""
        return int(self._starts[number])

    def counts(self, low: int, high: int) -> Int64:
        """Return how many postings each term of a range has."""
        return np.diff(self._starts[low : high + 1])

    def documents(self, low: int, high: int) -> Int32:
        """Return the documents of a range of terms, one term's after the other."""
        if high - low > MANY_TERMS:
            return self.decode().documents[self._starts[low] : self._starts[high]]
        parts = []
        for number in range(low, high):
            source, place = self._source(number)
            parts.append(source.documents(place))
        return parts[0] if len(parts) == 1 else np.concatenate([np.zeros(0, np.int32), *parts])

    def frequencies(self, number: int) -> Int32 | None:
        """Return a term's frequencies, parallel to its documents; None where each is 1."""
        source, place = self._source(number)
        return source.frequencies(place, place + 1)

    def positions(self, number: int) -> Array:
        """Return a term's positions, as many a posting as its frequency."""
        source, place = self._source(number)
        return source.positions(place, place + 1)

    def range_frequencies(self, low: int, high: int) -> Array:
        """Return the frequencies of a range of terms, parallel to `documents(low, high)`."""
        if self._shared is None or self._exact is None:
            held = self._own.frequencies(low, high)
            return (
                np.ones(int(self._starts[high] - self._starts[low]), int) if held is None else held
            )
        each = (source.frequencies(n, n + 1) for source, n in map(self._source, range(low, high)))
        return np.concatenate([np.zeros(0, np.int32), *(f for f in each if f is not None)])

    def range_positions(self, low: int, high: int) -> Array:
        """Return the positions of a range of terms, one term's after the other."""
        if self._shared is None or self._exact is None:
            return self._own.positions(low, high)
        each = (source.positions(n, n + 1) for source, n in map(self._source, range(low, high)))
        return np.concatenate([np.zeros(0, np.int32), *each])

    def weights(self, number: int) -> Array | None:
        """Return a term's weights as Whoosh's scorers want them; None where each is 1."""
        return self.frequencies(number)

    def value(self, number: int, at: int) -> bytes:
        """Return the encoded value of one posting; these postings have none."""
        return b""

    def decode(self) -> Postings:
        """Return everything, as `invert` made it."""
        own = self._own.decode()
        if self._shared is None or self._exact is None:
            return own
        exact = self._exact._own.decode()
        documents = np.empty(self._starts[-1], np.int32)
        frequencies = np.empty(self._starts[-1], np.int32)
        mine = self._shared == 0
        counts = np.diff(self._starts)
        to = run_places(self._starts[:-1][mine], counts[mine])
        documents[to] = own.documents
        frequencies[to] = own.frequencies
        to = run_places(self._starts[:-1][~mine], counts[~mine])
        at = run_places(exact.starts[self._shared[~mine] - 1], counts[~mine])
        documents[to] = exact.documents[at]
        assert exact.frequencies is not None
        frequencies[to] = exact.frequencies[at]
        return Postings(starts=self._starts, documents=documents, frequencies=frequencies)
