"""Ordinals: a field's values as small numbers that mean the same in all segments of a view.

A facet counts ordinals, sorting compares them, collapsing groups by them. Labels are in code point
order. Values of a keyword field that differ in case alone are one value; its label is the spelling
that most live documents use (of equals, the first in code point order).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from kliping.index import kernel
from kliping.index.columnar.storage.columns import (
    Column,
    CsrColumn,
    FlatColumn,
    as_csr,
    concatenate,
    flatten,
    has_value,
)
from kliping.index.columnar.view import View
from kliping.index.engine import Period

Int32 = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordinals:
    """One field's ordinals.

    Attributes:
        column: int32 ordinals into `labels`, int32 starts; -1 in a flat column where there is
            no value.
        labels: each ordinal's value.
    """

    column: Column
    labels: list[str]


def _kept(view: View, key: tuple[Any, ...], make: Callable[[], Ordinals]) -> Ordinals:
    known: Ordinals | None = view.memo.get(key)
    if known is None:
        made = make()
        known = Ordinals(column=_narrow(made.column), labels=made.labels)
        view.remember(key, known)
    return known


def _narrow(column: Column) -> Column:
    """Return the column in as little memory as its numbers allow."""
    values = np.ascontiguousarray(column.values, np.int32)
    if isinstance(column, FlatColumn):
        return FlatColumn(values=values)
    kind = np.int32 if len(values) < 2**31 else np.int64
    return CsrColumn(values=values, starts=np.ascontiguousarray(column.starts, kind))


def keyword_ordinals(view: View, field: str) -> Ordinals:
    """Return the ordinals of a keyword field."""
    return _kept(view, ("keyword", field), lambda: _keyword(view, field))


def _keyword(view: View, field: str) -> Ordinals:
    columns: list[Column] = []
    spellings: dict[str, int] = {}
    for segment in view.segments:
        column, labels = segment.keywords(field)
        if column is None:
            columns.append(FlatColumn(values=np.full(segment.count, -1, np.int32)))
            continue
        to = np.array([spellings.setdefault(label, len(spellings)) for label in labels], np.int32)
        straight = len(to) == 0 or (to[0] == 0 and to[-1] == len(to) - 1)
        straight = straight and bool(np.array_equal(to, np.arange(len(to))))
        columns.append(column if straight else _translate(column, to))
    merged = concatenate(columns) if columns else FlatColumn(values=np.zeros(0, np.int32))
    names = list(spellings)
    labels, to = _one_per_value(view, names, merged)
    if not np.array_equal(to, np.arange(len(to))):
        merged = _translate(merged, to)
    return Ordinals(column=merged, labels=labels)


def _translate(column: Column, to: Int32) -> Column:
    if isinstance(column, CsrColumn):
        return CsrColumn(values=to[column.values], starts=column.starts)
    # The last place answers ordinal -1.
    return FlatColumn(values=np.append(to, np.int32(-1))[column.values])


def _one_per_value(view: View, names: list[str], column: Column) -> tuple[list[str], Int32]:
    """Return (labels in order, spelling number → label number), one label a casefolded value."""
    by_value: dict[str, list[int]] = {}
    for number, name in enumerate(names):
        by_value.setdefault(name.casefold(), []).append(number)
    if len(by_value) < len(names):
        counts, _ = count_ordinals(column, view.all_documents, len(names))
        best = [
            names[min(numbers, key=lambda n: (-counts[n], names[n]))]
            for numbers in by_value.values()
        ]
    else:
        best = names
    order = sorted(range(len(best)), key=best.__getitem__)
    to = np.zeros(len(names), np.int32)
    groups = list(by_value.values())
    for label, group in enumerate(order):
        to[groups[group]] = label
    return [best[group] for group in order], to


def aliased(
    view: View, base: Ordinals, key: tuple[Any, ...], aliases: Mapping[str, str]
) -> Ordinals:
    """Return the ordinals with some values counted as others, each once a document.

    Args:
        key: what `base` is kept under.
    """
    full = ("aliases", *key, tuple(sorted(aliases.items())))
    return _kept(view, full, lambda: _aliased(base, aliases))


def _aliased(base: Ordinals, aliases: Mapping[str, str]) -> Ordinals:
    folded = {value.casefold(): name for value, name in aliases.items()}
    # A name that is itself a value of the field keeps that value's spelling.
    spelled = {label.casefold(): label for label in base.labels}
    renamed = []
    for label in base.labels:
        name = folded.get(label.casefold())
        renamed.append(label if name is None else spelled.get(name.casefold(), name))
    labels = sorted(set(renamed))
    number = {label: n for n, label in enumerate(labels)}
    to = np.array([number[name] for name in renamed], np.int32)
    column = _translate(base.column, to)
    if isinstance(column, CsrColumn):
        column = _without_repetition(column, len(labels))
    return Ordinals(column=column, labels=labels)


def _without_repetition(column: CsrColumn, labels: int) -> Column:
    counts = np.diff(column.starts)
    holders = np.repeat(np.arange(len(counts), dtype=np.int64), counts)
    keys = np.unique(holders * max(1, labels) + column.values)
    documents, values = np.divmod(keys, max(1, labels))
    starts = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(np.bincount(documents, minlength=len(counts)), out=starts[1:])
    return flatten(CsrColumn(values=values.astype(np.int32), starts=starts))


# Seconds since 1970, just inside datetime's years 1 to 9999 whatever the zone: beyond them the
# nearest year's rules hold.
_FIRST_SECOND, _LAST_SECOND = -62_000_000_000, 253_000_000_000
# The first and last day of datetime's calendar, as days since 1970-01-01.
_FIRST_DAY, _LAST_DAY = (
    day.toordinal() - date(1970, 1, 1).toordinal() for day in (date.min, date.max)
)


def period_ordinals(view: View, field: str, period: Period) -> Ordinals:
    """Return a date field's ordinals by calendar period in the view's time zone."""
    return _kept(view, ("period", field, period), lambda: _periods(view, field, period))


def _periods(view: View, field: str, period: Period) -> Ordinals:
    def keys(dates: npt.NDArray[np.int64]) -> tuple[Any, Callable[[Any], str]]:
        # The last night of the year 9999 in UTC is no other year further east, nor the first.
        days = np.clip(local_days(view, dates), _FIRST_DAY, _LAST_DAY)
        if period == "day":
            return days, lambda n: str(np.datetime64(int(n), "D"))
        if period == "week":
            # Weeks begin on Monday; 1970-01-01 was a Thursday, so day -3 was one. The ISO year
            # of a week is that of its Thursday.
            return (days + 3) // 7, _week_label
        if period == "month":
            months = days.astype("M8[D]").astype("M8[M]").astype(np.int64)
            return months, lambda n: str(np.datetime64(int(n), "M"))
        years = days.astype("M8[D]").astype("M8[Y]").astype(np.int64)
        return years, lambda n: str(np.datetime64(int(n), "Y"))

    return _from_keys(view.column(field), keys)


def _week_label(week: Any) -> str:
    thursday = np.datetime64(int(week) * 7, "D")
    year = thursday.astype("M8[Y]")
    return f"{year}-W{int((thursday - year.astype('M8[D]')).astype(int)) // 7 + 1:02d}"


def local_days(view: View, seconds: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the calendar day (days since 1970-01-01) of moments in the view's time zone."""
    if not len(seconds):
        return np.zeros(0, np.int64)
    # Clocks change at whole quarters of an hour, so one offset holds in each quarter.
    quarters, of = np.unique(seconds // 900, return_inverse=True)
    first, last = (_offset(view, int(n)) for n in (quarters[0], quarters[-1]))
    if first == last and _is_fixed(view, int(quarters[0]), int(quarters[-1])):
        return (seconds + first) // 86400
    offsets = np.array([_offset(view, int(n)) for n in quarters], np.int64)
    return np.asarray((seconds + offsets[of]) // 86400)


def _is_fixed(view: View, first: int, last: int) -> bool:
    """Return whether the zone's offset is the same all through: looked at monthly."""
    step = 4 * 24 * 28
    first, last = np.clip((first, last), _FIRST_SECOND // 900, _LAST_SECOND // 900).tolist()
    offsets = {_offset(view, n) for n in range(first, last + step, step)}
    return len(offsets) == 1


def _offset(view: View, quarter: int) -> int:
    """Return the zone's offset from UTC in seconds at the start of a quarter of an hour."""
    at = min(max(quarter * 900, _FIRST_SECOND), _LAST_SECOND)
    offset = datetime.fromtimestamp(at, UTC).astimezone(view.zone).utcoffset()
    return 0 if offset is None else int(offset.total_seconds())


def number_ordinals(view: View, field: str) -> Ordinals:
    """Return a number field's ordinals, one a distinct number, in order of size."""
    return _kept(
        view,
        ("number", field),
        lambda: _from_keys(view.column(field), lambda values: (values, number_label)),
    )


def number_label(value: Any) -> str:
    number = float(value)
    return str(int(number)) if number.is_integer() and abs(number) < 1e16 else repr(number)


def range_label(low: float | None, high: float | None) -> str:
    """Return how a half-open range is named: "10..20", "..10", "20.."."""
    return "..".join("" if end is None else number_label(end) for end in (low, high))


def range_ordinals(
    view: View, field: str, ranges: tuple[tuple[float | None, float | None], ...]
) -> Ordinals:
    """Return ordinals by half-open ranges of numbers; a value may lie in several, or none."""
    return _kept(view, ("ranges", field, ranges), lambda: _ranges(view, field, ranges))


def _ranges(
    view: View, field: str, ranges: tuple[tuple[float | None, float | None], ...]
) -> Ordinals:
    column = view.column(field)
    rows = as_csr(column)
    counts = np.diff(rows.starts)
    holders = np.repeat(np.arange(len(counts), dtype=np.int64), counts)
    keys = []
    for number, (low, high) in enumerate(ranges):
        inside = np.ones(len(rows.values), bool)
        if low is not None:
            inside &= rows.values >= low
        if high is not None:
            inside &= rows.values < high
        keys.append(np.unique(holders[inside]) * len(ranges) + number)
    every = np.sort(np.concatenate(keys))
    documents, values = np.divmod(every, len(ranges))
    starts = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(np.bincount(documents, minlength=len(counts)), out=starts[1:])
    found = flatten(CsrColumn(values=values.astype(np.int32), starts=starts))
    return Ordinals(column=found, labels=[range_label(low, high) for low, high in ranges])


def _from_keys(column: Column, keys: Callable[[Any], tuple[Any, Callable[[Any], str]]]) -> Ordinals:
    """Return ordinals by a key of each value; labels in the order of the keys."""
    rows = as_csr(column)
    found, label = keys(rows.values)
    distinct, of = np.unique(found, return_inverse=True)
    labels = [label(key) for key in distinct]
    values = of.astype(np.int32).reshape(-1)
    if isinstance(column, FlatColumn):
        ordinals = np.full(len(column.values), -1, np.int32)
        ordinals[has_value(column)] = values
        return Ordinals(column=FlatColumn(values=ordinals), labels=labels)
    repeated = CsrColumn(values=values, starts=rows.starts)
    return Ordinals(column=_without_repetition(repeated, len(labels)), labels=labels)


def count_ordinals(
    column: Column, documents: Int32, labels: int
) -> tuple[npt.NDArray[np.int64], int]:
    """Return (how many of the documents hold each ordinal, how many hold any)."""
    if kernel.compiled is not None:
        counts = np.zeros(labels, np.int64)
        starts = column.starts if isinstance(column, CsrColumn) else None
        return counts, kernel.compiled.count(column.values, starts, documents, counts, None)
    if isinstance(column, FlatColumn):
        every = np.bincount(column.values[documents] + 1, minlength=labels + 1)
        return every[1:], len(documents) - int(every[0])
    held = int(np.count_nonzero(column.starts[documents + 1] > column.starts[documents]))
    return np.bincount(gather(column, documents)[0], minlength=labels), held


def count_holding(column: CsrColumn, documents: Int32, wanted: npt.NDArray[np.bool_]) -> int:
    """Return how many of the documents hold any wanted ordinal (wanted: bool[labels])."""
    if kernel.compiled is not None:
        nothing = np.zeros(0, np.int64)
        return int(kernel.compiled.count(column.values, column.starts, documents, nothing, wanted))
    values, holder = gather(column, documents)
    hit = np.zeros(len(documents), bool)
    hit[holder[wanted[values]]] = True
    return int(np.count_nonzero(hit))


def gather(column: CsrColumn, documents: Int32) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Return (values of the documents, for each the index into `documents`)."""
    begins = column.starts[documents].astype(np.int64)
    lengths = column.starts[documents + 1] - begins
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    at = np.arange(total) + np.repeat(begins - (ends - lengths), lengths)
    return column.values[at], np.repeat(np.arange(len(documents)), lengths)
