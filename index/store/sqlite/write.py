"""One write to articles.db: what becomes the next revision, or nothing."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kliping.index.article import Article
from kliping.index.records import Enrichment
from kliping.index.store.codec import dump_json
from kliping.index.store.contract import SavedSearch, StoredResult

from .checksums import row_checksum
from .connections import Connection, Row
from .creation import new_stamp
from .faults import article_damage
from .packing import pack_article, pack_results, unpack_results
from .results import parse_fingerprints, result_damage
from .schema import CHECKED, PARTS
from .state import SqliteState, drop_state, rename_state

if TYPE_CHECKING:
    from .store import SqliteStore

# Stamps of so many revisions are remembered. An index is one revision behind where a write was
# broken off, some more where the disk was full; one that is further behind is made anew.
STAMPS = 64

_ROW = "SELECT recipe, failures, found, checksum FROM results WHERE place = ?"


class SqliteTransaction:
    """The running transaction. `touched` tells whether it changes what an index holds."""

    def __init__(self, store: "SqliteStore", connection: Connection, revision: int) -> None:
        self.revision = revision
        self.touched = False
        self._store = store
        self._connection = connection
        self._enrichers: dict[str, int] = {
            name: number for number, name in connection.fetch("SELECT number, name FROM enrichers")
        }
        self._recipes: dict[str, int] = {
            written: number
            for number, written in connection.fetch("SELECT number, fingerprints FROM recipes")
        }
        self._rows: Counter[int] = Counter()
        self._runs: Counter[str] = Counter()
        self._seconds: defaultdict[str, float] = defaultdict(float)

    def finish(self) -> None:
        """Write what was counted up, and the revision; the caller commits."""
        for recipe, change in self._rows.items():
            if change:
                self._change_recipe(recipe, change)
        for name, runs in self._runs.items():
            self._count_runs(name, runs, self._seconds[name])
        if self.touched:
            stamps = {**(self._store.meta("stamps") or {}), str(self.revision): new_stamp()}
            newest = sorted(stamps, key=int)[-STAMPS:]
            kept = {revision: stamps[revision] for revision in newest}
            self.set_meta({"revision": self.revision, "stamps": kept})

    def set_meta(self, values: Mapping[str, object]) -> None:
        """Set values of the meta table, of JSON's types."""
        rows = [(key, dump_json(value)) for key, value in values.items()]
        self._connection.run_many(
            "INSERT OR REPLACE INTO meta VALUES (?, ?, ?)", _with_checksums(rows)
        )

    # -- articles ----------------------------------------------------------------------------

    def put(
        self,
        article: Article,
        content_hash: str,
        results: Sequence[StoredResult],
        *,
        source_id: str | None = None,
    ) -> None:
        """Add the article, or replace it and its results."""
        self.touched = True
        sql = "SELECT number FROM articles WHERE id = ?"
        known = self._connection.fetch(sql, (article.id,))
        if known:
            number = int(known[0][0])
            self._drop_rows(number * PARTS, number * PARTS + PARTS - 1)
        else:
            sql = "SELECT coalesce(max(number), 0) + 1 FROM articles"
            number = int(self._connection.fetch(sql)[0][0])
        self._put_article(number, article, bytes.fromhex(content_hash), source_id)
        self._connection.run("DELETE FROM tombstones WHERE id = ?", (article.id,))
        self._put_row(
            number * PARTS,
            {r.enricher: r.fingerprint for r in results},
            {r.enricher: r.failure for r in results if r.failure is not None},
            {r.enricher: r.result for r in results if r.result is not None},
        )
        self._note(results)

    def set_article(self, article: Article) -> None:
        """Replace what cleaning and enrichers read from the article; its content hash stays."""
        self.touched = True
        number, _, content_hash, source_id, *_ = self._article(article.id)
        self._put_article(number, article, content_hash, source_id)

    def move_sources(self, sources: Mapping[str, str]) -> None:
        """Set the source path of articles, by id; no index holds it, so none has to follow."""
        for id, path in sources.items():
            number, _, content_hash, source_id, _, content = self._article(id)
            checksum = row_checksum(number, id, content_hash, source_id, path, content)
            sql = "UPDATE articles SET source_path = ?, checksum = ? WHERE number = ?"
            self._connection.run(sql, (path, checksum, number))

    def _article(self, id: str) -> Row:
        """Return the checked row of a stored article."""
        columns = ", ".join(CHECKED["articles"])
        sql = f"SELECT {columns}, checksum FROM articles WHERE id = ?"
        *row, checksum = self._connection.fetch(sql, (id,))[0]
        if row_checksum(*row) != checksum:
            raise article_damage(self._store.path, id, row[4])
        return tuple(row)

    def _put_article(
        self, number: int, article: Article, content_hash: bytes, source_id: str | None
    ) -> None:
        content = pack_article(article)
        path = article.source_path
        checksum = row_checksum(number, article.id, content_hash, source_id, path, content)
        self._connection.run(
            "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (number) DO UPDATE SET id = excluded.id, revision = excluded.revision, "
            "content_hash = excluded.content_hash, source_id = excluded.source_id, "
            "source_path = excluded.source_path, content = excluded.content, "
            "checksum = excluded.checksum",
            (number, article.id, self.revision, content_hash, source_id, path, content, checksum),
        )

    def delete(self, id: str) -> bool:
        """Delete an article and its results; return whether it was there."""
        known = self._store.states([id])
        if id not in known:
            return False
        self.touched = True
        number = known[id].number
        self._drop_rows(number * PARTS, number * PARTS + PARTS - 1)
        self._connection.run("DELETE FROM articles WHERE number = ?", (number,))
        self._connection.run(
            "INSERT OR REPLACE INTO tombstones VALUES (?, ?, ?)",
            (id, self.revision, row_checksum(id, self.revision)),
        )
        return True

    def has(self, id: str) -> bool:
        """Return whether there is an article of the id, as of this transaction."""
        sql = "SELECT 1 FROM articles WHERE id = ?"
        return bool(self._connection.fetch(sql, (id,)))

    def text(self, id: str) -> str:
        """Return the text of an article that is stored, as of this transaction."""
        return self._store.get(id).text

    # -- results -----------------------------------------------------------------------------

    def put_results(self, id: str, results: Sequence[StoredResult]) -> None:
        """Replace results of a stored article; a corpus enricher's stays in its own row."""
        self._touch(number := self._number(id))
        place = number * PARTS
        sql = "SELECT place FROM results WHERE place BETWEEN ? AND ?"
        apart = {row[0] for row in self._connection.fetch(sql, (place + 1, place + PARTS - 1))}
        joint = [r for r in results if place + self._enricher(r.enricher) not in apart]
        for result in results:
            if result not in joint:
                self.settle(id, result)
        if joint:
            self._put_joint(id, place, joint)

    def _put_joint(self, id: str, place: int, results: Sequence[StoredResult]) -> None:
        """Replace results in the row that those of single articles share."""
        fingerprints, failures, found = self._row(
            id, place, replaced={result.enricher for result in results}
        )
        for result in results:
            fingerprints[result.enricher] = result.fingerprint
            failures.pop(result.enricher, None)
            found.pop(result.enricher, None)
            if result.failure is not None:
                failures[result.enricher] = result.failure
            if result.result is not None:
                found[result.enricher] = result.result
        self._drop_rows(place, place)
        self._put_row(place, fingerprints, failures, found)
        self._note(results)

    def settle(self, id: str, result: StoredResult) -> bool:
        """Store a corpus enricher's result where it differs; return whether it did."""
        number = self._number(id)
        place = number * PARTS + self._enricher(result.enricher)
        fingerprints = {result.enricher: result.fingerprint}
        failures = {} if result.failure is None else {result.enricher: result.failure}
        found = {} if result.result is None else {result.enricher: result.result}
        self._note([result])
        if self._row(id, place, replaced=(), lenient=True) == (fingerprints, failures, found):
            return False
        self._touch(number)
        self._drop_rows(place, place)
        self._put_row(place, fingerprints, failures, found)
        return True

    def enrichment(self, id: str, enricher: str) -> Enrichment | None:
        """Return one stored result as of this transaction; None where there is none."""
        if not self.has(id):
            return None
        article = self._store.get(id)
        return self._store.enrichments([article], enrichers=[enricher])[id].get(enricher)

    def drop_results(self, enrichers: Iterable[str]) -> None:
        """Forget all that enrichers which are gone found, and mark their articles as changed."""
        for name in enrichers:
            number = self._enricher(name)
            holding = [n for w, n in self._recipes.items() if number in parse_fingerprints(w)]
            marks = ",".join("?" * len(holding))
            sql = (
                "SELECT r.place, a.id FROM results r JOIN articles a "
                f"ON a.number = r.place / {PARTS} WHERE r.recipe IN ({marks})"
            )
            for place, id in self._connection.fetch(sql, holding):
                self._touch(place // PARTS)
                kept = self._row(id, place, replaced={name})
                self._drop_rows(place, place)
                if any(kept):
                    self._put_row(place, *kept)
            drop_state(self._connection, name)

    def rename_enrichers(self, names: Mapping[str, str]) -> None:
        """Let what an enricher found count as found by another, which has nothing yet.

        Args:
            names: old name → new name.
        """
        for old, new in names.items():
            if old not in self._enrichers or new in self._enrichers:
                continue
            number = self._enrichers[new] = self._enrichers.pop(old)
            sql = "SELECT number, name, runs, seconds FROM enrichers WHERE number = ?"
            _, _, runs, seconds = self._connection.fetch(sql, (number,))[0]
            self._put_enricher(number, new, runs, seconds)
            for written, recipe in list(self._recipes.items()):
                prints = parse_fingerprints(written)
                if number in prints:
                    prints[number] = new + prints[number].removeprefix(old)
                    again = written_recipe(prints)
                    del self._recipes[written]
                    self._recipes[again] = recipe
                    sql = "SELECT rows FROM recipes WHERE number = ?"
                    rows = int(self._connection.fetch(sql, (recipe,))[0][0])
                    self._put_recipe(recipe, again, rows)
            rename_state(self._connection, old, new)

    def _touch(self, number: int) -> None:
        self.touched = True
        sql = "UPDATE articles SET revision = ? WHERE number = ?"
        self._connection.run(sql, (self.revision, number))

    def _number(self, id: str) -> int:
        sql = "SELECT number FROM articles WHERE id = ?"
        return int(self._connection.fetch(sql, (id,))[0][0])

    def _row(
        self, id: str, place: int, *, replaced: Iterable[str], lenient: bool = False
    ) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
        """Return (fingerprints, failures, results) of a row by enricher, without those replaced.

        Args:
            lenient: a damaged row counts as none; else it is an error, unless all that it holds is
                replaced.
        """
        rows = self._connection.fetch(_ROW, (place,))
        if not rows:
            return {}, {}, {}
        recipe, failures, found, checksum = rows[0]
        names = {number: name for name, number in self._enrichers.items()}
        written = next((w for w, n in self._recipes.items() if n == recipe), "{}")
        prints = {names[n]: given for n, given in parse_fingerprints(written).items()}
        if not lenient and prints and not prints.keys() - set(replaced):
            return {}, {}, {}
        if row_checksum(place, recipe, failures, found) != checksum:
            if lenient:
                return {}, {}, {}
            raise result_damage(self._store.path, id, sorted(prints))
        failed = {names[int(n)]: line for n, line in json.loads(failures or "{}").items()}
        parts = {names[int(n)]: dump_json(each) for n, each in unpack_results(found).items()}
        for name in replaced:
            for each in (prints, failed, parts):
                each.pop(name, None)
        return prints, failed, parts

    def _put_row(
        self,
        place: int,
        fingerprints: Mapping[str, str],
        failures: Mapping[str, str],
        found: Mapping[str, str],
    ) -> None:
        """Store a row of results, by enricher."""
        recipe = self._recipe(
            {self._enricher(name): print_ for name, print_ in fingerprints.items()}
        )
        failed = {str(self._enricher(name)): line for name, line in failures.items()}
        written = dump_json(failed) if failed else None
        packed = pack_results({str(self._enricher(name)): each for name, each in found.items()})
        self._connection.run(
            "INSERT INTO results VALUES (?, ?, ?, ?, ?)",
            (place, recipe, written, packed, row_checksum(place, recipe, written, packed)),
        )
        self._rows[recipe] += 1

    def _drop_rows(self, first: int, last: int) -> None:
        sql = "SELECT recipe FROM results WHERE place BETWEEN ? AND ?"
        gone = Counter(recipe for (recipe,) in self._connection.fetch(sql, (first, last)))
        if gone:
            self._rows.subtract(gone)
            sql = "DELETE FROM results WHERE place BETWEEN ? AND ?"
            self._connection.run(sql, (first, last))

    # -- enrichers and recipes ---------------------------------------------------------------

    def _enricher(self, name: str) -> int:
        if name not in self._enrichers:
            number = max(self._enrichers.values(), default=0) + 1
            if number >= PARTS:
                raise ValueError(
                    f"enricher {name!r}: an archive has room for {PARTS - 1} enrichers"
                )
            self._put_enricher(number, name, 0, 0.0)
            self._enrichers[name] = number
        return self._enrichers[name]

    def _put_enricher(self, number: int, name: str, runs: int, seconds: float) -> None:
        row = (number, name, runs, seconds)
        self._connection.run_many(
            "INSERT OR REPLACE INTO enrichers VALUES (?, ?, ?, ?, ?)", _with_checksums([row])
        )

    def _count_runs(self, name: str, runs: int, seconds: float) -> None:
        sql = "SELECT number, runs, seconds FROM enrichers WHERE name = ?"
        number, before, spent = self._connection.fetch(sql, (name,))[0]
        self._put_enricher(number, name, before + runs, spent + seconds)

    def _recipe(self, fingerprints: Mapping[int, str]) -> int:
        written = written_recipe(fingerprints)
        if written not in self._recipes:
            number = max(self._recipes.values(), default=0) + 1
            self._put_recipe(number, written, 0)
            self._recipes[written] = number
        return self._recipes[written]

    def _put_recipe(self, number: int, written: str, rows: int) -> None:
        self._connection.run_many(
            "INSERT OR REPLACE INTO recipes VALUES (?, ?, ?, ?)",
            _with_checksums([(number, written, rows)]),
        )

    def _change_recipe(self, number: int, change: int) -> None:
        sql = "SELECT fingerprints, rows FROM recipes WHERE number = ?"
        written, rows = self._connection.fetch(sql, (number,))[0]
        self._put_recipe(number, written, rows + change)

    def _note(self, results: Iterable[StoredResult]) -> None:
        """Count the enrichers' runs, and remember how names were spelled."""
        spellings: list[tuple[str, str, str]] = []
        for result in results:
            self._enricher(result.enricher)
            self._runs[result.enricher] += 1
            self._seconds[result.enricher] += result.seconds
            spellings += result.spellings
        if spellings:
            self._connection.run_many(
                "INSERT OR IGNORE INTO spellings VALUES (?, ?, ?, ?)", _with_checksums(spellings)
            )

    # -- the state of corpus enrichers -------------------------------------------------------

    @contextmanager
    def state(self, enricher: str) -> Iterator[SqliteState]:
        """Give a corpus enricher its state; an exception in the block takes its changes back.

        The block stores nothing through the transaction itself.
        """
        self._connection.run("SAVEPOINT state")
        state = SqliteState(self._connection, enricher)
        try:
            yield state
            state.finish()
        except BaseException:
            state.abandon()
            self._connection.undo("state")
            raise
        self._connection.run("RELEASE state")

    def begin_state(self, enricher: str) -> None:
        """Empty the state of a corpus enricher, which holds no article from now on."""
        drop_state(self._connection, enricher)

    def complete_state(self, enricher: str, fingerprint: str) -> None:
        """Say that the state of a corpus enricher holds every article."""
        row = (enricher, fingerprint)
        self._connection.run_many(
            "INSERT OR REPLACE INTO states VALUES (?, ?, ?)", _with_checksums([row])
        )

    # -- aliases and saved searches ----------------------------------------------------------

    def set_aliases(self, field: str, aliases: Mapping[str, str]) -> None:
        """Let each alias of the field count as its name."""
        rows = [(field, alias, name) for alias, name in aliases.items()]
        self._connection.run_many(
            "INSERT OR REPLACE INTO aliases VALUES (?, ?, ?, ?)", _with_checksums(rows)
        )

    def remove_alias(self, field: str, alias: str) -> bool:
        """Let the alias stand for itself again; return whether it was one."""
        sql = "DELETE FROM aliases WHERE field = ? AND alias = ?"
        return self._connection.run(sql, (field, alias)) > 0

    def put_saved(self, search: SavedSearch) -> None:
        """Keep a saved search; it replaces the one of its name."""
        row = (search.name, search.query, int(search.match_any), search.seen)
        self._connection.run_many(
            "INSERT OR REPLACE INTO saved_searches VALUES (?, ?, ?, ?, ?)", _with_checksums([row])
        )

    def remove_saved(self, name: str) -> bool:
        """Forget a saved search; return whether it was there."""
        return self._connection.run("DELETE FROM saved_searches WHERE name = ?", (name,)) > 0


def written_recipe(fingerprints: Mapping[int, str]) -> str:
    """Return a recipe as the table holds it."""
    return dump_json({str(n): fingerprints[n] for n in sorted(fingerprints)})


def _with_checksums(rows: Iterable[tuple[str | int | float, ...]]) -> list[tuple[object, ...]]:
    return [(*row, row_checksum(*row)) for row in rows]
