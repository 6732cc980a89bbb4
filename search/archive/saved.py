"""Saved searches: a name, a query, and up to which revision its hits were seen.

They are kept in articles.db, under one key of the meta table. Every change is made under the
archive's writer lock: it reads the list, changes it and writes it back.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from kliping.index import ArgumentError
from kliping.retrieval.options import SearchOptions
from kliping.retrieval.searching import Searcher, log_warnings

from .session import Session

_KEY = "saved_searches"


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedSearch:
    """A query kept under a name.

    Attributes:
        seen: the store's revision up to which `run --new` has shown the hits; -1 before the first.
        match_any: any word may match.
    """

    name: str
    query: str
    match_any: bool = False
    seen: int = -1

    def to_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "query": self.query,
            "match_any": self.match_any,
            "seen": self.seen,
        }


class SavedSearches:
    """The saved searches of one archive."""

    def __init__(self, session: Session, searcher: Searcher) -> None:
        self._session = session
        self._searcher = searcher
        self._store = session.store

    def all(self) -> list[SavedSearch]:
        """Return them in order of name."""
        stored: Mapping[str, Any] = self._store.meta(_KEY) or {}
        return [
            SavedSearch(
                name=name,
                query=row["query"],
                match_any=bool(row.get("match_any", False)),
                seen=int(row.get("seen", -1)),
            )
            for name, row in sorted(stored.items())
        ]

    def get(self, name: str) -> SavedSearch:
        """Return one.

        Raises:
            ArgumentError: there is none of the name.
        """
        known = self.all()
        for search in known:
            if search.name == name:
                return search
        names = ", ".join(search.name for search in known) or "none"
        raise ArgumentError(f"no saved search {name!r}; there are: {names}")

    def put(self, name: str, query: str, *, match_any: bool = False) -> SavedSearch:
        """Keep a search under a name; it replaces the one of its name.

        The same search under the same name again keeps what was seen of it.

        Raises:
            ArgumentError: the name is empty or has blanks.
            QueryError: the query cannot be understood.
            ArchiveLockedError: another process writes longer than the session waits.
        """
        if not name or any(c.isspace() for c in name):
            raise ArgumentError(f"saved search {name!r}: expected a name without blanks")
        self._searcher.compile_plain(query, SearchOptions(match_any=match_any))
        search = SavedSearch(name=name, query=query, match_any=match_any)
        with self._changing() as searches:
            known = searches.get(name)
            if known is not None and replace(known, seen=search.seen) == search:
                return known
            searches[name] = search
        return search

    def remove(self, name: str) -> None:
        """Forget one; raises as `get` and as `put`."""
        with self._changing() as searches:
            del searches[self.get(name).name]

    def run(self, name: str, *, new: bool = False) -> tuple[SavedSearch, list[str]]:
        """Return a saved search and the ids of its articles, in order of addition.

        Args:
            new: only articles added or changed since the last run with `new`; they count as seen
                from now on.

        Raises:
            ArgumentError: there is none of the name.
            ArchiveLockedError: with `new`, another process writes longer than the session waits.
        """
        if not new:
            saved = self.get(name)
            return saved, self._found_by(saved)[1]
        with self._changing() as searches:
            saved = self.get(name)
            revision, ids = self._found_by(saved)
            searches[name] = replace(saved, seen=revision)
        return saved, self._unseen(saved, ids)

    def count(self, name: str) -> tuple[int, int]:
        """Return how many articles a saved search finds, and how many of them are new.

        Nothing counts as seen by this.

        Raises:
            ArgumentError: there is none of the name.
            QueryError: its query cannot be understood any more: a field has gone.
        """
        saved = self.get(name)
        _, ids = self._found_by(saved)
        return len(ids), len(self._unseen(saved, ids))

    def _found_by(self, saved: SavedSearch) -> tuple[int, list[str]]:
        """Return the revision that was searched, and the ids found in it."""
        options = SearchOptions(match_any=saved.match_any)
        reader = self._session.articles().reader()
        compiled = self._searcher.compile(saved.query, options)
        log_warnings(compiled)
        return reader.revision, list(reader.matching_ids(compiled.tree))

    def _unseen(self, saved: SavedSearch, ids: Sequence[str]) -> list[str]:
        recent = set(self._store.ids(since=saved.seen))
        return [id for id in ids if id in recent]

    @contextmanager
    def _changing(self) -> Iterator[dict[str, SavedSearch]]:
        """Hold the writer lock, give the searches by name, and write what the block left."""
        with self._session.locked():
            searches = {search.name: search for search in self.all()}
            before = dict(searches)
            yield searches
            if searches != before:
                self._store.set_meta(
                    _KEY,
                    {
                        s.name: {"query": s.query, "match_any": s.match_any, "seen": s.seen}
                        for s in searches.values()
                    },
                )
