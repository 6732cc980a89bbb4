"""The page of a result that a cursor or an offset asks for, and the cursor behind it.

A cursor holds what was given, so a page over an archive that changes gives no hit twice.
"""

import time
from dataclasses import dataclass

from kliping.index import ArgumentError
from kliping.index.engine import HitRow

from .cursors import Cursor, decode_cursor, encode_cursor, mark, search_key
from .options import SearchOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A place in a result.

    Attributes:
        key: of the query and the options that decide which hits come.
        begun: what was given before, and the clock of the first page.
    """

    key: bytes
    begun: Cursor
    limit: int
    offset: int

    @property
    def reach(self) -> int:
        """How many hits to ask for: those given before may stand first, and one tells of more."""
        return self.offset + len(self.begun.marks) + self.limit + 1 if self.limit else 0

    @property
    def rank(self) -> int:
        """How many hits stand before the page, over all pages."""
        return self.begun.rank + self.offset

    def cut(self, hits: tuple[HitRow, ...]) -> tuple[list[HitRow], str | None]:
        """Return the page's hits, and the cursor of the next page where there is one."""
        given = set(self.begun.marks)
        fresh = [row for row in hits if not given.intersection(_marks(row))]
        page = fresh[self.offset : self.offset + self.limit]
        if not self.limit or len(fresh) <= self.offset + self.limit:
            return page, None
        marks = (m for row in fresh[: self.offset + self.limit] for m in _marks(row))
        held = Cursor(
            now=self.begun.now,
            rank=self.rank + len(page),
            marks=(*self.begun.marks, *marks),
        )
        return page, encode_cursor(held, self.key)


def page_of(query: str, options: SearchOptions, *, limit: int, offset: int) -> Page:
    """Return the page that is asked for.

    Raises:
        ArgumentError: an offset beside a cursor, or a cursor of another search.
    """
    key = search_key(query, options.deciding())
    begun = Cursor(now=int(time.time()))
    if options.cursor is not None:
        begun = decode_cursor(options.cursor, key)
        if offset:
            raise ArgumentError(
                f"offset = {offset} with a cursor: a page begins at the one or the other"
            )
    return Page(key=key, begun=begun, limit=limit, offset=offset)


def _marks(row: HitRow) -> tuple[bytes, ...]:
    """Return what a cursor remembers of a hit: itself, and the group that it stands for."""
    if not row.group:
        return (mark("id", row.id),)
    return (mark("id", row.id), mark("group", row.group.casefold()))
