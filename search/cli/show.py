"""`kliping show`: one article as it is stored."""

import click

from kliping.retrieval.rows import article_row

from .context import Context, pass_context
from .output import console, format_option, plain, print_json


@click.command()
@click.argument("id")
@click.option("--highlight", default=None, metavar="QUERY", help="Mark what QUERY matches.")
@format_option("table", "json", "jsonl")
@pass_context
def show(context: Context, id: str, highlight: str | None, format_: str) -> None:
    """Show the article with this ID, its text exactly as it was read."""
    with context.open() as archive:
        article = archive.get(id)
        row = article_row(article, archive.zone)
        marks = archive.marks(id, highlight) if highlight is not None else ()
    if highlight is not None:
        row["marks"] = [list(mark) for mark in marks]
    if format_ != "table":
        print_json(row, indent=2 if format_ == "json" else None)
        return
    out = console()
    out.print(plain(article.title or article.id), style="bold")
    for name in ("id", "outlet", "published", "authors", "section", "language", "url"):
        value = row[name]
        if value:
            shown = ", ".join(value) if isinstance(value, list) else value
            out.print(plain(f"{name}: {shown}"), style="dim")
    out.print()
    text = plain(article.text)
    for region in article.regions:
        text.stylize("dim", region.start, region.end)
    for start, end in marks:
        text.stylize("bold yellow", start, end)
    out.print(text)
