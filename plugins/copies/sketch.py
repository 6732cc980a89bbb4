"""Sketch an article's wording: its words in order, which of them are names, bands.

Two texts are compared by their shingles, runs of three words (`kliping.index.shingles`); *bands*
are keys which two texts with similar sets of shingles are likely to share, so that look-alikes are
found without comparing everything with everything. Everything here is a function of the article's
title and words alone.
"""

import re
import sys
import unicodedata
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

import numpy as np
import numpy.typing as npt

from kliping.index.shingles import (
    MULTIPLIERS,
    Hashes,
    fold_words,
    mix,
    shingles_of,
    word_hashes,
)

MIN_SHINGLES: Final = 8
"""A text with fewer distinct shingles is too short to be called a copy of anything."""

BINS: Final = 128
"""MinHash values per text: one permutation, the top 7 bits of a shingle's hash choose the bin."""

ROWS: Final = 2
BANDS: Final = BINS // ROWS
"""64 bands of 2 rows: at Jaccard s two texts share a band with probability 1 - (1 - s²)^64,
.998 at .30 and .65 at .13; 42 bands of 3 rows would find only .68 at .30."""

# A capital inside a sentence: behind a word or a comma.
_NAME = re.compile(r"(?<=[\w,;)] )[^\W\d_a-z]\w*")
_NUMBER = re.compile(r"\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """What the comparison needs of one article's wording.

    Attributes:
        key: 63-bit hash of words and names: equal for equal wording. 0 for a text with fewer than
            MIN_SHINGLES distinct shingles, which is left out of every comparison.
        words: the words' hashes in order, little-endian uint32.
        names: the hashes of the distinct names (words with a capital inside a sentence) and
            numbers among the words, ascending, little-endian uint32.
        title: the hashes of the title's words in order, likewise.
        bands: BANDS keys, little-endian int64; empty where key is 0.
    """

    key: int
    words: bytes
    names: bytes
    title: bytes
    bands: bytes

    @property
    def length(self) -> int:
        """How many words the body text has."""
        return len(self.words) // 4


def sketch(text: str, *, title: str = "") -> Sketch:
    """Sketch a body text; an empty text gives key 0 and no bands. Linear in the text."""
    folded = fold_words(text)
    words = _hash_words(folded)
    names = np.unique(_hash_words([*_names(text), *filter(_NUMBER.search, set(folded))]))
    shingles = np.unique(shingles_of(words))
    short = len(shingles) < MIN_SHINGLES
    packed, packed_names = pack(words), pack(names)
    return Sketch(
        key=0 if short else _key(packed, packed_names),
        words=packed,
        names=packed_names,
        title=pack(_hash_words(fold_words(title))),
        bands=b"" if short else bands(shingles).astype("<i8").tobytes(),
    )


def _names(text: str) -> list[str]:
    """Return the words with a capital inside a sentence, folded."""
    if not text.isascii() and not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    found = set(_NAME.findall(text))
    return [name.casefold() for name in found]


def _hash_words(words: list[str]) -> Hashes:
    return np.fromiter((word_hashes[word] & 0xFFFFFFFF for word in words), np.uint32, len(words))


def min_values(shingles: Hashes) -> Hashes:
    """Return BINS MinHash values of an ascending, non-empty set of shingle hashes.

    One-permutation hashing; an empty bin borrows from a bin chosen by its own fixed sequence of
    probes (Shrivastava, "Optimal densification for fast and accurate minwise hashing", 2017).
    """
    edges = np.arange(BINS, dtype=np.uint64) << np.uint64(32 - BINS.bit_length() + 1)
    first = np.searchsorted(shingles, edges.astype(np.uint32))
    after = np.append(first[1:], len(shingles))
    filled = first < after
    source = np.where(filled, np.arange(BINS), 0)
    empty = np.flatnonzero(~filled)
    if len(empty):
        probes = _PROBES[empty]
        source[empty] = probes[np.arange(len(empty)), filled[probes].argmax(axis=1)]
    return shingles[first[source]]


def bands(shingles: Hashes) -> npt.NDArray[np.int64]:
    """Return the BANDS band keys of an ascending, non-empty set of shingle hashes."""
    pairs = min_values(shingles).reshape(BANDS, ROWS).astype(np.uint64)
    keys = (pairs[:, 0] << np.uint64(32)) | pairs[:, 1]
    return mix(keys + _BAND_SALT).astype(np.int64)


def pack(hashes: Hashes) -> bytes:
    """Return the hashes as little-endian bytes."""
    return hashes.astype("<u4", copy=False).tobytes()


def unpack(packed: bytes) -> Hashes:
    """Return the hashes that `pack` packed; read-only."""
    hashes = np.frombuffer(packed, dtype="<u4")
    return hashes if sys.byteorder == "little" else hashes.astype(np.uint32)


def _key(words: bytes, names: bytes) -> int:
    digest = blake2b(len(words).to_bytes(8, "little") + words + names, digest_size=8).digest()
    return (int.from_bytes(digest, "little") >> 1) or 1


def _probe_table() -> npt.NDArray[np.int64]:
    """Return for each bin a fixed random order of all bins, shape (BINS, BINS)."""
    seeds = np.arange(BINS * BINS, dtype=np.uint64) + np.uint64(1)
    return np.argsort(mix(seeds * np.uint64(MULTIPLIERS[0])).reshape(BINS, BINS), axis=1)


_PROBES: Final = _probe_table()
_BAND_SALT: Final = np.arange(BANDS, dtype=np.uint64) * np.uint64(MULTIPLIERS[1])
