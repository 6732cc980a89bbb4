"""Settle which of the texts that are linked together are copies of one text.

A *link* joins two texts that are alike; a *component* is what hangs together by links. Being alike
is not transitive, so a component is cut into *stars*, each around a *hub*: every member is linked
to the hub itself. All functions here are pure, and their results do not depend on any order.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from kliping.index.shingles import Hashes, count_shared

from .likeness import MIN_CONTAINMENT, Likeness, compare

FORM_TEXTS: Final = 5
"""A shingle that so many different texts of one component have may be a form's boilerplate."""

FORM_SAMPLE: Final = 256
"""The boilerplate of a larger component is looked for in so many of its texts (smallest keys)."""

OWN_WORDS: Final = 0.20
OWN_OVERLAP: Final = 0.10
"""Two texts that share nothing but boilerplate are one form filled in twice: each has at least this
part of its shingles for itself, and of those at most that part (Jaccard) is shared. In a family of
copies the text that they copy has nothing for itself, so the links to it stay."""

PART_OVERLAP: Final = 0.10
"""Two members of a star with less in common (of the shorter one) are of different parts; two edits
of a fifth of one text's words still have .4 in common."""

MAX_PARTS: Final = 64
"""A star that would fall into more parts is kept whole, to keep the comparisons few."""


class Link(NamedTuple):
    """Two texts that are alike; `left < right` are keys of texts."""

    left: int
    right: int
    likeness: Likeness


@dataclass(frozen=True, slots=True, kw_only=True)
class Star:
    """Texts around a hub, each alike to the hub.

    Attributes:
        parts: the members, cut into those that share text with each other; ascending. There are
            several where the hub holds texts that have nothing to do with each other: two pages
            of one long text, or two reports that a third article joined.
        guests: members of other stars that also hold the hub's text; ascending.
    """

    hub: int
    parts: tuple[tuple[int, ...], ...]
    guests: tuple[int, ...] = ()


def settle_stars(shingles: Mapping[int, Hashes], links: Iterable[Link]) -> list[Star]:
    """Cut one component into stars.

    Args:
        shingles: of each text of the component, by key.
        links: all links between them.

    Returns:
        Stars in order of their hubs; a text that is alike to no other is one without parts.
    """
    near: dict[int, dict[int, Likeness]] = {key: {} for key in shingles}
    for link in drop_form_links(shingles, links):
        near[link.left][link.right] = link.likeness
        near[link.right][link.left] = link.likeness
    hubs = _choose_hubs(near)
    members: dict[int, list[int]] = {hub: [] for hub in hubs}
    guests: dict[int, list[int]] = {hub: [] for hub in hubs}
    for key, others in near.items():
        if key not in hubs:
            around = sorted(hubs & others.keys())
            nearest = max(around, key=lambda hub: (others[hub].jaccard, -hub))
            members[nearest].append(key)
            for hub in around:
                held = others[hub].shared / len(shingles[hub])
                if hub != nearest and held >= MIN_CONTAINMENT:
                    guests[hub].append(key)
    return [
        Star(
            hub=hub,
            parts=_parts(sorted(members[hub]), near, shingles),
            guests=tuple(sorted(guests[hub])),
        )
        for hub in sorted(hubs)
    ]


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


def _choose_hubs(near: Mapping[int, Mapping[int, Likeness]]) -> set[int]:
    """Cover the graph with hubs, by their sums of similarities; no two of them are linked.

    After Aslam, Pelekhov and Rus, "The star clustering algorithm" (2004), with weighted degrees.
    """
    weight = {key: sum(sorted(n.jaccard for n in others.values())) for key, others in near.items()}
    hubs: set[int] = set()
    covered: set[int] = set()
    for key in sorted(near, key=lambda key: (-weight[key], key)):
        if key not in covered:
            hubs.add(key)
            covered.update((key, *near[key]))
    return hubs


def _parts(
    members: list[int],
    near: Mapping[int, Mapping[int, Likeness]],
    shingles: Mapping[int, Hashes],
) -> tuple[tuple[int, ...], ...]:
    """Cut a star's members (ascending) into those that share text with each other."""
    parts = _connected(members, lambda left, right: right in near[left])
    if 1 < len(parts) <= MAX_PARTS:
        by_first = {part[0]: part for part in parts}
        joined = _connected(
            sorted(by_first),
            lambda left, right: (
                compare(shingles[left], shingles[right]).containment >= PART_OVERLAP
            ),
        )
        return tuple(tuple(sorted(k for key in keys for k in by_first[key])) for keys in joined)
    return (tuple(members),) if members else ()


def _connected(keys: list[int], joins: Callable[[int, int], bool]) -> list[tuple[int, ...]]:
    """Return the connected components of the keys (ascending), each ascending."""
    components = []
    rest = keys
    while rest:
        component, frontier, rest = [rest[0]], [rest[0]], rest[1:]
        while frontier and rest:
            key = frontier.pop()
            reached = [other for other in rest if joins(key, other)]
            component += reached
            frontier += reached
            gone = set(reached)
            rest = [other for other in rest if other not in gone]
        components.append(tuple(sorted(component)))
    return components
