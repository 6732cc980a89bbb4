"""Find damage in articles.db: SQLite's own check, then the checksum of every row.

SQLite's check finds pages that do not hang together, and indexes that do not fit their tables. It
knows nothing of what the rows say: that is what the checksums are for. Bytes that neither covers
are not read by anything.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from kliping.index.errors import ArchiveError

from .checksums import add_digests, as_signed, counts_digest, pairs_digest, row_checksum
from .connections import Row
from .faults import article_damage, check_order, damage
from .results import ResultReader, parse_fingerprints, result_damage
from .schema import CHECKED, FORMAT, PARTS, TABLES, state_table

Fetch = Callable[..., list[Row]]
# Rows that are read at a time, so that no table need fit into memory.
_CHUNK = 2_000
# Tables whose rows have no number of their own to go on from.
_BY_KEY = {
    "meta": "key",
    "tombstones": "id",
    "aliases": "field, alias",
    "spellings": "type, spelling, name",
    "saved_searches": "name",
    "states": "enricher",
}
_NUMBERED = {"results": "place"}
_PYTHON_TYPES: dict[str, type] = {"int": int, "str": str, "bytes": bytes, "float": float}


def check_store(path: Path, fetch: Fetch, *, deep: bool) -> list[str]:
    """Return one line for each damage found, with the remedy."""
    found: list[str] = []
    steps = [_integrity, *([_schema, _rows, _counts, _state_tables] if deep else [])]
    for step in steps:
        try:
            found += dict.fromkeys(step(path, fetch))
        except ArchiveError as error:
            found.append(str(error))
        except (ValueError, TypeError, KeyError, OverflowError) as error:
            found.append(str(damage(path, f"it cannot be read: {type(error).__name__}: {error}")))
    return found


def _integrity(path: Path, fetch: Fetch) -> Iterator[str]:
    for (line,) in fetch("PRAGMA integrity_check"):
        if line != "ok":
            yield str(damage(path, str(line)))


def _schema(path: Path, fetch: Fetch) -> Iterator[str]:
    """Compare the tables with those that this format has, and the header's settings."""
    there = {sql for (sql,) in fetch("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")}
    maps = fetch("SELECT number, kind, key, value FROM state_maps")
    expected = {*TABLES, *(state_table(*row) for row in maps)}
    if there != expected:
        yield str(damage(path, "its tables are not those of its format"))
    if fetch("PRAGMA user_version") != [(FORMAT,)] or fetch("PRAGMA encoding") != [("UTF-8",)]:
        yield str(damage(path, "its header is damaged"))


def _rows(path: Path, fetch: Fetch) -> Iterator[str]:
    """Compare the checksum of every row."""
    for table, columns in CHECKED.items():
        for row in _iter_rows(path, fetch, table, (*columns, "checksum")):
            if row_checksum(*row[:-1]) != row[-1]:
                yield _row_damage(path, fetch, table, row)


def _row_damage(path: Path, fetch: Fetch, table: str, row: Row) -> str:
    if table == "articles":
        return str(article_damage(path, row[1], row[4]))
    if table == "results":
        ids = fetch("SELECT id FROM articles WHERE number = ?", (row[0] // PARTS,))
        id = str(ids[0][0]) if ids else f"number {row[0] // PARTS}"
        enrichers = ResultReader(path, fetch).enrichers_of(row[0], row[1])
        return str(result_damage(path, id, enrichers))
    return str(damage(path, f"a row of the table {table} is damaged: {row[:-1]!r}"))


def _iter_rows(path: Path, fetch: Fetch, table: str, columns: Sequence[str]) -> Iterator[Row]:
    names = ", ".join(columns)
    if (key := _BY_KEY.get(table)) is not None:
        at = 0
        sql = f"SELECT {names} FROM {table} ORDER BY {key} LIMIT {_CHUNK} OFFSET ?"
        while rows := fetch(sql, (at,)):
            yield from rows
            at += len(rows)
        return
    number = _NUMBERED.get(table, "number")
    last: Any = -(1 << 63)
    sql = f"SELECT {number}, {names} FROM {table} WHERE {number} > ? ORDER BY 1 LIMIT {_CHUNK}"
    while rows := fetch(sql, (last,)):
        yield from (tuple(row[1:]) for row in rows)
        check_order(path, [last, *(row[0] for row in rows)], table)
        last = rows[-1][0]


def _counts(path: Path, fetch: Fetch) -> Iterator[str]:
    """Compare what refers to other rows, and what counts them."""
    rows: Counter[int] = Counter()
    recipes = {
        number: (parse_fingerprints(written), count)
        for number, written, count in fetch("SELECT number, fingerprints, rows FROM recipes")
    }
    enrichers = {number for (number,) in fetch("SELECT number FROM enrichers")}
    articles = {number for (number,) in fetch("SELECT number FROM articles")}
    for place, recipe in _iter_rows(path, fetch, "results", ("place", "recipe")):
        rows[recipe] += 1
        part = place % PARTS
        if recipe not in recipes or place // PARTS not in articles:
            yield str(damage(path, f"results at {place} belong to nothing"))
        elif part and set(recipes[recipe][0]) != {part}:
            yield str(damage(path, f"results at {place} are of another enricher"))
    for number, (prints, count) in recipes.items():
        if rows[number] != count or not prints.keys() <= enrichers:
            yield str(damage(path, f"recipe {number} counts {count} results, there are others"))
    for (failures,) in fetch("SELECT failures FROM results WHERE failures IS NOT NULL"):
        json.loads(failures)


def _state_tables(path: Path, fetch: Fetch) -> Iterator[str]:
    """Compare the digests and checksums of the maps of corpus enrichers."""
    maps = fetch("SELECT number, enricher, name, kind, key, value, digest FROM state_maps")
    for number, enricher, name, kind, key, value, digest in maps:
        types = (_PYTHON_TYPES[key], _PYTHON_TYPES[value])
        total, sound = 0, True
        for rows in _iter_state(path, fetch, number, kind):
            keys, values = [row[0] for row in rows], [row[1] for row in rows]
            typed = all(type(k) is types[0] for k in keys)
            if not typed or not all(type(v) is types[1] for v in values):
                sound = False
            elif kind == "map":
                sound &= all(row_checksum(k, v) == checksum for k, v, checksum in rows)
            elif kind == "multimap":
                total = add_digests(total, pairs_digest(keys, values))
            else:
                total = add_digests(total, counts_digest(keys, values))
        if not sound or as_signed(total) != digest:
            yield (
                f"{path}: the state {name!r} of the enricher {enricher} is damaged: its checksums "
                "differ; make it anew with: kliping enrich --all"
            )


def _iter_state(path: Path, fetch: Fetch, number: int, kind: str) -> Iterator[list[Row]]:
    table = f"state_{number}"
    if kind == "multimap":
        after = "WHERE (key, member) > (?, ?) "
        columns, order = "key, member", "key, member"
    else:
        after = "WHERE key > ? "
        columns, order = ("key, value, checksum" if kind == "map" else "key, value"), "key"
    where = ""
    bounds: tuple[Any, ...] = ()
    while rows := fetch(
        f"SELECT {columns} FROM {table} {where}ORDER BY {order} LIMIT {_CHUNK}", bounds
    ):
        yield rows
        width = 2 if kind == "multimap" else 1
        keys = [tuple(row[:width]) for row in rows]
        check_order(path, [bounds, *keys] if bounds else keys, table)
        where, bounds = after, keys[-1]
