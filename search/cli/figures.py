"""Facets drawn: bars and sparklines on a terminal, SVG files."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import click

from kliping.drawing.terminal import bar, cells, fit, sparkline, squeeze
from kliping.retrieval.rows import Facet
from kliping.retrieval.series import fill_periods

from .output import console, echo, plain

# Width of the longest bar of a facet, and of the widest sparkline, in characters.
BAR, WIDEST = 24, 60
# The field whose values are periods, in order of time.
_DATES = "published"
_MONTH = len("2025-04")
_WITHOUT_FACETS = ("csv", "md", "ids")


def print_facet(facet: Facet) -> None:
    """Print a facet with bars; weeks and days as a sparkline."""
    out = console()
    out.print()
    out.print(plain(facet.field), style="bold")
    if facet.field == _DATES and facet.values and len(facet.values[0].value) > _MONTH:
        _print_sparkline(facet)
    else:
        _print_bars(facet)
    rest = [(facet.other, "other"), (facet.missing, "without")]
    line = ", ".join(f"{count:,} {what}" for count, what in rest if count)
    if line:
        out.print(plain(f"  {line}"), style="dim")


def _print_sparkline(facet: Facet) -> None:
    series = fill_periods((value.value, value.count) for value in facet.values)
    drawn = sparkline(squeeze([count for _, count in series], WIDEST))
    most = max(facet.values, key=lambda value: value.count)
    console().print(plain(f"  {series[0][0]} {drawn} {series[-1][0]}"))
    console().print(plain(f"  most: {most.value}, {most.count:,}"), style="dim")


def _print_bars(facet: Facet) -> None:
    out = console()
    most = max((value.count for value in facet.values), default=1)
    room = max(12, out.width - BAR - len("  " * 3 + "999,999"))
    width = min(room, max((cells(value.value) for value in facet.values), default=0))
    longest = max(4, min(BAR, out.width - width - len("  " * 3 + "999,999")))
    for value in facet.values:
        spelled = f"  ({', '.join(value.spellings)})" if value.spellings else ""
        padded = fit(value.value, width)
        drawn = bar(value.count, most, longest)
        out.print(plain(f"  {padded}  {value.count:>6,}  {drawn}{spelled}".rstrip()))


plot_option = click.option(
    "--plot",
    type=click.Path(dir_okay=False),
    default=None,
    metavar="FILE.svg",
    help="Draw the facets into a file.",
)


def note_facets(facets: Sequence[str], format_: str) -> None:
    """Say on standard error that a format has no place for the facets asked for."""
    if facets and format_ in _WITHOUT_FACETS:
        echo(
            f"kliping: note: --format {format_} shows no facets; json and jsonl do, or: "
            "kliping facets",
            err=True,
        )


def check_plot(path: str | None, facets: Sequence[str]) -> None:
    """Refuse, before anything is searched, a plot of no facet.

    Raises:
        click.UsageError: no facet was asked for.
    """
    if path is not None and not facets:
        raise click.UsageError(f"--plot {path} draws facets; name one with --facet FIELD")


def write_plot(path: str, facets: Iterable[Facet], *, title: str, total: int) -> None:
    """Write the facets of `total` articles as an SVG file, with today's date below."""
    from kliping.drawing.plots import plot

    note = f"N = {total:,} articles; source: an archive of kliping; drawn {date.today():%d-%m-%Y}"
    title = "all articles" if title.strip() == "*" else title
    drawn = plot(list(facets), title=title, periods=[_DATES], note=note)
    try:
        Path(path).write_text(drawn, encoding="utf-8")
    except OSError as error:
        raise click.BadParameter(f"cannot write {path!r}: {error.strerror}") from None
