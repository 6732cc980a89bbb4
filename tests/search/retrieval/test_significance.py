"""Values that set two result sets apart."""

from math import isclose, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kliping.index import ArgumentError
from kliping.retrieval.significance import distinguish, log_likelihood_ratio

COUNTS = st.tuples(st.integers(0, 200), st.integers(1, 200)).map(sorted)


@given(COUNTS, COUNTS)
def test_g2_is_twice_the_information_that_the_sets_give(one: list[int], two: list[int]) -> None:
    """G² equals 2·(log-likelihood of two shares minus that of one common share)."""
    (a, n), (b, m) = one, two

    def likelihood(share: float, hits: int, total: int) -> float:
        inside = hits * log(share) if hits else 0.0
        return inside + ((total - hits) * log(1 - share) if total > hits else 0.0)

    common = (a + b) / (n + m)
    apart = likelihood(a / n, a, n) + likelihood(b / m, b, m)
    together = likelihood(common, a, n) + likelihood(common, b, m)
    expected = max(0.0, 2 * (apart - together))
    assert isclose(log_likelihood_ratio(a, n, b, m), expected, rel_tol=1e-6, abs_tol=1e-6)


def test_the_strongest_difference_comes_first_and_chance_is_left_out() -> None:
    """Values are ordered by G², with the side that has more; even shares are not listed."""
    first = {"Ani": 40, "Budi": 10, "Cici": 20}
    second = {"Ani": 2, "Budi": 11, "Dodo": 30}
    found = distinguish(first, 100, second, 100)
    assert [(d.value, d.more_in) for d in found] == [
        ("Ani", "first"),
        ("Dodo", "second"),
        ("Cici", "first"),
    ]
    assert found[0].p < 0.001
    assert found[0].first_share == 0.4


def test_an_empty_set_has_nothing_to_compare() -> None:
    """Against a set without hits nothing is said."""
    assert distinguish({"Ani": 3}, 3, {}, 0) == []


def test_a_count_above_its_total_is_refused() -> None:
    """Counts that cannot be are an ArgumentError, not a wrong number."""
    with pytest.raises(ArgumentError):
        distinguish({"Ani": 4}, 3, {}, 1)
