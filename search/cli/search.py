"""`kliping search`: articles that match, with snippets and facets."""

from typing import Any

import click

from kliping.results import Facet, Hit, SearchResults
from kliping.searching import SearchOptions

from .context import Context, pass_context
from .filters import filter_options
from .main import EXIT_FOUND
from .output import FORMATS, console, format_option, plain, print_json, print_rows

COLUMNS = ("rank", "score", "id", "title", "outlet", "published", "language", "snippet", "copies")
# Width of the longest bar of a facet, in characters.
BAR = 24


@click.command()
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
@click.option("-e", "must_find", is_flag=True, help="Exit with 1 where nothing is found.")
@filter_options
@format_option(*FORMATS)
@pass_context
def search(
    context: Context,
    query: tuple[str, ...],
    limit: int,
    offset: int,
    facets: tuple[str, ...],
    sort: str,
    must_find: bool,
    filters: dict[str, Any],
    format_: str,
) -> int:
    """Search the articles for QUERY, written as in GUIDE.md; "*" matches all."""
    options = SearchOptions(sort=sort, **filters)
    with context.open() as archive:
        results = archive.search(
            " ".join(query), limit=limit, offset=offset, facets=facets, options=options
        )
    for warning in results.warnings:
        click.echo(f"kliping: {warning}", err=True)
    print_results(results, format_)
    return EXIT_FOUND if must_find and not results.total else 0


def print_results(results: SearchResults, format_: str) -> None:
    if format_ == "json":
        print_json(results.to_dict(), indent=2)
    elif format_ == "table":
        _print_hits(results)
        for facet in results.facets.values():
            print_facet(facet)
    else:
        rows = (hit.to_dict() for hit in results.hits)
        print_rows(rows, format_=format_, columns=COLUMNS, id_key="id")
        if format_ == "jsonl":
            for name, facet in results.facets.items():
                print_json({"facet": name, **facet.to_dict()})


def _print_hits(results: SearchResults) -> None:
    out = console()
    for hit in results.hits:
        out.print(_headline(hit))
        out.print(_marked(hit))
        if hit.copies:
            out.print(plain(f"    copies: {', '.join(hit.copies)}"), style="dim")
    articles = "article" if results.total == 1 else "articles"
    out.print(plain(f"{results.total:,} {articles} in {results.took_ms:.1f} ms"), style="dim")


def _headline(hit: Hit) -> Any:
    from rich.text import Text

    line = Text(f"{hit.rank:>2}  ")
    line.append(f"{hit.title}  " if hit.title else "", style="bold")
    known = [part for part in (hit.outlet, hit.published, hit.id) if part]
    line.append(" · ".join(known), style="dim")
    return line


def _marked(hit: Hit) -> Any:
    from rich.padding import Padding
    from rich.text import Text

    # A line end inside the snippet would break the paragraph; one blank keeps the offsets.
    text = Text(hit.snippet.replace("\n", " ").replace("\r", " ").replace("\t", " "))
    for start, end in hit.marks:
        text.stylize("bold yellow", start, end)
    if hit.speaker:
        text.append(f"  — {hit.speaker}", style="italic")
    return Padding(text, (0, 0, 0, 4))


def print_facet(facet: Facet) -> None:
    """Print a facet with bars."""
    out = console()
    out.print()
    out.print(plain(facet.field), style="bold")
    most = max((value.count for value in facet.values), default=1)
    width = max((len(value.value) for value in facet.values), default=0)
    for value in facet.values:
        bar = "█" * max(1, round(BAR * value.count / most))
        spelled = f"  ({', '.join(value.spellings)})" if value.spellings else ""
        out.print(plain(f"  {value.value:<{width}}  {value.count:>6,}  {bar}{spelled}"))
    rest = [(facet.other, "other"), (facet.missing, "without")]
    line = ", ".join(f"{count:,} {what}" for count, what in rest if count)
    if line:
        out.print(plain(f"  {line}"), style="dim")
