"""A batch: documents held in memory until they are written as one segment.

Documents of a batch are numbered from 0 in the order of addition. `SegmentArrays` is what a
segment file holds, by array name; the names are listed in `segment.py`.
"""

import math
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from kliping.index.columnar.storage.columns import CsrColumn, column_arrays, label_arrays
from kliping.index.columnar.storage.packing import narrowed
from kliping.index.columnar.storage.postings import Postings, postings_arrays, stem_arrays
from kliping.index.columnar.storage.segment import shown_arrays
from kliping.index.columnar.storage.term_dictionary import text_arrays
from kliping.index.errors import ArgumentError
from kliping.index.fields import Document, FieldSpec, TextPart

from .inversion import invert
from .surface_table import SurfaceTable

Array = npt.NDArray[Any]
ID_FIELD = "id"
# Positions skip so far between two parts of one field, so that no phrase or near query with a
# smaller slop matches across: Lucene's usual position increment gap.
PART_GAP = 100
# What one more token costs until its batch is written, in bytes, measured as the peak of
# `Batch.arrays` over 5 million tokens (2026-11): keys, order, positions, documents, two fields.
BYTES_PER_TOKEN = 48
BYTES_PER_VALUE = 64


@dataclass(slots=True)
class _TextBuffer:
    """The tokens of one text field, in document order."""

    surfaces: "array[int]"
    ends: "array[int]"  # after each document, the number of tokens so far
    gaps: list[int]  # token numbers before which PART_GAP positions are skipped


@dataclass(slots=True)
class _ValueBuffer:
    """The values of one keyword, number or date field, in document order."""

    values: list[Any]
    ends: "array[int]"


class Batch:
    """Collects documents. Not safe for use by several threads."""

    def __init__(
        self,
        fields: Sequence[FieldSpec],
        surfaces: SurfaceTable,
    ) -> None:
        self._fields = tuple(fields)
        self._surfaces = surfaces
        self.ids: list[str] = []
        self._shown: list[bytes] = []
        self._shown_bytes = 0
        self._texts = {
            f.name: _TextBuffer(array("i"), array("q"), []) for f in fields if f.type == "text"
        }
        self._values = {f.name: _ValueBuffer([], array("q")) for f in fields if f.type != "text"}
        self.dead: set[int] = set()  # documents that a later one with the same id replaces

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def cost(self) -> int:
        """About how many bytes of memory writing this batch will take."""
        tokens = sum(len(b.surfaces) for b in self._texts.values())
        values = sum(len(b.values) for b in self._values.values())
        shown = 3 * self._shown_bytes  # as given, with checksums, and joined
        return tokens * BYTES_PER_TOKEN + (values + len(self.ids)) * BYTES_PER_VALUE + shown

    def add(self, document: Document) -> None:
        """Add one document.

        Raises:
            ArgumentError: it has no id, an unknown field, or a value of another type than its
                field's. The batch can no longer be used then.
        """
        if not document.id:
            raise ArgumentError("a document needs an id that is not empty")
        _check_names(document, self._texts, self._values)
        for name, text in self._texts.items():
            _add_text(text, document.texts.get(name, ()), self._surfaces, document.language)
        for field in self._fields:
            if field.type != "text":
                buffer = self._values[field.name]
                given = document.values.get(field.name, ())
                if given:
                    buffer.values.extend(_checked(document.id, field, given))
                buffer.ends.append(len(buffer.values))
        self.ids.append(document.id)
        self._shown.append(document.shown)
        self._shown_bytes += len(document.shown)

    def arrays(self) -> tuple[dict[str, Array], dict[str, Array]]:
        """Return (per-document arrays, postings arrays) of the segment, dead documents included."""
        documents: dict[str, Array] = {}
        postings: dict[str, Array] = {}
        _id_arrays(self.ids, documents, postings)
        documents |= shown_arrays(self._shown)
        for field in self._fields:
            if field.type == "text":
                self._text_arrays(field, self._texts[field.name], documents, postings)
                continue
            buffer = self._values[field.name]
            ends = np.frombuffer(buffer.ends, np.int64)
            starts = np.concatenate((np.zeros(1, np.int64), ends))
            if field.type == "keyword":
                _keyword_arrays(field.name, buffer.values, starts, documents, postings)
            else:
                kind = np.float64 if field.type == "number" else np.int64
                column = CsrColumn(values=np.array(buffer.values, kind), starts=starts)
                documents.update(column_arrays(field.name, column))
        return documents, postings

    def _text_arrays(
        self,
        field: FieldSpec,
        text: _TextBuffer,
        documents: dict[str, Array],
        postings: dict[str, Array],
    ) -> None:
        name = field.name
        surfaces = np.array(text.surfaces, np.int32)
        ends = np.frombuffer(text.ends, np.int64)
        exact, stem, token = self._surfaces.expand(surfaces)
        # `ends` counts surfaces; a surface can give several terms, or none.
        term_ends = np.searchsorted(token, ends)
        lengths = np.diff(term_ends, prepend=0)
        document = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
        position = np.arange(len(token), dtype=np.int32)
        if text.gaps:
            skips = np.zeros(len(token) + 1, np.int32)
            np.add.at(skips, np.searchsorted(token, text.gaps), PART_GAP)
            position += np.cumsum(skips[:-1], dtype=np.int32)
        if len(token):
            # Positions count from 0 in each document.
            base = position[np.minimum(term_ends - lengths, len(token) - 1)]
            position -= np.repeat(base, lengths)
        documents[f"{name}/lengths"] = narrowed(lengths)
        if not field.exact:
            stem_ranks, used, texts = _rank(stem, list(self._surfaces.stem))
            inverted = invert(stem_ranks[stem], document, None, terms=len(used))
            postings.update(postings_arrays(name, texts, inverted))
            return
        exact_ranks, used, texts = _rank(exact, list(self._surfaces.exact))
        exactly = invert(exact_ranks[exact], document, position, terms=len(used))
        postings.update(postings_arrays(f"{name}_exact", texts, exactly))
        # A stem of one form only has that form's postings; the other stems are inverted.
        form = self._surfaces.only_forms()
        ranks, used, texts = _rank(stem, list(self._surfaces.stem))
        shared = np.where(form[used] >= 0, exact_ranks[form[used]], np.int64(-1))
        mine = np.flatnonzero((form < 0)[stem])
        own = np.cumsum(shared < 0) - 1
        inverted = invert(
            own[ranks[stem[mine]]].astype(np.int32),
            document[mine],
            None,
            terms=int(np.count_nonzero(shared < 0)),
        )
        postings.update(stem_arrays(name, texts, inverted, shared))


def _add_text(
    text: _TextBuffer, parts: Sequence[TextPart], surfaces: SurfaceTable, language: str | None
) -> None:
    for count, part in enumerate(parts):
        if count:
            text.gaps.append(len(text.surfaces))
        text.surfaces.extend(surfaces.find(part, language))
    text.ends.append(len(text.surfaces))


def _rank(
    numbers: npt.NDArray[np.int32], names: list[str]
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64], list[str]]:
    """Return (rank of each term number, the numbers that occur in order, their names)."""
    occurring = np.flatnonzero(np.bincount(numbers, minlength=len(names))).tolist()
    occurring.sort(key=names.__getitem__)
    used = np.array(occurring, np.int64)
    ranks = np.zeros(len(names), np.int32)
    ranks[used] = np.arange(len(used), dtype=np.int32)
    return ranks, used, [names[n] for n in occurring]


def _id_arrays(ids: list[str], documents: dict[str, Array], postings: dict[str, Array]) -> None:
    """Index the ids: as terms exactly as given, and as a column."""
    order = sorted(range(len(ids)), key=ids.__getitem__)
    texts: list[str] = []
    starts: list[int] = []
    for place, number in enumerate(order):
        if not texts or texts[-1] != ids[number]:
            texts.append(ids[number])
            starts.append(place)
    starts.append(len(order))
    inverted = Postings(starts=np.array(starts, np.int64), documents=np.array(order, np.int32))
    postings.update(postings_arrays(ID_FIELD, texts, inverted))
    documents.update(text_arrays(f"{ID_FIELD}/texts", ids))


def _keyword_arrays(
    name: str,
    values: list[str],
    starts: npt.NDArray[np.int64],
    documents: dict[str, Array],
    postings: dict[str, Array],
) -> None:
    spellings = sorted(set(values))
    number = {text: n for n, text in enumerate(spellings)}
    ordinals = np.fromiter(map(number.__getitem__, values), np.int32, len(values))
    folded = [text.casefold() for text in spellings]
    terms = sorted(set(folded))
    rank = {text: n for n, text in enumerate(terms)}
    term_of = np.array([rank[text] for text in folded], np.int32)
    holders = np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))
    inverted = invert(
        term_of[ordinals] if len(ordinals) else ordinals,
        holders,
        None,
        terms=len(terms),
        frequencies=False,
    )
    postings.update(postings_arrays(name, terms, inverted))
    column = CsrColumn(values=ordinals, starts=starts)
    documents.update(column_arrays(name, column))
    documents.update(label_arrays(name, spellings))


def _check_names(
    document: Document, texts: Mapping[str, object], values: Mapping[str, object]
) -> None:
    for kind, given, known in (("text", document.texts, texts), ("value", document.values, values)):
        unknown = [name for name in given if name not in known]
        if unknown:
            raise ArgumentError(
                f"document {document.id!r} has {kind} for {unknown[0]!r}, which is not one of the "
                f"index's {kind} fields: {', '.join(known) or 'none'}"
            )


def _checked(id: str, field: FieldSpec, given: Sequence[Any]) -> list[Any]:
    """Return the field's values of one document, in order, each once."""
    if field.type == "keyword":
        first: dict[str, str] = {}
        for value in given:
            if not isinstance(value, str):
                raise _wrong_type(id, field, given, "strings")
            first.setdefault(value.casefold(), value)
        return list(first.values())
    if field.type == "number":
        if not all(isinstance(value, int | float) and math.isfinite(value) for value in given):
            raise _wrong_type(id, field, given, "finite numbers")
        return list(dict.fromkeys(float(value) for value in given))
    for value in given:
        if not isinstance(value, int) or abs(value) >= 2**62:
            raise _wrong_type(id, field, given, "whole seconds since 1970-01-01T00:00Z")
    return list(dict.fromkeys(given))


def _wrong_type(id: str, field: FieldSpec, given: Sequence[Any], wanted: str) -> ArgumentError:
    return ArgumentError(
        f"document {id!r}, field {field.name!r}: {given!r} are not {wanted}, as a {field.type} "
        "field needs"
    )
