"""`kliping quotes`: who said what in the articles that match."""

from collections.abc import Iterator

import click

from kliping.results import quotation_row

from .context import Context, pass_context
from .output import Row, format_option, print_rows

COLUMNS = ("article", "type", "speaker.name", "cue.text", "text", "via")


@click.command()
@click.argument("query", default="*")
@click.option("--speaker", metavar="NAME", help="Only what this speaker said.")
@click.option("--type", "types", multiple=True, metavar="TYPE", help="direct, mixed, …")
@format_option("table", "json", "jsonl", "csv", "ids")
@pass_context
def quotes(
    context: Context, query: str, speaker: str | None, types: tuple[str, ...], format_: str
) -> None:
    """List the quotations in the articles that match QUERY."""
    with context.open() as archive:
        names = archive.names_of("speaker", speaker) if speaker else ()
        wanted = {name.casefold() for name in names}

        def iter_rows() -> Iterator[Row]:
            for article, quotation in archive.iter_quotations(archive.matching_ids(query)):
                said_by = quotation.speaker.name.casefold() if quotation.speaker else None
                if speaker and said_by not in wanted:
                    continue
                if not types or quotation.type in types:
                    yield quotation_row(article.id, quotation)

        print_rows(iter_rows(), format_=format_, columns=COLUMNS, id_key="article")
