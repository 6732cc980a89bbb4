"""`kliping entities`: who and what is named in the articles that match."""

from collections.abc import Iterator
from pathlib import Path

import click

from kliping.archive.facade import Archive
from kliping.ingest.documents import ARTICLE_FIELDS
from kliping.retrieval.differences import MENTION_KEY, MENTION_PARTS

from .context import Context, pass_context
from .differing import diff_option, print_differences
from .filters import check_types
from .output import Row, format_option, print_rows

TYPES = ("person", "organisation", "place")


def _kinds(archive: Archive) -> list[str]:
    """Return what enrichers name in articles: the facets of keywords that no article brings."""
    own = {field.name for field in ARTICLE_FIELDS}
    return [
        f.name for f in archive.fields() if f.type == "keyword" and f.facet and f.name not in own
    ]


@click.command()
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
    from kliping.retrieval.rows import mention_row

    if earlier is not None and not mentions:
        raise click.UsageError("--diff compares mentions; add --mentions")

    with context.open() as archive:
        check_types(types, _kinds(archive))
        if mentions:

            def iter_mentions() -> Iterator[Row]:
                for article, mention in archive.iter_mentions(archive.matching_ids(query)):
                    if not types or mention.type in types:
                        yield mention_row(article.id, mention)

            if earlier is not None:
                print_differences(
                    earlier,
                    iter_mentions(),
                    format_=format_,
                    key=MENTION_KEY,
                    parts=MENTION_PARTS,
                )
                return
            columns: tuple[str, ...] = ("article", "start", "end", "text", "type", "name")
            print_rows(iter_mentions(), format_=format_, columns=columns, id_key="name")
            return
        wanted = types or TYPES
        known = {field.name for field in archive.fields() if field.facet}
        fields = [f"{name}:{limit}" for name in wanted if name in known]
        found = archive.facets(query, fields) if fields else {}
    rows: list[Row] = [
        {"name": value.value, "type": name, "articles": value.count}
        for name, facet in found.items()
        for value in facet.values
    ]
    rows.sort(key=lambda row: (-row["articles"], row["name"]))
    columns = ("name", "type", "articles")
    print_rows(rows[:limit], format_=format_, columns=columns, id_key="name")
