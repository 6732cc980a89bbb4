"""Days, sums of money and shares as typed mentions, with one form for each value.

The name of a date is its day in ISO 8601 ("2025-04-28"); that of an amount its unit and number
("IDR 2500000000", "USD 1200000", "% 5.4").
"""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Final, NamedTuple

from kliping.index.dates import iter_dates
from kliping.index.guards import iter_near_digits

_SCALES: Final = {
    "ribu": 10**3,
    "juta": 10**6,
    "miliar": 10**9,
    "milyar": 10**9,
    "triliun": 10**12,
}
_UNITS: Final = {
    "rp": "IDR",
    "us$": "USD",
    "$": "USD",
    "dolar as": "USD",
    "dollar as": "USD",
    "€": "EUR",
    "euro": "EUR",
    "£": "GBP",
    "s$": "SGD",
    "yen": "JPY",
    "persen": "%",
    "%": "%",
}
_NUMBER: Final = r"(?P<{0}>\d{{1,3}}(?:\.\d{{3}})+(?:,\d+)?|\d+(?:[,.]\d{{1,2}})?)"
_SCALE: Final = r"(?: ?(?P<{0}>ribu|juta|miliar|milyar|triliun)\b)?"
_AMOUNT: Final = re.compile(
    r"(?<![\w.,])(?:"
    rf"(?P<before>Rp|US\$|S\$|\$|€|£)\.? ?{_NUMBER.format('a')}{_SCALE.format('b')}"
    rf"|{_NUMBER.format('c')}{_SCALE.format('d')} ?"
    r"(?P<after>persen\b|%|dolar AS\b|dollar AS\b|euro\b|yen\b))"
    r"(?!\d)"
)
_AMOUNT_REACH: Final = len("US$. ")


class Quantity(NamedTuple):
    """A day or an amount in a text: half-open range of code points, type and name."""

    start: int
    end: int
    type: str
    name: str


def read_number(written: str) -> float:
    """Return the value of a number in Indonesian notation: "2.500,5" is 2500.5."""
    if "," in written:
        return float(written.replace(".", "").replace(",", "."))
    whole = re.fullmatch(r"\d{1,3}(?:\.\d{3})+", written)
    return float(written.replace(".", "")) if whole else float(written)


def iter_quantities(text: str, *, reference: date | datetime | None) -> Iterator[Quantity]:
    """Yield the days and amounts that `text` names: days first, each kind in order.

    Args:
        reference: the day of publication, which gives a day without a year its year.
    """
    for found in iter_dates(text, reference=reference):
        yield Quantity(found.span.start, found.span.end, "date", found.date.isoformat())
    for match in iter_near_digits(_AMOUNT, text, reach=_AMOUNT_REACH):
        number = read_number(match["a"] or match["c"])
        scale = _SCALES.get(match["b"] or match["d"] or "", 1)
        unit = _UNITS[(match["before"] or match["after"]).lower()]
        value = f"{number * scale:.4f}".rstrip("0").rstrip(".")
        yield Quantity(match.start(), match.end(), "amount", f"{unit} {value}")
