"""The date fields of one source: each read by itself, and what the source as a whole shows.

`4/5/2025` is 4 May in Indonesia and 5 April in America. It is read day first; where a source holds
such dates and no other date of it has shown the order, or one has shown the other, a notice says
so, once.
"""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import NamedTuple

from kliping.index.date_fields import DateReading, Order, read_date


class FieldDate(NamedTuple):
    """A date field's moment, aware, or None; and what is worth a notice, in words."""

    moment: datetime | None
    notes: tuple[str, ...]


class FieldDates:
    """Reads the date fields of one source, in its order."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._seen: dict[Order, str] = {}  # order of numbers → the first value written so
        self._told: set[Order] = set()

    def read(self, value: object) -> FieldDate:
        """Return what a value means; an empty one means nothing.

        Args:
            value: a string, a number of seconds since 1970, or `{"$date": …}` as MongoDB exports.
        """
        if isinstance(value, Mapping):
            value = value.get("$date", value.get("$numberLong"))
            return self.read(value) if value is not None else FieldDate(None, (_NO_DATE,))
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            return FieldDate(None, (_NO_DATE,) if value is not None else ())
        written = value.strip() if isinstance(value, str) else _written(value)
        if not written:
            return FieldDate(None, ())
        reading = read_date(written, zone=self._zone)
        shown = written[:60]
        if reading.moment is None:
            reason = f"{shown!a} is not a date that is understood"
            return FieldDate(None, (f"{reason}: {reading.note}" if reading.note else reason,))
        notes = [f"{shown!a}: {reading.note}"] if reading.note else []
        notes += self._doubts(shown, reading)
        return FieldDate(reading.moment, tuple(notes))

    def _doubts(self, shown: str, reading: DateReading) -> list[str]:
        """Return what this value tells of the order of numbers in the source, if it is news."""
        self._seen.setdefault(reading.order, shown)
        assert reading.moment is not None
        notes = []
        if reading.order == "either" and self._seen.keys().isdisjoint(("day-first", "month-first")):
            notes += self._once(
                "either",
                f"{shown!a} may be read in two orders; it and its like are read day first, "
                f"as {reading.moment:%Y-%m-%d}: write dates so to be sure",
            )
        if {"either", "month-first"} <= self._seen.keys():
            notes += self._once(
                "month-first",
                f"{self._seen['month-first']!a} has the month first, but {self._seen['either']!a} "
                "and its like, which may be read in two orders, are read day first: "
                "write dates as 2025-04-28 to be sure",
            )
        return notes

    def _once(self, order: Order, note: str) -> list[str]:
        if order in self._told:
            return []
        self._told.add(order)
        return [note]


_NO_DATE = "a value that is neither a string nor a number is not a date"


def _written(value: float) -> str:
    """Return a number as digits: a JSON number means what the same digits in a string mean."""
    if isinstance(value, int):
        return str(value)
    if value != value or abs(value) >= 1e20:  # not a number; beyond every epoch
        return str(value)
    return f"{value:.6f}".rstrip("0").rstrip(".")
