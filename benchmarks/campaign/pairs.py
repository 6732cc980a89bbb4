"""Two of everything at once: writers, first indexes, saved searches, merges, rebuilds, checks.

Each side runs its commands in a process of its own, both begin together. A command that exits with
0 is acknowledged; one that exits with 4 was told that another one writes, and has done nothing.
"""

import json
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import kliping

from .actions import COPY
from .articles import BASE_NUMBERS, article_id, row
from .inspecting import check_faults, inspect
from .model import Changes, Expected
from .processes import Child, Run, call, run_here
from .report import Row
from .scratch import Scratch, Size

LOCKED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Arguments of the program and what it changes where it exits with 0."""

    arguments: tuple[str, ...]
    changes: Changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two lists of commands; `on_base` as in Action."""

    name: str
    left: tuple[Command, ...]
    right: tuple[Command, ...]
    on_base: bool = True


def run_part(scratch: Scratch, size: Size) -> list[Row]:
    """Run every pair as often as the cases allow, at least once; return a row for each promise."""
    row = Row(promise="Two of everything at once: nothing acknowledged is lost", unit="pairs")
    pairs = _pairs(scratch)
    for number in range(max(len(pairs), size.cases // 5)):
        pair = pairs[number % len(pairs)]
        row.add(f"{pair.name}, run {number // len(pairs)}", _faults(scratch, pair))
    copies = Row(promise="A backup beside a writer is whole", unit="backups")
    for number in range(max(2, size.cases // 50)):
        copies.add(f"backup {number}", _backup_faults(scratch))
    return [row, copies]


def _pairs(scratch: Scratch) -> list[Pair]:
    def indexing(first: int, count: int = 3, files: int = 3) -> tuple[Command, ...]:
        made = []
        for begin in range(first, first + count * files, count):
            numbers = range(begin, begin + count)
            file = scratch.sources / f"pair-{begin}-{count}.jsonl"
            lines = (json.dumps(row(number)) for number in numbers)
            file.write_text("\n".join(lines) + "\n", encoding="utf-8")
            arguments = ("index", str(file), "--jobs", "1")
            made.append(Command(arguments=arguments, changes=dict.fromkeys(numbers, 0)))
        return tuple(made)

    def doing(*arguments: str, times: int = 3) -> tuple[Command, ...]:
        return (Command(arguments=arguments, changes={}),) * times

    def deleting(*numbers: int) -> tuple[Command, ...]:
        return tuple(
            Command(arguments=("delete", article_id(n)), changes={n: None}) for n in numbers
        )

    def saving(*names: str) -> tuple[Command, ...]:
        return tuple(
            Command(arguments=("saved", "add", name, "panen"), changes={f"saved {name}": True})
            for name in names
        )

    def merging(*names: str) -> tuple[Command, ...]:
        return tuple(
            Command(
                arguments=("aliases", "merge", "person", name, "Rina Wulandari"),
                changes={f"alias {name}": True},
            )
            for name in names
        )

    more, others = indexing(24), indexing(40)
    rebuilding, enriching = doing("rebuild"), doing("enrich", "--all", times=2)
    left_names, right_names = [f"kiri{n}" for n in range(8)], [f"kanan{n}" for n in range(8)]
    return [
        Pair(name="index, index", left=more, right=others),
        Pair(name="first index, first index", left=more, right=others, on_base=False),
        Pair(name="saved add, saved add", left=saving(*left_names), right=saving(*right_names)),
        Pair(
            name="saved add, saved run",
            left=saving("panen", *left_names),
            right=saving("raya") + doing("saved", "run", "raya", "--new", times=6),
        ),
        Pair(name="saved add, index", left=saving(*left_names), right=others),
        Pair(name="merge, merge", left=merging(*left_names), right=merging(*right_names)),
        Pair(name="rebuild, index", left=rebuilding, right=more),
        Pair(name="rebuild, rebuild", left=rebuilding, right=rebuilding),
        Pair(name="rebuild, delete", left=rebuilding, right=deleting(3, 4, 5)),
        Pair(name="rebuild, search", left=rebuilding, right=doing("search", "*", times=8)),
        Pair(name="enrich, index", left=enriching, right=more),
        Pair(name="delete, index", left=deleting(3, 4, 5), right=more),
        Pair(name="check, index", left=doing("check", "--deep", times=5), right=more),
        Pair(name="check, rebuild", left=doing("check", "--deep", times=5), right=rebuilding),
        Pair(name="stats, rebuild", left=doing("stats", times=5), right=rebuilding),
    ]


def _faults(scratch: Scratch, pair: Pair) -> list[str]:
    path = scratch.fresh(base=pair.on_base)
    start = time.monotonic() + 0.05
    children = [Child(_run_side, (path, side, start)).start() for side in (pair.left, pair.right)]
    ended = [child.wait() for child in children]
    faults = [outcome.fault for outcome in ended if outcome.value is None]
    state: dict[int | str, Any] = dict.fromkeys(BASE_NUMBERS, 0) if pair.on_base else {}
    for side, outcome in zip((pair.left, pair.right), ended, strict=True):
        runs: list[Run] = outcome.value or []
        for command, ran in zip(side, runs, strict=False):
            if ran.code == 0:
                state.update(command.changes)
            elif ran.code != LOCKED:
                faults.append(str(ran))
    found = call(inspect, path, Expected(certain=state))
    faults += found.value if found.value is not None else [found.fault]
    return faults + check_faults(path, absent=False, clean=True)


def _run_side(
    tell: Callable[[Any], None], path: Path, commands: tuple[Command, ...], start: float
) -> list[Run]:
    time.sleep(max(0.0, start - time.monotonic()))
    return [run_here(path, command.arguments) for command in commands]


def _backup_faults(scratch: Scratch) -> list[str]:
    """Copy an archive three times while another process adds; each copy is of one moment."""
    path = scratch.fresh(base=True)
    (pair,) = (pair for pair in _pairs(scratch) if pair.name == "index, index")
    writer = Child(_run_side, (path, pair.left, 0.0)).start()
    copying = call(_copy_three_times, path)
    writer.wait()
    if copying.fault:
        return [copying.fault]
    faults: list[str] = []
    certain: Changes = dict.fromkeys(BASE_NUMBERS, 0)
    possible: dict[int | str, Any] = {}
    for command in pair.left:
        possible.update(command.changes)
    for copy in sorted(scratch.box.glob(f"*{COPY}")):
        found = call(inspect, copy, Expected(certain=certain, possible=possible))
        faults += found.value if found.value is not None else [found.fault]
        faults += check_faults(copy, absent=False, clean=True)
        shutil.rmtree(copy)
    return faults


def _copy_three_times(path: Path) -> None:
    with kliping.open(path) as archive:
        for number in range(3):
            archive.backup(path.parent / f"{number}{COPY}")
            time.sleep(0.05)
