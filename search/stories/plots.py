"""Draw the way of a text and the days of a story."""

from collections.abc import Sequence
from datetime import date, datetime

from kliping.drawing.svg import BLUE, INK, MUTED, Scale, dot, figure, line, rect, shorten, text
from kliping.retrieval.rows import is_day

from .copy_trace import Trace
from .stories import StoryTimeline

_WIDTH = 1120
_LEFT = 24
_AXIS_WIDTH = 400
_AXIS_HEIGHT = 52
# Code points of a copy's line of text: what fits right of the axis at 13 pixels.
_LABEL_LENGTH = 88
_ROW = 30
_TOP = 80
_COLUMN_HEIGHT = 120
_LINE = 18
_VOICES = 8
_WIDEST = 220
_COLOURS = {"canonical": BLUE, "exact": "#2f855a", "edited": "#c05621", "part": "#805ad5"}


def draw_trace(trace: Trace, *, drawn: date | None = None) -> str:
    """Draw a text's way: a row per copy, by time, with a line from the source of each.

    Copies without a date stand below the others, off the axis, with what they are like in words; a
    line is dashed where nobody knows who followed. Below stand the number of articles, their
    outlets and days, and the day on which it was drawn.
    """
    dated = [step for step in trace.steps if step.published is not None]
    undated = [step for step in trace.steps if step.published is None]
    bottom = _TOP + _ROW * len(dated)
    parts = [text(_LEFT, 28, f"The way of {trace.group}", size=16), *_legend()]
    moments = [step.published for step in dated if step.published is not None]
    places: dict[str, tuple[float, float]] = {}
    if moments:
        scale = Scale(first=min(moments), last=max(moments), left=_LEFT + 8, width=_AXIS_WIDTH - 16)
        parts += _time_axis(scale, bottom)
        for row, (step, moment) in enumerate(zip(dated, moments, strict=True)):
            places[step.article] = scale.x(moment), _TOP + row * _ROW + _ROW / 2
    below = bottom + (_AXIS_HEIGHT if moments else 0)
    if undated:
        parts.append(text(_LEFT, below + 18, "without a date", colour=MUTED))
        for row, step in enumerate(undated):
            places[step.article] = _LEFT + 8.0, below + _ROW + row * _ROW + _ROW / 2
        below += _ROW * (len(undated) + 1)
    for step in dated:
        if step.source in places:
            ends = (*places[step.source], *places[step.article])
            parts.append(line(*ends, dashes="" if step.follows else "4 4"))
    for step in trace.steps:
        x, y = places[step.article]
        parts.append(dot(x, y, _COLOURS.get(step.role, INK), f"{step.article}: {step.role}"))
        if step.published is not None:
            first = _when(step.published)
        else:
            first = f"like {step.source}" if step.source is not None else ""
        label = " · ".join(filter(None, (first, step.outlet, step.title or step.article)))
        parts.append(text(_LEFT + _AXIS_WIDTH + 12, y + 4, shorten(label, _LABEL_LENGTH)))
    parts.append(text(_LEFT, below + 24, _source_note(trace, moments, drawn), colour=MUTED))
    return figure(f"The way of {trace.group}", parts, width=_WIDTH, height=below + 40)


def _time_axis(scale: Scale, base: int) -> list[str]:
    """Return the axis of time below the rows: its ends, and what it shows."""
    moments = [scale.first]
    anchors = ["start"]
    if scale.first < scale.last:
        moments.append(scale.last)
        anchors.append("end")
    days = all(is_day(moment) for moment in (scale.first, scale.last))
    shape = "%d-%m-%Y" if days else "%d-%m-%Y %H.%M"
    parts = [line(scale.left, base, scale.left + scale.width, base)]
    for moment, anchor in zip(moments, anchors, strict=True):
        x = scale.x(moment)
        parts.append(line(x, base, x, base + 5))
        parts.append(text(x, base + 20, moment.strftime(shape), anchor=anchor))
    zone = scale.first.strftime("UTC%z")
    middle = scale.left + scale.width / 2
    parts.append(text(middle, base + 38, f"published ({zone})", anchor="middle", colour=MUTED))
    return parts


def _source_note(trace: Trace, moments: Sequence[datetime], drawn: date | None) -> str:
    outlets = {step.outlet for step in trace.steps if step.outlet}
    days = f"{min(moments):%d-%m-%Y} to {max(moments):%d-%m-%Y}" if moments else ""
    parts = [f"N = {len(trace.steps)} articles", f"{len(outlets)} outlets", days]
    parts += ["source: an archive of kliping", f"drawn {drawn:%d-%m-%Y}" if drawn else ""]
    return "; ".join(filter(None, parts))


def _when(moment: datetime) -> str:
    """Return day and time; only the day where no time is known."""
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
    x = _LEFT + 8 + len(_COLOURS) * 96
    parts += [line(x, 50, x + 24, 50), text(x + 30, 54, "follows")]
    parts += [line(x + 96, 50, x + 120, 50, dashes="4 4"), text(x + 126, 54, "is like")]
    return parts
