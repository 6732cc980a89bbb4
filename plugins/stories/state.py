"""The tables of the stories enricher: profiles, document frequencies, keys, links.

A *key* is one of an article's heaviest features, or a ship or flight: two articles are compared
only where they share a key and lie within the window of days. A *link* is a stored similarity, in
both directions. Articles that copy another are stored with `copy_of`, and have neither keys nor
links: they go where the article goes that they copy.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import numpy as np

from kliping.plugins.contracts import CorpusState

from .affinity import SUPPORT_WINDOW, Profile, affinity
from .features import Features, Hashes, Weights, common_shares, is_craft, unpack, unpack_weights

SCHEMA: Final = (
    """CREATE TABLE IF NOT EXISTS stories_article (
        id TEXT PRIMARY KEY, copy_of TEXT, day INTEGER, published REAL, length INTEGER NOT NULL,
        terms BLOB NOT NULL, counts BLOB NOT NULL, weights BLOB, persons BLOB NOT NULL,
        names BLOB NOT NULL, days BLOB NOT NULL, figures BLOB NOT NULL
    )""",
    "CREATE INDEX IF NOT EXISTS stories_copy ON stories_article (copy_of)",
    "CREATE TABLE IF NOT EXISTS stories_frequency (term INTEGER PRIMARY KEY, articles INTEGER)",
    """CREATE TABLE IF NOT EXISTS stories_key (
        key INTEGER NOT NULL, day INTEGER NOT NULL, id TEXT NOT NULL, PRIMARY KEY (key, day, id)
    ) WITHOUT ROWID""",
    "CREATE INDEX IF NOT EXISTS stories_key_id ON stories_key (id)",
    """CREATE TABLE IF NOT EXISTS stories_link (
        id TEXT NOT NULL, other TEXT NOT NULL, similarity REAL NOT NULL, PRIMARY KEY (id, other)
    ) WITHOUT ROWID""",
    "CREATE TABLE IF NOT EXISTS stories_unsettled (id TEXT PRIMARY KEY) WITHOUT ROWID",
    """CREATE TABLE IF NOT EXISTS stories_settled (
        id TEXT PRIMARY KEY, story TEXT NOT NULL, size INTEGER NOT NULL
    ) WITHOUT ROWID""",
)

KEYS: Final = 24
"""Features of an article that lead to others: two reports of one event share several of them."""
LEAST_LINK: Final = 0.10
"""Similarities below are not stored, and count 0 in means."""
NO_DAY: Final = 0
"""Stored as the day of an article without a date; it is compared with articles of any day."""
MOST_CANDIDATES: Final = 200
MOST_UNDATED: Final = 40
"""An article is compared with at most so many others, those that share most keys; one without a
date with fewer, for nothing else keeps a crowd of bulletins apart."""
MOST_OF_KEY: Final = 200
"""So many articles of one key are looked at: what more have in common tells of no event."""

PRIOR_ARTICLES: Final = 2000
PRIOR_FREQUENCY: Final = 4
"""Added to the corpus and to each feature's frequency: so many articles of other news, in which
common words are as frequent as `frequencies.tsv` says and others this rare. So a small archive,
where every feature is frequent, can tell a common word from the words of one event."""

_FREQUENCY: Final = """INSERT INTO stories_frequency VALUES (?, ?)
    ON CONFLICT (term) DO UPDATE SET articles = articles + excluded.articles"""
_OF_KEY: Final = "SELECT id FROM stories_key WHERE key = ? AND day BETWEEN ? AND ? LIMIT ?"
_LAST_DAY: Final = 1 << 40
_CHUNK: Final = 500


def add(state: CorpusState, id: str, features: Features) -> None:
    """Store an article's features; `lead` or `follow` does the rest."""
    state.execute(
        "INSERT INTO stories_article VALUES (?, NULL, ?, ?, ?, ?, ?, NULL, ?, ?, ?, ?)",
        (
            id,
            features.day,
            features.published,
            features.length,
            features.terms,
            features.counts,
            features.persons,
            features.names,
            features.days,
            features.figures,
        ),
    )


def remove(state: CorpusState, id: str) -> set[str]:
    """Remove an article, and return those that were linked to it."""
    near = unlink(state, id)
    for table in ("article", "unsettled", "settled"):
        state.execute(f"DELETE FROM stories_{table} WHERE id = ?", (id,))
    return near


def unlink(state: CorpusState, id: str) -> set[str]:
    """Take back what `lead` did with an article; return those that were linked to it."""
    sql = "SELECT terms FROM stories_article WHERE id = ? AND weights IS NOT NULL"
    row = first(state, sql, (id,))
    if row is None:
        return set()
    state.executemany(_FREQUENCY, [(term, -1) for term in unpack(row[0]).tolist()])
    sql = "SELECT other FROM stories_link WHERE id = ?"
    near = {other for (other,) in state.execute(sql, (id,))}
    state.executemany(
        "DELETE FROM stories_link WHERE id = ? AND other = ?",
        [pair for other in near for pair in ((id, other), (other, id))],
    )
    state.execute("DELETE FROM stories_key WHERE id = ?", (id,))
    state.execute("UPDATE stories_article SET weights = NULL WHERE id = ?", (id,))
    return near


def follow(state: CorpusState, id: str, copied: str) -> set[str]:
    """Let an article go where another goes that it copies; return those it was linked to."""
    state.execute("UPDATE stories_article SET copy_of = ? WHERE id = ?", (copied, id))
    return unlink(state, id)


def lead(state: CorpusState, ids: Sequence[str]) -> None:
    """Count, weigh and link articles that copy no other and are not weighed yet.

    A copy is not counted: thirty outlets that print one text do not make its words common.
    """
    sql = "SELECT id, day, terms, counts FROM stories_article WHERE id IN ({})"
    rows = list(select_in(state, sql, ids))
    if not rows:
        return
    state.executemany("UPDATE stories_article SET copy_of = NULL WHERE id = ?", [(i,) for i in ids])
    terms = [unpack(row[2]) for row in rows]
    known, articles = np.unique(np.concatenate(terms), return_counts=True)
    state.executemany(_FREQUENCY, zip(known.tolist(), articles.tolist(), strict=True))
    rarity = _rarity(state, known)
    keys: list[tuple[int, int, str]] = []
    for (id, day, _, counts), own in zip(rows, terms, strict=True):
        weights = unpack_weights(counts) * rarity[np.searchsorted(known, own)]
        norm = float(np.linalg.norm(weights))
        weights = (weights / norm if norm else weights).astype("<f4")
        heaviest = np.argsort(-weights, kind="stable")[:KEYS]
        leading = {*own[heaviest].tolist(), *own[is_craft(own)].tolist()}
        keys += [(key, day or NO_DAY, id) for key in sorted(leading)]
        sql = "UPDATE stories_article SET weights = ? WHERE id = ?"
        state.execute(sql, (weights.tobytes(), id))
    state.executemany("INSERT OR IGNORE INTO stories_key VALUES (?, ?, ?)", keys)
    link(state, [row[0] for row in rows])


def _rarity(state: CorpusState, known: Hashes) -> Weights:
    """Return ln(N / n) of each feature, over the corpus and PRIOR_ARTICLES of other news."""
    (total,) = first(state, "SELECT count(*) FROM stories_article", ()) or (0,)
    sql = "SELECT term, articles FROM stories_frequency WHERE term IN ({})"
    frequency = dict(select_in(state, sql, known.tolist()))
    common = common_shares()
    expected = [
        frequency.get(term, 0) + common.get(term, 0.0) * PRIOR_ARTICLES + PRIOR_FREQUENCY
        for term in known.tolist()
    ]
    rarity: Weights = np.log((total + PRIOR_ARTICLES) / np.array(expected)).astype(np.float32)
    return rarity


def link(state: CorpusState, ids: Sequence[str]) -> None:
    """Compare weighed articles with those near them, and store the links."""
    known: dict[str, Profile] = {}
    done: set[str] = set()
    for id in ids:
        near = candidates(state, id) - done
        done.add(id)
        load_profiles(state, [key for key in (id, *near) if key not in known], known)
        links: list[tuple[str, str, float]] = []
        for other in near:
            similarity = round(affinity(known[id], known[other]), 4)
            if similarity >= LEAST_LINK:
                links += [(id, other, similarity), (other, id, similarity)]
        state.executemany("INSERT OR REPLACE INTO stories_link VALUES (?, ?, ?)", links)
        if len(known) > 4 * _CHUNK:
            known = {}


def candidates(state: CorpusState, id: str) -> set[str]:
    """Return the articles to compare one with: they share a key, within the window of days."""
    shared: Counter[str] = Counter()
    most = MOST_UNDATED
    for key, day in list(state.execute("SELECT key, day FROM stories_key WHERE id = ?", (id,))):
        if day == NO_DAY:
            ranges = [(NO_DAY, _LAST_DAY)]
        else:
            most = MOST_CANDIDATES
            ranges = [(day - SUPPORT_WINDOW, day + SUPPORT_WINDOW), (NO_DAY, NO_DAY)]
        for low, high in ranges:
            found = state.execute(_OF_KEY, (key, low, high, MOST_OF_KEY))
            shared.update(other for (other,) in found)
    shared.pop(id, None)
    return set(sorted(shared, key=lambda other: (-shared[other], other))[:most])


def load_profiles(state: CorpusState, ids: Iterable[str], into: dict[str, Profile]) -> None:
    """Load weighed articles' profiles into a dictionary by id."""
    sql = """SELECT id, terms, weights, persons, names, days, figures, day FROM stories_article
        WHERE id IN ({})"""
    for id, terms, weights, persons, names, days, figures, day in select_in(state, sql, ids):
        named = unpack(names)
        into[id] = Profile(
            terms=unpack(terms),
            weights=unpack_weights(weights),
            persons=unpack(persons),
            names=named,
            crafts=named[is_craft(named)],
            days=unpack(days),
            figures=unpack(figures),
            day=day,
        )


def iter_components(
    state: CorpusState, starts: Iterable[str], *, least: float
) -> Iterator[tuple[set[str], list[tuple[str, str, float]]]]:
    """Yield (articles, all links among them) of what hangs together by links of at least `least`.

    Each component that holds one of the starts comes once.
    """
    seen: set[str] = set()
    sql = "SELECT id, other, similarity FROM stories_link WHERE id IN ({})"
    for start in sorted(starts):
        if start in seen:
            continue
        component, frontier = {start}, [start]
        links: list[tuple[str, str, float]] = []
        while frontier:
            rows = list(select_in(state, sql, frontier))
            links += rows
            reached = {other for _, other, similarity in rows if similarity >= least}
            frontier = sorted(reached - component)
            component |= reached
        seen |= component
        yield component, [row for row in links if row[0] < row[1] and row[1] in component]


def select_in(state: CorpusState, sql: str, keys: Iterable[int | str]) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a statement with `IN ({})` over any number of keys."""
    rest = list(keys)
    for at in range(0, len(rest), _CHUNK):
        part = rest[at : at + _CHUNK]
        yield from state.execute(sql.format(",".join("?" * len(part))), part)


def first(state: CorpusState, sql: str, parameters: Sequence[Any]) -> tuple[Any, ...] | None:
    """Return the first row, or None."""
    return next(iter(state.execute(sql, parameters)), None)
