"""Compare two sets of shingles: whether two texts are alike enough to be read side by side.

Being alike makes a candidate, no copy: `relation` decides.
"""

from typing import Final, NamedTuple

from kliping.index.shingles import Hashes, count_shared

MIN_JACCARD: Final = 0.30
"""Alike as wholes. Ten words in a hundred edited leave .59, twenty .34; strangers share at most
.02 and one event told in other words .01 to .04 (646 news articles, ten kinds of edit, 2026-11)."""

MIN_CONTAINMENT: Final = 0.55
MIN_SHARED: Final = 40
"""One holds the other: this part of the shorter one's shingles, and at least so many of them."""

MIN_SHARED_ALIKE: Final = 8
"""Below so many shared shingles (ten words) nothing is called alike."""

PART_RATIO: Final = 0.75
PART_CONTAINMENT: Final = 0.82
"""A copy is a part of the other where it is at most so long, and this much of it is found there."""


class Likeness(NamedTuple):
    """What two texts' sets of shingles have in common.

    Attributes:
        shared: shingles in both.
        left, right: shingles of each.
    """

    shared: int
    left: int
    right: int

    @property
    def jaccard(self) -> float:
        """Shared among all that either has, 0 to 1."""
        union = self.left + self.right - self.shared
        return self.shared / union if union else 0.0

    @property
    def containment(self) -> float:
        """Shared among those of the text that has fewer, 0 to 1."""
        smaller = min(self.left, self.right)
        return self.shared / smaller if smaller else 0.0

    def is_alike(self) -> bool:
        """Tell whether one may be a copy of the other, going by shingles alone."""
        if self.shared < MIN_SHARED_ALIKE:
            return False
        if self.jaccard >= MIN_JACCARD:
            return True
        return self.shared >= MIN_SHARED and self.containment >= MIN_CONTAINMENT

    def is_part(self) -> bool:
        """Tell whether one is a part of the other rather than an edit of it."""
        ratio = min(self.left, self.right) / max(self.left, self.right, 1)
        return self.jaccard < MIN_JACCARD or (
            ratio <= PART_RATIO and self.containment >= PART_CONTAINMENT
        )


def compare(left: Hashes, right: Hashes) -> Likeness:
    """Compare two ascending sets; in the order of the smaller one's size."""
    return Likeness(count_shared(left, right), len(left), len(right))
