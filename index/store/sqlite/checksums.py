"""Checksums of what is stored.

A row's checksum is the CRC-32 of its values with their types: it finds every damage of up to 32
bits in a row, whatever it is, and other damage but for one in 2^32. A *digest* guards tables whose
rows are too small for one each: the sum of a 64-bit hash of each row, which a write changes by what
it adds and takes away.
"""

import struct
from collections.abc import Sequence
from zlib import crc32

import numpy as np
import numpy.typing as npt

Value = int | float | str | bytes | None
_Words = npt.NDArray[np.uint64]

_SIGNED = 1 << 31
_MASK = (1 << 64) - 1
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


def row_checksum(*values: Value) -> int:
    """Return the signed 32-bit checksum of a row's values in order."""
    crc = 0
    for value in values:
        if type(value) is bytes:
            crc = crc32(value, crc32(b"b%d:" % len(value), crc))
        elif type(value) is str:
            written = value.encode("utf-8", "surrogatepass")
            crc = crc32(written, crc32(b"s%d:" % len(written), crc))
        elif type(value) is int:
            crc = crc32(b"i%d;" % value, crc)
        elif type(value) is float:
            crc = crc32(b"f" + struct.pack("<d", value), crc)
        else:
            crc = crc32(b"n", crc)
    return crc - (1 << 32) if crc >= _SIGNED else crc


def pairs_digest(keys: Sequence[Value], members: Sequence[Value]) -> int:
    """Return the digest of rows of two values, 0 to 2^64 - 1; the order of rows does not count."""
    if not keys:
        return 0
    mixed = _mix(_mix(_words(keys)) + _words(members) * _MULTIPLIER)
    return int(mixed.sum(dtype=np.uint64))


def counts_digest(keys: Sequence[Value], counts: Sequence[int]) -> int:
    """Return the digest of counted keys, linear in the counts: adding up counts adds digests up."""
    if not keys:
        return 0
    words = np.array(counts, dtype=np.int64).view(np.uint64)
    return int((_mix(_words(keys)) * words).sum(dtype=np.uint64))


def add_digests(*digests: int) -> int:
    """Return the sum of digests, as digests add up."""
    return sum(digests) & _MASK


def as_signed(digest: int) -> int:
    """Return a digest as the 64-bit integer that SQLite can store."""
    return digest - (1 << 64) if digest >> 63 else digest


def _words(values: Sequence[Value]) -> _Words:
    """Return one 64-bit word a value; different values nearly always have different words."""
    if all(type(value) is int for value in values):
        return np.array(values, dtype=np.int64).view(np.uint64)
    return np.fromiter(map(_word, values), np.uint64, len(values))


def _word(value: Value) -> int:
    from hashlib import blake2b  # what only writes need takes a search 3 ms

    if type(value) is int:
        return value & _MASK
    kind = b"s" if type(value) is str else b"b"
    written = value.encode("utf-8", "surrogatepass") if type(value) is str else value
    assert isinstance(written, bytes)
    return int.from_bytes(blake2b(kind + written, digest_size=8).digest(), "little")


def _mix(words: _Words) -> _Words:
    """Return the words with their bits spread (the finalizer of SplitMix64)."""
    words = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return words ^ (words >> np.uint64(31))
