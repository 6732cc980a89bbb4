"""`kliping stats`: how much there is in the archive."""

import click

from .context import Context, pass_context
from .output import echo, format_option, print_json


@click.command()
@format_option("table", "json", "jsonl")
@pass_context
def stats(context: Context, format_: str) -> None:
    """Show counts, dates and sizes on disk."""
    with context.open() as archive:
        row = archive.stats().to_dict()
    if format_ != "table":
        print_json(row, indent=2 if format_ == "json" else None)
        return
    for name, value in row.items():
        shown = f"{value:,}" if isinstance(value, int) else value
        echo(f"{name.replace('_', ' ')}: {shown}")
