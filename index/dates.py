"""Dates as Indonesian news and its sources write them.

`parse_date` reads a date *field* (ISO 8601, RFC 2822, `Senin, 28 Apr 2025 | 10:15 WIB`, seconds
since 1970); `iter_dates` finds the days that running text names (`Senin (28/4)`, `28 April 2025`).
Numbers are read day first, as Indonesia does. The names of months, weekdays and zones are in
`dates.tsv`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from .article import Span

# A day named without its year lies about the publication date. Within so many days the nearest
# is taken, whatever weekday is written beside it (a slip of the pen); farther off, the weekday
# decides between the years before and after. Chosen on IndoSum, 2026-11.
_NEAR = timedelta(days=45)
# A date field with an epoch outside these years is some other number.
_FIELD_YEARS = range(1900, 2101)
_LONGEST_FIELD = 120  # code points; longer texts are not a date field
_TENSE = re.compile(
    r"[)\]]?,? (?:yang )?(?:(?P<past>lalu|silam|kemarin|tahun lalu)|mendatang|nanti|besok)\b"
)


class FoundDate(NamedTuple):
    """A day named in a text: where (without the weekday), which, and is the weekday wrong."""

    span: Span
    date: date
    weekday_contradicts: bool


@dataclass(frozen=True, slots=True)
class _Names:
    months: dict[str, int]
    short_months: frozenset[str]
    weekdays: dict[str, int]
    zones: dict[str, int]
    day: re.Pattern[str]
    weekday: re.Pattern[str]
    clock: re.Pattern[str]


def _alternatives(names: dict[str, int]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


@cache
def _names() -> _Names:
    tables: dict[str, dict[str, int]] = {}
    for line in files(__package__).joinpath("dates.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, name, number = line.split("\t")
            tables.setdefault(kind, {})[name] = int(number)
    months = tables["month"] | tables["short-month"]
    weekdays = tables["weekday"] | tables["short-weekday"]
    month = _alternatives(months)
    day = re.compile(
        rf"""(?<![0-9A-Za-z])(?<![0-9][/.,:-])
        (?:(?P<iso>[0-9]{{4}})(?P<isosep>[-/.])(?P<isom>[0-9]{{1,2}})(?P=isosep)
              (?P<isod>[0-9]{{1,2}})
          |(?P<d>[0-9]{{1,2}})(?:\ ?/\ ?(?P<m>[0-9]{{1,2}})(?:\ ?/\ ?(?P<y>[0-9]{{4}}|[0-9]{{2}}))?
            |(?P<sep>[.-])(?P<sm>[0-9]{{1,2}})(?P=sep)(?P<sy>[0-9]{{4}})
            |(?:(?:\ ?[-–—]\ ?|\ (?:dan|sampai|hingga|s/d)\ )(?P<d2>[0-9]{{1,2}}))?
             (?:\s{{1,3}}|[-/])(?P<month>{month})(?![a-z])
             (?:\.?,?(?:\s{{1,3}}|[-/])(?P<my>[12][0-9]{{3}}))?)
          |(?P<emonth>{month})\.?\s(?P<ed>[0-9]{{1,2}})(?:st|nd|rd|th)?,?\s(?P<ey>[12][0-9]{{3}})
        )(?![0-9]|[/.,:-][0-9])""",
        re.IGNORECASE | re.VERBOSE,
    )
    weekday = re.compile(
        rf"""(?<![a-z])(?P<weekday>{_alternatives(weekdays)})
        (?:\s(?:pagi|siang|sore|malam|petang|dini\shari|kemarin|ini|lalu|depan|tanggal|tgl|waktu
               \ssetempat)){{0,2}}\.?\s?[,]?\s?(?:tanggal\s)?[(\[]?\s?$""",
        re.IGNORECASE | re.VERBOSE,
    )
    clock = re.compile(
        rf"""(?<![0-9])(?P<hour>[0-9]{{1,2}})[:.](?P<minute>[0-9]{{2}})
        (?:[:.](?P<second>[0-9]{{2}})(?:[.,](?P<fraction>[0-9]{{1,9}}))?)?
        (?:\s?(?P<half>[ap])\.?m\b)?\s?
        (?:\(?(?P<name>{_alternatives(tables["zone"])})\b)?
        (?:(?P<sign>[+-])(?P<zh>[0-9]{{1,2}}):?(?P<zm>[0-9]{{2}})?)?""",
        re.IGNORECASE | re.VERBOSE,
    )
    return _Names(
        months, frozenset(tables["short-month"]), weekdays, tables["zone"], day, weekday, clock
    )


def iter_dates(text: str, *, reference: date | datetime | None) -> Iterator[FoundDate]:
    """Yield the days that `text` names, in order; spans are disjoint code points of `text`.

    Args:
        reference: the day of publication, from which a day without a year takes it; without a
            reference, only days with a year are found.

    `28–30 April 2025` gives its first and its last day. Impossible days (`31/2/2025`) give none.
    """
    if isinstance(reference, datetime):
        reference = reference.date()
    names = _names()
    for match in names.day.finditer(text):
        weekday = _weekday_before(text, match.start(), names)
        tense = _TENSE.match(text, match.end())
        for start, end, year, month, day in _read(text, match, weekday is not None, names):
            found = _settle(year, month, day, weekday, reference, tense)
            if found is not None and (year or weekday is not None or match["month"]):
                yield FoundDate(Span(start, end), found, _contradicts(found, weekday, match["d2"]))
            elif found is not None and reference and abs(found - reference) <= _NEAR:
                yield FoundDate(Span(start, end), found, False)


def _contradicts(day: date, weekday: int | None, last: str | None) -> bool:
    return weekday is not None and last is None and day.weekday() != weekday


def _weekday_before(text: str, start: int, names: _Names) -> int | None:
    found = names.weekday.search(text[max(0, start - 40) : start])
    return names.weekdays[found["weekday"].casefold()] if found else None


def _read(
    text: str, match: re.Match[str], after_weekday: bool, names: _Names
) -> Iterator[tuple[int, int, int, int, int]]:
    """Yield (start, end, year or 0, month, day) of each day in one match of the pattern."""
    start, end = match.span()
    if match["iso"]:
        yield start, end, int(match["iso"]), int(match["isom"]), int(match["isod"])
    elif match["emonth"]:
        month = names.months[match["emonth"].casefold()]
        yield start, end, int(match["ey"]), month, int(match["ed"])
    elif match["month"]:
        name = match["month"].casefold()
        year = int(match["my"] or 0)
        if name in names.short_months and not year and not after_weekday:
            return
        if match["d2"]:
            yield start, match.end("d"), year, names.months[name], int(match["d"])
            yield match.start("d2"), end, year, names.months[name], int(match["d2"])
        else:
            yield start, end, year, names.months[name], int(match["d"])
    else:
        year = int(match["y"] or match["sy"] or 0)
        bracketed = text[start - 1 : start] in ("(", "[")
        if not year and not after_weekday and not bracketed:
            return
        if year and year < 100:
            year += 2000 if year < 70 else 1900  # POSIX: 69-99 are 19xx
        yield start, end, year, int(match["m"] or match["sm"]), int(match["d"])


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _settle(
    year: int,
    month: int,
    day: int,
    weekday: int | None,
    reference: date | None,
    tense: re.Match[str] | None,
) -> date | None:
    """Return the day, with the year nearest to the reference where none is given.

    A word of time after the day (`10 April lalu`, `10 April mendatang`) says on which side.
    """
    if year:
        return _day(year, month, day)
    if reference is None:
        return None
    years = range(max(1, reference.year - 1), min(9999, reference.year + 1) + 1)
    days = [found for found in (_day(y, month, day) for y in years) if found]
    days.sort(key=lambda found: abs(found - reference))
    if tense is not None:
        past = tense["past"] is not None
        told = [found for found in days if (found <= reference if past else found >= reference)]
        return told[0] if told else None
    if not days or weekday is None or abs(days[0] - reference) <= _NEAR:
        return days[0] if days else None
    return next((found for found in days if found.weekday() == weekday), days[0])


def parse_date(
    text: str, *, zone: tzinfo, reference: date | datetime | None = None
) -> datetime | None:
    """Return the moment that a date field means, aware, or None where it is not a date.

    Args:
        zone: taken where the field names none; a day without a time means midnight there.
        reference: a day near the one meant, for a field without a year.

    Understood: ISO 8601, RFC 2822, `28/4/2025 10:15`, `Senin, 28 Apr 2025 | 10:15 WIB`,
    `28 April 2025`, `April 28, 2025 10:15 PM`, and seconds or milliseconds since 1970.
    """
    text = text.strip()
    if not text or len(text) > _LONGEST_FIELD:
        return None
    iso = _parse_iso(text, zone)
    if iso is not None:
        return iso
    found = next(iter_dates(text, reference=reference), None)
    if found is None:
        found = _month_first(text)
    if found is None or found.date.year not in _FIELD_YEARS:
        return None
    rest = text[: found.span.start] + "\n" + text[found.span.end :]
    return _at_clock(found.date, rest, zone)


def _parse_iso(text: str, zone: tzinfo) -> datetime | None:
    if text.isascii() and text.isdigit() and len(text) in (10, 13):
        moment = datetime.fromtimestamp(int(text) / (1 if len(text) == 10 else 1000), UTC)
        return moment if moment.year in _FIELD_YEARS else None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.year not in _FIELD_YEARS:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _month_first(text: str) -> FoundDate | None:
    """Return `4/28/2025`, which no day-first reading allows."""
    match = re.search(r"(?<![0-9/])([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})(?![0-9/])", text)
    day = match and _day(int(match[3]), int(match[1]), int(match[2]))
    return FoundDate(Span(*match.span()), day, False) if match and day else None


def _at_clock(day: date, rest: str, zone: tzinfo) -> datetime | None:
    names = _names()
    clock = names.clock.search(rest)
    if clock is None:
        return datetime(day.year, day.month, day.day, tzinfo=zone)
    hour, minute, second = (int(clock[name] or 0) for name in ("hour", "minute", "second"))
    if clock["half"] and 1 <= hour <= 12:
        hour = hour % 12 + (12 if clock["half"].casefold() == "p" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return datetime(day.year, day.month, day.day, tzinfo=zone)
    if clock["name"] or clock["sign"]:
        minutes = names.zones[clock["name"].casefold()] if clock["name"] else 0
        offset = int(clock["zh"] or 0) * 60 + int(clock["zm"] or 0)
        minutes += -offset if clock["sign"] == "-" else offset
        if abs(minutes) < 24 * 60:
            zone = timezone(timedelta(minutes=minutes))
    fraction = int((clock["fraction"] or "0").ljust(6, "0")[:6])
    return datetime(day.year, day.month, day.day, hour, minute, second, fraction, zone)
