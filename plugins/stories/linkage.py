"""Average-link clustering of a sparse graph of similarities, with weighted members."""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence


def average_link(
    units: Sequence[Sequence[str]],
    similarities: Iterable[tuple[str, str, float]],
    *,
    least: float,
) -> list[list[str]]:
    """Merge the two clusters with the highest mean similarity while it is at least `least`.

    Args:
        units: what must stay together (copies of one text); a unit has one vote, shared by its
            members. Together they hold every member once.
        similarities: (member, other, similarity), each pair once; a pair not given counts 0.

    Returns:
        Clusters, each ascending, in order of their first members. Equal means merge in the order of
        the clusters' smallest members, so the result does not depend on the order of the input.
    """
    ordered = sorted(tuple(sorted(unit)) for unit in units)
    cluster_of = {member: number for number, unit in enumerate(ordered) for member in unit}
    weight = {member: 1.0 / len(unit) for unit in ordered for member in unit}
    clusters: dict[int, list[str]] = {n: list(unit) for n, unit in enumerate(ordered)}
    mass: dict[int, float] = dict.fromkeys(clusters, 1.0)
    sums: dict[int, dict[int, float]] = defaultdict(dict)
    for left, right, similarity in sorted(similarities):
        a, b = cluster_of[left], cluster_of[right]
        if a != b:
            value = sums[a].get(b, 0.0) + weight[left] * weight[right] * similarity
            sums[a][b] = sums[b][a] = value
    heap = [
        (-value / (mass[a] * mass[b]), a, b)
        for a, near in sums.items()
        for b, value in near.items()
        if a < b
    ]
    heapq.heapify(heap)
    while heap and -heap[0][0] >= least:
        mean, a, b = heapq.heappop(heap)
        if a in clusters and b in clusters and -mean == sums[a][b] / (mass[a] * mass[b]):
            _merge(a, b, clusters, mass, sums, heap)
    return sorted(sorted(members) for members in clusters.values())


def _merge(
    a: int,
    b: int,
    clusters: dict[int, list[str]],
    mass: dict[int, float],
    sums: Mapping[int, dict[int, float]],
    heap: list[tuple[float, int, int]],
) -> None:
    """Merge cluster b into a, the one with the smaller number; b is gone afterwards."""
    clusters[a] += clusters.pop(b)
    mass[a] += mass.pop(b)
    near = sums[a]
    del near[b]
    for other, value in sums[b].items():
        if other != a:
            near[other] = near.get(other, 0.0) + value
            del sums[other][b]
    sums[b].clear()
    for other, value in near.items():
        sums[other][a] = value
        first, second = min(a, other), max(a, other)
        heapq.heappush(heap, (-value / (mass[a] * mass[other]), first, second))
