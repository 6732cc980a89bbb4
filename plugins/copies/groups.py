"""Settle which of the texts that are linked together are copies of one text.

A *link* joins two texts that are alike; a *component* is what hangs together by links. Each link is
judged (`relation`), and a component's copies fall into *groups* in which every pair is verified:
the two are copies of each other, or both are taken from one text of the group that was there before
them (two pages of it, a cut and an edit). All functions here are pure, and their results do not
depend on any order.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any, Final, NamedTuple

import numpy as np

from kliping.index.shingles import Hashes, count_shared

from .likeness import Likeness
from .relation import Relation
from .wording import is_among

FORM_TEXTS: Final = 5
"""A shingle that so many clusters of copies of one component have may be a form's boilerplate."""

FORM_SAMPLE: Final = 256
"""The boilerplate of a larger component is looked for in so many clusters (smallest keys)."""

SAME_TEXT: Final = 0.60
PART_TEXT: Final = 0.80
"""Copies that share this part of all their shingles (Jaccard), or that part of the shorter one's,
are one cluster, and count once: ten edits and cuts of one text do not make its own words
boilerplate. Links of such copies rest on no form."""

OWN_WORDS: Final = 0.20
OWN_OVERLAP: Final = 0.10
"""Two texts that share nothing but boilerplate are one form filled in twice: each has at least this
part of its shingles for itself, and of those at most that part (Jaccard) is shared. In a family of
copies the text that they copy has nothing for itself, so the links to it stay."""

SOURCE_OVERLAP: Final = 0.30
"""Two texts that are taken from one without a date that tells which came first share this part of
the shorter one: else they may be two texts that the third joined."""

CROWD: Final = 32
"""In a group of more texts a new one is verified against so many, the smallest keys."""


class Link(NamedTuple):
    """Two texts that are alike; `left < right` are keys of texts."""

    left: int
    right: int
    likeness: Likeness


class Verdict(NamedTuple):
    """How two linked texts are related.

    Attributes:
        left_held, right_held: whether that text is taken from the other one.
        shared: the share of the shorter text's shingles, in order, that the longer has.
    """

    relation: Relation
    left_held: bool = False
    right_held: bool = False
    shared: float = 0.0


Verdicts = Mapping[tuple[int, int], Verdict]
Judge = Callable[[int, int], Verdict]


class Settled(NamedTuple):
    """What was settled of a component.

    Attributes:
        groups: of keys, each ascending, the strongest first.
        passages: pairs of keys that share passages, with the share of the shorter text.
    """

    groups: list[tuple[int, ...]]
    passages: dict[tuple[int, int], float]


def settle(
    shingles: Mapping[int, Hashes],
    links: Iterable[Link],
    judge: Judge,
    rank: Mapping[int, tuple[Any, ...]],
) -> Settled:
    """Settle one component.

    Args:
        shingles: the distinct ones of each text of the component, by key.
        links: all links between them.
        judge: gives the verdict on two texts, the smaller key first. Asked of each pair once.
        rank: orders the texts by who was there before: the smallest was first. Each begins with
            whether the text is without a date, and the date.
    """
    memo: dict[tuple[int, int], Verdict] = {}

    def verdict(left: int, right: int) -> Verdict:
        pair = (left, right) if left < right else (right, left)
        if pair not in memo:
            memo[pair] = judge(*pair)
        return memo[pair]

    ordered = sorted(links, key=lambda link: (-link.likeness.jaccard, link.left, link.right))
    copies = [link for link in ordered if verdict(*link[:2]).relation is Relation.COPY]
    forms = find_form_links(shingles, copies)
    for link in forms:
        memo[link.left, link.right] = Verdict(Relation.FORM)
    kin = _Kin(verdict, rank)
    groups = group([link[:2] for link in copies if link not in forms], kin.is_group)
    together = {pair for keys in groups for pair in combinations(keys, 2)}
    return Settled(
        groups=groups,
        passages={
            (left, right): memo[left, right].shared
            for left, right, _ in ordered
            if memo[left, right].relation is Relation.PASSAGES and (left, right) not in together
        },
    )


class _Kin:
    """Tells whether all texts of a set are copies of each other."""

    def __init__(
        self, verdict: Callable[[int, int], Verdict], rank: Mapping[int, tuple[Any, ...]]
    ) -> None:
        self._verdict = verdict
        self._rank = rank

    def is_group(self, group: set[int], joined: set[int]) -> bool:
        """Tell whether two groups are one: each pair between them is verified.

        Of more than CROWD texts only the CROWD smallest keys are asked.
        """
        some, others = sorted(group)[:CROWD], sorted(joined)[:CROWD]
        pairs = [(left, right) for left in some for right in others]
        # The pairs that are no copies themselves need a text that both are taken from.
        rest = [pair for pair in pairs if self._verdict(*pair).relation is not Relation.COPY]
        if len(rest) == len(pairs):
            return False
        sources = sorted({*some, *others})
        return all(
            any(self._is_source(source, *pair) for source in sources if source not in pair)
            for pair in rest
        )

    def _is_source(self, source: int, left: int, right: int) -> bool:
        """Tell whether two texts that are no copies of each other are taken from a third."""
        came, next_came = self._rank[source], min(self._rank[left], self._rank[right])
        return (
            came < next_came
            and self._is_taken(left, source)
            and self._is_taken(right, source)
            and (
                (not came[0] and came[:2] < next_came[:2])
                or self._verdict(left, right).shared >= SOURCE_OVERLAP
            )
        )

    def _is_taken(self, key: int, source: int) -> bool:
        found = self._verdict(key, source)
        held = found.left_held if key < source else found.right_held
        return found.relation is Relation.COPY and held


def group(
    pairs: Sequence[tuple[int, int]],
    is_group: Callable[[set[int], set[int]], bool],
) -> list[tuple[int, ...]]:
    """Cover pairs of copies with groups in which all belong together.

    Complete linkage first: groups that a pair joins become one if all of both belong together. A
    pair that is in no group then brings one of its texts into the other's group as well, if it
    belongs with all there; else it is a group of its own.

    Args:
        pairs: of keys, the strongest first.
        is_group: whether all keys of the first belong together with all of the second.
    """
    home: dict[int, set[int]] = {}
    for pair in pairs:
        one, other = (home.get(key, {key}) for key in pair)
        if one is not other and is_group(one, other):
            merged = one | other
            home.update(dict.fromkeys(merged, merged))
    groups = list(
        {id(keys): keys for pair in pairs for key in pair if (keys := home.get(key))}.values()
    )
    for left, right in pairs:
        if home.get(left) is home.get(right) is not None:
            continue
        if any(left in keys and right in keys for keys in groups):
            continue
        for guest, host in ((left, right), (right, left)):
            around = next((keys for keys in groups if host in keys), None)
            if around is not None and is_group(around, {guest}):
                around.add(guest)
                break
        else:
            groups.append({left, right})
    # A group stands where its strongest pair does.
    at: dict[int, int] = {}
    for place, (left, right) in enumerate(pairs):
        for number, keys in enumerate(groups):
            if number not in at and left in keys and right in keys:
                at[number] = place
    return [tuple(sorted(groups[number])) for number in sorted(at, key=lambda n: (at[n], n))]


def find_form_links(shingles: Mapping[int, Hashes], links: Collection[Link]) -> set[Link]:
    """Return the links, among copies, that rest on nothing but boilerplate."""
    if len(shingles) < FORM_TEXTS:
        return set()
    boilerplate = find_boilerplate(shingles, links)
    if not len(boilerplate):
        return set()
    weak = [link for link in links if not _is_one_text(link)]
    own = {
        key: shingles[key][~is_among(shingles[key], boilerplate)]
        for link in weak
        for key in link[:2]
    }
    return {
        link
        for link in weak
        if all(len(own[key]) >= OWN_WORDS * len(shingles[key]) for key in link[:2])
        and _jaccard(own[link.left], own[link.right]) <= OWN_OVERLAP
    }


def find_boilerplate(shingles: Mapping[int, Hashes], links: Iterable[Link]) -> Hashes:
    """Return the shingles that at least FORM_TEXTS clusters of copies have, ascending.

    Of each cluster the text with the smallest key is looked at.
    """
    cluster = {key: key for key in shingles}

    def first(key: int) -> int:
        while cluster[key] != key:
            cluster[key] = cluster[cluster[key]]
            key = cluster[key]
        return key

    for link in links:
        if _is_one_text(link):
            left, right = first(link.left), first(link.right)
            cluster[max(left, right)] = min(left, right)
    sample = [key for key in sorted(shingles) if first(key) == key][:FORM_SAMPLE]
    values, counts = np.unique(
        np.concatenate([shingles[key] for key in sample]), return_counts=True
    )
    return values[counts >= FORM_TEXTS]


def _is_one_text(link: Link) -> bool:
    return link.likeness.jaccard >= SAME_TEXT or link.likeness.containment >= PART_TEXT


def _jaccard(left: Hashes, right: Hashes) -> float:
    return Likeness(count_shared(left, right), len(left), len(right)).jaccard
