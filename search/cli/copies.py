"""`kliping copies`: which articles are copies of each other, and how a text travelled."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from .context import Context, pass_context
from .output import console, echo, format_option, plain, print_json, print_rows

if TYPE_CHECKING:
    from kliping.retrieval.copy_groups import SharedPassages

COLUMNS = ("group", "article", "role", "similarity")
SHARED = ("article", "other", "shared")
_TOLD = 3  # passages of a kind that the table shows of each copy; JSON has all


@click.command()
@click.argument("ids", nargs=-1, metavar="[ID...]")
@click.option(
    "--trace",
    is_flag=True,
    help="Tell who had the text first, who follows whom, and what each changed.",
)
@click.option(
    "--svg",
    type=click.Path(dir_okay=False, writable=True),
    metavar="FILE",
    help="Draw the trace of one ID as a timeline.",
)
@click.option(
    "--passages",
    is_flag=True,
    help="List instead the articles that share passages and are no copies of one text.",
)
@format_option("table", "json", "jsonl", "csv", "ids")
@pass_context
def copies(
    context: Context,
    ids: tuple[str, ...],
    trace: bool,
    svg: str | None,
    passages: bool,
    format_: str,
) -> None:
    """List the groups of copies, or the groups of the articles with these IDs."""
    if passages and (trace or svg):
        raise click.UsageError("--passages lists articles that no trace follows: leave one out")
    if trace or svg:
        _trace(context, ids, svg, format_)
        return
    with context.open() as archive:
        groups = [] if passages else [group.to_dict() for group in archive.copies(ids)]
        shared = archive.shared_passages(ids) if ids or passages else []
    if passages:
        print_rows(
            [pair.to_dict() for pair in shared], format_=format_, columns=SHARED, id_key="article"
        )
        return
    if format_ in ("json", "jsonl"):
        print_rows(groups, format_=format_, columns=(), id_key="group")
        return
    rows = [{"group": g["group"], **member} for g in groups for member in g["members"]]
    if rows or not shared or format_ != "table":
        print_rows(rows, format_=format_, columns=COLUMNS, id_key="article")
    if format_ == "table":
        _print_shared(shared)


def _print_shared(shared: "Sequence[SharedPassages]") -> None:
    for pair in shared:
        echo(f"{pair.article} shares passages with {pair.other} ({pair.shared:.2f} of the shorter)")


def _trace(context: Context, ids: tuple[str, ...], svg: str | None, format_: str) -> None:
    from kliping.stories.plots import draw_trace

    if len(ids) != 1:
        raise click.UsageError("--trace and --svg follow one article: give one ID")
    with context.open() as archive:
        traces = archive.trace(ids[0])
        shared = archive.shared_passages(ids)
    if not traces:
        echo(f"kliping: article {ids[0]!r} has no copies", err=True)
    if svg and traces:
        with open(svg, "w", encoding="utf-8") as file:
            file.write(draw_trace(traces[0], drawn=date.today()))
    if format_ == "json":
        print_json([trace.to_dict() for trace in traces], indent=2)
    elif format_ == "table":
        for found in traces:
            _print_trace(found.to_dict())
        _print_shared(shared)
    else:
        rows = [{"group": t.group, **step.to_dict()} for t in traces for step in t.steps]
        columns = ("group", "article", "published", "outlet", "source", "likeness", "headline")
        print_rows(rows, format_=format_, columns=columns, id_key="article")


def _print_trace(trace: dict[str, object]) -> None:
    out = console()
    steps = trace["steps"]
    assert isinstance(steps, list)
    for step in steps:
        head = " · ".join(filter(None, (step["published"], step["outlet"], step["article"])))
        out.print(plain(head), style="bold")
        if step["title"]:
            out.print(plain(f"  {step['title']}"))
        if step["wire"]:
            out.print(plain(f"  wire: {', '.join(step['wire'])}"), style="dim")
        if step["source"] is None:
            continue
        changed = "; new headline" if step["headline"] else ""
        relation = "follows" if step["follows"] else "is like"
        out.print(plain(f"  {relation} {step['source']}, likeness {step['likeness']:.2f}{changed}"))
        for sign, told in (
            ("dropped quotation", step["dropped_quotations"]),
            ("dropped", step["dropped"]),
            ("added", step["added"]),
        ):
            for passage in told[:_TOLD]:
                out.print(plain(f"    {sign}: {passage}"), style="dim")
            if len(told) > _TOLD:
                out.print(plain(f"    … {len(told) - _TOLD} more {sign}"), style="dim")
