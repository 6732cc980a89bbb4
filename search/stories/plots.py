"""Draw the way of a text and the days of a story."""

from datetime import datetime

from kliping.drawing.svg import BLUE, INK, Scale, dot, figure, line, rect, shorten, text
from kliping.retrieval.rows import is_day

from .copy_trace import Trace
from .stories import StoryTimeline

_WIDTH = 1120
_LEFT = 24
_AXIS_WIDTH = 400
_ROW = 30
_TOP = 80
_COLUMN_HEIGHT = 120
_LINE = 18
_VOICES = 8
_WIDEST = 220
_COLOURS = {"canonical": BLUE, "exact": "#2f855a", "edited": "#c05621", "part": "#805ad5"}


def draw_trace(trace: Trace) -> str:
    """Draw a text's way: a row per copy, by time, with a line from the source of each."""
    dated = [step.published for step in trace.steps if step.published is not None]
    height = _TOP + _ROW * len(trace.steps) + 24
    parts = [
        text(_LEFT, 28, f"The way of {trace.group}", size=16),
        *_legend(),
    ]
    scale = (
        Scale(first=min(dated), last=max(dated), left=_LEFT + 8, width=_AXIS_WIDTH - 16)
        if dated
        else None
    )
    places: dict[str, tuple[float, float]] = {}
    for row, step in enumerate(trace.steps):
        y = _TOP + row * _ROW + 14.0
        x = scale.x(step.published) if scale and step.published else _LEFT + 8.0
        places[step.article] = x, y
        if step.source in places:
            from_x, from_y = places[step.source]
            parts.append(line(from_x, from_y, x, y))
    for step in trace.steps:
        x, y = places[step.article]
        when = _when(step.published)
        parts.append(dot(x, y, _COLOURS.get(step.role, INK), f"{step.article}: {step.role}"))
        label = " · ".join(filter(None, (when, step.outlet, step.title or step.article)))
        parts.append(text(_LEFT + _AXIS_WIDTH + 12, y + 4, shorten(label, 96)))
    return figure(f"The way of {trace.group}", parts, width=_WIDTH, height=height)


def _when(moment: datetime | None) -> str:
    """Return day and time; only the day where no time is known."""
    if moment is None:
        return "?"
    return moment.strftime("%d-%m-%Y" if is_day(moment) else "%d-%m-%Y %H.%M")


def draw_story(told: StoryTimeline) -> str:
    """Draw a story: a column per day as high as its independent reports, and who begins to speak.

    Undated articles are left out of the figure.
    """
    days = [day for day in told.days if day.day is not None]
    most = max((day.reports for day in days), default=1)
    rows = max((len(day.voices) for day in days), default=0)
    height = _TOP + _COLUMN_HEIGHT + 48 + _LINE * min(rows, _VOICES)
    parts = [text(_LEFT, 28, shorten(told.headline, 110), size=16)]
    first = days[0].day.toordinal() if days and days[0].day else 0
    last = days[-1].day.toordinal() if days and days[-1].day else 0
    step = min(_WIDEST, (_WIDTH - 2 * _LEFT) / max(1, len(days)))
    base = _TOP + _COLUMN_HEIGHT
    for place, day in enumerate(days):
        x = _LEFT + place * step
        tall = _COLUMN_HEIGHT * day.reports / most
        colour = _COLOURS["edited"] if day.day == told.peak else _COLOURS["canonical"]
        width = max(2.0, step * 0.8)
        parts.append(rect(x, base - tall, width, tall, day.headline, colour=colour))
        parts.append(text(x, base - tall - 6, f"{day.reports} / {len(day.articles)}"))
        parts.append(text(x, base + 18, str(day.day)))
        room = max(6, int(step / 7.5))
        for row, voice in enumerate(day.voices[:_VOICES]):
            y = base + 40 + row * _LINE
            parts.append(text(x, y, shorten(voice.speaker, room)))
    span = last - first + 1 if days else 0
    note = f"independent reports / articles; {len(days)} of {span} days have reports"
    parts.append(text(_LEFT, 50, note))
    return figure(told.headline, parts, width=_WIDTH, height=height)


def _legend() -> list[str]:
    parts: list[str] = []
    for place, (role, colour) in enumerate(_COLOURS.items()):
        x = _LEFT + 8 + place * 96
        parts += [dot(x, 50, colour, role), text(x + 10, 54, role)]
    return parts
