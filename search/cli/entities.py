"""`kliping entities`: who and what is named in the articles that match."""

from collections.abc import Iterable
from pathlib import Path

import click

from kliping.index import Article, Mention
from kliping.retrieval.differences import MENTION_KEY, MENTION_PARTS

from .context import Context, pass_context
from .differing import diff_option, print_differences
from .output import format_option, print_rows
from .query_command import QueryCommand


@click.command(cls=QueryCommand)
@click.argument("query", default="*")
@click.option("--mentions", is_flag=True, help="List every mention with its place in the text.")
@click.option("--type", "types", multiple=True, metavar="TYPE", help="person, organisation, …")
@click.option("--limit", "-n", type=click.IntRange(min=1), default=50, show_default=True)
@diff_option
@format_option("table", "json", "jsonl", "csv", "ids")
@pass_context
def entities(
    context: Context,
    query: str,
    mentions: bool,
    types: tuple[str, ...],
    limit: int,
    earlier: Path | None,
    format_: str,
) -> None:
    """List the entities named in the articles that match QUERY, most articles first.

    With --mentions: every mention, of all these articles.
    """
    if earlier is not None and not mentions:
        raise click.UsageError("--diff compares mentions; add --mentions")
    with context.open() as archive:
        if mentions:
            _print_mentions(archive.mentions(query, types=types), earlier, format_)
            return
        found = archive.entities(query, types=types, limit=limit)
    rows = (entity.to_dict() for entity in found)
    print_rows(rows, format_=format_, columns=("name", "type", "articles"), id_key="name")


def _print_mentions(
    found: Iterable[tuple[Article, Mention]], earlier: Path | None, format_: str
) -> None:
    from kliping.retrieval.rows import mention_row

    rows = (mention_row(article.id, mention) for article, mention in found)
    if earlier is not None:
        print_differences(earlier, rows, format_=format_, key=MENTION_KEY, parts=MENTION_PARTS)
        return
    columns = ("article", "start", "end", "text", "type", "name")
    print_rows(rows, format_=format_, columns=columns, id_key="name")
