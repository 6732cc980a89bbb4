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

from kliping.index.errors import ArchiveDamagedError

from .checked import read_bytes, read_exceptions, read_small, read_whole, require
from .files import ArrayFile
from .packing import (
    ESCAPED,
    TWELVE,
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
    """The postings that a field has of its own, by number among them.

    Every number that says how many, or where, is compared with what there is when its array is
    first read, so that a file that was made wrongly is named and not answered from.

    Args:
        documents: how many documents the segment has.
    """

    def __init__(self, file: ArrayFile, field: str, documents: int) -> None:
        self._file = file
        self._field = field
        self._documents = documents
        self.has_frequencies = f"{field}/more" in file
        self._twelve = f"{field}/positions12" in file
        self.has_positions = self._twelve or f"{field}/positions" in file

    def _require(self, holds: bool, fault: str) -> None:
        require(self._file, holds, f"field {self._field!r}: {fault}")

    def _name(self, part: str) -> str:
        return f"{self._field}/{part}"

    @cached_property
    def starts(self) -> Int64:
        """Where each term's postings begin, and the end of all."""
        return offsets(read_small(self._file, self._name("counts"), self._name("counts_large")))

    @cached_property
    def _runs(self) -> GapRuns:
        codes = read_bytes(self._file, self._name("codes"), len(self.starts) - 1)
        top = int(codes.max(initial=0))
        self._require(top < len(STREAMS), f"gaps have the code {top}")
        streams = tuple(read_whole(self._file, self._name(name)) for name in STREAMS)
        counts = np.diff(self.starts)
        for code, (name, stream) in enumerate(zip(STREAMS, streams, strict=True)):
            total = int(counts[codes == code].sum())
            size = -(-total // 2) * 3 if code == TWELVE else total
            self._require(len(stream) == size, f"{len(stream)} numbers in {name!r}, not {size}")
        nothing = np.zeros(0, np.uint8)
        places, large = nothing, nothing
        if self._name("gaps_places") in self._file:
            places, large = read_exceptions(
                self._file,
                self._name("gaps_places"),
                self._name("gaps_large"),
                count=len(streams[ESCAPED]),
            )
        return GapRuns(codes, streams, places, large)

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
    def _more(self) -> tuple[Array, Array, Array]:
        """The frequencies less 1, as nibbles."""
        size = int(self.starts[-1])
        packed = read_bytes(self._file, self._name("more"), -(-size // 2))
        places, large = read_exceptions(
            self._file, self._name("more_places"), self._name("more_large"), count=size
        )
        return packed, places, large

    @cached_property
    def position_starts(self) -> Int64:
        terms = len(self.starts) - 1
        names = self._name("occurrences"), self._name("occurrences_large")
        more = read_small(self._file, *names, terms)
        return offsets(more + np.diff(self.starts))

    @cached_property
    def _places(self) -> Array:
        """All positions, packed or not."""
        total = int(self.position_starts[-1])
        if self._twelve:
            return read_bytes(self._file, self._name("positions12"), -(-total // 2) * 3)
        places = read_whole(self._file, self._name("positions"), below=2**31, count=total)
        return places if places.dtype.itemsize <= 4 else places.astype(np.int32)

    def documents(self, number: int) -> Int32:
        count = int(self.starts[number + 1] - self.starts[number])
        found = self._runs.run(number, int(self._begins[number]), count)
        if count:
            # Gaps are not negative: where a sum left int32, the numbers descend somewhere.
            ascend = count == 1 or bool((found[1:] > found[:-1]).all())
            inside = found[0] >= 0 and found[-1] < self._documents
            if not (ascend and inside):
                raise self._file.damage(f"field {self._field!r}: documents outside the segment")
        return found

    def frequencies(self, low: int, high: int) -> Int32 | None:
        """Return the frequencies of a range of terms."""
        if not self.has_frequencies:
            return None
        begin, end = int(self.starts[low]), int(self.starts[high])
        values = unpack_nibbles(*self._more, begin, end)
        values += 1
        return values

    def positions(self, low: int, high: int) -> Array:
        """Return the positions of a range of terms, as many a posting as its frequency."""
        begin, end = int(self.position_starts[low]), int(self.position_starts[high])
        if self._twelve:
            return unpack_twelve(self._places, begin, end)
        return self._places[begin:end]

    def decode(self) -> Postings:
        """Return everything, as `invert` made it."""
        every = len(self.starts) - 1
        documents = unpack_all_runs(self._runs, self.starts)
        if len(documents):
            ascend = np.diff(documents) > 0
            ascend[self.starts[1:-1][np.diff(self.starts)[1:] > 0] - 1] = True
            inside = int(documents.min()) >= 0 and int(documents.max()) < self._documents
            self._require(bool(ascend.all()) and inside, "documents outside the segment")
        frequencies = self.frequencies(0, every)
        positions = None
        if self.has_positions:
            positions = self.positions(0, every).astype(np.int32)
            if frequencies is None:
                raise self._file.damage(f"field {self._field!r}: positions without frequencies")
            sums = offsets(frequencies)[self.starts]
            fits = np.array_equal(sums, self.position_starts)
            self._require(fits, "positions are not as many as the frequencies say")
        return Postings(
            starts=self.starts, documents=documents, frequencies=frequencies, positions=positions
        )


class FieldPostings:
    """The postings of one field of one segment, some of them those of the exact field.

    Args:
        documents: how many documents the segment has.
        exact: the field whose postings this one shares, or None.
    """

    def __init__(
        self,
        file: ArrayFile,
        field: str,
        documents: int,
        exact: "FieldPostings | None" = None,
    ) -> None:
        self._file = file
        self._field = field
        self._own = PackedPostings(file, field, documents)
        self._exact = exact

    @cached_property
    def terms(self) -> TermDictionary:
        return read_texts(self._file, f"{self._field}/terms")

    @cached_property
    def _sharing(self) -> "_Sharing | None":
        """Which terms have the postings of exact terms; None where none may."""
        own = len(self._own.starts) - 1
        terms, name = len(self.terms), f"{self._field}/shared"
        if self._exact is None:
            fault = f"field {self._field!r} has postings of {own} terms, not {terms}"
            require(self._file, own == terms and name not in self._file, fault)
            return None
        exact = self._exact._own
        if exact.has_frequencies != self._own.has_frequencies:
            raise self.damage("only one of two fields that share postings has frequencies")
        shared = read_whole(self._file, name, below=len(exact.starts), count=terms).astype(np.int64)
        mine = shared == 0
        fault = f"field {self._field!r} has postings of {own} terms of its own"
        require(self._file, int(np.count_nonzero(mine)) == own, fault)
        return _Sharing(exact=exact, shared=shared, mine=mine, numbers=np.cumsum(mine) - 1)

    @cached_property
    def _starts(self) -> Int64:
        own, sharing = self._own.starts, self._sharing
        if sharing is None:
            return own
        counts = np.empty(len(sharing.shared), np.int64)
        counts[sharing.mine] = np.diff(own)
        counts[~sharing.mine] = np.diff(sharing.exact.starts)[sharing.shared[~sharing.mine] - 1]
        return offsets(counts)

    def _source(self, number: int) -> tuple[PackedPostings, int]:
        """Return whose postings a term has, and its number there."""
        sharing = self._sharing
        if sharing is None:
            return self._own, number
        shared = int(sharing.shared[number])
        if shared:
            return sharing.exact, shared - 1
        return self._own, int(sharing.numbers[number])

    def damage(self, fault: str) -> ArchiveDamagedError:
        """Return the error that these postings are not what was written."""
        return self._file.damage(f"field {self._field!r}: {fault}")

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

    def occurrences(self, low: int, high: int) -> tuple[Int32, Array]:
        """Return (frequencies, positions) of a range of terms, one term's after the other.

        The frequencies are parallel to `documents(low, high)`; the positions are as many a posting
        as its frequency.

        Raises:
            ArchiveDamagedError: they do not fit together, or the field keeps no positions.
        """
        if self._sharing is None:
            return self._occurrences(self._own, low, high)
        each = [self._source(number) for number in range(low, high)]
        parts = [self._occurrences(source, place, place + 1) for source, place in each]
        if len(parts) == 1:
            return parts[0]
        return (
            np.concatenate([np.zeros(0, np.int32), *(counts for counts, _ in parts)]),
            np.concatenate([np.zeros(0, np.uint8), *(positions for _, positions in parts)]),
        )

    def _occurrences(self, source: PackedPostings, low: int, high: int) -> tuple[Int32, Array]:
        counts = source.frequencies(low, high)
        positions = source.positions(low, high) if source.has_positions else None
        if counts is None or positions is None or int(counts.sum()) != len(positions):
            raise self.damage("positions are not as many as the frequencies say")
        return counts, positions

    def weights(self, number: int) -> Array | None:
        """Return a term's weights as Whoosh's scorers want them; None where each is 1."""
        return self.frequencies(number)

    def value(self, number: int, at: int) -> bytes:
        """Return the encoded value of one posting; these postings have none."""
        return b""

    def decode(self) -> Postings:
        """Return everything, as `invert` made it."""
        own, sharing = self._own.decode(), self._sharing
        if sharing is None:
            return own
        exact, mine = sharing.exact.decode(), sharing.mine
        if own.frequencies is None or exact.frequencies is None:
            raise self.damage("postings without frequencies are shared")
        documents = np.empty(self._starts[-1], np.int32)
        frequencies = np.empty(self._starts[-1], np.int32)
        counts = np.diff(self._starts)
        to = run_places(self._starts[:-1][mine], counts[mine])
        documents[to] = own.documents
        frequencies[to] = own.frequencies
        to = run_places(self._starts[:-1][~mine], counts[~mine])
        at = run_places(exact.starts[sharing.shared[~mine] - 1], counts[~mine])
        documents[to] = exact.documents[at]
        frequencies[to] = exact.frequencies[at]
        return Postings(starts=self._starts, documents=documents, frequencies=frequencies)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sharing:
    """How the terms of a field use the postings of the exact field.

    Attributes:
        exact: the exact field's own postings.
        shared: per term 1 + the number of the exact term with its postings, or 0. int64[terms].
        mine: per term whether it has postings of its own. bool[terms].
        numbers: per term its number among those. int64[terms].
    """

    exact: PackedPostings
    shared: Int64
    mine: npt.NDArray[np.bool_]
    numbers: Int64
