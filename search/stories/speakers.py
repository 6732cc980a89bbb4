"""Speakers of one story: names that outlets spell otherwise are one.

Outlets write a foreign name as they hear it: Mykola Hrytsenko, Gritsenko, Hritsenko. Within one
story two persons are taken for one where all words but the last are equal, and the last is long
and differs by few letters. Elsewhere in an archive that would be bold; there an alias is stated
(`kliping aliases`).
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from kliping.index.edit_distance import is_within

MOST_EDITS = 2
# Letters of the last word: two edits among fewer leave little that is equal.
LEAST_LETTERS = 7


def one_name(names: Iterable[str]) -> Mapping[str, str]:
    """Return each name with the spelling that stands for it: the most frequent, then the first.

    Args:
        names: of persons, as often as they speak, in the order in which they do.
    """
    given = list(names)
    counts = Counter(given)
    order = {name: at for at, name in reversed(list(enumerate(given)))}
    ranked = sorted(counts, key=lambda name: (-counts[name], order[name]))
    chosen: dict[str, str] = {}
    for name in ranked:
        known = (kept for kept in chosen.values() if _is_alike(kept, name))
        chosen[name] = next(known, name)
    return chosen


def _is_alike(one: str, other: str) -> bool:
    left, right = one.casefold().split(), other.casefold().split()
    if left == right:
        return True
    if len(left) != len(right) or len(left) < 2 or left[:-1] != right[:-1]:
        return False
    if min(len(left[-1]), len(right[-1])) < LEAST_LETTERS:
        return False
    return is_within(left[-1], right[-1], MOST_EDITS)
