"""Run a function, or the program, in a child process that may die at any moment.

Children are forked from the campaign, which has kliping imported already: one costs some ten
milliseconds. Each is the leader of its own session, by which what it leaves running is found.
"""

import contextlib
import os
import pickle
import select
import signal
import struct
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

# Seconds after which a child that should have ended is taken for one that hangs.
HANGS_AFTER = 120.0
# Seconds that a dead program's own children may take to notice and end.
ORPHANS_AFTER = 10.0
_LENGTH = struct.Struct("<Q")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a child ended.

    Attributes:
        value: what its function returned; None where it did not get so far.
        told: what it acknowledged on the way, in order.
        signal: the number of the signal that ended it, or 0.
        error: the traceback of what it raised, or "".
        hung: it did not end in time and was killed.
    """

    value: Any = None
    told: tuple[Any, ...] = ()
    signal: int = 0
    error: str = ""
    hung: bool = False

    @property
    def fault(self) -> str:
        """What is wrong with this end where the child was meant to return, or ""."""
        if self.hung:
            return f"did not end within {HANGS_AFTER:g} s"
        if self.signal:
            return f"ended by {signal.Signals(self.signal).name}"
        return self.error.strip().rpartition("\n")[2]


Tell = Callable[[Any], None]


@dataclass(slots=True)
class Child:
    """A forked process that runs `function(tell, *arguments)`; `tell` acknowledges a value."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...] = ()
    pid: int = 0
    told: list[Any] = field(default_factory=list)
    _pipe: int = -1
    _buffer: bytes = b""
    _last: dict[str, Any] = field(default_factory=dict)

    def start(self) -> "Child":
        """Fork; return itself."""
        sys.stdout.flush()
        sys.stderr.flush()
        self._pipe, writing = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self._pipe)
            self._run(writing)
        os.close(writing)
        return self

    def _run(self, writing: int) -> None:
        code = 0
        try:
            os.setsid()
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what matters goes through the pipe

            def tell(value: Any, kind: str = "told") -> None:
                body = pickle.dumps((kind, value))
                os.write(writing, _LENGTH.pack(len(body)) + body)

            try:
                tell(self.function(tell, *self.arguments), "value")
            except BaseException:
                tell(traceback.format_exc(), "error")
                code = 1
        finally:
            os._exit(code)

    def wait(self, seconds: float = HANGS_AFTER, *, kill_after: float | None = None) -> Outcome:
        """Wait for the end.

        Args:
            seconds: after which it is killed and taken for hung.
            kill_after: seconds after which SIGKILL is sent on purpose; never where None.
        """
        began = time.monotonic()
        until = began + (seconds if kill_after is None else kill_after)
        hung, ended = False, False
        while not ended:
            left = until - time.monotonic()
            if left <= 0:
                hung = kill_after is None
                os.kill(self.pid, signal.SIGKILL)
                until = time.monotonic() + seconds
                continue
            ready, _, _ = select.select([self._pipe], [], [], left)
            ended = bool(ready) and not self._read()
        os.close(self._pipe)
        _, status = os.waitpid(self.pid, 0)
        return Outcome(
            value=self._last.get("value"),
            told=tuple(self.told),
            signal=os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0,
            error=self._last.get("error", ""),
            hung=hung,
        )

    def read_told(self, seconds: float) -> None:
        """Take in what was acknowledged so far; wait at most `seconds` for more."""
        ready, _, _ = select.select([self._pipe], [], [], seconds)
        if ready:
            self._read()

    def _read(self) -> bool:
        block = os.read(self._pipe, 1 << 16)
        self._buffer += block
        while len(self._buffer) >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._buffer)
            if len(self._buffer) < _LENGTH.size + length:
                break
            kind, value = pickle.loads(self._buffer[_LENGTH.size : _LENGTH.size + length])
            self._buffer = self._buffer[_LENGTH.size + length :]
            if kind == "told":
                self.told.append(value)
            else:
                self._last[kind] = value
        return bool(block)

    def orphans(self) -> list[str]:
        """Return the command lines of what still runs of its session after a while; end them."""
        until = time.monotonic() + ORPHANS_AFTER
        while (left := session_members(self.pid)) and time.monotonic() < until:
            time.sleep(0.05)
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return [f"{pid}: {line}" for pid, line in left.items()]


def call(function: Callable[..., Any], *arguments: Any, seconds: float = HANGS_AFTER) -> Outcome:
    """Run `function(*arguments)` in a child and wait for its end."""
    return Child(lambda tell, *given: function(*given), arguments).start().wait(seconds)


def session_members(session: int) -> dict[int, str]:
    """Return pid → command line of the living processes of a session."""
    found = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            if int(fields[3]) == session and fields[0] not in "ZX":
                line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                found[int(folder.name)] = line.strip()
        except OSError:  # it ended meanwhile
            continue
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of the program: its arguments, exit code and output."""

    arguments: tuple[str, ...]
    code: int
    out: str
    err: str

    def __str__(self) -> str:
        said = " ".join((self.err or self.out).split())[-900:]
        return f"`kliping {' '.join(self.arguments)}` exit {self.code}: {said}"


def run_here(archive: Path, arguments: Sequence[str]) -> Run:
    """Run the console script `kliping` in this process, which should be a child's."""
    (script,) = entry_points(group="console_scripts", name="kliping")
    main = script.load()
    kept = [(number, os.dup(number)) for number in (1, 2)]
    files = [os.memfd_create("out"), os.memfd_create("err")]
    argv, code = sys.argv, 0
    sys.argv = ["kliping", "--archive", str(archive), *arguments]
    try:
        for (number, _), file in zip(kept, files, strict=True):
            os.dup2(file, number)
        try:
            main()
        except SystemExit as error:
            code = error.code if isinstance(error.code, int) else int(error.code is not None)
        except BaseException:
            traceback.print_exc()
            code = 1
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        sys.argv = argv
        for number, copy in kept:
            os.dup2(copy, number)
            os.close(copy)
    said = []
    for file in files:
        with open(file, "rb") as stream:
            stream.seek(0)
            said.append(stream.read().decode(errors="replace"))
    return Run(arguments=tuple(arguments), code=code, out=said[0], err=said[1])


def run(archive: Path, *arguments: str, seconds: float = HANGS_AFTER) -> Run:
    """Run the program in a child; one that died or hung has code -1 and says so in `err`."""
    ended = call(run_here, archive, arguments, seconds=seconds)
    if isinstance(ended.value, Run):
        return ended.value
    return Run(arguments=arguments, code=-1, out="", err=ended.fault)
