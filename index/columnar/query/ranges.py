"""Ranges and equality on number and date columns."""

from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh.query import DateRange

from kliping.index.columnar import document_lists
from kliping.index.columnar.storage.columns import NO_DATE, CsrColumn
from kliping.index.columnar.view import View

Int32 = npt.NDArray[np.int32]


def range_documents(view: View, query: Any) -> Int32:
    """Return the documents with a value in a NumericRange or DateRange.

    Bounds on a date field are seconds since 1970-01-01T00:00Z, or (DateRange) moments; a moment
    without a time zone is read in the view's.
    """
    kind = view.kinds.get(query.fieldname, "")
    if kind not in ("number", "date"):
        return document_lists.empty()
    low, high = query.start, query.end
    if isinstance(query, DateRange):
        low, high = _seconds(view, query.startdate), _seconds(view, query.enddate)
    return _between(view, query.fieldname, low, high, query.startexcl, query.endexcl)


def value_documents(view: View, field: str, value: Any) -> Int32:
    """Return the documents that have the value in a number or date field."""
    if isinstance(value, datetime):
        value = _seconds(view, value)
    try:
        number = float(value)
    except (TypeError, ValueError):
        return document_lists.empty()
    return _between(view, field, number, number, False, False)


def _between(
    view: View, field: str, low: Any, high: Any, without_low: bool, without_high: bool
) -> Int32:
    column = view.column(field)
    values = column.values
    inside = np.ones(len(values), bool)
    if low is not None:
        inside &= (values > low) if without_low else (values >= low)
    if high is not None:
        inside &= (values < high) if without_high else (values <= high)
    if isinstance(column, CsrColumn):
        holders = np.repeat(np.arange(view.size, dtype=np.int32), np.diff(column.starts))
        marks = document_lists.mark(holders[inside], view.size)
    else:
        marks = inside
        if values.dtype.kind == "f":
            marks = marks & ~np.isnan(values)
        elif low is None:
            marks = marks & (values != NO_DATE)
    if view.live is not None:
        marks = marks & view.live
    return np.flatnonzero(marks).astype(np.int32)


def _seconds(view: View, moment: datetime | None) -> float | None:
    if moment is None:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=view.zone)
    return moment.timestamp()
