"""Cut the power at any operation: images of what a disk may hold then, each looked at."""

import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from .actions import Action, all_actions, backing_up, perform
from .disk_model import IMAGES, DiskModel
from .kills import Case, aftermath, shape
from .processes import Child
from .report import Row
from .scratch import Scratch, Size
from .watching import Operation, arm, is_loaded, iter_operations, mark


def run_part(scratch: Scratch, size: Size) -> list[Row]:
    """Make so many images and return one row."""
    row = Row(
        promise="A power cut loses nothing acknowledged, whatever of the unsynced the disk kept",
        unit="images",
    )
    if not is_loaded():
        row.skipped = "no C compiler, so no log of operations"
        return [row]
    chance = size.chance()
    actions = [*(a for a in all_actions(scratch.sources) if "workers" not in a.name), backing_up()]
    faces = [(a, face) for a in actions for face in (True, False) if face or a.has_commands]
    share = max(3, size.cases // len(faces))
    for action, library in faces:
        for where, case, told in _images(scratch, action, library, share, chance):
            faults = aftermath(scratch, case, told, check_first=chance.random() < 0.5)
            row.add(where, faults)
    return [row]


def _marking(
    tell: Callable[[int], None], action: Action, path: Path, library: bool, log: Path
) -> None:
    def tell_and_mark(done: int) -> None:
        mark(str(done))
        tell(done)

    arm(path.parent, log=log)
    perform(tell_and_mark, action, path, library=library)


def _images(
    scratch: Scratch, action: Action, library: bool, share: int, chance: random.Random
) -> Iterator[tuple[str, Case, int]]:
    """Yield where the power was cut, with the image in the box and the steps acknowledged."""
    path = scratch.fresh(base=action.on_base)
    log = scratch.log()
    model = DiskModel(scratch.box)
    ended = Child(_marking, (action, path, library, log)).start().wait()
    if ended.fault:
        raise RuntimeError(f"{action.name} fails undisturbed: {ended.error or ended.fault}")
    operations = list(iter_operations(log))
    case = Case(action=action, library=library, operations=operations, seconds=0, shape=shape(path))
    cuts = _cuts(operations, share, chance)
    told = 0
    for at, one in enumerate(operations):
        model.apply(one)
        told += one.kind == "mark"
        for kind in cuts.get(at, ()):
            scratch.fresh(base=False)
            model.write_image(scratch.box, kind, chance)
            yield (
                f"{case.name}, power cut after operation {one.number} of "
                f"{operations[-1].number} ({one.kind} {Path(one.path).name}), image {kind!r}, "
                f"{told} steps acknowledged",
                case,
                told,
            )


def _cuts(
    operations: Sequence[Operation], share: int, chance: random.Random
) -> dict[int, list[str]]:
    """Return position in the log → kinds of image; every acknowledgement has a strict one."""
    cuts: dict[int, list[str]] = {}
    for at, one in enumerate(operations):
        if one.kind == "mark":
            cuts[at] = ["strict"]
    step, begin = len(operations) / share, chance.random()
    for number in range(share):
        at = int((number + begin) * step) % len(operations)
        cuts.setdefault(at, []).append(IMAGES[number % len(IMAGES)])
    return cuts
