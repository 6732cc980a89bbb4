"""`kliping facets`: count the values of fields over the articles that match."""

from collections.abc import Iterator
from typing import Any

import click

from kliping.searching import SearchOptions

from .context import Context, pass_context
from .filters import filter_options
from .output import Row, format_option, print_json, print_rows
from .search import print_facet


@click.command()
@click.argument("query")
@click.argument("fields", nargs=-1, required=True, metavar="FIELD[:N]...")
@click.option("--match", default=None, metavar="TEXT", help="Only values that contain TEXT.")
@click.option("--spellings", is_flag=True, help="Show how articles spell each value.")
@filter_options
@format_option("table", "json", "jsonl", "csv")
@pass_context
def facets(
    context: Context,
    query: str,
    fields: tuple[str, ...],
    match: str | None,
    spellings: bool,
    filters: dict[str, Any],
    format_: str,
) -> None:
    """Count the values of FIELDs over the articles that match QUERY ("*" for all).

    FIELD:20 shows twenty values, published:month (year, week, day) counts by time.
    """
    options = SearchOptions(facet_match=match, spellings=spellings, **filters)
    with context.open() as archive:
        found = archive.facets(query, fields, options=options)
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
