"""The days that running text names: `Senin (28/4)`, `28 April 2025`, `28–30 April`.

Numbers are read day first, as Indonesia does. The names of months, weekdays and zones are in
`dates.tsv`. Fields that hold one date and its time are read by `date_fields`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import NamedTuple

from .article import Span
from .data_files import read_rows

# A day named without its year lies about the publication date. Within so many days the nearest
# is taken, whatever weekday is written beside it (a slip of the pen); farther off, the weekday
# decides between the years before and after. Chosen on IndoSum, 2026-11.
_NEAR = timedelta(days=45)
_DIGITS = re.compile(r"[0-9]+")
_TENSE = re.compile(
    r"[)\]]?,? (?:yang )?(?:(?P<past>lalu|silam|kemarin|tahun lalu)|mendatang|nanti|besok)\b"
)


class FoundDate(NamedTuple):
    """A day named in a text: where (without the weekday), which, and is the weekday wrong."""

    span: Span
    date: date
    weekday_contradicts: bool


@dataclass(frozen=True, slots=True)
class Names:
    """The names of `dates.tsv`, and the expressions made of them.

    Attributes:
        months, weekdays, zones: name, casefolded, → month 1-12, weekday 0-6 from Monday, minutes
            east of UTC.
        short_months: those that count only beside a year.
        month: the names of months as one expression; so are the following.
        day: a day; weekday: what stands before one; clock: a time with its zone.
        month_before: a month's name that ends before a number, as in `April 28, 2025`.
        month_reach: code points of the longest such name, with what stands behind it.
    """

    months: dict[str, int]
    short_months: frozenset[str]
    weekdays: dict[str, int]
    zones: dict[str, int]
    month: str
    day: re.Pattern[str]
    weekday: re.Pattern[str]
    clock: re.Pattern[str]
    month_before: re.Pattern[str]
    month_reach: int


def _alternatives(names: dict[str, int]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


@cache
def date_names() -> Names:
    """Return the names of `dates.tsv`; read once."""
    tables: dict[str, dict[str, int]] = {}
    for kind, name, number in read_rows(__package__, "dates.tsv", str, str, int):
        tables.setdefault(kind, {})[name] = number
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
    return Names(
        months=months,
        short_months=frozenset(tables["short-month"]),
        weekdays=weekdays,
        zones=tables["zone"],
        month=month,
        day=day,
        weekday=weekday,
        clock=clock,
        month_before=re.compile(rf"(?<![0-9A-Za-z])(?:{month})\.?\s\Z", re.IGNORECASE),
        month_reach=max(map(len, months)) + 2,
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
    names = date_names()
    for match in iter_day_matches(text, names):
        weekday = weekday_before(text, match.start(), names)
        tense = _TENSE.match(text, match.end())
        for start, end, year, month, day in _read(text, match, weekday is not None, names):
            found = _settle(year, month, day, weekday, reference, tense)
            if found is not None and (year or weekday is not None or match["month"]):
                yield FoundDate(Span(start, end), found, _contradicts(found, weekday, match["d2"]))
            elif found is not None and reference and abs(found - reference) <= _NEAR:
                yield FoundDate(Span(start, end), found, False)


def iter_day_matches(text: str, names: Names) -> Iterator[re.Match[str]]:
    """Yield what `names.day.finditer(text)` yields.

    The expression runs only where a day can begin: at digits, and at a month's name before them.
    """
    end = 0
    for digits in _DIGITS.finditer(text):
        start = digits.start()
        if start < end:
            continue
        match = None
        if text[start - 1 : start].isspace():
            month = names.month_before.search(text, max(end, start - names.month_reach), start)
            if month is not None:
                match = names.day.match(text, month.start())
        match = match or names.day.match(text, start)
        if match is not None:
            yield match
            end = match.end()


def _contradicts(day: date, weekday: int | None, last: str | None) -> bool:
    return weekday is not None and last is None and day.weekday() != weekday


def weekday_before(text: str, start: int, names: Names) -> int | None:
    """Return the weekday that is written before a day at `start`, 0 = Monday, or None."""
    found = names.weekday.search(text[max(0, start - 40) : start])
    return names.weekdays[found["weekday"].casefold()] if found else None


def _read(
    text: str, match: re.Match[str], after_weekday: bool, names: Names
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
            year += 2000 if year < 69 else 1900  # POSIX: 69-99 are 19xx
        yield start, end, year, int(match["m"] or match["sm"]), int(match["d"])


def day_of(year: int, month: int, day: int) -> date | None:
    """Return a day, or None where the calendar has none such."""
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
        return day_of(year, month, day)
    if reference is None:
        return None
    years = range(max(1, reference.year - 1), min(9999, reference.year + 1) + 1)
    days = [found for found in (day_of(y, month, day) for y in years) if found]
    days.sort(key=lambda found: abs(found - reference))
    if tense is not None:
        past = tense["past"] is not None
        told = [found for found in days if (found <= reference if past else found >= reference)]
        return told[0] if told else None
    if not days or weekday is None or abs(days[0] - reference) <= _NEAR:
        return days[0] if days else None
    return next((found for found in days if found.weekday() == weekday), days[0])
