"""Read numbers as Indonesian writes them: `2,7 juta`, `2.700.000`, `Rp 1,5 triliun`, `12,5 persen`.

The dot groups thousands and the comma divides decimals; a group of other than three digits after
a dot is an English decimal (`3.5`). The words are in `number-words.tsv`. A dash that touches the
digits and no word or number before them is their sign (`-5 derajat`, but `2-5 orang`), and so is
the word `minus`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from kliping.index.data_files import read_rows
from kliping.index.guards import iter_near_digits

from .analysis import Value, ValueKind

# Behind an amount in rupiah: `Rp 103 T` (triliun), `Rp 50 M` (miliar).
_LETTERS = {"t": 1e12, "m": 1e9}
_TIME = re.compile(r"[0-2]?[0-9][.][0-5][0-9]")
_BEFORE_TIME = re.compile(r"(?:pukul|jam|pkl)\.? (?:[0-9.]+ ?[-–] ?)?$", re.IGNORECASE)
_AFTER_TIME = re.compile(r"(?: ?[-–] ?[0-9.]+)? ?(?:WIB|WITA|WIT|GMT|waktu setempat)\b", re.I)


@dataclass(frozen=True, slots=True)
class _Words:
    scales: dict[str, float]
    currencies: dict[str, str]
    pattern: re.Pattern[str]
    reach: int  # code points that a match may have before its digits


@cache
def _words() -> _Words:
    scales: dict[str, float] = {}
    currencies: dict[str, str] = {}
    for kind, word, meaning in read_rows(__package__, "number-words.tsv", str, str, str):
        if kind == "scale":
            scales[word] = float(meaning)
        else:
            currencies[word] = meaning
    scale = "|".join(sorted(scales, key=len, reverse=True))
    money = "|".join(re.escape(word) for word in sorted(currencies, key=len, reverse=True))
    pattern = re.compile(
        rf"""(?:(?<![^\W_])(?P<before>{money})\.?\ ?)?
        (?P<sign>(?<![^\s(\[“"'])(?<![0-9]\s)[-−–](?=[0-9])|(?<![^\W_])minus\ )?
        (?<![0-9])(?<![0-9][.,:/])(?P<digits>[0-9]+(?:[.,][0-9]+)*)(?![0-9]|[:/][0-9])
        (?:,-)?
        (?:\ ?(?P<scale>{scale})(?![^\W_])|\ ?(?P<letter>[TM])(?![^\W_]))?
        (?:\ ?(?P<percent>%|persen(?![^\W_])|percent(?![^\W_]))
          |\ (?P<after>{money})(?![^\W_]))?""",
        re.IGNORECASE | re.VERBOSE,
    )
    reach = max(map(len, currencies)) + len(". ") + len("minus ")
    return _Words(scales, currencies, pattern, reach)


def iter_numbers(text: str, offset: int, *, english: bool = False) -> Iterator[Value]:
    """Yield the numbers of `text`; `offset` is added to every position.

    Args:
        english: whether the comma groups thousands and the dot divides decimals.

    Times of day (`pukul 10.15`, `19.00 WIB`) are no numbers.
    """
    words = _words()
    for match in iter_near_digits(words.pattern, text, reach=words.reach):
        if _TIME.fullmatch(match["digits"]) and _is_time(text, match):
            continue
        number = read_digits(match["digits"], english=english)
        if number is None or (match.start() and text[match.start() - 1].isalnum()):
            continue
        after = text[match.end("digits") : match.end("digits") + 1]
        if after.isalpha() and not match["before"] and not match["scale"]:
            continue
        end = match.end()
        if match["scale"]:
            number *= words.scales[match["scale"].casefold()]
        elif match["letter"] and match["before"]:
            number *= _LETTERS[match["letter"].casefold()]
        elif match["letter"]:
            end = match.end("digits")  # `5 M`: metres, or a name
        kind: ValueKind = "number"
        unit = ""
        currency = match["before"] or match["after"]
        if currency:
            kind, unit = "money", words.currencies[currency.casefold()]
        elif match["percent"]:
            kind, unit = "percent", "%"
        if match["sign"]:
            number = -number
        start = match.start()
        yield Value(
            kind=kind,
            value=number,
            start=offset + start,
            end=offset + end,
            text=text[start:end],
            unit=unit,
        )


def _is_time(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 20) : match.start()]
    return bool(_BEFORE_TIME.search(before) or _AFTER_TIME.match(text, match.end("digits")))


def read_digits(digits: str, *, english: bool = False) -> float | None:
    """Return the number that digits with dots and commas mean, or None where they mean none.

    In Indonesian three digits behind a single comma are decimals (`28,719 detik`), behind a single
    dot thousands; in English the other way round.
    """
    if digits.isdigit():
        return float(digits) if len(digits) <= 15 else None
    group, decimal = (",", ".") if english else (".", ",")
    whole, _, fraction = digits.partition(decimal)
    if _grouped(whole, group) and fraction.isdigit() == (decimal in digits):
        return float(whole.replace(group, "") + ("." + fraction if fraction else ""))
    if digits.count(decimal) == 1 and group not in digits:
        return float(digits.replace(decimal, "."))
    # Written after the other language's fashion, and clear in it: 1,234,567 or 3.5.
    whole, _, fraction = digits.partition(group)
    if digits.count(group) == 1 and decimal not in digits:
        return float(digits.replace(group, "."))
    if _grouped(whole, decimal) and fraction.isdigit() == (group in digits):
        return float(whole.replace(decimal, "") + ("." + fraction if fraction else ""))
    return None


def _grouped(digits: str, separator: str) -> bool:
    first, *groups = digits.split(separator)
    return 1 <= len(first) <= 3 and bool(groups) and all(len(group) == 3 for group in groups)
