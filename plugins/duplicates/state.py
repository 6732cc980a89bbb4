"""The tables of the duplicates enricher: texts, bands, links, and what was last settled.

A *text* is one wording: articles with the same set of shingles share one. A *bucket* is the texts
that share one band. In a bucket of more than LEADERS texts only its *leaders*, the texts with the
smallest keys, are compared with all others, so that ten thousand near-identical articles cost ten
thousand times LEADERS comparisons. A key is a hash of the wording, so leadership neither depends
on the order of arrival nor changes often (LEADERS × ln n times in a bucket of n).
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, Final

import numpy as np

from kliping.plugins.contracts import CorpusState

from .groups import Link
from .likeness import Likeness, compare, is_refilled_form
from .sketch import BANDS, Hashes, Sketch, unpack

LEADERS: Final = 16
CROWD_LINKS: Final = 16
"""In a crowd a text keeps its links to so many texts of smaller keys: bands have different leaders,
and former leaders."""

SCHEMA: Final = (
    """CREATE TABLE IF NOT EXISTS duplicates_article (
        id TEXT PRIMARY KEY, text INTEGER NOT NULL, published REAL, words INTEGER NOT NULL
    ) WITHOUT ROWID""",
    "CREATE INDEX IF NOT EXISTS duplicates_article_text ON duplicates_article (text)",
    """CREATE TABLE IF NOT EXISTS duplicates_text (
        key INTEGER PRIMARY KEY, shingles BLOB NOT NULL, figures BLOB NOT NULL, bands BLOB NOT NULL
    )""",
    """CREATE TABLE IF NOT EXISTS duplicates_band (
        band INTEGER NOT NULL, text INTEGER NOT NULL, PRIMARY KEY (band, text)
    ) WITHOUT ROWID""",
    # Each link is stored in both directions.
    """CREATE TABLE IF NOT EXISTS duplicates_link (
        text INTEGER NOT NULL, other INTEGER NOT NULL, shared INTEGER NOT NULL,
        size INTEGER NOT NULL, other_size INTEGER NOT NULL, PRIMARY KEY (text, other)
    ) WITHOUT ROWID""",
    "CREATE TABLE IF NOT EXISTS duplicates_unsettled (text INTEGER PRIMARY KEY)",
    """CREATE TABLE IF NOT EXISTS duplicates_settled (
        id TEXT NOT NULL, position INTEGER NOT NULL, copies TEXT NOT NULL, role TEXT NOT NULL,
        similarity REAL NOT NULL, contained REAL NOT NULL, PRIMARY KEY (id, position)
    ) WITHOUT ROWID""",
)

_CHUNK: Final = 500
_CACHE_TEXTS: Final = 4096
_IN_BANDS: Final = ",".join("?" * BANDS)
_BUCKETS: Final = (
    f"SELECT band, text FROM duplicates_band WHERE band IN ({_IN_BANDS}) ORDER BY 1, 2"
)
_UNLINK: Final = "DELETE FROM duplicates_link WHERE text = ? AND other = ?"
_SURPLUS: Final = """SELECT other FROM duplicates_link WHERE text = ? AND other < ?
    ORDER BY other LIMIT -1 OFFSET ?"""
_NEAR: Final = "SELECT other FROM duplicates_link WHERE text = ?"
_CROWD: Final = BANDS * (LEADERS + 1)


class Texts:
    """The wordings in the archive: add, remove and compare them inside one transaction.

    The cache of shingles is never stale, whatever becomes of the transaction: a key is a hash of
    the shingles it stands for.
    """

    def __init__(self) -> None:
        self._cache: OrderedDict[int, tuple[Hashes, Hashes]] = OrderedDict()

    def add(self, state: CorpusState, sketch: Sketch) -> None:
        """Store a wording that is not there yet, and link it to those it is alike."""
        state.execute(
            "INSERT INTO duplicates_text VALUES (?, ?, ?, ?)",
            (sketch.key, sketch.shingles, sketch.figures, sketch.bands),
        )
        near = self.candidates(state, sketch)
        keys = np.frombuffer(sketch.bands, dtype="<i8").tolist()
        state.executemany(
            "INSERT OR IGNORE INTO duplicates_band VALUES (?, ?)",
            [(band, sketch.key) for band in keys],
        )
        self._link(state, sketch.key, near)

    def remove(self, state: CorpusState, key: int) -> set[int]:
        """Remove a wording, and return those that were linked to it."""
        row = first(state, "SELECT bands FROM duplicates_text WHERE key = ?", (key,))
        near = {other for (other,) in state.execute(_NEAR, (key,))}
        keys = [] if row is None else np.frombuffer(row[0], dtype="<i8").tolist()
        successors: dict[int, list[int]] = {}
        for band in keys:
            if (successor := self._successor(state, band, key)) is not None:
                successors.setdefault(successor, []).append(band)
        state.executemany(
            "DELETE FROM duplicates_band WHERE band = ? AND text = ?",
            [(band, key) for band in keys],
        )
        state.executemany(_UNLINK, [p for other in near for p in ((key, other), (other, key))])
        state.execute("DELETE FROM duplicates_text WHERE key = ?", (key,))
        for successor, crowded in successors.items():
            sql = "SELECT text FROM duplicates_band WHERE band IN ({})"
            self._link(
                state, successor, {t for (t,) in select_in(state, sql, crowded)} - {successor}
            )
        return near

    def candidates(self, state: CorpusState, sketch: Sketch) -> set[int]:
        """Return the keys of the texts that a text must be compared with, itself left out.

        Of a bucket with more than LEADERS texts these are its leaders, or all where the text is to
        be a leader itself.
        """
        keys = np.frombuffer(sketch.bands, dtype="<i8").tolist()
        rows = list(islice(state.execute(_BUCKETS, keys), _CROWD + 1))
        found: set[int] = set()
        if len(rows) <= _CROWD:
            for _, bucket in groupby(rows, key=itemgetter(0)):
                texts = [text for _, text in bucket]
                crowded = len(texts) > LEADERS and sketch.key > texts[LEADERS - 1]
                found.update(texts[:LEADERS] if crowded else texts)
        else:
            for band in set(keys):
                found.update(self._bucket(state, band, sketch.key))
        found.discard(sketch.key)
        return found

    def load(self, state: CorpusState, keys: Iterable[int]) -> dict[int, tuple[Hashes, Hashes]]:
        """Return (shingles, figures) of stored texts by key."""
        wanted = list(keys)
        missing = [key for key in wanted if key not in self._cache]
        loaded = {key: self._cache[key] for key in wanted if key in self._cache}
        sql = "SELECT key, shingles, figures FROM duplicates_text WHERE key IN ({})"
        for key, shingles, figures in select_in(state, sql, missing):
            loaded[key] = self._cache[key] = unpack(shingles), unpack(figures)
        while len(self._cache) > _CACHE_TEXTS:
            self._cache.popitem(last=False)
        return loaded

    def _link(self, state: CorpusState, key: int, near: set[int]) -> None:
        """Compare a stored text with others, and store a link to each that it is alike."""
        if not near:
            return
        texts = self.load(state, (key, *near))
        shingles, figures = texts[key]
        alike: list[tuple[int, Likeness]] = []
        for other in sorted(near):
            other_shingles, other_figures = texts[other]
            likeness = compare(shingles, other_shingles)
            if likeness.is_alike() and not is_refilled_form(figures, other_figures):
                alike.append((other, likeness))
        rows: list[tuple[int, int, int, int, int]] = []
        for other, (shared, left, right) in alike:
            rows.append((key, other, shared, left, right))
            rows.append((other, key, shared, right, left))
        state.executemany("INSERT OR IGNORE INTO duplicates_link VALUES (?, ?, ?, ?, ?)", rows)
        if len(alike) > CROWD_LINKS:
            for text in (key, *(other for other, _ in alike if other > key)):
                self._thin(state, text)

    def _thin(self, state: CorpusState, key: int) -> None:
        """Keep a text's links to the CROWD_LINKS smallest of the smaller keys only."""
        surplus = [other for (other,) in state.execute(_SURPLUS, (key, key, CROWD_LINKS))]
        state.executemany(_UNLINK, [p for other in surplus for p in ((key, other), (other, key))])

    def _bucket(self, state: CorpusState, band: int, key: int) -> list[int]:
        """Return whom a new text must be compared with in one bucket."""
        sql = "SELECT text FROM duplicates_band WHERE band = ? ORDER BY text"
        rows = iter(state.execute(sql, (band,)))
        texts = [text for (text,) in islice(rows, LEADERS)]
        if len(texts) == LEADERS and key > texts[-1]:
            return texts
        return texts + [text for (text,) in rows]

    def _successor(self, state: CorpusState, band: int, key: int) -> int | None:
        """Return who becomes a leader of a bucket when a text leaves it, if anyone does."""
        sql = "SELECT text FROM duplicates_band WHERE band = ? ORDER BY text LIMIT ?"
        texts: list[int] = [text for (text,) in state.execute(sql, (band, LEADERS + 1))]
        if len(texts) == LEADERS + 1 and key <= texts[LEADERS - 1]:
            return texts[LEADERS]
        return None


def iter_components(
    state: CorpusState, starts: Iterable[int]
) -> Iterator[tuple[set[int], list[Link]]]:
    """Yield (texts, links) of each component that holds one of the starts, each once."""
    seen: set[int] = set()
    sql = "SELECT text, other, shared, size, other_size FROM duplicates_link WHERE text IN ({})"
    for start in sorted(starts):
        if start in seen:
            continue
        component, frontier, links = {start}, [start], []
        while frontier:
            reached: set[int] = set()
            for text, other, shared, size, other_size in select_in(state, sql, frontier):
                reached.add(other)
                if text < other:
                    links.append(Link(text, other, Likeness(shared, size, other_size)))
            frontier = sorted(reached - component)
            component.update(reached)
        seen |= component
        yield component, links


def select_in(state: CorpusState, sql: str, keys: Iterable[int | str]) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a statement with `IN ({})` over any number of keys."""
    rest = list(keys)
    for at in range(0, len(rest), _CHUNK):
        part = rest[at : at + _CHUNK]
        yield from state.execute(sql.format(",".join("?" * len(part))), part)


def first(state: CorpusState, sql: str, parameters: Sequence[Any]) -> tuple[Any, ...] | None:
    """Return the first row, or None."""
    return next(iter(state.execute(sql, parameters)), None)
