"""Print rows: tables on a terminal, JSON lines when piped, or what --format says."""

import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import click

FORMATS = ("table", "json", "jsonl", "csv", "ids")
Row = Mapping[str, Any]
_Command = TypeVar("_Command", bound=Callable[..., Any])


def format_option(*formats: str) -> Callable[[_Command], _Command]:
    """Return the option --format with these choices; its value is never empty."""
    return click.option(
        "--format",
        "-f",
        "format_",
        type=click.Choice(formats or FORMATS),
        default=None,
        callback=lambda ctx, param, value: value or default_format(),
        help="How to print; a table on a terminal, JSON lines when piped.",
    )


def default_format() -> str:
    """Return "table" on a terminal, else "jsonl"."""
    return "table" if sys.stdout.isatty() else "jsonl"


def print_json(value: object, *, indent: int | None = None) -> None:
    """Print one JSON value on lines of its own, Indonesian text readable."""
    write_line(json.dumps(value, ensure_ascii=False, indent=indent))


def write_line(line: str) -> None:
    """Write a line."""
    sys.stdout.write(line + "\n")


def print_rows(rows: Iterable[Row], *, format_: str, columns: Sequence[str], id_key: str) -> int:
    """Print rows in a format and return how many there were.

    Args:
        columns: of the table and the CSV file, in order; a dotted name goes into nested rows.
        id_key: the column that `--format ids` prints.
    """
    count = 0
    if format_ == "json":
        everything = list(rows)
        print_json(everything, indent=2)
        return len(everything)
    if format_ == "table":
        return _print_table(rows, columns)
    if format_ == "csv":
        return _print_csv(rows, columns)
    for row in rows:
        count += 1
        if format_ == "ids":
            write_line(str(pick(row, id_key)))
        else:
            print_json(row)
    return count


def _print_csv(rows: Iterable[Row], columns: Sequence[str]) -> int:
    import csv

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    count = 0
    for row in rows:
        count += 1
        writer.writerow([flat(pick(row, column)) for column in columns])
    return count


def pick(row: Row, column: str) -> Any:
    """Return a value of a row by a dotted name; None where a part is missing."""
    value: Any = row
    for part in column.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def flat(value: Any) -> str:
    """Return a value as one cell of a table."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "; ".join(flat(v.get("name", v) if isinstance(v, Mapping) else v) for v in value)
    return str(value)


def _print_table(rows: Iterable[Row], columns: Sequence[str]) -> int:
    from .tables import lay_out

    shown = [[_on_one_line(flat(pick(row, column))) for column in columns] for row in rows]
    out = console()
    header, lines = lay_out(columns, shown, out.width)
    # The lines fit already; rich would fold them again.
    if header is not None:
        out.print(plain(header), style="bold", soft_wrap=True)
    if lines:
        out.print(plain("\n".join(lines)), soft_wrap=True)
    return len(shown)


def _on_one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def print_indented(text: Any, indent: int) -> None:
    """Print rich text folded to the terminal's width, without blanks at the ends of lines."""
    out = console()
    for line in text.wrap(out, max(out.width - indent, 1)):
        line.rstrip()
        line.pad_left(indent)
        out.print(line, soft_wrap=True)


def plain(text: str) -> Any:
    """Return text that rich prints as it is, without reading markup in it."""
    from rich.text import Text

    return Text(text)


def console() -> Any:
    """Return the console of standard output; it minds NO_COLOR and the terminal's width."""
    from rich.console import Console

    class PipeConsole(Console):
        """Lets a broken pipe through to the program, which counts it as success."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    return PipeConsole(highlight=False, soft_wrap=False)
