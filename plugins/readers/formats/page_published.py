"""The moment when a page's article was published, as the page itself states it."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final, NamedTuple

from kliping.index.date_fields import read_date

from .page_lines import PageLines, printed_dates
from .page_statements import Statements

UNSTATED: Final = "the page does not state when it was published"


class Published(NamedTuple):
    """A moment, aware, or None; and what is worth a notice about it, or None."""

    moment: datetime | None
    note: str | None


def find_published(statements: Statements, lines: PageLines, zone: tzinfo) -> Published:
    """Return the moment of publication that a page states.

    The order of trust: JSON-LD and meta elements that name the day of publication, `time` elements
    beside the title, a day printed there with weekday or clock, a meta element `date`. A day
    without a time takes the time that a later statement gives the same day. A moment in UTC whose
    clock is the printed one of another zone is in that zone: some outlets label local time as UTC.
    """
    printed = _moments(printed_dates(lines), zone)
    stated = _moments(statements.published, zone)
    dated = _moments(statements.dated, zone)
    candidates = [*stated, *_moments(lines.times, zone), *printed, *dated]
    if not candidates:
        return Published(None, UNSTATED)
    first = candidates[0]
    if _is_midnight(first):
        timed = (m for m in candidates if m.date() == first.date() and not _is_midnight(m))
        first = next(timed, first)
    for other in printed:
        apart = first.utcoffset() != other.utcoffset()
        same = abs(first.replace(tzinfo=None) - other.replace(tzinfo=None)) < timedelta(minutes=1)
        if apart and same and first.utcoffset() == UTC.utcoffset(None):
            note = f"{first.isoformat()} is labelled UTC, but printed as {other.isoformat()}"
            return Published(first.replace(tzinfo=other.tzinfo), f"{note}; taken so")
    return Published(first, None)


def _moments(written: Iterable[str], zone: tzinfo) -> list[datetime]:
    read = (read_date(value, zone=zone).moment for value in written)
    return [moment for moment in read if moment is not None]


def _is_midnight(moment: datetime) -> bool:
    return (moment.hour, moment.minute, moment.second) == (0, 0, 0)
