"""Elements of an SVG figure that stands alone: no script, font, style sheet or network.

Lengths are pixels of the figure's own size, from its upper left corner. All text that goes into a
figure is escaped here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kliping.safe_text import xml_text

BLUE = "#2b6cb0"
INK = "#1a202c"
FAINT = "#a0aec0"
MUTED = "#4a5568"
_STYLE = "font:13px system-ui,sans-serif"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Maps moments onto [left, left + width]; one moment alone stands at the left."""

    first: datetime
    last: datetime
    left: float
    width: float

    def x(self, moment: datetime) -> float:
        span = (self.last - self.first) / timedelta(seconds=1)
        part = (moment - self.first) / timedelta(seconds=1) / span if span else 0.0
        return self.left + part * self.width


def figure(title: str, parts: Sequence[str], *, width: int, height: int) -> str:
    """Return a whole SVG file of these elements on white."""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" style="{_STYLE}">'
    )
    ground = f'<rect width="{width}" height="{height}" fill="#ffffff"/>'
    return "\n".join([head, _title(title), ground, *parts, "</svg>\n"])


def text(
    x: float,
    y: float,
    words: str,
    *,
    anchor: str = "start",
    weight: str = "",
    size: int = 0,
    colour: str = "",
) -> str:
    """Return a line of text on the base line `y`; `anchor` says which end of it stands at `x`."""
    more = (f' font-weight="{weight}"' if weight else "") + (f' font-size="{size}"' if size else "")
    more += f' fill="{colour}"' if colour else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{more}>{xml_text(words)}</text>'


def rect(x: float, y: float, width: float, height: float, tip: str, *, colour: str = BLUE) -> str:
    """Return a filled rectangle that shows its tip under a pointer."""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
        f'fill="{colour}">{_title(tip)}</rect>'
    )


def dot(x: float, y: float, colour: str, tip: str, *, radius: float = 5) -> str:
    """Return a filled circle that shows its tip under a pointer."""
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{colour}">{_title(tip)}</circle>'
    )


def line(
    x1: float, y1: float, x2: float, y2: float, *, colour: str = FAINT, dashes: str = ""
) -> str:
    """Return a straight line, dashed by the lengths of `dashes` ("4 4")."""
    more = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="{colour}" fill="none"{more}/>'


def shorten(words: str, limit: int) -> str:
    """Return at most `limit` code points of a text, the last one an ellipsis where it was cut."""
    return words if len(words) <= limit else f"{words[: limit - 1]}…"


def _title(words: str) -> str:
    return f"<title>{xml_text(words)}</title>"
