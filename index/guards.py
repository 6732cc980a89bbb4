"""Guards: run an expression only where a match can begin.

An expression that begins with a look-behind, or without regard to case, is tried at every code
point of a text, which costs 30 to 100 ns each. What it looks for is seldom there, and begins with
one of a few words or near a digit: these places are found at 1 to 3 ns a code point.

Every function here gives exactly what `pattern.finditer(text)` gives, for a pattern of which holds
what the function says of it.
"""

import re
from collections.abc import Iterable, Iterator

from ahocorasick_rs import AhoCorasick

_DIGITS = re.compile(r"\d+")
# What re.IGNORECASE takes for `s` and `k` and str.lower does not; what has another length, or other
# letters, in lower case; and what is no character: U+017F, U+212A, U+0130, U+1E9E, surrogates.
_UNLIKE_LOWER = re.compile("[\u017f\u212a\u0130\u1e9e\ud800-\udfff]")


class WordGuard:
    """Where words of a list stand in a text, whatever their case, also inside other words."""

    def __init__(self, words: Iterable[str]) -> None:
        self._matcher = AhoCorasick(sorted({word.lower() for word in words}))

    def starts(self, text: str) -> list[int]:
        """Return the code points at which a word begins, ascending.

        All there are, for a text with letters whose case is not a matter of `str.lower`, or with
        lone surrogates.
        """
        if not text.isascii() and _UNLIKE_LOWER.search(text) is not None:
            return list(range(len(text)))
        found = self._matcher.find_matches_as_indexes(text.lower(), overlapping=True)
        return sorted({start for _, start, _ in found})


def iter_from(
    pattern: re.Pattern[str], text: str, starts: Iterable[int], *, limit: int | None = None
) -> Iterator[re.Match[str]]:
    """Yield the matches of a pattern that begins nowhere but at `starts`, and is never empty.

    Args:
        starts: code points, ascending.
        limit: the `endpos` of `pattern.finditer`, whose `pos` is the first start.
    """
    end, last = 0, len(text) if limit is None else limit
    for start in starts:
        if start >= end and (match := pattern.match(text, start, last)) is not None:
            yield match
            end = match.end()


def iter_near_digits(pattern: re.Pattern[str], text: str, *, reach: int) -> Iterator[re.Match[str]]:
    """Yield the matches of a pattern whose every match has a digit among its first code points.

    Args:
        reach: at most so many code points stand before the first digit of a match.
    """
    end = 0
    for digits in _DIGITS.finditer(text):
        start = digits.start()
        if start >= end:
            match = pattern.search(text, max(end, start - reach))
            if match is None:
                return
            yield match
            end = match.end()
