"""articles.db as a file: what refuses to open, and what is left of a creation."""

import sqlite3
from pathlib import Path

import pytest

from kliping.index import ArchiveDamagedError, ArchiveFormatError, ArchiveNotFoundError
from kliping.index.store.sqlite import SqliteStore


def test_a_missing_store_is_not_made_unasked(tmp_path: Path) -> None:
    """Opening without `create` makes no file."""
    with pytest.raises(ArchiveNotFoundError, match="kliping index FOLDER"):
        SqliteStore(tmp_path / "articles.db")
    assert list(tmp_path.iterdir()) == []


def test_a_newer_format_is_refused(tmp_path: Path) -> None:
    """A file of a later format is left alone, and the message says how to go on."""
    path = tmp_path / "articles.db"
    SqliteStore(path, create=True).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(ArchiveFormatError, match=r"format 99.*upgrade"):
        SqliteStore(path)


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    """Garbage in place of articles.db is reported as damage with the file's name."""
    path = tmp_path / "articles.db"
    path.write_bytes(b"not a database, at all" * 100)
    with pytest.raises(ArchiveDamagedError, match=r"articles\.db"):
        SqliteStore(path)
