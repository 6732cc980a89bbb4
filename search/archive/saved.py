"""Saved searches: a name, a query, and up to which revision its hits were seen.

They are kept in the store. A change is one transaction of the store: what it reads and what it
writes are one step for other processes, which may be indexing meanwhile.
"""

import time
from collections.abc import Sequence
from dataclasses import replace

from kliping.index import ArgumentError
from kliping.index.store import SavedSearch
from kliping.retrieval.compiling import compile_expanded, log_warnings
from kliping.retrieval.options import SearchOptions
from kliping.retrieval.searching import Searcher

from .session import Session


class SavedSearches:
    """The saved searches of one archive."""

    def __init__(self, session: Session, searcher: Searcher) -> None:
        self._session = session
        self._searcher = searcher
        self._store = session.store

    def all(self) -> list[SavedSearch]:
        """Return them in order of name."""
        return self._store.saved_searches()

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
            ArchiveLockedError: another process's transaction takes too long.
        """
        if not name or any(c.isspace() for c in name):
            raise ArgumentError(f"saved search {name!r}: expected a name without blanks")
        self._searcher.compile_plain(query, _options(match_any))
        search = SavedSearch(name=name, query=query, match_any=match_any)
        with self._store.write() as transaction:
            for known in self.all():
                if known.name == name and replace(known, seen=search.seen) == search:
                    return known
            transaction.put_saved(search)
        return search

    def remove(self, name: str) -> None:
        """Forget one; raises as `get` and as `put`."""
        with self._store.write() as transaction:
            transaction.remove_saved(self.get(name).name)

    def run(self, name: str, *, new: bool = False) -> tuple[SavedSearch, list[str]]:
        """Return a saved search and the ids of its articles, in order of addition.

        Args:
            new: only articles added or changed since the last run with `new`; they count as seen
                from now on.

        Raises:
            ArgumentError: there is none of the name.
            ArchiveLockedError: with `new`, another process's transaction takes too long.
        """
        if not new:
            saved = self.get(name)
            return saved, self._found_by(saved)[1]
        with self._store.write() as transaction:
            saved = self.get(name)
            revision, ids = self._found_by(saved)
            transaction.put_saved(replace(saved, seen=revision))
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
        options = _options(saved.match_any)
        view = self._searcher.view()
        compiled = compile_expanded(view, saved.query, options, now=int(time.time()))
        log_warnings(compiled)
        return view.reader.revision, list(view.reader.matching_ids(compiled.tree))

    def _unseen(self, saved: SavedSearch, ids: Sequence[str]) -> list[str]:
        recent = set(self._store.ids(since=saved.seen))
        return [id for id in ids if id in recent]


def _options(match_any: bool) -> SearchOptions:
    return SearchOptions(words="any" if match_any else "all")
