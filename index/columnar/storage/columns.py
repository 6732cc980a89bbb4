"""Columns: the values of documents, by document number.

A column is kept flat when no document has two values (one value or a filler a document), else as
compressed sparse rows: `values`, and `starts[d] : starts[d + 1]` for document d. Keyword columns
hold ordinals into their labels, the spellings in code point order.

Fillers for "no value": -1 for ordinals, NaN for numbers, `NO_DATE` for dates.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from .checked import read_small, require
from .files import ArrayFile
from .packing import offsets, pack_small
from .term_dictionary import text_arrays

Array = npt.NDArray[Any]
NO_DATE = -(2**63)


@dataclass(frozen=True, slots=True, kw_only=True)
class CsrColumn:
    """Values of all documents, one after the other.

    Attributes:
        values: int32 ordinals, float64 numbers or int64 dates.
        starts: int64 (int32 where that is enough) [documents + 1].
    """

    values: Array
    starts: npt.NDArray[np.integer]

    def __len__(self) -> int:
        return len(self.starts) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FlatColumn:
    """One value or a filler for each document."""

    values: Array

    def __len__(self) -> int:
        return len(self.values)


Column = CsrColumn | FlatColumn


def filler(dtype: np.dtype[Any]) -> float | int:
    """Return what stands for "no value" in a flat column of the type."""
    if dtype.kind == "f":
        return float("nan")
    return NO_DATE if dtype.itemsize == 8 else -1


def flatten(column: Column) -> Column:
    """Return the column flat, if no document has two values."""
    if isinstance(column, FlatColumn):
        return column
    counts = np.diff(column.starts)
    if len(counts) and counts.max() > 1:
        return column
    values = np.full(len(counts), filler(column.values.dtype), column.values.dtype)
    values[counts > 0] = column.values
    return FlatColumn(values=values)


def as_csr(column: Column) -> CsrColumn:
    """Return the column as compressed sparse rows."""
    if isinstance(column, CsrColumn):
        return column
    present = has_value(column)
    starts = np.zeros(len(present) + 1, np.int64)
    np.cumsum(present, out=starts[1:])
    return CsrColumn(values=column.values[present], starts=starts)


def has_value(column: Column) -> npt.NDArray[np.bool_]:
    """Return for each document whether it has a value."""
    if isinstance(column, CsrColumn):
        return np.diff(column.starts) > 0
    if column.values.dtype.kind == "f":
        return ~np.isnan(column.values)
    return np.asarray(column.values != filler(column.values.dtype))


def column_arrays(name: str, column: Column) -> dict[str, Array]:
    """Return the arrays of a column as a segment holds them."""
    column = flatten(column)
    if isinstance(column, FlatColumn):
        return {f"{name}/values": _narrowed(column.values)}
    counts, many = pack_small(np.diff(column.starts))
    return {
        f"{name}/values": _narrowed(column.values),
        f"{name}/counts": counts,
        f"{name}/counts_large": many,
    }


def _narrowed(values: Array) -> Array:
    """Return ordinals in the smallest signed type that holds them; other values as they are."""
    if values.dtype.kind == "f" or values.dtype.itemsize == 8 or not len(values):
        return values
    top = int(values.max())
    return values.astype(np.int8 if top < 2**7 else np.int16 if top < 2**15 else np.int32)


def read_values(file: ArrayFile, name: str, *, documents: int, kind: str) -> Column | None:
    """Return a column of numbers ("f8") or dates ("i8"); None where the segment has none."""
    values = file.get(f"{name}/values")
    if values is None:
        return None
    require(
        file, values.dtype.str == f"<{kind}", f"column {name!r} has values of type {values.dtype}"
    )
    return _shaped(file, name, values, documents)


def read_ordinals(file: ArrayFile, name: str, *, documents: int, labels: int) -> Column | None:
    """Return a column of ordinals into labels, int32; None where the segment has none."""
    values = file.get(f"{name}/values")
    if values is None:
        return None
    narrow = values.dtype.kind == "i" and values.dtype.itemsize <= 4
    require(file, narrow, f"column {name!r} has ordinals of type {values.dtype}")
    column = _shaped(file, name, values.astype(np.int32, copy=False), documents)
    if len(values):
        least = 0 if isinstance(column, CsrColumn) else -1
        sound = int(values.min()) >= least and int(values.max()) < labels
        require(file, sound, f"column {name!r} has an ordinal outside its {labels} labels")
    return column


def _shaped(file: ArrayFile, name: str, values: Array, documents: int) -> Column:
    """Return the values as a column of so many documents."""
    if f"{name}/counts" not in file:
        require(
            file,
            len(values) == documents,
            f"column {name!r} has {len(values)} values for {documents} documents",
        )
        return FlatColumn(values=values)
    starts = offsets(read_small(file, f"{name}/counts", f"{name}/counts_large", documents))
    require(
        file,
        int(starts[-1]) == len(values),
        f"column {name!r} has {len(values)} values, not {starts[-1]}",
    )
    return CsrColumn(values=values, starts=starts)


def label_arrays(name: str, labels: Sequence[str]) -> dict[str, Array]:
    """Return the arrays of a keyword column's labels."""
    return text_arrays(f"{name}/labels", labels)


def concatenate(columns: Sequence[Column]) -> Column:
    """Return the columns of consecutive document ranges as one."""
    if len(columns) == 1:
        return columns[0]
    if all(isinstance(column, FlatColumn) for column in columns):
        return FlatColumn(values=np.concatenate([c.values for c in columns]))
    rows = [as_csr(column) for column in columns]
    starts = [np.zeros(1, np.int64)]
    base = 0
    for row in rows:
        starts.append(row.starts[1:].astype(np.int64) + base)
        base += int(row.starts[-1])
    return CsrColumn(
        values=np.concatenate([row.values for row in rows]), starts=np.concatenate(starts)
    )


def keep(column: Column, live: npt.NDArray[np.bool_]) -> Column:
    """Return the column without the documents that are not live."""
    if isinstance(column, FlatColumn):
        return FlatColumn(values=column.values[live])
    counts = np.diff(column.starts)
    starts = np.zeros(int(live.sum()) + 1, np.int64)
    np.cumsum(counts[live], out=starts[1:])
    return CsrColumn(values=column.values[np.repeat(live, counts)], starts=starts)
