"""Cursors: which hits were given already, as text that a later search continues from.

A cursor holds a mark of each hit that was given, not its place: a later search gives the first
hits in its order whose marks are not among them. So no hit comes twice and none is passed over,
whatever was added, changed or deleted in between, and however the scores moved. It costs eight
letters a hit; `Archive.iter_hits` gives all hits without one.

It also holds the clock of the first page (relative dates and recency count from it) and what the
search was, so that it cannot be given to another.
"""

import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import crc_hqx
from collections.abc import Iterable
from dataclasses import dataclass
from zlib import crc32

from kliping.index import ArgumentError

# Bytes of a mark, and of a search's key. That one of a million other hits has a mark among ten
# thousand has the probability 10^10 / 2^48, 4 in 100,000.
_MARK = 6
# The checksum, the key, the clock (seconds since 1970-01-01T00:00Z), hits given so far.
_HEAD = struct.Struct(f">I{_MARK}sqI")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Where a search stands.

    Attributes:
        now: the clock of its first page, seconds since 1970-01-01T00:00Z.
        rank: of the last hit that was given.
        marks: of the hits, and of the groups that they stood for.
    """

    now: int
    rank: int = 0
    marks: tuple[bytes, ...] = ()


def mark(kind: str, name: str) -> bytes:
    """Return the mark of a hit ("id") or of a group ("group")."""
    return _digest(f"{kind}\0{name}")


def search_key(*parts: object) -> bytes:
    """Return what a search is recognised by: equal for equal query, order and filters."""
    return _digest(repr(parts))


def _digest(text: str) -> bytes:
    """Return 48 bits of a text: two checksums of unlike polynomials.

    hashlib would take each search 3 ms to import, and nothing here is a secret.
    """
    written = text.encode("utf-8", "surrogatepass")
    return struct.pack(">IH", crc32(written), crc_hqx(written, 0))


def encode_cursor(cursor: Cursor, key: bytes) -> str:
    """Return the cursor of the search with this key as text: URL-safe ASCII."""
    body = _HEAD.pack(0, key, cursor.now, cursor.rank)[4:] + b"".join(cursor.marks)
    return urlsafe_b64encode(struct.pack(">I", crc32(body)) + body).decode("ascii").rstrip("=")


def decode_cursor(text: str, key: bytes) -> Cursor:
    """Return what a cursor's text holds.

    Raises:
        ArgumentError: it is no cursor, or one of another search.
    """
    try:
        written = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
        checksum, found_key, now, rank = _HEAD.unpack_from(written)
        if checksum != crc32(written[4:]) or (len(written) - _HEAD.size) % _MARK:
            raise ValueError("changed on its way")
    except (ValueError, struct.error):
        raise ArgumentError(
            f"cursor {_shown(text)} cannot be read; give one that a search returned, unchanged"
        ) from None
    if found_key != key:
        raise ArgumentError(
            "the cursor is of another search; give it with the same query, order and filters"
        )
    marks = tuple(_iter_marks(written[_HEAD.size :]))
    return Cursor(now=now, rank=rank, marks=marks)


def _iter_marks(written: bytes) -> Iterable[bytes]:
    return (written[at : at + _MARK] for at in range(0, len(written), _MARK))


def _shown(text: str) -> str:
    return repr(text) if len(text) <= 40 else f"{text[:40]!r}…"
