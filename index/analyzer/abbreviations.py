"""Full names and their abbreviations: found in articles, shipped as a list, used in queries.

An article that writes `Kementerian Luar Negeri (Kemenlu)` states a pair. Pairs expand queries one
way only, full name → abbreviation: an abbreviation can stand for several names, a name is itself.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from kliping.index.article import Span
from kliping.index.data_files import read_lines, read_rows

from .terms import Term
from .tokenizer import iter_surfaces, normalise

# How much an abbreviation counts that the user did not write (issue: one way, below a full match).
EXPANSION_WEIGHT = 0.6
_BRACKET = re.compile(r"\(\s?([A-Z][A-Za-z0-9]{1,14}(?:[-/ ][A-Z][A-Za-z0-9]{0,9})?)\s?\)")
_JOINERS = frozenset(["dan", "of", "the", "and", "for", "di", "untuk", "de", "atas", "ke", "pada"])


class AbbreviationPair(NamedTuple):
    """One stated pair; `start:end` (code points) runs from the full name to the closing bracket.

    `long` has single spaces, whatever stands between the words of the text.
    """

    long: str
    short: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Expansion:
    """The words `first:last` of a query are a full name; `term` is its abbreviation."""

    first: int
    last: int
    term: Term
    weight: float = EXPANSION_WEIGHT


def find_abbreviations(text: str, spans: Iterable[Span] | None = None) -> list[AbbreviationPair]:
    """Return the pairs that `text` states as `Full Name (SHORT)`, in order.

    The letters of the abbreviation must be found in the name in their order, the first at its
    beginning, and as many as possible at the beginnings of words (after Schwartz and Hearst,
    "A simple algorithm for identifying abbreviation definitions", PSB 2003).
    """
    pairs: list[AbbreviationPair] = []
    for span in (Span(0, len(text)),) if spans is None else spans:
        for match in _BRACKET.finditer(text, span.start, span.end):
            short = match[1]
            if sum(letter.isupper() for letter in short) == 0:
                continue
            start = _long_start(text, span.start, match.start(), short)
            if start is not None:
                long = " ".join(text[start : match.start()].split())
                pairs.append(AbbreviationPair(long, short, start, match.end()))
    return pairs


def _long_start(text: str, low: int, high: int, short: str) -> int | None:
    """Return where the full name before `high` begins, or None where none fits."""
    letters = [letter.casefold() for letter in short if letter.isalnum()]
    most = min(len(letters) + 5, len(letters) * 2)
    words = list(_words_before(text, low, high, most))
    for count in range(1, len(words) + 1):
        name = [text[start:end] for start, end in reversed(words[:count])]
        if not name[0][0].isupper() or name[0].casefold() == short.casefold():
            continue
        if name[0].casefold() in _JOINERS:
            continue
        if len(name) >= 2 and _fits(name, letters, skipping=not short.isupper()):
            return words[count - 1][0]
    return None


def _words_before(text: str, low: int, high: int, most: int) -> Iterator[tuple[int, int]]:
    """Yield the capitalised words and joiners that end at `high`, nearest first."""
    line = max(low, text.rfind("\n", low, high) + 1, high - 120)
    words = [(start, end) for _, start, end in iter_surfaces(text, [Span(line, high)])]
    edge = high
    for start, end in reversed(words[-most:]):
        gap = text[end:edge]
        word = text[start:end]
        if gap.strip() not in ("", "-", "/", "&", ",") or len(gap) > 3:
            return
        if not word[0].isupper() and word not in _JOINERS:
            return
        yield start, end
        edge = start


def _fits(name: Sequence[str], letters: Sequence[str], *, skipping: bool) -> bool:
    """Say whether the words give all letters in order, each word at least its first one.

    Args:
        skipping: words after the first may give none (`Kemenlu` leaves `Negeri` out), as in
            abbreviations of syllables; initials leave out joining words alone.
    """
    words = [word.casefold() for word in name]

    def place(word: int, letter: int) -> bool:
        if word == len(words):
            return letter == len(letters)
        if word and (skipping or words[word] in _JOINERS) and place(word + 1, letter):
            return True
        if letter == len(letters) or not words[word].startswith(letters[letter]):
            return False
        return any(place(word + 1, used) for used in _used(words[word], letters, letter))

    return place(0, 0)


def _used(word: str, letters: Sequence[str], letter: int) -> Iterator[int]:
    """Yield how far the letters can come with this word: its first one, or more in order."""
    at = 0
    while letter < len(letters):
        at = word.find(letters[letter], at)
        if at < 0:
            return
        at += 1
        letter += 1
        yield letter


class Abbreviations:
    """A list of pairs that expands queries. Pairs whose abbreviation is not one word are left out.

    Args:
        pairs: further (full name, abbreviation) pairs, such as an archive has collected.
    """

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        self._shorts: dict[tuple[str, ...], list[str]] = {}
        self._longest = 0
        for long, short in (*shipped_pairs(), *pairs):
            if len(list(iter_surfaces(short))) != 1:
                continue
            words = tuple(word for piece, _, _ in iter_surfaces(long) for word in normalise(piece))
            shorts = self._shorts.setdefault(words, [])
            if short not in shorts:
                shorts.append(short)
            self._longest = max(self._longest, len(words))

    def expansions(self, words: Sequence[str]) -> tuple[Expansion, ...]:
        """Return the abbreviations of the full names among consecutive `words` of a query.

        Args:
            words: one token each, as the user wrote them or normalised; of names that overlap the
                longest counts.
        """
        exact = [next(iter(normalise(word)), "") for word in words]
        found: list[Expansion] = []
        at = 0
        while at < len(exact):
            for last in range(min(len(exact), at + self._longest), at, -1):
                shorts = self._shorts.get(tuple(exact[at:last]), ())
                for short in shorts:
                    term = Term(exact=short.casefold(), stem=_stem(short), rule="abbreviation")
                    found.append(Expansion(first=at, last=last, term=term))
                if shorts:
                    at = last - 1
                    break
            at += 1
        return tuple(found)


def _stem(short: str) -> str:
    return short if short in _capitals() else short.casefold()


@cache
def _capitals() -> frozenset[str]:
    return frozenset(read_lines(__package__, "capitals.txt"))


@cache
def shipped_pairs() -> tuple[tuple[str, str], ...]:
    """Return the pairs of `abbreviations.tsv`: (full name, abbreviation)."""
    rows = read_rows(__package__, "abbreviations.tsv", str, str, str)
    return tuple((long, short) for long, short, _ in rows)


def pairs_by_short(pairs: Iterable[tuple[str, str]]) -> Mapping[str, tuple[str, ...]]:
    """Return abbreviation → its full names, both as written, in order of appearance."""
    names: dict[str, list[str]] = {}
    for long, short in pairs:
        names.setdefault(short, [])
        if long not in names[short]:
            names[short].append(long)
    return {short: tuple(longs) for short, longs in names.items()}
