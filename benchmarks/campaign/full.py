"""Fill the disk, or break it, inside every write: reading goes on, and nothing is lost.

Two ways: a small file system in memory that is filled up to some bytes (where this user may mount
one), and, at any operation, every growing write failing as on a full disk, or one failing with an
input/output error.
"""

import os
import random
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import kliping

from .actions import Action, all_actions, backing_up, perform
from .inspecting import READING_COMMANDS, check_faults, compare
from .kills import Case, looked, measure, repeat
from .processes import Child, Outcome, run_here
from .report import Row
from .scratch import Scratch, Size
from .watching import How, arm, is_loaded

# Bytes that are left free on the small disk: from nothing to enough for part of a write.
LEFT_FREE = (0, 4096, 16_384, 65_536, 262_144, 524_288)
DISK = 6 << 20
# Reading commands that are run while the disk is full.
WHILE_FULL = READING_COMMANDS[:3]
# A word of a remedy: free some space, make room, try again.
REMEDY = re.compile(r"\b(free|room|again)\b")


@dataclass(slots=True, kw_only=True)
class Broken:
    """What a child saw while its disk was full.

    Attributes:
        done: steps acknowledged.
        message: of the error that the write ended with; "" where it went through.
        faults: in the error, and in reading beside it.
    """

    done: int = 0
    message: str = ""
    faults: list[str] = field(default_factory=list)


def run_part(scratch: Scratch, size: Size) -> list[Row]:
    """Break writes so many times in each way and return a row for each."""
    chance = size.chance()
    return [
        _failing(scratch, size.cases, chance, How.DISK_FULL),
        _failing(scratch, size.cases // 2, chance, How.IO_ERROR),
        _small_disk(scratch, size.cases // 4),
    ]


def _faces(scratch: Scratch) -> list[tuple[Action, bool]]:
    actions = [*(a for a in all_actions(scratch.sources) if "workers" not in a.name), backing_up()]
    return [(a, face) for a in actions for face in (True, False) if face or a.has_commands]


def _failing(scratch: Scratch, cases: int, chance: random.Random, how: How) -> Row:
    full = how == How.DISK_FULL
    row = Row(
        promise=(
            "On a full disk reading goes on, the error says where and what to do, nothing is lost"
            if full
            else "An input/output error of the disk loses nothing acknowledged"
        ),
        unit="failing operations",
    )
    if not is_loaded():
        row.skipped = "no C compiler, so no operation can be made to fail"
        return row
    faces = _faces(scratch)
    share = max(1, cases // len(faces))
    for action, library in faces:
        case = measure(scratch, action, library=library)
        points = [
            one
            for one in case.operations
            if one.kind in ("write", "create", "mkdir") or (not full and one.kind == "sync")
        ]
        step, begin = len(points) / share, chance.random()
        for number in range(min(share, len(points))):
            one = points[int((number + begin) * step) % len(points)]
            path = scratch.fresh(base=action.on_base)
            arguments = (action, path, library, how, one.number)
            ended = Child(_perform_failing, arguments).start().wait()
            row.add(
                f"{case.name}, {how.name} at operation {one.number} of "
                f"{len(case.operations)} ({one.kind} {Path(one.path).name})",
                _faults(scratch, case, ended),
            )
    return row


def _small_disk(scratch: Scratch, cases: int) -> Row:
    row = Row(
        promise="The same on a real small disk that is filled up", unit="writes on a full disk"
    )
    mounted = scratch.folder / "small"
    with _mounted(mounted) as reason:
        if reason:
            row.skipped = reason
            return row
        small = scratch.on(mounted)
        faces = _faces(scratch)
        for number in range(cases):
            action, library = faces[number % len(faces)]
            left = LEFT_FREE[number // len(faces) % len(LEFT_FREE)]
            path = small.fresh(base=action.on_base)
            _fill(mounted, left)
            arguments = (action, path, library, None, 0)
            ended = Child(_perform_failing, arguments).start().wait()
            (mounted / "filler").unlink()
            case = Case(action=action, library=library, operations=[], seconds=0, shape=set())
            row.add(f"{case.name}, {left:,} bytes free", _faults(small, case, ended))
    return row


@contextmanager
def _mounted(folder: Path) -> Iterator[str]:
    """Mount a small file system; yield why it cannot be, or ""."""
    folder.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(folder)]
    try:
        made = subprocess.run(command, capture_output=True, text=True)
    except OSError as error:
        yield f"no small disk: {error}"
        return
    if made.returncode:
        yield f"no small disk: {made.stderr.strip()}"
        return
    try:
        yield ""
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def _fill(folder: Path, left: int) -> None:
    """Write a file that leaves so many bytes free."""
    found = os.statvfs(folder)
    free = max(0, found.f_bavail * found.f_frsize - left)
    with open(folder / "filler", "wb") as file:
        for at in range(0, free, 4096):
            try:
                file.write(bytes(min(4096, free - at)))
                file.flush()
            except OSError:
                return


def _perform_failing(
    tell: Callable[[Any], None],
    action: Action,
    path: Path,
    library: bool,
    how: How | None,
    target: int,
) -> Broken:
    """Do the steps on a broken disk, then read on it."""
    seen = Broken()

    def count(done: int) -> None:
        seen.done = done
        tell(done)

    if how is not None:
        arm(path.parent, how=how, target=target)
    try:
        perform(count, action, path, library=library)
    except kliping.KlipingError as error:
        seen.message = str(error)
    except Exception as error:
        seen.message = str(error)
        if library:
            seen.faults.append(f"not an error of kliping's: {type(error).__name__}: {error}")
        elif "debug" in seen.message or "Traceback" in seen.message:
            seen.faults.append(f"an error without words: {error}")
    if seen.message and how != How.IO_ERROR:
        seen.faults += _message_faults(seen.message, path)
    expected = action.expected(seen.done)
    if not expected.may_be_absent:
        runs = [run_here(path, arguments) for arguments in WHILE_FULL]
        seen.faults += [f"reading while full: {one}" for one in runs if one.code]
        try:
            with kliping.open(path) as archive:
                faults = compare(archive, expected, settled=False)
        except Exception as error:
            faults = [f"does not open: {type(error).__name__}: {error}"]
        seen.faults += [f"reading while full: {fault}" for fault in faults]
    return seen


def _message_faults(message: str, path: Path) -> list[str]:
    """Return what an error about a full disk does not say: where, and what to do."""
    missing = []
    if str(path.parent) not in message and path.name not in message:
        missing.append("names no file")
    if not REMEDY.search(message):
        missing.append("does not say what to do")
    return [f"the error {' and '.join(missing)}: {message[-600:]}"] if missing else []


def _faults(scratch: Scratch, case: Case, ended: Outcome) -> list[str]:
    """Return what the child saw, and what is wrong when there is space again."""
    path, action = scratch.archive, case.action
    if ended.value is None:
        return [f"the writing process: {ended.fault}"]
    seen: Broken = ended.value
    faults = list(seen.faults)
    expected = action.expected(seen.done)
    faults += looked(path, expected)
    if action.name == "backup":
        return faults
    again = Child(repeat, (action, path)).start().wait()
    if again.fault:
        return [*faults, f"done again with space: {again.fault}"]
    faults += looked(path, action.expected(len(action.steps)))
    return faults + check_faults(path, absent=False, clean=True)
