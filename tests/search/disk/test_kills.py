"""What a process leaves that is killed before any one of its operations on files."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import kliping
from kliping import ArchiveNotFoundError, Article

PROGRAM = Path(__file__).with_name("kill_at_each.py")
ARTICLES = [
    Article(id="satu", text="Gempa kecil terasa di Padang pada Senin pagi."),
    Article(id="dua", text='"Warga tidak perlu panik," kata Bupati Rahmat Hidayat di Padang.'),
]
# Fewer operations than these would mean that the acts are not what they were.
LEAST_KILLS = 10
# The quick suite looks at one kill in so many, the slow one at each.
STEPS = [pytest.param(12, id="some"), pytest.param(1, id="each", marks=pytest.mark.slow)]

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="the program forks"),
]
Killed = Callable[[str, bool, int], Iterator[tuple[Path, bool]]]


@pytest.fixture
def killed(tmp_path: Path) -> Killed:
    """Return a function that gives (folder, whether nothing killed it) of each kill of an act."""

    def folders(act: str, from_archive: bool, step: int) -> Iterator[tuple[Path, bool]]:
        template, made = tmp_path / "arsip.kliping", tmp_path / "kopi"
        made.mkdir()
        if from_archive:
            with kliping.open(template, create=True) as archive:
                archive.add_all(ARTICLES)
        ran = subprocess.run(
            [sys.executable, str(PROGRAM), str(template), str(made), act, str(step)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        last = int(ran.stdout)
        assert last > LEAST_KILLS
        for number in range(1, last + 1, step):
            yield made / str(number), number == last

    return folders


def check_whole(folder: Path, articles: int) -> None:
    """An archive opens, agrees with itself, answers, and takes another article."""
    with kliping.open(folder) as archive:
        assert archive.check(deep=True) == []
        assert len(archive) == articles
        assert archive.search("*", limit=0).total == articles
        assert archive.add(Article(id="lagi", text="Gempa lagi di Padang.")).added == 1
        assert archive.search("*", limit=0).total == articles + 1


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("act", ["create", "first"])
def test_a_killed_creation_leaves_no_archive_or_a_whole_one(
    killed: Killed, act: str, step: int
) -> None:
    """Before articles.db has its name there is no archive; from then on a whole one."""
    seen = set()
    for folder, finished in killed(act, False, step):
        try:
            with kliping.open(folder) as archive:
                articles = len(archive)
        except ArchiveNotFoundError:
            articles = None
            kliping.open(folder, create=True).close()
        seen.add(articles)
        if finished:
            assert articles == (1 if act == "first" else 0)
        check_whole(folder, articles or 0)
    assert seen >= {None, 1 if act == "first" else 0}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(("act", "after"), [("add", 3), ("delete", 1), ("rebuild", 2)])
def test_a_killed_write_leaves_the_old_or_the_new(
    killed: Killed, act: str, after: int, step: int
) -> None:
    """What opens for reading alone answers before anything is mended, and mending loses nothing."""
    for folder, finished in killed(act, True, step):
        with kliping.open(folder, read_only=True) as archive:
            found = archive.search("*", limit=0)
            assert found.total in (2, after)
            assert len(archive) in (2, after)
            assert (len(archive) == found.total) or found.warnings
            articles = len(archive)
        assert not finished or articles == after
        check_whole(folder, articles)


@pytest.mark.parametrize("step", STEPS)
def test_a_killed_backup_leaves_no_archive_or_a_whole_one(killed: Killed, step: int) -> None:
    """A copy that is not whole is no archive, and the original is as it was."""
    for folder, finished in killed("backup", True, step):
        copy = folder.with_name(f"{folder.name}.salinan")
        try:
            kliping.open(copy).close()
        except ArchiveNotFoundError:
            assert not finished
        else:
            check_whole(copy, 2)
        check_whole(folder, 2)
