"""The tables of articles.db, and how an older file is brought to them.

`PRAGMA user_version` holds the format number. Its history, one line a version:

1. articles, tombstones, enrichments, aliases, saved searches, meta (0.1).
"""

import sqlite3
from collections.abc import Callable, Mapping

from kliping.index.errors import ArchiveFormatError

FORMAT = 1

TABLES = (
    # One row of settings that belong to the data: revision, fields, analyzer fingerprint.
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    # `number` is the order of addition; `revision` that of the last change, to the article or to
    # one of its results.
    """CREATE TABLE articles (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        revision INTEGER NOT NULL,
        content_hash TEXT NOT NULL,
        title TEXT NOT NULL,
        text TEXT NOT NULL,
        outlet TEXT,
        published TEXT,
        url TEXT,
        authors TEXT NOT NULL,
        section TEXT,
        language TEXT,
        source_path TEXT,
        regions TEXT NOT NULL
    )""",
    "CREATE INDEX articles_by_revision ON articles (revision)",
    "CREATE INDEX articles_by_content ON articles (content_hash)",
    # What was deleted when, so that an index that fell behind can follow.
    "CREATE TABLE tombstones (id TEXT PRIMARY KEY, revision INTEGER NOT NULL) WITHOUT ROWID",
    """CREATE TABLE enrichments (
        article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
        enricher TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        result TEXT,
        failure TEXT,
        seconds REAL NOT NULL,
        PRIMARY KEY (article, enricher)
    ) WITHOUT ROWID""",
    """CREATE TABLE aliases (
        field TEXT NOT NULL,
        alias TEXT NOT NULL,
        name TEXT NOT NULL,
        PRIMARY KEY (field, alias)
    ) WITHOUT ROWID""",
    # How names were spelled in articles: what `place:korut` finds Korea Utara by. A row stays when
    # its last article goes; it then leads to a name that no article has.
    """CREATE TABLE spellings (
        type TEXT NOT NULL,
        spelling TEXT NOT NULL,
        name TEXT NOT NULL,
        PRIMARY KEY (type, spelling, name)
    ) WITHOUT ROWID""",
    """CREATE TABLE saved_searches (
        name TEXT PRIMARY KEY,
        query TEXT NOT NULL,
        revision INTEGER NOT NULL
    ) WITHOUT ROWID""",
)

# From a format to the next: each function changes the file inside the caller's transaction.
MIGRATIONS: Mapping[int, Callable[[sqlite3.Connection], None]] = {}


def create_tables(connection: sqlite3.Connection) -> None:
    """Make the tables of an empty database."""
    for statement in TABLES:
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {FORMAT}")


def stored_format(connection: sqlite3.Connection) -> int:
    """Return the format number of the file; 0 where it was never written."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def refuse_newer(connection: sqlite3.Connection, path: str) -> None:
    """Raise where the file was written by a newer kliping.

    Raises:
        ArchiveFormatError: the format number is larger than FORMAT.
    """
    found = stored_format(connection)
    if found > FORMAT:
        raise ArchiveFormatError(
            f"archive {path!r} has format {found}, this kliping reads up to {FORMAT}; "
            "upgrade with: pip install --upgrade kliping"
        )


def migrate(connection: sqlite3.Connection) -> None:
    """Bring an older file to FORMAT, one format at a time, in one transaction."""
    found = stored_format(connection)
    if found == FORMAT:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for version in range(found, FORMAT):
            MIGRATIONS[version](connection)
        connection.execute(f"PRAGMA user_version = {FORMAT}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
