"""What a quantity counts, as the text says it: `petugas keamanan`, `kerugian negara`.

Behind a number stands the noun that it counts, with the words that narrow it. Before a measure or
an amount (`sebesar Rp 5 miliar`, `naik 3 persen`) stands what is measured. Words are read until one
that no noun phrase holds: a function word, a verb, a number, a sign.
"""

import re
from functools import cache
from typing import Final

from kliping.index.analyzer import Analyzer
from kliping.index.dates import date_names

from .lexicon import words

MOST_BEHIND: Final = 2
MOST_BEFORE: Final = 3
"""Words that narrow a counted noun, and words of what is measured."""
REACH: Final = 120
"""Code points before a measure in which what is measured is looked for."""

_TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|\d[\d.,]*|[^\w\s]")
_VERB = re.compile(r"(?:di|ter|ber|me|meng|men|mem)[a-z]{4,}")


def thing_of(text: str, start: int, noun: tuple[int, int], *, is_measure: bool, state: str) -> str:
    """Return what a quantity counts, on one line; "" where the text does not say.

    Args:
        start: where the quantity begins, its qualifier included.
        noun: where the counted noun stands; where the number ends for a measure.
        is_measure: the number has a unit, a currency or a percent sign.
        state: what became of those counted, "" where it is not said.
    """
    if is_measure:
        return _before(text, start)
    words_ = [text[noun[0] : noun[1]].strip(), *_behind(text, noun[1])]
    if state and state.casefold() not in " ".join(words_).casefold():
        words_.append(state)
    return " ".join(" ".join(words_).split())


def _behind(text: str, at: int) -> list[str]:
    """Return the words that narrow a noun, right behind it."""
    found: list[str] = []
    for match in _TOKEN.finditer(text, at, at + REACH):
        if text[at : match.start()].strip(" \xa0") or not _is_nominal(match[0]):
            break
        found.append(match[0])
        at = match.end()
        if len(found) == MOST_BEHIND:
            break
    return found


def _before(text: str, start: int) -> str:
    """Return what is measured: the noun phrase before the words that lead to the number."""
    begin = max(0, start - REACH)
    tokens = list(_TOKEN.finditer(text, begin, start))
    while tokens and _leads_on(tokens[-1][0].casefold()):
        tokens.pop()
    found: list[str] = []
    for match in reversed(tokens):
        token = match[0]
        if not _is_nominal(token):
            # `merugikan negara Rp 2 triliun`: the verb tells what the amount is to its object.
            # With nothing between, `didenda Rp 2 juta`, it tells what the amount is.
            if _is_verb(token):
                found.append(token)
            break
        found.append(token)
        if len(found) == MOST_BEFORE:
            break
    return " ".join(reversed(found))


def _is_verb(token: str) -> bool:
    word = token.casefold()
    return bool(_VERB.fullmatch(word)) and not any(word in words(k) for k in ("adverb", "measure"))


def _leads_on(word: str) -> bool:
    """Tell whether a word may stand between what is measured and the number: also a date."""
    return word in words("measure") or word[0].isdigit() or word in date_names().months


def _is_nominal(token: str) -> bool:
    """Tell whether a word may stand inside a noun phrase."""
    word = token.casefold()
    if not token[0].isalpha() or _analyzer().is_stop_word(token) or _VERB.fullmatch(word):
        return False
    kinds = ("state", "no-noun", "other", "adverb", "measure")
    return not any(word in words(kind) for kind in kinds)


@cache
def _analyzer() -> Analyzer:
    return Analyzer()
