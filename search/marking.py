"""Where a text matches a query.

A *mark* is a half-open range of code points that matched. Words are compared as the index compares
them, each distinct surface once.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from kliping.index import Article, Span
from kliping.index.analyzer import Analyzer
from kliping.index.analyzer import Term as AnalyzedTerm

from .query import Highlights, Marks

# Distinct (surface, language) kept analyzed, over all searches of a process: some 10 MB.
_REMEMBERED = 1 << 16


@lru_cache(maxsize=_REMEMBERED)
def _terms(analyzer: Analyzer, surface: str, language: str | None) -> tuple[AnalyzedTerm, ...]:
    return analyzer.terms(surface, language)


@dataclass(frozen=True, slots=True)
class Mark:
    """A match and what matched: equal kinds are the same word or phrase of the query."""

    start: int
    end: int
    kind: str


class Marker:
    """Finds the marks of one query in texts of one field."""

    def __init__(self, marks: Marks, analyzer: Analyzer) -> None:
        self._marks = marks
        self._analyzer = analyzer
        self._patterns = [re.compile(pattern) for pattern in marks.patterns]
        self._first_words = {phrase.words[0] for phrase in marks.phrases}
        self._kinds: dict[tuple[str, str | None], str | None] = {}

    def find(
        self, text: str, spans: Sequence[Span] | None = None, *, language: str | None = None
    ) -> list[Mark]:
        """Return the marks inside `spans` (None: everywhere), sorted and disjoint."""
        if not self._marks:
            return []
        tokens = list(self._analyzer.iter_surfaces(text, spans))
        found = list(self._words(tokens, language))
        if self._marks.phrases:
            found += self._phrases(tokens, language)
        return _disjoint(found)

    def _words(
        self, tokens: Sequence[tuple[str, int, int]], language: str | None
    ) -> Iterator[Mark]:
        kinds = self._kinds
        for surface, start, end in tokens:
            key = (surface, language)
            if key not in kinds:
                kinds[key] = self._kind(surface, language)
            kind = kinds[key]
            if kind is not None:
                yield Mark(start, end, kind)

    def _kind(self, surface: str, language: str | None) -> str | None:
        for term in _terms(self._analyzer, surface, language):
            if term.stem in self._marks.stems:
                return term.stem
            if term.exact in self._marks.exacts:
                return term.exact
            for pattern in self._patterns:
                if pattern.fullmatch(term.exact):
                    return pattern.pattern
            for word, edits in self._marks.near:
                # A fuzzy word keeps its first letter (see kliping.query.words).
                if term.exact[:1] == word[:1] and is_within(word, term.exact, edits):
                    return word
        return None

    def _phrases(
        self, tokens: Sequence[tuple[str, int, int]], language: str | None
    ) -> Iterator[Mark]:
        words = [
            (term.exact, start, end)
            for surface, start, end in tokens
            for term in _terms(self._analyzer, surface, language)
        ]
        for at, (word, _, _) in enumerate(words):
            if word not in self._first_words:
                continue
            for phrase in self._marks.phrases:
                if phrase.words[0] == word:
                    places = _follow(words, at, phrase.words, phrase.slop)
                    yield from _phrase_marks(words, places, phrase.words, phrase.slop)


def is_within(first: str, second: str, edits: int) -> bool:
    """Tell whether so many insertions, deletions and exchanges make one word the other."""
    if abs(len(first) - len(second)) > edits:
        return False
    row = list(range(len(second) + 1))
    for i, letter in enumerate(first, 1):
        diagonal, row[0] = row[0], i
        for j, other in enumerate(second, 1):
            cost = min(diagonal + (letter != other), row[j] + 1, row[j - 1] + 1)
            diagonal, row[j] = row[j], cost
    return row[-1] <= edits


def _follow(
    words: Sequence[tuple[str, int, int]], at: int, phrase: Sequence[str], slop: int
) -> list[int]:
    """Return the places of the phrase's words from `at` on, empty where it is not there."""
    places = [at]
    for wanted in phrase[1:]:
        behind = range(places[-1] + 1, min(places[-1] + slop + 1, len(words)))
        place = next((i for i in behind if words[i][0] == wanted), None)
        if place is None:
            return []
        places.append(place)
    return places


def _phrase_marks(
    words: Sequence[tuple[str, int, int]], places: list[int], phrase: Sequence[str], slop: int
) -> Iterator[Mark]:
    kind = " ".join(phrase)
    if not places:
        return
    if slop == 1:
        yield Mark(words[places[0]][1], words[places[-1]][2], kind)
    else:
        yield from (Mark(words[place][1], words[place][2], kind) for place in places)


def _disjoint(marks: list[Mark]) -> list[Mark]:
    """Return the marks in order; of two that overlap the longer, earlier one stays."""
    kept: list[Mark] = []
    for mark in sorted(marks, key=lambda m: (m.start, -m.end)):
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return kept


def find_marks(
    article: Article, highlights: Highlights, *, analyzer: Analyzer
) -> tuple[tuple[int, int], ...]:
    """Return where the article's body matches: ranges of code points of `Article.text`."""
    marker = Marker(highlights.of("text"), analyzer)
    found = marker.find(article.text, article.body(), language=article.language)
    return tuple((mark.start, mark.end) for mark in found)


def mark_html(text: str, marks: Iterable[tuple[int, int]], tag: str = "mark") -> str:
    """Return the text escaped for HTML, each mark inside a tag; marks are sorted and disjoint."""
    parts: list[str] = []
    at = 0
    for start, end in marks:
        parts += [escape(text[at:start]), f"<{tag}>", escape(text[start:end]), f"</{tag}>"]
        at = end
    return "".join([*parts, escape(text[at:])])
