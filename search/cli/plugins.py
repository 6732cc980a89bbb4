"""`kliping plugins`: what is installed, what it gives, and how it fares."""

from collections.abc import Mapping, Sequence

import click

from kliping.disk.settings import Settings
from kliping.index.store import EnricherState
from kliping.ingest.installed import find_plugins
from kliping.plugins.contracts import AnyEnricher
from kliping.plugins.loader import PluginFailure, Plugins

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
    "mean_ms",
    "isolated",
)
# For a terminal of 80 columns: the rest is in the other formats.
SHOWN = tuple(column for column in COLUMNS if column not in ("origin", "isolated"))
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

    "isolated" are the enrichers that run in a process of their own: those of other distributions.
    """
    from kliping.index import ArchiveNotFoundError

    settings = Settings()
    states: dict[str, EnricherState] = {}
    failed: list[tuple[str, str, str]] = []
    try:
        with context.open(read_only=True) as archive:
            settings = archive.settings
            states = {state.name: state for state in archive.enricher_states()}
            failed = archive.failures()
    except ArchiveNotFoundError:
        if failures:
            raise
    loader = find_plugins(settings)
    enrichers = loader.enrichers()
    loader.readers()
    if failures:
        plugin_of = {enricher.name: enricher.plugin for enricher in enrichers}
        rows = [*map(_left_out, loader.failures), *(_failed(plugin_of, *row) for row in failed)]
        print_rows(rows, format_=format_, columns=FAILURE_COLUMNS, id_key="article")
        return
    shown = SHOWN if format_ == "table" else COLUMNS
    print_rows(_overview(loader, enrichers, states), format_=format_, columns=shown, id_key="name")


def _left_out(failure: PluginFailure) -> Row:
    reason = f"left out: {failure.hook}: {failure.reason}"
    return {"plugin": failure.plugin, "enricher": None, "article": None, "failure": reason}


def _failed(plugin_of: Mapping[str, str], article: str, enricher: str, reason: str) -> Row:
    plugin = plugin_of.get(enricher)
    return {"plugin": plugin, "enricher": enricher, "article": article, "failure": reason}


def _overview(
    loader: Plugins, enrichers: Sequence[AnyEnricher], states: Mapping[str, EnricherState]
) -> list[Row]:
    """Return a row for each plugin, those whose name is taken too."""
    problems: dict[str, list[str]] = {}
    for failure in loader.failures:
        problems.setdefault(failure.plugin, []).append(failure.reason)
    rows: list[Row] = []
    for origin in loader.origins():
        given = [e for e in enrichers if e.plugin == origin.name]
        own = [states[e.name] for e in given if e.name in states]
        rows.append(
            {
                "name": origin.name,
                "version": origin.version,
                "origin": origin.distribution,
                "enrichers": [e.name for e in given],
                "fields": [field.name for e in given for field in e.fields],
                "status": _status(problems.pop(origin.name, []), enabled=origin.enabled),
                "failures": sum(state.failures for state in own),
                "mean_ms": round(1000 * sum(state.seconds for state in own), 3),
                "isolated": [e.name for e in given if not loader.is_own(e.name)],
            }
        )
    for name, reasons in problems.items():
        rows.append(dict.fromkeys(COLUMNS) | {"name": name, "status": _status(reasons)})
    return rows


def _status(problems: list[str], *, enabled: bool = True) -> str:
    if not enabled:
        return "disabled"
    return f"left out: {'; '.join(problems)}" if problems else "ok"
