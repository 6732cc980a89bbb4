"""Read numbers as Indonesian writes them: `2,7 juta`, `2.700.000`, `Rp 1,5 triliun`, `12,5 persen`.

The dot groups thousands and the comma divides decimals; a group of other than three digits after
a dot is an English decimal (`3.5`). The words are in `number-words.tsv`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from .lexicon import read_lines
from .terms import Value, ValueKind


@dataclass(frozen=True, slots=True)
class _Words:
    scales: dict[str, float]
    currencies: dict[str, str]
    pattern: re.Pattern[str]


@cache
def _words() -> _Words:
    scales: dict[str, float] = {}
    currencies: dict[str, str] = {}
    for line in read_lines("number-words.tsv"):
        kind, word, meaning = line.split("\t")
        if kind == "scale":
            scales[word] = float(meaning)
        else:
            currencies[word] = meaning
    scale = "|".join(sorted(scales, key=len, reverse=True))
    money = "|".join(re.escape(word) for word in sorted(currencies, key=len, reverse=True))
    pattern = re.compile(
        rf"""(?:(?<![^\W_])(?P<before>{money})\.?\ ?)?
        (?<![0-9])(?<![0-9][.,:/])(?P<digits>[0-9]+(?:[.,][0-9]+)*)(?![0-9]|[:/][0-9])
        (?:,-)?
        (?:\ ?(?P<scale>{scale})(?![^\W_]))?
        (?:\ ?(?P<percent>%|persen(?![^\W_])|percent(?![^\W_]))
          |\ (?P<after>{money})(?![^\W_]))?""",
        re.IGNORECASE | re.VERBOSE,
    )
    return _Words(scales, currencies, pattern)


def iter_numbers(text: str, offset: int) -> Iterator[Value]:
    """Yield the numbers of `text`; `offset` is added to every position."""
    words = _words()
    for match in words.pattern.finditer(text):
        number = read_digits(match["digits"])
        if number is None or (match.start() and text[match.start() - 1].isalnum()):
            continue
        after = text[match.end("digits") : match.end("digits") + 1]
        if after.isalpha() and not match["before"] and not match["scale"]:
            continue
        if match["scale"]:
            number *= words.scales[match["scale"].casefold()]
        kind: ValueKind = "number"
        unit = ""
        currency = match["before"] or match["after"]
        if currency:
            kind, unit = "money", words.currencies[currency.casefold()]
        elif match["percent"]:
            kind, unit = "percent", "%"
        start, end = match.span()
        yield Value(
            kind=kind,
            value=number,
            start=offset + start,
            end=offset + end,
            text=text[start:end],
            unit=unit,
        )


def read_digits(digits: str) -> float | None:
    """Return the number that digits with dots and commas mean, or None where they mean none."""
    if digits.isdigit():
        return float(digits) if len(digits) <= 15 else None
    dots, commas = digits.count("."), digits.count(",")
    if commas == 1 and dots == 0 and not _grouped(digits, ","):
        return float(digits.replace(",", "."))
    if dots and commas <= 1 and _grouped(digits.partition(",")[0], "."):
        return float(digits.replace(".", "").replace(",", "."))
    if commas and dots <= 1 and _grouped(digits.partition(".")[0], ","):
        if dots == 0 and commas == 1:
            return float(digits.replace(",", "."))  # 3,950: Indonesian decimals
        return float(digits.replace(",", ""))
    if dots == 1 and commas == 0:
        return float(digits)
    return None


def _grouped(digits: str, separator: str) -> bool:
    first, *groups = digits.split(separator)
    return 1 <= len(first) <= 3 and bool(groups) and all(len(group) == 3 for group in groups)
