"""`kliping suggest`: completions of a query being typed."""

import click

from .context import Context, pass_context
from .output import format_option, print_rows

COLUMNS = ("text", "field", "count")


@click.command()
@click.argument("prefix")
@click.option("--limit", "-n", type=click.IntRange(min=0), default=10, show_default=True)
@format_option("table", "json", "jsonl", "csv", "ids")
@pass_context
def suggest(context: Context, prefix: str, limit: int, format_: str) -> None:
    """Complete PREFIX, a query whose last word is being typed, with words and names."""
    with context.open() as archive:
        found = archive.suggest(prefix, limit=limit)
    rows = (completion.to_dict() for completion in found)
    print_rows(rows, format_=format_, columns=COLUMNS, id_key="text")
