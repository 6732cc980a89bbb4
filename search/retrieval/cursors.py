"""Cursors: where a page of hits ended, as text that a later search continues from.

A cursor holds the sort values and the id of the last hit, not its rank: articles added or deleted
in between shift no page, and none comes twice for it. (By relevance, new articles change the
scores of all a little; sort by a column where that matters.)
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from zlib import crc32

from kliping.index import ArgumentError

Position = tuple[float | str, ...]


def search_key(*parts: object) -> str:
    """Return what a search is recognised by: equal for equal query, order and filters."""
    return f"{crc32(repr(parts).encode('utf-8', 'surrogatepass')):08x}"


def encode_cursor(position: Sequence[float | str], key: str, *, rank: int) -> str:
    """Return the cursor behind this position of the search with this key: URL-safe ASCII.

    Args:
        rank: of the last hit, so that the next page goes on counting.
    """
    written = json.dumps([key, rank, *position], separators=(",", ":")).encode()
    return urlsafe_b64encode(written).decode("ascii").rstrip("=")


def decode_cursor(cursor: str, key: str) -> tuple[int, Position]:
    """Return the rank and the position that a cursor holds.

    Raises:
        ArgumentError: it is no cursor, or one of another search.
    """
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        written = json.loads(urlsafe_b64decode(padded))
        found_key, rank, *position = written
        if not isinstance(rank, int) or not position:
            raise ValueError("no rank, or no position")
        if not all(isinstance(part, str | int | float) for part in position):
            raise ValueError("a part is neither text nor number")
    except (ValueError, TypeError):
        raise ArgumentError(
            f"cursor {cursor!r} cannot be read; give one that a search returned, unchanged"
        ) from None
    if found_key != key:
        raise ArgumentError(
            "the cursor is of another search; give it with the same query, order and filters"
        )
    return rank, tuple(position)
