"""Which records are in a JSON value, whatever its shape.

A *record* is an object that has the text of one article. Programs put records in lists, in objects
by id, address or category, in envelopes (`{"status": "ok", "articles": [...]}`), in wrappers
(`{"_id": …, "_source": {…}}`), and pandas writes a table by its columns
(`{"judul": {"0": …}, "isi": {"0": …}}`) or split (`{"columns": […], "data": [[…]]}`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from .columns import Columns
from .surroundings import NOWHERE, Surroundings
from .values import is_missing, is_own_address

# Objects and lists inside one another in which records are looked for.
_MOST_DEPTH = 5
# Entries of a list or object that are looked at to find out whether it holds records.
_LOOKED_AT = 20


class Found(NamedTuple):
    """A record, or a value in the place of one.

    Attributes:
        value: an object where it is a record.
        where: its path in the document (`politik[2]`), "" for the whole document.
        around: what stands around it and says something of it.
    """

    value: Any
    where: str
    around: Surroundings


class Shapes:
    """Finds the records of the values of one document."""

    def __init__(self, columns: Columns, header: Sequence[str] = ()) -> None:
        """Begin a document.

        Args:
            header: names of the columns of lists of values, where their first does not give them.
        """
        self._columns = columns
        self._header = tuple(header)

    def iter_found(self, value: Any, where: str = "") -> Iterator[Found]:
        """Yield the records of a value in order; the value itself where nothing in it is one."""
        yield from self._iter_found(value, where, NOWHERE, _MOST_DEPTH)

    def _iter_found(
        self, value: Any, where: str, around: Surroundings, depth: int
    ) -> Iterator[Found]:
        if isinstance(value, list):
            yield from self._iter_list(value, where, around, depth)
        elif not isinstance(value, dict):
            yield Found(value, where, around)
        elif _is_split(value):
            names = [str(name) for name in value["columns"]]
            for number, row in enumerate(value["data"]):
                yield _row(names, row, f"{where}.data[{number}]".lstrip("."), around)
        elif self._is_by_column(value):
            yield from self._iter_columns(value, where, around)
        elif self._is_record(value) or not depth:
            yield Found(value, where, around)
        else:
            yield from self._iter_object(value, where, around, depth)

    def _text_of(self, value: dict[str, Any]) -> Any:
        """Return what stands where a record has its text, None where nothing does."""
        keys = self._columns.find(value).get("text", ())
        return next((value[k] for k in keys if not is_missing(value.get(k))), None)

    def _is_record(self, value: Any) -> bool:
        """Return whether a value is an object with a text, and not with other records there.

        `berita` may name the text of an article, and a list of articles: its items have titles.
        """
        plan = self._columns.find(value) if isinstance(value, dict) else {}
        if "text" not in plan:
            return False
        text = self._text_of(value)
        if isinstance(text, list) and "title" not in plan:
            named = [self._columns.find(each) for each in text if isinstance(each, dict)]
            return not any("text" in each and "title" in each for each in named)
        return not (isinstance(text, dict) and "text" in self._columns.find(text))

    def _holds(self, value: Any, depth: int) -> bool:
        """Return whether records are in a value."""
        if isinstance(value, dict):
            if self._is_record(value) or _is_split(value):
                return True
            inner: Sequence[Any] = list(value.values())
        elif isinstance(value, list):
            inner = value
            if self._names_of(value):
                return True
        else:
            return False
        return depth > 0 and any(self._holds(each, depth - 1) for each in inner[:_LOOKED_AT])

    # -- lists -------------------------------------------------------------------------------

    def _names_of(self, rows: Sequence[Any]) -> list[str] | None:
        """Return the names that a list of rows begins with, or None where it is none."""
        first = rows[0] if rows else None
        if not (isinstance(first, list) and all(isinstance(name, str) for name in first)):
            return None
        return first if "text" in self._columns.find(first) else None

    def _iter_list(
        self, values: list[Any], where: str, around: Surroundings, depth: int
    ) -> Iterator[Found]:
        names = self._names_of(values)
        start = 0 if names is None else 1
        for number, value in enumerate(values[start:], start):
            at = f"{where}[{number}]"
            if isinstance(value, list) and _is_row(value):
                columns = names or self._header
                yield _row(columns, value, at, around) if columns else Found(value, at, around)
            elif isinstance(value, list) and depth:
                yield from self._iter_list(value, at, around, depth - 1)
            elif isinstance(value, dict):
                yield from self._iter_found(value, at, around, depth - 1 if depth else 0)
            else:
                yield Found(value, at, around)

    # -- objects -----------------------------------------------------------------------------

    def _iter_object(
        self, value: dict[str, Any], where: str, around: Surroundings, depth: int
    ) -> Iterator[Found]:
        holding = [key for key, inner in value.items() if self._holds(inner, depth - 1)]
        if not holding:
            yield from self._iter_likely(value, where, around)
            return
        direct = [key for key in holding if self._is_record(value[key])]
        if len(holding) == len(direct) == 1 and not (len(value) == 1 and _names_one(direct[0])):
            [key] = direct
            outer = {k: v for k, v in value.items() if k != key}
            yield Found(outer | value[key], f"{where}.{key}".lstrip("."), around)
            return
        for key in holding:
            inside = around
            if key in direct and _names_one(key):
                inside = replace(around, key=key)
            elif len(holding) > 1 and not self._columns.find((key,)):
                inside = replace(around, group=key)
            at = f"{where}.{key}".lstrip(".")
            yield from self._iter_found(value[key], at, inside, depth - 1)

    def _iter_likely(
        self, value: dict[str, Any], where: str, around: Surroundings
    ) -> Iterator[Found]:
        """Yield what would be records if they had a text: of a list, or of an object's objects.

        So the refusal can name their keys.
        """
        lists = [
            (path, listed)
            for path, listed in _iter_lists(value, where)
            if any(self._columns.find(each) for each in listed[:1])
        ]
        if len(lists) == 1:
            for number, each in enumerate(lists[0][1]):
                yield Found(each, f"{lists[0][0]}[{number}]", around)
            return
        inner = [each for each in value.values() if isinstance(each, dict)]
        if len(inner) == len(value) > 1 and all(self._columns.find(each) for each in inner):
            for key, each in value.items():
                yield Found(each, f"{where}.{key}".lstrip("."), around)
            return
        yield Found(value, where, around)

    # -- tables by column --------------------------------------------------------------------

    def _is_by_column(self, value: dict[str, Any]) -> bool:
        """Return whether an object holds columns: of each the values by row, or in a list.

        A list is a column only beside another of the same length: otherwise it is one article's
        paragraphs.
        """
        plan = self._columns.find(value)
        column = self._text_of(value) if "text" in plan else None
        named = [value.get(k) for keys in plan.values() for k in keys]
        named = [each for each in named if each is not column and not is_missing(each)]
        if isinstance(column, dict):
            return (
                "text" not in self._columns.find(column)
                and not _VALUE_KEYS & column.keys()
                and not any(isinstance(cell, dict) for cell in column.values())
                and all(isinstance(each, dict) for each in named)
                and (bool(named) or all(map(_is_index, column)))
            )
        if not isinstance(column, list) or len(column) < 2:
            return False
        return any(isinstance(each, list) and len(each) == len(column) for each in named)

    def _iter_columns(
        self, value: dict[str, Any], where: str, around: Surroundings
    ) -> Iterator[Found]:
        rows: dict[str, dict[str, Any]] = {}
        for name, column in value.items():
            cells = column if isinstance(column, dict) else dict(enumerate(_as_list(column)))
            for row, cell in cells.items():
                rows.setdefault(str(row), {})[name] = cell
        for row, record in rows.items():
            at = f"{where}: row {row}" if where else f"row {row}"
            yield Found(record, at, replace(around, key=row, numbered=True))


# Keys of an object that stands for its parent's value: `{"content": {"rendered": …}}`.
_VALUE_KEYS = frozenset(("rendered", "value", "#text", "_text", "$t"))


def _is_index(key: str) -> bool:
    """Return whether a key is a row's number or address; `p1` may be a paragraph."""
    return key.isdecimal() or is_own_address(key)


def _as_list(column: Any) -> list[Any]:
    return column if isinstance(column, list) else []


def _is_split(value: dict[str, Any]) -> bool:
    names, rows = value.get("columns"), value.get("data")
    return (
        isinstance(names, list)
        and isinstance(rows, list)
        and all(isinstance(name, str) for name in names)
        and all(isinstance(row, list) for row in rows[:_LOOKED_AT])
    )


def _is_row(value: list[Any]) -> bool:
    return bool(value) and not any(isinstance(cell, dict | list) for cell in value)


def _row(names: Sequence[str], row: Any, where: str, around: Surroundings) -> Found:
    if not isinstance(row, list):
        return Found(row, where, around)
    return Found(dict(zip(names, row, strict=False)), where, around)


def _names_one(key: str) -> bool:
    """Return whether a key names one record (an id, an address, a title), and is no mere word."""
    return not key.isalpha()


def _iter_lists(value: Mapping[str, Any], path: str) -> Iterator[tuple[str, list[Any]]]:
    """Yield the lists of objects in an object, with their paths (`response.docs`)."""
    for key, inner in value.items():
        at = f"{path}.{key}" if path else key
        if isinstance(inner, dict) and at.count(".") < _MOST_DEPTH:
            yield from _iter_lists(inner, at)
        elif isinstance(inner, list) and inner and isinstance(inner[0], dict):
            yield at, inner
