"""A segment: an immutable run of documents, in two array files, and its deletions.

    <name>.documents   id/texts…     ids in document order
                       F/lengths     terms of text field F, by document
                       F/values…     column of F (columns.py)
                       F/labels…     spellings of keyword field F
                       shown…        what a hit shows, by document: CRC-32, then bytes
    <name>.postings    I/terms, …    one group an indexed field I (postings.py)

Documents are numbered from 0 in the order of addition. The deletions are kept by the commit, not
by the segment's files, which never change.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

from kliping.index.fields import FieldSpec

from .checked import read_bytes, read_whole, require
from .columns import Column, read_ordinals, read_values
from .files import ArrayFile, write_array_file
from .postings import FieldPostings
from .term_dictionary import TermDictionary, bytes_arrays, read_texts

DOCUMENTS_SUFFIX = ".documents"
POSTINGS_SUFFIX = ".postings"


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentInfo:
    """What a commit says of one segment.

    Attributes:
        name: its files' name without suffix.
        documents: how many it holds, deleted ones included.
        deletions: the name of the file that holds its bitmap of deleted documents, or None.
        deleted: how many are deleted.
        size: bytes of its two array files.
    """

    name: str
    documents: int
    deletions: str | None = None
    deleted: int = 0
    size: int = 0


def shown_arrays(shown: Sequence[bytes]) -> dict[str, npt.NDArray[Any]]:
    """Return the arrays of what hits show, by document."""
    checked = [crc32(each).to_bytes(4, "little") + each for each in shown]
    return bytes_arrays("shown", checked)


def write_segment(
    folder: Path,
    name: str,
    documents: dict[str, npt.NDArray[Any]],
    postings: dict[str, npt.NDArray[Any]],
    *,
    count: int,
) -> SegmentInfo:
    """Write a segment's two files."""
    meta = {"documents": count}
    size = write_array_file(folder / (name + DOCUMENTS_SUFFIX), documents, meta)
    size += write_array_file(folder / (name + POSTINGS_SUFFIX), postings, meta)
    return SegmentInfo(name=name, documents=count, size=size)


class Segment:
    """An open segment. Its arrays are read-only views of memory maps."""

    def __init__(self, folder: Path, info: SegmentInfo) -> None:
        self.info = info
        self.documents_file = ArrayFile(folder / (info.name + DOCUMENTS_SUFFIX))
        self.postings_file = ArrayFile(folder / (info.name + POSTINGS_SUFFIX))
        self.count = info.documents
        for file in (self.documents_file, self.postings_file):
            held = file.meta.get("documents")
            require(file, held == self.count, f"holds {held} documents, expected {self.count}")
        self._postings: dict[str, FieldPostings | None] = {}
        self.live: npt.NDArray[np.bool_] | None = None
        if info.deletions is not None:
            file = ArrayFile(folder / info.deletions)
            packed = read_bytes(file, "deleted", -(-self.count // 8))
            self.live = np.unpackbits(packed, count=self.count) == 0
            deleted = self.count - int(np.count_nonzero(self.live))
            require(
                file, deleted == info.deleted, f"deletes {deleted} documents, not {info.deleted}"
            )

    def postings(self, field: str) -> FieldPostings | None:
        """Return the postings of an indexed field, or None where the segment has none."""
        try:
            return self._postings[field]
        except KeyError:
            known = f"{field}/terms" in self.postings_file
            opened = None
            if known:
                shares = f"{field}/shared" in self.postings_file
                exact = self.postings(f"{field}_exact") if shares else None
                opened = FieldPostings(self.postings_file, field, self.count, exact)
            self._postings[field] = opened
            return opened

    def indexed_fields(self) -> list[str]:
        names = self.postings_file.names()
        return [name.removesuffix("/terms") for name in names if name.endswith("/terms")]

    @cached_property
    def ids(self) -> TermDictionary:
        """The ids, by document number (not sorted)."""
        return read_texts(self.documents_file, "id/texts", self.count)

    @cached_property
    def _shown(self) -> TermDictionary:
        return read_texts(self.documents_file, "shown", self.count)

    def shown(self, document: int) -> bytes:
        """Return what a hit of the document shows.

        Raises:
            ArchiveDamagedError: its checksum differs.
        """
        kept = self._shown[document]
        checksum = int.from_bytes(kept[:4], "little")
        if len(kept) < 4 or crc32(kept[4:]) != checksum:
            raise self.documents_file.damage(f"what document {document} shows is damaged")
        return kept[4:]

    def lengths(self, field: str) -> npt.NDArray[np.int32]:
        """Return how many terms each document has in a text field."""
        name = f"{field}/lengths"
        if name not in self.documents_file:
            return np.zeros(self.count, np.int32)
        lengths = read_whole(self.documents_file, name, below=2**31, count=self.count)
        return lengths.astype(np.int32)

    def column(self, field: str) -> Column | None:
        """Return the column of a keyword, number or date field; None where there is none."""
        if self.is_keyword(field):
            return self._ordinals(field)[0]
        name = f"{field}/values"
        if name not in self.documents_file:
            return None
        kind = "f8" if self.documents_file[name].dtype.kind == "f" else "i8"
        return read_values(self.documents_file, field, documents=self.count, kind=kind)

    def keywords(self, field: str) -> tuple[Column | None, list[str]]:
        """Return a keyword field's column, and the spellings that its ordinals stand for."""
        if not self.is_keyword(field):
            return None, []
        column, labels = self._ordinals(field)
        return column, labels.texts()

    def _ordinals(self, field: str) -> tuple[Column | None, TermDictionary]:
        labels = read_texts(self.documents_file, f"{field}/labels")
        column = read_ordinals(self.documents_file, field, documents=self.count, labels=len(labels))
        return column, labels

    def is_keyword(self, field: str) -> bool:
        """Return whether a column of the segment holds ordinals into labels."""
        return f"{field}/labels" in self.documents_file

    def read_everything(self, fields: Sequence[FieldSpec]) -> None:
        """Read all that the files hold, so that every number is compared with what it must be.

        Args:
            fields: what the segment was made for.

        Raises:
            ArchiveDamagedError: a file is whole, but is not such as kliping writes.
        """
        self.ids.texts()
        for document in range(self.count):
            self.shown(document)
        for field in self.indexed_fields():
            postings = self.postings(field)
            if postings is not None:
                postings.terms.texts()
                terms = [postings.terms[number] for number in range(len(postings.terms))]
                require(
                    self.postings_file,
                    all(a < b for a, b in pairwise(terms)),
                    f"terms of field {field!r} are not in order",
                )
                postings.decode()
        kinds = {"number": np.float64, "date": np.int64, "keyword": np.int32}
        for spec in fields:
            if spec.type == "text":
                self.lengths(spec.name)
                continue
            self.keywords(spec.name)
            column = self.column(spec.name)
            require(
                self.documents_file,
                column is None or column.values.dtype == kinds[spec.type],
                f"column {spec.name!r} has values of another type than a {spec.type} field's",
            )

    def verify(self) -> list[str]:
        """Return one line per array or gap that is not what was written."""
        return self.documents_file.verify() + self.postings_file.verify()
