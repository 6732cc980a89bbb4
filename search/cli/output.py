"""Print rows: tables on a terminal, JSON lines when piped, or what --format says.

Everything that the program prints goes through this module, and so through `kliping.safe_text`;
a test holds the other modules of the command line to it.
"""

import logging
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import click

from kliping.safe_text import harmless, harmless_line, json_line, spreadsheet_cell

FORMATS = ("table", "json", "jsonl", "csv", "ids")
# Where `--raw` is kept in the context of the running command.
_RAW = "kliping.raw"
Row = Mapping[str, Any]
_Command = TypeVar("_Command", bound=Callable[..., Any])


def format_option(*formats: str) -> Callable[[_Command], _Command]:
    """Return the option --format with these choices; its value is never empty.

    Where CSV is one of them, `--raw` comes with it.
    """
    choices = formats or FORMATS
    format_ = click.option(
        "--format",
        "-f",
        "format_",
        type=click.Choice(choices),
        default=None,
        callback=lambda ctx, param, value: value or default_format(),
        help="How to print; a table on a terminal, JSON lines when piped.",
    )
    if "csv" not in choices:
        return format_
    raw = click.option(
        "--raw",
        is_flag=True,
        expose_value=False,
        callback=lambda ctx, param, value: ctx.meta.update({_RAW: value}),
        help="CSV cells exactly as they are, also those that a spreadsheet would run.",
    )
    return lambda command: format_(raw(command))


def default_format() -> str:
    """Return "table" on a terminal, else "jsonl"."""
    return "table" if sys.stdout.isatty() else "jsonl"


def print_json(value: object, *, indent: int | None = None) -> None:
    """Print one JSON value on lines of its own, Indonesian text readable."""
    sys.stdout.write(json_line(value, indent=indent) + "\n")


def write_line(line: str) -> None:
    """Write a line of text."""
    sys.stdout.write(harmless(line) + "\n")


def echo(message: str, *, err: bool = False) -> None:
    """Print a message, on standard error where `err` is true."""
    click.echo(harmless(message), err=err)


class HarmlessFormatter(logging.Formatter):
    """Formats records of the log as `echo` prints messages."""

    def format(self, record: logging.LogRecord) -> str:
        return harmless(super().format(record))


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

    raw = click.get_current_context().meta.get(_RAW, False)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    count = 0
    for row in rows:
        count += 1
        cells = [flat(pick(row, column)) for column in columns]
        writer.writerow(cells if raw else [spreadsheet_cell(cell) for cell in cells])
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
    return " ".join(harmless_line(text).split())


def print_indented(text: Any, indent: int) -> None:
    """Print rich text folded to the terminal's width, without blanks at the ends of lines."""
    out = console()
    for line in text.wrap(out, max(out.width - indent, 1)):
        line.rstrip()
        line.pad_left(indent)
        out.print(line, soft_wrap=True)


def plain(text: str) -> Any:
    """Return harmless text of the same length that rich prints without reading markup in it."""
    from rich.text import Text

    return Text(harmless(text))


def console() -> Any:
    """Return the console of standard output; it minds NO_COLOR and the terminal's width."""
    from rich.console import Console, ConsoleOptions, RenderableType
    from rich.segment import Segment

    class OutConsole(Console):
        """Prints harmless text only, whatever it was made of.

        A broken pipe is let through to the program, which counts it as success.
        """

        def render(
            self, renderable: RenderableType, options: ConsoleOptions | None = None
        ) -> Iterable[Segment]:
            for segment in super().render(renderable, options):
                if segment.control:
                    yield segment
                else:
                    yield Segment(harmless(segment.text), segment.style)

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    return OutConsole(highlight=False, soft_wrap=False)
