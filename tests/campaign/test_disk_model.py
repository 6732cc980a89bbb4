"""The campaign's model of a disk keeps what was synced, and only that for sure."""

import random
from pathlib import Path

import pytest

from benchmarks.campaign.disk_model import DiskModel
from benchmarks.campaign.watching import Operation


def operation(
    kind: str, number: int, path: Path, *, file: int = 0, data: bytes = b"", other: str = ""
) -> Operation:
    return Operation(
        kind=kind, number=number, file=file, offset=0, data=data, path=str(path), other=other
    )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "disk"
    folder.mkdir()
    (folder / "old").write_bytes(b"old")
    return folder


def written(model: DiskModel, kind: str, target: Path) -> dict[str, bytes]:
    """Return name → bytes of an image."""
    model.write_image(target, kind, random.Random(1))
    return {path.name: path.read_bytes() for path in target.iterdir()}


def test_what_was_not_synced_is_gone(root: Path, tmp_path: Path) -> None:
    """A new file's name needs the folder's sync, its bytes the file's own."""
    model = DiskModel(root)
    model.apply(operation("create", 1, root / "new", file=7))
    model.apply(operation("write", 2, root / "new", file=7, data=b"bytes"))
    assert written(model, "strict", tmp_path / "a") == {"old": b"old"}
    assert written(model, "names", tmp_path / "b") == {"old": b"old", "new": b""}
    model.apply(operation("sync", 3, root / "new", file=7))
    assert written(model, "strict", tmp_path / "c") == {"old": b"old"}
    model.apply(operation("syncdir", 4, root, file=root.stat().st_ino))
    assert written(model, "strict", tmp_path / "d") == {"old": b"old", "new": b"bytes"}


def test_a_rename_is_one_change(root: Path, tmp_path: Path) -> None:
    """A file that takes another's name is never beside it, and never gone, in any image."""
    model = DiskModel(root)
    model.apply(operation("create", 1, root / "new", file=7))
    model.apply(operation("write", 2, root / "new", file=7, data=b"new"))
    model.apply(operation("sync", 3, root / "new", file=7))
    model.apply(operation("rename", 4, root / "new", file=7, other=str(root / "old")))
    for number in range(20):
        target = tmp_path / str(number)
        model.write_image(target, "torn", random.Random(number))
        names = {path.name: path.read_bytes() for path in target.iterdir()}
        assert names in ({"old": b"old"}, {"old": b"old", "new": b"new"}, {"old": b"new"})


def test_an_inode_that_is_given_again_is_another_file(root: Path, tmp_path: Path) -> None:
    """A deleted file whose name is still on the disk keeps its own bytes."""
    model = DiskModel(root)
    inode = (root / "old").stat().st_ino
    model.apply(operation("unlink", 1, root / "old", file=inode))
    model.apply(operation("create", 2, root / "other", file=inode))
    model.apply(operation("write", 3, root / "other", file=inode, data=b"other"))
    model.apply(operation("sync", 4, root / "other", file=inode))
    assert written(model, "strict", tmp_path / "a") == {"old": b"old"}
