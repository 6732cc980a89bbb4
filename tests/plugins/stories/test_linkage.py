"""Average link over near days, and what joins afterwards, against direct computations."""

import random
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from kliping.plugins.stories.linkage import attach, average_link

LEAST, WINDOW = 0.3, 3


def by_brute_force(
    days: dict[str, int], similarity: dict[tuple[str, str], float]
) -> list[list[str]]:
    """Merge the best pair of clusters, every mean computed anew."""
    clusters = [[member] for member in sorted(days)]

    def mean(a: list[str], b: list[str]) -> float:
        values = [
            similarity.get((min(x, y), max(x, y)))
            if abs(days[x] - days[y]) > WINDOW
            else similarity.get((min(x, y), max(x, y)), 0.0)
            for x in a
            for y in b
        ]
        counted = [value for value in values if value is not None]
        return sum(counted) / len(counted) if counted else 0.0

    while len(clusters) > 1:
        best = max(
            combinations(range(len(clusters)), 2), key=lambda p: mean(*(clusters[i] for i in p))
        )
        if mean(clusters[best[0]], clusters[best[1]]) < LEAST:
            break
        clusters[best[0]] = clusters[best[0]] + clusters.pop(best[1])
    return sorted(sorted(cluster) for cluster in clusters)


@settings(max_examples=200)
@given(st.randoms(use_true_random=False), st.integers(1, 9))
def test_like_brute_force(rng: random.Random, count: int) -> None:
    """Random graphs over random days give the clusters of the definition, in any order."""
    days = {f"m{n}": rng.randrange(8) for n in range(count)}
    similarity = {(a, b): rng.random() for a, b in combinations(days, 2) if rng.random() < 0.7}
    links = [(a, b, s) for (a, b), s in similarity.items()]
    expected = by_brute_force(days, similarity)
    assert average_link(days, links, least=LEAST, window=WINDOW) == expected
    shuffled = {member: days[member] for member in rng.sample(sorted(days), count)}
    links = rng.sample(links, len(links))
    assert average_link(shuffled, links, least=LEAST, window=WINDOW) == expected


def test_no_links() -> None:
    """Without similarities every member is alone; nothing gives nothing."""
    assert average_link({"b": 0, "a": 0}, [], least=LEAST, window=WINDOW) == [["a"], ["b"]]
    assert average_link({}, [], least=LEAST, window=WINDOW) == []


def test_a_story_goes_on_from_day_to_day() -> None:
    """Pairs farther apart than the window do not count against a cluster."""
    days = {"a": 0, "b": 3, "c": 6}
    links = [("a", "b", 0.5), ("b", "c", 0.5)]
    assert average_link(days, links, least=0.4, window=3) == [["a", "b", "c"]]
    assert average_link(days, links, least=0.4, window=6) == [["a", "b"], ["c"]]


def join(links: list[tuple[str, str, float]]) -> list[list[str]]:
    clusters = [["a", "b", "c", "d"], ["e", "f"], ["g"]]
    return attach(clusters, ["u", "v"], links, least=0.4, least_alone=0.6)


def test_what_joins_joins_the_nearest_cluster() -> None:
    """The mean of the three best links counts; one missing counts as 0."""
    three = [("u", each, 0.5) for each in "abc"]
    assert join([*three, ("e", "u", 0.9)])[1:] == [["e", "f"], ["g"]]
    assert join([*three, ("e", "u", 0.9), ("u", "f", 0.2)])[1] == ["e", "f", "u"]
    assert join([("u", "a", 0.9)]) == [["a", "b", "c", "d"], ["e", "f"], ["g"]]


def test_what_joins_brings_nothing_with_it() -> None:
    """Two that may join do not reach a cluster through each other, nor bridge two."""
    assert join([("u", "v", 1.0), ("v", "a", 0.9), ("v", "b", 0.9), ("v", "c", 0.9)]) == [
        ["a", "b", "c", "d", "v"],
        ["e", "f"],
        ["g"],
    ]


def test_a_cluster_of_one_needs_more() -> None:
    """One article alone is joined at `least_alone`."""
    assert join([("u", "g", 0.59), ("v", "g", 0.61)])[2] == ["g", "v"]
