"""A progress bar on standard error for work over a second, only on a terminal."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# Work that is done sooner shows no bar.
QUIET_SECONDS = 1.0
# The bar is drawn anew at most so often.
REDRAW_SECONDS = 0.1


class ProgressBar:
    """Shows how many articles are done, the rate, and the time that is left."""

    def __init__(self, what: str, total: int | None) -> None:
        """Begin; nothing is shown yet.

        Args:
            what: "indexing", "enriching".
            total: articles; None where they are not known: then `advance_bytes` tells how far.
        """
        self._what = what
        self._total = total
        self._began = time.monotonic()
        self._drawn = 0.0
        self._articles = 0
        self._share: float | None = None
        self._shown: Any = None

    def advance(self, count: int) -> None:
        """Tell that so many more articles are done."""
        self._articles += count
        if self._total:
            self._share = self._articles / self._total
        self._draw()

    def advance_bytes(self, done: int, total: int) -> None:
        """Tell how many bytes of the input were read, of how many."""
        if total:
            self._share = done / total
        self._draw()

    def _draw(self) -> None:
        now = time.monotonic()
        seconds = now - self._began
        if seconds < QUIET_SECONDS or now - self._drawn < REDRAW_SECONDS:
            return
        self._drawn = now
        if self._shown is None:
            self._shown = _rich_bar(self._what)
            self._shown.start()
        [task] = self._shown.task_ids
        left = ""
        if self._share:
            left = _clock(seconds / self._share - seconds)
        self._shown.update(
            task,
            completed=self._share or 0,
            total=1 if self._share is not None else None,
            articles=f"{self._articles:,}",
            rate=f"{self._articles / seconds:,.0f}/s",
            left=left,
        )

    def close(self) -> None:
        """Take the bar away."""
        if self._shown is not None:
            self._shown.stop()


class _NoBar(ProgressBar):
    def _draw(self) -> None:
        pass


@contextmanager
def progress_bar(what: str, total: int | None = None) -> Iterator[ProgressBar]:
    """Give a bar, one that never shows where standard error is no terminal."""
    bar = ProgressBar(what, total) if sys.stderr.isatty() else _NoBar(what, total)
    try:
        yield bar
    finally:
        bar.close()


def _rich_bar(what: str) -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    shown = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[articles]} articles"),
        TextColumn("{task.fields[rate]}"),
        TextColumn("{task.fields[left]}"),
        console=Console(stderr=True),
        transient=True,
    )
    shown.add_task(what, total=None, articles="", rate="", left="")
    return shown


def _clock(seconds: float) -> str:
    minutes, rest = divmod(max(0, round(seconds)), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02} left"
