"""A worker process answers, or is ended: whatever runs in it, and whoever waits."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kliping.plugins.isolation.process import WorkerDiedError, WorkerLateError, WorkerProcess

pytestmark = pytest.mark.long

HANDLER = """
import ctypes, os, signal, sys, threading, time

class Handler:
    def __init__(self, setup):
        self.setup = setup
        if setup == "die":
            os._exit(5)
        if setup == "raise":
            raise ValueError("cannot begin")

    def __call__(self, request, ask):
        if request == "pid":
            return os.getpid()
        if request == "ask":
            return [ask(n) for n in range(3)]
        if request == "unpicklable":
            return lambda: None
        if request == "sleep":
            time.sleep(3600)
        if request == "loop":
            sum(iter(int, 1))
        if request == "ignore":
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM):
                signal.signal(number, signal.SIG_IGN)
            while True:
                try:
                    time.sleep(1)
                except BaseException:
                    pass
        if request == "thread":
            threading.Thread(target=time.sleep, args=(3600,)).start()
        if request == "child":
            child = os.fork()
            if child == 0:
                time.sleep(3600)
            return child
        if request == "exit":
            sys.exit(4)
        return (self.setup, request)
"""


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the name of a handler that only this process's path leads to."""
    (tmp_path / "trial_handler.py").write_text(HANDLER)
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    return "trial_handler:Handler"


@pytest.fixture
def worker(module: str) -> Iterator[WorkerProcess]:
    started = WorkerProcess(module, "set up")
    yield started
    started.close()


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def wait_for_end(pid: int) -> None:
    for _ in range(200):
        if not is_running(pid):
            return
        time.sleep(0.05)
    raise AssertionError(f"process {pid} still runs")


def test_it_answers_request_after_request(worker: WorkerProcess) -> None:
    """The handler is made once with the setup, and called with each request."""
    assert [worker.call(n) for n in range(3)] == [("set up", n) for n in range(3)]


def test_large_messages_pass(worker: WorkerProcess) -> None:
    """What does not fit into a pipe's buffer goes both ways."""
    large = "x" * 5_000_000
    assert worker.call(large) == ("set up", large)


def test_it_may_ask_meanwhile(worker: WorkerProcess) -> None:
    """Questions are answered by the caller until the answer comes."""
    assert worker.call("ask", answer=lambda n: ("answer", n)) == [("answer", n) for n in range(3)]


def test_an_answer_that_fails_is_the_caller_s(worker: WorkerProcess) -> None:
    """What `answer` raises comes out of the call; the worker is ended, for it waits in vain."""

    def answer(question: object) -> object:
        raise KeyError("of the caller")

    with pytest.raises(KeyError):
        worker.call("ask", answer=answer)
    assert not worker.is_alive


@pytest.mark.parametrize("request_", ["sleep", "loop", "ignore"])
def test_it_is_ended_at_the_deadline(request_: str, worker: WorkerProcess) -> None:
    """Asleep, in a loop in C, or deaf to signals; also where no main thread waits for it."""
    pid: Any = worker.call("pid")
    errors: list[BaseException] = []

    def call() -> None:
        try:
            worker.call(request_, seconds=0.3)
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=call)
    thread.start()
    thread.join(30)
    [error] = errors
    assert isinstance(error, WorkerLateError)
    assert str(error) == "took longer than 0.3 s; its process was ended"
    wait_for_end(pid)


def test_how_it_ended_is_told(worker: WorkerProcess) -> None:
    """An exit code is named."""
    with pytest.raises(WorkerDiedError, match="its process ended with exit code 4"):
        worker.call("exit")
    assert not worker.is_alive


def test_an_answer_that_cannot_be_sent_ends_it(worker: WorkerProcess) -> None:
    """A handler sees to it that its answers can be pickled; one that does not is a crash."""
    with pytest.raises(WorkerDiedError):
        worker.call("unpicklable")


@pytest.mark.parametrize("setup", ["die", "raise"])
def test_one_that_cannot_begin_is_told(setup: str, module: str) -> None:
    """The constructor raises, with how the process ended."""
    with pytest.raises(WorkerDiedError, match="exit code"):
        WorkerProcess(module, setup)


def test_its_children_end_with_it(worker: WorkerProcess) -> None:
    """What the worker started does not outlive it."""
    child: Any = worker.call("child")
    assert is_running(child)
    worker.close()
    wait_for_end(child)


def test_a_thread_left_behind_does_not_keep_it(worker: WorkerProcess) -> None:
    """Closing does not wait for what a plugin left running."""
    pid: Any = worker.call("pid")
    worker.call("thread")
    began = time.monotonic()
    worker.close()
    assert time.monotonic() - began < 30
    wait_for_end(pid)


def test_it_ends_with_the_process_that_it_works_for(module: str, tmp_path: Path) -> None:
    """A killed parent leaves no worker, not even one that hangs."""
    program = (
        "import sys, os, threading, time\n"
        f"sys.path.append({str(tmp_path)!r})\n"
        "from kliping.plugins.isolation.process import WorkerProcess\n"
        f"worker = WorkerProcess({module!r}, 1)\n"
        "print(worker.call('pid'), flush=True)\n"
        "threading.Thread(target=worker.call, args=('sleep',)).start()\n"
        "time.sleep(0.5)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    wait_for_end(int(done.stdout))


def test_a_fork_of_the_caller_leaves_it_alone(worker: WorkerProcess) -> None:
    """A forked host does not call, nor end, the worker of the process it was forked from."""
    child = os.fork()
    if child == 0:
        alive = worker.is_alive
        worker.close()
        os._exit(int(alive))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert worker.call("again") == ("set up", "again")


def test_nobody_s_worker_ends(module: str) -> None:
    """One that is not closed ends when nothing refers to it any more."""
    worker = WorkerProcess(module, 1)
    pid: Any = worker.call("pid")
    del worker
    wait_for_end(pid)
