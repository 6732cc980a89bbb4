"""Facets as they are asked for: `FIELD`, `FIELD:20`, `published:month`, `value:..1000,1000..`."""

import math
from collections.abc import Iterable, Mapping
from typing import cast, get_args

from kliping.index import ArgumentError, FieldSpec
from kliping.index.engine import FacetRequest, Period

# Values shown of a facet that is asked for without a number.
FACET_VALUES = 10
Range = tuple[float | None, float | None]


def facet_request(
    spec: str,
    fields: Iterable[FieldSpec],
    *,
    aliases: Mapping[str, str],
    match: str | None = None,
    limit: int | None = FACET_VALUES,
) -> FacetRequest:
    """Return the request that a facet's text means.

    Args:
        spec: the field's name; behind a colon a number of values, for dates a period, for numbers
            half-open ranges (`..1000,1000..5000,5000..`).
        aliases: value → the value that it counts as.
        match: only values that contain this text.
        limit: values where the text gives no number; None for all.

    Raises:
        ArgumentError: no such facet, or what is behind the colon does not suit the field.
    """
    name, _, detail = spec.partition(":")
    known = {field.name: field for field in fields if field.facet}
    if name not in known:
        raise ArgumentError(f"no facet {name!r}; there are: {', '.join(sorted(known))}")
    kind = known[name].type
    if kind == "date":
        return FacetRequest(field=name, period=_period(spec, detail), limit=None, match=match)
    if kind == "number" and ".." in detail:
        return FacetRequest(field=name, ranges=_ranges(spec, detail), limit=None, match=match)
    if detail:
        if not detail.isdecimal() or not detail.isascii():
            more = f", or ranges, as {name}:..1000,1000.." if kind == "number" else ""
            raise ArgumentError(f"facet {spec!r}: expected a number of values, as {name}:20{more}")
        limit = int(detail)
    return FacetRequest(field=name, limit=limit, aliases=aliases, match=match)


def _period(spec: str, detail: str) -> Period:
    period = detail or "month"
    if period not in get_args(Period):
        raise ArgumentError(f"facet {spec!r}: expected year, month, week or day")
    return cast(Period, period)


def numbers_between(label: str) -> Range | None:
    """Return (low, high) of a number or a half-open range as facets show it; None for other text.

    A number is both ends. `1.500` is none here: facets show 1500, or 1.5.
    """
    low, dots, high = label.partition("..")
    try:
        if not dots:
            return (_shown_number(low), _shown_number(low))
        ends = (_shown_number(low) if low else None, _shown_number(high) if high else None)
    except ValueError:
        return None
    return None if ends == (None, None) else ends


def _shown_number(text: str) -> float:
    """Return the number that a facet shows so; raises ValueError for any other text."""
    number = float(text)
    shown = str(int(number)) if number.is_integer() and abs(number) < 1e16 else repr(number)
    if shown != text or not math.isfinite(number):
        raise ValueError(text)
    return number


def _ranges(spec: str, detail: str) -> tuple[Range, ...]:
    try:
        ranges = []
        for part in detail.split(","):
            low, high = part.split("..")
            ranges.append((float(low) if low else None, float(high) if high else None))
    except ValueError:
        raise ArgumentError(
            f"facet {spec!r}: expected ranges LOW..HIGH with plain numbers, as value:..1000,1000.."
        ) from None
    for bounds in ranges:
        low_end, high_end = bounds
        if not all(end is None or math.isfinite(end) for end in bounds):
            raise ArgumentError(f"facet {spec!r}: expected plain numbers, as value:..1000,1000..")
        if low_end is not None and high_end is not None and low_end >= high_end:
            raise ArgumentError(f"facet {spec!r}: the range {low_end:g}..{high_end:g} is empty")
    return tuple(ranges)
