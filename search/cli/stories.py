"""`kliping stories`: the events that articles tell of."""

import click

from .context import Context, pass_context
from .output import format_option, print_rows
from .query_command import QueryCommand

COLUMNS = ("story", "articles", "first", "last", "headline", "entities")


@click.command(cls=QueryCommand)
@click.argument("query", default="*")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, metavar="N")
@format_option("table", "json", "jsonl", "csv", "ids")
@pass_context
def stories(context: Context, query: str, limit: int, format_: str) -> None:
    """List the stories with most articles that match QUERY."""
    with context.open() as archive:
        found = [story.to_dict() for story in archive.stories(query, limit=limit)]
    if format_ in ("table", "csv"):
        found = [
            {
                **row,
                "articles": len(row["members"]),
                "entities": ", ".join(row["entities"]),
            }
            for row in found
        ]
    print_rows(found, format_=format_, columns=COLUMNS, id_key="story")
