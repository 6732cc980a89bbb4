"""`kliping plugins`: what is installed, what it gives, and how it fares."""

import click

from kliping.plugins.loader import Plugins

from .context import Context, pass_context
from .output import Row, format_option, print_rows

COLUMNS = ("name", "version", "origin", "enrichers", "fields", "status", "failures", "mean_ms")


# For a terminal of 80 columns: where a plugin comes from is in the other formats.
SHOWN = tuple(column for column in COLUMNS if column != "origin")


@click.command()
@click.option("--failures", is_flag=True, help="List each article for which an enricher failed.")
@format_option("table", "json", "jsonl", "csv")
@pass_context
def plugins(context: Context, failures: bool, format_: str) -> None:
    """List the plugins with their fields, status, failures and mean time an article."""
    from kliping.index import ArchiveNotFoundError

    disabled: tuple[str, ...] = ()
    states = {}
    failed: list[Row] = []
    try:
        with context.open() as archive:
            disabled = archive.settings.disabled
            states = {state.name: state for state in archive.enricher_states()}
            failed = [
                {"article": id, "enricher": name, "failure": reason}
                for id, name, reason in archive.failures()
            ]
    except ArchiveNotFoundError:
        if failures:
            raise
    if failures:
        columns = ("article", "enricher", "failure")
        print_rows(failed, format_=format_, columns=columns, id_key="article")
        return
    loader = Plugins(disabled=disabled)
    given: dict[str, list[str]] = {}
    fields: dict[str, list[str]] = {}
    for enricher in loader.enrichers():
        plugin = loader.plugin_of(enricher.name)
        given.setdefault(plugin, []).append(enricher.name)
        fields.setdefault(plugin, []).extend(field.name for field in enricher.fields)
    loader.readers()
    problems = {failure.plugin: failure for failure in loader.failures}
    rows: list[Row] = []
    for origin in loader.origins():
        own = [states[name] for name in given.get(origin.name, ()) if name in states]
        problem = problems.get(origin.name)
        rows.append(
            {
                "name": origin.name,
                "version": origin.version,
                "origin": origin.distribution,
                "enrichers": given.get(origin.name, []),
                "fields": fields.get(origin.name, []),
                "status": "disabled"
                if not origin.enabled
                else f"failed: {problem.hook}: {problem.reason}"
                if problem
                else "ok",
                "failures": sum(state.failures for state in own),
                "mean_ms": round(1000 * sum(state.seconds for state in own), 3),
            }
        )
    shown = SHOWN if format_ == "table" else COLUMNS
    print_rows(rows, format_=format_, columns=shown, id_key="name")
