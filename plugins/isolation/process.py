"""Start a Python process that answers requests, and end it when it takes too long.

The process is a plain `python -c …` that speaks over its standard input and output, not one of
`multiprocessing`, which would import the program's main module again: a script needs no
`if __name__ == "__main__":`, and an interactive session works too.
"""

import math
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import spawn
from typing import Final

from kliping.index import KlipingError

# Seconds: to import kliping and the plugins on a machine that is busy; and to run exit handlers.
START_SECONDS: Final = 120.0
EXIT_SECONDS: Final = 2.0
# How often a process at work is looked at: where it ended and another one holds its output open,
# the end of the output does not tell.
POLL_SECONDS: Final = 0.5
_PROGRAM: Final = (
    "import sys; sys.path[:] = sys.argv[2:]; "
    "from kliping.plugins.isolation.serving import main; main(sys.argv[1])"
)


class WorkerDiedError(KlipingError):
    """A worker process ended before it answered; the message says how it ended."""


class WorkerLateError(WorkerDiedError):
    """A worker process was ended because it took too long."""


class WorkerProcess:
    """A process that answers one request at a time. Safe in threads.

    Args of the constructor:
        handler: "module:callable" in the new process. Called with `setup` once, it returns what
            is called with each request and a function that asks this side a question.
        setup: anything that can be pickled.

    Raises:
        WorkerDiedError: it could not be started, or ended at once.
    """

    def __init__(self, handler: str, setup: object) -> None:
        paths = [path for path in sys.path if isinstance(path, str)]
        try:
            self._process = subprocess.Popen(
                [spawn.get_executable(), "-c", _PROGRAM, handler, *paths],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                # A group of its own: an interrupt from the terminal is answered by this process
                # alone, and what the worker started ends with it.
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            raise WorkerDiedError(f"a worker process could not be started: {error}") from error
        self._lock = threading.Lock()
        self._owner = os.getpid()
        self._watchdog = _Watchdog(self._process)
        self._end = weakref.finalize(self, self._watchdog.end)
        self.call(setup, seconds=START_SECONDS)

    @property
    def is_alive(self) -> bool:
        """Whether it can be called: it runs, and was started by this process, not by a fork."""
        return self._owner == os.getpid() and self._process.poll() is None and self._end.alive

    def call(
        self,
        request: object,
        *,
        seconds: float | None = None,
        answer: Callable[[object], object] | None = None,
    ) -> object:
        """Return the answer to a request.

        Args:
            seconds: after these it is ended; None for no limit.
            answer: gives what the worker asks meanwhile.

        Raises:
            WorkerLateError: it took longer than `seconds`.
            WorkerDiedError: it ended. After either it cannot be called again.
        """
        assert self._process.stdout is not None
        with self._lock, self._watchdog.limit(seconds):
            try:
                self._send((seconds, request))
                while True:
                    kind, value = pickle.load(self._process.stdout)
                    if kind == "done":
                        return value
                    assert answer is not None
                    self._send(answer(value))
            except (OSError, EOFError, pickle.UnpicklingError) as error:
                raise self._death(seconds) from error
            except BaseException:
                # It waits for something that will not come.
                self._end()
                raise

    def _send(self, message: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(pickle.dumps(message, pickle.HIGHEST_PROTOCOL))
        self._process.stdin.flush()

    def _death(self, seconds: float | None) -> WorkerDiedError:
        late = self._watchdog.was_late
        # Its pipe closes a moment before it ends.
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(EXIT_SECONDS / 2)
        code = self._process.returncode
        self._end()
        if late:
            return WorkerLateError(f"took longer than {seconds:g} s; its process was ended")
        return WorkerDiedError(f"its process {_how_it_ended(code)}")

    def close(self) -> None:
        """Let the process end; do nothing where it has ended."""
        self._end()


class _Watchdog:
    """Ends a process when its time is over, whatever it does and whoever waits for it.

    Holds no reference to its WorkerProcess, which is finalized when nobody else does.
    """

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process
        self._owner = os.getpid()
        self._changed = threading.Condition()
        self._deadline: float | None = None
        self._ended = False
        self.was_late = False
        threading.Thread(target=self._watch, name="kliping-watchdog", daemon=True).start()

    @contextmanager
    def limit(self, seconds: float | None) -> Iterator[None]:
        """End the process where the block takes longer."""
        self._set(math.inf if seconds is None else time.monotonic() + seconds)
        try:
            yield
        finally:
            self._set(None)

    def _set(self, deadline: float | None) -> None:
        with self._changed:
            self._deadline = deadline
            self._changed.notify()

    def _watch(self) -> None:
        with self._changed:
            while not self._ended:
                if self._deadline is None:
                    self._changed.wait()
                    continue
                left = self._deadline - time.monotonic()
                if left <= 0:
                    self.was_late = True
                if left <= 0 or self._process.poll() is not None:
                    self._kill()
                    self._deadline = None
                else:
                    self._changed.wait(min(left, POLL_SECONDS))

    def _kill(self) -> None:
        """End the process and all that it started."""
        with suppress(ProcessLookupError):
            if hasattr(os, "killpg"):
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()

    def end(self) -> None:
        """Let the process end by itself where it is idle, else kill it; release its pipes."""
        if self._owner != os.getpid():  # a fork of the process that it works for
            return
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with self._changed:
            is_idle = self._deadline is None
            self._ended = True
            self._changed.notify()
        if not is_idle:
            self._kill()
        with suppress(OSError):  # it went away with something unread
            self._process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(EXIT_SECONDS + 1)
        self._kill()
        self._process.wait()
        self._process.stdout.close()


def _how_it_ended(code: int | None) -> str:
    if code is None:
        return "closed the pipe that it answers on"
    if code >= 0:
        return f"ended with exit code {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = "unknown"
    hint = ", as where memory runs out" if name == "SIGKILL" else ""
    return f"was ended by signal {-code} ({name}{hint})"
