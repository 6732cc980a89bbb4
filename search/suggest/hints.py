"""Filters that nothing can pass: a value that no document has, and one that was perhaps meant."""

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches

# Share of letters that a near value has in common, as difflib counts. By eye, 2026-11.
_LIKENESS = 0.6


def values_without_hits(
    where: Mapping[str, Sequence[str]],
    any_of: Mapping[str, Sequence[str]],
    *,
    noun: str,
    count: Callable[[Sequence[tuple[str, str]]], Sequence[int]],
    meant: Callable[[Sequence[tuple[str, str]]], Sequence[Sequence[str]]],
) -> list[str]:
    """Return a sentence for each value of the filters that no document has.

    Args:
        noun: what the documents are.
        count: pairs of field and value → documents that have each.
        meant: pairs that no document has → the values that each may stand for, best first.
    """
    pairs = list(
        dict.fromkeys(
            (field, value)
            for filters in (where, any_of)
            for field, wanted in filters.items()
            for value in wanted
        )
    )
    held = count(pairs) if pairs else ()
    absent = [pair for pair, articles in zip(pairs, held, strict=True) if not articles]
    told = []
    for (field, value), near in zip(absent, meant(absent) if absent else (), strict=True):
        hint = f"; near it is {' or '.join(map(repr, near[:3]))}" if near else ""
        told.append(f"no {noun} has {field} = {value!r}{hint}")
    return told


def near_value(value: str, values: Sequence[str]) -> list[str]:
    """Return the value most like one, without regard to case, or none.

    Args:
        values: those that there are, most frequent first.
    """
    folded: dict[str, str] = {}
    for known in values:
        folded.setdefault(known.casefold(), known)
    found = get_close_matches(value.casefold(), folded, 1, _LIKENESS)
    return [folded[near] for near in found]
