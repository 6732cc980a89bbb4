"""Saved searches: a name, a query, and up to which revision its hits were seen.

They are kept in articles.db, under one key of the meta table.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from kliping.index import ArgumentError
from kliping.index.store import Store

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

    def __init__(self, store: Store) -> None:
        self._store = store

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

    def put(self, search: SavedSearch) -> None:
        """Keep one; it replaces the one of its name.

        Raises:
            ArgumentError: the name is empty or has blanks.
        """
        if not search.name or any(c.isspace() for c in search.name):
            raise ArgumentError(f"saved search {search.name!r}: expected a name without blanks")
        self._write([*(s for s in self.all() if s.name != search.name), search])

    def remove(self, name: str) -> None:
        """Forget one; raises as `get`."""
        gone = self.get(name)
        self._write([s for s in self.all() if s != gone])

    def mark_seen(self, name: str, revision: int) -> None:
        """Remember that the hits up to this revision were shown."""
        self.put(replace(self.get(name), seen=revision))

    def _write(self, searches: list[SavedSearch]) -> None:
        rows = {
            s.name: {"query": s.query, "match_any": s.match_any, "seen": s.seen} for s in searches
        }
        self._store.set_meta(_KEY, rows)
