"""The program: its group of commands, its errors and its exit codes.

Exit codes: 0 done (also with no hit), 1 `check` found damage or `-e` and no hit, 2 usage or query
error, 3 no archive or one of a newer format, 4 locked by another writer, 5 done in part (some
input refused), 130 interrupted.
"""

import importlib
import io
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from kliping.index import (
    ArchiveDamagedError,
    ArchiveFormatError,
    ArchiveLockedError,
    ArchiveNotFoundError,
    KlipingError,
    QueryError,
)

from .context import DEFAULT_ARCHIVE, Context
from .output import HarmlessFormatter, echo

EXIT_FOUND = 1
EXIT_USAGE = 2
EXIT_NO_ARCHIVE = 3
EXIT_LOCKED = 4
EXIT_IN_PART = 5
EXIT_INTERRUPTED = 130

# Command → its module in this package, in the order of `kliping --help`.
COMMANDS = {
    "index": "index",
    "search": "search",
    "facets": "facets",
    "show": "show",
    "similar": "similar",
    "explain": "explain",
    "words": "words",
    "suggest": "suggest",
    "saved": "saved",
    "quotes": "quotes",
    "said": "said",
    "entities": "entities",
    "copies": "copies",
    "stories": "stories",
    "story": "story",
    "aliases": "aliases",
    "enrich": "enrich",
    "plugins": "plugins",
    "stats": "stats",
    "delete": "delete",
    "check": "check",
    "rebuild": "rebuild",
    "analyze": "analyze",
}


class LazyGroup(click.Group):
    """A group that imports a command's module only when it is run or listed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        self._add_plugin_commands(ctx)
        return [*COMMANDS, *sorted(self.commands)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in COMMANDS:
            module = importlib.import_module(f"kliping.cli.{COMMANDS[cmd_name]}")
            command = getattr(module, COMMANDS[cmd_name])
            assert isinstance(command, click.Command)
            return command
        self._add_plugin_commands(ctx)
        return super().get_command(ctx, cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches

            near = get_close_matches(args[0], self.list_commands(ctx), 1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise click.UsageError(error.message + hint, ctx) from error

    def _add_plugin_commands(self, ctx: click.Context) -> None:
        if not ctx.meta.get("kliping.plugin_commands"):
            ctx.meta["kliping.plugin_commands"] = True
            from kliping.plugins.loader import Plugins

            plugins = Plugins(disabled=_disabled_plugins(ctx))
            plugins.add_commands(self)
            for failure in plugins.failures:
                echo(f"kliping: {failure}", err=True)


def _disabled_plugins(ctx: click.Context) -> tuple[str, ...]:
    """Return the plugins that the archive leaves out; none where there is no archive."""
    from kliping.disk.settings import read_settings

    given = ctx.params.get("archive") or os.environ.get("KLIPING_ARCHIVE") or DEFAULT_ARCHIVE
    try:
        return read_settings(Path(given)).disabled
    except (KlipingError, OSError):  # whoever opens the archive tells what is wrong with it
        return ()


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--archive",
    "-a",
    envvar="KLIPING_ARCHIVE",
    default=DEFAULT_ARCHIVE,
    show_default=True,
    metavar="PATH",
    help="The archive's folder; also KLIPING_ARCHIVE.",
)
@click.option(
    "--wait",
    type=click.FloatRange(min=0),
    default=10.0,
    show_default=True,
    metavar="SECONDS",
    help="How long a write waits for another process's.",
)
@click.option("--debug", is_flag=True, help="Show a traceback where something fails.")
@click.version_option(package_name="kliping", prog_name="kliping")
@click.pass_context
def cli(ctx: click.Context, archive: str, wait: float, debug: bool) -> None:
    """Search Indonesian news: who said what, about whom, and which articles are copies.

    Begin with: kliping index FOLDER, then: kliping search WORDS --facet speaker
    """
    ctx.obj = Context(path=archive, wait=wait, debug=debug)


def run(arguments: Sequence[str]) -> int:
    """Run the program with these arguments and return its exit code."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(HarmlessFormatter("kliping: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    if isinstance(sys.stdout, io.TextIOWrapper):
        # What the terminal's encoding cannot hold goes out as its escape.
        sys.stdout.reconfigure(errors="backslashreplace")
    # Where an option stands does not decide how errors are shown.
    debug = "--debug" in arguments
    try:
        # Not cli.main(): that takes a broken pipe for a failure.
        with cli.make_context("kliping", list(arguments)) as context:
            result = cli.invoke(context)
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.ClickException as error:
        shown = io.StringIO()
        error.show(shown)
        echo(shown.getvalue().rstrip("\n"), err=True)
        if isinstance(error, click.NoSuchOption) and not error.option_name.startswith("--"):
            echo("A query that begins with - stands behind --: search -- -word", err=True)
        return EXIT_USAGE
    except (click.Abort, KeyboardInterrupt):
        echo("kliping: interrupted; what was committed stays", err=True)
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # The reader of the output went away, as `head` does; nothing more can be written to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KlipingError as error:
        if debug:
            raise
        return _report(error)
    except Exception as error:  # of the system, or a fault of ours
        if debug:
            raise
        echo(f"kliping: {_in_words(error)}", err=True)
        return EXIT_USAGE


def _in_words(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        where = f"{str(error.filename)!r}: " if error.filename else ""
        return f"{where}{error.strerror}"
    return f"{type(error).__name__}: {error}; for the place where it happened: --debug"


def _report(error: KlipingError) -> int:
    echo(f"kliping: {error}", err=True)
    if isinstance(error, QueryError):
        from kliping.drawing.terminal import caret

        for line in caret(error):
            echo(line, err=True)
        return EXIT_USAGE
    if isinstance(error, ArchiveNotFoundError | ArchiveFormatError):
        return EXIT_NO_ARCHIVE
    if isinstance(error, ArchiveLockedError):
        return EXIT_LOCKED
    return EXIT_FOUND if isinstance(error, ArchiveDamagedError) else EXIT_USAGE
