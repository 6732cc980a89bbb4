"""Which column or key of a record holds which field of an article.

A *name* is what a field is called (`judul`); a *qualifier* is a word that sources put beside one
(`judul_berita`, `tanggal terbit`, `publishDate`). Both are in `columns.tsv`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType
from unicodedata import normalize

from kliping.index.data_files import read_rows, words
from kliping.plugins.contracts import READ_FIELDS

# Plans kept for sources whose records have different keys.
_MOST_PLANS = 1000
_EVERY_FIELD = "*"
# A name of more letters is a text in the wrong place.
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class _Name:
    """A name of a field, as a pattern that its qualifiers may surround.

    Attributes:
        rank: of the name among those of its field; lower is preferred.
        weak: taken only where no other name of the field is there.
    """

    field: str
    rank: int
    weak: bool
    bare: str
    pattern: re.Pattern[str]


@cache
def _names() -> tuple[_Name, ...]:
    rows = read_rows(__package__, "columns.tsv", str, words, words, words)
    common = [word for row in rows if row[0] == _EVERY_FIELD for word in row[3]]
    found = []
    for field, strong, weak, qualifiers in rows:
        beside = "|".join(sorted({*common, *qualifiers}, key=len, reverse=True))
        for rank, name in enumerate((*strong, *weak)):
            pattern = re.compile(f"(?:{beside})*{name}(?:{beside})*")
            found.append(_Name(field, rank, rank >= len(strong), name, pattern))
    return tuple(found)


@lru_cache(maxsize=4096)
def normalise(name: str) -> str:
    """Return the letters and digits of a column's name, without regard to case and width."""
    return "".join(filter(str.isalnum, normalize("NFKC", name).casefold()))


@lru_cache(maxsize=4096)
def _roles(normal: str) -> tuple[tuple[str, tuple[bool, bool, int, int]], ...]:
    """Return (field, preference) for each field that a normalised name may stand for.

    Preferred are names that are not weak, then those without qualifiers, then the file's order,
    then the shorter.
    """
    best: dict[str, tuple[bool, bool, int, int]] = {}
    for name in _names() if len(normal) <= _LONGEST_NAME else ():
        if name.bare in normal and name.pattern.fullmatch(normal):
            preference = (name.weak, normal != name.bare, name.rank, len(normal))
            best[name.field] = min(preference, best.get(name.field, preference))
    return tuple(best.items())


class Columns:
    """Finds the fields of an article among the keys of a record.

    A column that `mapped` names comes before the known names of its field and serves no other one.
    """

    def __init__(self, mapped: Mapping[str, str]) -> None:
        self.mapped = MappingProxyType(dict(mapped))
        self._plans: dict[tuple[str, ...], Mapping[str, tuple[str, ...]]] = {}

    def find(self, keys: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        """Return field → the keys that may hold it, the preferred first; absent if none does.

        A mapped name with dots (`content.rendered`) stands for the path to a nested value, and is
        given where the record has its first part.
        """
        keys = tuple(keys)
        plan = self._plans.get(keys)
        if plan is None:
            plan = self._plan(keys)
            if len(self._plans) < _MOST_PLANS:
                self._plans[keys] = plan
        return plan

    def _plan(self, keys: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
        chosen = {field: self.mapped_keys(field, keys) for field in self.mapped}
        taken = {key for found in chosen.values() for key in found}
        ranked: dict[str, list[tuple[tuple[bool, bool, int, int], str]]] = {}
        for key in keys:
            if key not in taken:
                for field, preference in _roles(normalise(key)):
                    ranked.setdefault(field, []).append((preference, key))
        plan = {}
        for field in READ_FIELDS:
            known = sorted(ranked.get(field, ()), key=lambda found: found[0])
            strong = [key for (weak, *_), key in known if not weak]
            found = (*chosen.get(field, ()), *(strong or (key for _, key in known)))
            if found:
                plan[field] = found
        return MappingProxyType(plan)

    def mapped_keys(self, field: str, keys: tuple[str, ...]) -> tuple[str, ...]:
        """Return the keys that the mapping of a field means, none where it means none of them."""
        wanted = self.mapped[field]
        if wanted in keys or ("." in wanted and wanted.partition(".")[0] in keys):
            return (wanted,)
        return tuple(key for key in keys if normalise(key) == normalise(wanted))
