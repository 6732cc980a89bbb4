"""What a query's words for a time mean: a stretch [start, end) of whole seconds UTC.

`2025`, `2025-04`, `April 2025`, `2025-W18`, `2025-04-28`, `28/4/2025`, `28 April 2025`, `28 April
2025 10:15`, and the relative ones of `periods.tsv` (`kemarin`, `minggu lalu`, `7hari`).
"""

import re
from datetime import datetime, timedelta, tzinfo
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from kliping.index.date_fields import parse_date

_YEAR = re.compile(r"[12]\d{3}")
_MONTH = re.compile(r"([12]\d{3})[-/.](\d{1,2})")
_WEEK = re.compile(r"([12]\d{3})-?w(\d{1,2})", re.IGNORECASE)
_NAMED_MONTH = re.compile(r"[^\W\d]+\.?[ -][12]\d{3}")
_COUNT = re.compile(r"(\d{1,5})[ -]?([^\W\d]+)")
_SHOWN = 5


class Period(NamedTuple):
    """A half-open stretch of time, in seconds since 1970-01-01T00:00Z."""

    start: int
    end: int


@cache
def _names() -> tuple[dict[str, tuple[str, int]], dict[str, str]]:
    """Return period → (unit, offset), and unit name → unit."""
    periods: dict[str, tuple[str, int]] = {}
    units: dict[str, str] = {}
    for line in files(__package__).joinpath("periods.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, name, unit, *offset = line.split("\t")
            if kind == "period":
                periods[name] = (unit, int(offset[0]))
            else:
                units[name] = unit
    return periods, units


def parse_period(text: str, *, zone: tzinfo, now: datetime) -> Period | None:
    """Return the period that the text names, or None where it names none.

    Args:
        zone: where days begin.
        now: aware; relative periods count from it.
    """
    text = " ".join(text.split())
    try:
        return _calendar(text, zone) or _relative(text.casefold(), zone, now) or _day(text, zone)
    except (ValueError, OverflowError):
        return None


def _calendar(text: str, zone: tzinfo) -> Period | None:
    if _YEAR.fullmatch(text):
        return _from(datetime(int(text), 1, 1, tzinfo=zone), "year")
    if month := _MONTH.fullmatch(text):
        return _from(datetime(int(month[1]), int(month[2]), 1, tzinfo=zone), "month")
    if week := _WEEK.fullmatch(text):
        monday = datetime.fromisocalendar(int(week[1]), int(week[2]), 1)
        return _from(monday.replace(tzinfo=zone), "week")
    if _NAMED_MONTH.fullmatch(text):
        first = parse_date(f"1 {text.replace('-', ' ')}", zone=zone)
        return _from(first, "month") if first else None
    return None


def _day(text: str, zone: tzinfo) -> Period | None:
    moment = parse_date(text, zone=zone)
    if moment is None:
        return None
    local = moment.astimezone(zone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    if local == midnight and not re.search(r"\d[:.]\d\d", text.replace("/", " ")[-8:]):
        return _from(midnight, "day")
    start = int(moment.timestamp())
    return Period(start, start + (1 if moment.second else 60))


def _relative(text: str, zone: tzinfo, now: datetime) -> Period | None:
    periods, units = _names()
    local = now.astimezone(zone)
    if text in periods:
        unit, offset = periods[text]
        return _from(_shift(_floor(local, unit), unit, offset), unit)
    count = _COUNT.fullmatch(text)
    if count is None or count[2] not in units:
        return None
    unit, number = units[count[2]], int(count[1])
    if number < 1:
        return None
    if unit == "hour":
        return Period(int((now - timedelta(hours=number)).timestamp()), int(now.timestamp()) + 1)
    today = _floor(local, "day")
    tomorrow = _shift(today, "day", 1)
    return Period(int(_shift(tomorrow, unit, -number).timestamp()), int(tomorrow.timestamp()))


def _floor(moment: datetime, unit: str) -> datetime:
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    if unit == "week":
        return _shift(day, "day", -day.weekday())
    if unit == "month":
        return day.replace(day=1)
    return day.replace(month=1, day=1) if unit == "year" else day


def _shift(day: datetime, unit: str, count: int) -> datetime:
    """Move a midnight by whole units on the calendar; the last day of a shorter month is kept."""
    if unit in ("day", "week"):
        return day + timedelta(days=count * (7 if unit == "week" else 1))
    months = day.year * 12 + day.month - 1 + count * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return day.replace(year=year, month=month + 1, day=min(day.day, last))
        except ValueError:
            if not 1 <= year <= 9999:
                raise
    raise AssertionError("every month has 28 days")


def _from(start: datetime, unit: str) -> Period:
    return Period(int(start.timestamp()), int(_shift(start, unit, 1).timestamp()))


def known_words() -> tuple[str, ...]:
    """Return every relative period that can be named."""
    return tuple(_names()[0])
