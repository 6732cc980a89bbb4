"""Date fields: one moment, as sources write it."""

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kliping.index.date_fields import parse_date, read_date

JAKARTA = ZoneInfo("Asia/Jakarta")
MORNING = datetime(2025, 4, 28, 10, 15, tzinfo=JAKARTA)
MIDNIGHT = datetime(2025, 4, 28, tzinfo=JAKARTA)


@pytest.mark.parametrize(
    ("field", "moment"),
    [
        ("2025-04-28T03:15:00Z", MORNING),
        ("2025-04-28 10:15:00 +0700", MORNING),
        ("2025/04/28 10:15", MORNING),
        ("Mon, 28 Apr 2025 03:15:00 GMT", MORNING),
        ("Senin, 28 Apr 2025 | 10:15 WIB", MORNING),
        ("Senin , 28 April 2025 - 11.15 WITA", MORNING),
        ("28 Apr. 2025, 12:15 WIT", MORNING),
        ("April 28, 2025 10:15 AM", MORNING),
        ("28/4/2025 10:15", MORNING),
        ("28-04-2025 10:15", MORNING),
        ("1745810100", MORNING),
        ("1745810100000", MORNING),
        ("28/4/2025", MIDNIGHT),
        ("28.04.2025", MIDNIGHT),
        ("28/04/25", MIDNIGHT),
        ("20250428", MIDNIGHT),
        ("4/28/2025", MIDNIGHT),
        (" 28 APRIL 2025 ", MIDNIGHT),
        ("Senin (28/4)", MIDNIGHT),
    ],
)
def test_field(field: str, moment: datetime) -> None:
    """Every usual way to write a date field is read as the same moment."""
    found = parse_date(field, zone=JAKARTA, reference=date(2025, 5, 1))
    assert found == moment
    assert found.tzinfo is not None


@pytest.mark.parametrize(
    "field", ["", "kemarin", "2 jam lalu", "31/2/2025", "2025-13-01", "3095", "9" * 40, "x" * 500]
)
def test_not_a_field(field: str) -> None:
    """What is not a date gives None, never an error and never a guess."""
    assert parse_date(field, zone=JAKARTA) is None


@given(st.datetimes(datetime(1950, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)))
def test_iso_round_trip(moment: datetime) -> None:
    """What ISO 8601 writes is read back exactly."""
    assert parse_date(moment.isoformat(), zone=JAKARTA) == moment


@pytest.mark.parametrize(
    ("field", "moment"),
    [
        ("1745810100.0", MORNING),
        ("1745810100000.0", MORNING),
        ("1745810100000000", MORNING),
        ("1.74581010e9", MORNING),
        ("/Date(1745810100000)/", MORNING),
        ("20250428101500", MORNING),
        ("202504281015", MORNING),
        ("20250428T031500Z", MORNING),
        ("Mon Apr 28 03:15:00 +0000 2025", MORNING),
        ("Mon Apr 28 03:15:00 UTC 2025", MORNING),
        ("Mon Apr 28 2025 10:15:00 GMT+0700 (Western Indonesia Time)", MORNING),
        ("28 Apr 2025 11:15 GMT+8", MORNING),
        ("2025-04-28 11:15 Asia/Makassar", MORNING),
        ("2025-04-28T10:15+07:00[Asia/Jakarta]", MORNING),
        ("Senin, 28 April 2025 pukul 10.15 WIB", MORNING),
        ("28-Apr-25 10:15", MORNING),
        ("28-Apr-25", MIDNIGHT),
        ("28 Apr '25", MIDNIGHT),
        ("20250428.0", MIDNIGHT),
        ("28042025", MIDNIGHT),
        ("27/4/2025 24:00", MIDNIGHT),
    ],
)
def test_exported_field(field: str, moment: datetime) -> None:
    """What programs write (pandas, Excel, X, MongoDB, JavaScript, `date`) is read as they mean."""
    assert read_date(field, zone=JAKARTA) == (moment, read_date(field, zone=JAKARTA).order, None)


@pytest.mark.parametrize(
    ("field", "day", "order"),
    [
        ("28/4/2025", (4, 28), "day-first"),
        ("4/28/2025", (4, 28), "month-first"),
        ("4/5/2025", (5, 4), "either"),
        ("5/5/2025", (5, 5), "named"),
        ("Minggu, 4/5/2025", (5, 4), "day-first"),
        ("Sabtu, 4/5/2025", (4, 5), "month-first"),
        ("25-04-28", (4, 25), "either"),
        ("4 Mei 2025", (5, 4), "named"),
        ("2025-05-04", (5, 4), "named"),
    ],
)
def test_order(field: str, day: tuple[int, int], order: str) -> None:
    """Numbers are read day first unless a weekday or the calendar speaks against it; both tell."""
    reading = read_date(field, zone=JAKARTA)
    assert reading.moment is not None
    assert ((reading.moment.month, reading.moment.day), reading.order) == (day, order)


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("45775", "spreadsheet's number of the day 2025-04-28"),
        ("45775.418", "spreadsheet's number of the day 2025-04-28"),
        ("2 jam yang lalu", "relative"),
        ("kemarin", "relative"),
        ("1.74581E+09", "last digits are lost"),
    ],
)
def test_why_not(field: str, told: str) -> None:
    """A value that is nearly a date gives none, and says what it may be."""
    reading = read_date(field, zone=JAKARTA)
    assert reading.moment is None
    assert reading.note is not None
    assert told in reading.note


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("Selasa, 28 April 2025", "weekday"),
        ("28/4/2025 25:99", "25:99 is none"),
        ("28/4/2025 10:15 XYZT", "XYZT is unknown"),
    ],
)
def test_what_is_odd(field: str, told: str) -> None:
    """A date that contradicts itself is read, and the contradiction told."""
    reading = read_date(field, zone=JAKARTA)
    assert reading.moment is not None
    assert reading.moment.date() == date(2025, 4, 28)
    assert reading.note is not None
    assert told in reading.note


WIB, WITA, WIT = (timezone(timedelta(hours=hours), name) for hours, name in (
    (7, "WIB"), (8, "WITA"), (9, "WIT")))  # fmt: skip
MONTHS = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember"
DAYS = "Senin Selasa Rabu Kamis Jumat Sabtu Minggu"


def _indonesian(moment: datetime) -> str:
    month = MONTHS.split()[moment.month - 1]
    weekday = DAYS.split()[moment.weekday()]
    return f"{weekday}, {moment.day} {month} {moment:%Y %H:%M} {moment.tzname()}"


WRITERS = {
    "iso": lambda m: m.isoformat(),
    "iso without colon": lambda m: f"{m:%Y-%m-%d %H:%M:%S %z}",
    "rfc 2822": lambda m: f"{m:%a, %d %b %Y %H:%M:%S %z}",
    "x": lambda m: f"{m:%a %b %d %H:%M:%S %z %Y}",
    "seconds": lambda m: str(int(m.timestamp())),
    "float": lambda m: str(float(int(m.timestamp()))),
    "milliseconds": lambda m: str(int(m.timestamp()) * 1000),
    "indonesian": _indonesian,
    "bar": lambda m: _indonesian(m).replace(f"{m.year} ", f"{m.year} | "),
    "dots": lambda m: f"{m:%d/%m/%Y %H.%M} {m.tzname()}" if m.day > 12 else _indonesian(m),
    "american": lambda m: f"{m:%B %d, %Y %I:%M %p} {m.tzname()}",
}


@given(
    st.datetimes(datetime(2002, 1, 1), datetime(2060, 1, 1)),
    st.sampled_from([WIB, WITA, WIT]),
    st.sampled_from(sorted(WRITERS)),
)
def test_every_writing_comes_back(moment: datetime, zone: tzinfo, writer: str) -> None:
    """Any minute in any Indonesian zone, in any usual writing, is read as that minute."""
    aware = moment.replace(second=0, microsecond=0, tzinfo=zone)
    assert read_date(WRITERS[writer](aware), zone=UTC).moment == aware


@given(st.dates(date(1970, 1, 1), date(2068, 12, 31)))
def test_short_years(day: date) -> None:
    """A year of two digits is the one that POSIX means, beside a month's name or number."""
    names = MONTHS.split()
    for written in (f"{day.day}-{names[day.month - 1][:3]}-{day:%y}", f"{day:%d/%m/%y}"):
        found = read_date(written, zone=UTC).moment
        assert found is not None
        assert found.date() == day


@given(st.text(max_size=130))
def test_any_field(text: str) -> None:
    """Any text is read without an error, and a moment is aware and within the years of dates."""
    moment = read_date(text, zone=UTC).moment
    assert moment is None or (moment.tzinfo is not None and 1900 <= moment.year <= 2101)


@given(st.integers(0, 10**20))
def test_any_number(number: int) -> None:
    """A number is the same moment with and without the fraction that pandas gives it."""
    assume(len(str(number)) != 5)
    assert read_date(str(number), zone=UTC).moment == read_date(f"{number}.0", zone=UTC).moment
