"""Days that running text names."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kliping.index.dates import iter_dates


def days(text: str, reference: date | None = date(2025, 4, 29)) -> list[tuple[str, str]]:
    return [
        (text[found.span.start : found.span.end], found.date.isoformat())
        for found in iter_dates(text, reference=reference)
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Rapat pada Senin (28/4) usai.", [("28/4", "2025-04-28")]),
        ("Lahir 17 Agustus 1945.", [("17 Agustus 1945", "1945-08-17")]),
        ("tutup 31/12/24", [("31/12/24", "2024-12-31")]),
        ("28–30 April", [("28", "2025-04-28"), ("30 April", "2025-04-30")]),
        ("3 dan 5 Mei", [("3", "2025-05-03"), ("5 Mei", "2025-05-05")]),
        ("pada 10 Desember lalu", [("10 Desember", "2024-12-10")]),
        ("pada 10 Februari mendatang", [("10 Februari", "2026-02-10")]),
        ("Rabu (24/12)", [("24/12", "2025-12-24")]),
        ("Selasa (24/12)", [("24/12", "2024-12-24")]),
        ("(2/5)", [("2/5", "2025-05-02")]),
        ("skor 3/4, laman (1/9), rasio 1-2-3, versi 10.1.2025.3, 5 des", []),
        ("pukul 10.15 atau 31/2/2025", []),
    ],
)
def test_running_text(text: str, found: list[tuple[str, str]]) -> None:
    """Days in running text take the year nearest to the publication, and fractions are no days."""
    assert days(text) == found


def test_no_reference() -> None:
    """Without a publication date only days that name their year are found."""
    assert days("Senin (28/4), lalu 2 Mei 2024.", None) == [("2 Mei 2024", "2024-05-02")]


def test_weekday_contradicts() -> None:
    """A weekday that is not that day's is reported, and the date stays as written."""
    (right,) = iter_dates("Senin (28/4/2025)", reference=None)
    (wrong,) = iter_dates("Senin (28/4/2024)", reference=None)
    assert not right.weekday_contradicts
    assert wrong.weekday_contradicts
    assert wrong.date == date(2024, 4, 28)


@given(st.text(), st.dates())
def test_any_text(text: str, reference: date) -> None:
    """Any text gives disjoint spans inside it, and no error."""
    end = 0
    for found in iter_dates(text, reference=reference):
        assert end <= found.span.start < found.span.end <= len(text)
        end = found.span.end


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(-40, 40))
def test_year_from_reference(day: date, distance: int) -> None:
    """A day near the publication date is found again without its year."""
    reference = day + timedelta(days=distance)
    assert days(f"Acara ({day.day}/{day.month}) itu", reference) == [
        (f"{day.day}/{day.month}", day.isoformat())
    ]
