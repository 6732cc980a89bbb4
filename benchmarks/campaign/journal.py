"""What a writer did when, and what a reader beside it may therefore be answered.

A journal is a file of lines: a write's changes before it begins, a mark when it is acknowledged.
The clock is the system's monotonic one, which all processes share.
"""

import json
import math
import time
from collections.abc import Mapping
from pathlib import Path

Changes = Mapping[int, int | None]


class JournalWriter:
    """Writes a journal; each line reaches the file before the call returns."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def begin(self, changes: Changes) -> None:
        """Note what a write is about to change."""
        line = {"begin": time.monotonic(), "changes": {str(n): v for n, v in changes.items()}}
        self._add(line)

    def end(self) -> None:
        """Note that the write was acknowledged."""
        self._add({"end": time.monotonic()})

    def _add(self, line: Mapping[str, object]) -> None:
        with open(self._path, "a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")


class Journal:
    """Reads a journal that may still grow.

    Each article has a history of (begin, end, value): the version that a write gave it, or None.
    """

    def __init__(self, path: Path, start: Changes) -> None:
        self._path = path
        self._offset = 0
        self._history = {n: [(-math.inf, -math.inf, value)] for n, value in start.items()}
        self._open: list[int] = []

    def read(self) -> None:
        """Take in what was written since the last time."""
        with open(self._path, encoding="utf-8") as file:
            file.seek(self._offset)
            written = file.read()
        whole = written.rpartition("\n")[0]
        self._offset += len(whole.encode()) + 1 if whole else 0
        for line in whole.splitlines():
            row = json.loads(line)
            if "begin" in row:
                self._open = [int(number) for number in row["changes"]]
                for number, value in row["changes"].items():
                    history = self._history.setdefault(int(number), [(-math.inf, -math.inf, None)])
                    history.append((row["begin"], math.inf, value))
            else:
                for number in self._open:
                    begin, _, value = self._history[number][-1]
                    self._history[number][-1] = (begin, row["end"], value)

    def values(self, number: int, asked: float, answered: float) -> set[int | None]:
        """Return the versions that an answer between two moments may be of."""
        found: set[int | None] = set()
        for begin, end, value in reversed(self._history.get(number, [])):
            if begin <= answered:
                found.add(value)
            if end <= asked:
                break
        return found or {None}

    def numbers(self) -> list[int]:
        """Return all articles that the journal speaks of."""
        return list(self._history)
