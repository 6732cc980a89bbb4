"""`kliping said`: did they say it? Every quotation like a sentence that goes round."""

from typing import Any

import click

from kliping.retrieval.said import SaidResults, Saying
from kliping.safe_text import harmless_line

from .context import Context, pass_context
from .output import echo, format_option, plain, print_indented, print_json, print_rows

COLUMNS = (
    "article",
    "published",
    "outlet",
    "speaker.name",
    "likeness",
    "reversed",
    "altered",
    "text",
)
VERDICTS = {
    "said": "Said",
    "altered": "Said with another figure or name",
    "reversed": "Only the opposite was said",
    "nearest": "Not found; the nearest",
    "nothing": "Nothing like it in this archive",
}


@click.command()
@click.argument("text", nargs=-1, required=True)
@click.option("--by", metavar="NAME", help="Only what this speaker said.")
@format_option("table", "json", "jsonl", "csv", "ids")
@pass_context
def said(context: Context, text: tuple[str, ...], by: str | None, format_: str) -> None:
    """Did they say it? TEXT is a sentence that goes round, without who said it.

    Shown are the quotations like it, the first published first, with what differs marked; one that
    says the opposite, or has another figure or name, is called so.
    """
    with context.open() as archive:
        found = archive.said(" ".join(text), by=by)
    for warning in found.warnings:
        echo(f"kliping: {warning}", err=True)
    if format_ == "table":
        _print(found)
    elif format_ == "json":
        print_json(found.to_dict(), indent=2)
    else:
        echo(f"kliping: {VERDICTS[found.verdict]}", err=True)
        rows = (saying.to_dict() for saying in found.sayings)
        print_rows(rows, format_=format_, columns=COLUMNS, id_key="article")


def _print(found: SaidResults) -> None:
    end = ":" if found.sayings or found.nearest else "."
    print_indented(_bold(f"{VERDICTS[found.verdict]}{end}"), 0)
    for saying in found.sayings or found.nearest:
        _print_saying(saying, found.text)
    if found.otherwise:
        print_indented(_bold("On the subject the speaker also said:"), 0)
        for saying in found.otherwise:
            _print_saying(saying, None)


def _print_saying(saying: Saying, asked: str | None) -> None:
    """Print a quotation; where it was asked for, what differs is marked and named."""
    speaker = saying.quotation.speaker
    known = [p for p in (saying.outlet, saying.published, saying.article) if p]
    head = plain(f"  {speaker.name if speaker else '—'}")
    head.stylize("bold")
    head.append(f"  {' · '.join(known)}", style="dim")
    print_indented(head, 2)
    shown: Any = plain(harmless_line(saying.quotation.text))
    if asked is not None:
        for start, end in saying.different:
            shown.stylize("bold magenta", start, end)
    print_indented(shown, 5)
    if asked is None:
        return
    notes = [f"{saying.likeness:.0%} alike"]
    if saying.reversed:
        notes.append("says the opposite")
    elif saying.altered:
        notes.append("another figure or name")
    if saying.lacking:
        words = ", ".join(harmless_line(asked[start:end]) for start, end in saying.lacking)
        notes.append(f"has not: {words}")
    if saying.lost_hedges:
        notes.append(f"doubt left out: {', '.join(saying.lost_hedges)}")
    note = plain("; ".join(notes))
    note.stylize("dim")
    print_indented(note, 5)


def _bold(text: str) -> Any:
    shown = plain(text)
    shown.stylize("bold")
    return shown
