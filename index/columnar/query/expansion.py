"""Expansion: from a pattern to the terms of a field that it matches."""

import fnmatch
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh import query as q

from kliping.index import kernel
from kliping.index.columnar.document_lists import mark
from kliping.index.columnar.storage.postings import FieldPostings
from kliping.index.columnar.storage.term_dictionary import ENCODING_ERRORS, TermDictionary
from kliping.index.columnar.view import View
from kliping.index.edit_distance import is_within

Int32 = npt.NDArray[np.int32]
# The kernel reads at most 255 code points of a term: a longer one must be too far from the word.
LONGEST_FUZZY = 255
_SPECIAL_IN_REGEX = frozenset("{}()[].?*+^$\\|")


class Expanded:
    """The terms that a pattern matches: per segment, ranges of term numbers."""

    def __init__(self, view: View, ranges: list[tuple[FieldPostings, int, int, int]]) -> None:
        self._view = view
        self._ranges = ranges  # a segment's postings, its first document, numbers [low, high)

    def documents(self) -> Int32:
        """Return the documents that hold any of the terms."""
        found = []
        for postings, base, low, high in self._ranges:
            documents = postings.documents(low, high)
            found.append(documents + np.int32(base) if base else documents)
        if not found:
            return np.zeros(0, np.int32)
        marks = mark(np.concatenate(found), self._view.size)
        if self._view.live is not None:
            marks &= self._view.live
        return np.flatnonzero(marks).astype(np.int32)

    def occurrences(
        self, allowed: npt.NDArray[np.bool_]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[Any]]:
        """Return (document, position) of each place of the terms, in no order.

        Args:
            allowed: bool[size]: places in other documents are left out.
        """
        documents, places = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        for postings, base, low, high in self._ranges:
            held = postings.documents(low, high).astype(np.int64) + base
            counts, positions = postings.occurrences(low, high)
            holders = np.repeat(held, counts)
            inside = allowed[holders]
            documents.append(holders[inside])
            places.append(positions[inside])
        return np.concatenate(documents), np.concatenate(places)

    def terms(self) -> list[bytes]:
        """Return the terms, in order, each once."""
        terms: set[bytes] = set()
        for postings, _, low, high in self._ranges:
            terms.update(postings.terms[number] for number in range(low, high))
        return sorted(terms)


def expand(view: View, query: Any) -> Expanded:
    """Return the terms that a Prefix, Wildcard, Regex, FuzzyTerm or TermRange matches."""
    field = query.fieldname
    fold = view.kinds[field] == "keyword"
    ranges = []
    for segment, base in zip(view.segments, view.bases, strict=False):
        postings = segment.postings(field)
        if postings is not None:
            for low, high in _ranges(postings.terms, query, fold):
                ranges.append((postings, base, low, high))
    return Expanded(view, ranges)


def _ranges(terms: TermDictionary, query: Any, fold: bool) -> Iterator[tuple[int, int]]:
    """Yield half-open ranges of term numbers, ascending, disjoint, not empty."""
    if isinstance(query, q.TermRange):
        low, high = _term_range(terms, query, fold)
        if low < high:
            yield low, high
        return
    text = query.text.casefold() if fold else query.text
    if isinstance(query, q.Prefix):
        low, high = terms.prefix_range(text.encode("utf-8", ENCODING_ERRORS))
        if low < high:
            yield low, high
        return
    if isinstance(query, q.FuzzyTerm):
        numbers = fuzzy_numbers(terms, text, query.maxdist, query.prefixlength)
    else:
        numbers = _pattern_numbers(terms, query, text)
    yield from _runs(numbers)


def _runs(numbers: list[int]) -> Iterator[tuple[int, int]]:
    begin = end = -1
    for number in numbers:
        if number != end:
            if end > begin:
                yield begin, end
            begin = number
        end = number + 1
    if end > begin:
        yield begin, end


def _term_range(terms: TermDictionary, query: Any, fold: bool) -> tuple[int, int]:
    def encoded(text: Any) -> bytes:
        if isinstance(text, bytes):
            return text
        folded: str = text.casefold() if fold else text
        return folded.encode("utf-8", ENCODING_ERRORS)

    low, high = 0, len(terms)
    if query.start is not None:
        start = encoded(query.start)
        low = terms.rank(start)
        if query.startexcl and low < len(terms) and terms[low] == start:
            low += 1
    if query.end is not None:
        end = encoded(query.end)
        high = terms.rank(end)
        if not query.endexcl and high < len(terms) and terms[high] == end:
            high += 1
    return low, high


def _pattern_numbers(terms: TermDictionary, query: Any, text: str) -> list[int]:
    """Return the numbers of the terms that a Wildcard or Regex matches from their beginning."""
    if isinstance(query, q.Wildcard):
        pattern, prefix = fnmatch.translate(text), re.split(r"[*?\[]", text, maxsplit=1)[0]
    else:
        pattern, prefix = text, _literal_prefix(text)
    match = _compiled(pattern).match
    low, high = terms.prefix_range(prefix.encode("utf-8", ENCODING_ERRORS))
    return [n for n, term in enumerate(terms.texts(low, high), low) if match(term)]


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _literal_prefix(pattern: str) -> str:
    """Return what every match of a regular expression begins with."""
    if "|" in pattern or "(?" in pattern:
        return ""
    pattern = pattern.removeprefix("^").removeprefix("\\A")
    at = next((n for n, c in enumerate(pattern) if c in _SPECIAL_IN_REGEX), len(pattern))
    if at < len(pattern) and pattern[at] in "*?{":  # the character before it may occur 0 times
        at -= 1
    return pattern[: max(0, at)]


def fuzzy_numbers(terms: TermDictionary, text: str, distance: int, prefix: int) -> list[int]:
    """Return the numbers of the terms within an edit distance (insert, delete, replace)."""
    low, high = terms.prefix_range(text[:prefix].encode("utf-8", ENCODING_ERRORS))
    if (
        kernel.compiled is not None
        and terms.blob_and_ends is not None
        and len(text) + distance < LONGEST_FUZZY
    ):
        word = text.encode("utf-8", ENCODING_ERRORS)
        found: list[int] = kernel.compiled.fuzzy(*terms.blob_and_ends, low, high, word, distance)
        return found
    lengths = range(len(text) - distance, len(text) + distance + 1)
    return [
        number
        for number, term in enumerate(terms.texts(low, high), low)
        if len(term) in lengths and is_within(text, term, distance)
    ]
