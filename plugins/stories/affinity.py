"""How much two articles tell of one event: cosine of their terms, then days, figures and outlets.

The constants are those of a trial on 26 events told by many outlets in 2025, and hold on the
judged pairs of benchmarks/stories (README there), 2026-11.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt

from .features import Features, Hashes, is_craft, unpack, unpack_weights

WINDOW: Final = 3
"""Days between two articles that are compared."""
DECAY: Final = (1.0, 0.97, 0.9, 0.85)
"""Factor by days between publication; UNDATED where one has no date."""
UNDATED: Final = 0.95
OTHER_DAYS: Final = 0.9
"""Factor where two articles of different days, or undated, name no day in common, though both name
some."""
NO_TOLD_DAY: Final = 0.6
"""Factor where an undated article names days with their weekday, and none of them lies within the
window of the other's publication."""
LONG_AFTER: Final = 30
LATER: Final = 0.3
"""Factor where an undated article names a day with its year that comes so many days after the
other's publication: it is of a later time, whatever the words (a final of 2017, one of 2018). An
earlier day says nothing, for articles tell of the past. Set by hand, 2026-11."""
OTHER_FIGURES: Final = 0.35
FEW_FIGURES: Final = 2
SAME_FIGURES: Final = 0.2
"""Factor where two articles of different days, or undated, share at most this part of the figures
of the one with fewer, and both have FEW_FIGURES: bulletins of two earthquakes in one town, or of
two days' stock exchange, have the same words. On one day figures say nothing, for outlets differ
in them."""
SAME_OUTLET: Final = 0.85
"""An outlet that tells twice of nearly the same tells of two things more often than two outlets."""
FEW_TERMS: Final = 8
"""An article with fewer terms tells of nothing."""
LEAST_ORDINAL: Final = 100_000
"""From here on a told day is an ordinal (the year 274), below it has no year (at most 9,854)."""
CRAFT_WINDOW: Final = 10
SAME_CRAFT: Final = 0.5
"""At least so much where both tell of one ship or flight, so many days apart at most: of an
accident twelve outlets tell in so different words (the search, the captain, the owners, a law) that
their cosines lie between .09 and .60. Chosen on our sample articles, 2026-11."""


Weights = npt.NDArray[np.float64]
"""Sums of products of these are exact, in whatever order they are added up: float16 values are
multiples of 2**-24, so products of two are multiples of 2**-48, and sums are at most about 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """An article as compared.

    Attributes:
        terms: hashes, ascending.
        weights: of the terms in the whole text, with Euclidean norm 1.
        head: of the terms in headline and lead, likewise.
        crafts: the terms that are ships or flights.
    """

    terms: Hashes
    weights: Weights
    head: Weights
    crafts: Hashes
    days: Hashes
    told: tuple[int, ...]
    figures: Hashes
    outlet: int
    day: int | None

    @classmethod
    def of(cls, features: Features) -> "Profile":
        terms = unpack(features.terms)
        return cls(
            terms=terms,
            weights=unpack_weights(features.weights).astype(np.float64),
            head=unpack_weights(features.head).astype(np.float64),
            crafts=terms[is_craft(terms)],
            days=unpack(features.days),
            told=tuple(unpack(features.told).tolist()),
            figures=unpack(features.figures),
            outlet=features.outlet,
            day=features.day,
        )


def affinity(left: Profile, right: Profile) -> float:
    """Return how much two articles tell of one event, 0 to 1; symmetric."""
    return affinities(left, [right])[0]


def affinities(one: Profile, others: Sequence[Profile]) -> list[float]:
    """Return how much one article and each of the others tell of one event; linear in all terms."""
    return [
        _affinity(one, other, cosine)
        for other, cosine in zip(others, _cosines(one, others), strict=True)
    ]


def _affinity(left: Profile, right: Profile, cosine: float) -> float:
    apart = None if left.day is None or right.day is None else abs(left.day - right.day)
    if apart is not None and apart > CRAFT_WINDOW:
        return 0.0
    if min(len(left.terms), len(right.terms)) < FEW_TERMS:
        return 0.0
    value = 0.0
    if cosine and (apart is None or apart <= WINDOW):
        value = cosine * _factors(left, right, apart)
    if len(left.crafts) and len(right.crafts) and _shared(left.crafts, right.crafts):
        return max(value, SAME_CRAFT)
    return value


def _factors(left: Profile, right: Profile, apart: int | None) -> float:
    """Return the factor by days, figures and outlets; `apart` counts days."""
    value = UNDATED * _by_told_days(left, right) if apart is None else DECAY[apart]
    if apart != 0:
        if len(left.days) and len(right.days) and not _shared(left.days, right.days):
            value *= OTHER_DAYS
        if _figures_differ(left, right):
            value *= OTHER_FIGURES
    return value * SAME_OUTLET if left.outlet and left.outlet == right.outlet else value


def _cosines(one: Profile, others: Sequence[Profile]) -> list[float]:
    """Return the greater cosine with each of the others, of whole texts or of headline and lead."""
    if not others or not len(one.terms):
        return [0.0] * len(others)
    terms = np.concatenate([other.terms for other in others])
    at = np.searchsorted(one.terms, terms)
    at[at == len(one.terms)] = 0
    same = np.flatnonzero(one.terms[at] == terms)
    at = at[same]
    ends = np.cumsum([len(other.terms) for other in others])
    owner = np.searchsorted(ends, same, side="right")
    sums = [
        np.bincount(owner, own[at] * np.concatenate(their)[same], len(others))
        for own, their in (
            (one.weights, [other.weights for other in others]),
            (one.head, [other.head for other in others]),
        )
    ]
    cosines: list[float] = np.maximum(*sums).tolist()
    return cosines


def _by_told_days(left: Profile, right: Profile) -> float:
    """Return the factor by what days an undated article names, seen from one with a date."""
    undated, dated = (left, right) if left.day is None else (right, left)
    if dated.day is None or not undated.told:
        return 1.0
    if undated.told[-1] >= LEAST_ORDINAL and undated.told[-1] > dated.day + LONG_AFTER:
        return LATER
    nearest = min(_days_from(dated.day, told) for told in undated.told)
    if nearest <= WINDOW:
        return DECAY[nearest]
    return NO_TOLD_DAY if undated.told[0] < LEAST_ORDINAL else 1.0


def _days_from(day: int, told: int) -> int:
    """Return how far a named day lies from another; of one without a year, in the nearest year."""
    if told >= LEAST_ORDINAL:
        return abs(told - day)
    month, of_month, weekday = told // 800, told // 8 % 100, told % 8
    year = date.fromordinal(day).year
    distance = WINDOW + 1
    for each in (year - 1, year, year + 1):
        try:
            found = date(each, month, of_month)
        except ValueError:  # 31/2, or the year before the first
            continue
        if found.weekday() == weekday:
            distance = min(distance, abs(found.toordinal() - day))
    return distance


def _figures_differ(left: Profile, right: Profile) -> bool:
    fewer = min(len(left.figures), len(right.figures))
    return fewer >= FEW_FIGURES and _shared(left.figures, right.figures) <= SAME_FIGURES * fewer


def _shared(left: Hashes, right: Hashes) -> int:
    return len(np.intersect1d(left, right, assume_unique=True))
