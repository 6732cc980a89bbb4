"""Date fields of a whole source."""

from datetime import UTC, datetime

import pytest

from kliping.plugins.readers.field_dates import FieldDates

MOMENT = datetime(2025, 4, 28, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        1745809320,
        1745809320.0,
        "1745809320.0",
        1745809320000,
        {"$date": "2025-04-28T03:02:00Z"},
        {"$date": {"$numberLong": "1745809320000"}},
    ],
)
def test_one_value_one_reading(value: object) -> None:
    """A number means what its digits mean as text; MongoDB's objects mean what they hold."""
    assert FieldDates(UTC).read(value) == (MOMENT, ())


@pytest.mark.parametrize("value", [None, "", "  "])
def test_empty(value: object) -> None:
    """An empty field is no date, and nothing worth a notice."""
    assert FieldDates(UTC).read(value) == (None, ())


@pytest.mark.parametrize("value", ["segera", 45775, 45775.5, True, [1], {}, float("nan"), 1e300])
def test_no_date(value: object) -> None:
    """What is no date is told as one note."""
    moment, notes = FieldDates(UTC).read(value)
    assert moment is None
    assert len(notes) == 1


def told(*values: str) -> list[int]:
    dates = FieldDates(UTC)
    return [len(dates.read(value).notes) for value in values]


@pytest.mark.parametrize(
    ("values", "notes"),
    [
        (["4/5/2025", "6/5/2025"], [1, 0]),
        (["28/4/2025", "4/5/2025", "6/5/2025"], [0, 0, 0]),
        (["4/28/2025", "4/5/2025", "6/5/2025"], [0, 1, 0]),
        (["4/5/2025", "4/28/2025", "4/29/2025"], [1, 1, 0]),
        (["28/4/2025", "4/5/2025", "4/28/2025"], [0, 0, 1]),
        (["5/5/2025", "4 Mei 2025", "2025-04-05"], [0, 0, 0]),
    ],
)
def test_order_is_told_once(values: list[str], notes: list[int]) -> None:
    """Of a source whose order is open, or mixed, one notice each says so."""
    assert told(*values) == notes
