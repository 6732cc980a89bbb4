"""Fields that hold one moment: what a source writes under `date` or `published`.

`Senin, 28 Apr 2025 | 10:15 WIB`, ISO 8601, RFC 2822, `Mon Apr 28 10:15:00 +0700 2025`, `28-Apr-25`,
`20250428101500`, seconds or milliseconds since 1970, also as spreadsheets and pandas write them
(`1745810100.0`). A *reading* says the moment, in which order its numbers stood, and what a user
should know of it.
"""

import contextlib
import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache
from typing import Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

from .dates import Names, date_names, day_of, iter_dates, weekday_before

Order = Literal["named", "day-first", "month-first", "either"]

# A date field outside these years is some other number.
_YEARS: Final = range(1900, 2101)
_LONGEST: Final = 120  # code points; longer texts are not a date field
_CENTURY: Final = 69  # POSIX strptime: two digits from 69 on are 19xx
_NUMBER: Final = re.compile(
    r"(?P<whole>[0-9]{1,20})(?:\.(?P<part>[0-9]{0,20}))?(?:[eE]\+?(?P<power>[0-9]{1,2}))?"
)
# Digits before the point of an epoch between 2001 and 2286 → units in a second.
_EPOCHS: Final = {10: 1, 13: 10**3, 16: 10**6, 19: 10**9}
_COMPACT: Final = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}
_SPREADSHEET: Final = datetime(1899, 12, 30)  # day 0 of Excel and LibreOffice; 60 is its 1900 slip
_SERIALS: Final = range(20_000, 80_000)  # days of 1954 to 2119
_DOTNET: Final = re.compile(r"/?Date\((?P<ms>[0-9]{9,14})(?:[+-][0-9]{4})?\)/?")
_NUMERIC: Final = re.compile(
    r"(?<![0-9])(?<![0-9][/.:-])(?P<a>[0-9]{1,2}) ?(?P<sep>[/.-]) ?(?P<b>[0-9]{1,2}) ?(?P=sep) ?"
    r"(?P<y>[0-9]{4}|[0-9]{2})(?![0-9]|[/:-][0-9])"
)
# `2025-04-28T10:15+07:00[Asia/Jakarta]`, `2025-04-28 10:15 Asia/Makassar`
_IANA: Final = re.compile(r" ?\[?\b([A-Z][A-Za-z]+/[A-Z][A-Za-z_/-]+)\]?$")
_UNKNOWN_ZONE: Final = re.compile(r" ?\(?(?![AP]M\b)([A-Z]{3,5})\b")
_RELATIVE: Final = re.compile(
    r"\b(?:lalu|kemarin|tadi|barusan|baru saja|hari ini|ago|yesterday|today|now)\b", re.IGNORECASE
)


class DateReading(NamedTuple):
    """A date field, read.

    Attributes:
        moment: aware, or None where the field holds none that is sure.
        order: of the numbers: "named" where a name or the place of the year tells the month;
            "either" where both orders are days, which are read day first.
        note: why there is no moment, or what is odd about it; None where nothing is.
    """

    moment: datetime | None
    order: Order = "named"
    note: str | None = None


class _Day(NamedTuple):
    start: int
    end: int
    day: date
    order: Order = "named"
    note: str | None = None


def parse_date(
    text: str, *, zone: tzinfo, reference: date | datetime | None = None
) -> datetime | None:
    """Return the moment of `read_date`."""
    return read_date(text, zone=zone, reference=reference).moment


def read_date(text: str, *, zone: tzinfo, reference: date | datetime | None = None) -> DateReading:
    """Return what a date field means.

    Numbers are read day first, as Indonesia writes them, unless only the other order is a day
    (`4/28/2025`) or a weekday is written that only the other order has (`Monday, 5/12/2025`).

    Args:
        zone: taken where the field names none; a day without a time means midnight there.
        reference: a day near the one meant, for a field without a year.
    """
    text = " ".join(text.split())
    if not text or len(text) > _LONGEST:
        return DateReading(None)
    named = _IANA.search(text)
    if named is not None:
        # KeyError: no such zone; OSError: the name of a folder of the database.
        with contextlib.suppress(KeyError, ValueError, OSError):
            zone, text = ZoneInfo(named[1]), text[: named.start()]
    number = _NUMBER.fullmatch(text)
    if number is not None:
        return _read_number(number, zone)
    dotnet = _DOTNET.fullmatch(text)
    if dotnet is not None:
        return DateReading(_since_epoch(int(dotnet["ms"]), 10**3))
    iso = _read_iso(text, zone)
    if iso is not None:
        return DateReading(iso)
    found = _find_day(text, reference)
    if found is None or found.day.year not in _YEARS:
        relative = _RELATIVE.search(text) is not None
        return DateReading(None, note="it is relative to a day not given" if relative else None)
    rest = text[: found.start] + "\n" + text[found.end :]
    moment, note = _at_clock(found.day, rest, zone)
    return DateReading(moment, found.order, found.note or note)


def _read_number(number: re.Match[str], zone: tzinfo) -> DateReading:
    """Read an epoch, `20250428101500`, or a spreadsheet's number of a day."""
    whole, part = number["whole"], number["part"] or ""
    if number["power"]:
        power = int(number["power"])
        if len(whole) != 1 or power + 1 not in _EPOCHS:
            return DateReading(None)
        if len(part) < power - 1:  # one zero at the end may have been cut off, no more
            return DateReading(
                None, note="its last digits are lost; save the column as text or whole numbers"
            )
        whole, part = (whole + part.ljust(power, "0"))[: power + 1], part[power:]
    if len(whole) in _COMPACT and not part.strip("0"):
        day = _read_compact(whole, zone)
        if day is not None:
            return DateReading(day)
    if len(whole) in _EPOCHS:
        units = _EPOCHS[len(whole)]
        micro = int(whole) * 10**6 // units
        if part and units == 1:
            micro += int(part[:6].ljust(6, "0"))
        return DateReading(_since_epoch(micro, 10**6))
    if len(whole) == 5 and int(whole) in _SERIALS:
        day = _SPREADSHEET + timedelta(days=int(whole))
        return DateReading(
            None,
            note=f"it may be a spreadsheet's number of the day {day:%Y-%m-%d}; "
            "save the column as a date or as text",
        )
    return DateReading(None)


def _read_compact(whole: str, zone: tzinfo) -> datetime | None:
    shapes = [_COMPACT[len(whole)], "%d%m%Y"] if len(whole) == 8 else [_COMPACT[len(whole)]]
    for shape in shapes:
        try:
            moment = datetime.strptime(whole, shape)
        except ValueError:
            continue
        if moment.year in _YEARS:
            return moment.replace(tzinfo=zone)
    return None


def _since_epoch(count: int, units: int) -> datetime | None:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=count * 10**6 // units)
    return moment if moment.year in _YEARS else None


def _read_iso(text: str, zone: tzinfo) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.year not in _YEARS:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


@cache
def _shapes() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the shapes that only fields have: `28-Apr-25` and `Apr 28 10:02:00 +0000 2025`."""
    month = date_names().month
    short = re.compile(
        rf"(?<![0-9A-Za-z])(?P<d>[0-9]{{1,2}})(?P<sep>[ /.-])(?P<month>{month})(?:\.?,? |(?P=sep))"
        r"'?(?P<y>[0-9]{2})(?![0-9.:])",
        re.IGNORECASE,
    )
    ctime = re.compile(
        rf"(?<![A-Za-z])(?P<month>{month}) (?P<d>[0-9]{{1,2}}),? "
        r"(?P<clock>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?: [A-Za-z]{1,5})?(?: ?[+-][0-9]{4})?) "
        r"(?P<y>[0-9]{4})(?![0-9])",
        re.IGNORECASE,
    )
    return short, ctime


def _find_day(text: str, reference: date | datetime | None) -> _Day | None:
    names = date_names()
    numeric = _NUMERIC.search(text)
    if numeric is not None:
        return _order(numeric, weekday_before(text, numeric.start(), names))
    short, ctime = _shapes()
    for shape in (ctime, short):
        match = shape.search(text)
        if match is not None:
            year = int(match["y"])
            if shape is short:
                year += 2000 if year < _CENTURY else 1900
            day = day_of(year, names.months[match["month"].casefold()], int(match["d"]))
            if day is not None:
                weekday = weekday_before(text, match.start(), names)
                # The clock of the second shape stands inside: leave it to be read.
                end = match.end() if shape is short else match.start("clock")
                return _Day(match.start(), end, day, note=_contradiction(day, weekday))
    found = next(iter_dates(text, reference=reference), None)
    if found is None:
        return None
    note = _WRONG_WEEKDAY if found.weekday_contradicts else None
    return _Day(found.span.start, found.span.end, found.date, note=note)


_WRONG_WEEKDAY: Final = "the weekday beside it is another day's"


def _contradiction(day: date, weekday: int | None) -> str | None:
    return _WRONG_WEEKDAY if weekday is not None and day.weekday() != weekday else None


def _order(numeric: re.Match[str], weekday: int | None) -> _Day | None:
    """Settle which of two numbers before a year is the day."""
    a, b, year = int(numeric["a"]), int(numeric["b"]), int(numeric["y"])
    short = year < 100
    if short:
        year += 2000 if year < _CENTURY else 1900
    day_first, month_first = day_of(year, b, a), day_of(year, a, b)
    year_first = day_of(2000 + a, b, year % 100) if short and a < _CENTURY else None
    span = numeric.span()
    if day_first is None:
        other = month_first or year_first
        order: Order = "month-first" if month_first is not None else "named"
        return _Day(*span, other, order, _contradiction(other, weekday)) if other else None
    readings = {day_first} | {day for day in (month_first, year_first) if day is not None}
    if len(readings) == 1:
        order = "day-first" if month_first is None and not short else "named"
        return _Day(*span, day_first, order, _contradiction(day_first, weekday))
    if weekday is not None:
        fitting = [d for d in (day_first, month_first, year_first) if d and d.weekday() == weekday]
        if fitting:
            order = "month-first" if fitting[0] == month_first != day_first else "day-first"
            return _Day(*span, fitting[0], order)
    return _Day(*span, day_first, "either", _contradiction(day_first, weekday))


def _at_clock(day: date, rest: str, zone: tzinfo) -> tuple[datetime, str | None]:
    """Return the moment of the first clock in the rest of the field, midnight without one."""
    names = date_names()
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    clock = names.clock.search(rest)
    if clock is None:
        return midnight, None
    hour, minute, second = (int(clock[name] or 0) for name in ("hour", "minute", "second"))
    if clock["half"] and 1 <= hour <= 12:
        hour = hour % 12 + (12 if clock["half"].casefold() == "p" else 0)
    end_of_day = (hour, minute, second) == (24, 0, 0)
    if minute > 59 or second > 59 or (hour > 23 and not end_of_day):
        return midnight, f"its time {clock[0].strip()} is none; taken as midnight"
    fraction = int((clock["fraction"] or "0").ljust(6, "0")[:6])
    at = midnight.replace(hour=hour % 24, minute=minute, second=second, microsecond=fraction)
    at += timedelta(days=1) if end_of_day else timedelta()
    offset = _offset(clock, names)
    if offset is not None:
        return at.replace(tzinfo=timezone(offset)), None
    unknown = _UNKNOWN_ZONE.match(rest, clock.end())
    if unknown is not None:
        return at, f"its time zone {unknown[1]} is unknown; taken as {zone}"
    return at, None


def _offset(clock: re.Match[str], names: Names) -> timedelta | None:
    """Return how far east of UTC the zone beside a clock is: `WITA`, `GMT+7`, `+0700`; or None."""
    if not clock["name"] and not clock["sign"]:
        return None
    minutes = names.zones[clock["name"].casefold()] if clock["name"] else 0
    shift = int(clock["zh"] or 0) * 60 + int(clock["zm"] or 0)
    minutes += -shift if clock["sign"] == "-" else shift
    return timedelta(minutes=minutes) if abs(minutes) < 24 * 60 else None
