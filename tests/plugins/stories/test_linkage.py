"""Average-link clustering against a direct computation."""

import random
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from kliping.plugins.stories.linkage import average_link


def by_brute_force(
    units: list[list[str]], similarity: dict[tuple[str, str], float], least: float
) -> list[list[str]]:
    """Merge the best pair of clusters, every mean computed anew."""
    clusters = [sorted(unit) for unit in sorted(map(sorted, units))]
    weight = {member: 1 / len(unit) for unit in units for member in unit}

    def mean(a: list[str], b: list[str]) -> float:
        total = sum(
            weight[x] * weight[y] * similarity.get((min(x, y), max(x, y)), 0.0)
            for x in a
            for y in b
        )
        return total / (sum(weight[x] for x in a) * sum(weight[y] for y in b))

    while len(clusters) > 1:
        best = max(
            combinations(range(len(clusters)), 2), key=lambda p: mean(*(clusters[i] for i in p))
        )
        if mean(clusters[best[0]], clusters[best[1]]) < least:
            break
        clusters[best[0]] = clusters[best[0]] + clusters.pop(best[1])
    return sorted(sorted(cluster) for cluster in clusters)


@settings(max_examples=150)
@given(st.randoms(use_true_random=False), st.integers(1, 9))
def test_like_brute_force(rng: random.Random, count: int) -> None:
    """Random graphs with random units give the clusters of the definition, in any order."""
    members = [f"m{n}" for n in range(count)]
    groups: dict[int, list[str]] = {}
    for member in members:
        groups.setdefault(rng.randrange(count), []).append(member)
    units = list(groups.values())
    similarity = {(a, b): rng.random() for a, b in combinations(members, 2) if rng.random() < 0.7}
    given_links = [(a, b, s) for (a, b), s in similarity.items()]
    expected = by_brute_force(units, similarity, 0.3)
    assert average_link(units, given_links, least=0.3) == expected
    shuffled = rng.sample(given_links, len(given_links))
    assert average_link(rng.sample(units, len(units)), shuffled, least=0.3) == expected


def test_no_links() -> None:
    """Without similarities every unit is a cluster; nothing gives nothing."""
    assert average_link([["b"], ["c", "a"]], [], least=0.3) == [["a", "c"], ["b"]]
    assert average_link([], [], least=0.3) == []
