"""A date facet as a series: every period between the first and the last, those without hits too."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

# Longer series are left as they are: a misread year would fill millennia.
_MOST_PERIODS = 5_000


def fill_periods(counted: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return (period, count) of each period from the first to the last, 0 where there is none.

    Args:
        counted: periods as facets name them ("2025", "2025-04", "2025-W18", "2025-04-28"), in
            order of time, all of one length.
    """
    given = dict(counted)
    if len(given) < 2:
        return list(given.items())
    label = _labeller(next(iter(given)))
    ends = [_first_day(period) for period in given]
    filled: dict[str, int] = {}
    day, last = min(ends), max(ends)
    while day <= last:
        period = label(day)
        if period not in filled:
            filled[period] = given.get(period, 0)
            if len(filled) > _MOST_PERIODS:
                return list(given.items())
        day += timedelta(days=1)
    return list(filled.items())


def _first_day(period: str) -> date:
    if "W" in period:
        year, week = period.split("-W")
        return date.fromisocalendar(int(year), int(week), 1)
    parts = [int(part) for part in period.split("-")]
    return date(*[*parts, 1, 1][:3])


def _labeller(period: str) -> Callable[[date], str]:
    if "W" in period:
        return lambda day: "{}-W{:02}".format(*day.isocalendar())
    length = len(period)
    return lambda day: day.isoformat()[:length]
