"""`kliping check`: look for damage."""

import click

from kliping.retrieval.rows import counted

from .context import Context, pass_context
from .main import EXIT_FOUND
from .output import echo


@click.command()
@click.option("--deep", is_flag=True, help="Read every byte and compare the checksums.")
@pass_context
def check(context: Context, deep: bool) -> int:
    """Look for damage in the archive's files; exit with 1 where there is any."""
    # Read-only: opening for writing mends what it can, and would hide what this looks for.
    with context.open(read_only=True) as archive:
        found = archive.check(deep=deep)
        count = len(archive)
    for line in found:
        echo(line)
    if not found:
        echo(f"no damage found; {counted(count, 'article')}")
    return EXIT_FOUND if found else 0
