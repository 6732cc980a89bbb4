"""`kliping enrich`: run enrichers again over what is stored."""

import click

from kliping.retrieval.rows import counted

from .context import Context, pass_context
from .output import echo
from .progress import progress_bar


@click.command()
@click.option("--stale", "mode", flag_value="stale", default="stale", help="Only what changed.")
@click.option("--all", "mode", flag_value="all", help="Also where the result is current.")
@click.option("--only", multiple=True, metavar="NAME", help="Only this enricher.")
@pass_context
def enrich(context: Context, mode: str, only: tuple[str, ...]) -> None:
    """Run enrichers again over the stored articles; no source is read."""
    with (
        context.open() as archive,
        progress_bar("enriching", total=len(archive) if mode == "all" else None) as bar,
    ):
        ran = archive.enrich(everything=mode == "all", only=only, progress=bar.advance)
    for name, count in ran.items():
        echo(f"{name}: {counted(count, 'article')}")
