"""`kliping rebuild`: make the indexes anew."""

import click

from kliping.retrieval.rows import counted

from .context import Context, pass_context
from .output import echo


@click.command()
@pass_context
def rebuild(context: Context) -> None:
    """Make both indexes anew from the stored articles; no source is read."""
    with context.open() as archive:
        archive.rebuild()
        echo(f"rebuilt from {counted(len(archive), 'article')}")
