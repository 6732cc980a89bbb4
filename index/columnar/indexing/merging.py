"""Merging: several segments into one, whole arrays at a time, without their deleted documents."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from kliping.index.columnar.storage.columns import (
    Column,
    CsrColumn,
    FlatColumn,
    column_arrays,
    concatenate,
    filler,
    keep,
    label_arrays,
)
from kliping.index.columnar.storage.packing import narrowed
from kliping.index.columnar.storage.postings import Postings, postings_arrays
from kliping.index.columnar.storage.segment import Segment, SegmentInfo, shown_arrays
from kliping.index.columnar.storage.term_dictionary import text_arrays

Array = npt.NDArray[Any]
Bool = npt.NDArray[np.bool_]

# The last segments, so many or more, are merged when together they hold at least twice what the
# largest of them holds. So whatever is rewritten ends in a segment of at least twice the size: a
# document is rewritten at most log2(n) times, an index of n documents has at most about
# MERGE_FACTOR + log2(n) segments, and an article that comes alone never waits until a large segment
# is rewritten for it and a few others. 8 is between Lucene's 10 and Whoosh's 6.
MERGE_FACTOR = 8
# A segment with more than this share of deleted documents is rewritten (Lucene's default).
MOST_DELETED = 0.33


def choose_merge(segments: Sequence[SegmentInfo]) -> tuple[int, int] | None:
    """Return the half-open range of consecutive segments to merge next, or None.

    Only neighbours are merged: documents keep their order of addition.
    """
    for place, segment in enumerate(segments):
        if segment.deleted > MOST_DELETED * segment.documents:
            return place, place + 1
    begin = None
    total = largest = 0
    for place in range(len(segments) - 1, -1, -1):
        live = segments[place].documents - segments[place].deleted
        total += live
        largest = max(largest, live)
        if len(segments) - place >= MERGE_FACTOR and total >= 2 * largest:
            begin = place
    return None if begin is None else (begin, len(segments))


def merge(segments: Sequence[Segment]) -> tuple[dict[str, Array], dict[str, Array], int]:
    """Return (per-document arrays, postings arrays, documents) of the segments as one."""
    lives = [np.ones(s.count, bool) if s.live is None else s.live for s in segments]
    counts = [int(live.sum()) for live in lives]
    bases = np.cumsum([0, *counts]).tolist()
    documents: dict[str, Array] = {}
    ids: list[str] = []
    for segment, live in zip(segments, lives, strict=True):
        texts = segment.ids.texts()
        ids += texts if live.all() else [texts[n] for n in np.flatnonzero(live)]
    documents |= text_arrays("id/texts", ids)
    documents |= shown_arrays(
        [
            segment.shown(number)
            for segment, live in zip(segments, lives, strict=True)
            for number in np.flatnonzero(live).tolist()
        ]
    )
    names = _names(segments)
    for name in names["lengths"]:
        documents[f"{name}/lengths"] = narrowed(
            np.concatenate([s.lengths(name)[live] for s, live in zip(segments, lives, strict=True)])
        )
    for name in names["values"]:
        documents |= _merged_column(segments, lives, name)
    postings: dict[str, Array] = {}
    fields = {name for s in segments for name in s.indexed_fields()}
    done: dict[str, Postings] = {}
    # A field comes behind the exact field whose postings it shares.
    for field in sorted(fields, key=lambda name: (not name.endswith("_exact"), name)):
        order, merged = _merged_postings(segments, lives, bases, field)
        if order:
            done[field] = merged
            shared = done.get(f"{field}_exact")
            postings |= postings_arrays(field, order, merged, exact=shared)
    return documents, postings, bases[-1]


def _names(segments: Sequence[Segment]) -> dict[str, list[str]]:
    found: dict[str, set[str]] = {"lengths": set(), "values": set()}
    for segment in segments:
        for name in segment.documents_file.names():
            field, _, part = name.rpartition("/")
            if part in found:
                found[part].add(field)
    return {part: sorted(names) for part, names in found.items()}


def _merged_column(
    segments: Sequence[Segment], lives: Sequence[Bool], name: str
) -> dict[str, Array]:
    """Return the arrays of a column; of keyword labels only those still in use."""
    columns: list[Column | None] = [segment.column(name) for segment in segments]
    kind = next(column.values.dtype for column in columns if column is not None)
    labelled = any(segment.is_keyword(name) for segment in segments)
    numbers: dict[str, int] = {}
    parts: list[Column] = []
    for segment, live, column in zip(segments, lives, columns, strict=True):
        if column is None:
            parts.append(FlatColumn(values=np.full(int(live.sum()), filler(kind), kind)))
            continue
        column = keep(column, live)
        if labelled:
            _, labels = segment.keywords(name)
            to = np.array(
                [numbers.setdefault(label, len(numbers)) for label in labels] + [-1], np.int32
            )
            column = _with_values(column, to[column.values])
        parts.append(column)
    merged = concatenate(parts)
    if not labelled:
        return column_arrays(name, merged)
    names = list(numbers)
    used = np.unique(merged.values[merged.values >= 0]).tolist()
    order = sorted(used, key=names.__getitem__)
    rank = np.full(len(names) + 1, -1, np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    merged = _with_values(merged, rank[merged.values])
    return column_arrays(name, merged) | label_arrays(name, [names[n] for n in order])


def _with_values(column: Column, values: Array) -> Column:
    if isinstance(column, CsrColumn):
        return CsrColumn(values=values, starts=column.starts)
    return FlatColumn(values=values)


def _merged_postings(
    segments: Sequence[Segment],
    lives: Sequence[Bool],
    bases: Sequence[int],
    field: str,
) -> tuple[list[str], Postings]:
    """Return (terms that live documents hold, their postings)."""
    parts: list[Postings] = []
    terms: list[list[str]] = []
    for segment, live, base in zip(segments, lives, bases, strict=False):
        held = segment.postings(field)
        if held is None:
            continue
        to = np.cumsum(live, dtype=np.int64) - 1 + base
        decoded = held.decode()
        if parts and _kept(decoded) != _kept(parts[0]):
            raise held.damage("another segment keeps other frequencies or positions")
        parts.append(_renumbered(decoded, live, to))
        terms.append(held.terms.texts())
    used: dict[str, None] = {}
    for part, texts in zip(parts, terms, strict=True):
        kept = np.flatnonzero(np.diff(part.starts)).tolist()
        used.update(dict.fromkeys(texts if len(kept) == len(texts) else [texts[n] for n in kept]))
    order = sorted(used)
    if not order:  # all its holders are deleted
        return [], Postings(starts=np.zeros(1, np.int64), documents=np.zeros(0, np.int32))
    number = {text: n for n, text in enumerate(order)}
    ranks = [
        np.fromiter((number.get(text, 0) for text in texts), np.int32, len(texts))
        for texts in terms
    ]
    return order, _interleaved(parts, ranks, len(order))


def _kept(postings: Postings) -> tuple[bool, bool]:
    """Return whether the postings have frequencies, and positions."""
    return postings.frequencies is not None, postings.positions is not None


def _renumbered(postings: Postings, live: Bool, to: Array) -> Postings:
    """Return the postings of live documents, renumbered."""
    if live.all():
        moved = (postings.documents + to[0]).astype(np.int32) if len(to) else postings.documents
        return Postings(
            starts=postings.starts,
            documents=moved,
            frequencies=postings.frequencies,
            positions=postings.positions,
        )
    kept = live[postings.documents]
    cumulated = np.zeros(len(kept) + 1, np.int64)
    np.cumsum(kept, out=cumulated[1:])
    frequencies, positions = postings.frequencies, postings.positions
    if positions is not None:
        assert frequencies is not None
        positions = positions[np.repeat(kept, frequencies)]
    return Postings(
        starts=cumulated[postings.starts],
        documents=to[postings.documents[kept]].astype(np.int32),
        frequencies=None if frequencies is None else frequencies[kept],
        positions=positions,
    )


def _interleaved(parts: Sequence[Postings], ranks: Sequence[Array], terms: int) -> Postings:
    """Return the parts' postings in the order of the merged terms, each term's parts in order."""
    counts = np.zeros((len(parts), terms), np.int64)
    for row, part, rank in zip(counts, parts, ranks, strict=True):
        np.add.at(row, rank, np.diff(part.starts))
    starts = np.zeros(terms + 1, np.int64)
    np.cumsum(counts.sum(axis=0), out=starts[1:])
    # Where each part's run of a term begins: behind the runs of the parts before it.
    begins = starts[:-1] + np.cumsum(counts, axis=0) - counts
    size = int(starts[-1])
    documents = np.empty(size, np.int32)
    with_counts = bool(parts) and parts[0].frequencies is not None
    frequencies = np.empty(size, np.int32) if with_counts else None
    for row, part, rank in zip(begins, parts, ranks, strict=True):
        at = _targets(row[rank], part.starts)
        documents[at] = part.documents
        if frequencies is not None and part.frequencies is not None:
            frequencies[at] = part.frequencies
    positions = None
    if parts and parts[0].positions is not None:
        assert frequencies is not None
        ends = np.zeros(size + 1, np.int64)
        np.cumsum(frequencies, out=ends[1:])
        positions = np.empty(int(ends[-1]), np.int32)
        for row, part, rank in zip(begins, parts, ranks, strict=True):
            assert part.frequencies is not None
            assert part.positions is not None
            cumulated = np.zeros(len(part.documents) + 1, np.int64)
            np.cumsum(part.frequencies, out=cumulated[1:])
            # A term's positions in one part are one run, as its postings are.
            positions[_targets(ends[row[rank]], cumulated[part.starts])] = part.positions
    return Postings(
        starts=starts, documents=documents, frequencies=frequencies, positions=positions
    )


def _targets(begins: Array, starts: Array) -> Array:
    """Return where each element of runs goes, when run r moves to begins[r].

    The runs lie one after the other, run r at starts[r] : starts[r + 1].
    """
    return np.asarray(np.arange(int(starts[-1])) + np.repeat(begins - starts[:-1], np.diff(starts)))
