"""The writes that are broken off: each a list of steps that are acknowledged one by one."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import kliping

from .articles import BASE_NUMBERS, article, article_id, row
from .model import Changes, Expected
from .processes import run_here

ARCHIVE = "arsip.kliping"
COPY = "salinan.kliping"
BASE = len(BASE_NUMBERS)  # the first article that is not in the archive to begin with
# From 96 articles on worker processes clean and enrich.
WORKERS = 110

Write = Callable[[kliping.Archive], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One write, that counts as done when the call returns or the program exits with 0.

    Attributes:
        write: through the library.
        command: arguments of the program; empty where the program cannot do it.
        changes: what it makes of the archive.
    """

    write: Write
    command: tuple[str, ...] = ()
    changes: Changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Attributes: on_base: it begins with an archive of BASE articles, not with nothing."""

    name: str
    steps: tuple[Step, ...]
    on_base: bool = True

    @property
    def has_commands(self) -> bool:
        return all(step.command for step in self.steps)

    def start(self) -> Expected:
        """Return the state that it begins with."""
        return Expected(certain=dict.fromkeys(range(BASE), 0) if self.on_base else {})

    def expected(self, acknowledged: int, *, ended: bool = False) -> Expected:
        """Return the state after so many steps, the next one in flight unless it `ended`."""
        done = self.start().after(*(step.changes for step in self.steps[:acknowledged]))
        if ended or acknowledged >= len(self.steps):
            return done
        return done.during(self.steps[acknowledged].changes)


def write_sources(folder: Path) -> None:
    """Write the files that `kliping index` reads in these actions."""
    sets = {
        "first": [(n, 0) for n in range(12)],
        "more": [(n, 0) for n in range(BASE, BASE + 6)],
        "newer": [(n, 1) for n in range(6)],
        "many": [(n, 0) for n in range(BASE, BASE + WORKERS)],
    }
    for name, rows in sets.items():
        lines = (json.dumps(row(number, version)) for number, version in rows)
        (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _adding(*numbers: int, version: int = 0, command: tuple[str, ...] = ()) -> Step:
    return Step(
        write=lambda archive: archive.add_all([article(n, version) for n in numbers]),
        command=command,
        changes=dict.fromkeys(numbers, version),
    )


def _deleting(*numbers: int) -> Step:
    ids = tuple(article_id(number) for number in numbers)
    return Step(
        write=lambda archive: archive.delete(ids),
        command=("delete", *ids),
        changes=dict.fromkeys(numbers, None),
    )


def _merging(alias: str, name: str) -> Step:
    return Step(
        write=lambda archive: archive.merge_alias("person", alias, name),
        command=("aliases", "merge", "person", alias, name),
        changes={f"alias {alias}": True},
    )


def _saving(name: str) -> Step:
    return Step(
        write=lambda archive: archive.save_search(name, "panen"),
        command=("saved", "add", name, "panen"),
        changes={f"saved {name}": True},
    )


def _running(name: str) -> Step:
    return Step(
        write=lambda archive: archive.run_saved(name, new=True),
        command=("saved", "run", name, "--new"),
        changes={},
    )


def _doing(write: Write, *command: str) -> Step:
    return Step(write=write, command=command, changes={})


def all_actions(sources: Path) -> list[Action]:
    """Return the actions; those of later versions of kliping only where it has them."""

    def index(name: str, *options: str) -> tuple[str, ...]:
        return ("index", str(sources / f"{name}.jsonl"), *options)

    enriching = _doing(lambda archive: archive.enrich(everything=True), "enrich", "--all")
    rebuilding = _doing(lambda archive: archive.rebuild(), "rebuild")
    first, more, newer = range(12), range(BASE, BASE + 6), range(6)
    actions = [
        Action(
            name="first index",
            steps=(_adding(*first, command=index("first", "--jobs", "1")),),
            on_base=False,
        ),
        Action(name="first add, in parts", steps=(_adding(0, 1), _adding(2, 3)), on_base=False),
        Action(name="index more", steps=(_adding(*more, command=index("more", "--jobs", "1")),)),
        Action(name="add one by one", steps=tuple(_adding(n) for n in more)),
        Action(name="update", steps=(_adding(*newer, version=1, command=index("newer")),)),
        Action(name="delete", steps=(_deleting(3, 4), _deleting(20), _deleting(9))),
        Action(name="delete all", steps=(_deleting(*range(BASE)),)),
        Action(name="rebuild", steps=(rebuilding,)),
        Action(name="enrich --all", steps=(enriching,)),
        Action(name="alias merge", steps=(_merging("Siti Halimah", "Rina Wulandari"),)),
        Action(name="saved", steps=(_saving("panen"), _running("panen"), _saving("raya"))),
        Action(
            name="all sorts",
            steps=(
                _adding(30, 31),
                _deleting(5),
                _adding(7, version=1),
                rebuilding,
                _saving("panen"),
                _adding(32),
            ),
        ),
        Action(
            name="index with workers",
            steps=(_adding(*range(BASE, BASE + WORKERS), command=index("many", "--jobs", "2")),),
        ),
    ]
    if hasattr(kliping.Archive, "optimize"):
        merging = _doing(lambda archive: archive.optimize())
        actions.append(Action(name="optimize", steps=(merging,)))
    return actions


def backing_up() -> Action:
    """Return the action that copies the archive; what it made is looked at on its own."""

    def back_up(archive: kliping.Archive) -> None:
        archive.backup(archive.path.parent / COPY)

    return Action(name="backup", steps=(_doing(back_up),))


def perform(tell: Callable[[int], None], action: Action, path: Path, *, library: bool) -> None:
    """Do all steps and `tell` the number of those done after each.

    Raises:
        RuntimeError: the program exits with another code than 0.
    """
    if library:
        with kliping.open(path, create=not action.on_base) as archive:
            for done, step in enumerate(action.steps, 1):
                step.write(archive)
                tell(done)
        return
    for done, step in enumerate(action.steps, 1):
        ran = run_here(path, step.command)
        if ran.code:
            raise RuntimeError(str(ran))
        tell(done)


def make_base(path: Path) -> None:
    """Make the archive that most actions begin with: several commits, with updates in them."""
    with kliping.open(path, create=True) as archive:
        for first in range(0, BASE, 4):
            archive.add_all([article(n, 1 if n == 10 else 0) for n in range(first, first + 4)])
        archive.add(article(10))
        archive.add(article(BASE))
        archive.delete([article_id(BASE)])
    found = run_here(path, ("check", "--deep"))
    if found.code:
        raise RuntimeError(f"the archive to begin with is damaged: {found}")
