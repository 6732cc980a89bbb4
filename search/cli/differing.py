"""The option --diff, which compares what a command lists with an earlier export of it."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from kliping.retrieval.differences import Row, iter_differences, read_export

from .output import console, echo, plain, print_rows

diff_option = click.option(
    "--diff",
    "earlier",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Show only what differs from FILE, an earlier export with --format jsonl.",
)


def print_differences(
    earlier: Path, rows: Iterable[Row], *, format_: str, key: Sequence[str], parts: Sequence[str]
) -> None:
    """Print what of the rows differs from the file, and how much of each kind on standard error."""
    before = read_export(earlier.read_text(encoding="utf-8"), name=str(earlier), key=key)
    found = list(iter_differences(before, rows, key=key, parts=parts))
    if format_ == "table":
        out = console()
        for difference in found:
            sign = {"added": "+", "removed": "-", "changed": "~"}[difference.change]
            row = difference.row
            out.print(plain(f"{sign} {row['article']}:{row['start']}-{row['end']} {row['text']}"))
            for name, (was, now) in difference.parts.items():
                out.print(plain(f"    {name}: {was} → {now}"), style="dim")
    else:
        columns = ("change", *key, "text")
        listed = (difference.to_dict() for difference in found)
        print_rows(listed, format_=format_, columns=columns, id_key="article")
    counts = [(c, sum(d.change == c for d in found)) for c in ("added", "removed", "changed")]
    echo(", ".join(f"{count:,} {change}" for change, count in counts), err=True)
