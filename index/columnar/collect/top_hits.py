"""Order, collapse and page the hits of a search.

The order of hits is by the sort keys, or by score, then by document number; where some match
strictly and others do not, those that do come first. A position (`HitRow.position`) holds the
values of the keys, then the id; "" stands for "no value". The first key of hits in two tiers is 0
or 1.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from kliping.index.columnar import document_lists
from kliping.index.columnar.storage.columns import Column, CsrColumn, FlatColumn, as_csr, has_value
from kliping.index.columnar.view import View
from kliping.index.engine import SearchRequest, SortKey
from kliping.index.errors import ArgumentError

from .ordinals import Ordinals, keyword_ordinals

Int32 = npt.NDArray[np.int32]
Float = npt.NDArray[np.float64]
Array = npt.NDArray[Any]
Bool = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Page:
    """The hits of one page.

    Attributes:
        at: indices into the documents of the search, in order.
        collapsed: for each how many other hits it stands for.
        keys: for each its sort values, as a position gives them.
        groups: how many hits there are after collapsing; None without collapsing.
    """

    at: Array
    collapsed: list[int]
    keys: list[tuple[float | str, ...]]
    groups: int | None


@dataclass(frozen=True, slots=True)
class _Key:
    """One sort key of all hits: smaller ranks first; `missing` ranks behind all others."""

    ranks: Float
    ordinals: Ordinals | None  # of keyword fields
    sign: float

    def value(self, rank: float) -> float | str:
        if np.isinf(rank):
            return ""
        return self.ordinals.labels[int(self.sign * rank)] if self.ordinals else self.sign * rank

    def rank(self, value: float | str) -> float:
        """Return where a position's value stands among the ranks."""
        if value == "":
            return float("inf")
        if self.ordinals is None:
            return self.sign * float(value)
        labels = np.array(self.ordinals.labels, dtype=object)
        place = int(np.searchsorted(labels, str(value)))
        if place < len(labels) and labels[place] == value:
            return self.sign * place
        return self.sign * (place - 0.5)  # between two labels


def make_page(
    view: View,
    request: SearchRequest,
    documents: Int32,
    scores: Float,
    is_strict: Bool | None = None,
) -> Page:
    """Return the page of hits that the request asks for.

    Args:
        is_strict: which hits match strictly; None where all do.
    """
    wanted = request.offset + request.limit
    groups = None
    group_of: Array | None = None
    if request.collapse is not None:
        group_of, groups = _group_of(view, request.collapse, documents)
    if request.limit <= 0:
        return Page(np.zeros(0, np.int64), [], [], groups)
    keys = [_sort_key(view, key, documents) for key in request.sort] or [_Key(-scores, None, -1.0)]
    tiers = None if is_strict is None else _tiers(request, scores, is_strict)
    every = keys if tiers is None else [tiers, *keys]
    if request.after is not None:
        order = _order(every, len(documents))
        if group_of is not None:
            order = _first_of_groups(order, group_of)
        order = _behind(view, request.after, every, order, documents)[:wanted]
    elif group_of is not None:
        order = _collapsed_top(tiers, keys, group_of, wanted)
    else:
        order = _top(tiers, keys, len(documents), wanted)
    page = order[request.offset :]
    collapsed = [0] * len(page)
    if group_of is not None and len(page):
        collapsed = [int(np.count_nonzero(group_of == group)) - 1 for group in group_of[page]]
    values = [tuple(key.value(float(key.ranks[at])) for key in every) for at in page.tolist()]
    return Page(page, collapsed, values, groups)


def _tiers(request: SearchRequest, scores: Float, is_strict: Bool) -> _Key:
    """Return 0 for the hits that come first, 1 for the others."""
    first = is_strict
    if request.strict_share and not request.sort and len(scores):
        first = is_strict & (scores >= request.strict_share * scores.max())
    return _Key(np.where(first, 0.0, 1.0), None, 1.0)


def _group_of(view: View, field: str, documents: Int32) -> tuple[Array, int]:
    """Return (a number for each hit, equal for those of a group, number of groups)."""
    if field == "id":
        return np.arange(len(documents)), len(documents)
    _check_keyword(view, field)
    found = keyword_ordinals(view, field)
    ordinals = _first_values(found.column, documents).astype(np.int64)
    alone = np.flatnonzero(ordinals < 0)
    shared = np.bincount(ordinals[ordinals >= 0], minlength=1)
    ordinals[alone] = len(found.labels) + np.arange(len(alone))
    return ordinals, int(np.count_nonzero(shared)) + len(alone)


def group_numbers(view: View, field: str, documents: Int32) -> tuple[Array, int]:
    """Return (group of each hit, number of groups).

    Hits with an equal value of a keyword field are a group; one without a value is its own.

    Raises:
        ArgumentError: the field is not a keyword field.
    """
    if field == "id":
        return np.arange(len(documents)), len(documents)
    _check_keyword(view, field)
    ordinals = _first_values(keyword_ordinals(view, field).column, documents)
    missing = ordinals < 0
    used, group = np.unique(ordinals[~missing], return_inverse=True)
    groups = np.empty(len(documents), np.int64)
    groups[~missing] = group
    alone = int(missing.sum())
    groups[missing] = len(used) + np.arange(alone)
    return groups, len(used) + alone


def _check_keyword(view: View, field: str) -> None:
    spec = view.fields.get(field)
    if spec is None or spec.type != "keyword":
        known = ", ".join(f.name for f in view.fields.values() if f.type == "keyword")
        raise ArgumentError(f"hits cannot be grouped by {field!r}; keyword fields are: {known}")


def group_names(view: View, field: str, documents: Int32) -> list[str]:
    """Return the value that each hit is grouped by, "" for one without."""
    if field == "id":
        return view.ids(documents)
    found = keyword_ordinals(view, field)
    ordinals = _first_values(found.column, documents).tolist()
    return [found.labels[n] if n >= 0 else "" for n in ordinals]


def _first_values(column: Column, documents: Int32) -> Int32:
    """Return the ordinal of each document, the first of several, -1 without a value."""
    if isinstance(column, FlatColumn):
        return np.asarray(column.values[documents], np.int32)
    ordinals = np.full(len(documents), -1, np.int32)
    begins = column.starts[documents]
    some = column.starts[documents + 1] > begins
    ordinals[some] = column.values[begins[some]]
    return ordinals


def _order(keys: list[_Key], count: int) -> Array:
    """Return all hits in order."""
    return np.lexsort([np.arange(count), *(key.ranks for key in reversed(keys))])


def _first_of_groups(order: Array, group_of: Array) -> Array:
    """Return the hits in order without those that follow another of their group."""
    _, first = np.unique(group_of[order], return_index=True)
    return order[np.sort(first)]


def _top(tiers: _Key | None, keys: list[_Key], count: int, wanted: int) -> Array:
    """Return the best hits in order."""
    if len(keys) > 1:
        return _order(keys if tiers is None else [tiers, *keys], count)[:wanted]
    ranks = keys[0].ranks
    if tiers is None:
        return document_lists.top(-ranks, wanted)
    order: list[Array] = []
    for tier in (0.0, 1.0):
        at = np.flatnonzero(tiers.ranks == tier)
        order.append(at[document_lists.top(-ranks[at], wanted)])
        wanted -= len(order[-1])
    return np.concatenate(order)


def _collapsed_top(tiers: _Key | None, keys: list[_Key], group_of: Array, wanted: int) -> Array:
    """Return the best hits, one a group: look at ever more of the top until it suffices."""
    reach = 4 * wanted
    while True:
        order = _first_of_groups(_top(tiers, keys, len(group_of), reach), group_of)
        if len(order) >= wanted or reach >= len(group_of):
            return order[:wanted]
        reach *= 8


def _behind(
    view: View,
    after: tuple[float | str, ...],
    keys: list[_Key],
    order: Array,
    documents: Int32,
) -> Array:
    """Return the hits in order that stand behind a position.

    Where the position's document is gone, hits with equal keys are given again: better twice than
    never.
    """
    if len(after) != len(keys) + 1:
        raise ArgumentError(
            f"position {after!r} has {len(after)} values; this order needs {len(keys) + 1}; "
            "use a position from a search with the same sort keys"
        )
    document = view.find(str(after[-1]))
    behind = np.zeros(len(order), bool)
    equal = np.ones(len(order), bool)
    for key, value in zip(keys, after[:-1], strict=True):
        ranks, rank = key.ranks[order], key.rank(value)
        behind |= equal & (ranks > rank)
        equal &= ranks == rank
    behind |= equal & (documents[order] > document)
    return order[behind]


def _sort_key(view: View, key: SortKey, documents: Int32) -> _Key:
    """Return the ranks of the hits by one key; of several values the foremost counts.

    Raises:
        ArgumentError: the field has no column to sort by.
    """
    sign = -1.0 if key.descending else 1.0
    spec = view.fields.get(key.field)
    if spec is None or spec.type == "text":
        known = ", ".join(f.name for f in view.fields.values() if f.type != "text")
        raise ArgumentError(f"hits cannot be sorted by {key.field!r}; fields that can: {known}")
    ordinals = keyword_ordinals(view, key.field) if spec.type == "keyword" else None
    column = view.column(key.field) if ordinals is None else ordinals.column
    if isinstance(column, CsrColumn):
        column = _foremost(column, key.descending)
    ranks = np.full(len(documents), np.inf)
    values = column.values[documents]
    present = has_value(FlatColumn(values=values))
    ranks[present] = sign * values[present]
    return _Key(ranks, ordinals, sign)


def _foremost(column: CsrColumn, descending: bool) -> FlatColumn:
    """Return each document's smallest value, or its greatest when descending."""
    rows = as_csr(column)
    some = np.flatnonzero(np.diff(rows.starts))
    reduce = np.maximum if descending else np.minimum
    values = np.full(len(rows), np.nan if rows.values.dtype.kind == "f" else -1, np.float64)
    if len(some):
        values[some] = reduce.reduceat(rows.values, rows.starts[some]).astype(np.float64)
    if rows.values.dtype.kind != "f":
        values[np.diff(rows.starts) == 0] = np.nan
    return FlatColumn(values=values)
