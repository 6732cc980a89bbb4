"""The library that watches, breaks and logs file operations (`preload.c`), as Python calls it."""

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from pathlib import Path

_LOADED = "CAMPAIGN_PRELOAD"
SOURCE = Path(__file__).with_name("preload.c")


class How(IntEnum):
    """What happens at the chosen operation; the numbers are those of preload.c."""

    LOG_ONLY = 0
    DIE_BEFORE = 1
    DIE_HALF = 2
    DIE_AFTER = 3
    DISK_FULL = 4
    IO_ERROR = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation of the log.

    Attributes:
        kind: as in preload.c.
        number: from 1; of a mark that of the operation before it.
        file: the inode.
        offset: where a write begins, or the length after a truncation; in bytes.
        data: what a write wrote.
        path, other: absolute; `other` is what a rename makes of it.
    """

    kind: str
    number: int
    file: int
    offset: int
    data: bytes
    path: str
    other: str


def compile_library(folder: Path) -> Path | None:
    """Compile the library into the folder; None where there is no C compiler, or not Linux."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None or sys.platform != "linux":
        return None
    library = folder / "campaign_preload.so"
    flags = ["-O1", "-shared", "-fPIC", "-o", str(library), str(SOURCE), "-ldl", "-lpthread"]
    made = subprocess.run([compiler, *flags], capture_output=True, text=True)
    if made.returncode:
        print(made.stderr, file=sys.stderr)
        return None
    return library


def begin_again_with_library() -> None:
    """Replace this process by itself with the library loaded; return where it is, or cannot be."""
    if _LOADED in os.environ:
        return
    folder = Path(tempfile.mkdtemp(prefix="kliping-campaign-"))
    library = compile_library(folder)
    os.environ[_LOADED] = str(library or "")
    os.environ["CAMPAIGN_SCRATCH"] = str(folder)
    if library is None:
        return
    os.environ["LD_PRELOAD"] = str(library)
    # Not for speed alone: threads of a numeric library do not survive a fork.
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    os.execv(sys.executable, [sys.executable, "-m", "benchmarks.campaign", *sys.argv[1:]])


@cache
def _library() -> ctypes.CDLL | None:
    path = os.environ.get(_LOADED)
    return ctypes.CDLL(path) if path else None


def is_loaded() -> bool:
    """Return whether operations can be watched."""
    return _library() is not None


def arm(folder: Path, *, how: How = How.LOG_ONLY, target: int = 0, log: Path | None = None) -> None:
    """Watch a folder in this process and those that it starts by fork."""
    library = _library()
    if library is not None:
        library.campaign_arm(
            str(folder).encode(), ctypes.c_long(target), int(how), str(log or "").encode()
        )


def disarm() -> None:
    """Let everything pass."""
    library = _library()
    if library is not None:
        library.campaign_disarm()


def mark(text: str) -> None:
    """Write a mark into the log: all operations before it were done when it was made."""
    library = _library()
    if library is not None:
        library.campaign_mark(text.encode())


def iter_operations(log: Path) -> Iterator[Operation]:
    """Yield the operations of a log, in order."""
    if not log.exists():
        return
    written = log.read_bytes()
    at = 0
    while at < len(written):
        end = written.index(b"\n", at)
        kind, number, file, offset, length, path, other = written[at:end].decode().split("\t")
        at = end + 1
        size = int(length)
        yield Operation(
            kind=kind,
            number=int(number),
            file=int(file),
            offset=int(offset),
            data=written[at : at + size],
            path=path,
            other=other,
        )
        at += size
