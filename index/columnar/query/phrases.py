"""Phrases: documents where words follow each other, in order, each at most `slop` behind the last.

Only documents that hold all the words are looked at. A word's places are keys
`candidate number * stride + position`, ascending; a stride wider than any position plus the slop
keeps documents apart.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from kliping.index import kernel
from kliping.index.columnar import document_lists
from kliping.index.columnar.view import TermPostings, View

Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]
Float = npt.NDArray[np.float64]
# Positions are below this, so a wider slop matches alike.
WIDEST_SLOP = 2**31


def phrase_documents(
    view: View,
    field: str,
    words: Sequence[bytes],
    postings: Sequence[TermPostings],
    *,
    slop: int,
    scored: bool,
) -> tuple[Int32, Float | None]:
    """Return (documents, scores) of a phrase: a score is the sum of its words' scores."""
    slop = min(slop, WIDEST_SLOP)
    if kernel.compiled is not None and len(words) <= kernel.MOST_LISTS:
        return _by_kernel(view, field, words, postings, slop, scored)
    documents, places = _with_all(postings, view.size)
    if not len(documents):
        return documents, np.zeros(0) if scored else None
    holds = _in_order(view, field, words, places, slop)
    documents = documents[holds]
    if not scored:
        return documents, None
    scores = np.zeros(len(documents))
    for held, place in zip(postings, places, strict=True):
        scores += view.scores(field, held)[place[holds]]
    return documents, scores


def _by_kernel(
    view: View,
    field: str,
    words: Sequence[bytes],
    postings: Sequence[TermPostings],
    slop: int,
    scored: bool,
) -> tuple[Int32, Float | None]:
    lists = [(held.documents, view.scores(field, held) if scored else 0.0) for held in postings]
    order = sorted(range(len(postings)), key=lambda n: len(postings[n]))
    places = []
    for word in words:
        places.append(view.positions(field, word))
    room = len(postings[order[0]])
    documents, scores = np.empty(room, np.int32), np.empty(room)
    count = kernel.compiled.phrase(lists, bytes(order), places, slop, documents, scores)
    return documents[:count], scores[:count] if scored else None


def _with_all(postings: Sequence[TermPostings], size: int) -> tuple[Int32, list[npt.NDArray[Any]]]:
    """Return (documents that hold all words, per word the index of each among its postings)."""
    order = sorted(range(len(postings)), key=lambda n: len(postings[n]))
    documents = postings[order[0]].documents
    places: list[npt.NDArray[Any]] = [np.arange(len(documents))]
    for number in order[1:]:
        mine, theirs = document_lists.locate(documents, postings[number].documents, size)
        documents = documents[mine]
        places = [*(place[mine] for place in places), theirs]
    by_word: list[npt.NDArray[Any]] = [np.zeros(0)] * len(postings)
    for number, place in zip(order, places, strict=True):
        by_word[number] = place
    return documents, by_word


def _in_order(
    view: View,
    field: str,
    words: Sequence[bytes],
    places: Sequence[npt.NDArray[Any]],
    slop: int,
) -> npt.NDArray[np.bool_]:
    """Return for each candidate whether it holds the words in order."""
    candidates = len(places[0])
    reached: Int64 | None = None
    tables = [view.positions(field, word) for word in words]
    top = max(int(positions.max(initial=0)) for _, positions in tables)
    slop = min(slop, top + 1)
    stride = top + slop + 2
    for (starts, positions), place in zip(tables, places, strict=True):
        keys = _keys(starts, positions, place, stride)
        if reached is not None:
            # A key is reached if any reached key lies in [key - slop, key - 1].
            near = np.searchsorted(reached, keys - slop) < np.searchsorted(reached, keys)
            keys = keys[near]
        reached = keys
        if not len(reached):
            break
    holds = np.zeros(candidates, bool)
    if reached is not None:
        holds[reached // stride] = True
    return holds


def _keys(
    starts: Int64, positions: npt.NDArray[Any], place: npt.NDArray[Any], stride: int
) -> Int64:
    """Return the keys of a word's positions in the candidates, ascending."""
    begins = starts[place]
    lengths = starts[place + 1] - begins
    ends = np.cumsum(lengths)
    at = np.arange(ends[-1] if len(ends) else 0) + np.repeat(begins - (ends - lengths), lengths)
    candidate = np.repeat(np.arange(len(place), dtype=np.int64) * stride, lengths)
    return np.asarray(candidate + positions[at])
