"""An archive that cannot be written: a full disk, no permission, another process at it."""

import errno
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

import kliping
from kliping import ArchiveError, ArchiveLockedError, Article
from kliping.disk.lock import writer_lock
from kliping.index.columnar.storage import files

ARTICLES = [
    Article(id="satu", text="Gempa kecil terasa di Padang pada Senin pagi."),
    Article(id="dua", text="Gempa susulan terasa di Padang pada Senin sore."),
]
NEW = Article(id="tiga", text="Gempa ketiga terasa di Padang pada Selasa pagi.")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with kliping.open(tmp_path / "arsip.kliping", create=True) as archive:
        archive.add_all(ARTICLES)
    return tmp_path / "arsip.kliping"


def _fails_with(number: int) -> Callable[..., int]:
    def fails(path: Path, parts: object) -> int:
        raise OSError(number, os.strerror(number), str(path))

    return fails


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Fill the disk for everything but articles.db."""
    for module in (files, sys.modules["kliping.index.columnar.storage.commits"]):
        monkeypatch.setattr(module, "write_whole", _fails_with(errno.ENOSPC))
    return monkeypatch


def test_a_write_on_a_full_disk_says_what_is_safe(path: Path, full: pytest.MonkeyPatch) -> None:
    """The error names the file and the remedy; what is stored is found as soon as there is room."""
    with kliping.open(path) as archive:
        with pytest.raises(ArchiveError, match=r"index.*No space.*safe.*room"):
            archive.add(NEW)
        assert archive.get("tiga").text == NEW.text
        assert archive.search("gempa").total == 2
    full.undo()
    with kliping.open(path) as archive:
        assert archive.search("gempa").total == 3
        assert archive.check(deep=True) == []


def test_an_archive_opens_on_a_full_disk(path: Path, full: pytest.MonkeyPatch) -> None:
    """What cannot be brought up to date is read as it is; results and check say what is missing."""
    with kliping.open(path) as archive, pytest.raises(ArchiveError):
        archive.add(NEW)
    with kliping.open(path) as archive:
        found = archive.search("gempa")
        assert found.total == 2
        (warning,) = [w for w in found.warnings if "missing" in w]
        assert "No space" in warning
        assert archive.quotes("*").warnings == (warning,)
        assert any("older than the store" in line for line in archive.check())
        assert len(archive) == 3


def test_a_rebuild_on_a_full_disk_leaves_the_old_index(
    path: Path, full: pytest.MonkeyPatch
) -> None:
    """Without room for a new index the old one goes on answering, with nothing left behind."""
    before = sorted(p.name for p in path.rglob("*"))
    with kliping.open(path) as archive:
        with pytest.raises(ArchiveError, match="No space"):
            archive.rebuild()
        assert archive.search("gempa").total == 2
    assert sorted(p.name for p in path.rglob("*")) == before


def test_a_locked_archive_is_read(path: Path) -> None:
    """While another process indexes, searches work, and a write says who is at it.

    A saved search is one transaction of the store and need not wait for the indexes.
    """
    with writer_lock(path, 0), kliping.open(path, wait=0.05) as archive:
        assert archive.search("gempa").total == 2
        for write in (
            lambda: archive.add(NEW),
            lambda: archive.delete(["satu"]),
            archive.rebuild,
        ):
            with pytest.raises(ArchiveLockedError, match="--wait"):
                write()
        archive.save_search("cari", "gempa")
        assert [search.name for search in archive.saved_searches()] == ["cari"]


def test_a_read_only_archive_says_so(path: Path) -> None:
    """Opened for reading alone it answers, and every write is refused in words."""
    with kliping.open(path, read_only=True) as archive:
        assert archive.search("gempa").total == 2
        assert archive.search("gempa").warnings == ()
        for write in (
            lambda: archive.add(NEW),
            lambda: archive.delete(["satu"]),
            lambda: archive.save_search("cari", "gempa"),
            lambda: archive.merge_alias("person", "A", "B"),
            archive.rebuild,
        ):
            with pytest.raises(ArchiveError, match="read-only"):
                write()


def test_a_lock_that_cannot_be_made_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A write that cannot take the lock names the lock's file; reading goes on."""
    (path / "write.lock").unlink(missing_ok=True)
    real = os.open

    def no_room(name: object, flags: int, *rest: object, **options: object) -> int:
        if str(name).endswith("write.lock"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(name))
        return real(name, flags, *rest, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", no_room)
    with kliping.open(path) as archive:
        assert archive.search("gempa").total == 2
        with pytest.raises(ArchiveError, match=r"write\.lock.*No space"):
            archive.add(NEW)


OTHER_USER = """
import importlib, os, pkgutil, sys
import kliping

# Once as the first user, who may read all modules, wherever they lie.
for module in pkgutil.walk_packages(kliping.__path__, "kliping."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
with kliping.open(sys.argv[1], read_only=True) as archive:
    archive.search("gempa", limit=1)
os.setgid(65534)
os.setuid(65534)
with kliping.open(sys.argv[1]) as archive:
    assert archive.read_only
    print(archive.search("gempa", limit=1).total, flush=True)
    for line in sys.stdin:
        try:
            print(archive.search("gempa", limit=1).total, flush=True)
        except kliping.ArchiveError as error:
            print(error, flush=True)
"""


@pytest.mark.skipif(
    os.name == "nt" or os.geteuid() != 0, reason="only root can act as another user"
)
def test_another_user_reads_beside_a_writer() -> None:
    """Who may not write the folder finds what a live writer adds, or is refused in words."""
    with tempfile.TemporaryDirectory() as name:  # pytest's own folders are closed to others
        Path(name).chmod(0o755)
        _read_as_another(Path(name) / "arsip.kliping")


def _read_as_another(path: Path) -> None:
    with kliping.open(path, create=True) as archive:
        archive.add_all(ARTICLES)
    with (
        kliping.open(path) as writer,
        subprocess.Popen(
            [sys.executable, "-c", OTHER_USER, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as reader,
    ):
        assert reader.stdin is not None
        assert reader.stdout is not None
        assert reader.stdout.readline().strip() == "2"
        for number in range(3, 6):
            writer.add(Article(id=f"n{number}", text=f"Gempa nomor {number} di Padang."))
            reader.stdin.write("\n")
            reader.stdin.flush()
            answer = reader.stdout.readline().strip()
            assert answer == str(number) or "another user is writing" in answer
        reader.stdin.close()
        assert reader.wait() == 0
