"""The edit distance of two words against its definition."""

from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from kliping.index.edit_distance import edit_distance, is_within

WORDS = st.text("abc", max_size=6)


@cache
def _defined(one: str, other: str) -> int:
    """Return the distance as the recursion defines it."""
    if not one or not other:
        return len(one) + len(other)
    exchanged = _defined(one[1:], other[1:]) + (one[0] != other[0])
    return min(exchanged, _defined(one[1:], other) + 1, _defined(one, other[1:]) + 1)


@given(WORDS, WORDS, st.integers(0, 6))
def test_it_is_the_distance_or_one_more_than_the_limit(one: str, other: str, most: int) -> None:
    """Up to the limit the distance is exact, and the same both ways round."""
    expected = min(_defined(one, other), most + 1)
    assert edit_distance(one, other, most) == edit_distance(other, one, most) == expected
    assert is_within(one, other, most) == (expected <= most)
