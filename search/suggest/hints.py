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
    values: Callable[[str], Sequence[str]],
    names: Callable[[str, str], Sequence[str]],
) -> list[str]:
    """Return a sentence for each value of the filters that no document has.

    Args:
        noun: what the documents are.
        count: pairs of field and value → documents that have each.
        values: field → its values, most frequent first.
        names: field, value → the values that a query's value of this text would stand for.
    """
    pairs = [
        (field, value)
        for filters in (where, any_of)
        for field, wanted in filters.items()
        for value in wanted
    ]
    listed: dict[str, Sequence[str]] = {}
    told = []
    for (field, value), held in zip(pairs, count(pairs) if pairs else (), strict=True):
        if not held:
            meant = names(field, value)
            if not meant:
                if field not in listed:
                    listed[field] = values(field)
                meant = _near(value, listed[field])
            hint = f"; near it is {' or '.join(map(repr, meant[:3]))}" if meant else ""
            told.append(f"no {noun} has {field} = {value!r}{hint}")
    return told


def _near(value: str, values: Sequence[str]) -> list[str]:
    folded: dict[str, str] = {}
    for known in values:
        folded.setdefault(known.casefold(), known)
    found = get_close_matches(value.casefold(), folded, 1, _LIKENESS)
    return [folded[near] for near in found]
