"""SQLite's errors in our words: the file, what is safe, and what mends it."""

import sqlite3
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from kliping.index.errors import (
    ArchiveDamagedError,
    ArchiveError,
    ArchiveLockedError,
    KlipingError,
)

# Primary result codes, https://www.sqlite.org/rescode.html; an extended code's low byte is one.
_FULL = {sqlite3.SQLITE_FULL}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_READ_ONLY = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM}
_CANNOT_OPEN = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_AUTH}
_IO = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOLFS}
# SQLITE_ERROR: a table or column is not there; all of our statements are right for our tables.
_DAMAGED = {
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_FORMAT,
    sqlite3.SQLITE_ERROR,
    sqlite3.SQLITE_MISMATCH,
    sqlite3.SQLITE_CONSTRAINT,
    sqlite3.SQLITE_SCHEMA,
}
_SAFE = "nothing of this write is stored, and what was committed before is safe and can be read"


def in_words(error: sqlite3.Error, path: Path) -> KlipingError:
    """Return the error to raise for one of SQLite's.

    Args:
        path: of the database file.
    """
    code = getattr(error, "sqlite_errorcode", None)
    primary = None if code is None else code & 0xFF
    if primary in _FULL:
        return ArchiveError(f"{path}: the disk is full; {_SAFE}; make room, then do it again")
    if primary in _BUSY:
        return ArchiveLockedError(
            f"{path}: another process is writing to it; {_SAFE}; try again when that is done"
        )
    if primary in _READ_ONLY:
        return ArchiveError(
            f"{path}: this user or file system does not let it be written ({error}); {_SAFE}"
        )
    if primary in _CANNOT_OPEN:
        return ArchiveError(
            f"{path}: it or a file beside it cannot be opened ({error}); {_SAFE}; "
            f"make room if the disk is full, look at the permissions of {path.name}, "
            f"{path.name}-wal, {path.name}-shm and of their folder, then do it again"
        )
    if primary in _IO:
        return ArchiveError(
            f"{path}: the operating system reports an input/output error ({error}); {_SAFE}; "
            "look at the disk (is it full, or failing?), then do it again"
        )
    # An error of Python's sqlite3 itself has no code: bytes that are no UTF-8, a closed connection.
    if primary in _DAMAGED or (primary is None and "UTF-8" in str(error)):
        return damage(path, str(error))
    return ArchiveError(f"{path}: SQLite reports {error} ({type(error).__name__})")


def damage(path: Path, what: str, *, again: str = "index the sources anew") -> ArchiveDamagedError:
    """Return the error of something in the file that cannot be trusted.

    Args:
        again: the remedy where there is no backup.
    """
    return ArchiveDamagedError(f"{path}: {what}; restore the file from a backup, or {again}")


def article_damage(path: Path, id: str, source_path: str | None) -> ArchiveDamagedError:
    """Return the error of a damaged article."""
    again = f"index {source_path!r} again" if source_path else "add the article again"
    return damage(path, f"article {id!r} is damaged: its checksum differs", again=again)


def check_order(path: Path, keys: Sequence[Any], table: str) -> None:
    """Refuse rows that do not come in ascending order of a table's key.

    A damaged page may give them so for ever: who goes on from the last key would never end.

    Raises:
        ArchiveDamagedError: a key is not above the one before, or cannot be compared with it.
    """
    try:
        ascending = all(one < other for one, other in pairwise(keys))
    except TypeError:
        ascending = False
    if not ascending:
        raise damage(path, f"the keys of the table {table} are not in order")
