"""`kliping delete`: take articles out of the archive."""

import click

from .context import Context, pass_context
from .main import EXIT_IN_PART
from .output import echo


@click.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@pass_context
def delete(context: Context, ids: tuple[str, ...]) -> int:
    """Delete the articles with these IDs, and what was found in them."""
    with context.open() as archive:
        deleted = archive.delete(ids)
    missing = [id for id in ids if id not in deleted]
    for id in missing:
        echo(f"kliping: no article {id!r} in the archive", err=True)
    echo(f"{len(deleted):,} deleted")
    return EXIT_IN_PART if missing else 0
