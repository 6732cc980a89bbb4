"""Sequences: phrases some of whose words are patterns (`"gempa bes*"`, `undang-undang*`).

A *slot* is a word, or all the terms that a pattern matches, taken as one word: it occurs where any
of them does, and is as rare as the documents that hold any (the synonym scoring of Lucene's
SynonymQuery). A word's places are keys `document * stride + position`, ascending; a stride wider
than any position plus the slop keeps documents apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from kliping.index.columnar.document_lists import mark
from kliping.index.columnar.view import TermPostings, View

from .expansion import Expanded

Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]
Float = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A slot that one term fills."""

    term: bytes
    postings: TermPostings


def sequence_documents(
    view: View, field: str, slots: Sequence[Word | Expanded], *, slop: int, scored: bool
) -> tuple[Int32, Float | None]:
    """Return (documents, scores) of slots in order, each at most `slop` behind the one before.

    A document's score is the sum of its slots' scores.
    """
    allowed, rarity = _candidates(view, slots)
    found = [_occurrences(view, field, slot, allowed) for slot in slots]
    top = max((int(places.max(initial=0)) for _, places in found), default=0)
    slop = min(slop, top + 1)  # a wider one matches alike
    stride = np.int64(top + slop + 2)
    reached: Int64 | None = None
    for documents, places in found:
        keys = documents * stride + places
        keys.sort()
        if reached is not None:
            # A key is reached if any reached key lies in [key - slop, key - 1].
            keys = keys[np.searchsorted(reached, keys - slop) < np.searchsorted(reached, keys)]
        reached = keys
        if not len(reached):
            break
    assert reached is not None
    matched = np.unique(reached // stride).astype(np.int32)
    if not scored:
        return matched, None
    scores = np.zeros(len(matched))
    for (documents, _), frequency in zip(found, rarity, strict=True):
        scores += _scores(view, field, matched, documents, frequency)
    return matched, scores


def _candidates(view: View, slots: Sequence[Word | Expanded]) -> tuple[Mask, list[int]]:
    """Return (bool[size]: live documents that hold every slot, documents that hold each)."""
    allowed = np.ones(view.size, bool)
    rarity = []
    for slot in slots:
        documents = slot.postings.documents if isinstance(slot, Word) else slot.documents()
        allowed &= mark(documents, view.size)
        rarity.append(len(documents))
    return allowed, rarity


def _occurrences(
    view: View, field: str, slot: Word | Expanded, allowed: Mask
) -> tuple[Int64, npt.NDArray[Any]]:
    """Return (document, position) of each place of a slot in the allowed documents."""
    if isinstance(slot, Expanded):
        return slot.occurrences(allowed)
    starts, places = view.positions(field, slot.term)
    documents = np.repeat(slot.postings.documents.astype(np.int64), np.diff(starts))
    inside = allowed[documents]
    return documents[inside], places[inside]


def _scores(view: View, field: str, matched: Int32, documents: Int64, frequency: int) -> Float:
    """Return the BM25 score of a slot in the matched documents."""
    counts = np.bincount(documents, minlength=view.size)[matched]
    top = view.idf(field, frequency) * (view.bm25(field).k1 + 1.0)
    return np.asarray(counts / (view.norms(field)[matched] + counts) * top, np.float64)
