"""The day of publication, read from the text of an article whose source gives none."""

from datetime import datetime, time, tzinfo

from kliping.index.dates import iter_dates

_LEAD = 2500  # code points of body text that are looked at; chosen on IndoSum, 2026-11


def find_published(text: str, body: str, zone: tzinfo) -> datetime | None:
    """Return the most plausible day of publication, midnight in `zone`, or None.

    News names the day of what it tells (`Senin (28/4/2025)`), which is the day of publication or
    the one before. So: of the days with a year in the first 2,500 code points of body text whose
    weekday is written and right, the latest; where no weekday is written, none is taken. A day
    without a year (`Senin (28/4)`) says nothing of the year, and a weekday that contradicts its
    date says that the date is misprinted: neither is used.
    """
    found = [
        seen.date
        for seen in iter_dates(body[:_LEAD], reference=None)
        if not seen.weekday_contradicts
    ]
    return datetime.combine(max(found), time(), zone) if found else None
