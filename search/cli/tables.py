"""Rows as a table that fits the terminal: columns fold, or each row becomes a block of lines."""

from collections.abc import Sequence
from itertools import zip_longest

from kliping.drawing.terminal import cells, fit, wrap

_GAP = "  "
# A column is made no narrower than its longest word, of a long word so many cells; by eye, 2026-11.
_WORD = 14


def lay_out(
    columns: Sequence[str], rows: Sequence[Sequence[str]], width: int
) -> tuple[str | None, list[str]]:
    """Return a table's header and its lines, without blanks at their ends.

    Where not even folded columns fit in `width` cells each row is a block `column: value`, parted
    by an empty line; then the header is None, and what is empty is left out.
    """
    natural = [
        max(cells(column), *(cells(row[at]) for row in rows)) if rows else cells(column)
        for at, column in enumerate(columns)
    ]
    least = [
        max(cells(column), min(_WORD, _longest_word([row[at] for row in rows])))
        for at, column in enumerate(columns)
    ]
    room = width - len(_GAP) * (len(columns) - 1)
    if sum(least) > room:
        return None, _blocks(columns, rows, width)
    widths = _shrunk(natural, least, room)
    header = _line([fit(column, size) for column, size in zip(columns, widths, strict=True)])
    lines: list[str] = []
    for row in rows:
        folded = [wrap(value, size) for value, size in zip(row, widths, strict=True)]
        for pieces in zip_longest(*folded, fillvalue=""):
            lines.append(_line([fit(p, s) for p, s in zip(pieces, widths, strict=True)]))
    return header, lines


def _line(parts: Sequence[str]) -> str:
    return _GAP.join(parts).rstrip()


def _longest_word(values: Sequence[str]) -> int:
    return max((cells(word) for value in values for word in value.split()), default=0)


def _shrunk(natural: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """Return widths that fit: the widest column gives way first, none below its least."""
    widths = list(natural)
    while sum(widths) > room:
        given = [at for at in range(len(widths)) if widths[at] > least[at]]
        widest = max(given, key=lambda at: widths[at])
        widths[widest] -= 1
    return widths


def _blocks(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[str]:
    lines: list[str] = []
    for row in rows:
        if lines:
            lines.append("")
        for column, value in zip(columns, row, strict=True):
            if value:
                first, *more = wrap(f"{column}: {value}", max(width - len(_GAP), 1))
                lines += [first, *(_GAP + line for line in more)]
    return lines
