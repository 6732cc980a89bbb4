"""What a query's words for a time mean: a stretch [start, end) of whole seconds UTC.

`2025`, `2025-04`, `April 2025`, `2025-W18`, `2025-04-28`, `28/4/2025`, `28 April 2025`, `28 April
2025 10:15 WIB`, the relative ones of `periods.tsv` (`kemarin`, `minggu lalu`, `7hari`), and two of
them as one stretch: `2025-03-01..2025-05-02`, `1-5 Maret 2025`. A text is read whole or not at all.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from typing import NamedTuple

from kliping.index.data_files import one_of, read_rows
from kliping.index.dates import date_names

_YEAR = re.compile(r"[0-9]{4}")
_MONTH = re.compile(r"([0-9]{4})[-/.](\d{1,2})")
_WEEK = re.compile(r"([0-9]{4})-?w(\d{1,2})", re.IGNORECASE)
_COUNT = re.compile(r"(\d{1,5})[ -]?([^\W\d]+)")
_EPOCH = re.compile(r"[0-9]{10}(?:[0-9]{3})?")
# What stands between the two ends of a stretch; a hyphen also stands inside one end.
_BETWEEN = re.compile(r"\s*(?:\.\.+|…|–|—)\s*|\s+(?:s/d|s\.d\.|sampai dengan|sampai|hingga|to)\s+")
_HYPHEN = re.compile(r"\s*-\s*")


class Period(NamedTuple):
    """A half-open stretch of time, in seconds since 1970-01-01T00:00Z."""

    start: int
    end: int


@cache
def _names() -> tuple[dict[str, tuple[str, int]], dict[str, str]]:
    """Return period → (unit, offset), and unit name → unit."""
    periods: dict[str, tuple[str, int]] = {}
    units: dict[str, str] = {}
    kinds = one_of("period", "count")
    for kind, name, unit, offset in read_rows(__package__, "periods.tsv", kinds, str, str, int):
        if kind == "period":
            periods[name] = (unit, offset)
        else:
            units[name] = unit
    return periods, units


class Stretch(NamedTuple):
    """As `Period`; None is an open end."""

    start: int | None
    end: int | None


def parse_stretch(text: str, *, zone: tzinfo, now: datetime) -> Stretch | None:
    """Return from when to when the text names, or None where it names no time.

    Args:
        zone, now: as for `parse_period`.
    """
    text = " ".join(text.split())
    whole = parse_period(text, zone=zone, now=now)
    if whole is not None:
        return Stretch(*whole)
    for pattern in (_BETWEEN, _HYPHEN):
        found = {
            stretch
            for match in pattern.finditer(text)
            for stretch in _joined(text[: match.start()], text[match.end() :], match[0], zone, now)
        }
        if len(found) == 1:
            return found.pop()
    return None


def _joined(first: str, last: str, between: str, zone: tzinfo, now: datetime) -> Iterator[Stretch]:
    """Yield the stretch from one period to another; the first may leave out what they share."""
    end = parse_period(last, zone=zone, now=now) if last else None
    start = parse_period(first, zone=zone, now=now) if first else None
    if first and last and end is not None and start is None:
        words = last.split()
        shared = (f"{first} {' '.join(words[n:])}" for n in range(1, len(words)))
        start = next(filter(None, (parse_period(s, zone=zone, now=now) for s in shared)), None)
    if start is not None and end is not None:
        if start.start < end.end:
            yield Stretch(start.start, end.end)
    elif ".." in between and (start and not last):
        yield Stretch(start.start, None)
    elif ".." in between and (end and not first):
        yield Stretch(None, end.end)


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
    if named := _patterns().named_month.fullmatch(text):
        number = date_names().months[named["month"].casefold()]
        return _from(datetime(int(named["year"]), number, 1, tzinfo=zone), "month")
    if _EPOCH.fullmatch(text):
        seconds = int(text) // (1 if len(text) == 10 else 1000)
        return Period(seconds, seconds + 1)
    return None


class _Patterns(NamedTuple):
    day: re.Pattern[str]
    named_month: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    def any_of(names: Iterable[str]) -> str:
        return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))

    names = date_names()
    month = f"(?P<month>{names.month})"
    day = re.compile(
        rf"""(?:(?P<weekday>{any_of(names.weekdays)})\.?,?\s)?
        (?:(?P<iy>[0-9]{{4}})(?P<isep>[-/.])(?P<im>\d{{1,2}})(?P=isep)(?P<id>\d{{1,2}})
          |(?P<cy>[0-9]{{4}})(?P<cm>[0-9]{{2}})(?P<cd>[0-9]{{2}})
          |(?P<nd>\d{{1,2}})\s?(?P<sep>[-/.])\s?(?P<nm>\d{{1,2}})\s?(?P=sep)\s?
           (?P<ny>[0-9]{{4}}|[0-9]{{2}})
          |(?P<d>\d{{1,2}})[\s./-]+{month}\.?,?[\s/-]+(?P<y>[0-9]{{4}}|[0-9]{{2}})
          |{month.replace("month", "emonth", 1)}\.?\s(?P<ed>\d{{1,2}})(?:st|nd|rd|th)?,?\s
           (?P<ey>[0-9]{{4}}))
        (?:(?P<joint>T|[\s,|]+(?:(?:pukul|jam|pkl)\.?\s?)?)
           (?P<hour>\d{{1,2}})(?:[:.](?P<minute>\d\d)(?:[:.](?P<second>\d\d)
           (?:[.,]\d{{1,9}})?)?)?\s?(?P<half>[ap]\.?m\.?)?
           \s?\(?(?P<zone>{any_of(names.zones)}|Z|[-+]\d\d:?\d\d)?\)?)?""",
        re.IGNORECASE | re.VERBOSE,
    )
    named = re.compile(rf"{month}\.?[ -](?P<year>[0-9]{{4}})", re.IGNORECASE)
    return _Patterns(day, named)


def _day(text: str, zone: tzinfo) -> Period | None:
    """Return the period of a day, or of the hour, minute or second that its clock names."""
    match = _patterns().day.fullmatch(text)
    if match is None:
        return None
    day = datetime(*_date_of(match), tzinfo=zone)
    weekday = match["weekday"]
    if weekday and date_names().weekdays[weekday.casefold()] != day.weekday():
        return None
    if match["hour"] is None:
        return _from(day, "day")
    if match["minute"] is None and not (match["joint"].strip(" ,|") or match["half"]):
        return None  # `28 April 2025 10` says no time
    start = day.replace(
        hour=_hour(match),
        minute=int(match["minute"] or 0),
        second=int(match["second"] or 0),
        tzinfo=_zone(match["zone"]) or zone,
    )
    length = 3600 if match["minute"] is None else 60 if match["second"] is None else 1
    begin = int(start.timestamp())
    return Period(begin, begin + length)


def _date_of(match: re.Match[str]) -> tuple[int, int, int]:
    """Return (year, month, day) of a match."""
    if match["iy"]:
        return int(match["iy"]), int(match["im"]), int(match["id"])
    if match["cy"]:
        return int(match["cy"]), int(match["cm"]), int(match["cd"])
    written = match["ny"] or match["y"] or match["ey"]
    year = int(written)
    if len(written) == 2:
        year += 2000 if year < 69 else 1900  # POSIX: 69-99 are 19xx
    if match["ny"]:
        day, month = int(match["nd"]), int(match["nm"])
        # Month first, as no day-first reading allows: 4/28/2025.
        return (year, day, month) if month > 12 >= day else (year, month, day)
    name = (match["month"] or match["emonth"]).casefold()
    return year, date_names().months[name], int(match["d"] or match["ed"])


def _hour(match: re.Match[str]) -> int:
    """Return the hour of the day; raises ValueError for 13 pm."""
    hour = int(match["hour"])
    if not match["half"]:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError("no such hour of half a day")
    return hour % 12 + (12 if match["half"][0].casefold() == "p" else 0)


def _zone(written: str | None) -> tzinfo | None:
    if not written:
        return None
    if written[0] in "+-":
        hours, minutes = int(written[1:3]), int(written[-2:])
        offset = timedelta(hours=hours, minutes=minutes)
        return timezone(-offset if written[0] == "-" else offset)
    if written.casefold() == "z":
        return UTC
    return timezone(timedelta(minutes=date_names().zones[written.casefold()]))


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


# The first second behind datetime's calendar.
_END_OF_TIME = int(datetime.max.replace(tzinfo=UTC).timestamp()) + 1


def _from(start: datetime, unit: str) -> Period:
    try:
        end = int(_shift(start, unit, 1).timestamp())
    except (ValueError, OverflowError):
        end = _END_OF_TIME
    return Period(int(start.timestamp()), end)


def known_words() -> tuple[str, ...]:
    """Return every relative period that can be named."""
    return tuple(_names()[0])


@cache
def first_words() -> frozenset[str]:
    """Return the words that relative periods begin with."""
    return frozenset(name.split()[0] for name in _names()[0])
