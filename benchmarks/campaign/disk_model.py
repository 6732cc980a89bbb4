"""A disk after a power cut: what is sure to be there, and what may be, after a log of operations.

Only what was synced is sure: a file's bytes by its own fsync, a folder's names by the folder's. Of
the rest a disk may keep anything. Three kinds of image are made:

- `strict`: nothing that was not synced, as POSIX allows;
- `names`: all names (the file system's journal was written), but no bytes that were not synced: a
  file that was renamed without fsync is empty;
- `torn`: names up to a random moment, and of the unsynced bytes random blocks of BLOCK bytes.
"""

import os
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .watching import Operation

IMAGES = ("strict", "names", "torn")
BLOCK = 512


@dataclass(slots=True)
class _File:
    synced: bytearray = field(default_factory=bytearray)
    current: bytearray = field(default_factory=bytearray)
    pending: list[Operation] = field(default_factory=list)


@dataclass(slots=True)
class _Folder:
    # Names after each operation since the last sync, with the number of the operation.
    history: list[tuple[int, dict[str, int]]]

    @property
    def current(self) -> dict[str, int]:
        return self.history[-1][1]


class DiskModel:
    """A folder's tree; every operation of a log is applied to it in turn.

    Files and folders have numbers of their own here: an inode is given again when its file is gone,
    while the disk may still hold the name of the first.
    """

    def __init__(self, root: Path) -> None:
        """Take in the tree as it is now, as synced."""
        self._root = str(root)
        self._given = 0
        self._numbers: dict[int, int] = {}  # inode → our number of who has it now
        self._files: dict[int, _File] = {}
        self._folders: dict[int, _Folder] = {}
        self._top = self._take_in(root)

    def _take_in(self, path: Path) -> int:
        number = self._new(path.stat().st_ino)
        if path.is_dir():
            names = {p.name: self._take_in(p) for p in path.iterdir() if p.suffix != ".db-shm"}
            self._folders[number] = _Folder([(0, names)])
        else:
            written = path.read_bytes()
            self._files[number] = _File(bytearray(written), bytearray(written))
        return number

    def _new(self, inode: int) -> int:
        self._given += 1
        self._numbers[inode] = self._given
        return self._given

    def apply(self, one: Operation) -> None:
        """Apply the next operation."""
        if one.kind in ("write", "truncate"):
            file = self._files[self._numbers[one.file]]
            file.pending.append(one)
            _change(file.current, one)
        elif one.kind == "sync":
            file = self._files[self._numbers[one.file]]
            file.synced, file.pending = bytearray(file.current), []
        elif one.kind == "syncdir":
            folder = self._folders[self._numbers[one.file]]
            folder.history = [(one.number, folder.current)]
        elif one.kind in ("create", "mkdir"):
            number = self._new(one.file)
            self._name(one, one.path, number)
            if one.kind == "mkdir":
                self._folders[number] = _Folder([(one.number, {})])
            else:
                self._files[number] = _File()
        elif one.kind in ("unlink", "rmdir"):
            self._name(one, one.path, None)
        elif one.kind == "rename":
            file_number = self._inode(one.path)
            same = os.path.dirname(one.path) == os.path.dirname(one.other)
            self._name(one, one.path, None)
            self._name(one, one.other, file_number, joined=same)
        elif one.kind == "link":
            self._name(one, one.other, self._inode(one.path))
        elif one.kind == "exchange":
            first, second = self._inode(one.path), self._inode(one.other)
            same = os.path.dirname(one.path) == os.path.dirname(one.other)
            self._name(one, one.path, second)
            self._name(one, one.other, first, joined=same)
        elif one.kind != "mark":
            raise ValueError(f"operation {one.kind!r} is not known")

    def _parent(self, path: str) -> _Folder:
        at = self._top
        inner = os.path.relpath(os.path.dirname(path), self._root)
        for name in [] if inner == "." else inner.split("/"):
            at = self._folders[at].current[name]
        return self._folders[at]

    def _inode(self, path: str) -> int:
        return self._parent(path).current[os.path.basename(path)]

    def _name(self, one: Operation, path: str, file: int | None, *, joined: bool = False) -> None:
        """Give a name to a file, or take it away; `joined` makes one change with the last."""
        folder = self._parent(path)
        names = dict(folder.current)
        if file is None:
            names.pop(os.path.basename(path), None)
        else:
            names[os.path.basename(path)] = file
        if joined:
            folder.history[-1] = (one.number, names)
        else:
            folder.history.append((one.number, names))

    def write_image(self, root: Path, kind: str, chance: random.Random) -> None:
        """Write what a power cut now may leave into an empty folder."""
        last = max(number for folder in self._folders.values() for number, _ in folder.history)
        cut = {"strict": 0, "names": last, "torn": chance.randint(0, last)}[kind]
        self._write(root, self._top, cut, chance if kind == "torn" else None)

    def _write(self, path: Path, folder: int, cut: int, chance: random.Random | None) -> None:
        path.mkdir(exist_ok=True)
        history = self._folders[folder].history
        names = [names for number, names in history if number <= cut] or [history[0][1]]
        for name, file in sorted(names[-1].items()):
            if file in self._folders:
                self._write(path / name, file, cut, chance)
            elif file in self._files:
                (path / name).write_bytes(self._bytes(self._files[file], chance))

    @staticmethod
    def _bytes(file: _File, chance: random.Random | None) -> bytes:
        if chance is None:
            return bytes(file.synced)
        found = bytearray(file.synced)
        share = chance.choice((0.1, 0.5, 0.9))
        for one in file.pending:
            if one.kind == "truncate":
                if chance.random() < share:
                    _change(found, one)
                continue
            for at in _blocks(one):
                if chance.random() < share:
                    _change(found, at)
        return bytes(found)


def _blocks(one: Operation) -> Sequence[Operation]:
    """Return a write as writes of at most one block of the disk each."""
    parts, at, end = [], one.offset, one.offset + len(one.data)
    while at < end:
        stop = min(end, (at // BLOCK + 1) * BLOCK)
        data = one.data[at - one.offset : stop - one.offset]
        parts.append(
            Operation(
                kind="write",
                number=one.number,
                file=one.file,
                offset=at,
                data=data,
                path=one.path,
                other="",
            )
        )
        at = stop
    return parts


def _change(written: bytearray, one: Operation) -> None:
    if len(written) < one.offset:
        written.extend(bytes(one.offset - len(written)))
    if one.kind == "truncate":
        del written[one.offset :]
    else:
        written[one.offset : one.offset + len(one.data)] = one.data
