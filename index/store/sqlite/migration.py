"""Bring an older articles.db to the present format, in one transaction.

A killed migration leaves the old file as it was. Other processes read the old content until it is
done; a 0.1 process that has the file open then finds tables that it does not know, and ends.
"""

import json
import logging
import sqlite3
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, cast

from kliping.index.article import Article, Region, RegionKind
from kliping.index.store.codec import dump_json

from .checksums import Value, row_checksum
from .connections import Connection
from .creation import birth, put_meta
from .packing import pack_article, pack_results
from .schema import CHECKED, FORMAT, PARTS, TABLES
from .write import written_recipe

log = logging.getLogger("kliping")

_SAVED_KEY: Final = "saved_searches"
_KEPT: Final = ("meta", "articles", "tombstones", "enrichments", "aliases", "spellings")
_ARTICLE: Final = (
    "number, id, revision, content_hash, title, text, outlet, published, url, authors, section, "
    "language, source_path, regions"
)


def migrate(connection: Connection, found: int) -> None:
    """Bring the file from format `found` to FORMAT.

    Raises:
        ArchiveLockedError: another process is writing to it.
        ArchiveError: the disk is full; the file is as it was.
    """
    log.warning("%s: bringing it from format %d to %d", connection.path, found, FORMAT)
    connection.apply(_migrate_1)
    # The old tables' room; where another process reads or the disk is full it stays.
    connection.apply(_give_back_room)


def _migrate_1(raw: sqlite3.Connection) -> None:
    raw.execute("BEGIN EXCLUSIVE")
    try:
        if raw.execute("PRAGMA user_version").fetchone()[0] == 1:
            _rewrite_1(raw)
        raw.execute("COMMIT")
    except BaseException:
        if raw.in_transaction:
            raw.execute("ROLLBACK")
        raise


def _give_back_room(raw: sqlite3.Connection) -> None:
    try:
        raw.execute("VACUUM")
    except sqlite3.OperationalError as error:
        log.info("the room of the old format is not given back yet: %s", error)


def _rewrite_1(raw: sqlite3.Connection) -> None:
    """Rewrite the tables of format 1.

    The state of corpus enrichers is left behind: it is made anew from the articles by the next
    write.
    """
    there = raw.execute(
        "SELECT type, name FROM sqlite_schema WHERE sql IS NOT NULL AND type IN ('index', 'table')"
    ).fetchall()
    for kind, name in there:
        if kind == "index":
            raw.execute(f'DROP INDEX IF EXISTS "{name}"')  # its table may be gone
        elif name in _KEPT:
            raw.execute(f'ALTER TABLE "{name}" RENAME TO "old_{name}"')
        elif not name.startswith("sqlite_"):
            raw.execute(f'DROP TABLE "{name}"')
    for statement in TABLES:
        raw.execute(statement)
    meta = {key: json.loads(value) for key, value in raw.execute("SELECT * FROM old_meta")}
    saved = meta.pop(_SAVED_KEY, {})
    put_meta(raw, {**meta, "format": FORMAT, **birth(int(meta.get("revision") or 0))})
    _insert(
        raw,
        "saved_searches",
        (
            (name, row["query"], int(row.get("match_any", False)), int(row.get("seen", -1)))
            for name, row in saved.items()
        ),
    )
    for row in raw.execute(f"SELECT {_ARTICLE} FROM old_articles"):
        _insert_article(raw, row)
    for table in ("tombstones", "aliases", "spellings"):
        _insert(raw, table, raw.execute(f"SELECT * FROM old_{table}"))
    _rewrite_results_1(raw, [name for _, name in there])
    for name in _KEPT:
        raw.execute(f"DROP TABLE old_{name}")
    raw.execute(f"PRAGMA user_version = {FORMAT}")


def _insert(raw: sqlite3.Connection, table: str, rows: Any) -> None:
    marks = ", ".join("?" * (len(CHECKED[table]) + 1))
    raw.executemany(
        f"INSERT INTO {table} VALUES ({marks})", ((*row, row_checksum(*row)) for row in rows)
    )


def _insert_article(raw: sqlite3.Connection, row: tuple[Any, ...]) -> None:
    number, id, revision, content_hash, title, text, outlet, published, url = row[:9]
    authors, section, language, source_path, regions = row[9:]
    article = Article(
        id=id,
        title=title,
        text=text,
        outlet=outlet,
        published=datetime.fromisoformat(published) if published else None,
        url=url,
        authors=tuple(json.loads(authors)),
        section=section,
        language=language,
        source_path=source_path,
        regions=tuple(
            Region(kind=cast(RegionKind, kind), start=start, end=end)
            for kind, start, end in json.loads(regions)
        ),
    )
    given: tuple[Value, ...] = (bytes.fromhex(content_hash), None, source_path)
    content = pack_article(article)
    checksum = row_checksum(number, id, *given, content)
    raw.execute(
        "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (number, id, revision, *given, content, checksum),
    )


def _rewrite_results_1(raw: sqlite3.Connection, tables: Sequence[str]) -> None:
    """Join the results of each article; those of each corpus enricher stay apart.

    Args:
        tables: all names; a corpus enricher had tables named `NAME_…`.
    """
    times = raw.execute(
        "SELECT enricher, count(*), total(seconds) FROM old_enrichments GROUP BY 1 ORDER BY 1"
    ).fetchall()
    numbers = {name: number for number, (name, _, _) in enumerate(times, start=1)}
    _insert(raw, "enrichers", ((numbers[name], name, runs, s) for name, runs, s in times))
    corpus = {name for name in numbers if any(table.startswith(f"{name}_") for table in tables)}
    recipes: dict[str, int] = {}
    counts: Counter[int] = Counter()
    rows = raw.execute(
        "SELECT article, enricher, fingerprint, result, failure FROM old_enrichments ORDER BY 1, 2"
    )

    def place(row: tuple[Any, ...]) -> int:
        return int(row[0]) * PARTS + (numbers[row[1]] if row[1] in corpus else 0)

    for _, group in groupby(rows, key=itemgetter(0)):
        for at, joint in groupby(sorted(group, key=place), key=place):
            results = [(numbers[name], *rest) for _, name, *rest in joint]
            recipe = recipes.setdefault(
                written_recipe({number: given for number, given, _, _ in results}),
                len(recipes) + 1,
            )
            counts[recipe] += 1
            failures = {str(number): line for number, _, _, line in results if line is not None}
            found = {str(number): each for number, _, each, line in results if line is None}
            written = dump_json(failures) if failures else None
            _insert(raw, "results", [(at, recipe, written, pack_results(found))])
    _insert(raw, "recipes", ((n, written, counts[n]) for written, n in recipes.items()))
