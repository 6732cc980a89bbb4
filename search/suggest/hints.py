"""Filters that nothing can pass: a value that no document has, and one that was perhaps meant."""

from collections.abc import Sequence
from difflib import get_close_matches

# Share of letters that a near value has in common, as difflib counts. By eye, 2026-11.
_LIKENESS = 0.6
# Values named in one warning.
_NAMED = 3


def absent_value(field: str, value: str, near: Sequence[str], *, noun: str) -> str:
    """Return the sentence that no document has a filter's value.

    Args:
        near: values that it may stand for, best first.
        noun: what the documents are.
    """
    hint = f"; near it is {' or '.join(map(repr, near[:_NAMED]))}" if near else ""
    return f"no {noun} has {field} = {value!r}{hint}"


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
