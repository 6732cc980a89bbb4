"""Lay two wordings side by side, and measure what each has for itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from kliping.index.shingles import Hashes, shingles_of

from .likeness import Likeness, compare

RUN: Final = 12
"""Unshared shingles in a row that make a new passage (ten words and more). Edits of a word leave
runs of three; whole sentences of one's own leave twelve and more."""

FRONT: Final = 3
"""A first new passage begins within so many shingles: a dateline may stand before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One text.

    Attributes:
        words: hashes of the words, in order.
        names: of the names and numbers among them, ascending.
        shingles: of the shingles, in order.
        distinct: of the distinct shingles, ascending.
        vocabulary: of the distinct words, ascending.
    """

    words: Hashes
    names: Hashes
    shingles: Hashes
    distinct: Hashes
    vocabulary: Hashes

    @classmethod
    def of(cls, words: Hashes, names: Hashes) -> "Wording":
        shingles = shingles_of(words)
        return cls(
            words=words,
            names=names,
            shingles=shingles,
            distinct=np.unique(shingles),
            vocabulary=np.unique(words),
        )


class Own(NamedTuple):
    """What a text has that another has not.

    Attributes:
        shared: the part of its shingles, in order, that the other has, 0 to 1.
        new: the part that stands in unshared runs of RUN and more, 0 to 1.
        front: how many shingles long the first such run is, if it begins the text; else 0.
        names: how many of its names and numbers the other has nowhere.
        all_names: how many names and numbers it has.
        length: its shingles.
    """

    shared: float
    new: float
    front: int
    names: int
    all_names: int
    length: int

    @property
    def order(self) -> tuple[int, float, float, int, int, int]:
        """Order by length; of two equally long texts the one with less new comes first."""
        return self.length, self.new, -self.shared, self.front, -self.names, self.all_names


class Evidence(NamedTuple):
    """Two texts side by side, in `Own.order`: so it is the same whichever is left."""

    shorter: Own
    longer: Own
    likeness: Likeness
    is_left_shorter: bool

    @property
    def names_kept(self) -> float:
        """The part of the names that both could share which they do share, 0 to 1."""
        return _kept(*((own.all_names, own.names) for own in (self.shorter, self.longer)))


def names_kept(left: Wording, right: Wording) -> float:
    """Return `Evidence.names_kept` of two wordings, without the rest."""
    return _kept(
        (len(left.names), _foreign(left, right)), (len(right.names), _foreign(right, left))
    )


def _kept(*names: tuple[int, int]) -> float:
    """Return the share kept of the fewer names; each pair is (all names, those lost)."""
    count, lost = min(names)
    return 1 - lost / count if count else 1.0


def _foreign(text: Wording, other: Wording) -> int:
    """Return how many of a text's names another has nowhere."""
    return int(np.count_nonzero(~is_among(text.names, other.vocabulary)))


def lay_side_by_side(left: Wording, right: Wording) -> Evidence:
    """Measure two wordings against each other; linear in both."""
    left_own, right_own = own_of(left, right), own_of(right, left)
    is_left_shorter = left_own.order <= right_own.order
    return Evidence(
        shorter=left_own if is_left_shorter else right_own,
        longer=right_own if is_left_shorter else left_own,
        likeness=compare(left.distinct, right.distinct),
        is_left_shorter=is_left_shorter,
    )


def own_of(text: Wording, other: Wording) -> Own:
    """Measure what a text has that the other has not."""
    lost = ~is_among(text.shingles, other.distinct)
    starts, lengths = runs(lost)
    long = lengths >= RUN
    front = int(lengths[0]) if len(starts) and long[0] and starts[0] <= FRONT else 0
    count = len(text.shingles)
    return Own(
        shared=1 - float(np.count_nonzero(lost)) / max(1, count),
        new=float(lengths[long].sum()) / max(1, count),
        front=front,
        names=_foreign(text, other),
        all_names=len(text.names),
        length=count,
    )


def runs(mask: npt.NDArray[np.bool_]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return (starts, lengths) of the runs of True, in order."""
    edges = np.diff(np.concatenate(([False], mask, [False])).astype(np.int8))
    starts = np.flatnonzero(edges == 1)
    return starts, np.flatnonzero(edges == -1) - starts


def is_among(values: Hashes, ascending: Hashes) -> npt.NDArray[np.bool_]:
    """Tell of each value whether it is one of the ascending ones."""
    if not len(ascending):
        return np.zeros(len(values), dtype=np.bool_)
    at = np.searchsorted(ascending, values)
    at[at == len(ascending)] = 0
    found: npt.NDArray[np.bool_] = ascending[at] == values
    return found


def names_in(titles: Iterable[Hashes], text: Wording) -> Hashes:
    """Return the words of titles that are names in the text, or numbers there; ascending."""
    words = [title[is_among(title, text.names)] for title in titles]
    return np.unique(np.concatenate(words)) if words else np.empty(0, dtype=np.uint32)
