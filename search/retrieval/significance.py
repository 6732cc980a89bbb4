"""Which values of a field set two result sets apart.

The statistic is the log-likelihood ratio G² of a 2 × 2 table (hits with the value and without, in
one set and in the other): 2 · Σ O · ln(O / E). Dunning, "Accurate Methods for the Statistics of
Surprise and Coincidence", Computational Linguistics 19(1), 1993. It stays sound for the small
counts that most values have, where χ² does not.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import erfc, log, sqrt
from typing import TYPE_CHECKING, Any

from kliping.index import ArgumentError

if TYPE_CHECKING:
    from .options import SearchOptions
    from .searching import Searcher

STATISTIC = "log-likelihood ratio G²"
# χ² with one degree of freedom: a difference as large comes by chance one time in twenty.
LEAST_G2 = 3.84


@dataclass(frozen=True, slots=True, kw_only=True)
class Distinction:
    """A value that one of two result sets has more often.

    Attributes:
        first, second: hits with the value in each set.
        first_share, second_share: of all hits of the set, 0 to 1.
        g2: log-likelihood ratio, at least 0; its sign is `more_in`.
        p: how probable so large a ratio is by chance (χ² with one degree of freedom). With many
            values compared at once some are small by chance alone.
        more_in: "first" or "second".
    """

    value: str
    first: int
    second: int
    first_share: float
    second_share: float
    g2: float
    p: float
    more_in: str

    def to_dict(self) -> dict[str, Any]:
        return {
            "value": self.value,
            "first": self.first,
            "second": self.second,
            "first_share": round(self.first_share, 6),
            "second_share": round(self.second_share, 6),
            "g2": round(self.g2, 4),
            "p": float(f"{self.p:.3g}"),
            "more_in": self.more_in,
        }


def log_likelihood_ratio(first: int, first_total: int, second: int, second_total: int) -> float:
    """Return G² of `first` of `first_total` hits against `second` of `second_total`."""
    total = first_total + second_total
    with_value = first + second
    cells = (
        (first, first_total, with_value),
        (second, second_total, with_value),
        (first_total - first, first_total, total - with_value),
        (second_total - second, second_total, total - with_value),
    )
    # A cell of 0 adds nothing; rounding may leave a hair below 0 where the shares are equal.
    terms = (seen * log(seen * total / (row * column)) for seen, row, column in cells if seen)
    return max(0.0, 2 * sum(terms))


def distinguish(
    first: Mapping[str, int],
    first_total: int,
    second: Mapping[str, int],
    second_total: int,
    *,
    least: float = LEAST_G2,
) -> list[Distinction]:
    """Return the values whose share differs, the strongest first, ties by value.

    Args:
        first, second: value → hits that have it.
        first_total, second_total: all hits of each set, with a value or without.
        least: only values with at least this G².

    Raises:
        ArgumentError: a count is above its total, or negative.
    """
    for counts, total in ((first, first_total), (second, second_total)):
        for value, count in counts.items():
            if not 0 <= count <= total:
                raise ArgumentError(f"{value!r} counts {count}: expected 0 to {total}")
    if not first_total or not second_total:
        return []
    found: list[Distinction] = []
    for value in first.keys() | second.keys():
        here, there = first.get(value, 0), second.get(value, 0)
        g2 = log_likelihood_ratio(here, first_total, there, second_total)
        if g2 < least:
            continue
        share, other = here / first_total, there / second_total
        found.append(
            Distinction(
                value=value,
                first=here,
                second=there,
                first_share=share,
                second_share=other,
                g2=g2,
                p=erfc(sqrt(g2 / 2)),
                more_in="first" if share > other else "second",
            )
        )
    return sorted(found, key=lambda d: (-d.g2, d.value))


def significant_values(
    first: str,
    second: str,
    field: str,
    *,
    searcher: "Searcher",
    options: "SearchOptions",
    limit: int | None,
) -> list[Distinction]:
    """Return the values of a facet field that set two searches apart, strongest first.

    An article that both searches find counts in both.
    """
    every = replace(options, facet_values=None)
    sides = []
    for query in (first, second):
        search = searcher.execute(query, limit=0, facets=[field], options=every)
        (facet,) = search.facets.values()
        sides.append(({value.value: value.count for value in facet.values}, search.rows.total))
    (counts, total), (other_counts, other_total) = sides
    return distinguish(counts, total, other_counts, other_total)[:limit]
