"""How a table is written: delimiter, quoting, and where its header is, found out from its head.

A *dialect* is what `csv.reader` has to know. Of several the first is taken that reads the rows of
the head most evenly: with as many cells as the header.
"""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from .columns import Columns
from .values import is_address, is_missing

# The delimiters that programs write; any other sign is tried where none of them fits.
_USUAL = (",", ";", "\t", "|")
# ASCII's unit separator, which no text holds.
_NO_DELIMITER = "\x1f"
# Signs that stand in names of columns, and in addresses and dates, are no delimiters.
_NEVER = frozenset(" _-.'\"()/\\:@\ufeff\r\n\0")
# Excel's first line: `sep=;`.
_SEP_LINE = re.compile(r'\ufeff?"?sep=(.)"?[,;\t]*\r?\n?', re.IGNORECASE | re.DOTALL)
# Rows that may stand above the header: titles, sources, blank rows.
_MOST_TITLES = 10
# Code points of a line in which the delimiter is looked for, and signs that are tried.
_LOOKED_AT = 4_000
_MOST_SIGNS = 16
# A cell of more code points is no name of a column.
_LONGEST_NAME = 60
_CLOCK = re.compile(r"[0-9]{1,4}[-/. ][0-9A-Za-z]{1,9}[-/. ][0-9]{1,4}\b.*|[0-9]+(?:\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Table:
    """How a table is written.

    Attributes:
        options: of `csv.reader`.
        skipped: lines before the first row: Excel's `sep=`.
        titles: rows above the header that are not blank.
        named: whether the header names the column of the text.
    """

    options: dict[str, Any] = field(default_factory=dict)
    skipped: int = 0
    titles: int = 0
    named: bool = False


def find_table(head: Sequence[str], columns: Columns, delimiter: str | None = None) -> Table:
    """Return how a table is written whose first lines are `head`.

    Args:
        delimiter: where it is known.
    """
    skipped = 0
    sep = _SEP_LINE.fullmatch(head[0]) if head else None
    if sep:
        skipped, head = 1, head[1:]
        delimiter = delimiter or sep[1]
    options = _find_dialect(head, delimiter or _find_delimiter(head, columns))
    rows = [row for row in read_rows(head, options) if any(row)]
    titles, named = _find_header(rows, columns)
    return Table(options, skipped, titles, named)


def read_rows(head: Sequence[str], options: dict[str, Any]) -> list[list[str]]:
    """Return the rows of a head up to the first that breaks; the last may be cut off."""
    rows = []
    try:
        for row in csv.reader(head, strict=True, **options):
            rows.append(row)
    except csv.Error:
        pass
    return rows


def known_fields(row: Sequence[str], columns: Columns) -> int:
    """Return how many fields of an article the cells of a row name."""
    return len(columns.find(tuple(cell.strip() for cell in row if cell.strip())))


def is_quoted(line: str, table: Table) -> bool:
    """Return whether a line has three or more cells, and a quoted one among them."""
    sign = re.escape(table.options["delimiter"])
    return line.count(table.options["delimiter"]) > 1 and bool(
        re.search(rf'(?:^|{sign})"[^"]*"(?:{sign}|\s*$)', line)
    )


def looks_like_data(row: Sequence[str]) -> bool:
    """Return whether a row is an article and no header: a date, an address, a sentence in it."""
    return any(
        len(cell) > _LONGEST_NAME or is_address(cell.strip()) or _CLOCK.fullmatch(cell.strip())
        for cell in row
        if not is_missing(cell)
    )


def _find_delimiter(head: Sequence[str], columns: Columns) -> str:
    """Return the delimiter with which a row has most names of fields, else most even cells.

    Other signs than the usual ones need two names of fields.
    """
    lines = [line[:_LOOKED_AT] for line in head[: _MOST_TITLES + 1] if line.strip()]
    usual = max(_USUAL, key=lambda sign: _merit(lines, sign, columns))
    if _merit(lines, usual, columns)[0] >= 2:
        return usual
    if lines and "text" in columns.find((lines[0].strip(' "\r\n\ufeff'),)):
        return _NO_DELIMITER  # one column: commas are the text's
    signs = Counter(s for s in "".join(lines[:2]) if not s.isalnum() and s not in _NEVER)
    candidates = [sign for sign, _ in signs.most_common(_MOST_SIGNS)]
    other = max(candidates, key=lambda sign: _merit(lines, sign, columns), default=usual)
    return other if _merit(lines, other, columns)[0] >= 2 else usual


def _merit(lines: Sequence[str], delimiter: str, columns: Columns) -> tuple[int, int, int]:
    """Return (names of fields in a row, rows with as many cells as most, cells of most rows)."""
    rows = [row for line in lines for row in read_rows([line], {"delimiter": delimiter})[:1]]
    named = max((known_fields(row, columns) for row in rows if len(row) > 1), default=0)
    counts = Counter(len(row) for row in rows if len(row) > 1)
    [(cells, even)] = counts.most_common(1) or [(0, 0)]
    return named, even, cells


def _find_dialect(head: Sequence[str], delimiter: str) -> dict[str, Any]:
    """Return the options with which the rows of the head are most even, the usual ones first.

    Quotation marks in a cell are doubled, or follow a backslash; a blank may stand before the
    first; or a table quotes nothing, and marks belong to the text.
    """
    usual: dict[str, Any] = {"delimiter": delimiter}
    candidates = [usual]
    if any('\\"' in line for line in head) and not any('""' in line for line in head):
        candidates.insert(0, usual | {"escapechar": "\\", "doublequote": False})
    if head[:1] and head[0].lstrip("\ufeff ").startswith("'"):
        candidates.append(usual | {"quotechar": "'"})
    if any(re.search(rf'{re.escape(delimiter)} +"', line) for line in head):
        candidates += [each | {"skipinitialspace": True} for each in candidates]
    if not any(line.lstrip("\ufeff ").startswith('"') for line in head[:1]):
        bare = usual | {"quoting": csv.QUOTE_NONE}
        if _evenness(head, bare) == 1:
            candidates.append(bare)
    return max(candidates, key=lambda options: _evenness(head, options))


def _evenness(head: Sequence[str], options: dict[str, Any]) -> float:
    """Return the share of the head's rows that have as many cells, two or more, as most have.

    Of a row that breaks, every line counts as one; a row that goes on beyond the head counts too.
    """
    counts, broken, read = Counter[int](), 0, 0
    rows = csv.reader(head, strict=True, **options)
    try:
        for row in rows:
            read = rows.line_num
            if row:
                counts[len(row)] += 1
    except csv.Error:
        broken = len(head) - read if rows.line_num < len(head) else 1
    even = max((count for cells, count in counts.items() if cells > 1), default=0)
    return even / max(1, counts.total() + broken)


def _find_header(rows: Sequence[list[str]], columns: Columns) -> tuple[int, bool]:
    """Return how many rows stand above the header, and whether that names the text's column.

    Rows above it have one cell that says something at most, unless it names two fields.
    """
    titles = True
    for number, row in enumerate(rows[: _MOST_TITLES + 1]):
        named = columns.find(tuple(cell.strip() for cell in row))
        if "text" in named and (titles or len(named) > 1):
            return number, True
        titles = titles and sum(not is_missing(cell) for cell in row) <= 1
    return 0, False
