"""The lines of an article, and the regions marked on them."""

import re
from bisect import bisect_right, insort
from collections.abc import Iterator
from operator import itemgetter
from typing import NamedTuple

from kliping.index.article import Region, RegionKind

_LINE = re.compile(r"[^\r\n]+")
_SENTENCE_END = re.compile(r"""[.!?…][”"'’)\]]*$|[”"]$""")
HEADLINE_LENGTH = 160  # code points; the longest title of IndoSum's outlets has 130 (2026-11)


class Line(NamedTuple):
    """A line that is not blank: its span without the blanks around it, and its text.

    `spaced` says whether a blank line comes before it.
    """

    start: int
    end: int
    text: str
    spaced: bool

    def ends_sentence(self) -> bool:
        """Return whether the line ends as a sentence of body text does."""
        return _SENTENCE_END.search(self.text) is not None

    def is_short(self) -> bool:
        """Return whether the line may be a headline, a caption or a label: no sentence."""
        return len(self.text) <= HEADLINE_LENGTH and self.text[-1] not in ".,;:…”"

    def is_label(self) -> bool:
        """Return whether the line may be a tag: a few words and no mark after them."""
        return len(self.text) <= 40 and self.text[-1].isalnum()

    def is_paragraph(self) -> bool:
        """Return whether the line is surely body text: long, and ending as a sentence."""
        return len(self.text) >= 80 and self.text[-1] != "…" and self.ends_sentence()


def iter_lines(text: str) -> Iterator[Line]:
    """Yield the lines that are not blank; spans are code points of `text`."""
    at, blank = 0, False
    for match in _LINE.finditer(text):
        line = match[0]
        gap = text[at : match.start()]
        blank = blank or max(gap.count("\n"), gap.count("\r")) > 1
        at = match.end()
        stripped = line.strip()
        if stripped:
            start = match.start() + len(line) - len(line.lstrip())
            yield Line(start, start + len(stripped), stripped, spaced=blank)
        blank = not stripped


class Marks:
    """Regions of `text` while they are collected: what was marked first keeps its kind."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._taken: list[tuple[int, int, RegionKind]] = []

    def add(self, kind: RegionKind, start: int, end: int) -> None:
        """Mark what of `[start, end)` is not marked yet."""
        at = self._first_after(start)
        pieces: list[tuple[int, int, RegionKind]] = []
        while at < len(self._taken) and self._taken[at][0] < end:
            taken_start, taken_end, _ = self._taken[at]
            if taken_start > start:
                pieces.append((start, taken_start, kind))
            start = max(start, taken_end)
            at += 1
        if start < end:
            pieces.append((start, end, kind))
        for piece in pieces:
            insort(self._taken, piece)

    def covers(self, at: int) -> bool:
        """Return whether a code point is marked."""
        place = self._first_after(at)
        return place < len(self._taken) and self._taken[place][0] <= at

    def _first_after(self, at: int) -> int:
        """Return the place in `_taken`, which is sorted, of the first that ends after `at`."""
        place = bisect_right(self._taken, at, key=itemgetter(0))
        return place - 1 if place and self._taken[place - 1][1] > at else place

    def regions(self) -> tuple[Region, ...]:
        """Return the regions, sorted and disjoint, without blanks at their ends.

        Those of a kind that touch are one.
        """
        merged: list[tuple[int, int, RegionKind]] = []
        for start, end, kind in self._taken:
            if merged and merged[-1][1] == start and merged[-1][2] == kind:
                start = merged.pop()[0]
            merged.append((start, end, kind))
        regions = []
        for start, end, kind in merged:
            marked = self._text[start:end]
            start += len(marked) - len(marked.lstrip())
            end -= len(marked) - len(marked.rstrip())
            if start < end:
                regions.append(Region(kind=kind, start=start, end=end))
        return tuple(regions)
