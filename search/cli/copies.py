"""`kliping copies`: which articles are copies of each other."""

import click

from .context import Context, pass_context
from .output import format_option, print_rows

COLUMNS = ("group", "article", "role", "similarity")


@click.command()
@click.argument("ids", nargs=-1, metavar="[ID...]")
@format_option("table", "json", "jsonl", "csv", "ids")
@pass_context
def copies(context: Context, ids: tuple[str, ...], format_: str) -> None:
    """List the groups of copies, or the groups of the articles with these IDs."""
    with context.open() as archive:
        groups = [group.to_dict() for group in archive.copies(ids)]
    if format_ in ("json", "jsonl"):
        print_rows(groups, format_=format_, columns=(), id_key="group")
        return
    rows = [{"group": g["group"], **member} for g in groups for member in g["members"]]
    print_rows(rows, format_=format_, columns=COLUMNS, id_key="article")
