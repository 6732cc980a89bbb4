"""`kliping explain`: how a query is understood, and how an article got its score."""

import click

from kliping.query.context import WordMode
from kliping.retrieval.options import SearchOptions

from .context import Context, pass_context
from .filters import any_option
from .output import console, format_option, plain, print_json
from .query_command import QueryCommand


@click.command(cls=QueryCommand)
@click.argument("query")
@click.argument("id", required=False)
@any_option
@format_option("table", "json", "jsonl")
@pass_context
def explain(
    context: Context, query: str, id: str | None, words: WordMode | None, format_: str
) -> None:
    """Show how QUERY is understood and, with an ID, how that article got its score."""
    with context.open() as archive:
        found = archive.explain(query, id, options=SearchOptions(words=words or "ranked"))
    if format_ != "table":
        print_json(found.to_dict(), indent=2 if format_ == "json" else None)
        return
    out = console()
    for line in (*found.tree, *found.warnings):
        out.print(plain(line), soft_wrap=True)
    if id is None:
        return
    out.print()
    if found.score is None:
        out.print(plain(f"{id} does not match"))
        return
    out.print(plain(f"{id}: {found.score:.4f}"), style="bold")
    for part in found.contributions:
        out.print(plain(f"  {part.score:>10.4f}  {part.field}: {part.term}"), soft_wrap=True)
