"""`kliping similar`: more articles like one."""

import click

from .context import Context, pass_context
from .output import console, format_option, plain, print_indented, print_json, print_rows

COLUMNS = ("rank", "score", "id", "title", "outlet", "published")
# Shared words shown of each article on a terminal.
_SHOWN = 8


@click.command()
@click.argument("id")
@click.option("--limit", "-n", type=click.IntRange(min=0), default=10, show_default=True)
@format_option("table", "json", "jsonl", "csv", "ids")
@pass_context
def similar(context: Context, id: str, limit: int, format_: str) -> None:
    """List the articles most like the one with this ID, with the words that they share."""
    with context.open() as archive:
        terms = archive.significant_terms(id)
        found = archive.similar(id, limit=limit)
    if format_ == "json":
        rows = [article.to_dict() for article in found]
        print_json({"id": id, "terms": [t.to_dict() for t in terms], "hits": rows}, indent=2)
    elif format_ != "table":
        rows_lazily = (article.to_dict() for article in found)
        print_rows(rows_lazily, format_=format_, columns=COLUMNS, id_key="id")
    else:
        out = console()
        out.print(plain(f"looked for: {', '.join(t.stem for t in terms)}"), style="dim")
        for article in found:
            out.print(plain(f"{article.rank:>2}  {article.title or article.id}"), style="bold")
            known = [p for p in (article.outlet, article.published, article.id) if p]
            out.print(plain(f"    {' · '.join(known)}"), style="dim")
            shared = ", ".join(f"{t.term} {t.score:.1f}" for t in article.terms[:_SHOWN])
            print_indented(plain(f"shares {shared}"), 4)
