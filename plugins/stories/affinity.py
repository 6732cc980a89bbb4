"""How much two articles tell of one event: cosine of features, then days, names and figures."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from .features import Features, Hashes, Weights, is_craft, unpack

WINDOW: Final = 3
"""Days between two articles that may join a story by their own likeness."""
DECAY: Final = (1.0, 0.95, 0.85, 0.75)
"""Factor by days between publication; UNDATED where one has no date."""
UNDATED: Final = 0.95
SUPPORT_WINDOW: Final = 10
SUPPORT_DECAY: Final = 0.65
MOST_SUPPORT: Final = 0.35
"""Up to so many days apart, two articles of a story that goes on day by day support each other by
this factor, at most so much: less than joins two articles."""
OTHER_DAYS: Final = 0.85
"""Factor where two articles of different days, or undated, name no day in common, though both name
some."""
OTHER_FIGURES: Final = 0.5
UNDATED_FIGURES: Final = 0.75
"""Factors where they have hardly a figure in common, though both have FEW_FIGURES, and are known to
be of different days, or may be: bulletins of two earthquakes in one town reach a cosine of .66. On
one day figures say nothing, for outlets differ in them."""
FEW_FIGURES: Final = 2
SAME_FIGURES: Final = 0.15
"""Part of the figures of the article with fewer that two market reports of different days share by
chance, at most."""
FEW_TERMS: Final = 8
"""An article with fewer features tells of nothing."""
SAME_CRAFT: Final = 0.5
"""At least so much where both tell of one ship or flight, within SUPPORT_WINDOW: of an accident
twelve outlets tell in so different words (the search, the captain, the owners, a law) that their
cosines lie between .09 and .60. Chosen on our sample articles, 2026-11."""
NAMELESS: Final = 0.45
"""Cosine that two articles need where one has no name at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """An article as compared: its features, weighted by how rare they are in the corpus.

    Attributes:
        terms: hashes, ascending.
        weights: of the terms, with Euclidean norm 1.
        crafts: those of the names that are ships or flights.
    """

    terms: Hashes
    weights: Weights
    persons: Hashes
    names: Hashes
    crafts: Hashes
    days: Hashes
    figures: Hashes
    day: int | None

    @classmethod
    def of(cls, features: Features, weights: Weights) -> "Profile":
        names = unpack(features.names)
        return cls(
            terms=unpack(features.terms),
            weights=weights,
            persons=unpack(features.persons),
            names=names,
            crafts=names[is_craft(names)],
            days=unpack(features.days),
            figures=unpack(features.figures),
            day=features.day,
        )


def affinity(left: Profile, right: Profile) -> float:
    """Return how much two articles tell of one event, 0 to 1; symmetric."""
    apart = None if left.day is None or right.day is None else abs(left.day - right.day)
    if apart is not None and apart > SUPPORT_WINDOW:
        return 0.0
    if min(len(left.terms), len(right.terms)) < FEW_TERMS:
        return 0.0
    value = _likeness(left, right, apart)
    return max(value, SAME_CRAFT) if _shared(left.crafts, right.crafts) else value


def _likeness(left: Profile, right: Profile, apart: int | None) -> float:
    """Return the affinity by words, names, days and figures; `apart` counts days."""
    cosine = _cosine(left, right)
    if not _share_names(left, right, cosine):
        return 0.0
    if apart is not None and apart > WINDOW:
        return min(cosine * SUPPORT_DECAY, MOST_SUPPORT)
    value = cosine * (UNDATED if apart is None else DECAY[apart])
    if apart != 0:
        other_days = _days_differ(left, right)
        if other_days:
            value *= OTHER_DAYS
        if _figures_differ(left, right):
            value *= OTHER_FIGURES if apart or other_days else UNDATED_FIGURES
    return value


def _cosine(left: Profile, right: Profile) -> float:
    few, many = (left, right) if len(left.terms) <= len(right.terms) else (right, left)
    if not len(few.terms):
        return 0.0
    at = np.searchsorted(many.terms, few.terms)
    at[at == len(many.terms)] = 0
    same = many.terms[at] == few.terms
    return float(np.dot(few.weights[same], many.weights[at[same]]))


def _share_names(left: Profile, right: Profile, cosine: float) -> bool:
    """Tell whether they share a person or two other names, countries left out."""
    if not len(left.persons) + len(left.names) or not len(right.persons) + len(right.names):
        return cosine >= NAMELESS
    if _shared(left.persons, right.persons):
        return True
    return _shared(left.names, right.names) >= 2


def _days_differ(left: Profile, right: Profile) -> bool:
    return bool(len(left.days) and len(right.days)) and not _shared(left.days, right.days)


def _figures_differ(left: Profile, right: Profile) -> bool:
    fewer = min(len(left.figures), len(right.figures))
    return fewer >= FEW_FIGURES and _shared(left.figures, right.figures) <= SAME_FIGURES * fewer


def _shared(left: Hashes, right: Hashes) -> int:
    return len(np.intersect1d(left, right, assume_unique=True))
