"""`kliping words`: the word forms of the archive."""

import click

from .context import Context, pass_context
from .output import format_option, print_rows

COLUMNS = ("word", "stem", "count")


@click.command()
@click.argument("prefix", default="")
@click.option(
    "--limit", "-n", type=click.IntRange(min=0), default=None, help="At most so many; else all."
)
@format_option("table", "json", "jsonl", "csv", "ids")
@pass_context
def words(context: Context, prefix: str, limit: int | None, format_: str) -> None:
    """List the words of the articles that begin with PREFIX, with counts and stems."""
    with context.open() as archive:
        found = archive.words(prefix, limit=limit)
    rows = (form.to_dict() for form in found)
    print_rows(rows, format_=format_, columns=COLUMNS, id_key="word")
