"""Which segments are merged, and which are left alone."""

import math
from dataclasses import replace

from kliping.index.columnar.indexing.merging import MERGE_FACTOR, choose_merge
from kliping.index.columnar.storage.segment import SegmentInfo


def infos(*sizes: int) -> list[SegmentInfo]:
    return [
        SegmentInfo(name=f"seg-{n}", documents=size, deletions=None, deleted=0, size=0)
        for n, size in enumerate(sizes)
    ]


def test_single_articles_leave_large_segments_alone() -> None:
    """Eight articles that came alone are merged with each other, not with the batch before."""
    assert choose_merge(infos(900, *[1] * 7)) is None
    assert choose_merge(infos(900, *[1] * 8)) == (1, 9)


def test_articles_one_by_one() -> None:
    """2,000 articles that come alone are each rewritten log2(n) times at most, in few segments."""
    sizes = [500]
    rewritten = most = 0
    for _ in range(2_000):
        sizes.append(1)
        while (chosen := choose_merge(infos(*sizes))) is not None:
            low, high = chosen
            assert sum(sizes[low:high]) >= 2 * max(sizes[low:high])
            rewritten += sum(sizes[low:high])
            sizes[low:high] = [sum(sizes[low:high])]
        most = max(most, len(sizes))
    assert sum(sizes) == 2_500
    assert rewritten <= 2_000 * math.log2(2_500)
    assert most <= MERGE_FACTOR + math.log2(2_500)


def test_batches() -> None:
    """Batches are merged when there are eight; a larger segment waits for as many documents."""
    assert choose_merge(infos(*[500] * 7)) is None
    assert choose_merge(infos(*[500] * 8)) == (0, 8)
    assert choose_merge(infos(4_000, *[500] * 7)) is None
    assert choose_merge(infos(4_000, *[500] * 8)) == (0, 9)
    assert choose_merge(infos(9_000, *[500] * 8)) == (1, 9)


def test_batches_grow() -> None:
    """400 batches are rewritten log2(400) times at most: indexing stays as fast as it was."""
    sizes: list[int] = []
    rewritten = 0
    for _ in range(400):
        sizes.append(500)
        while (chosen := choose_merge(infos(*sizes))) is not None:
            low, high = chosen
            rewritten += sum(sizes[low:high])
            sizes[low:high] = [sum(sizes[low:high])]
    assert rewritten <= 400 * 500 * math.log2(400)


def test_deleted_documents() -> None:
    """A segment that is mostly deleted is rewritten alone."""
    segments = infos(100, 100)
    segments[0] = replace(segments[0], deleted=40)
    assert choose_merge(segments) == (0, 1)
