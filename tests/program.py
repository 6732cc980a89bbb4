"""Run the program in this process, as the console script does, with streams of its own.

A process of its own takes a third of a second to begin, and hundreds of tests run the program.
What only a process of its own can show (pipes, signals, the encoding of a terminal, the time it
takes to start) is tested with one.
"""

import contextlib
import io
import logging
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kliping.cli.main import run


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str


class _Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


def run_program(
    folder: Path,
    arguments: Sequence[str],
    *,
    stdin: bytes = b"",
    env: Mapping[str, str] = {},
    terminal: bool = False,
) -> Ran:
    """Run `kliping ARGUMENTS` in a folder; `env` is added to the environment.

    Args:
        terminal: both outputs go to one terminal; what it shows is `out`.
    """
    streams = {"stdout": io.BytesIO(), "stderr": io.BytesIO()}
    if terminal:
        streams["stderr"] = streams["stdout"]
    encoding = env.get("PYTHONIOENCODING", "utf-8")
    with _set_up(folder, env), contextlib.ExitStack() as stack:
        opened = _Terminal if terminal else io.TextIOWrapper
        replaced = {
            name: opened(raw, encoding, write_through=terminal) for name, raw in streams.items()
        }
        replaced["stdin"] = io.TextIOWrapper(io.BytesIO(stdin), "utf-8")
        for name, stream in replaced.items():
            stack.callback(setattr, sys, name, getattr(sys, name))
            setattr(sys, name, stream)
        try:
            code = run(arguments)
        except SystemExit as error:
            code = error.code if isinstance(error.code, int) else int(error.code is not None)
        for name in streams:
            replaced[name].flush()
        said = {name: raw.getvalue().decode(encoding) for name, raw in streams.items()}
    return Ran(code=code, out=said["stdout"], err="" if terminal else said["stderr"])


@contextlib.contextmanager
def _set_up(folder: Path, env: Mapping[str, str]) -> Iterator[None]:
    """Work in a folder and an environment, with no handler of log records but the program's."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    before, variables = Path.cwd(), dict(os.environ)
    root.handlers.clear()
    os.environ.update(env)
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
        os.environ.clear()
        os.environ.update(variables)
        root.handlers[:] = handlers
        root.setLevel(level)
