"""Whoosh's reading side over columnar postings: leaf matcher, term cursor, terms reader."""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh.codec import base
from whoosh.matching import LeafMatcher, ReadTooFar
from whoosh.query.spans import Span
from whoosh.reading import TermInfo

from kliping.index.columnar.storage.postings import FieldPostings

Array = npt.NDArray[Any]


class ArrayMatcher(LeafMatcher):  # type: ignore[misc]  # whoosh has no types
    """A leaf matcher over one term's postings. All of them are one block."""

    def __init__(
        self,
        documents: list[int],
        weights: list[float] | None,
        *,
        format_: Any,
        scorer: Any,
        term: tuple[str, bytes],
        info: TermInfo,
        value: Callable[[int], bytes],
        positions: Callable[[int], list[int]] | None,
    ) -> None:
        self._documents = documents
        self._weights = weights
        self.format = format_
        self.scorer = scorer
        self._term = term
        self._info = info
        self._value = value
        self._positions = positions
        self._at = 0

    def copy(self) -> "ArrayMatcher":
        twin = self.__class__.__new__(self.__class__)
        twin.__dict__.update(self.__dict__)
        return twin

    def reset(self) -> None:
        self._at = 0

    def is_active(self) -> bool:
        return self._at < len(self._documents)

    def id(self) -> int:
        # AndNotMatcher.skip_to asks even when it has come to the end; any number will do then.
        return self._documents[min(self._at, len(self._documents) - 1)]

    def next(self) -> None:
        if not self.is_active():
            raise ReadTooFar
        self._at += 1

    def skip_to(self, id: int) -> None:
        if not self.is_active():
            raise ReadTooFar
        if id > self._documents[self._at]:
            self._at = bisect_left(self._documents, id, self._at)

    def all_ids(self) -> Iterator[int]:
        return iter(self._documents[self._at :])

    def weight(self) -> float:
        return 1.0 if self._weights is None else self._weights[self._at]

    def value(self) -> bytes:
        return self._value(self._at)

    def supports(self, astype: str) -> bool:
        if self._positions is not None:
            return astype in ("positions", "frequency", "weight")
        return bool(self.format.supports(astype))

    def value_as(self, astype: str) -> Any:
        if self._positions is None:
            return self.format.decoder(astype)(self.value())
        if astype == "positions":
            return self._positions(self._at)
        return int(self.weight()) if astype == "frequency" else self.weight()

    def spans(self) -> list[Span]:
        if self._positions is None:
            return list(super().spans())
        return [Span(position) for position in self._positions(self._at)]

    # Quality: one block, so its bounds are the term's

    def block_min_id(self) -> int:
        return self._documents[0]

    def block_max_id(self) -> int:
        return self._documents[-1]

    def block_min_length(self) -> int:
        return int(self._info.min_length() or 0)

    def block_max_length(self) -> int:
        return int(self._info.max_length())

    def block_max_weight(self) -> float:
        return float(self._info.max_weight())

    def skip_to_quality(self, minquality: float) -> int:
        if self.is_active() and self.block_quality() <= minquality:
            self._at = len(self._documents)
            return 1
        return 0


class ArrayCursor(base.FieldCursor):  # type: ignore[misc]  # whoosh has no types
    """A cursor over the terms of one field, as text."""

    def __init__(self, reader: "ArrayTermsReader", fieldname: str, fieldobj: Any) -> None:
        self._reader = reader
        self._field = fieldname
        self._object = fieldobj
        postings = reader.postings(fieldname)
        self._terms: Any = [] if postings is None else postings.terms
        self._at = 0

    def first(self) -> Any:
        self._at = 0
        return self.text()

    def find(self, term: Any) -> Any:
        if not isinstance(term, bytes):
            term = self._object.to_bytes(term)
        self._at = bisect_left(self._terms, term)
        return self.text()

    def next(self) -> Any:
        self._at += 1
        return self.text()

    def text(self) -> Any:
        return self._object.from_bytes(self._terms[self._at]) if self.is_valid() else None

    def term_info(self) -> Any:
        if not self.is_valid():
            return None
        return self._reader.term_info(self._field, self._terms[self._at])

    def is_valid(self) -> bool:
        return self._at < len(self._terms)


class ArrayTermsReader(base.TermsReader):  # type: ignore[misc]  # whoosh has no types
    """The terms of one segment.

    Args:
        fields: the segment's indexed fields.
        postings: gives a field's postings, or None.
        lengths: gives a field's lengths by document number.
    """

    def __init__(
        self,
        fields: list[str],
        postings: Callable[[str], FieldPostings | None],
        lengths: Callable[[str], Array],
    ) -> None:
        self._fields = sorted(fields)
        self.postings = postings
        self._lengths = lengths

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        postings = self.postings(term[0])
        return postings is not None and postings.terms.find(term[1]) >= 0

    def indexed_field_names(self) -> list[str]:
        return self._fields

    def cursor(self, fieldname: str, fieldobj: Any) -> ArrayCursor:
        return ArrayCursor(self, fieldname, fieldobj)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        return self.terms_from("", b"")

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        for field in self._fields[bisect_left(self._fields, fieldname) :]:
            postings = self.postings(field)
            if postings is None:
                continue
            begin = postings.terms.rank(prefix) if field == fieldname else 0
            for number in range(begin, len(postings.terms)):
                yield field, postings.terms[number]

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return self.items_from("", b"")

    def items_from(
        self, fieldname: str, prefix: bytes
    ) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        for field, term in self.terms_from(fieldname, prefix):
            yield (field, term), self.term_info(field, term)

    def _number(self, fieldname: str, term: bytes) -> tuple[FieldPostings, int]:
        postings = self.postings(fieldname)
        number = -1 if postings is None else postings.terms.find(term)
        if postings is None or number < 0:
            raise KeyError((fieldname, term))  # SegmentReader makes it TermNotFound
        return postings, number

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        postings, number = self._number(fieldname, text)
        documents = postings.documents(number, number + 1)
        weights = postings.weights(number)
        lengths = self._lengths(fieldname)[documents]
        return TermInfo(
            weight=float(len(documents) if weights is None else weights.sum()),
            df=len(documents),
            minlength=int(lengths.min()),
            maxlength=int(lengths.max()),
            maxweight=1.0 if weights is None else float(weights.max()),
            minid=int(documents[0]),
            maxid=int(documents[-1]),
        )

    def frequency(self, fieldname: str, text: bytes) -> float:
        return float(self.term_info(fieldname, text).weight())

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        postings, number = self._number(fieldname, text)
        return int(postings.counts(number, number + 1)[0])

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> Any:
        postings, number = self._number(fieldname, text)
        weights = postings.weights(number)
        positions = None
        if postings.has_positions:
            counts, places = postings.occurrences(number, number + 1)
            ends = np.concatenate((np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)))

            def positions(at: int) -> list[int]:
                found: list[int] = places[ends[at] : ends[at + 1]].tolist()
                return found

        return ArrayMatcher(
            postings.documents(number, number + 1).tolist(),
            None if weights is None else weights.tolist(),
            format_=format_,
            scorer=scorer,
            term=(fieldname, text),
            info=self.term_info(fieldname, text),
            value=lambda at: postings.value(number, at),
            positions=positions,
        )

    def close(self) -> None:
        """Do nothing: the maps go with the last array over them."""
