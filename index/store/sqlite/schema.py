"""The tables of articles.db.

`PRAGMA user_version` holds the format number, and so does the table `meta`. The format's history,
one line a version:

1. articles, tombstones, enrichments, aliases, saved searches, meta (0.1).
2. an identity; every row has a checksum; texts and results compressed, the results of an article in
   one row; saved searches in a table; the state of corpus enrichers in maps (0.2).
"""

import sqlite3
from typing import Final

FORMAT: Final = 2

# An article's results stand side by side: `place` is its number × PARTS + the part. Part 0 holds
# what the enrichers of single articles found, which is stored and read together; part n holds what
# the corpus enricher with number n settled, which changes with other articles.
PARTS: Final = 1024

META: Final = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL, checksum INTEGER NOT NULL) "
    "WITHOUT ROWID"
)

TABLES: Final = (
    # Settings that belong to the data: format, identity, revision, fields, analyzer.
    META,
    # `number` is the order of addition; `revision` that of the last change, to the article or to
    # one of its results: the checksum does not cover it, the index by revision does. `content` is
    # everything else that there is of the article. `source_id` is what its source calls it, where
    # that is not its id.
    """CREATE TABLE articles (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, revision INTEGER NOT NULL,
        content_hash BLOB NOT NULL, source_id TEXT, source_path TEXT, content BLOB NOT NULL,
        checksum INTEGER NOT NULL
    )""",
    "CREATE INDEX articles_by_revision ON articles (revision)",
    "CREATE INDEX articles_by_content ON articles (content_hash)",
    # What was deleted when, so that an index that fell behind can follow.
    """CREATE TABLE tombstones (
        id TEXT PRIMARY KEY, revision INTEGER NOT NULL, checksum INTEGER NOT NULL
    ) WITHOUT ROWID""",
    # `runs` and `seconds` over all articles and all time.
    """CREATE TABLE enrichers (
        number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, runs INTEGER NOT NULL,
        seconds REAL NOT NULL, checksum INTEGER NOT NULL
    )""",
    # A recipe is a set of enrichers with fingerprints that gave a row of results: JSON, enricher
    # number → fingerprint. `rows` counts the results made by it.
    """CREATE TABLE recipes (
        number INTEGER PRIMARY KEY, fingerprints TEXT NOT NULL UNIQUE, rows INTEGER NOT NULL,
        checksum INTEGER NOT NULL
    )""",
    # `found` is compressed JSON, enricher number → result; `failures` JSON, number → one line.
    """CREATE TABLE results (
        place INTEGER PRIMARY KEY, recipe INTEGER NOT NULL, failures TEXT, found BLOB NOT NULL,
        checksum INTEGER NOT NULL
    )""",
    "CREATE INDEX results_with_failures ON results (place) WHERE failures IS NOT NULL",
    """CREATE TABLE aliases (
        field TEXT NOT NULL, alias TEXT NOT NULL, name TEXT NOT NULL, checksum INTEGER NOT NULL,
        PRIMARY KEY (field, alias)
    ) WITHOUT ROWID""",
    # How names were spelled in articles: what `place:korut` finds Korea Utara by. A row stays when
    # its last article goes; it then leads to a name that no article has.
    """CREATE TABLE spellings (
        type TEXT NOT NULL, spelling TEXT NOT NULL, name TEXT NOT NULL, checksum INTEGER NOT NULL,
        PRIMARY KEY (type, spelling, name)
    ) WITHOUT ROWID""",
    """CREATE TABLE saved_searches (
        name TEXT PRIMARY KEY, query TEXT NOT NULL, match_any INTEGER NOT NULL,
        seen INTEGER NOT NULL, checksum INTEGER NOT NULL
    ) WITHOUT ROWID""",
    # The corpus enrichers whose state holds all articles, and by which fingerprint.
    """CREATE TABLE states (
        enricher TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, checksum INTEGER NOT NULL
    ) WITHOUT ROWID""",
    # The maps of corpus enrichers' states: map n has the table state_n, made as `state_table` says.
    """CREATE TABLE state_maps (
        number INTEGER PRIMARY KEY, enricher TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL,
        key TEXT NOT NULL, value TEXT NOT NULL, digest INTEGER NOT NULL, checksum INTEGER NOT NULL,
        UNIQUE (enricher, name)
    )""",
)

# Table → the columns that its rows' checksums cover, in order; `checksum` is the last column.
CHECKED: Final = {
    "meta": ("key", "value"),
    "articles": ("number", "id", "content_hash", "source_id", "source_path", "content"),
    "tombstones": ("id", "revision"),
    "enrichers": ("number", "name", "runs", "seconds"),
    "recipes": ("number", "fingerprints", "rows"),
    "results": ("place", "recipe", "failures", "found"),
    "aliases": ("field", "alias", "name"),
    "spellings": ("type", "spelling", "name"),
    "saved_searches": ("name", "query", "match_any", "seen"),
    "states": ("enricher", "fingerprint"),
    "state_maps": ("number", "enricher", "name", "kind", "key", "value", "digest"),
}

_TYPES: Final = {"int": "INTEGER", "str": "TEXT", "bytes": "BLOB", "float": "REAL"}


def state_table(number: int, kind: str, key: str, value: str) -> str:
    """Return the statement that makes the table of a map, multimap or counter.

    Large values belong under integers: a table whose key is text keeps its rows in its index.
    """
    table, of, to = f"state_{number}", _TYPES[key], _TYPES[value]
    if kind == "multimap":
        return (
            f"CREATE TABLE {table} (key {of} NOT NULL, member {to} NOT NULL, "
            "PRIMARY KEY (key, member)) WITHOUT ROWID"
        )
    checksum = "" if kind == "counter" else ", checksum INTEGER NOT NULL"
    ending = "" if key == "int" else " WITHOUT ROWID"
    return f"CREATE TABLE {table} (key {of} PRIMARY KEY, value {to} NOT NULL{checksum}){ending}"


def create_tables(connection: sqlite3.Connection) -> None:
    """Make the tables, and set the format, inside the caller's transaction."""
    for statement in TABLES:
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {FORMAT}")
