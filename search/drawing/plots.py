"""Facets as figures: SVG files that stand alone, without script, font or style sheet."""

from collections.abc import Collection, Sequence

from kliping.retrieval.rows import Facet, FacetValue
from kliping.retrieval.series import fill_periods

from .svg import MUTED, figure, line, rect, shorten, text

_WIDTH = 720
_ROW = 24
_LABEL = 220
# Code points of a value shown beside its bar.
_LABEL_LENGTH = 28
_COUNT = 70
_HEIGHT = 260
_MARGIN = 48


def plot(
    facets: Sequence[Facet], *, title: str, periods: Collection[str] = (), note: str = ""
) -> str:
    """Return the facets as one figure: SVG text.

    Above each facet stand how many values it has and how many articles have none; its axis of
    counts is named.

    Args:
        periods: fields that are counted by time: drawn as columns, others as bars.
        note: what stands below: N, source, date.
    """
    parts: list[str] = []
    y = 56
    for facet in facets:
        parts.append(text(16, y, facet.field, weight="bold"))
        parts.append(text(_WIDTH - 16, y, _told(facet), anchor="end", colour=MUTED))
        y += 12
        drawn, height = (_columns if facet.field in periods else _bars)(facet, y)
        parts += drawn
        y += height + 32
    if note:
        parts.append(text(16, y, note, colour=MUTED))
        y += 20
    drawn_title = text(16, 28, title, size=16)
    return figure(title, [drawn_title, *parts], width=_WIDTH, height=y)


def _told(facet: Facet) -> str:
    """Say how much of the field is drawn, and how many articles stand apart without a value."""
    shown = len(facet.values)
    of = (
        f"{shown:,} of {facet.distinct:,} values" if shown < facet.distinct else f"{shown:,} values"
    )
    return of + (f"; {facet.missing:,} articles without" if facet.missing else "")


def _bars(facet: Facet, top: int) -> tuple[list[str], int]:
    most = max((value.count for value in facet.values), default=1)
    room = _WIDTH - _LABEL - _COUNT - 32
    parts: list[str] = []
    for row, value in enumerate(facet.values):
        y = top + row * _ROW
        width = max(1.0, room * value.count / most)
        parts.append(text(_LABEL + 8, y + 16, shorten(value.value, _LABEL_LENGTH), anchor="end"))
        parts.append(_bar(_LABEL + 16, y + 4, width, _ROW - 8, value))
        parts.append(text(_LABEL + 22 + width, y + 16, f"{value.count:,}"))
    height = len(facet.values) * _ROW
    if facet.values:
        parts.append(text(_LABEL + 16, top + height + 14, "articles", colour=MUTED))
        height += _ROW
    return parts, height


def _columns(facet: Facet, top: int) -> tuple[list[str], int]:
    series = fill_periods((value.value, value.count) for value in facet.values)
    values = [FacetValue(value=period, count=count) for period, count in series]
    most = max((value.count for value in values), default=1)
    step = (_WIDTH - 2 * _MARGIN) / max(1, len(values))
    base = top + _HEIGHT - 24
    parts = [
        text(_MARGIN - 8, base - _HEIGHT + 45, f"{most:,}", anchor="end"),
        text(_MARGIN - 8, base, "0", anchor="end"),
        text(_MARGIN, top + 12, "articles", colour=MUTED),
    ]
    for i, value in enumerate(values):
        height = (_HEIGHT - 40) * value.count / most
        parts.append(_bar(_MARGIN + i * step, base - height, max(1.0, step * 0.8), height, value))
    parts.append(line(_MARGIN, base, _WIDTH - _MARGIN, base, colour=MUTED))
    for i in sorted({0, len(values) // 2, len(values) - 1} if values else set()):
        parts.append(text(_MARGIN + (i + 0.4) * step, base + 18, values[i].value, anchor="middle"))
    parts.append(text(_WIDTH / 2, base + 36, facet.field, anchor="middle", colour=MUTED))
    return parts, _HEIGHT + _ROW


def _bar(x: float, y: float, width: float, height: float, value: FacetValue) -> str:
    return rect(x, y, width, height, f"{value.value}: {value.count:,}")
