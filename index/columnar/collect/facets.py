"""Facets: how many hits hold each value of a field."""

import unicodedata
from typing import Any

import numpy as np
import numpy.typing as npt

from kliping.index.columnar.storage.columns import FlatColumn
from kliping.index.columnar.view import View
from kliping.index.engine import FacetCounts, FacetRequest
from kliping.index.errors import ArgumentError

from .ordinals import (
    Ordinals,
    aliased,
    count_holding,
    count_ordinals,
    gather,
    keyword_ordinals,
    number_ordinals,
    period_ordinals,
    range_ordinals,
)

Int32 = npt.NDArray[np.int32]


def facet_ordinals(view: View, request: FacetRequest) -> Ordinals:
    """Return the ordinals that a facet request counts.

    Raises:
        ArgumentError: the field is unknown, is a text field, or the request does not suit it.
    """
    field = view.fields.get(request.field)
    if field is None or field.type == "text":
        known = ", ".join(f.name for f in view.fields.values() if f.type != "text")
        raise ArgumentError(
            f"values of field {request.field!r} cannot be counted; fields that can: {known}"
        )
    key: tuple[Any, ...]
    if field.type == "date":
        period = request.period or "day"
        base, key = period_ordinals(view, field.name, period), ("period", field.name, period)
    elif field.type == "number" and request.ranges:
        base = range_ordinals(view, field.name, request.ranges)
        key = ("ranges", field.name, request.ranges)
    elif field.type == "number":
        base, key = number_ordinals(view, field.name), ("number", field.name)
    else:
        base, key = keyword_ordinals(view, field.name), ("keyword", field.name)
    if request.aliases:
        return aliased(view, base, key, request.aliases)
    return base


def count_facet(
    view: View, request: FacetRequest, documents: Int32, groups: npt.NDArray[Any] | None
) -> FacetCounts:
    """Count a facet over the hits.

    Args:
        documents: the hits, ascending.
        groups: for each hit the number of its group; then groups are counted, not documents.
    """
    ordinals = facet_ordinals(view, request)
    labels = ordinals.labels
    total = len(documents)
    if groups is not None:
        total, counts, with_value, in_listed = _by_group(ordinals, documents, groups)
    else:
        counts, with_value = count_ordinals(ordinals.column, documents, len(labels))
        in_listed = None
    held = np.flatnonzero(counts)
    shown = held
    if request.match is not None:
        part = _plain(request.match)
        shown = np.array([n for n in held.tolist() if part in _plain(labels[n])], np.int64)
    listed = _listed(view, request, shown, counts)
    if len(listed) == len(held):
        other = 0
    elif in_listed is not None:
        other = with_value - in_listed(listed)
    elif isinstance(ordinals.column, FlatColumn):
        other = with_value - int(counts[listed].sum())
    else:
        wanted = np.zeros(len(labels), bool)
        wanted[listed] = True
        other = with_value - count_holding(ordinals.column, documents, wanted)
    return FacetCounts(
        field=request.field,
        values=tuple((labels[n], int(counts[n])) for n in listed.tolist()),
        missing=total - with_value,
        other=other,
        distinct=len(held),
    )


def _listed(
    view: View, request: FacetRequest, shown: npt.NDArray[Any], counts: npt.NDArray[np.int64]
) -> npt.NDArray[Any]:
    """Return the ordinals that are listed, in the order asked for."""
    in_order = view.fields[request.field].type == "date" or bool(request.ranges)
    limit = len(shown) if request.limit is None else max(0, request.limit)
    if in_order and limit >= len(shown):
        return shown
    if not in_order:
        # Labels are in order, so a stable sort by count leaves ties in it.
        if limit < len(shown):
            shown = shown[_reaching(counts[shown], limit)]
        return shown[np.argsort(-counts[shown], kind="stable")][:limit]
    # Of too many periods the fullest are kept, then put in order of time.
    return np.sort(shown[np.argsort(-counts[shown], kind="stable")][:limit])


def _reaching(counts: npt.NDArray[np.int64], limit: int) -> npt.NDArray[Any]:
    """Return the indices of all counts that are not below the `limit`-th greatest."""
    if not limit:
        return np.zeros(0, np.int64)
    least = np.partition(counts, len(counts) - limit)[len(counts) - limit]
    return np.flatnonzero(counts >= least)


def _by_group(ordinals: Ordinals, documents: Int32, groups: npt.NDArray[Any]) -> Any:
    """Count distinct groups.

    Returns:
        (groups, counts by ordinal, groups with a value, a function that counts the groups that
        hold any of some ordinals).
    """
    column = ordinals.column
    if isinstance(column, FlatColumn):
        values = column.values[documents]
        present = values >= 0
        values, group = values[present], groups[present]
    else:
        values, holder = gather(column, documents)
        group = groups[holder]
    width = int(groups.max(initial=0)) + 1
    pairs = np.unique(values.astype(np.int64) * width + group)
    values, group = np.divmod(pairs, width)
    counts = np.bincount(values, minlength=len(ordinals.labels))

    def holding(listed: npt.NDArray[Any]) -> int:
        wanted = np.zeros(len(ordinals.labels), bool)
        wanted[listed] = True
        return len(np.unique(group[wanted[values]]))

    return len(np.unique(groups)), counts, len(np.unique(group)), holding


def _plain(text: str) -> str:
    """Return the text without case and accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))
