"""Facets as figures: SVG files that stand alone, without script, font or style sheet."""

from collections.abc import Collection, Sequence

from kliping.retrieval.rows import Facet, FacetValue
from kliping.retrieval.series import fill_periods
from kliping.safe_text import xml_text

_WIDTH = 720
_ROW = 24
_LABEL = 220
_COUNT = 70
_HEIGHT = 260
_MARGIN = 48
_COLOUR = "#2b6cb0"
_STYLE = "font:13px system-ui,sans-serif"


def plot(facets: Sequence[Facet], *, title: str, periods: Collection[str] = ()) -> str:
    """Return the facets as one figure: SVG text.

    Args:
        periods: fields that are counted by time: drawn as columns, others as bars.
    """
    parts: list[str] = []
    y = 56
    for facet in facets:
        parts.append(_text(16, y, facet.field, weight="bold"))
        y += 12
        drawn, height = (_columns if facet.field in periods else _bars)(facet, y)
        parts += drawn
        y += height + 32
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {y}" '
        f'width="{_WIDTH}" height="{y}" role="img" style="{_STYLE}">'
    )
    ground = f'<rect width="{_WIDTH}" height="{y}" fill="#ffffff"/>'
    named = f"<title>{xml_text(title)}</title>"
    return "\n".join([head, named, ground, _text(16, 28, title, size=16), *parts, "</svg>\n"])


def _bars(facet: Facet, top: int) -> tuple[list[str], int]:
    most = max((value.count for value in facet.values), default=1)
    room = _WIDTH - _LABEL - _COUNT - 32
    parts: list[str] = []
    for row, value in enumerate(facet.values):
        y = top + row * _ROW
        width = max(1.0, room * value.count / most)
        parts.append(_text(_LABEL + 8, y + 16, _short(value.value), anchor="end"))
        parts.append(_rect(_LABEL + 16, y + 4, width, _ROW - 8, value))
        parts.append(_text(_LABEL + 22 + width, y + 16, f"{value.count:,}"))
    return parts, len(facet.values) * _ROW


def _columns(facet: Facet, top: int) -> tuple[list[str], int]:
    series = fill_periods((value.value, value.count) for value in facet.values)
    values = [FacetValue(value=period, count=count) for period, count in series]
    most = max((value.count for value in values), default=1)
    step = (_WIDTH - 2 * _MARGIN) / max(1, len(values))
    base = top + _HEIGHT - 24
    parts = [_text(_MARGIN - 8, top + 12, f"{most:,}", anchor="end")]
    for i, value in enumerate(values):
        height = (_HEIGHT - 40) * value.count / most
        parts.append(_rect(_MARGIN + i * step, base - height, max(1.0, step * 0.8), height, value))
    parts.append(
        f'<path d="M{_MARGIN} {base}H{_WIDTH - _MARGIN}" stroke="#4a5568" stroke-width="1"/>'
    )
    for i in sorted({0, len(values) // 2, len(values) - 1} if values else set()):
        parts.append(_text(_MARGIN + (i + 0.4) * step, base + 18, values[i].value, anchor="middle"))
    return parts, _HEIGHT


def _rect(x: float, y: float, width: float, height: float, value: FacetValue) -> str:
    tip = f"<title>{xml_text(value.value)}: {value.count:,}</title>"
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
        f'fill="{_COLOUR}">{tip}</rect>'
    )


def _text(
    x: float, y: float, text: str, *, anchor: str = "start", weight: str = "", size: int = 0
) -> str:
    more = (f' font-weight="{weight}"' if weight else "") + (f' font-size="{size}"' if size else "")
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{more}>{xml_text(text)}</text>'


def _short(text: str) -> str:
    return text if len(text) <= 30 else f"{text[:29]}…"
