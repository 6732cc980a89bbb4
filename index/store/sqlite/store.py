"""Open articles.db, and read it from any number of threads."""

import json
import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from kliping.index.article import Article
from kliping.index.errors import (
    ArchiveError,
    ArchiveFormatError,
    ArchiveNotFoundError,
    ArticleNotFoundError,
)
from kliping.index.records import Enrichment
from kliping.index.store.codec import decode_enrichment
from kliping.index.store.contract import ArticleState, EnricherState, SavedSearch

from .checksums import row_checksum
from .connections import Connections, Row
from .faults import article_damage, damage
from .packing import unpack_article
from .results import ResultReader
from .schema import FORMAT

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory

    from .write import SqliteTransaction

log = logging.getLogger("kliping")

# SQLite's limit on bound parameters is 32,766; a round number well below it.
BATCH = 5_000

_ARTICLE = "number, id, content_hash, source_id, source_path, content, checksum"


class SqliteStore:
    """articles.db of one archive. Reading is safe in any number of threads."""

    def __init__(
        self,
        path: Path,
        *,
        create: bool = False,
        read_only: bool = False,
        meta: Mapping[str, object] = MappingProxyType({}),
    ) -> None:
        """Open the file, bring it to the present format, or make it.

        A file of an older format that may only be read is left as it is: a copy of it is read.

        Args:
            meta: what a file that is made holds from the beginning.

        Raises:
            ArchiveNotFoundError: it does not exist and `create` is false.
            ArchiveFormatError: a newer kliping wrote it.
            ArchiveDamagedError: it is empty, not a database, or damaged.
        """
        self.path = path
        self.read_only = read_only
        if not path.exists():
            if not create:
                raise ArchiveNotFoundError(
                    f"no archive at {str(path.parent)!r}; make one with: kliping index FOLDER"
                )
            from .creation import create_store  # what only reads can do without it

            create_store(path, meta)
        if path.stat().st_size == 0:
            raise damage(path, "the file is empty")
        self._connections = Connections(path, read_only=read_only)
        self._copy: TemporaryDirectory[str] | None = None
        try:
            self._settle_format()
            self._identity = str(self.meta("identity"))
        except BaseException:
            self._connections.close()
            raise

    def _settle_format(self) -> None:
        found = int(self._fetch("PRAGMA user_version")[0][0])
        folder = str(self.path.parent)
        if found > FORMAT:
            raise ArchiveFormatError(
                f"archive {folder!r} has format {found}, this kliping reads up to {FORMAT}; "
                "upgrade with: pip install --upgrade kliping"
            )
        if found < FORMAT and not self._fetch("SELECT 1 FROM sqlite_schema WHERE name = 'meta'"):
            raise damage(self.path, "it is a database, but none of kliping's")
        if found < FORMAT:
            from .migration import migrate  # once in an archive's life

            if self.read_only:
                self._connections = self._opened_copy()
            migrate(self._connections.own(), found)
        if self.meta("format") != FORMAT:
            raise damage(self.path, f"it does not say that its format is {FORMAT}")

    def _opened_copy(self) -> Connections:
        """Return connections to a copy, which can be written: what may not be written stays."""
        from tempfile import TemporaryDirectory

        log.warning(
            "%s: reading a copy of it as it is now, brought to format %d", self.path, FORMAT
        )
        self._copy = TemporaryDirectory(prefix="kliping-")
        path = Path(self._copy.name, self.path.name)
        self.backup(path)
        self._connections.close()
        return Connections(path, read_only=False)

    def close(self) -> None:
        """Close the connections of all threads, each after the statement that it runs."""
        self._connections.close()
        if self._copy is not None:
            self._copy.cleanup()

    def _fetch(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        return self._connections.fetch(sql, parameters)

    @contextmanager
    def write(self) -> Iterator["SqliteTransaction"]:
        """Begin a transaction that becomes the next revision; it commits when the block ends."""
        from .write import SqliteTransaction  # what only reads can do without it

        if self.read_only:
            raise ArchiveError(
                f"archive {str(self.path.parent)!r} is read-only: it was opened so, or this user "
                "may not write its files"
            )
        connection = self._connections.own()
        connection.run("BEGIN IMMEDIATE")
        try:
            transaction = SqliteTransaction(self, connection, self.revision + 1)
            yield transaction
            transaction.finish()
            connection.run("COMMIT")
        except BaseException:
            connection.rollback()
            raise

    # -- meta --------------------------------------------------------------------------------

    @property
    def identity(self) -> str:
        """32 random hexadecimal digits, given when the store was made; a backup keeps them."""
        return self._identity

    @property
    def revision(self) -> int:
        """The newest committed revision; 0 in an empty archive."""
        return int(self.meta("revision") or 0)

    def stamp(self, revision: int) -> str | None:
        """Return what tells the store at a revision from a copy that went on apart."""
        found: str | None = (self.meta("stamps") or {}).get(str(revision))
        return found

    def meta(self, key: str) -> Any:
        """Return a value of the meta table, or None."""
        rows = self._fetch("SELECT value, checksum FROM meta WHERE key = ?", (key,))
        if not rows:
            return None
        value, checksum = rows[0]
        if row_checksum(key, value) != checksum:
            raise damage(self.path, f"its setting {key!r} is damaged: the checksum differs")
        return json.loads(value)

    def set_meta(self, values: Mapping[str, object]) -> None:
        """Set values of the meta table, of JSON's types, all in one transaction."""
        with self.write() as transaction:
            transaction.set_meta(values)

    # -- articles ----------------------------------------------------------------------------

    def count(self) -> int:
        """Return the number of articles."""
        return int(self._fetch("SELECT count(*) FROM articles")[0][0])

    def get(self, id: str) -> Article:
        """Return one article.

        Raises:
            ArticleNotFoundError: no article has the id.
        """
        found = self.get_many([id])
        if not found:
            raise ArticleNotFoundError(f"no article {id!r} in the archive")
        return found[id]

    def get_many(self, ids: Sequence[str]) -> dict[str, Article]:
        """Return the articles with these ids, by id; ids that are not there are left out."""
        found: dict[str, Article] = {}
        for row in self._article_rows(ids):
            _, id, _, _, source_path, content, checksum = row
            if row_checksum(*row[:-1]) != checksum:
                raise article_damage(self.path, id, source_path)
            found[id] = unpack_article(id, source_path, content)
        return found

    def states(self, ids: Sequence[str]) -> dict[str, ArticleState]:
        """Return number and content hash of those of the ids that are stored.

        A damaged article has no content hash, so that adding it again mends it.
        """
        found = {}
        for row in self._article_rows(ids):
            number, id, content_hash, source_id, source_path, _, checksum = row
            sound = row_checksum(*row[:-1]) == checksum
            found[id] = ArticleState(
                number=number,
                content_hash=content_hash.hex() if sound else "",
                source_id=source_id,
                source_path=source_path,
            )
        return found

    def ids_of_content(self, content_hashes: Sequence[str]) -> dict[str, list[str]]:
        """Return by content hash the ids of the articles stored with it, in order of addition."""
        found: dict[str, list[str]] = {}
        for chunk in _chunks(content_hashes):
            marks = ",".join("?" * len(chunk))
            sql = (
                "SELECT content_hash, id FROM articles "
                f"WHERE content_hash IN ({marks}) ORDER BY number"
            )
            hashes = [bytes.fromhex(content_hash) for content_hash in chunk]
            for content_hash, id in self._fetch(sql, hashes):
                found.setdefault(content_hash.hex(), []).append(id)
        return found

    def sources(self) -> list[tuple[str, str | None]]:
        """Return id and source path of every article, in order of addition."""
        rows = self._fetch("SELECT id, source_path FROM articles ORDER BY number")
        return [(id, path) for id, path in rows]

    def _article_rows(self, ids: Sequence[str]) -> Iterator[Row]:
        for chunk in _chunks([id for id in ids if _is_storable(id)]):
            marks = ",".join("?" * len(chunk))
            yield from self._fetch(f"SELECT {_ARTICLE} FROM articles WHERE id IN ({marks})", chunk)

    def iter_articles(self, *, since: int = -1) -> Iterator[Article]:
        """Yield the articles changed after revision `since`, in order of addition."""
        for chunk in _chunks(self.ids(since=since)):
            found = self.get_many(chunk)
            yield from (found[id] for id in chunk if id in found)

    def ids(self, *, since: int = -1) -> list[str]:
        """Return the ids of the articles changed after revision `since`, in order of addition."""
        sql = "SELECT id FROM articles WHERE revision > ? ORDER BY number"
        return [row[0] for row in self._fetch(sql, (since,))]

    def deleted_ids(self, *, since: int) -> list[str]:
        """Return the ids deleted after revision `since` that are still gone."""
        sql = "SELECT id FROM tombstones WHERE revision > ? ORDER BY id"
        return [row[0] for row in self._fetch(sql, (since,))]

    # -- results -----------------------------------------------------------------------------

    @property
    def _results(self) -> ResultReader:
        return ResultReader(self.path, self._fetch)

    def enrichments(
        self, articles: Iterable[Article], *, enrichers: Sequence[str] = ()
    ) -> dict[str, dict[str, Enrichment]]:
        """Return the results of each article, by article id and enricher; failures are absent."""
        texts = {article.id: article.text for article in articles}
        found: dict[str, dict[str, Enrichment]] = {id: {} for id in texts}
        reader = self._results
        for chunk in _chunks(list(texts)):
            for id, results in reader.of_articles(chunk, enrichers):
                for enricher, parts in results.items():
                    if not enrichers or enricher in enrichers:
                        found[id][enricher] = decode_enrichment(parts, texts[id])
        return found

    def failures(self) -> list[tuple[str, str, str]]:
        """Return (article id, enricher, what went wrong) of each failure, by article."""
        return self._results.failures()

    def enricher_states(self) -> list[EnricherState]:
        """Return results, failures and mean time of each enricher, by name."""
        return self._results.enricher_states()

    def count_records(self, enricher: str, keys: Sequence[str]) -> Counter[tuple[str, ...]]:
        """Return how many articles have a record of the enricher with these values of its data."""
        counts: Counter[tuple[str, ...]] = Counter()
        for parts in self._results.of_enricher(enricher):
            records = parts.get("records", ())
            counts.update({tuple(str(data[key]) for key in keys) for _, _, _, data in records})
        return counts

    def stale_ids(self, fingerprints: Mapping[str, str]) -> dict[str, list[str]]:
        """Return by enricher the ids of articles without a result of the fingerprint."""
        reader = self._results
        return {name: reader.stale_ids(name, wanted) for name, wanted in fingerprints.items()}

    def has_state(self, enricher: str, fingerprint: str) -> bool:
        """Return whether the state of a corpus enricher holds all articles, by this fingerprint."""
        sql = "SELECT fingerprint FROM states WHERE enricher = ?"
        return self._fetch(sql, (enricher,)) == [(fingerprint,)]

    # -- aliases, spellings, saved searches --------------------------------------------------

    def aliases(self) -> dict[str, dict[str, str]]:
        """Return by field: alias → the name that it counts as."""
        found: dict[str, dict[str, str]] = {}
        sql = "SELECT field, alias, name, checksum FROM aliases"
        for field, alias, name, checksum in self._fetch(sql):
            if row_checksum(field, alias, name) != checksum:
                raise damage(self.path, f"the alias {alias!r} of {field} is damaged")
            found.setdefault(field, {})[alias] = name
        return found

    def names_spelled(self, spelling: str, *, types: Sequence[str]) -> list[str]:
        """Return the names of these types that articles spell so, without regard to case."""
        if not _is_storable(spelling):
            return []
        marks = ",".join("?" * len(types))
        sql = (
            "SELECT DISTINCT name FROM spellings "
            f"WHERE type IN ({marks}) AND spelling = ? ORDER BY name"
        )
        return [row[0] for row in self._fetch(sql, (*types, spelling.casefold()))]

    def spellings(self, type: str) -> dict[str, list[str]]:
        """Return by name how articles spell it otherwise, casefolded."""
        found: dict[str, list[str]] = {}
        sql = "SELECT name, spelling FROM spellings WHERE type = ? ORDER BY name, spelling"
        for name, spelling in self._fetch(sql, (type,)):
            found.setdefault(name, []).append(spelling)
        return found

    def saved_searches(self) -> list[SavedSearch]:
        """Return the saved searches by name."""
        found = []
        sql = "SELECT name, query, match_any, seen, checksum FROM saved_searches ORDER BY name"
        for name, query, match_any, seen, checksum in self._fetch(sql):
            if row_checksum(name, query, match_any, seen) != checksum:
                raise damage(self.path, f"the saved search {name!r} is damaged")
            found.append(SavedSearch(name=name, query=query, match_any=bool(match_any), seen=seen))
        return found

    # -- the file ----------------------------------------------------------------------------

    def backup(self, path: Path) -> None:
        """Write a consistent copy of the file while others write to this one."""
        self._connections.reading(lambda connection: connection.backup(path))

    def check(self, *, deep: bool = False) -> list[str]:
        """Return one line for each damage found, with the remedy; empty where all is well."""
        from .check import check_store  # what only `check` needs

        with self._connections.snapshot():
            return check_store(self.path, self._fetch, deep=deep)


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for at in range(0, len(ids), BATCH):
        yield ids[at : at + BATCH]


def _is_storable(text: object) -> bool:
    """Return whether a store can hold it: a string without lone surrogates."""
    if not isinstance(text, str):
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
