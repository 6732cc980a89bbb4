"""The view: all segments of one commit as if they were one, without the deleted documents.

Document numbers here run over all segments, in the order of addition. Whatever a query asks for
is put together when it is first asked for, and kept: a term's postings (with their scores), a
field's norms, a facet's ordinals. All of it is immutable, so threads share it; two threads that
ask at once do the work twice and keep one result.

Document frequencies, document counts and mean lengths count live documents only, so that the
answers do not change when segments are merged; of a text field, those that have it, so that a field
that few documents have is scored by these few.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import tzinfo
from functools import cached_property
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from kliping.index.columnar.storage.checked import require
from kliping.index.columnar.storage.columns import (
    Column,
    FlatColumn,
    concatenate,
    filler,
    has_value,
)
from kliping.index.columnar.storage.files import REMEDY
from kliping.index.columnar.storage.segment import Segment
from kliping.index.engine import FieldStatistics
from kliping.index.errors import ArchiveDamagedError
from kliping.index.fields import FieldSpec

from .bm25 import Bm25, idf

Array = npt.NDArray[Any]
Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]
Float = npt.NDArray[np.float64]

# Of the decoded postings, so many bytes are kept; the ones first decoded go first.
CACHE_BYTES = 256 << 20


class TermPostings:
    """The live documents of one term, ascending, with how often each holds it.

    Attributes:
        documents: int32[df].
        frequencies: an unsigned integer each; None where each is 1.
    """

    __slots__ = ("_scores", "_top", "documents", "frequencies", "kept")

    def __init__(self, documents: Int32, frequencies: Array | None, kept: Array | None) -> None:
        self.documents = documents
        self.frequencies = frequencies
        self.kept = kept  # indices of live postings among all, None: all live
        self._scores: Float | None = None
        self._top: Int32 | None = None

    def __len__(self) -> int:
        return len(self.documents)


class View:
    """One commit, open. See the module's docstring."""

    def __init__(
        self,
        segments: Sequence[Segment],
        fields: Sequence[FieldSpec],
        similarity: Mapping[str, Bm25],
        zone: tzinfo,
    ) -> None:
        self.segments = tuple(segments)
        self.zone = zone
        self.fields = {field.name: field for field in fields}
        self.kinds = _indexed_kinds(fields)
        self._similarity = similarity
        self.size = sum(segment.count for segment in segments)
        bases = np.cumsum([0, *(segment.count for segment in segments)])
        self.bases: list[int] = bases.tolist()
        self._terms: dict[tuple[str, bytes], TermPostings | None] = {}
        self._kept_bytes = 0
        self._lock = Lock()
        self._norms: dict[str, Float] = {}
        self._statistics: dict[str, FieldStatistics] = {}
        self._columns: dict[str, Column] = {}
        self.memo: dict[Any, Any] = {}  # of derived columns, kept by whoever derives them

    def damage(self, fault: str) -> ArchiveDamagedError:
        """Return the error that numbers of the segments' files do not fit together."""
        folder = self.segments[0].documents_file.path.parent if self.segments else "the index"
        return ArchiveDamagedError(
            f"{folder} is damaged: {fault}; see: kliping check --deep; {REMEDY}"
        )

    @cached_property
    def live(self) -> npt.NDArray[np.bool_] | None:
        """bool[size], or None where nothing is deleted."""
        if all(segment.live is None for segment in self.segments):
            return None
        return np.concatenate(
            [np.ones(s.count, bool) if s.live is None else s.live for s in self.segments]
        )

    @cached_property
    def count(self) -> int:
        """How many documents are live."""
        return self.size - sum(segment.info.deleted for segment in self.segments)

    @cached_property
    def all_documents(self) -> Int32:
        if self.live is None:
            return np.arange(self.size, dtype=np.int32)
        return np.flatnonzero(self.live).astype(np.int32)

    # Postings

    def term(self, field: str, term: bytes) -> TermPostings | None:
        """Return a term's postings, or None if no live document holds it."""
        key = (field, term)
        try:
            return self._terms[key]
        except KeyError:
            return self._keep(key, self._read_term(field, term))

    def _keep(self, key: tuple[str, bytes], postings: TermPostings | None) -> TermPostings | None:
        # Documents and frequencies, 4 bytes each, and scores, 8 bytes, which may come later.
        cost = 200 + (0 if postings is None else 16 * len(postings))
        with self._lock:
            if key not in self._terms:
                self._terms[key] = postings
                self._kept_bytes += cost
                while self._kept_bytes > CACHE_BYTES and len(self._terms) > 1:
                    oldest = next(iter(self._terms))
                    gone = self._terms.pop(oldest)
                    self._kept_bytes -= 200 + (0 if gone is None else 16 * len(gone))
        return postings

    def _read_term(self, field: str, term: bytes) -> TermPostings | None:
        documents: list[Int32] = []
        frequencies: list[Array] = []
        counted = self.kinds.get(field) == "text"
        for segment, base in zip(self.segments, self.bases, strict=False):
            postings = segment.postings(field)
            number = -1 if postings is None else postings.terms.find(term)
            if postings is None or number < 0:
                continue
            found = postings.documents(number, number + 1)
            documents.append(found + np.int32(base) if base else found)
            if postings.has_frequencies != counted:
                raise postings.damage("frequencies are kept of text fields, and of those alone")
            held = postings.frequencies(number)
            if held is not None:
                frequencies.append(held)
        if not documents:
            return None
        holders = documents[0] if len(documents) == 1 else np.concatenate(documents)
        counts = None
        if frequencies:
            counts = frequencies[0] if len(frequencies) == 1 else np.concatenate(frequencies)
        kept = None
        if self.live is not None:
            alive = self.live[holders]
            if not alive.all():
                kept = np.flatnonzero(alive)
                holders = holders[kept]
                counts = None if counts is None else counts[kept]
        if not len(holders):
            return None
        return TermPostings(holders, counts, kept)

    def positions(self, field: str, term: bytes) -> tuple[Int64, Array]:
        """Return (starts[df + 1], positions) of a term.

        The positions in posting i are at starts[i] : starts[i + 1], ascending.
        """
        key = ("positions", field, term)
        known: tuple[Int64, Array] | None = self.memo.get(key)
        if known is not None:
            return known
        counts: list[Array] = []
        places: list[Array] = []
        for segment in self.segments:
            postings = segment.postings(field)
            number = -1 if postings is None else postings.terms.find(term)
            if postings is None or number < 0:
                continue
            held, positions = postings.occurrences(number, number + 1)
            counts.append(held)
            places.append(positions)
        starts = np.zeros(sum(map(len, counts)) + 1, np.int64)
        np.cumsum(np.concatenate(counts), out=starts[1:])
        positions = places[0] if len(places) == 1 else np.concatenate(places)
        live = self.term(field, term)
        if live is not None and live.kept is not None:
            lengths = np.diff(starts)
            alive = np.zeros(len(lengths), bool)
            alive[live.kept] = True
            positions = positions[np.repeat(alive, lengths)]
            starts = np.zeros(len(live) + 1, np.int64)
            np.cumsum(lengths[live.kept], out=starts[1:])
        if len(positions) <= 1 << 22:
            self.remember(key, (starts, positions), limit=16)
        return starts, positions

    def remember(self, key: Any, value: Any, limit: int = 64) -> None:
        """Keep a derived value of its kind (the key's first part); the oldest of a kind goes."""
        with self._lock:
            same = [known for known in self.memo if known[0] == key[0]]
            if len(same) >= limit:
                self.memo.pop(same[0], None)
            self.memo[key] = value

    def term_range(self, field: str, low: bytes, high: bytes) -> list[tuple[Segment, int, int]]:
        """Return (segment, first number, last number + 1) of the terms in [low, high)."""
        found = []
        for segment in self.segments:
            postings = segment.postings(field)
            if postings is not None:
                a, b = postings.terms.rank(low), postings.terms.rank(high)
                if a < b:
                    found.append((segment, a, b))
        return found

    # Scores

    def scores(self, field: str, postings: TermPostings) -> Float:
        """Return the BM25 score of each posting of a term of a text field."""
        known: Float | None = postings._scores
        if known is None:
            counts = postings.frequencies
            norms = self.norms(field)[postings.documents]
            saturated = 1.0 / (1.0 + norms) if counts is None else counts / (norms + counts)
            top = self.idf(field, len(postings)) * (self.bm25(field).k1 + 1.0)
            known = postings._scores = np.asarray(saturated * top, np.float64)
        return known

    def bm25(self, field: str) -> Bm25:
        base = self.kinds_base(field)
        return self._similarity.get(field) or self._similarity.get(base) or Bm25()

    def idf(self, field: str, frequency: int) -> float:
        """Return the idf of a term that so many of the documents with the field have."""
        return idf(self.statistics(field).documents, frequency)

    def norms(self, field: str) -> Float:
        """Return k1 * (1 - b + b * length / mean length) by document."""
        known = self._norms.get(field)
        if known is None:
            bm25 = self.bm25(field)
            lengths = self.lengths(field)
            share = bm25.b / (self.statistics(field).mean_length or 1.0)
            known = np.asarray(bm25.k1 * (1.0 - bm25.b + share * lengths), np.float64)
            self._norms[field] = known
        return known

    def kinds_base(self, field: str) -> str:
        """Return the declared field that an indexed field belongs to."""
        if field in self.fields:
            return field
        return field.removesuffix("_exact")

    def lengths(self, field: str) -> Int32:
        base = self.kinds_base(field)
        parts = [segment.lengths(base) for segment in self.segments]
        if not parts:
            return np.zeros(0, np.int32)
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def statistics(self, field: str) -> FieldStatistics:
        """Return how many live documents have a text field, and its mean length in these."""
        base = self.kinds_base(field)
        known = self._statistics.get(base)
        if known is None:
            lengths = self.lengths(base)
            if self.live is not None:
                lengths = lengths[self.live]
            documents = int(np.count_nonzero(lengths))
            mean = float(lengths.sum(dtype=np.int64)) / max(1, documents)
            known = FieldStatistics(documents=documents, mean_length=mean)
            self._statistics[base] = known
        return known

    def has_positions(self, field: str) -> bool:
        """Return whether an indexed field keeps the positions of its terms."""
        return self.kinds.get(field) == "text" and field not in self.fields

    # Columns

    def column(self, field: str) -> Column:
        """Return the values of a number or date field (keyword fields: `ordinals`)."""
        known = self._columns.get(field)
        if known is None:
            kind = np.dtype(np.float64 if self.fields[field].type == "number" else np.int64)
            parts: list[Column] = []
            for segment in self.segments:
                column = segment.column(field) or _empty(segment.count, kind)
                require(
                    segment.documents_file,
                    column.values.dtype == kind,
                    f"column {field!r} has values of type {column.values.dtype}, not {kind}",
                )
                parts.append(column)
            known = concatenate(parts) if parts else _empty(0, kind)
            self._columns[field] = known
        return known

    def present(self, field: str) -> npt.NDArray[np.bool_]:
        """Return for each document whether it has a value in a keyword, number or date field."""
        parts = []
        for segment in self.segments:
            column = segment.column(field)
            parts.append(np.zeros(segment.count, bool) if column is None else has_value(column))
        return np.concatenate(parts) if parts else np.zeros(0, bool)

    def ids(self, documents: Int32) -> list[str]:
        """Return the ids of documents."""
        if len(self.segments) == 1:
            return list(map(self.segments[0].ids.text, documents.tolist()))
        return list(map(self.id, documents.tolist()))

    def iter_ids(self, documents: Int32) -> Iterator[str]:
        """Yield the ids of documents."""
        return map(self.id, documents.tolist())

    def id(self, document: int) -> str:
        """Return the id of a document."""
        place = self.segment_of(document)
        return self.segments[place].ids.text(document - self.bases[place])

    def shown(self, document: int) -> bytes:
        """Return what a hit of a document shows."""
        place = self.segment_of(document)
        return self.segments[place].shown(document - self.bases[place])

    def segment_of(self, document: int) -> int:
        place = 0
        while document >= self.bases[place + 1]:
            place += 1
        return place

    def find(self, id: str) -> int:
        """Return the number of the live document with the id, or -1."""
        postings = self.term("id", id.encode("utf-8", "surrogatepass"))
        return -1 if postings is None else int(postings.documents[-1])


def _empty(count: int, kind: np.dtype[Any]) -> Column:
    return FlatColumn(values=np.full(count, filler(kind), kind))


def _indexed_kinds(fields: Sequence[FieldSpec]) -> dict[str, str]:
    """Return for each name that a query may give the type of what it names."""
    kinds: dict[str, str] = {"id": "id"}
    for field in fields:
        kinds[field.name] = field.type
        if field.type == "text" and field.exact:
            kinds[f"{field.name}_exact"] = "text"
    return kinds
