"""CSV and TSV files: the first row names the columns."""

import csv
from collections.abc import Iterator
from typing import Any

from kliping.index import Reading
from kliping.plugins import ReadOptions, Source
from kliping.plugins.readers.base import SourceReader
from kliping.plugins.readers.columns import Columns
from kliping.plugins.readers.decoding import Line, iter_lines
from kliping.plugins.readers.records import RecordReader

_DELIMITERS = (",", ";", "\t", "|")
_HEAD = 50  # lines that show how the file is written


class TableReader(SourceReader):
    """One record a row; delimiter and quoting are found out from the first rows."""

    name = "table"
    suffixes = (".csv", ".tsv")

    def iter_records(
        self, source: Source, options: ReadOptions, columns: Columns
    ) -> Iterator[Reading]:
        records = RecordReader(source, options, columns)
        with source.opener() as stream:
            lines = _Lines(iter_lines(stream))
            head = lines.look_ahead(_HEAD)
            if not any(line.text and line.text.strip() for line in head):
                fault = head[0].fault if head else None
                yield records.refuse(None, fault or "the file is empty")
                return
            dialect = _sniff([line.text for line in head if line.text], columns)
            header: list[str] | None = None
            for row in _iter_rows(lines, dialect):
                if isinstance(row, _Fault):
                    if row.note:
                        yield records.notice(row.line, row.reason)
                    else:
                        yield records.refuse(row.line, row.reason)
                elif header is None:
                    header = [name.strip() for name in row.cells]
                    if "text" not in columns.find(header):
                        yield from records.article(dict.fromkeys(header, ""), row.line)
                        return
                else:
                    yield from _read_row(row, header, records)


class _Row:
    __slots__ = ("cells", "line")

    def __init__(self, cells: list[str], line: int) -> None:
        self.cells = cells
        self.line = line


class _Fault:
    __slots__ = ("line", "note", "reason")

    def __init__(self, reason: str, line: int | None, *, note: bool = False) -> None:
        self.reason = reason
        self.line = line
        self.note = note


def _read_row(row: _Row, header: list[str], records: RecordReader) -> Iterator[Reading]:
    if len(row.cells) > len(header) and any(row.cells[len(header) :]):
        yield records.refuse(
            row.line,
            f"{len(row.cells)} cells under {len(header)} columns; "
            "a text that holds the delimiter must stand in quotation marks",
        )
    else:
        yield from records.article(dict(zip(header, row.cells, strict=False)), row.line)


class _Lines:
    """Lines that can be looked at ahead, and read again after a broken row."""

    def __init__(self, lines: Iterator[Line]) -> None:
        self._lines = lines
        self._waiting: list[Line] = []  # reversed: the next one is last

    def look_ahead(self, count: int) -> list[Line]:
        ahead = [line for _, line in zip(range(count), self._lines, strict=False)]
        self._waiting = ahead[::-1]
        return ahead

    def push_back(self, lines: list[Line]) -> None:
        self._waiting.extend(reversed(lines))

    def next(self) -> Line | None:
        return self._waiting.pop() if self._waiting else next(self._lines, None)


def _iter_rows(lines: _Lines, dialect: dict[str, Any]) -> Iterator[_Row | _Fault]:
    """Yield rows. One that breaks costs its first line; the lines after it are read again."""
    eaten: list[Line] = []
    faults: list[_Fault] = []

    def feed() -> Iterator[str]:
        while (line := lines.next()) is not None:
            if line.text is None:
                where = None if line.whole else line.number
                faults.append(_Fault(line.fault or "cannot be read", where))
                continue
            if line.note is not None:
                faults.append(_Fault(line.note, line.number, note=True))
            eaten.append(line)
            yield line.text

    fed = feed()
    rows = csv.reader(fed, strict=True, **dialect)
    while True:
        eaten.clear()
        try:
            cells = next(rows)
        except StopIteration:
            yield from faults
            return
        except csv.Error as error:
            yield from faults
            faults.clear()
            first = eaten[0].number if eaten else None
            yield _Fault(f"a broken row: {error}; are its quotation marks in pairs?", first)
            lines.push_back(eaten[1:])
            fed = feed()
            rows = csv.reader(fed, strict=True, **dialect)
            continue
        yield from faults
        faults.clear()
        if any(cells):
            yield _Row(cells, eaten[0].number)


def _sniff(head: list[str], columns: Columns) -> dict[str, Any]:
    """Return the options of `csv.reader`: the delimiter, and how marks in a cell are written.

    The delimiter is the one with which the first row has most of the fields that articles have,
    else the most columns. A file with backslashes before quotation marks, and no doubled ones,
    escapes them so. A file whose header is not quoted, in which quoting breaks rows, and no quoting
    makes all lines equally long, quotes nothing.
    """

    def fields(delimiter: str) -> tuple[int, int]:
        try:
            header = next(csv.reader(head[:1], delimiter=delimiter))
        except (csv.Error, StopIteration):
            return 0, 0
        return len(columns.find([name.strip() for name in header])), len(header)

    delimiter = max(_DELIMITERS, key=fields)
    dialect: dict[str, Any] = {"delimiter": delimiter}
    if any('\\"' in line for line in head) and not any('""' in line for line in head):
        dialect |= {"escapechar": "\\", "doublequote": False}
    try:
        rows = list(csv.reader(head[:-1], strict=True, **dialect))
        broken = not rows or len({len(row) for row in rows if row}) > 1
    except csv.Error:
        broken = True
    if broken and not head[0].lstrip("\ufeff").startswith('"'):
        bare = {len(line.rstrip("\r\n").split(delimiter)) for line in head if line.strip()}
        if len(bare) == 1 and bare != {1}:
            return {"delimiter": delimiter, "quoting": csv.QUOTE_NONE}
    return dialect
