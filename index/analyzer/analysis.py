"""What the analyzer makes of a text: tokens and values."""

from dataclasses import dataclass
from typing import Literal

from .terms import Rule

ValueKind = Literal["number", "money", "percent", "date"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One term where it stands. `text` is the surface: `original[start:end]`, code points."""

    text: str
    start: int
    end: int
    exact: str
    stem: str
    rule: Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A number, an amount of money, a percentage or a day that the text names.

    Attributes:
        value: the number itself (`2,7 juta` is 2700000.0; money without its currency; `12,5
            persen` is 12.5); a day is yyyymmdd (20250428.0), so that days order and equal days
            meet.
        start, end: code points of the original text; `text` is that slice.
        unit: "IDR", "USD" … for money, "%" for percent, else "".
    """

    kind: ValueKind
    value: float
    start: int
    end: int
    text: str
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """Everything that the analyzer makes of a text."""

    tokens: tuple[Token, ...]
    values: tuple[Value, ...]
    language: str | None
