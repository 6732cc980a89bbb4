"""CSV and TSV files: a row names the columns, or the option `header` does."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from io import StringIO
from itertools import islice
from typing import Any, NamedTuple

from kliping.index import Article
from kliping.plugins import ReadOptions, Source
from kliping.plugins.readers.base import SourceReader
from kliping.plugins.readers.columns import Columns
from kliping.plugins.readers.decoding import MAX_LINE, Line, Lines
from kliping.plugins.readers.dialects import (
    Table,
    find_table,
    is_quoted,
    known_fields,
    looks_like_data,
    read_rows,
)
from kliping.plugins.readers.records import RecordReader
from kliping.plugins.readers.sniffing import head_text
from kliping.plugins.readers.telling import WHOLE, Place, Told

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_HEAD = 50  # lines that show how the file is written
# A text that begins with a table has at least so many names of fields in its first row.
_FEWEST_NAMES = 2
# The standard library's limit of 131,072 code points a cell is one of the whole process; whole
# reports and court rulings are longer. It is only raised, never lowered.
csv.field_size_limit(max(csv.field_size_limit(), MAX_LINE))


class TableReader(SourceReader):
    """One record a row; delimiter and quoting are found out from the first rows."""

    name = "table"
    suffixes = (".csv", ".tsv")

    def recognises(self, head: bytes, options: ReadOptions) -> bool:
        """Return whether rows of equal length begin it that name fields, or are quoted."""
        if options.delimiter is not None or options.header:
            return True
        lines = list(islice(StringIO(head_text(head), newline=""), _HEAD))
        columns = Columns(options.columns)
        table = find_table(lines, columns)
        rows = read_rows(lines[table.skipped :], table.options)[table.titles :]
        rows = [row for row in rows if any(row)]
        if len(rows) < 2 or len(rows[0]) != len(rows[1]):
            return False
        if known_fields(rows[0], columns) >= _FEWEST_NAMES:
            return not looks_like_data(rows[0])
        return is_quoted(lines[table.skipped], table) and len({len(row) for row in rows}) == 1

    def iter_articles(self, source: Source, records: RecordReader) -> Iterator[Article]:
        options, told = records.options, records.told
        with source.opener() as stream:
            decoded = Lines(stream)
            lines = _Waiting(_iter_physical(decoded))
            head = lines.look_ahead(_HEAD)
            if not any(line.text and line.text.strip() for line in head):
                told.refuse(WHOLE, (head and head[0].fault) or "the file is empty")
                return
            written = [line.text for line in head if line.text]
            table = find_table(written, records.columns, options.delimiter)
            for _ in range(table.skipped):
                lines.next()
            rows = _iter_rows(lines, table.options, told)
            if options.header:
                header = _Header(options.header, None)
                rows = _without_names(rows, records)
            else:
                header = _read_header(rows, table, told)
            if header.names:
                for row in rows:
                    article = _read_row(row, header, records)
                    if article is not None:
                        yield article
            if decoded.note is not None:
                told.notice(WHOLE, decoded.note)


class _Row:
    __slots__ = ("cells", "line")

    def __init__(self, cells: list[str], line: int) -> None:
        self.cells = cells
        self.line = line


class _Header(NamedTuple):
    """The names of the columns, and the line that gives them, or None."""

    names: Sequence[str]
    line: int | None


def _read_header(rows: Iterator[_Row], table: Table, told: Told) -> _Header:
    """Return the header, without names where the first row is an article, which is told."""
    row = next(rows, None)
    if row is None:
        return _Header((), None)
    first = row.line
    for _ in range(table.titles):
        row = next(rows, row)
    if row.line != first:
        told.notice(WHOLE, f"line {first} is no header; line {row.line} names the columns")
    elif not table.named and looks_like_data(row.cells):
        names = ",".join(["title", "published", "text"][: len(row.cells)])
        told.refuse(
            WHOLE,
            "the first row looks like an article, not like column names; name the columns with "
            f"--header, in their order: --header {names}",
        )
        return _Header((), None)
    header = _distinct([name.strip().lstrip("\ufeff") for name in row.cells])
    return _Header(header, row.line)


def _without_names(rows: Iterator[_Row], records: RecordReader) -> Iterator[_Row]:
    """Yield the rows but for a first one that names columns itself, which is told."""
    for first in islice(rows, 1):
        if known_fields(first.cells, records.columns) < _FEWEST_NAMES:
            yield first
        else:
            told = "names columns itself and is no article; --header takes its place"
            records.told.notice(WHOLE, f"line {first.line} {told}")
    yield from rows


def _distinct(names: Sequence[str]) -> list[str]:
    """Return names with a number after each that was there before; none for a blank one."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(f"{name} ({seen[name]})" if seen[name] > 1 and name else name)
    return found


def _read_row(row: _Row, header: _Header, records: RecordReader) -> Article | None:
    names = header.names
    place = Place(line=row.line)
    if len(row.cells) > len(names) and any(row.cells[len(names) :]):
        records.told.refuse(
            place,
            f"{len(row.cells)} cells under {len(names)} columns; a text that holds the "
            "delimiter must stand in quotation marks, or the delimiter is another: --delimiter",
            kind="wide row",
        )
        return None
    record = {name: cell for name, cell in zip(names, row.cells, strict=False) if name}
    if header.line is not None and not records.has_text(dict.fromkeys(names)):
        place = Place(line=header.line)
        record = dict.fromkeys(filter(None, names), "") | record
    return records.article(record, place)


def _iter_physical(lines: Iterable[Line]) -> Iterator[Line]:
    """Yield lines that end wherever a program may have ended one, numbered anew.

    Excel for Mac ends rows with a carriage return, and the lines inside a cell with a line feed.
    """
    number = 0
    for line in lines:
        parts = _LINE.findall(line.text) if line.text and "\r" in line.text else [line.text]
        for text in parts:
            number += 1
            yield replace(line, number=number, text=text)


class _Waiting:
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


def _iter_rows(lines: _Waiting, dialect: dict[str, Any], told: Told) -> Iterator[_Row]:
    """Yield rows. One that breaks costs its first line; the lines after it are read again."""
    eaten: list[Line] = []

    def feed() -> Iterator[str]:
        while (line := lines.next()) is not None:
            if line.text is None:
                place = WHOLE if line.whole else Place(line=line.number)
                told.refuse(place, line.fault or "cannot be read")
                continue
            eaten.append(line)
            yield line.text

    rows = csv.reader(feed(), strict=True, **dialect)
    while True:
        eaten.clear()
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            place = Place(line=eaten[0].number) if eaten else WHOLE
            reason = f"a broken row: {error}; are its quotation marks in pairs?"
            told.refuse(place, reason, kind="broken row")
            lines.push_back(eaten[1:])
            rows = csv.reader(feed(), strict=True, **dialect)
            continue
        if any(cells):
            yield _Row(cells, eaten[0].number)
