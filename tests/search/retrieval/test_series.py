"""Date facets as series without gaps."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kliping.retrieval.series import fill_periods


@pytest.mark.parametrize(
    ("counted", "filled"),
    [
        ([], []),
        ([("2025", 3)], [("2025", 3)]),
        ([("2023", 1), ("2025", 2)], [("2023", 1), ("2024", 0), ("2025", 2)]),
        ([("2024-12", 1), ("2025-02", 2)], [("2024-12", 1), ("2025-01", 0), ("2025-02", 2)]),
        ([("2020-W53", 1), ("2021-W02", 2)], [("2020-W53", 1), ("2021-W01", 0), ("2021-W02", 2)]),
    ],
)
def test_periods_without_hits_are_filled_in(
    counted: list[tuple[str, int]], filled: list[tuple[str, int]]
) -> None:
    """Between the first and the last period every one is there, in order."""
    assert fill_periods(counted) == filled


@given(st.dictionaries(st.dates(date(2015, 1, 1), date(2020, 1, 1)), st.integers(1, 9), min_size=2))
def test_filling_keeps_every_count_and_leaves_no_gap(counts: dict[date, int]) -> None:
    """Days filled in have no hits, and each is one day behind the one before."""
    filled = fill_periods((day.isoformat(), counts[day]) for day in sorted(counts))
    assert {day: n for day, n in filled if n} == {d.isoformat(): n for d, n in counts.items()}
    days = [date.fromisoformat(day) for day, _ in filled]
    assert all(after - before == timedelta(days=1) for before, after in itertools.pairwise(days))
