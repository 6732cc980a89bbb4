"""Make articles.db: built beside, complete, and only then given its name."""

import os
import secrets
import sqlite3
from collections.abc import Mapping
from contextlib import closing, suppress
from pathlib import Path

from kliping.index.errors import ArchiveError
from kliping.index.store.codec import dump_json

from .checksums import row_checksum
from .faults import in_words
from .schema import FORMAT, create_tables

# What is being made is called so, beside the name that it gets; a killed process leaves it, and the
# next creation writes over it.
UNFINISHED = ".new"
_COMPANIONS = ("", "-journal", "-wal", "-shm")


def new_stamp() -> str:
    """Return random hexadecimal digits: 32, more than ever are drawn twice."""
    return secrets.token_hex(16)


def birth(revision: int) -> dict[str, object]:
    """Return the settings that tell a store from all others: its identity, its first stamp."""
    return {"identity": new_stamp(), "stamps": {str(revision): new_stamp()}}


def create_store(path: Path, meta: Mapping[str, object]) -> None:
    """Make the file, with an identity and the given settings.

    A kill leaves no file of that name, or a whole one. No other process may be making it: the
    caller holds the archive's lock.

    Raises:
        ArchiveError: the folder cannot be written, or the disk is full.
    """
    unfinished = path.with_name(path.name + UNFINISHED)
    made = [Path(f"{unfinished}{ending}") for ending in _COMPANIONS]
    try:
        for leftover in made:
            leftover.unlink(missing_ok=True)
        with closing(sqlite3.connect(unfinished, isolation_level=None)) as connection:
            # A rollback journal first: COMMIT tells every write that fails. A write-ahead log
            # reaches the file when the connection is closed, and closing tells no error.
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("BEGIN IMMEDIATE")
            create_tables(connection)
            put_meta(connection, {**meta, "format": FORMAT, **birth(0)})
            connection.execute("COMMIT")
            connection.execute("PRAGMA journal_mode = WAL")  # kept in the file's header
        _sync(unfinished)
        os.replace(unfinished, path)
        _sync(path.parent)
    except sqlite3.Error as error:
        raise in_words(error, path) from error
    except OSError as error:
        raise ArchiveError(f"{path}: it cannot be made: {error.strerror}") from error
    finally:
        for leftover in made:
            with suppress(OSError):
                leftover.unlink(missing_ok=True)


def put_meta(connection: sqlite3.Connection, values: Mapping[str, object]) -> None:
    """Set values of the meta table, of JSON's types, inside the caller's transaction."""
    rows = [(key, dump_json(value)) for key, value in values.items()]
    connection.executemany(
        "INSERT OR REPLACE INTO meta VALUES (?, ?, ?)", [(*r, row_checksum(*r)) for r in rows]
    )


def _sync(path: Path) -> None:
    """Let a file or folder reach the disk, where the system can say so."""
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
