"""Run the commands of the pages' console blocks and write their output below them.

`make guide` writes README.md and GUIDE.md; a test runs the same commands and compares what they
print. Each page is run from top to bottom in an empty folder of its own.
"""

import os
import pty
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("README.md", "GUIDE.md")
BLOCK = re.compile(r"(?ms)^```console\n(.*?)^```$")
WIDTH = 96
ENVIRONMENT = {"NO_COLOR": "1", "TERM": "dumb", "COLUMNS": str(WIDTH), "LINES": "50"}
# Of a long output so many lines are shown.
LONGEST = 28


def iter_commands(page: str) -> Iterator[str]:
    """Yield the kliping commands of a page, in order."""
    for block in BLOCK.findall(page):
        for line in block.splitlines():
            if line.startswith("$ kliping "):
                yield line[2:]


def run(command: str, folder: Path) -> tuple[int, str]:
    """Run one command on a terminal of WIDTH columns; return exit code and output."""
    words = [sys.executable, "-m", *shlex.split(command.partition(" | ")[0])]
    ours, theirs = pty.openpty()
    env = os.environ | ENVIRONMENT
    env.pop("KLIPING_ARCHIVE", None)
    process = subprocess.Popen(
        words, cwd=folder, stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs, env=env
    )
    os.close(theirs)
    written = bytearray()
    while True:
        try:
            chunk = os.read(ours, 65_536)
        except OSError:  # the other end of a terminal is closed
            break
        if not chunk:
            break
        written += chunk
    os.close(ours)
    lines = [line.rstrip() for line in written.decode().replace("\r\n", "\n").splitlines()]
    return process.wait(), "\n".join(lines).strip("\n")


def renew(page: str, folder: Path) -> str:
    """Return the page with every output as it is now."""

    def renewed(block: re.Match[str]) -> str:
        shown = []
        for line in block[1].splitlines():
            if line.startswith("$ "):
                shown.append(line)
                if line.startswith("$ kliping "):
                    shown.append(shorten(run(line[2:], folder)[1]))
        if not any(line.startswith("$ kliping ") for line in shown):
            return block[0]
        return "```console\n" + "\n".join(line for line in shown if line) + "\n```"

    return BLOCK.sub(renewed, page)


def shorten(text: str) -> str:
    """Return at most LONGEST lines, and say how many are left out."""
    lines = text.split("\n")
    if len(lines) <= LONGEST:
        return text
    rest = len(lines) - LONGEST + 1
    return "\n".join([*lines[: LONGEST - 1], f"[… {rest} more lines]"])


if __name__ == "__main__":
    for name in PAGES:
        path = ROOT / name
        with tempfile.TemporaryDirectory() as folder:
            path.write_text(renew(path.read_text(encoding="utf-8"), Path(folder)), "utf-8")
