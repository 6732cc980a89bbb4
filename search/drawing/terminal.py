"""Small drawings made of characters: bars, sparklines, and the caret under a query's fault."""

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise

from kliping.index import QueryError

# Eighths of a character cell, from the left and from below.
_EIGHTHS = " ▏▎▍▌▋▊▉█"
_HEIGHTS = "▁▂▃▄▅▆▇█"
# Code points of a query shown on each side of its fault where the query is long.
_AROUND = 60


def bar(count: int, most: int, width: int) -> str:
    """Return a bar of `count / most` of `width` cells, to an eighth of a cell.

    A count above 0 shows at least one eighth; `most` of 0 gives an empty bar.
    """
    if count <= 0 or most <= 0:
        return ""
    eighths = max(1, round(min(count, most) / most * width * 8))
    whole, part = divmod(eighths, 8)
    return "█" * whole + (_EIGHTHS[part] if part else "")


def sparkline(counts: Iterable[int]) -> str:
    """Return one character a count, its height the share of the largest; 0 is a blank."""
    given = list(counts)
    most = max(given, default=0)
    return "".join(
        _HEIGHTS[min(7, (count * 8 - 1) // most)] if count > 0 else " " for count in given
    )


def squeeze(counts: Sequence[int], width: int) -> list[int]:
    """Return at most `width` sums of neighbouring counts, to draw a long series on one line."""
    if len(counts) <= width:
        return list(counts)
    edges = [i * len(counts) // width for i in range(width + 1)]
    return [sum(counts[low:high]) for low, high in pairwise(edges)]


def cells(text: str) -> int:
    """Return how many cells of a terminal the text takes (wide East Asian characters take two)."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def fit(text: str, width: int) -> str:
    """Return the text in exactly `width` cells: filled with blanks, or cut with an ellipsis."""
    if cells(text) <= width:
        return text + " " * (width - cells(text))
    kept = text
    while kept and cells(kept) > width - 1:
        kept = kept[:-1]
    return f"{kept}…" + " " * (width - 1 - cells(kept)) if width else ""


def wrap(text: str, width: int) -> list[str]:
    """Return the text on lines of at most `width` cells, cut between words, a longer word inside.

    There is at least one line; blanks in a row count as one. A character wider than `width` stands
    alone.
    """
    lines = [""]
    for word in text.split():
        rest = word
        if lines[-1] and cells(lines[-1]) + 1 + cells(rest) <= width:
            lines[-1] += f" {rest}"
            continue
        if lines[-1]:
            lines.append("")
        for character in rest:
            if lines[-1] and cells(lines[-1]) + cells(character) > width:
                lines.append("")
            lines[-1] += character
    return lines


def caret(error: QueryError) -> list[str]:
    """Return the query with carets under its fault, and the suggestion where there is one.

    The query stands on one line; of a long one, what is near the fault.
    """
    shown = "".join(c if c.isprintable() else " " for c in error.query)
    low = max(0, error.offset - _AROUND)
    high = min(len(shown), error.offset + min(error.length, _AROUND) + _AROUND)
    head = "…" if low else ""
    line = head + shown[low:high] + ("…" if high < len(shown) else "")
    before = cells(head + shown[low : error.offset])
    under = max(1, cells(shown[error.offset : min(error.offset + error.length, high)]))
    lines = [f"  {line}", f"  {' ' * before}{'^' * under}"]
    if error.suggestion and error.suggestion not in str(error):
        lines.append(f"  try: {error.suggestion}")
    return lines
