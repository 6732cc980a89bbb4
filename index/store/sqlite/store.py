"""Open articles.db, and read it from any number of threads."""

import json
import os
import sqlite3
import threading
import weakref
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kliping.index.article import Article
from kliping.index.errors import (
    ArchiveDamagedError,
    ArchiveError,
    ArchiveNotFoundError,
    ArticleNotFoundError,
)
from kliping.index.records import Enrichment
from kliping.index.store.codec import (
    ARTICLE_COLUMNS,
    decode_article,
    decode_enrichment,
    dump_json,
)
from kliping.index.store.contract import ArticleState, EnricherState

from .schema import create_tables, migrate, refuse_newer

if TYPE_CHECKING:
    from .write import SqliteTransaction

# SQLite's limit on bound parameters is 32,766; a round number well below it.
BATCH = 5_000
# How long a statement waits for a lock that another connection holds for a moment.
BUSY_SECONDS = 10.0


class _ThreadConnection(sqlite3.Connection):
    """One thread's connection; it closes itself when its thread is gone."""

    def __del__(self) -> None:
        self.close()


class SqliteStore:
    """articles.db of one archive. Reading is safe in any number of threads."""

    def __init__(self, path: Path, *, create: bool = False, read_only: bool = False) -> None:
        """Open the file, or make it.

        Raises:
            ArchiveNotFoundError: it does not exist and `create` is false.
            ArchiveFormatError: a newer kliping wrote it.
            ArchiveDamagedError: it is not a database, or damaged.
        """
        self.path = path
        self.read_only = read_only
        self._local = threading.local()
        self._connections: weakref.WeakSet[_ThreadConnection] = weakref.WeakSet()
        self._guard = threading.Lock()
        self._closed = False
        if not path.exists() and not create:
            raise ArchiveNotFoundError(
                f"no archive at {str(path.parent)!r}; make one with: kliping index FOLDER"
            )
        with self._damage_named():
            connection = self._connection()
            refuse_newer(connection, str(path.parent))
            if not read_only:
                self._prepare(connection)

    def _prepare(self, connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA journal_mode = WAL")
        if connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is None:
            connection.execute("BEGIN IMMEDIATE")
            if connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is None:
                create_tables(connection)
            connection.execute("COMMIT")
        migrate(connection)

    @contextmanager
    def _damage_named(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as error:
            raise ArchiveDamagedError(
                f"{self.path}: {error}; restore the file from a backup, or index the sources anew"
            ) from error

    def _connection(self) -> sqlite3.Connection:
        connection: _ThreadConnection | None = getattr(self._local, "connection", None)
        if connection is None:
            if self._closed:
                raise ArchiveError(f"archive {str(self.path.parent)!r} is closed; open it again")
            # A folder that cannot be written has no room for the files that a WAL database keeps
            # beside it; nothing can change in it either.
            mode = "rwc"
            if self.read_only:
                mode = "ro" if os.access(self.path.parent, os.W_OK) else "ro&immutable=1"
            connection = sqlite3.connect(
                f"{self.path.resolve().as_uri()}?mode={mode}",
                uri=True,
                timeout=BUSY_SECONDS,
                isolation_level=None,
                check_same_thread=False,  # only so that close() can close every thread's
                factory=_ThreadConnection,
            )
            if not self.read_only:
                connection.execute("PRAGMA synchronous = FULL")
                connection.execute("PRAGMA foreign_keys = ON")
            self._local.connection = connection
            with self._guard:
                self._connections.add(connection)
        return connection

    def close(self) -> None:
        """Close the connections of all threads."""
        self._closed = True
        with self._guard:
            for connection in list(self._connections):
                connection.close()
        self._local = threading.local()

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return all rows of a reading statement."""
        with self._damage_named():
            return self._connection().execute(sql, parameters).fetchall()

    @contextmanager
    def write(self) -> Iterator["SqliteTransaction"]:
        """Begin a transaction that becomes the next revision; it commits when the block ends.

        An exception in the block rolls everything back. The caller holds the archive's writer
        lock.
        """
        from .write import SqliteTransaction  # what only reads can do without it

        connection = self._connection()
        connection.execute("BEGIN IMMEDIATE")
        try:
            transaction = SqliteTransaction(connection, self.revision + 1)
            yield transaction
            if transaction.touched:
                self._set_meta(connection, "revision", transaction.revision)
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise

    # -- meta --------------------------------------------------------------------------------

    @property
    def identity(self) -> str:
        """What tells this store from every other; a backup keeps it."""
        return str(self.meta("identity") or "")

    @property
    def revision(self) -> int:
        """The newest committed revision; 0 in an empty archive."""
        return int(self.meta("revision") or 0)

    def meta(self, key: str) -> Any:
        """Return a value of the meta table, or None."""
        rows = self.query("SELECT value FROM meta WHERE key = ?", (key,))
        return json.loads(rows[0][0]) if rows else None

    def set_meta(self, key: str, value: object) -> None:
        """Set a value of the meta table, of JSON's types, in a transaction of its own."""
        self._set_meta(self._connection(), key, value)

    @staticmethod
    def _set_meta(connection: sqlite3.Connection, key: str, value: object) -> None:
        connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, dump_json(value)))

    # -- articles ----------------------------------------------------------------------------

    def count(self) -> int:
        """Return the number of articles."""
        return int(self.query("SELECT count(*) FROM articles")[0][0])

    def get(self, id: str) -> Article:
        """Return one article.

        Raises:
            ArticleNotFoundError: no article has the id.
        """
        rows = self.query(f"SELECT {ARTICLE_COLUMNS} FROM articles WHERE id = ?", (id,))
        if not rows:
            raise ArticleNotFoundError(f"no article {id!r} in the archive")
        return decode_article(rows[0])

    def get_many(self, ids: Sequence[str]) -> dict[str, Article]:
        """Return the articles with these ids, by id; ids that are not there are left out."""
        found: dict[str, Article] = {}
        for chunk in _chunks(ids):
            marks = ",".join("?" * len(chunk))
            sql = f"SELECT {ARTICLE_COLUMNS} FROM articles WHERE id IN ({marks})"
            for row in self.query(sql, chunk):
                found[row[0]] = decode_article(row)
        return found

    def states(self, ids: Sequence[str]) -> dict[str, ArticleState]:
        """Return number and content hash of those of the ids that are stored."""
        found = {}
        for chunk in _chunks(ids):
            marks = ",".join("?" * len(chunk))
            sql = (
                f"SELECT id, number, content_hash, source_path FROM articles WHERE id IN ({marks})"
            )
            for id, number, content_hash, source in self.query(sql, chunk):
                found[id] = ArticleState(
                    number=number, content_hash=content_hash, source_path=source
                )
        return found

    def ids_of_content(self, content_hashes: Sequence[str]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for chunk in _chunks(content_hashes):
            marks = ",".join("?" * len(chunk))
            sql = (
                "SELECT content_hash, id FROM articles "
                f"WHERE content_hash IN ({marks}) ORDER BY number"
            )
            for content_hash, id in self.query(sql, chunk):
                found.setdefault(content_hash, []).append(id)
        return found

    def sources(self) -> list[tuple[str, str | None]]:
        return [
            (id, path)
            for id, path in self.query("SELECT id, source_path FROM articles ORDER BY number")
        ]

    def iter_articles(self, *, since: int = -1) -> Iterator[Article]:
        """Yield the articles changed after revision `since`, in order of addition.

        The set of articles is fixed when the iteration begins; one that is deleted meanwhile is
        left out.
        """
        for chunk in _chunks(self.ids(since=since)):
            found = self.get_many(chunk)
            yield from (found[id] for id in chunk if id in found)

    def ids(self, *, since: int = -1) -> list[str]:
        """Return the ids of the articles changed after revision `since`, in order of addition."""
        sql = "SELECT id FROM articles WHERE revision > ? ORDER BY number"
        return [row[0] for row in self.query(sql, (since,))]

    def deleted_ids(self, *, since: int) -> list[str]:
        """Return the ids deleted after revision `since` that are still gone."""
        sql = "SELECT id FROM tombstones WHERE revision > ? ORDER BY id"
        return [row[0] for row in self.query(sql, (since,))]

    # -- enrichments -------------------------------------------------------------------------

    def enrichments(
        self, articles: Iterable[Article], *, enrichers: Sequence[str] = ()
    ) -> dict[str, dict[str, Enrichment]]:
        """Return the results of each article, by article id and enricher; failures are absent.

        Args:
            enrichers: only the results of these; empty means of all.
        """
        texts = {article.id: article.text for article in articles}
        found: dict[str, dict[str, Enrichment]] = {id: {} for id in texts}
        for chunk in _chunks(list(texts)):
            marks = ",".join("?" * len(chunk))
            sql = (
                "SELECT a.id, e.enricher, e.result FROM enrichments e "
                "JOIN articles a ON a.number = e.article "
                f"WHERE e.result IS NOT NULL AND a.id IN ({marks})"
            )
            if enrichers:
                sql += f" AND e.enricher IN ({','.join('?' * len(enrichers))})"
            for id, enricher, result in self.query(sql, (*chunk, *enrichers)):
                found[id][enricher] = decode_enrichment(result, texts[id])
        return found

    def failures(self) -> list[tuple[str, str, str]]:
        """Return (article id, enricher, what went wrong) of each failure, by article."""
        sql = (
            "SELECT a.id, e.enricher, e.failure FROM enrichments e "
            "JOIN articles a ON a.number = e.article "
            "WHERE e.failure IS NOT NULL ORDER BY a.number, e.enricher"
        )
        return [(row[0], row[1], row[2]) for row in self.query(sql)]

    def enricher_states(self) -> list[EnricherState]:
        """Return results, failures and mean time of each enricher, by name."""
        sql = (
            "SELECT enricher, count(result), count(failure), avg(seconds) "
            "FROM enrichments GROUP BY enricher ORDER BY enricher"
        )
        return [
            EnricherState(name=n, results=r, failures=f, seconds=s)
            for n, r, f, s in self.query(sql)
        ]

    def count_records(self, enricher: str, keys: Sequence[str]) -> Counter[tuple[str, ...]]:
        """Return how many articles have a record of the enricher with these values of its data.

        Args:
            keys: of the records' data; the values of these, in order, are what is counted.
        """
        counts: Counter[tuple[str, ...]] = Counter()
        sql = "SELECT result FROM enrichments WHERE enricher = ? AND result LIKE '%\"records\"%'"
        for (result,) in self.query(sql, (enricher,)):
            records = json.loads(result)["records"]
            counts.update({tuple(str(data[key]) for key in keys) for _, _, _, data in records})
        return counts

    def stale_ids(self, fingerprints: Mapping[str, str]) -> dict[str, list[str]]:
        """Return by enricher the ids of articles without a result of the fingerprint.

        Args:
            fingerprints: enricher → fingerprint of what it would give now. A failure counts as
                no result.
        """
        sql = (
            "SELECT a.id FROM articles a LEFT JOIN enrichments e "
            "ON e.article = a.number AND e.enricher = ? AND e.fingerprint = ? "
            "AND e.failure IS NULL WHERE e.article IS NULL ORDER BY a.number"
        )
        return {
            name: [row[0] for row in self.query(sql, (name, fingerprint))]
            for name, fingerprint in fingerprints.items()
        }

    # -- aliases -----------------------------------------------------------------------------

    def aliases(self) -> dict[str, dict[str, str]]:
        """Return by field: alias → the name that it counts as."""
        found: dict[str, dict[str, str]] = {}
        for field, alias, name in self.query("SELECT field, alias, name FROM aliases"):
            found.setdefault(field, {})[alias] = name
        return found

    def names_spelled(self, spelling: str, *, types: Sequence[str]) -> list[str]:
        """Return the names of these types that articles spell so, without regard to case."""
        marks = ",".join("?" * len(types))
        sql = (
            "SELECT DISTINCT name FROM spellings "
            f"WHERE type IN ({marks}) AND spelling = ? ORDER BY name"
        )
        return [row[0] for row in self.query(sql, (*types, spelling.casefold()))]

    def spellings(self, type: str) -> dict[str, list[str]]:
        """Return by name how articles spell it otherwise, casefolded."""
        found: dict[str, list[str]] = {}
        sql = "SELECT name, spelling FROM spellings WHERE type = ? ORDER BY name, spelling"
        for name, spelling in self.query(sql, (type,)):
            found.setdefault(name, []).append(spelling)
        return found

    def backup(self, path: Path) -> None:
        """Write a consistent copy of the file while others write to this one."""
        with closing(sqlite3.connect(path)) as copy:
            self._connection().backup(copy)

    def integrity(self) -> list[str]:
        """Return what SQLite's own check finds wrong; empty where all is well."""
        return [row[0] for row in self.query("PRAGMA integrity_check") if row[0] != "ok"]


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for at in range(0, len(ids), BATCH):
        yield ids[at : at + BATCH]
