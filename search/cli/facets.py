"""`kliping facets`: count the values of fields over the articles that match."""

from collections.abc import Iterator
from typing import Any

import click

from kliping.archive.facade import Archive
from kliping.retrieval.options import SearchOptions
from kliping.retrieval.significance import STATISTIC

from .context import Context, pass_context
from .figures import plot_option, print_facet, write_plot
from .filters import filter_options
from .output import Row, console, echo, format_option, plain, print_json, print_rows
from .query_command import QueryCommand

COMPARED = ("field", "value", "first", "second", "first_share", "second_share", "g2", "p")


@click.command(cls=QueryCommand)
@click.argument("query")
@click.argument("fields", nargs=-1, required=True, metavar="FIELD[:N]...")
@click.option("--match", default=None, metavar="TEXT", help="Only values that contain TEXT.")
@click.option("--spellings", is_flag=True, help="Show how articles spell each value.")
@click.option("--compare", default=None, metavar="QUERY2", help="What sets two searches apart.")
@plot_option
@filter_options
@format_option("table", "json", "jsonl", "csv")
@pass_context
def facets(
    context: Context,
    query: str,
    fields: tuple[str, ...],
    match: str | None,
    spellings: bool,
    compare: str | None,
    plot: str | None,
    filters: dict[str, Any],
    format_: str,
) -> None:
    """Count the values of FIELDs over the articles that match QUERY ("*" for all).

    FIELD:20 shows twenty values, published:month (year, week, day) counts by time.
    """
    options = SearchOptions(facet_match=match, spellings=spellings, **filters)
    with context.open() as archive:
        if compare is not None:
            _print_comparison(archive, (query, compare), fields, options, format_)
            return
        results = archive.search(query, limit=0, facets=fields, options=options)
    for warning in results.warnings:
        echo(f"kliping: {warning}", err=True)
    found = results.facets
    if plot is not None:
        write_plot(plot, found.values(), title=query, total=results.total)
    if format_ == "table":
        for facet in found.values():
            print_facet(facet)
    elif format_ == "json":
        print_json({name: facet.to_dict() for name, facet in found.items()}, indent=2)
    else:

        def iter_rows() -> Iterator[Row]:
            for name, facet in found.items():
                for value in facet.values:
                    yield {"field": name, **value.to_dict()}

        print_rows(
            iter_rows(), format_=format_, columns=("field", "value", "count"), id_key="value"
        )


def _print_comparison(
    archive: Archive,
    queries: tuple[str, str],
    fields: tuple[str, ...],
    options: SearchOptions,
    format_: str,
) -> None:
    """Print the values of each field that set the two searches apart."""
    rows: list[Row] = [
        {"field": field, **distinction.to_dict()}
        for field in fields
        for distinction in archive.significant_values(*queries, field, options=options)
    ]
    if format_ == "table":
        console().print(plain(f"{STATISTIC}; p by χ² with one degree of freedom"), style="dim")
    print_rows(rows, format_=format_, columns=COMPARED, id_key="value")
