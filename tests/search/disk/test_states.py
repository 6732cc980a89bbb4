"""Every state of an archive's folder: what it is called, what opens it, what mends it."""

import json
import shutil
import sqlite3
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

import kliping
from kliping import (
    ArchiveDamagedError,
    ArchiveError,
    ArchiveFormatError,
    ArchiveNotFoundError,
    ArgumentError,
    Article,
)
from kliping.disk.states import FolderKind, IndexStanding, folder_state
from kliping.index.store.sqlite import write

ARTICLES = [
    Article(id="satu", text="Gempa kecil terasa di Padang pada Senin pagi."),
    Article(id="dua", text='"Warga tidak perlu panik," kata Bupati Rahmat Hidayat di Padang.'),
]


def _nothing(folder: Path) -> None:
    pass


def _a_file(folder: Path) -> None:
    folder.write_text("bukan arsip")


def _empty(folder: Path) -> None:
    folder.mkdir()


def _settings_only(folder: Path) -> None:
    folder.mkdir()
    (folder / "kliping.toml").write_text('timezone = "Asia/Makassar"\n')


def _settings_half(folder: Path) -> None:
    folder.mkdir()
    (folder / "kliping.toml.tmp").write_text("timezo")
    (folder / "write.lock").touch()


def _store_half(folder: Path) -> None:
    _settings_only(folder)
    (folder / "articles.db.new").write_bytes(b"SQLite format 3\0" + bytes(50))


def _store_of_no_byte(folder: Path) -> None:
    _settings_only(folder)
    (folder / "articles.db").touch()


def _index_without_commit(folder: Path) -> None:
    _store_of_no_byte(folder)
    (folder / "index").mkdir()
    (folder / "index" / "seg-1.documents.tmp").write_bytes(b"KLIP")
    (folder / "quotations").mkdir()


def _foreign(folder: Path) -> None:
    folder.mkdir()
    (folder / "skripsi.doc").touch()


def _archive(folder: Path) -> None:
    with kliping.open(folder, create=True) as archive:
        archive.add_all(ARTICLES)


def _store_lost(folder: Path) -> None:
    _archive(folder)
    for path in folder.glob("articles.db*"):
        path.unlink()


def _store_emptied(folder: Path) -> None:
    _store_lost(folder)
    (folder / "articles.db").touch()


FOLDERS: list[tuple[Callable[[Path], None], FolderKind]] = [
    (_nothing, FolderKind.ABSENT),
    (_a_file, FolderKind.FILE),
    (_empty, FolderKind.EMPTY),
    (_settings_only, FolderKind.BEGUN),
    (_settings_half, FolderKind.BEGUN),
    (_store_half, FolderKind.BEGUN),
    (_store_of_no_byte, FolderKind.BEGUN),
    (_index_without_commit, FolderKind.BEGUN),
    (_foreign, FolderKind.FOREIGN),
    (_store_lost, FolderKind.STORE_LOST),
    (_store_emptied, FolderKind.STORE_EMPTY),
    (_archive, FolderKind.ARCHIVE),
]


@pytest.mark.parametrize(("make", "kind"), FOLDERS, ids=lambda x: getattr(x, "__name__", None))
def test_the_folders_state_is_told(
    tmp_path: Path, make: Callable[[Path], None], kind: FolderKind
) -> None:
    """A folder is what its files say, and all but an archive has a message that names it."""
    folder = tmp_path / "arsip.kliping"
    make(folder)
    state = folder_state(folder)
    assert state.kind is kind
    assert (str(folder) in state.message) == (kind is not FolderKind.ARCHIVE)


def test_every_kind_of_folder_is_tested() -> None:
    """No state is without a test of its own."""
    assert {kind for _, kind in FOLDERS} == set(FolderKind)


@pytest.mark.parametrize(
    "make", [make for make, kind in FOLDERS if kind in (FolderKind.ABSENT, FolderKind.EMPTY)]
    + [make for make, kind in FOLDERS if kind is FolderKind.BEGUN]
)  # fmt: skip
def test_a_creation_that_was_broken_off_goes_on(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    """Where nothing was ever stored there is no archive, and making one succeeds."""
    folder = tmp_path / "arsip.kliping"
    make(folder)
    with pytest.raises(ArchiveNotFoundError, match="kliping index FOLDER"):
        kliping.open(folder)
    with kliping.open(folder, create=True) as archive:
        assert archive.search("gempa").total == 0
        assert archive.check(deep=True) == []
        assert archive.add_all(ARTICLES).added == 2
        assert archive.search("gempa").total == 1
    if make is not _nothing and (folder / "kliping.toml").read_text().startswith("timezone"):
        with kliping.open(folder) as archive:
            assert archive.zone.key == "Asia/Makassar"


@pytest.mark.parametrize("make", [_store_lost, _store_emptied])
@pytest.mark.parametrize("create", [False, True])
def test_a_lost_store_is_damage_and_never_a_new_archive(
    tmp_path: Path, make: Callable[[Path], None], create: bool
) -> None:
    """Beside indexes a missing or empty articles.db is named, with a remedy; nothing is removed."""
    folder = tmp_path / "arsip.kliping"
    make(folder)
    before = sorted(path.relative_to(folder) for path in folder.rglob("*"))
    for read_only in (False, True):
        with pytest.raises(ArchiveDamagedError, match=r"articles\.db.*backup"):
            kliping.open(folder, create=create, read_only=read_only)
    assert sorted(path.relative_to(folder) for path in folder.rglob("*")) == before


@pytest.mark.parametrize("make", [_a_file, _foreign])
def test_what_is_no_archive_is_left_alone(tmp_path: Path, make: Callable[[Path], None]) -> None:
    """A file or a folder of other files is refused both as an archive and as the place of one."""
    folder = tmp_path / "arsip.kliping"
    make(folder)
    with pytest.raises(ArchiveNotFoundError, match="no archive"):
        kliping.open(folder)
    with pytest.raises(ArgumentError, match="choose"):
        kliping.open(folder, create=True)


# -- indexes ---------------------------------------------------------------------------------------


def _rewrite_commit(index: Path, **changes: object) -> None:
    newest = max(index.glob("commit-*.json"), key=lambda path: int(path.stem.split("-")[1]))
    row = json.loads(newest.read_text().splitlines()[0]) | changes
    body = json.dumps(row, separators=(",", ":"))
    newest.write_text(f"{body}\n{zlib.crc32(body.encode()):08x}\n")


def _remove(index: Path) -> None:
    shutil.rmtree(index)


def _remove_commits(index: Path) -> None:
    for path in index.glob("commit-*.json"):
        path.unlink()


def _flip(index: Path) -> None:
    newest = max(index.glob("commit-*.json"), key=lambda path: int(path.stem.split("-")[1]))
    data = bytearray(newest.read_bytes())
    data[len(data) // 2] ^= 1
    newest.write_bytes(data)


def _lose_segment(index: Path) -> None:
    next(index.glob("*.postings")).unlink()


def _as_file(index: Path) -> None:
    shutil.rmtree(index)
    index.write_text("bukan indeks")


def _older_format(index: Path) -> None:
    _rewrite_commit(index, format=1)


def _older_revision(index: Path) -> None:
    with kliping.open(index.parent, read_only=True) as archive:
        stamp = archive._session.store.stamp(0)
    _rewrite_commit(index, revision=0, stamp=stamp, segments=[])


MENDED: list[tuple[Callable[[Path], None], IndexStanding]] = [
    (_remove, IndexStanding.ABSENT),
    (_remove_commits, IndexStanding.ABSENT),
    (_flip, IndexStanding.DAMAGED),
    (_lose_segment, IndexStanding.DAMAGED),
    (_older_format, IndexStanding.OLDER_FORMAT),
    (_older_revision, IndexStanding.BEHIND),
]


@pytest.mark.parametrize("name", ["index", "quotations"])
@pytest.mark.parametrize(("harm", "standing"), MENDED, ids=lambda x: getattr(x, "__name__", None))
def test_a_derived_index_is_made_again(
    tmp_path: Path, name: str, harm: Callable[[Path], None], standing: IndexStanding
) -> None:
    """An index that is missing, behind or damaged is told by check and mended by opening."""
    folder = tmp_path / "arsip.kliping"
    _archive(folder)
    harm(folder / name)
    with kliping.open(folder, read_only=True) as archive:
        states = {s.folder.name: s for s in archive._session.index_states()}
        assert states[name].standing is standing
        (line,) = archive.check()
        assert name in line
        assert "kliping rebuild" in line
    with kliping.open(folder) as archive:
        assert archive.check(deep=True) == []
        assert archive.search("padang").total == 2
        assert archive.quotes("panik").total == 1


def _replaced_store(folder: Path) -> None:
    other = folder.with_name("lain.kliping")
    with kliping.open(other, create=True) as archive:
        archive.add(Article(id="lain", text="Padang dilanda banjir."))
        archive.add(Article(id="lagi", text="Padang dilanda banjir lagi."))
    shutil.copy(other / "articles.db", folder / "articles.db")


def _went_on_apart(folder: Path, *, writes: int) -> None:
    """Put the store of a copy that went on by itself beside the indexes of this one."""
    twin = folder.with_name("kembar.kliping")
    shutil.copytree(folder, twin)
    with kliping.open(folder) as archive:
        archive.add(Article(id="di-sini", text="Padang cerah."))
    with kliping.open(twin) as archive:
        for number in range(writes):
            archive.add(Article(id=f"di-sana-{number}", text="Padang berawan."))
    shutil.copy(twin / "articles.db", folder / "articles.db")


def _twin_of_one_revision(folder: Path) -> None:
    _went_on_apart(folder, writes=1)


def _twin_of_a_later_revision(folder: Path) -> None:
    _went_on_apart(folder, writes=3)


def _restored_store(folder: Path) -> None:
    with kliping.open(folder) as archive:
        archive.backup(folder.with_name("salinan.kliping"))
        archive.add(Article(id="tiga", text="Padang tenang kembali."))
    shutil.copy(folder.with_name("salinan.kliping") / "articles.db", folder / "articles.db")


def _newer_format(folder: Path) -> None:
    for name in ("index", "quotations"):
        _rewrite_commit(folder / name, format=99)


EXCHANGED: list[tuple[Callable[[Path], None], IndexStanding, int]] = [
    (_replaced_store, IndexStanding.OF_ANOTHER_STORE, 2),
    (_twin_of_one_revision, IndexStanding.OF_ANOTHER_STORE, 3),
    (_twin_of_a_later_revision, IndexStanding.OF_ANOTHER_STORE, 5),
    (_restored_store, IndexStanding.AHEAD, 2),
    (_newer_format, IndexStanding.NEWER_FORMAT, 2),
]


@pytest.mark.parametrize(
    ("harm", "standing", "padang"), EXCHANGED, ids=lambda x: getattr(x, "__name__", None)
)
def test_an_index_of_another_store_is_neither_searched_nor_removed(
    tmp_path: Path, harm: Callable[[Path], None], standing: IndexStanding, padang: int
) -> None:
    """Files that somebody exchanged are damage with a remedy: every search and write refuses."""
    folder = tmp_path / "arsip.kliping"
    _archive(folder)
    harm(folder)
    before = sorted(path.name for path in (folder / "index").iterdir())
    for read_only in (False, True):
        with kliping.open(folder, read_only=read_only) as archive:
            assert archive._session.index_states()[0].standing is standing
            assert any("kliping rebuild" in line for line in archive.check())
            expected = (ArchiveDamagedError, ArchiveFormatError)
            with pytest.raises(expected, match="kliping rebuild"):
                archive.search("padang")
            with pytest.raises(ArchiveError):
                archive.quotes("panik")
            with pytest.raises(ArchiveError):
                archive.add(Article(id="empat", text="Padang."))
    assert sorted(path.name for path in (folder / "index").iterdir()) == before
    with kliping.open(folder) as archive:
        archive.rebuild()
        assert archive.check(deep=True) == []
        assert archive.search("padang").total == padang
        archive.add(Article(id="empat", text="Padang."))
        assert archive.search("padang").total == padang + 1


def test_beside_an_exchanged_index_the_other_is_not_searched(tmp_path: Path) -> None:
    """An index that cannot be brought up to date gives no old answers in silence."""
    folder = tmp_path / "arsip.kliping"
    _archive(folder)
    shutil.copytree(folder / "index", tmp_path / "index")
    _twin_of_one_revision(folder)
    shutil.rmtree(folder / "index")
    shutil.copytree(tmp_path / "index", folder / "index")
    with kliping.open(folder) as archive:
        standings = [state.standing for state in archive._session.index_states()]
        assert standings == [IndexStanding.BEHIND, IndexStanding.OF_ANOTHER_STORE]
        with pytest.raises(ArchiveDamagedError, match="kliping rebuild"):
            archive.search("padang")
        archive.rebuild()
        assert archive.search("padang").total == 3


def test_every_standing_is_tested() -> None:
    """No state of an index is without a test of its own."""
    tested = {standing for _, standing in MENDED} | {standing for _, standing, _ in EXCHANGED}
    assert tested | {IndexStanding.CURRENT} == set(IndexStanding)


def test_an_index_from_long_ago_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An index of a revision that the store no longer remembers is not trusted."""
    monkeypatch.setattr(write, "STAMPS", 3)
    folder = tmp_path / "arsip.kliping"
    _archive(folder)
    shutil.copytree(folder / "index", tmp_path / "index")
    with kliping.open(folder) as archive:
        for number in range(4):
            archive.add(Article(id=f"n{number}", text="Padang hujan."))
    shutil.rmtree(folder / "index")
    shutil.copytree(tmp_path / "index", folder / "index")
    with kliping.open(folder, read_only=True) as archive:
        assert archive._session.index_states()[0].standing is IndexStanding.DAMAGED
        with pytest.raises(ArchiveDamagedError, match="older"):
            archive.search("padang")
    with kliping.open(folder) as archive:
        assert archive.search("padang").total == 6
        assert archive.check(deep=True) == []


def test_an_index_that_is_a_file_is_named(tmp_path: Path) -> None:
    """A file where the folder of an index belongs is told, and nothing but a search is refused."""
    folder = tmp_path / "arsip.kliping"
    _archive(folder)
    _as_file(folder / "index")
    with kliping.open(folder) as archive:
        with pytest.raises(ArchiveError, match="is a file"):
            archive.search("padang")
        assert archive.get("satu").text == ARTICLES[0].text


def test_a_store_of_a_newer_format_is_refused(tmp_path: Path) -> None:
    """A newer kliping's archive is refused with the advice to upgrade, and nothing is changed."""
    folder = tmp_path / "arsip.kliping"
    _archive(folder)
    connection = sqlite3.connect(folder / "articles.db")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    for options in ({}, {"create": True}, {"read_only": True}):
        with pytest.raises(ArchiveFormatError, match="upgrade"):
            kliping.open(folder, **options)


def test_something_else_under_the_stores_name_is_named(tmp_path: Path) -> None:
    """An articles.db that is no database is damage with a remedy."""
    folder = tmp_path / "arsip.kliping"
    _archive(folder)
    (folder / "articles.db").write_bytes(b"halo " * 1000)
    with pytest.raises(ArchiveDamagedError, match=r"articles\.db.*backup"):
        kliping.open(folder)
