"""Run one act on copies of a folder, killed before its first, second, … operation on files.

Called as a program: kill_at_each.py TEMPLATE FOLDERS ACT STEP. Copy number n of TEMPLATE,
FOLDERS/n, is what a process leaves that was killed before its n-th operation, n = 1, 1 + STEP, ….
The last copy is of the process that nothing killed; its number is printed.
"""

import os
import shutil
import signal
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path

import kliping
from kliping import Article

# Everything that changes a folder from Python; articles.db has SQLite's own promises.
OPERATIONS = ("mkdir", "replace", "rename", "link", "unlink", "fsync", "open")
NEW = Article(id="baru", text="Gempa susulan terasa di Padang, kata Bupati Rahmat Hidayat.")


def _create(folder: Path) -> None:
    kliping.open(folder, create=True).close()


def _first(folder: Path) -> None:
    with kliping.open(folder, create=True) as archive:
        archive.add(NEW)


def _add(folder: Path) -> None:
    with kliping.open(folder) as archive:
        archive.add(NEW)


def _delete(folder: Path) -> None:
    with kliping.open(folder) as archive:
        archive.delete(["satu"])


def _rebuild(folder: Path) -> None:
    with kliping.open(folder) as archive:
        archive.rebuild()


def _backup(folder: Path) -> None:
    with kliping.open(folder) as archive:
        archive.backup(folder.with_name(f"{folder.name}.salinan"))


ACTS: dict[str, Callable[[Path], None]] = {
    "create": _create,
    "first": _first,
    "add": _add,
    "delete": _delete,
    "rebuild": _rebuild,
    "backup": _backup,
}


def _arm(deadly: int) -> None:
    """Kill this process before its operation number `deadly`."""
    counted = count(1)

    def guard(real: Callable[..., object]) -> Callable[..., object]:
        def guarded(*args: object, **options: object) -> object:
            if next(counted) == deadly:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args, **options)

        return guarded

    for name in OPERATIONS:
        setattr(os, name, guard(getattr(os, name)))


def main(template: Path, folders: Path, act: str, step: int) -> None:
    # Once in this process, so that its children need not import and load everything again.
    ACTS[act](_copy(template, folders / "0"))
    for deadly in count(1, step):
        folder = _copy(template, folders / str(deadly))
        child = os.fork()
        if not child:
            _arm(deadly)
            ACTS[act](folder)
            os._exit(0)
        if os.waitpid(child, 0)[1] == 0:
            print(deadly)
            return


def _copy(template: Path, folder: Path) -> Path:
    if template.exists():
        shutil.copytree(template, folder)
    return folder


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
