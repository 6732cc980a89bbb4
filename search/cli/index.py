"""`kliping index`: read sources into the archive."""

import os
from collections import Counter
from functools import partial

import click

from kliping.index import ArchiveNotFoundError
from kliping.index.columnar import DEFAULT_MEMORY
from kliping.ingest.reading import read
from kliping.ingest.report import AddReport
from kliping.retrieval.rows import counted

from .context import Context, pass_context
from .main import EXIT_IN_PART
from .output import default_format, echo, print_json
from .progress import progress_bar

# A refusal is one line on standard error; of very many only the first are shown.
SHOWN_REFUSALS = 50


def _columns(ctx: click.Context, param: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    columns = {}
    for pair in given:
        field, equals, column = pair.partition("=")
        if not (field and equals and column):
            raise click.BadParameter(f"{pair!r}: expected FIELD=COLUMN, e.g. text=isi_berita")
        columns[field] = column
    return columns


def _delimiter(ctx: click.Context, param: click.Parameter, given: str | None) -> str | None:
    return {"\\t": "\t", "tab": "\t"}.get(given, given) if given is not None else None


def _header(ctx: click.Context, param: click.Parameter, given: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in given.split(",")) if given is not None else ()


@click.command()
@click.argument("sources", nargs=-1, metavar="SOURCE...")
@click.option("--seeds", is_flag=True, help="Index the sample articles that kliping ships.")
@click.option(
    "--map",
    "columns",
    multiple=True,
    metavar="FIELD=COLUMN",
    callback=_columns,
    help="Which column holds a field, besides the names that are known: --map text=isi_berita",
)
@click.option(
    "--delimiter",
    metavar="SIGN",
    callback=_delimiter,
    help="What stands between the cells of tables; by default it is found out. tab: a tabulator.",
)
@click.option(
    "--header",
    metavar="NAME,NAME,...",
    callback=_header,
    help="Names of the columns of tables that have no row with them: title,published,text",
)
@click.option("--follow", is_flag=True, help="Follow links that lead out of a folder.")
@click.option(
    "--jobs",
    "-j",
    type=click.IntRange(min=1),
    default=None,
    help="Processes that clean and enrich; default: all cores.",
)
@click.option(
    "--memory",
    type=click.IntRange(min=1),
    default=DEFAULT_MEMORY // 2**20,
    show_default=True,
    metavar="MB",
    help="How much indexing may hold before it writes.",
)
@click.option(
    "--prune",
    is_flag=True,
    help="Remove stored articles that the SOURCEs hold no more, after saying which.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be done, and write nothing.")
@click.option(
    "--format", "-f", "format_", type=click.Choice(("table", "json")), default=None, hidden=True
)
@pass_context
def index(
    context: Context,
    sources: tuple[str, ...],
    seeds: bool,
    columns: dict[str, str],
    delimiter: str | None,
    header: tuple[str, ...],
    follow: bool,
    jobs: int | None,
    memory: int,
    prune: bool,
    dry_run: bool,
    format_: str | None,
) -> int:
    """Read SOURCEs into the archive, which is made where there is none.

    A SOURCE is a file (.txt, .jsonl, .json, .csv, .tsv, .html, .rss, .xml), a folder, or - for
    standard input. An article that is there already is left alone, also where its file was renamed
    or moved; one with the same id and other text is replaced. Two articles of one call never
    replace each other.
    """
    if seeds:
        from kliping.seeds import articles_path

        sources = (*sources, str(articles_path()))
    if not sources:
        raise click.UsageError("no SOURCE; give files or folders, or --seeds for sample articles")
    read_all = partial(
        read, sources, columns=columns, delimiter=delimiter, header=header, follow=follow
    )
    try:
        archive = context.open(create=not dry_run, read_only=dry_run, memory=memory * 2**20)
    except ArchiveNotFoundError:
        if not dry_run:
            raise
        from kliping.ingest.identity import NothingKnown, plan

        _tell(plan(NothingKnown(), read_all()), format_, prune, context, 0)
        return 0
    with archive:
        with progress_bar("indexing") as bar:
            disabled = archive.settings.disabled
            given = read_all(zone=archive.zone, progress=bar.advance_bytes, disabled=disabled)
            report = archive.add_all(
                given,
                jobs=jobs or os.cpu_count() or 1,
                sources=sources,
                dry_run=dry_run,
                progress=bar.advance,
            )
        _print_absent(report, prune=prune)
        if prune and not dry_run:
            archive.delete(report.absent)
        total = len(archive)
    _tell(report, format_, prune, context, total)
    return EXIT_IN_PART if report.refused else 0


def _tell(
    report: AddReport, format_: str | None, prune: bool, context: Context, total: int
) -> None:
    _print_problems(report)
    if (format_ or default_format()) != "table":
        print_json(report.to_dict() | {"pruned": prune and not report.dry_run})
        return
    pruned = f"{len(report.absent):,} removed, " if prune else ""
    echo(
        f"{'would be: ' if report.dry_run else ''}"
        f"{report.added:,} added, {report.updated:,} updated, {report.unchanged:,} unchanged, "
        f"{pruned}{sum(r.records for r in report.refused):,} refused in {report.seconds:.1f} s; "
        f"{counted(total, 'article')} in {context.path}"
    )


def _print_absent(report: AddReport, *, prune: bool) -> None:
    """Say which stored articles the sources hold no more, before any is removed."""
    if not report.absent:
        return
    found = counted(len(report.absent), "stored article")
    if not prune:
        echo(f"kliping: note: the sources no longer hold {found}; remove with --prune", err=True)
        return
    doing = "would remove" if report.dry_run else "removing"
    echo(f"kliping: {doing} {found} that the sources no longer hold:", err=True)
    for id in report.absent[:SHOWN_REFUSALS]:
        echo(f"kliping:   {id}", err=True)
    if len(report.absent) > SHOWN_REFUSALS:
        echo(f"kliping:   and {len(report.absent) - SHOWN_REFUSALS:,} more", err=True)


def _print_problems(report: AddReport) -> None:
    for refusal in report.refused[:SHOWN_REFUSALS]:
        echo(f"kliping: refused: {refusal}", err=True)
    more = len(report.refused) - SHOWN_REFUSALS
    if more > 0:
        reasons = Counter(refusal.reason for refusal in report.refused[SHOWN_REFUSALS:])
        reason, count = reasons.most_common(1)[0]
        echo(f"kliping: and {more:,} more refused, {count:,} of them: {reason}", err=True)
    for notice in report.notices[:SHOWN_REFUSALS]:
        echo(f"kliping: note: {notice}", err=True)
    if len(report.notices) > SHOWN_REFUSALS:
        echo(f"kliping: and {len(report.notices) - SHOWN_REFUSALS:,} more notes", err=True)
    for enricher, count in sorted(report.failures.items()):
        echo(
            f"kliping: enricher {enricher!r} failed for {counted(count, 'article')}; "
            "see: kliping plugins --failures",
            err=True,
        )
