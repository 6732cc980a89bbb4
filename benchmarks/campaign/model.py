"""What an archive must hold: acknowledged state, and what a write in flight may have changed.

A *key* is an article's number, or a name such as "alias …" or "saved …". Its *value* is the version
of the article's text, True for a name, or None where there is nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

Key = int | str
Value = int | bool | None
Changes = Mapping[Key, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """The values that each key may have now.

    Attributes:
        certain: key → its acknowledged value; a key that is missing has None.
        possible: key → the value that a write in flight may have given it.
    """

    certain: Changes = field(default_factory=dict)
    possible: Changes = field(default_factory=dict)

    def values(self, key: Key) -> set[Value]:
        """Return what may be stored under a key."""
        found = {self.certain.get(key)}
        if key in self.possible:
            found.add(self.possible[key])
        return found

    def all_keys(self) -> list[Key]:
        """Return the keys of all articles, then of all names, in order."""
        keys = {**self.certain, **self.possible}
        numbers = sorted(key for key in keys if isinstance(key, int))
        return [*numbers, *sorted(key for key in keys if isinstance(key, str))]

    @property
    def may_be_absent(self) -> bool:
        """Whether nothing was ever acknowledged."""
        return not self.certain

    def after(self, *changes: Changes) -> "Expected":
        """Return what is expected when these writes are acknowledged and none is in flight."""
        certain = dict(self.certain)
        for change in changes:
            certain.update(change)
        return Expected(certain=certain)

    def during(self, changes: Changes) -> "Expected":
        """Return what is expected while a write is in flight, or was broken off."""
        return Expected(certain=self.certain, possible=changes)
