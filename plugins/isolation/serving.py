"""What runs in a worker process: read requests from standard input, answer on standard output."""

import contextlib
import importlib
import os
import pickle
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import BinaryIO

from .process import EXIT_SECONDS

Ask = Callable[[object], object]
Answer = Callable[[object, Ask], object]

# The kernel ends this process so many seconds after its time is over, where whoever watches it has
# been killed meanwhile.
_LEEWAY_SECONDS = 10.0
_END = object()


def main(handler: str) -> None:
    """Answer requests until standard input ends; see `process.WorkerProcess`."""
    incoming, outgoing = _take_streams()
    _prefer_to_be_killed()
    requests: queue.SimpleQueue[object] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(incoming, requests), daemon=True).start()

    def send(kind: str, value: object) -> None:
        message = pickle.dumps((kind, value), pickle.HIGHEST_PROTOCOL)
        try:
            outgoing.write(message)
            outgoing.flush()
        except OSError:  # nobody listens any more
            os._exit(1)

    def ask(question: object) -> object:
        send("ask", question)
        reply = requests.get()
        if reply is _END:
            os._exit(1)
        return reply

    module, _, name = handler.partition(":")
    answer: Answer | None = None
    while (message := requests.get()) is not _END:
        assert isinstance(message, tuple)  # as `WorkerProcess.call` sends it
        seconds, request = message
        with _ended_after(seconds):
            if answer is None:
                answer = getattr(importlib.import_module(module), name)(request)
                send("done", None)
            else:
                send("done", answer(request, ask))


def _take_streams() -> tuple[BinaryIO, BinaryIO]:
    """Return the pipes; what plugins print goes to standard error, what they read is empty."""
    incoming = os.fdopen(os.dup(0), "rb")
    outgoing = os.fdopen(os.dup(1), "wb")
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return incoming, outgoing


def _prefer_to_be_killed() -> None:
    """Let Linux, where memory runs out, end this process and not the one that it works for."""
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as adjustment:
        adjustment.write("1000")


def _read(incoming: BinaryIO, requests: "queue.SimpleQueue[object]") -> None:
    """Pass the messages on; end this process, whatever it does, when the other side is gone."""
    try:
        while True:
            requests.put(pickle.load(incoming))
    except (EOFError, OSError):
        pass
    finally:
        requests.put(_END)
        time.sleep(EXIT_SECONDS)
        os._exit(1)


@contextlib.contextmanager
def _ended_after(seconds: float | None) -> Iterator[None]:
    """Let the kernel end this process where the block goes on after its time."""
    if seconds is None or not hasattr(signal, "setitimer"):
        yield
        return
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds + _LEEWAY_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
