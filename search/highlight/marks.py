"""Where a text matches a query.

A *mark* is a half-open range of code points that matched. Words are compared as the index compares
them, each distinct surface once.
"""

import re
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from threading import Lock
from typing import Any, NamedTuple

from kliping.index import Article, Span, kernel
from kliping.index.analyzer import Analyzer
from kliping.index.analyzer import Term as AnalyzedTerm
from kliping.index.edit_distance import is_within
from kliping.query import Highlights, Marks, PhraseMark, WordPattern
from kliping.safe_text import xml_text

# Distinct (surface, language) kept analyzed, over all searches of a process: some 40 MB.
_REMEMBERED = 1 << 17


@lru_cache(maxsize=_REMEMBERED)
def _terms(analyzer: Analyzer, surface: str, language: str | None) -> tuple[AnalyzedTerm, ...]:
    return analyzer.terms(surface, language)


class _Vocabulary:
    """The surfaces that a process has met in texts of one language, numbered by the kernel.

    Each is analyzed once, so that a text is searched for the surfaces of a query's words alone.
    Safe in threads.
    """

    def __init__(self, analyzer: Analyzer, language: str | None) -> None:
        self._analyzer = analyzer
        self._language = language
        self._lock = Lock()
        self._forget()

    def _forget(self) -> None:
        self._table = kernel.compiled.surfaces()
        self.surfaces: list[str] = []
        self._numbers: dict[str, list[int]] = {}  # of what is indexed as a word or stem
        # Texts, with the spans, all of whose surfaces are known: by their hashes.
        self._read: set[tuple[int, ...]] = set()

    def find(self, text: str, spans: Sequence[Span], words: "_Words") -> "memoryview[int] | None":
        """Return the surfaces inside the spans that are indexed as one of the words.

        Returns:
            four numbers each: the surface's, start, end, how many surfaces stand before it; in
            order. None for a text that the kernel cannot read.
        """
        flat = array("i", [edge for span in spans for edge in (span.start, span.end)])
        with self._lock:
            if len(self.surfaces) > _REMEMBERED or len(self._read) > _REMEMBERED:
                self._forget()
            read = (hash(text), *flat)
            while True:
                known = len(self.surfaces)
                if words.table is not self._table or words.known != known:
                    self._settle(words)
                traits = words.traits if read in self._read else None
                answer = kernel.compiled.find(self._table, text, flat, known, words.numbers, traits)
                if answer is None:
                    return None
                packed, fresh = answer
                if not fresh:
                    self._read.add(read)
                if not fresh or not self._learn(fresh, words.forms):
                    return memoryview(packed).cast("i")

    def find_in_rows(self, rows: list[bytes], words: "_Words") -> list[bytes | None]:
        """Return the marks of each row of a page; see the kernel's `marks`."""
        with self._lock:
            if len(self.surfaces) > _REMEMBERED or len(self._read) > _REMEMBERED:
                self._forget()
            hashes = [(hash(row),) for row in rows]
            while True:
                known = len(self.surfaces)
                if words.table is not self._table or words.known != known:
                    self._settle(words)
                found, fresh = kernel.compiled.marks(
                    self._table,
                    rows,
                    bytes(each in self._read for each in hashes),
                    known,
                    words.numbers,
                    words.kind_numbers,
                    words.traits,
                )
                concerned = self._learn(fresh, words.forms)
                if concerned:
                    continue
                read = (
                    each for each, there in zip(hashes, found, strict=True) if there is not None
                )
                self._read.update(read)
                return list(found)

    def _settle(self, words: "_Words") -> None:
        """Note which of the surfaces known by now are the words'."""
        held = sorted({n for form in words.forms for n in self._numbers.get(form, ())})
        words.numbers = array("i", held)
        words.traits = kernel.compiled.traits([self.surfaces[n] for n in held])
        kinds = (words.kind_of(self.surfaces[n]) for n in held)
        words.kind_numbers = array("i", [-1 if k is None else words.number(k) for k in kinds])
        words.table, words.known = self._table, len(self.surfaces)

    def _learn(self, fresh: Sequence[str], words: Collection[str]) -> bool:
        """Analyze new surfaces; return whether one of them is indexed as one of the words."""
        concerned = False
        for surface in fresh:
            number = len(self.surfaces)
            self.surfaces.append(surface)
            for term in self._analyzer.terms(surface, self._language):
                for form in {term.stem, term.exact}:
                    self._numbers.setdefault(form, []).append(number)
                    concerned |= form in words
        return concerned


class _Words:
    """The words and stems of one query, with the numbers of their surfaces as last asked for.

    Attributes:
        kind_of: says which word of the query a surface is, if any; a kind's number is its place
            among those met so far.
    """

    def __init__(self, forms: frozenset[str], kind_of: Callable[[str], str | None]) -> None:
        self.forms = forms
        self.kind_of = kind_of
        self._kinds: dict[str, int] = {}
        self.kind_numbers = array("i")
        self.table: Any = None  # of the vocabulary that the numbers are of
        self.known = 0  # how many surfaces that had
        self.numbers = array("i")
        self.traits = b""

    def number(self, kind: str) -> int:
        """Return the number of a kind."""
        return self._kinds.setdefault(kind, len(self._kinds))

    @property
    def kind_count(self) -> int:
        """How many kinds have a number."""
        return len(self._kinds)


@lru_cache(maxsize=8)
def _vocabulary(analyzer: Analyzer, language: str | None) -> _Vocabulary:
    return _Vocabulary(analyzer, language)


class Mark(NamedTuple):
    """A match and what matched: equal kinds are the same word or phrase of the query."""

    start: int
    end: int
    kind: str


class _Memo(dict[str, str | None]):
    """Surface → what `compute` says of it, asked once."""

    def __init__(self, compute: Callable[[str], str | None]) -> None:
        super().__init__()
        self._compute = compute

    def __missing__(self, surface: str) -> str | None:
        if len(self) >= _REMEMBERED:
            self.clear()
        self[surface] = answer = self._compute(surface)
        return answer


class Marker:
    """Finds the marks of one query in texts of one field and language. Safe in threads."""

    def __init__(self, marks: Marks, analyzer: Analyzer, language: str | None) -> None:
        self._marks = marks
        self._analyzer = analyzer
        self._language = language
        self._patterns = [re.compile(pattern) for pattern in marks.patterns]
        self._phrase_tests = [
            (phrase, [_test(word) for word in phrase.words]) for phrase in marks.phrases
        ]
        plain = _plain_words(marks) if kernel.compiled is not None else None
        self._kinds = _Memo(self._kind)
        self._words = None if plain is None else _Words(plain, self._kinds.__getitem__)
        self._starts = _Memo(self._start)

    def find(self, text: str, spans: Sequence[Span] | None = None) -> list[Mark]:
        """Return the marks inside `spans` (None: everywhere), sorted and disjoint."""
        if not self._marks:
            return []
        if self._words is not None:
            within = [Span(0, len(text))] if spans is None else spans
            quick = self._find_words(text, within, self._words)
            if quick is not None:
                return quick
        return self._scan(text, spans)

    def find_in_rows(
        self, rows: list[bytes], read: Callable[[bytes], tuple[str, Sequence[Span]]]
    ) -> tuple[list[bytes], int]:
        """Return the marks in the bodies of a page's rows, and a number above all their kinds.

        Args:
            read: gives a row's text and the spans of its body.

        Returns:
            of each row (start, end, kind) as int32, in order; equal kinds are the same word.
        """
        if not self._marks:
            return [b""] * len(rows), 0
        found: list[bytes | None] = [None] * len(rows)
        words = self._words
        if words is not None and not self._phrase_tests:
            found = self._vocabulary.find_in_rows(rows, words)
        numbers: dict[str, int] = {}
        for at, row in enumerate(rows):
            if found[at] is None:
                flat = array("i")
                for start, end, kind in self.find(*read(row)):
                    number = words.number(kind) if words else numbers.setdefault(kind, len(numbers))
                    flat.extend((start, end, number))
                found[at] = flat.tobytes()
        count = words.kind_count if words else len(numbers)
        return [each for each in found if each is not None], count

    @property
    def _vocabulary(self) -> _Vocabulary:
        # Every other language is analyzed as Indonesian is.
        return _vocabulary(self._analyzer, "en" if self._language == "en" else None)

    def _find_words(self, text: str, spans: Sequence[Span], words: _Words) -> list[Mark] | None:
        """Return the marks by looking at the query's words alone; None where only a scan can."""
        vocabulary = self._vocabulary
        found = vocabulary.find(text, spans, words)
        if found is None:
            return None
        surfaces, kinds = vocabulary.surfaces, self._kinds
        places = found.tolist()
        marks = [
            Mark(start, end, kind)
            for number, start, end in zip(places[::4], places[1::4], places[2::4], strict=True)
            if (kind := kinds[surfaces[number]]) is not None
        ]
        if not self._phrase_tests:
            return marks  # of different words, in order
        named = [surfaces[number] for number in places[::4]]
        each = list(zip(named, places[1::4], places[2::4], places[3::4], strict=True))
        return _disjoint([*marks, *self._phrases_of(self._neighbours(each))])

    def _neighbours(
        self, places: Sequence[tuple[str, int, int, int]]
    ) -> list[tuple[str, int, int]]:
        """Return the words of places, with a word that is none between those far apart."""
        words: list[tuple[str, int, int]] = []
        last = -1
        for surface, start, end, before in places:
            if before != last + 1:
                words.append(("", start, start))
            words += [
                (term.exact, start, end) for term in _terms(self._analyzer, surface, self._language)
            ]
            last = before
        return words

    def _scan(self, text: str, spans: Sequence[Span] | None) -> list[Mark]:
        """Return the marks by looking at each word of the text."""
        tokens = list(self._analyzer.iter_surfaces(text, spans))
        kinds = self._kinds
        found = [
            Mark(start, end, kind)
            for surface, start, end in tokens
            if (kind := kinds[surface]) is not None
        ]
        if self._phrase_tests:
            found += self._phrases(tokens)
        return _disjoint(found)

    def _kind(self, surface: str) -> str | None:
        for term in _terms(self._analyzer, surface, self._language):
            if term.stem in self._marks.stems:
                return term.stem
            if term.exact in self._marks.exacts:
                return term.exact
            for pattern in self._patterns:
                if pattern.fullmatch(term.exact):
                    return pattern.pattern
            for word, edits in self._marks.near:
                if is_within(word, term.exact, edits):
                    return word
        return None

    def _start(self, surface: str) -> str | None:
        """Return the word of the surface that a phrase begins with."""
        for term in _terms(self._analyzer, surface, self._language):
            if any(tests[0](term.exact) for _, tests in self._phrase_tests):
                return term.exact
        return None

    def _phrases(self, tokens: Sequence[tuple[str, int, int]]) -> Iterator[Mark]:
        starts = self._starts
        if not any(starts[surface] is not None for surface, _, _ in tokens):
            return
        words = [
            (term.exact, start, end)
            for surface, start, end in tokens
            for term in _terms(self._analyzer, surface, self._language)
        ]
        yield from self._phrases_of(words)

    def _phrases_of(self, words: Sequence[tuple[str, int, int]]) -> Iterator[Mark]:
        for at, (word, _, _) in enumerate(words):
            for phrase, tests in self._phrase_tests:
                if tests[0](word):
                    places = _follow(words, at, tests, phrase.slop)
                    yield from _phrase_marks(words, places, phrase)


def _plain_words(marks: Marks) -> frozenset[str] | None:
    """Return all words and stems that marks begin or end with; None where patterns decide."""
    words = {*marks.stems, *marks.exacts}
    for phrase in marks.phrases:
        if phrase.slop != 1:
            return None
        for word in phrase.words:
            if not isinstance(word, str):
                return None
            words.add(word)
    return None if marks.patterns or marks.near else frozenset(words)


# Queries whose markers are kept: the next article, or page, asks about the same words.
@lru_cache(maxsize=32)
def marker(marks: Marks, analyzer: Analyzer, language: str | None) -> Marker:
    """Return the marker of a query's marks."""
    return Marker(marks, analyzer, language)


def _test(word: str | WordPattern) -> Callable[[str], object]:
    """Return what tells whether a word of a text is this one of a phrase."""
    if isinstance(word, WordPattern):
        return re.compile(word.expression).fullmatch
    return word.__eq__


def _follow(
    words: Sequence[tuple[str, int, int]],
    at: int,
    tests: Sequence[Callable[[str], object]],
    slop: int,
) -> list[int]:
    """Return the places of the phrase's words from `at` on, empty where it is not there."""
    places = [at]
    for is_wanted in tests[1:]:
        behind = range(places[-1] + 1, min(places[-1] + slop + 1, len(words)))
        place = next((i for i in behind if is_wanted(words[i][0])), None)
        if place is None:
            return []
        places.append(place)
    return places


def _phrase_marks(
    words: Sequence[tuple[str, int, int]], places: list[int], phrase: PhraseMark
) -> Iterator[Mark]:
    kind = " ".join(w if isinstance(w, str) else f"/{w.expression}/" for w in phrase.words)
    if not places:
        return
    if phrase.slop == 1:
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
    finder = marker(highlights.of("text"), analyzer, article.language)
    found = finder.find(article.text, article.body())
    return tuple((mark.start, mark.end) for mark in found)


def mark_html(text: str, marks: Iterable[tuple[int, int]], tag: str = "mark") -> str:
    """Return the text escaped for HTML, each mark inside a tag; marks are sorted and disjoint."""
    parts: list[str] = []
    at = 0
    for start, end in marks:
        parts += [xml_text(text[at:start]), f"<{tag}>", xml_text(text[start:end]), f"</{tag}>"]
        at = end
    return "".join([*parts, xml_text(text[at:])])
