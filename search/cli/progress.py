"""A progress bar on standard error for work over a second, only on a terminal."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

# Work that is done sooner shows no bar.
QUIET_SECONDS = 1.0


@contextmanager
def progress_bar(what: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """Give a function that advances the bar by a number of articles.

    Args:
        what: "indexing", "enriching".
        total: None where it is not known: then only count and rate are shown.
    """
    if not sys.stderr.isatty():
        yield lambda count: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:,.0f}"),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    began = time.monotonic()
    done = 0
    task: TaskID | None = None

    def advance(count: int) -> None:
        nonlocal done, task
        done += count
        seconds = time.monotonic() - began
        if seconds < QUIET_SECONDS:
            return
        if task is None:
            task = bar.add_task(what, total=total, rate="")
            bar.start()
        bar.update(task, completed=done, rate=f"{done / seconds:,.0f}/s")

    try:
        yield advance
    finally:
        bar.stop()
