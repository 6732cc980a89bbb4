"""`kliping analyze`: what the analyzer makes of a text."""

import sys
from typing import Any

import click

from .output import format_option, print_json, print_rows


@click.command()
@click.argument("text", required=False)
@click.option("--language", type=click.Choice(("id", "en")), default=None)
@format_option("table", "json")
def analyze(text: str | None, language: str | None, format_: str) -> None:
    """Show tokens, stems, the rule that decided each, and values of TEXT (or standard input)."""
    from kliping.index.analyzer import Analyzer

    given = sys.stdin.read() if text is None else text
    analysis = Analyzer().analyze(given, language=language)
    row: dict[str, Any] = {
        "tokens": [
            {
                "token": t.text,
                "start": t.start,
                "end": t.end,
                "exact": t.exact,
                "stem": t.stem,
                "rule": t.rule,
            }
            for t in analysis.tokens
        ],
        "values": [
            {"value": v.value, "kind": v.kind, "start": v.start, "end": v.end}
            for v in analysis.values
        ],
        "language": analysis.language,
    }
    if format_ == "json":
        print_json(row, indent=2)
        return
    print_rows(
        row["tokens"],
        format_="table",
        columns=("token", "start", "end", "exact", "stem", "rule"),
        id_key="token",
    )
    if row["values"]:
        columns = ("value", "kind", "start", "end")
        print_rows(row["values"], format_="table", columns=columns, id_key="value")
