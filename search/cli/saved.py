"""`kliping saved`: searches kept under a name, and what came since they were last run."""

import click

from kliping.archive.facade import Archive
from kliping.index import QueryError
from kliping.index.store import SavedSearch
from kliping.retrieval.rows import format_date

from .context import Context, pass_context
from .output import Row, echo, format_option, print_rows
from .query_command import QueryCommand

COLUMNS = ("name", "query", "match_any", "found", "seen", "new")
HIT_COLUMNS = ("id", "title", "outlet", "published")


@click.group()
def saved() -> None:
    """Keep searches under a name, and see what came since last time."""


@saved.command(cls=QueryCommand)
@click.argument("name")
@click.argument("query")
@click.option("--any", "match_any", is_flag=True, help="Any word may match, not all must.")
@pass_context
def add(context: Context, name: str, query: str, match_any: bool) -> None:
    """Keep QUERY under NAME; it replaces an earlier one of the name."""
    with context.open() as archive:
        archive.save_search(name, query, match_any=match_any)


@saved.command()
@click.argument("name")
@click.option("--new", is_flag=True, help="Only what came or changed since the last run so.")
@format_option("table", "json", "jsonl", "csv", "ids")
@pass_context
def run(context: Context, name: str, new: bool, format_: str) -> None:
    """List the articles that the search NAME finds, in order of addition."""
    with context.open() as archive:
        _, ids = archive.run_saved(name, new=new)
        articles = (archive.get(id) for id in ids)
        rows = (
            {
                "id": article.id,
                "title": article.title,
                "outlet": article.outlet,
                "published": format_date(article.published, archive.zone),
            }
            for article in articles
        )
        print_rows(rows, format_=format_, columns=HIT_COLUMNS, id_key="id")


@saved.command("list")
@format_option("table", "json", "jsonl", "csv", "ids")
@pass_context
def list_(context: Context, format_: str) -> None:
    """List the saved searches."""
    with context.open() as archive:
        rows = [_counted(archive, search) for search in archive.saved_searches()]
    print_rows(rows, format_=format_, columns=COLUMNS, id_key="name")


def _counted(archive: Archive, search: SavedSearch) -> Row:
    """Return a search with the articles it finds now: those that run --new has shown, and not."""
    row = {"name": search.name, "query": search.query, "match_any": search.match_any}
    try:
        found, new = archive.count_saved(search.name)
    except QueryError as error:
        echo(f"kliping: saved search {search.name!r}: {error}", err=True)
        return row
    return {**row, "found": found, "seen": found - new, "new": new}


@saved.command()
@click.argument("name")
@pass_context
def remove(context: Context, name: str) -> None:
    """Forget the search NAME."""
    with context.open() as archive:
        archive.remove_saved(name)
