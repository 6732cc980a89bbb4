"""Settle which of the texts that are linked together are copies of one text.

A *link* joins two texts that are alike; a *component* is what hangs together by links. Being alike
is not transitive, so a component is cut into *groups*, each around a *hub*: every member is linked
to the hub itself. All functions here are pure, and their results do not depend on any order.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from .likeness import Likeness, count_shared
from .sketch import Hashes

FORM_TEXTS: Final = 5
"""A shingle that so many different texts of one component have may be a form's boilerplate."""

FORM_SAMPLE: Final = 256
"""The boilerplate of a larger component is looked for in so many of its texts (smallest keys)."""

OWN_WORDS: Final = 0.20
OWN_OVERLAP: Final = 0.10
"""Two texts that share nothing but boilerplate are one form filled in twice: each has at least this
part of its shingles for itself, and of those at most that part (Jaccard) is shared. In a family of
copies the text that they copy has nothing for itself, so the links to it stay."""


@dataclass(frozen=True, slots=True)
class Link:
    """Two texts that are alike; `left < right` are keys of texts."""

    left: int
    right: int
    likeness: Likeness


def settle_groups(shingles: Mapping[int, Hashes], links: Iterable[Link]) -> list[tuple[int, ...]]:
    """Cut one component into groups.

    Args:
        shingles: of each text of the component, by key.
        links: all links between them.

    Returns:
        Groups of at least two keys: the hub first, then the others ascending; texts that belong to
        no group are in none. Groups are in order of their hubs.
    """
    weights: defaultdict[int, dict[int, float]] = defaultdict(dict)
    for link in drop_form_links(shingles, links):
        weights[link.left][link.right] = link.likeness.jaccard
        weights[link.right][link.left] = link.likeness.jaccard
    return sorted(_stars(weights))


def drop_form_links(shingles: Mapping[int, Hashes], links: Iterable[Link]) -> list[Link]:
    """Return the links that rest on more than boilerplate."""
    kept = list(links)
    if len(shingles) < FORM_TEXTS:
        return kept
    boilerplate = find_boilerplate(shingles)
    if not len(boilerplate):
        return kept
    own = {
        key: hashes[~np.isin(hashes, boilerplate, assume_unique=True)]
        for key, hashes in shingles.items()
    }
    wordy = {key for key, rest in own.items() if len(rest) >= OWN_WORDS * len(shingles[key])}
    return [
        link
        for link in kept
        if not (
            link.left in wordy
            and link.right in wordy
            and _jaccard(own[link.left], own[link.right]) <= OWN_OVERLAP
        )
    ]


def find_boilerplate(shingles: Mapping[int, Hashes]) -> Hashes:
    """Return the shingles that at least FORM_TEXTS of the texts have, ascending."""
    sample = sorted(shingles)[:FORM_SAMPLE]
    values, counts = np.unique(
        np.concatenate([shingles[key] for key in sample]), return_counts=True
    )
    return values[counts >= FORM_TEXTS]


def _jaccard(left: Hashes, right: Hashes) -> float:
    return Likeness(count_shared(left, right), len(left), len(right)).jaccard


def _stars(weights: Mapping[int, Mapping[int, float]]) -> list[tuple[int, ...]]:
    """Cover the graph with stars: hubs by their sum of similarities, members to the nearest hub.

    After Aslam, Pelekhov and Rus, "The star clustering algorithm" (2004), with weighted degrees.
    """
    degree = {key: sum(sorted(near.values())) for key, near in weights.items()}
    hubs: set[int] = set()
    covered: set[int] = set()
    for key in sorted(weights, key=lambda key: (-degree[key], key)):
        if key not in covered:
            hubs.add(key)
            covered.update((key, *weights[key]))
    members: dict[int, list[int]] = {hub: [] for hub in hubs}
    for key, near in weights.items():
        if key not in hubs:
            nearest = max((hub for hub in near if hub in hubs), key=lambda hub: (near[hub], -hub))
            members[nearest].append(key)
    return [(hub, *sorted(keys)) for hub, keys in members.items() if keys]
