"""Make, open, copy and measure the files of an archive's folder."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from zoneinfo import ZoneInfo

from kliping.index import ArchiveError, ArgumentError
from kliping.index.analyzer import Analyzer
from kliping.index.columnar import ColumnarEngine
from kliping.index.columnar.storage.files import sync_folder, write_whole
from kliping.index.engine import Engine
from kliping.index.store import Store
from kliping.index.store.sqlite import SqliteStore
from kliping.index.whoosh_distribution import check_whoosh

from .lock import writer_lock
from .settings import NEW_FILE, SETTINGS_FILE
from .states import INDEXES, STORE_FILE, TEMPORARY, FolderKind, folder_state


def make_folder(folder: Path) -> None:
    """Make a folder, with those above it, so that it survives a power cut."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    with suppress(FileExistsError):  # another process was faster
        folder.mkdir()
    sync_folder(folder.parent)


@contextmanager
def _told(folder: Path, state: str) -> Iterator[None]:
    """Raise an error of the system as one of kliping's, which says where and what to do."""
    try:
        yield
    except OSError as error:
        raise ArchiveError(
            f"{error.filename or folder}: {error.strerror}; {state}; make room or mend the "
            "permissions, then do it again"
        ) from error


def create_archive(folder: Path, *, wait: float) -> None:
    """Make an empty archive. A kill leaves no archive, or a whole one.

    Args:
        wait: seconds to wait for another process that is making it.

    Raises:
        ArgumentError: the path is a file, or a folder that holds something else.
        ArchiveDamagedError: there is an archive, and its articles.db is lost.
        ArchiveLockedError: another process is making it, longer than `wait`.
        ArchiveError: the folder cannot be written.
    """
    check_whoosh()
    state = folder_state(folder)
    if state.kind is FolderKind.FILE:
        raise ArgumentError(f"{str(folder)!r} is a file; an archive is a folder: choose another")
    if state.kind is FolderKind.FOREIGN:
        raise ArgumentError(
            f"{str(folder)!r} is a folder with other files in it; "
            "choose a path that is empty or new"
        )
    with _told(folder, "no archive was made"):
        _create(folder, wait=wait)


def _create(folder: Path, *, wait: float) -> None:
    make_folder(folder)
    with writer_lock(folder, wait):
        state = folder_state(folder)
        if state.kind is FolderKind.ARCHIVE:
            return  # another process was faster
        if state.kind is not FolderKind.BEGUN:
            raise state.error()
        if not (folder / SETTINGS_FILE).exists():
            write_whole(folder / SETTINGS_FILE, [NEW_FILE.encode()])
        (folder / STORE_FILE).unlink(missing_ok=True)  # of a broken-off creation, and empty
        # The store is made beside and renamed: an articles.db that is there is whole.
        SqliteStore(folder / STORE_FILE, create=True).close()
        sync_folder(folder)


def open_store(folder: Path, *, read_only: bool) -> Store:
    """Open the store of an archive.

    Raises:
        ArchiveNotFoundError: there is no archive.
        ArchiveDamagedError: articles.db is lost, empty or damaged.
        ArchiveFormatError: a newer kliping wrote it.
        ArchiveError: it cannot be read or, without `read_only`, written.
        InstallationError: another distribution overwrites whoosh3.
    """
    check_whoosh()
    state = folder_state(folder)
    if state.kind is not FolderKind.ARCHIVE:
        raise state.error()
    return SqliteStore(folder / STORE_FILE, read_only=read_only)


def make_engine(
    folder: Path, name: str, *, analyzer: Analyzer, zone: ZoneInfo, memory: int
) -> Engine:
    """Return the engine of one index of the archive; nothing is opened yet."""
    return ColumnarEngine(folder / name, analyzer=analyzer, zone=zone, memory=memory)


def backup(store: Store, archive: Path, folder: Path) -> None:
    """Copy the store and the settings of an archive into a new folder.

    A kill leaves a folder without articles.db, which is no archive, or a whole copy.

    Raises:
        ArgumentError: the folder is not empty, or lies in the archive.
    """
    if folder.resolve().is_relative_to(archive.resolve()):
        raise ArgumentError(f"backup {str(folder)!r} lies in the archive; choose another folder")
    if folder_state(folder).kind not in (FolderKind.ABSENT, FolderKind.EMPTY, FolderKind.BEGUN):
        raise ArgumentError(
            f"backup {str(folder)!r} is not empty; choose a path that is empty or new"
        )
    with _told(folder, "the archive is as it was, and the copy is not whole"):
        _copy(store, archive, folder)


def _copy(store: Store, archive: Path, folder: Path) -> None:
    make_folder(folder)
    settings = archive / SETTINGS_FILE
    if settings.is_file():
        write_whole(folder / SETTINGS_FILE, [settings.read_bytes()])
    unfinished = folder / (STORE_FILE + TEMPORARY)
    unfinished.unlink(missing_ok=True)
    store.backup(unfinished)
    with open(unfinished, "rb+") as file:
        os.fsync(file.fileno())
    unfinished.replace(folder / STORE_FILE)
    sync_folder(folder)


def size_on_disk(folder: Path, *, store: bool) -> int:
    """Return the bytes of the store's files, or of everything below the two indexes.

    A file that a writer removes meanwhile counts nothing.
    """
    paths = folder.glob(f"{STORE_FILE}*") if store else _iter_index_files(folder)
    total = 0
    for path in paths:
        with suppress(OSError):
            total += path.stat().st_size
    return total


def _iter_index_files(folder: Path) -> Iterator[Path]:
    for name in INDEXES:
        with suppress(OSError):
            yield from (path for path in (folder / name).rglob("*") if path.is_file())
