"""Kill every write at each of its file operations, and at random moments; then look."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import kliping

from .actions import COPY, Action, all_actions, backing_up, perform
from .inspecting import check_faults, command_faults, inspect
from .model import Expected
from .processes import Child, Outcome, call, run, session_members
from .report import Row
from .scratch import Scratch, Size
from .watching import How, Operation, arm, iter_operations

# Of the kills of one action, those at a random moment; the others are at a file operation.
AT_RANDOM = 0.25
# Processes are spawned in some actions, at seconds a run: they get fewer kills.
SHARE_WITH_WORKERS = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One action through one face, as it goes when nothing disturbs it.

    Attributes:
        library: through the library, else through the program.
        operations: what it does to files, in order.
        seconds: how long it takes.
        shape: the names of the files that it leaves, digits replaced.
    """

    action: Action
    library: bool
    operations: list[Operation]
    seconds: float
    shape: set[str]

    @property
    def name(self) -> str:
        return f"{self.action.name} ({'library' if self.library else 'program'})"


def run_part(scratch: Scratch, size: Size) -> list[Row]:
    """Kill so many times and return one row for each promise."""
    chance = size.chance()
    row = Row(
        promise="A kill loses nothing acknowledged, and everything works after it",
        unit="kills",
    )
    cases = [measure(scratch, action, library=face) for action, face in _faces(scratch)]
    weights = [SHARE_WITH_WORKERS if "workers" in case.name else 1.0 for case in cases]
    for case, weight in zip(cases, weights, strict=True):
        share = max(2, round(size.cases * weight / sum(weights)))
        for number, (where, kill) in enumerate(_kills(case, share, chance)):
            path = scratch.fresh(base=case.action.on_base)
            ended, left = kill(path)
            faults = [f"orphan process {line}" for line in left]
            faults += [f"the killed process {ended.fault}"] if ended.hung else []
            told = len(ended.told)
            faults += aftermath(scratch, case, told, check_first=number % 2 == 0)
            row.add(f"{case.name}, killed {where}, {told} steps acknowledged", faults)
    workers = Row(promise="A killed worker process loses nothing and hangs nothing", unit="kills")
    for number in range(max(1, size.cases // 100)):
        workers.add(f"worker killed, run {number}", kill_worker(scratch, chance))
    return [row, workers]


def _faces(scratch: Scratch) -> Iterator[tuple[Action, bool]]:
    for action in (*all_actions(scratch.sources), backing_up()):
        yield action, True
        if action.has_commands:
            yield action, False


def measure(scratch: Scratch, action: Action, *, library: bool) -> Case:
    """Run the action undisturbed and look at what it did."""
    path = scratch.fresh(base=action.on_base)
    log = scratch.log()
    began = time.monotonic()
    ended = Child(_armed, (action, path, library, How.LOG_ONLY, 0, log)).start().wait()
    seconds = time.monotonic() - began
    name = f"{action.name} ({'library' if library else 'program'})"
    if ended.fault:
        raise RuntimeError(f"{name} fails undisturbed: {ended.error or ended.fault}")
    faults = call(inspect, path, action.expected(len(action.steps))).value
    if faults != []:
        raise RuntimeError(f"{name} is wrong undisturbed: {faults}")
    return Case(
        action=action,
        library=library,
        operations=[one for one in iter_operations(log) if one.kind != "mark"],
        seconds=seconds,
        shape=shape(path),
    )


def _armed(
    tell: Callable[[int], None],
    action: Action,
    path: Path,
    library: bool,
    how: How,
    target: int,
    log: Path | None = None,
) -> None:
    arm(path.parent, how=how, target=target, log=log)
    perform(tell, action, path, library=library)


Kill = Callable[[Path], tuple[Outcome, list[str]]]


def _kills(case: Case, share: int, chance: random.Random) -> Iterator[tuple[str, Kill]]:
    """Yield where, and the function that does it: at operations in turn, then at random."""
    points = [
        (one, how)
        for one in case.operations
        for how in ((How.DIE_BEFORE, How.DIE_HALF) if one.kind == "write" else (How.DIE_BEFORE,))
    ]
    at_random = max(1, round(share * AT_RANDOM)) if points else share
    wanted = share - at_random
    step, begin = len(points) / max(1, wanted), chance.random()
    for number in range(wanted):
        one, how = points[int((number + begin) * step) % len(points)]
        half = "in half of" if how == How.DIE_HALF else "before"
        where = f"{half} operation {one.number} of {len(case.operations)} ({_said(one)})"
        yield where, partial(_kill_at, case, one.number, how)
    for _ in range(at_random):
        moment = chance.uniform(0, case.seconds)
        yield f"after {moment:.3f} s", partial(_kill_after, case, moment)


def _said(one: Operation) -> str:
    return f"{one.kind} {Path(one.path).name}"


def _kill_at(case: Case, target: int, how: How, path: Path) -> tuple[Outcome, list[str]]:
    child = Child(_armed, (case.action, path, case.library, how, target)).start()
    ended = child.wait()
    return ended, child.orphans()


def _kill_after(case: Case, seconds: float, path: Path) -> tuple[Outcome, list[str]]:
    child = Child(perform_plainly, (case.action, path, case.library)).start()
    ended = child.wait(kill_after=seconds)
    return ended, child.orphans()


def perform_plainly(tell: Callable[[int], None], action: Action, path: Path, library: bool) -> None:
    """Do all steps, with nothing watched."""
    perform(tell, action, path, library=library)


def aftermath(scratch: Scratch, case: Case, told: int, *, check_first: bool) -> list[str]:
    """Look at what a broken-off action has left, do it again, and look at that."""
    path, action = scratch.archive, case.action
    expected = action.expected(told)
    absent = expected.may_be_absent
    faults = check_faults(path, absent=absent) if check_first else []
    faults += looked(path, expected)
    faults += command_faults(path, absent=absent)
    if action.name == "backup":
        faults += backup_faults(scratch.box / COPY, expected, told)
        shutil.rmtree(scratch.box / COPY, ignore_errors=True)
    again = Child(repeat, (action, path)).start().wait()
    if again.fault:
        return [*faults, f"done again: {again.fault}"]
    faults += looked(path, action.expected(len(action.steps)))
    faults += check_faults(path, absent=False, clean=True)
    left = shape(path) - case.shape
    if left:
        faults.append(f"left behind: {', '.join(sorted(left))}")
    return faults


def looked(path: Path, expected: Expected) -> list[str]:
    """Inspect the archive in a child; a child that dies is a fault too."""
    ended = call(inspect, path, expected)
    return ended.value if ended.value is not None else [f"does not open: {ended.fault}"]


def repeat(tell: Callable[[int], None], action: Action, path: Path) -> None:
    """Do all steps of an action again, whatever of them is done."""
    with kliping.open(path, create=True) as archive:
        for step in action.steps:
            step.write(archive)


def backup_faults(copy: Path, expected: Expected, told: int) -> list[str]:
    """Return what is wrong with a copy: whole, or told to be none."""
    ended = call(_whole_or_none, copy, expected)
    if ended.fault:
        return [f"the copy: {ended.fault}"]
    if told and ended.value == ["none"]:
        return ["the copy that was acknowledged does not open"]
    return [f"the copy: {fault}" for fault in ended.value if fault != "none"]


def _whole_or_none(copy: Path, expected: Expected) -> list[str]:
    try:
        kliping.open(copy).close()
    except kliping.KlipingError:
        return ["none"]
    return inspect(copy, expected)


def shape(path: Path) -> set[str]:
    """Return the names of an archive's files, each run of digits as N."""
    found = set()
    for one in path.rglob("*"):
        name = "".join("N" if c.isdigit() else c for c in str(one.relative_to(path)))
        while "NN" in name:
            name = name.replace("NN", "N")
        if not name.endswith(("-wal", "-shm", "-journal")):
            found.add(name)
    return found


def kill_worker(scratch: Scratch, chance: random.Random) -> list[str]:
    """Kill one worker process of an indexing program; it must end and have lost nothing."""
    (action,) = (a for a in all_actions(scratch.sources) if "workers" in a.name)
    path = scratch.fresh(base=True)
    command = [sys.executable, "-m", "kliping", "-a", str(path), *action.steps[0].command]
    program = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    until = time.monotonic() + chance.uniform(0.5, 4)
    while time.monotonic() < until and program.poll() is None:
        time.sleep(0.02)
    workers = [
        pid
        for pid, line in session_members(program.pid).items()
        if pid != program.pid and "spawn_main" in line
    ]
    if workers:
        os.kill(chance.choice(workers), signal.SIGKILL)
    try:
        _, err = program.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        os.killpg(program.pid, signal.SIGKILL)
        program.communicate()
        return ["hangs when a worker is killed"]
    acknowledged = int(program.returncode == 0)
    faults = looked(path, action.expected(acknowledged))
    if "Traceback" in err:
        faults.append(f"a traceback: {err.strip().splitlines()[-1]}")
    if program.returncode:
        again = run(path, *action.steps[0].command)
        faults += [] if again.code == 0 else [str(again)]
    faults += looked(path, action.expected(1))
    return faults + check_faults(path, absent=False, clean=True)
