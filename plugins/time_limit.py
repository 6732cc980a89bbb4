"""Call a function of a plugin for so long, in whatever thread, and then go on without it."""

import threading
from collections.abc import Callable
from contextvars import copy_context
from queue import Empty, SimpleQueue
from typing import TypeVar

_T = TypeVar("_T")


class RaisedError(Exception):
    """The function raised `error`.

    Not the error itself: a KeyboardInterrupt out of `call_within` is the user's.
    """

    def __init__(self, error: BaseException) -> None:
        super().__init__(error)
        self.error = error


def call_within(seconds: float, function: Callable[..., _T], *arguments: object) -> _T:
    """Return what the function gives; called in a thread of its own, with this one's context.

    Raises:
        TimeoutError: it takes longer. It goes on, and what it gives is thrown away.
        RaisedError: it raises anything.
    """
    outcome: SimpleQueue[tuple[bool, _T | BaseException]] = SimpleQueue()
    context = copy_context()

    def run() -> None:
        try:
            outcome.put((True, context.run(function, *arguments)))
        except BaseException as error:  # the caller decides what it means
            outcome.put((False, error))

    threading.Thread(target=run, name="kliping-hook", daemon=True).start()
    try:
        succeeded, value = outcome.get(timeout=seconds)
    except Empty:
        raise TimeoutError from None
    if succeeded:
        return value  # type: ignore[return-value]  # True comes with what the function gave
    assert isinstance(value, BaseException)
    raise RaisedError(value)
