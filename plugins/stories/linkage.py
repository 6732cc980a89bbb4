"""From similarities of articles to stories: average link over near days, then undated articles."""

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

Link = tuple[str, str, float]
"""Two members and their similarity, 0 to 1."""

BEST_LINKS: Final = 3
"""An undated article is as near to a story as the mean of its so many best links to it."""


def average_link(
    days: Mapping[str, int], similarities: Iterable[Link], *, least: float, window: int
) -> list[list[str]]:
    """Merge the two clusters with the highest mean similarity while it is at least `least`.

    The mean is over the pairs of members at most `window` days apart, and over those farther apart
    whose similarity is given: so a story goes on day by day, though its first report and its last
    have little in common.

    Args:
        days: of every member.
        similarities: each pair once; a pair within the window that is not given counts 0.

    Returns:
        Clusters, each ascending, in order of their first members. Equal means merge in the order of
        the clusters' smallest members, so the result does not depend on the order of the input.
    """
    ordered = sorted(days)
    number = {member: at for at, member in enumerate(ordered)}
    clusters = _Clusters(
        members={at: [member] for member, at in number.items()},
        days={at: Counter({days[member]: 1}) for member, at in number.items()},
        window=window,
    )
    for left, right, similarity in sorted(similarities):
        clusters.add_link(
            number[left],
            number[right],
            similarity,
            far=abs(days[left] - days[right]) > window,
        )
    return clusters.merged(least)


class _Clusters:
    """Clusters under way: their members, how many of a day, sums of similarities between them."""

    def __init__(
        self, members: dict[int, list[str]], days: dict[int, Counter[int]], window: int
    ) -> None:
        self._members = members
        self._days = days
        self._window = window
        self._sums: defaultdict[int, dict[int, float]] = defaultdict(dict)
        self._far: defaultdict[int, dict[int, float]] = defaultdict(dict)
        self._heap: list[tuple[float, int, int]] = []

    def add_link(self, a: int, b: int, similarity: float, *, far: bool) -> None:
        value = self._sums[a].get(b, 0.0) + similarity
        self._sums[a][b] = self._sums[b][a] = value
        if far:
            self._far[a][b] = self._far[b][a] = self._far[a].get(b, 0.0) + 1.0

    def mean(self, a: int, b: int) -> float:
        near = sum(
            count * other_count
            for day, count in self._days[a].items()
            for other, other_count in self._days[b].items()
            if abs(day - other) <= self._window
        )
        return self._sums[a][b] / (near + self._far[a].get(b, 0.0))

    def merged(self, least: float) -> list[list[str]]:
        self._heap = [
            (-self.mean(a, b), a, b) for a, near in self._sums.items() for b in near if a < b
        ]
        heapq.heapify(self._heap)
        while self._heap and -self._heap[0][0] >= least:
            mean, a, b = heapq.heappop(self._heap)
            if a in self._members and b in self._members and -mean == self.mean(a, b):
                self._merge(a, b)
        return sorted(sorted(members) for members in self._members.values())

    def _merge(self, a: int, b: int) -> None:
        """Merge cluster b into a, the one with the smaller number; b is gone afterwards."""
        self._members[a] += self._members.pop(b)
        self._days[a] += self._days.pop(b)
        _join(self._sums, a, b)
        _join(self._far, a, b)
        for other in self._sums[a]:
            first, second = min(a, other), max(a, other)
            heapq.heappush(self._heap, (-self.mean(a, other), first, second))


def _join(table: defaultdict[int, dict[int, float]], a: int, b: int) -> None:
    """Add row and column b of a symmetric table to those of a."""
    near = table[a]
    near.pop(b, None)
    for other, value in table.pop(b, {}).items():
        if other != a:
            near[other] = table[other][a] = near.get(other, 0.0) + value
            del table[other][b]


def attach(
    clusters: Sequence[Sequence[str]],
    members: Iterable[str],
    similarities: Iterable[Link],
    *,
    least: float,
    least_alone: float,
) -> list[list[str]]:
    """Return the clusters with each member added to the one that it is nearest to.

    A member joins one cluster, or none, and what joins brings nothing with it: no two clusters are
    bridged.

    Args:
        members: what may join, in no cluster.
        similarities: between what may join and what is in clusters; others are passed over.
        least: the mean of its BEST_LINKS best links to a cluster that a member needs.
        least_alone: the same to a cluster of one.
    """
    place = {each: at for at, cluster in enumerate(clusters) for each in cluster}
    joining = set(members)
    links: defaultdict[str, defaultdict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    for left, right, similarity in similarities:
        for one, other in ((left, right), (right, left)):
            if one in joining and other in place:
                links[one][place[other]].append(similarity)
    joined = [[*cluster] for cluster in clusters]
    for member in sorted(links):
        means = {
            at: sum(sorted(found, reverse=True)[:BEST_LINKS]) / min(BEST_LINKS, len(clusters[at]))
            for at, found in links[member].items()
        }
        best = max(means, key=lambda at: (means[at], -at))
        if means[best] >= (least if len(clusters[best]) > 1 else least_alone):
            joined[best].append(member)
    return joined
