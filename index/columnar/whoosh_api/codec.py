"""The codec for Whoosh's own index and writer: `ix.writer(codec=ColumnarCodec())`.

Postings go into the same array files as the engine's; in their place of positions stand the
values that the field's format encodes, whatever they are. Lengths are exact. Stored fields, columns
and vectors stay in Whoosh's files. The archive does not come this way (engine.py): this is the
bridge for programs that use Whoosh itself, and for testing these arrays with Whoosh's own means.

Layout of one field I in `<segment>.postings`, beside terms, ends, starts and documents:
    I/weights      float32, one a posting; absent where each is 1
    I/values       uint8, the encoded values, one after the other; absent where all are empty
    I/value_ends   int64[postings + 1]
"""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh.codec import base, whoosh3
from whoosh.filedb.filestore import FileStorage

from kliping.index.columnar.storage.files import ArrayFile, write_array_file
from kliping.index.columnar.storage.postings import FieldPostings, Postings, postings_arrays
from kliping.index.columnar.storage.term_dictionary import bytes_arrays

from .matchers import ArrayTermsReader

POSTINGS_EXT = ".postings"
LENGTHS_EXT = ".lengths"
Array = npt.NDArray[Any]


class ColumnarCodec(whoosh3.W3Codec):  # type: ignore[misc]  # whoosh has no types
    """Postings and lengths as memory-mapped arrays; needs an index in a folder."""

    def per_document_writer(self, storage: Any, segment: Any) -> "_DocumentWriter":
        return _DocumentWriter(self, storage, segment)

    def field_writer(self, storage: Any, segment: Any) -> "_FieldWriter":
        return _FieldWriter(storage, segment)

    def terms_reader(self, storage: Any, segment: Any) -> ArrayTermsReader:
        file = ArrayFile(_path(storage, segment, POSTINGS_EXT))
        lengths = ArrayFile(_path(storage, segment, LENGTHS_EXT))
        fields = {
            name.removesuffix("/terms"): None for name in file.names() if name.endswith("/terms")
        }
        count = segment.doc_count_all()
        opened = {field: _ValuedPostings(file, field, count) for field in fields}
        nothing = np.zeros(count, np.int32)

        def lengths_of(field: str) -> Array:
            found = lengths.get(field)
            return nothing if found is None else found

        return ArrayTermsReader(list(fields), opened.get, lengths_of)

    def per_document_reader(self, storage: Any, segment: Any) -> "_DocumentReader":
        return _DocumentReader(storage, segment)

    def new_segment(self, storage: Any, indexname: str) -> "ColumnarSegment":
        return ColumnarSegment(self, indexname)


def _restore(version: int, state: dict[str, Any]) -> "ColumnarSegment":
    """Make a segment from a table of contents; the one name that pickles refer to."""
    if version > ColumnarSegment.VERSION:
        raise ValueError(f"segment version {version} was written by a newer kliping")
    segment = ColumnarSegment(ColumnarCodec(), state["indexname"], segid=state["segid"])
    segment.set_doc_count(state["documents"])
    segment._fieldlengths = state["field_lengths"]
    for docnum in state["deleted"]:
        segment.delete_document(docnum)
    return segment


class ColumnarSegment(whoosh3.W3Segment):  # type: ignore[misc]  # whoosh has no types
    """A segment in Whoosh's table of contents: pickled as plain values and a version."""

    VERSION = 1

    def __reduce__(self) -> Any:
        state = {
            "indexname": self.indexname,
            "segid": self.segid,
            "documents": self.doc_count_all(),
            "field_lengths": dict(getattr(self, "_fieldlengths", {})),
            "deleted": sorted(self.deleted_docs()),
        }
        return _restore, (self.VERSION, state)

    def should_assemble(self) -> bool:
        return False  # the arrays are mapped from files of their own, aligned

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        if delete:
            super().delete_document(docnum)
        elif self._deleted is not None:  # W3Segment clears all, with a TypeError
            self._deleted.discard(docnum)


def _path(storage: Any, segment: Any, extension: str) -> Path:
    if not isinstance(storage, FileStorage):
        raise TypeError(f"ColumnarCodec maps files and needs a FileStorage, not {storage!r}")
    return Path(storage.folder, segment.make_filename(extension))


class _DocumentWriter(whoosh3.W3PerDocWriter):  # type: ignore[misc]  # whoosh has no types
    """Whoosh's, but for lengths: exact."""

    def __init__(self, codec: Any, storage: Any, segment: Any) -> None:
        super().__init__(codec, storage, segment)
        self._exact: dict[str, dict[int, int]] = {}

    def add_field(self, fieldname: str, fieldobj: Any, value: Any, length: int) -> None:
        super().add_field(fieldname, fieldobj, value, length)
        if length:
            lengths = self._exact.setdefault(fieldname, {})
            lengths[self._docnum] = lengths.get(self._docnum, 0) + length

    def close(self) -> None:
        super().close()
        arrays = {}
        for field, lengths in self._exact.items():
            kept = [(n, length) for n, length in lengths.items() if n < self._doccount]
            arrays[field] = np.zeros(self._doccount, np.int32)
            arrays[field][[n for n, _ in kept]] = [length for _, length in kept]
        write_array_file(_path(self._storage, self._segment, LENGTHS_EXT), arrays, {})


class _DocumentReader(whoosh3.W3PerDocReader):  # type: ignore[misc]  # whoosh has no types
    def __init__(self, storage: Any, segment: Any) -> None:
        super().__init__(storage, segment)
        self._exact = ArrayFile(_path(storage, segment, LENGTHS_EXT))

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        lengths = self._exact.get(fieldname)
        return default if lengths is None else int(lengths[docnum])

    def doc_field_length_reader(self, fieldname: str, default: int = 0) -> Any:
        lengths = self._exact.get(fieldname)
        return (lambda docnum: default) if lengths is None else lengths.tolist().__getitem__

    def min_field_length(self, fieldname: str) -> int:
        lengths = self._exact.get(fieldname)
        return 0 if lengths is None else int(lengths.min())

    def max_field_length(self, fieldname: str) -> int:
        lengths = self._exact.get(fieldname)
        return 0 if lengths is None else int(lengths.max())


class _FieldWriter(base.FieldWriter):  # type: ignore[misc]  # whoosh has no types
    """Collects the sorted postings that Whoosh's pool hands over, and writes them as arrays."""

    def __init__(self, storage: Any, segment: Any) -> None:
        self._path = _path(storage, segment, POSTINGS_EXT)
        self._arrays: dict[str, Array] = {}
        self._field = ""
        self.is_closed = False
        self._reset()

    def _reset(self) -> None:
        self._terms: list[bytes] = []
        self._starts: list[int] = []
        self._documents: list[int] = []
        self._weights: list[float] = []
        self._values: list[bytes] = []

    def start_field(self, fieldname: str, fieldobj: Any) -> None:
        self._field = fieldname

    def start_term(self, text: bytes) -> None:
        self._terms.append(text)
        self._starts.append(len(self._documents))

    def add(self, docnum: int, weight: float, vbytes: bytes, length: int) -> None:
        self._documents.append(docnum)
        self._weights.append(weight)
        self._values.append(vbytes or b"")

    def finish_term(self) -> None:
        """Do nothing: the next term, or the field's end, ends a term."""

    def finish_field(self) -> None:
        postings = Postings(
            starts=np.array([*self._starts, len(self._documents)], np.int64),
            documents=np.array(self._documents, np.int32),
        )
        field = self._field
        self._arrays |= postings_arrays(field, [], postings)
        self._arrays |= bytes_arrays(f"{field}/terms", self._terms)
        weights = np.array(self._weights, np.float32)
        if (weights != 1.0).any():
            self._arrays[f"{field}/weights"] = weights
        if any(self._values):
            self._arrays[f"{field}/values"] = np.frombuffer(b"".join(self._values), np.uint8)
            self._arrays[f"{field}/value_ends"] = np.cumsum([0, *map(len, self._values)])
        self._reset()

    def close(self) -> None:
        write_array_file(self._path, self._arrays, {})
        self.is_closed = True


class _ValuedPostings(FieldPostings):
    """Postings with the weights and encoded values of a Whoosh format."""

    def __init__(self, file: ArrayFile, field: str, documents: int) -> None:
        super().__init__(file, field, documents)
        self._weights = file.get(f"{field}/weights")
        self._values = file.get(f"{field}/values")
        self._value_ends = file.get(f"{field}/value_ends")

    def weights(self, number: int) -> Array | None:
        if self._weights is None:
            return None
        return self._weights[self.first(number) : self.first(number + 1)]

    def value(self, number: int, at: int) -> bytes:
        if self._values is None or self._value_ends is None:
            return b""
        place = self.first(number) + at
        return self._values[self._value_ends[place] : self._value_ends[place + 1]].tobytes()
