"""Dates as they are shown: a day where a day is known, and the ends of the calendar."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import kliping
from kliping.retrieval.rows import counted, format_date


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2025, 6, 11, tzinfo=ZoneInfo("Asia/Makassar")), "2025-06-11"),
        (datetime(2025, 6, 11, 8, tzinfo=UTC), "2025-06-11T08:00:00+00:00"),
        (None, None),
    ],
)
def test_a_midnight_is_a_day(moment: datetime | None, expected: str | None) -> None:
    """Without a zone a moment is shown in its own, and midnight there as a day only."""
    assert format_date(moment) == expected


@pytest.mark.parametrize(
    ("period", "value"),
    [("year", "9999"), ("month", "9999-12"), ("week", "9999-W52"), ("day", "9999-12-31")],
)
def test_the_last_night_of_the_calendar_is_counted(tmp_path: Path, period: str, value: str) -> None:
    """A moment that is in the year 10000 in the archive's zone counts in 9999, and is shown."""
    last = datetime(9999, 12, 31, 20, tzinfo=UTC)
    with kliping.open(tmp_path / "a.kliping", create=True) as archive:
        archive.add_all([kliping.Article(id="x", title="Judul", text="Isi.", published=last)])
        found = archive.search("*", facets=[f"published:{period}"])
    assert [v.value for v in found.facets["published"].values] == [value]
    assert found.hits[0].published == last.isoformat()


@pytest.mark.parametrize(
    ("count", "expected"), [(0, "0 articles"), (1, "1 article"), (1204, "1,204 articles")]
)
def test_a_number_stands_before_its_noun(count: int, expected: str) -> None:
    """One article is no articles."""
    assert counted(count, "article") == expected
