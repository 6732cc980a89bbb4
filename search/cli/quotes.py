"""`kliping quotes`: who said what, searched and counted like the articles."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import click

from kliping.index.records import QuotationType
from kliping.query.context import WordMode
from kliping.retrieval.differences import QUOTATION_KEY, QUOTATION_PARTS
from kliping.retrieval.options import SearchOptions
from kliping.retrieval.quoting import QuotationHit, QuotationResults
from kliping.retrieval.utterances import Utterance
from kliping.safe_text import harmless_line

from .context import Context, pass_context
from .differing import diff_option, print_differences
from .figures import note_facets, print_facet
from .filters import any_option, check_types
from .output import console, echo, format_option, plain, print_indented, print_json, print_rows
from .query_command import QueryCommand

COLUMNS = ("article", "type", "speaker.name", "cue.text", "text", "via")


@click.command(cls=QueryCommand)
@click.argument("query", nargs=-1)
@click.option("--speaker", metavar="NAME", help="Only what this speaker said.")
@click.option("--type", "types", multiple=True, metavar="TYPE", help="direct, mixed, …")
@click.option(
    "--limit", "-n", type=click.IntRange(min=0), default=None, help="At most so many; else all."
)
@click.option("--offset", type=click.IntRange(min=0), default=0, help="Skip so many.")
@click.option(
    "--facet",
    "facets",
    multiple=True,
    metavar="FIELD[:N]",
    help="Count speaker, outlet, cue, type, act, via, addressee, published:month, …",
)
@click.option(
    "--sort", default="relevance", show_default=True, help="newest, oldest, FIELD, -FIELD"
)
@any_option
@click.option(
    "--variants", is_flag=True, help="Group the wordings of one utterance, and mark what differs."
)
@diff_option
@format_option("table", "json", "jsonl", "csv", "ids")
@pass_context
def quotes(
    context: Context,
    query: tuple[str, ...],
    speaker: str | None,
    types: tuple[str, ...],
    limit: int | None,
    offset: int,
    facets: tuple[str, ...],
    sort: str,
    words: WordMode | None,
    variants: bool,
    earlier: Path | None,
    format_: str,
) -> None:
    """Search what was said: QUERY as for search, over the quotations; all without one."""
    check_types(types, get_args(QuotationType))
    options = SearchOptions(
        any_of={"type": list(types)} if types else {},
        sort=sort,
        words=words or "all",
    )
    with context.open() as archive:
        if speaker is not None:
            options = _by_speaker(options, archive.names_of("speaker", speaker))
        found = archive.quotes(
            " ".join(query) or "*",
            limit=limit,
            offset=offset,
            facets=facets,
            options=options,
            variants=variants,
        )
    note_facets(facets, format_)
    for warning in found.warnings:
        echo(f"kliping: {warning}", err=True)
    if earlier is not None:
        rows = (hit.to_dict() for hit in found.hits)
        print_differences(earlier, rows, format_=format_, key=QUOTATION_KEY, parts=QUOTATION_PARTS)
    elif format_ == "table":
        _print_table(found)
    elif format_ == "json":
        print_json(found.to_dict(), indent=2)
    else:
        _print_rows(found, format_)


def _by_speaker(options: SearchOptions, names: Sequence[str]) -> SearchOptions:
    """Return the options with a filter for a speaker by any of the names that he goes by."""
    by = {"speaker": list(names)}
    if len(names) == 1:
        return replace(options, where=by)
    return replace(options, any_of={**options.any_of, **by})


def _print_rows(found: QuotationResults, format_: str) -> None:
    given = found.utterances if format_ == "jsonl" and found.utterances else found.hits
    print_rows((g.to_dict() for g in given), format_=format_, columns=COLUMNS, id_key="article")
    if format_ == "jsonl":
        for name, facet in found.facets.items():
            print_json({"facet": name, **facet.to_dict()})


def _print_table(found: QuotationResults) -> None:
    out = console()
    if found.utterances:
        for utterance in found.utterances:
            _print_utterance(out, utterance)
    else:
        for hit in found.hits:
            _print_hit(hit)
    noun = "quotation" if found.total == 1 else "quotations"
    out.print(plain(f"{found.total:,} {noun} in {found.took_ms:.1f} ms"), style="dim")
    for facet in found.facets.values():
        print_facet(facet)


def _print_hit(hit: QuotationHit) -> None:
    speaker = hit.quotation.speaker
    head = plain(f"{hit.rank:>3}  {speaker.name if speaker else '—'}")
    head.stylize("bold")
    known = [p for p in (hit.quotation.type, hit.outlet, hit.published, hit.article) if p]
    head.append(f"  {' · '.join(known)}", style="dim")
    print_indented(head, 0)
    print_indented(_marked(hit.quotation.text, hit.marks, "bold yellow"), 5)


def _print_utterance(out: Any, utterance: Utterance) -> None:
    out.print(plain(utterance.speaker or "—"), style="bold")
    for variant in utterance.variants:
        out.print(plain(f"    {variant.outlet or variant.article}:"), style="dim")
        print_indented(_marked(variant.quotation.text, variant.different, "bold magenta"), 5)


def _marked(text: str, marks: tuple[tuple[int, int], ...], style: str) -> Any:
    # A line end inside the text would break the paragraph; one blank keeps the offsets.
    shown = plain(harmless_line(text))
    for start, end in marks:
        shown.stylize(style, start, end)
    return shown
