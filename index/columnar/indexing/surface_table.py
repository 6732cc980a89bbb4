"""The memo of the writer: each distinct surface is analyzed once, then it is a number.

A *surface* is a word as written. What the analyzer makes of it depends on the surface and the
document's language alone, so a text becomes a list of surface numbers with one dictionary look-up
a word, and tables turn surface numbers into term numbers, whole arrays at a time.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from kliping.index import kernel
from kliping.index.article import Span
from kliping.index.fields import TextPart

Int32 = npt.NDArray[np.int32]


class AnalyzedTerm(Protocol):
    """One word as the index holds it."""

    @property
    def exact(self) -> str: ...
    @property
    def stem(self) -> str: ...


class Analyzer(Protocol):
    """What the engine asks of an analyzer."""

    def iter_surfaces(
        self, text: str, spans: Iterable[Span] | None = None
    ) -> Iterator[tuple[str, int, int]]: ...

    def terms(self, surface: str, language: str | None = None) -> Sequence[AnalyzedTerm]: ...


class SurfaceTable:
    """Surfaces and terms of one writer, by number.

    Attributes:
        exact, stem: term text → term number, counted from 0 as terms are first seen.
    """

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._memos: dict[bool, _Memo] = {}
        self.exact: dict[str, int] = {}
        self.stem: dict[str, int] = {}
        # Ragged: the terms of surface s are [starts[s], starts[s + 1]) of the two lists.
        self._starts = array("q", [0])
        self._exact = array("i")
        self._stem = array("i")

    def find(self, part: TextPart, language: str | None) -> "array[int]":
        """Return the surface numbers of a part's words, in order."""
        english = language == "en"
        memo = self._memos.get(english)
        if memo is None:
            memo = self._memos[english] = _Memo(self, self._analyzer, "en" if english else "id")
        return memo.find(part)

    def __len__(self) -> int:
        """Return how many surfaces are numbered."""
        return len(self._starts) - 1

    def number_all(self, surfaces: Iterable[str], language: str) -> None:
        """Analyze surfaces that were not seen before; they get the next numbers, in order."""
        analyze, starts = self._analyzer.terms, self._starts
        exact_of, stem_of = self.exact, self.stem
        exact: list[int] = []
        stem: list[int] = []
        before = len(self._exact)
        for surface in surfaces:
            for term in analyze(surface, language):
                exact.append(exact_of.setdefault(term.exact, len(exact_of)))
                stem.append(stem_of.setdefault(term.stem, len(stem_of)))
            starts.append(before + len(exact))
        self._exact.extend(exact)
        self._stem.extend(stem)

    def only_forms(self) -> npt.NDArray[np.int64]:
        """Return for each stem the one exact term that has this stem and no other, or -1."""
        exact, stem = np.array(self._exact, np.int64), np.array(self._stem, np.int64)
        stem_of = np.full(len(self.exact), -1, np.int64)
        stem_of[exact] = stem
        form_of = np.full(len(self.stem), -1, np.int64)
        form_of[stem] = exact
        # Of several pairs the last one stands there; what differs from it is one too many.
        form_of[stem[form_of[stem] != exact]] = -1
        several = exact[stem_of[exact] != stem]
        form_of[stem_of[several]] = -1
        form_of[stem[stem_of[exact] != stem]] = -1
        return form_of

    def expand(self, surfaces: Int32) -> tuple[Int32, Int32, Int32]:
        """Return (exact term numbers, stem numbers, index into `surfaces`), a row a term."""
        # Copies: an array that lends its memory could not grow any more.
        starts = np.array(self._starts, np.int64)
        exact = np.array(self._exact, np.int32)
        stem = np.array(self._stem, np.int32)
        counts = np.diff(starts)
        if len(counts) and counts.min() == counts.max() == 1:
            return exact[surfaces], stem[surfaces], np.arange(len(surfaces), dtype=np.int32)
        lengths = counts[surfaces]
        token = np.repeat(np.arange(len(surfaces), dtype=np.int32), lengths)
        offset = np.arange(len(token)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        at = starts[surfaces][token] + offset
        return exact[at], stem[at], token


class _Memo(dict[str, int]):
    """surface → surface number, for one language.

    With the kernel, and an analyzer whose words are those of kliping's tokenizer, most texts are
    scanned by it: it has a memo of its own, and the two learn from each other.
    """

    def __init__(self, table: SurfaceTable, analyzer: Analyzer, language: str) -> None:
        super().__init__()
        self._table = table
        self._language = language
        self._find = _finder(analyzer)
        plain = getattr(analyzer, "has_plain_surfaces", False)
        self._kernel = kernel.compiled if plain else None
        # What the kernel has numbered and this memo does not hold yet: (first number, surfaces).
        self._scanned_only: list[tuple[int, list[str]]] = []
        self._scanned = None if self._kernel is None else self._kernel.surfaces()

    def __missing__(self, surface: str) -> int:
        number = self[surface] = len(self._table)
        self._table.number_all((surface,), self._language)
        if self._kernel is not None:
            self._kernel.add(self._scanned, surface, number)
        return number

    def find(self, part: TextPart) -> "array[int]":
        """Return the surface numbers of a part's words."""
        numbers = array("i")
        if self._kernel is not None and self._scan(part, numbers):
            return numbers
        for first, surfaces in self._scanned_only:
            self.update(zip(surfaces, range(first, first + len(surfaces)), strict=True))
        self._scanned_only.clear()
        return array("i", map(self.__getitem__, self._find(part)))

    def _scan(self, part: TextPart, numbers: "array[int]") -> bool:
        """Append what the kernel finds; False if it cannot read the text."""
        assert self._kernel is not None
        text = part.text
        pieces = [text] if part.spans is None else [text[s.start : s.end] for s in part.spans]
        for piece in pieces:
            scanned = self._kernel.scan(self._scanned, piece, len(self._table))
            if scanned is None:
                return False
            found, fresh = scanned
            if fresh:
                self._scanned_only.append((len(self._table), fresh))
                self._table.number_all(fresh, self._language)
            numbers.frombytes(found)
        return True


def _finder(analyzer: Analyzer) -> Callable[[TextPart], Iterable[str]]:
    """Return a function that gives the surfaces of a part, the quickest way the analyzer has."""
    find: Callable[..., list[str]] | None = getattr(analyzer, "find_surfaces", None)
    if find is not None:
        return lambda part: find(part.text, part.spans)
    return lambda part: (s for s, _, _ in analyzer.iter_surfaces(part.text, part.spans))
