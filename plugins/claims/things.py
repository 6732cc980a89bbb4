"""What a quantity counts, as the text says it: `petugas keamanan`, `kerugian negara`.

Behind a number stands the noun that it counts, with the words that narrow it; behind a weight or
a share what is weighed may stand too (`10 ton bawang merah`, `62 persen suara`). Else it stands
before, as of an amount (`denda sebesar Rp 5 miliar`) and of a rise (`harga naik 3 persen`). A
phrase ends at a word that no noun phrase holds: a function word, a verb, a number, a sign.
"""

import re
from functools import cache
from typing import Final

from kliping.index.analyzer import Analyzer
from kliping.index.dates import date_names

from .lexicon import words

MOST_BEHIND: Final = 2
MOST_BEFORE: Final = 5
"""Words that narrow a counted noun, and words of what is measured, whose head comes first."""
REACH: Final = 160
"""Code points before a measure in which what is measured is looked for."""

_TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|\d[\d.,]*|[^\w\s]")
_VERB = re.compile(r"(?:di|ter|ber|me|meng|men|mem)[a-z]{4,}")
# A passive or stative verb, whose subject stands before it: `daging yang akan diimpor 500 ton`.
_STATIVE = re.compile(r"(?:di|ter|ber)[a-z]{4,}")
_ROMAN = re.compile(r"[IVX]+")


def thing_of(text: str, start: int, noun: tuple[int, int], *, unit: str, state: str) -> str:
    """Return what a quantity counts, on one line; "" where the text does not say.

    Args:
        start: where the quantity begins, its qualifier included.
        noun: where the counted noun stands; of a measure, where its number and its unit end.
        unit: the measure: a unit, a currency or "%"; "" where things are counted.
        state: what became of those counted, "" where it is not said.
    """
    if unit:
        return _measured(text, start, noun[1], unit)
    words_ = [text[noun[0] : noun[1]].strip(), *_behind(text, noun[1])]
    if state and state.casefold() not in " ".join(words_).casefold():
        words_.append(state)
    return " ".join(" ".join(words_).split())


def is_counted_up(text: str, at: int) -> bool:
    """Tell whether a word of counting leads to a number: `bertambah menjadi`, `mencapai`."""
    found = _TOKEN.findall(text, max(0, at - REACH), at)
    return any(word.casefold() in words("counting") for word in found[-3:])


def subject_before(text: str, start: int) -> str:
    """Return whose number follows after a word of counting: `calon wali kota sebanyak 50 orang`."""
    tokens, _ = _without_lead(text, start)
    return " ".join(_phrase(tokens))


def _measured(text: str, start: int, end: int, unit: str) -> str:
    """Return what is measured: behind a weight or a share, else before."""
    tokens, lead = _without_lead(text, start)
    is_change = any(word in words("change") for word in lead)
    if unit in words("portion") and not is_change:
        behind = _behind(text, end)
        if behind:
            return " ".join(behind)
    before = _phrase(tokens)
    if before:
        return " ".join(before)
    return next((words("dimension")[word] for word in lead if word in words("dimension")), "")


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


def _without_lead(text: str, start: int) -> tuple[list[str], list[str]]:
    """Return the words before a number without those that lead to it, and these, nearest first."""
    tokens = _TOKEN.findall(text, max(0, start - REACH), start)
    lead: list[str] = []
    while tokens:
        word = tokens[-1].casefold()
        if word == ")" and "(" in tokens:
            del tokens[len(tokens) - 1 - tokens[::-1].index("(") :]
        elif word == "," and lead and lead[-1] in words("apposition"):
            tokens.pop()
        elif word in words("equal") and _drop_quantity(tokens):
            lead.append(word)
        elif _leads_on(tokens[-1]):
            lead.append(word)
            tokens.pop()
        else:
            break
    return tokens, lead


def _drop_quantity(tokens: list[str]) -> bool:
    """Take off a quantity that the next one stands beside: `US$ 100 ribu atau Rp 1,3 miliar`.

    The last token is the word between them. Returns whether there was a quantity.
    """
    at = len(tokens) - 1
    while at and (tokens[at - 1][0].isdigit() or _is_of_amount(tokens[at - 1].casefold())):
        at -= 1
    if not any(token[0].isdigit() for token in tokens[at:]):
        return False
    del tokens[at:]
    return True


def _is_of_amount(word: str) -> bool:
    return any(word in words(kind) for kind in ("amount", "unit", "scale"))


def _phrase(tokens: list[str]) -> list[str]:
    """Return the noun phrase that words end with, with the verb that tells what it is."""
    found: list[str] = []
    for at in range(len(tokens) - 1, -1, -1):
        token = tokens[at]
        if not _is_nominal(token):
            if not found and _STATIVE.fullmatch(token) and _is_verb(token):
                return [*_phrase(_before_verb(tokens[:at])), token]
            # `merugikan negara Rp 2 triliun`: the verb tells what the amount is to its object.
            # With nothing between, `membayar Rp 2 juta`, it tells what the amount is.
            if _is_verb(token) and not (found and _STATIVE.fullmatch(token)):
                found.append(token)
            break
        found.append(token)
        if len(found) == MOST_BEFORE:
            break
    return found[::-1]


def _before_verb(tokens: list[str]) -> list[str]:
    """Return words up to a verb's subject: without `yang`, `akan`, `sudah` before the verb."""
    at = len(tokens)
    while at and (tokens[at - 1].casefold() in words("auxiliary") or _leads_on(tokens[at - 1])):
        at -= 1
    subject = tokens[:at]
    return subject if subject and _is_nominal(subject[-1]) else []


def _is_verb(token: str) -> bool:
    word = token.casefold()
    return bool(_VERB.fullmatch(word)) and not any(word in words(k) for k in ("adverb", "measure"))


def _leads_on(token: str) -> bool:
    """Tell whether a word may stand between what is measured and the number: also a date."""
    word = token.casefold()
    if word[0].isdigit() or _ROMAN.fullmatch(token):
        return True
    return word in words("measure") or word in date_names().months


def _is_nominal(token: str) -> bool:
    """Tell whether a word may stand inside a noun phrase."""
    word = token.casefold()
    if not token[0].isalpha() or _analyzer().is_stop_word(token) or _VERB.fullmatch(word):
        return False
    kinds = ("state", "no-noun", "other", "adverb", "measure", "equal")
    return not any(word in words(kind) for kind in kinds)


@cache
def _analyzer() -> Analyzer:
    return Analyzer()
