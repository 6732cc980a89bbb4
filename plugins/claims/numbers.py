"""Find the numbers of a text: in digits, in words, vague ones, and ranges of them.

`10.000-12.000`, `10 ribu`, `dua puluh lima`, `puluhan`. The words are in `words.tsv`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from kliping.index.analyzer.values import iter_values
from kliping.index.guards import WordGuard, iter_from

from .lexicon import words

_RANGE = re.compile(r"\s*(?:-|–|—|sampai|hingga|s/d|dan)\s*")
_YEAR = re.compile(r"(?:19|20)\d\d")
_BETWEEN = re.compile(r"\bantara\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a text; places in code points, a half-open range.

    Attributes:
        low, high: bounds of the value; equal for one number.
        vague: whether a word of quantity stands for it (`puluhan`).
        unit: the currency or unit that is written with it, or "".
        in_words: whether it is written in words.
    """

    start: int
    end: int
    low: float
    high: float
    vague: bool = False
    unit: str = ""
    in_words: bool = False


def numbers_of(text: str) -> list[Number]:
    """Return the numbers of a sentence in order, ranges as one; they do not overlap."""
    return _join_ranges(text, sorted(_iter_numbers(text), key=lambda n: n.start))


def _iter_numbers(text: str) -> Iterator[Number]:
    for value in iter_values(text):
        if value.kind != "date" and not _YEAR.fullmatch(value.text):
            yield Number(value.start, value.end, value.value, value.value, unit=value.unit)
    for match in iter_from(_number_words(), text, _number_guard().starts(text)):
        phrase = match[0].casefold().split()
        bounds = words("vague").get(phrase[0])
        if bounds:
            low, high = map(float, bounds.split("-"))
            factor = float(words("scale")[phrase[1]]) if len(phrase) > 1 else 1.0
            yield Number(*match.span(), low * factor, high * factor, vague=True)
        else:
            number = read_words(phrase)
            if number is not None:
                yield Number(*match.span(), number, number, in_words=True)


@cache
def _number_words() -> re.Pattern[str]:
    vague = "|".join(words("vague"))
    scale = "|".join(words("scale"))
    number = "|".join(words("number"))
    return re.compile(
        rf"\b(?:(?:{vague})(?: (?:ribu|juta|miliar|triliun))?|"
        rf"(?:{number})(?: (?:{scale}|{number}))*)(?![\w-])",
        re.IGNORECASE,
    )


@cache
def _number_guard() -> WordGuard:
    return WordGuard((*words("vague"), *words("number")))


def read_words(phrase: list[str]) -> float | None:
    """Return the number that Indonesian number words mean: dua puluh lima ribu is 25000."""
    total, part, digit = 0.0, 0.0, 0.0
    for word in phrase:
        if word in words("number"):
            value = float(words("number")[word])
            if word in ("seribu", "sejuta"):
                total, part, digit = total + part + digit + value, 0.0, 0.0
            else:
                part, digit = (part + value, 0.0) if value >= 10 else (part + digit, value)
        elif word == "belas":
            part, digit = part + digit + 10, 0.0
        elif word in ("puluh", "ratus"):
            part, digit = part + digit * float(words("scale")[word]), 0.0
        else:
            factor = float(words("scale")[word])
            total, part, digit = total + (part + digit) * factor, 0.0, 0.0
    return total + part + digit or None


def _join_ranges(text: str, numbers: list[Number]) -> list[Number]:
    """Join `10.000-12.000`, `10 sampai 12`, `antara 10 dan 12` into one number with two bounds."""
    joined: list[Number] = []
    for number in numbers:
        last = joined[-1] if joined else None
        if last and number.start < last.end:
            continue
        between = last and _RANGE.fullmatch(text, last.end, number.start)
        if (
            last
            and between
            and last.low == last.high <= number.low
            and ("dan" not in between[0] or _BETWEEN.search(text[: last.start]))
        ):
            low = last.low
            # `10-12 ribu`: the scale of the second is the first's as well.
            if number.high >= 1000 * low and number.end - number.start > 4:
                low *= 1000 if number.high < 1_000_000 else 1_000_000
            joined[-1] = Number(last.start, number.end, low, number.high, unit=number.unit)
            continue
        joined.append(number)
    return joined
