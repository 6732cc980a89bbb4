"""`kliping story`: one event, day by day, and where its outlets differ."""

from typing import TYPE_CHECKING

import click

from .context import Context, pass_context
from .output import format_option, print_json, print_rows, write_line

if TYPE_CHECKING:
    from kliping.stories.claim_rows import Counted
    from kliping.stories.report import Language
    from kliping.stories.stories import Story, StoryTimeline
    from kliping.stories.wordings import Wording

MEMBERS = ("article", "published", "outlet", "title", "copies")
FIRST = ("outlet", "published", "days", "seconds", "article")
FIRST_SHOWN = ("outlet", "published", "behind", "article")
DAYS = ("day", "reports", "articles", "outlets", "headline", "voices")
CLAIMS = (
    "what",
    "relation",
    "text",
    "outlet",
    "day",
    "source",
    "disagrees",
    "sentence",
)
CLAIMS_SHOWN = ("what", "relation", "text", "outlet", "day", "source")
WORDINGS = ("utterance", "outlet", "speaker", "text", "missing_hedges", "other_speaker")


@click.command()
@click.argument("id")
@click.option("--first", is_flag=True, help="Who reported first: each outlet's first report.")
@click.option("--timeline", is_flag=True, help="Tell it day by day.")
@click.option("--claims", is_flag=True, help="Compare what its articles count.")
@click.option("--wordings", is_flag=True, help="Compare the wordings of one utterance.")
@click.option("--markdown", is_flag=True, help="With --timeline: print it as Markdown.")
@click.option("--svg", type=click.Path(dir_okay=False, writable=True), metavar="FILE")
@click.option(
    "--report",
    type=click.Path(dir_okay=False, writable=True),
    metavar="FILE",
    help="Write one HTML page about the story.",
)
@click.option(
    "--lang",
    "language",
    type=click.Choice(("id", "en")),
    default="id",
    show_default=True,
    help="The language of the page.",
)
@format_option("table", "json", "jsonl", "csv", "ids")
@pass_context
def story(
    context: Context,
    id: str,
    first: bool,
    timeline: bool,
    claims: bool,
    wordings: bool,
    markdown: bool,
    svg: str | None,
    report: str | None,
    language: "Language",
    format_: str,
) -> None:
    """Show the story that the article with this ID is in: its members, or what is asked for."""
    from kliping.stories.plots import draw_story

    with context.open() as archive:
        if report:
            _write(report, archive.story_page(id, language=language))
        if svg:
            _write(svg, draw_story(archive.timeline(id)))
        if first:
            _print_first(archive.story(id), format_)
        elif timeline or markdown:
            _print_timeline(archive.timeline(id), markdown, format_)
        elif claims:
            _print_claims(archive.claims(id), format_)
        elif wordings:
            _print_wordings(archive.wordings(id), format_)
        elif format_ == "json" or not (report or svg):
            _print_story(archive.story(id), format_)


def _print_story(told: "Story", format_: str) -> None:
    row = told.to_dict()
    if format_ == "json":
        print_json(row, indent=2)
    else:
        rows = [row] if format_ == "jsonl" else row["members"]
        print_rows(rows, format_=format_, columns=MEMBERS, id_key="article")


def _print_first(told: "Story", format_: str) -> None:
    rows = [report.to_dict() for report in told.first_reports]
    if format_ == "table":
        for row in rows:
            row["behind"] = _behind(row["days"], row["seconds"])
    columns = FIRST_SHOWN if format_ == "table" else FIRST
    print_rows(rows, format_=format_, columns=columns, id_key="article")


def _behind(days: int | None, seconds: int | None) -> str:
    """Return how far behind the first a report came: minutes where known, else days."""
    if seconds is not None:
        hours, minutes = divmod(seconds // 60, 60)
        return f"{hours}:{minutes:02} h"
    if days is None:
        return "?"
    return "same day" if days == 0 else f"{days} day" if days == 1 else f"{days} days"


def _print_claims(found: "list[Counted]", format_: str) -> None:
    counted = [group.to_dict() for group in found]
    rows = [
        {"what": g["what"], "relation": g["relation"], **claim}
        for g in counted
        for claim in g["claims"]
    ]
    given = counted if format_ in ("json", "jsonl") else rows
    columns = CLAIMS_SHOWN if format_ == "table" else CLAIMS
    print_rows(given, format_=format_, columns=columns, id_key="article")


def _print_wordings(found: "list[tuple[Wording, ...]]", format_: str) -> None:
    rows = [
        {"utterance": number, **wording.to_dict()}
        for number, group in enumerate(found, 1)
        for wording in group
    ]
    print_rows(rows, format_=format_, columns=WORDINGS, id_key="article")


def _print_timeline(told: "StoryTimeline", markdown: bool, format_: str) -> None:
    if markdown:
        write_line(told.to_markdown().rstrip("\n"))
    elif format_ == "json":
        print_json(told.to_dict(), indent=2)
    else:
        rows = [day.to_dict() for day in told.days]
        if format_ in ("table", "csv"):
            for row in rows:
                row["articles"] = len(row["articles"])
                row["outlets"] = ", ".join(row["outlets"])
                row["voices"] = ", ".join(voice["speaker"] for voice in row["voices"])
        print_rows(rows, format_=format_, columns=DAYS, id_key="day")


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
