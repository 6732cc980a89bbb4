"""`kliping plugins`: what is installed, what it gives, and how it fares."""

from collections.abc import Mapping

import click

from kliping.archive.plugin_overview import plugin_statuses
from kliping.disk.settings import Settings
from kliping.ingest.installed import find_plugins
from kliping.plugins.loader import PluginFailure

from .context import Context, pass_context
from .output import Row, format_option, print_rows

COLUMNS = (
    "name",
    "version",
    "origin",
    "enrichers",
    "fields",
    "status",
    "failures",
    "stale",
    "mean_ms",
    "isolated",
)
# For a terminal of 80 columns: the rest is in the other formats.
SHOWN = tuple(column for column in COLUMNS if column not in ("version", "origin", "isolated"))
FAILURE_COLUMNS = ("plugin", "enricher", "article", "failure")


@click.command()
@click.option(
    "--failures",
    is_flag=True,
    help="List what was left out, and each article for which an enricher failed.",
)
@format_option("table", "json", "jsonl", "csv")
@pass_context
def plugins(context: Context, failures: bool, format_: str) -> None:
    """List the plugins with their fields, status, failures and mean time an article.

    "stale" are articles whose results are of an earlier version; `kliping enrich --stale` makes
    them anew. "isolated" are the enrichers that run in a process of their own: those of other
    distributions.
    """
    from kliping.index import ArchiveNotFoundError

    failed: list[tuple[str, str, str]] = []
    try:
        with context.open(read_only=True) as archive:
            statuses, left_out = archive.plugin_statuses(), archive.plugin_failures()
            failed = archive.failures()
    except ArchiveNotFoundError:
        if failures:
            raise
        loader = find_plugins(Settings())
        statuses, left_out = plugin_statuses(loader), loader.failures
    if failures:
        plugin_of = {name: status.name for status in statuses for name in status.enrichers}
        rows = [*map(_left_out, left_out), *(_failed(plugin_of, *row) for row in failed)]
        print_rows(rows, format_=format_, columns=FAILURE_COLUMNS, id_key="article")
        return
    rows = [status.to_dict() for status in statuses]
    shown = SHOWN if format_ == "table" else COLUMNS
    print_rows(rows, format_=format_, columns=shown, id_key="name")


def _left_out(failure: PluginFailure) -> Row:
    reason = f"left out: {failure.hook}: {failure.reason}"
    return {"plugin": failure.plugin, "enricher": None, "article": None, "failure": reason}


def _failed(plugin_of: Mapping[str, str], article: str, enricher: str, reason: str) -> Row:
    plugin = plugin_of.get(enricher)
    return {"plugin": plugin, "enricher": enricher, "article": article, "failure": reason}
