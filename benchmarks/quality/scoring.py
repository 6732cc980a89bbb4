"""Counts and pairings that the quality benchmarks share.

A *row* is a finding or an annotation as a dictionary with `start` and `end`, code points.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

# Of intersection over union: the threshold of the Gender Gap Tracker's evaluation of quotations.
MIN_OVERLAP = 0.3
Row = dict[str, Any]


@dataclass(kw_only=True)
class Score:
    """Counts of one kind of finding, with the disagreements in words."""

    name: str
    right: int = 0
    found: int = 0
    wanted: int = 0
    notes: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        precision = self.right / self.found if self.found else 0.0
        recall = self.right / self.wanted if self.wanted else 0.0
        counts = f"{self.right} right, {self.found} found, {self.wanted} in gold"
        figures = f"P {precision:6.1%}  R {recall:6.1%}  F1 {self.value():6.1%}"
        return f"{self.name:24} {figures}   ({counts})"

    def value(self) -> float:
        """Return F1."""
        total = self.found + self.wanted
        return 2 * self.right / total if total else 0.0

    def add(self, found: set[Any], wanted: set[Any]) -> None:
        self.right += len(found & wanted)
        self.found += len(found)
        self.wanted += len(wanted)


@dataclass(kw_only=True)
class Share:
    """How many of some pairs agree."""

    name: str
    right: int = 0
    total: int = 0

    def __str__(self) -> str:
        return f"  {self.name:22} {self.value():6.1%}   ({self.right} of {self.total})"

    def value(self) -> float:
        """Return the share."""
        return self.right / self.total if self.total else 0.0

    def count(self, agrees: bool) -> None:
        self.right += agrees
        self.total += 1


def overlap(left: Row, right: Row) -> float:
    """Return intersection over union of two spans."""
    both = min(left["end"], right["end"]) - max(left["start"], right["start"])
    union = max(left["end"], right["end"]) - min(left["start"], right["start"])
    return both / union if both > 0 else 0.0


def match(found: list[Row], wanted: list[Row]) -> list[tuple[Row, Row]]:
    """Pair rows of one article, the largest overlap first."""
    scored = [
        (overlap(f, w), i, j)
        for i, f in enumerate(found)
        for j, w in enumerate(wanted)
        if overlap(f, w) >= MIN_OVERLAP
    ]
    used_found: set[int] = set()
    used_wanted: set[int] = set()
    pairs = []
    for _, i, j in sorted(scored, key=lambda s: (-s[0], s[1], s[2])):
        if i not in used_found and j not in used_wanted:
            used_found.add(i)
            used_wanted.add(j)
            pairs.append((found[i], wanted[j]))
    return pairs


def key(row: Row) -> tuple[int, int, str]:
    return row["start"], row["end"], row["type"]


def is_inside(row: Row, rows: Iterable[Row]) -> bool:
    return any(
        r["start"] <= row["start"]
        and row["end"] <= r["end"]
        and (r["start"], r["end"]) != (row["start"], row["end"])
        for r in rows
    )


def cut(text: str, places: Iterable[int]) -> list[str]:
    """Return the stretches of text that these places cover, joined over white space."""
    stretches: list[list[int]] = []
    for at in sorted(places):
        if stretches and not text[stretches[-1][1] : at].strip():
            stretches[-1][1] = at + 1
        else:
            stretches.append([at, at + 1])
    return [text[start:end] for start, end in stretches]
