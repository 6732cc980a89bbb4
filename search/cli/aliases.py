"""`kliping aliases`: which values of a field are one entity."""

from pathlib import Path

import click

from kliping.archive.aliases import iter_alias_lines

from .context import Context, pass_context
from .output import echo, format_option, print_rows


@click.group()
def aliases() -> None:
    """List, suggest, merge and split names of one entity.

    A merge shows in facets and searches at once; nothing is enriched or indexed again.
    """


@aliases.command(name="list")
@click.argument("field", required=False)
@format_option("table", "json", "jsonl", "csv")
@pass_context
def list_(context: Context, field: str | None, format_: str) -> None:
    """List the archive's aliases."""
    with context.open() as archive:
        rows = [alias.to_dict() for alias in archive.aliases(field)]
    print_rows(rows, format_=format_, columns=("field", "alias", "name"), id_key="alias")


@aliases.command()
@click.option("--limit", "-n", type=click.IntRange(min=1), default=50, show_default=True)
@format_option("table", "json", "jsonl", "csv")
@pass_context
def suggest(context: Context, limit: int, format_: str) -> None:
    """Suggest values that may be one entity, with the reason; nothing is merged."""
    with context.open() as archive:
        rows = [found.to_dict() for found in archive.suggest_aliases(limit=limit)]
    columns = ("field", "alias", "name", "articles", "score", "reason")
    print_rows(rows, format_=format_, columns=columns, id_key="alias")


@aliases.command()
@click.argument("field")
@click.argument("alias")
@click.argument("name")
@pass_context
def merge(context: Context, field: str, alias: str, name: str) -> None:
    """Let ALIAS count as NAME in FIELD, as: merge person Ahok "Basuki Tjahaja Purnama"."""
    with context.open() as archive:
        archive.merge_alias(field, alias, name)
    echo(f"{field}: {alias!r} counts as {name!r}")


@aliases.command()
@click.argument("field")
@click.argument("alias")
@pass_context
def split(context: Context, field: str, alias: str) -> None:
    """Let ALIAS stand for itself again."""
    with context.open() as archive:
        archive.split_alias(field, alias)
    echo(f"{field}: {alias!r} stands for itself")


@aliases.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@pass_context
def load(context: Context, file: Path) -> None:
    """Merge all aliases of a tab-separated FILE: FIELD, ALIAS, NAME a line.

    `kliping aliases list --format csv` writes the same columns with commas.
    """
    given = list(iter_alias_lines(file.read_text(encoding="utf-8-sig")))
    with context.open() as archive:
        for field, alias, name in given:
            archive.merge_alias(field, alias, name)
    echo(f"{len(given):,} aliases merged")
