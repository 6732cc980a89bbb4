"""Values: numbers, money, percentages and days, each one value however it is written."""

import math
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kliping.index.analyzer import Analyzer

ANALYZER = Analyzer()
PUBLISHED = datetime(2025, 4, 29, tzinfo=UTC)


def values(text: str) -> list[tuple[str, float, str]]:
    return [
        (value.kind, value.value, value.unit)
        for value in ANALYZER.values(text, published=PUBLISHED)
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2,7 juta", [("number", 2.7e6, "")]),
        ("2.700.000", [("number", 2.7e6, "")]),
        ("3,95", [("number", 3.95, "")]),
        ("28,719 detik", [("number", 28.719, "")]),
        ("1,234,567", [("number", 1_234_567.0, "")]),
        ("Rp 1,5 triliun", [("money", 1.5e12, "IDR")]),
        ("Rp1.500.000.000.000", [("money", 1.5e12, "IDR")]),
        ("Rp 10.000,- saja", [("money", 10_000.0, "IDR")]),
        ("Rp 50 M", [("money", 5e10, "IDR")]),
        ("US$ 3,5 juta", [("money", 3.5e6, "USD")]),
        ("100 dolar AS", [("money", 100.0, "USD")]),
        ("12,5 persen dan 40%", [("percent", 12.5, "%"), ("percent", 40.0, "%")]),
        ("28/4/2025", [("date", 20250428.0, "")]),
        ("28 April 2025", [("date", 20250428.0, "")]),
        ("Senin (28/4)", [("date", 20250428.0, "")]),
        ("G20, 4x4, 1990an, 192.168.1.1", []),
        ("pukul 10.15, 13.00 - 15.00 WIB", []),
        ("COVID-19", [("number", 19.0, "")]),
        ("suhu -5 derajat", [("number", -5.0, "")]),
        ("(−3,5 persen)", [("percent", -3.5, "%")]),
        ("minus 5 derajat", [("number", -5.0, "")]),
        ("rugi Rp -2 juta", [("money", -2e6, "IDR")]),
        ("2-5 orang", [("number", 2.0, ""), ("number", 5.0, "")]),
        ("10 –12 orang", [("number", 10.0, ""), ("number", 12.0, "")]),
        ("skor 3 - 1", [("number", 3.0, ""), ("number", 1.0, "")]),
    ],
)
def test_values(text: str, found: list[tuple[str, float, str]]) -> None:
    """Every way to write a value gives the same one; times and names with digits give none."""
    assert values(text) == found


def test_english_numbers() -> None:
    """In an English article commas group thousands."""
    (value,) = ANALYZER.values("20,000 people", language="en")
    assert value.value == 20_000.0
    (value,) = ANALYZER.values("20,000 orang")
    assert value.value == 20.0


@given(st.integers(1000, 10**12))
def test_grouped(number: int) -> None:
    """A whole number grouped by dots is that number."""
    ((_, found, _),) = values(f"{number:,}".replace(",", "."))
    assert found == number


@given(st.integers(0, 999), st.integers(0, 99), st.sampled_from(["ribu", "juta", "miliar"]))
def test_scaled(whole: int, part: int, scale: str) -> None:
    """A decimal number before a scale is the product."""
    factor = {"ribu": 1e3, "juta": 1e6, "miliar": 1e9}[scale]
    ((_, found, _),) = values(f"{whole},{part:02} {scale}")
    assert found == pytest.approx((whole + part / 100) * factor)


@given(st.text(alphabet="0123456789.,/- RpM%()aprilAS", max_size=40))
def test_any_text(text: str) -> None:
    """Any text gives disjoint values in order, each finite and quoted from the text."""
    end = 0
    for value in ANALYZER.values(text, published=PUBLISHED):
        assert end <= value.start < value.end <= len(text)
        assert text[value.start : value.end] == value.text
        assert math.isfinite(value.value)
        end = value.end
