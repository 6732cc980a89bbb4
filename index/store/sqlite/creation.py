"""Make articles.db: built beside, complete, and only then given its name."""

import os
import secrets
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from kliping.index.errors import ArchiveError
from kliping.index.store.codec import dump_json

from .checksums import row_checksum
from .faults import in_words
from .schema import FORMAT, create_tables

# What is being made is called so, with the process's number behind it; a killed process leaves it.
UNFINISHED = ".new-"


def new_stamp() -> str:
    """Return random hexadecimal digits: 32, more than ever are drawn twice."""
    return secrets.token_hex(16)


def birth(revision: int) -> dict[str, object]:
    """Return the settings that tell a store from all others: its identity, its first stamp."""
    return {"identity": new_stamp(), "stamps": {str(revision): new_stamp()}}


def create_store(path: Path, meta: Mapping[str, object]) -> None:
    """Make the file, with an identity and the given settings.

    A kill leaves no file of that name, or a whole one. Where another process makes it at the same
    time, the first one's stays.

    Raises:
        ArchiveError: the folder cannot be written, or the disk is full.
    """
    unfinished = path.with_name(f"{path.name}{UNFINISHED}{os.getpid()}")
    try:
        unfinished.unlink(missing_ok=True)
        with closing(sqlite3.connect(unfinished, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("BEGIN IMMEDIATE")
            create_tables(connection)
            put_meta(connection, {**meta, "format": FORMAT, **birth(0)})
            connection.execute("COMMIT")
        _sync(unfinished)
        _publish(unfinished, path)
        _sync(path.parent)
    except sqlite3.Error as error:
        raise in_words(error, path) from error
    except OSError as error:
        raise ArchiveError(f"{path}: it cannot be made: {error.strerror}") from error
    finally:
        for leftover in ("", "-wal", "-shm"):
            Path(f"{unfinished}{leftover}").unlink(missing_ok=True)


def put_meta(connection: sqlite3.Connection, values: Mapping[str, object]) -> None:
    """Set values of the meta table, of JSON's types, inside the caller's transaction."""
    rows = [(key, dump_json(value)) for key, value in values.items()]
    connection.executemany(
        "INSERT OR REPLACE INTO meta VALUES (?, ?, ?)", [(*r, row_checksum(*r)) for r in rows]
    )


def _publish(unfinished: Path, path: Path) -> None:
    """Give the file its name, unless another has it by now."""
    try:
        os.link(unfinished, path)
    except FileExistsError:
        return
    except OSError:  # a file system without links
        if not path.exists():
            os.rename(unfinished, path)


def _sync(path: Path) -> None:
    """Let a file or folder reach the disk, where the system can say so."""
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
