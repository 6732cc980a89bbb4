"""Find numbers, amounts of money, percentages and days, and give each one value."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from kliping.index.article import Span
from kliping.index.dates import iter_dates

from .analysis import Value
from .numbers import iter_numbers


def iter_values(
    text: str,
    *,
    spans: Iterable[Span] | None = None,
    published: datetime | None = None,
    english: bool = False,
) -> Iterator[Value]:
    """Yield the values inside `spans` (None: everywhere), in order of place, disjoint."""
    for span in (Span(0, len(text)),) if spans is None else spans:
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
        taken = [(day.start, day.end) for day in days]
        numbers = [
            number
            for number in iter_numbers(part, span.start, english=english)
            if not any(start < number.end and number.start < end for start, end in taken)
        ]
        yield from sorted(days + numbers, key=lambda value: value.start)
