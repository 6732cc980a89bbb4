"""`kliping search`: articles that match, with snippets and facets."""

from collections.abc import Iterable
from datetime import tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from kliping.retrieval.options import SearchOptions
from kliping.retrieval.rows import Hit, SearchResults, counted
from kliping.safe_text import harmless_line

from .context import Context, pass_context
from .figures import check_plot, note_facets, plot_option, print_facet, write_plot
from .filters import filter_options
from .main import EXIT_FOUND
from .output import (
    FORMATS,
    console,
    echo,
    format_option,
    plain,
    print_indented,
    print_json,
    print_rows,
)
from .query_command import QueryCommand

COLUMNS = ("rank", "score", "id", "title", "outlet", "published", "language", "snippet", "copies")


@click.command(cls=QueryCommand)
@click.argument("query", nargs=-1, required=True)
@click.option("--limit", "-n", type=click.IntRange(min=0), default=10, show_default=True)
@click.option("--offset", type=click.IntRange(min=0), default=0, help="Skip so many hits.")
@click.option(
    "--facet",
    "facets",
    multiple=True,
    metavar="FIELD[:N]",
    help="Count the values of a field; published:month (year, week, day) by time.",
)
@click.option(
    "--sort", default="relevance", show_default=True, help="newest, oldest, FIELD, -FIELD"
)
@click.option("--all", "everything", is_flag=True, help="Every hit, one after the other.")
@click.option("--cursor", default=None, help="Continue behind the page that gave this cursor.")
@click.option("--tz", "zone", default=None, metavar="ZONE", help="Zone of the dates in QUERY.")
@plot_option
@click.option("-e", "must_find", is_flag=True, help="Exit with 1 where nothing is found.")
@filter_options
@format_option(*FORMATS, "md")
@pass_context
def search(
    context: Context,
    query: tuple[str, ...],
    limit: int,
    offset: int,
    facets: tuple[str, ...],
    sort: str,
    everything: bool,
    cursor: str | None,
    zone: str | None,
    plot: str | None,
    must_find: bool,
    filters: dict[str, Any],
    format_: str,
) -> int:
    """Search the articles for QUERY, written as in GUIDE.md; "*" matches all."""
    text = " ".join(query)
    check_plot(plot, facets)
    note_facets(facets, format_)
    options = SearchOptions(sort=sort, cursor=cursor, zone=_zone(zone), **filters)
    with context.open() as archive:
        if everything:
            if facets:
                echo("kliping: note: --all shows no facets; kliping facets does", err=True)
            count = _print_rows(archive.iter_hits(text, options=options), format_)
            return EXIT_FOUND if must_find and not count else 0
        results = archive.search(text, limit=limit, offset=offset, facets=facets, options=options)
    for warning in results.warnings:
        echo(f"kliping: {warning}", err=True)
    print_results(results, format_)
    if results.suggestion:
        echo(f"kliping: did you mean: {results.suggestion}", err=True)
    if plot is not None:
        write_plot(plot, results.facets.values(), title=text, total=results.total)
    return EXIT_FOUND if must_find and not (results.total or results.partial) else 0


def _zone(name: str | None) -> tzinfo | None:
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        raise click.BadParameter(f"zone {name!r}: expected one such as Asia/Makassar") from None


def _print_rows(hits: Iterable[Hit], format_: str) -> int:
    """Print hits as they come and return how many there were."""
    if format_ == "md":
        from .markdown import print_markdown

        return print_markdown(hits)
    rows = (hit.to_dict() for hit in hits)
    return print_rows(rows, format_=format_, columns=COLUMNS, id_key="id")


def print_results(results: SearchResults, format_: str) -> None:
    if format_ == "json":
        print_json(results.to_dict(), indent=2)
    elif format_ == "table":
        _print_hits(results)
        for facet in results.facets.values():
            print_facet(facet)
    else:
        _print_rows(results.hits, format_)
        if format_ == "jsonl":
            for name, facet in results.facets.items():
                print_json({"facet": name, **facet.to_dict()})


def _print_hits(results: SearchResults) -> None:
    out = console()
    whole = max((hit.rank for hit in results.hits if not hit.missing), default=0)
    first_partial = next((hit for hit in results.hits if hit.rank > whole), None)
    for hit in results.hits:
        if hit is first_partial:
            out.print(plain("— with some of the words —"), style="dim")
        print_indented(_headline(hit), 0)
        print_indented(_marked(hit), 4)
        if hit.missing:
            out.print(plain(f"    without: {', '.join(hit.missing)}"), style="dim")
        if hit.copies:
            count = "1 copy" if len(hit.copies) == 1 else f"{len(hit.copies):,} copies"
            out.print(plain(f"    and {count}: {', '.join(hit.copies)}"), style="dim")
    found = counted(results.total, "article")
    if results.partial:
        where = "" if whole or not results.total else " (farther down; --all-words shows them)"
        found += f" with all of the words{where}, {results.partial:,} with some of them,"
    out.print(plain(f"{found} in {results.took_ms:.1f} ms"), style="dim")


def _headline(hit: Hit) -> Any:

    line = plain(f"{hit.rank:>2}  ")
    line.append(f"{hit.title}  " if hit.title else "", style="bold")
    known = [part for part in (hit.outlet, hit.published, hit.id) if part]
    line.append(" · ".join(known), style="dim")
    return line


def _marked(hit: Hit) -> Any:

    # A line end inside the snippet would break the paragraph; one blank keeps the offsets.
    text = plain(harmless_line(hit.snippet))
    for start, end in hit.marks:
        text.stylize("bold yellow", start, end)
    if hit.speaker:
        text.append(f"  — {hit.speaker}", style="italic")
    return text
