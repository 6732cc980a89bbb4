"""One write to articles.db: what becomes the next revision, or nothing."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from kliping.index.article import Article
from kliping.index.records import Enrichment
from kliping.index.store.codec import ARTICLE_COLUMNS, decode_enrichment, encode_article
from kliping.index.store.contract import StoredResult

_MARKS = ", ".join("?" * (len(ARTICLE_COLUMNS.split(",")) + 2))
_UPSERT = (
    f"INSERT INTO articles (revision, content_hash, {ARTICLE_COLUMNS}) VALUES ({_MARKS}) "
    "ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, "
    "content_hash = excluded.content_hash, "
    + ", ".join(
        f"{column} = excluded.{column}"
        for column in (name.strip() for name in ARTICLE_COLUMNS.split(","))
        if column != "id"
    )
)


class SqliteTransaction:
    """The running transaction. `touched` tells whether it changes anything."""

    def __init__(self, connection: sqlite3.Connection, revision: int) -> None:
        self.connection = connection
        self.revision = revision
        self.touched = False

    def put(self, article: Article, content_hash: str, results: Sequence[StoredResult]) -> None:
        """Add the article, or replace it and its results.

        Args:
            article: cleaned.
            content_hash: of the article as read, before cleaning (`Article.content_hash`).
            results: of the enrichers of single articles.
        """
        self.touched = True
        self.connection.execute(_UPSERT, (self.revision, content_hash, *encode_article(article)))
        self.connection.execute("DELETE FROM tombstones WHERE id = ?", (article.id,))
        number = self._number(article.id)
        self.connection.execute("DELETE FROM enrichments WHERE article = ?", (number,))
        self._put_results(number, results)

    def put_results(self, id: str, results: Sequence[StoredResult]) -> None:
        """Replace results of an article that is stored."""
        self.touched = True
        number = self._number(id)
        self._put_results(number, results)
        self.connection.execute(
            "UPDATE articles SET revision = ? WHERE number = ?", (self.revision, number)
        )

    def settle(self, id: str, result: StoredResult) -> bool:
        """Store a result where it differs from the stored one; return whether it did."""
        row = self.connection.execute(
            "SELECT e.fingerprint, e.result, e.failure FROM enrichments e "
            "JOIN articles a ON a.number = e.article WHERE a.id = ? AND e.enricher = ?",
            (id, result.enricher),
        ).fetchone()
        if row == (result.fingerprint, result.result, result.failure):
            return False
        self.put_results(id, [result])
        return True

    def set_article(self, article: Article) -> None:
        """Replace what cleaning and enrichers read from the article; its content hash stays."""
        self.touched = True
        columns = [name.strip() for name in ARTICLE_COLUMNS.split(",")]
        sets = ", ".join(f"{name} = ?" for name in columns)
        self.connection.execute(
            f"UPDATE articles SET revision = ?, {sets} WHERE id = ?",
            (self.revision, *encode_article(article), article.id),
        )

    def move_sources(self, sources: Mapping[str, str]) -> None:
        self.connection.executemany(
            "UPDATE articles SET source_path = ? WHERE id = ?",
            [(path, id) for id, path in sources.items()],
        )

    def drop_results(self, enrichers: Iterable[str]) -> None:
        """Forget all results of enrichers that are gone, and mark their articles as changed."""
        for name in enrichers:
            self.touched = True
            self.connection.execute(
                "UPDATE articles SET revision = ? WHERE number IN "
                "(SELECT article FROM enrichments WHERE enricher = ?)",
                (self.revision, name),
            )
            self.connection.execute("DELETE FROM enrichments WHERE enricher = ?", (name,))

    def delete(self, id: str) -> bool:
        """Delete an article and its results; return whether it was there."""
        if self.connection.execute("DELETE FROM articles WHERE id = ?", (id,)).rowcount == 0:
            return False
        self.touched = True
        self.connection.execute(
            "INSERT OR REPLACE INTO tombstones VALUES (?, ?)", (id, self.revision)
        )
        return True

    def has(self, id: str) -> bool:
        """Return whether there is an article of the id, as of this transaction."""
        sql = "SELECT 1 FROM articles WHERE id = ?"
        return self.connection.execute(sql, (id,)).fetchone() is not None

    def text(self, id: str) -> str:
        """Return the text of an article that is stored, as of this transaction."""
        sql = "SELECT text FROM articles WHERE id = ?"
        return str(self.connection.execute(sql, (id,)).fetchone()[0])

    def enrichment(self, id: str, enricher: str) -> Enrichment | None:
        """Return one stored result as of this transaction; None where there is none."""
        row = self.connection.execute(
            "SELECT e.result, a.text FROM enrichments e JOIN articles a ON a.number = e.article "
            "WHERE a.id = ? AND e.enricher = ?",
            (id, enricher),
        ).fetchone()
        return decode_enrichment(row[0], row[1]) if row and row[0] else None

    def set_aliases(self, field: str, aliases: Mapping[str, str]) -> None:
        """Let each alias of the field count as its name."""
        self.connection.executemany(
            "INSERT OR REPLACE INTO aliases VALUES (?, ?, ?)",
            [(field, alias, name) for alias, name in aliases.items()],
        )

    def remove_alias(self, field: str, alias: str) -> bool:
        """Let the alias stand for itself again; return whether it was one."""
        sql = "DELETE FROM aliases WHERE field = ? AND alias = ?"
        return self.connection.execute(sql, (field, alias)).rowcount > 0

    def _number(self, id: str) -> int:
        row = self.connection.execute("SELECT number FROM articles WHERE id = ?", (id,)).fetchone()
        return int(row[0])

    def _put_results(self, number: int, results: Sequence[StoredResult]) -> None:
        self.connection.executemany(
            "INSERT OR REPLACE INTO enrichments VALUES (?, ?, ?, ?, ?, ?)",
            [(number, r.enricher, r.fingerprint, r.result, r.failure, r.seconds) for r in results],
        )
        self.connection.executemany(
            "INSERT OR IGNORE INTO spellings VALUES (?, ?, ?)",
            [row for result in results for row in result.spellings],
        )
