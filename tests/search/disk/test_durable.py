"""What the disk is asked to keep before a name counts: the order of syncs and renames."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

import kliping
from kliping import Article

LINKS = Path("/proc/self/fd")
pytestmark = pytest.mark.skipif(not LINKS.is_dir(), reason="tells paths of descriptors by /proc")

Operation = tuple[str, Path]


@pytest.fixture
def journal(monkeypatch: pytest.MonkeyPatch) -> list[Operation]:
    """Record (operation, path) of what Python asks of the disk; a rename counts for both names."""
    done: list[Operation] = []

    def record(name: str, paths: Callable[..., list[Path]]) -> None:
        real = getattr(os, name)

        def recorded(*args: object, **options: object) -> object:
            named = [(name, path) for path in paths(*args)]
            answer = real(*args, **options)
            done.extend(named)
            return answer

        monkeypatch.setattr(os, name, recorded)

    record("mkdir", lambda path, *rest: [Path(path)])
    record("fsync", lambda number: [(LINKS / str(number)).readlink()])
    for name in ("replace", "rename", "link"):
        record(name, lambda old, new, *rest: [Path(old), Path(new)])
    return done


def _check(journal: list[Operation]) -> set[str]:
    """Every new name is synced by its folder, a file's bytes before it; return the names."""
    named = set()
    at = 0
    while at < len(journal):
        operation, path = journal[at]
        if operation == "mkdir":
            assert ("fsync", path.parent) in journal[at + 1 :], path
        elif operation in ("replace", "rename", "link"):
            old, new = path, journal[at + 1][1]
            assert ("fsync", old) in journal[:at], old
            assert ("fsync", new.parent) in journal[at + 2 :], new
            named.add(new.name)
            at += 1
        at += 1
    return named


def test_a_new_archive_survives_a_power_cut(tmp_path: Path, journal: list[Operation]) -> None:
    """Settings, store, commits and segments are synced before they have a name, and the name after.

    So are the folders: the archive's parents, the archive and its indexes.
    """
    path = tmp_path / "berita" / "arsip.kliping"
    with kliping.open(path, create=True) as archive:
        archive.add(Article(id="satu", text="Gempa kecil terasa di Padang."))
        archive.rebuild()
    made = {folder.relative_to(tmp_path) for operation, folder in journal if operation == "mkdir"}
    names = [
        "berita",
        "berita/arsip.kliping",
        "berita/arsip.kliping/index",
        "berita/arsip.kliping/quotations",
    ]
    assert made == {Path(name) for name in names}
    assert _check(journal) >= {"kliping.toml"}


def test_a_backup_survives_a_power_cut(tmp_path: Path, journal: list[Operation]) -> None:
    """The copy has the name of an archive's store only when its bytes are on the disk."""
    with kliping.open(tmp_path / "arsip.kliping", create=True) as archive:
        archive.add(Article(id="satu", text="Gempa kecil terasa di Padang."))
        journal.clear()
        archive.backup(tmp_path / "jauh" / "salinan.kliping")
    assert _check(journal) >= {"kliping.toml", "articles.db"}
