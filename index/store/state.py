"""The state of a corpus enricher: maps, multimaps and counters, without SQL.

Keys are integers of 64 bits or strings; rows are found by key and come in order of it (strings by
code point). Everything is part of the running transaction: it commits or is taken back with the
articles. A name is one map's for good: asking for it again with other types is an error. Values of
more than about a kilobyte belong under integer keys.
"""

from collections.abc import Iterable
from typing import Protocol, TypeVar

K = TypeVar("K", int, str)
V = TypeVar("V", int, float, str, bytes)
M = TypeVar("M", int, str, bytes)


class StateMap(Protocol[K, V]):
    """One value a key."""

    def get(self, key: K) -> V | None:
        """Return the key's value, or None."""

    def get_many(self, keys: Iterable[K]) -> dict[K, V]:
        """Return the values of those of the keys that have one."""

    def put(self, key: K, value: V) -> None:
        """Let the key have the value."""

    def put_many(self, rows: Iterable[tuple[K, V]]) -> None:
        """Let each key have its value."""

    def remove(self, keys: Iterable[K]) -> None:
        """Let the keys have no value."""

    def clear(self) -> None:
        """Let no key have a value."""

    def keys(self) -> list[K]:
        """Return the keys that have a value, in order."""

    def __len__(self) -> int: ...


class StateMultimap(Protocol[K, M]):
    """A set of members a key."""

    def add(self, pairs: Iterable[tuple[K, M]]) -> None:
        """Add members to keys; what is there already stays once."""

    def remove(self, pairs: Iterable[tuple[K, M]]) -> None:
        """Remove members from keys; what is not there is passed over."""

    def members(
        self, key: K, *, low: M | None = None, high: M | None = None, limit: int | None = None
    ) -> list[M]:
        """Return the key's members in order, from `low` to `high`, at most the first `limit`."""

    def members_of(
        self,
        keys: Iterable[K],
        *,
        low: M | None = None,
        high: M | None = None,
        limit: int | None = None,
    ) -> dict[K, list[M]]:
        """Return, of those of the keys that have any, the members as `members` does."""


class StateCounter(Protocol[K]):
    """A whole number a key; 0 where nothing was counted."""

    def add(self, counts: Iterable[tuple[K, int]]) -> None:
        """Add to the keys' numbers."""

    def get_many(self, keys: Iterable[K]) -> dict[K, int]:
        """Return the numbers of those of the keys whose number is not 0."""


class CorpusState(Protocol):
    """All maps of one corpus enricher, inside the running transaction."""

    def map(self, name: str, key: type[K], value: type[V]) -> StateMap[K, V]:
        """Return a map, made where there is none."""

    def multimap(self, name: str, key: type[K], member: type[M]) -> StateMultimap[K, M]:
        """Return a multimap, made where there is none."""

    def counter(self, name: str, key: type[K]) -> StateCounter[K]:
        """Return a counter, made where there is none."""
