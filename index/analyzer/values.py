"""Find numbers, amounts of money, percentages and days, and give each one value."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import datetime

from kliping.index.article import Span
from kliping.index.dates import iter_dates

from .analysis import Value
from .numbers import iter_numbers

# Every value has a digit; most sentences have none.
_DIGIT = re.compile(r"\d")


def iter_values(
    text: str,
    *,
    spans: Iterable[Span] | None = None,
    published: datetime | None = None,
    english: bool = False,
) -> Iterator[Value]:
    """Yield the values inside `spans` (None: everywhere), in order of place, disjoint."""
    for span in (Span(0, len(text)),) if spans is None else spans:
        if _DIGIT.search(text, span.start, span.end) is None:
            continue
        part = text[span.start : span.end]
        days = [
            Value(
                kind="date",
                value=float(found.date.strftime("%Y%m%d")),
                start=span.start + found.span.start,
                end=span.start + found.span.end,
                text=part[found.span.start : found.span.end],
            )
            for found in iter_dates(part, reference=published)
        ]
        # Days are disjoint and in order: of those that begin before a number ends, the last one
        # reaches furthest.
        starts = [day.start for day in days]
        numbers = []
        for number in iter_numbers(part, span.start, english=english):
            before = bisect_left(starts, number.end)
            if not before or days[before - 1].end <= number.start:
                numbers.append(number)
        yield from sorted(days + numbers, key=lambda value: value.start)
