"""The parsed query: a tree of frozen nodes that know where in the query they stand.

`start` and `end` are a half-open range of code points of the query. Two nodes are equal when they
mean the same, wherever they stand.
"""

from collections.abc import Iterator
from typing import Any, ClassVar, NoReturn, Self, dataclass_transform


@dataclass_transform(frozen_default=True, kw_only_default=True)
class _Value:
    """Makes its subclasses what `@dataclass(frozen=True, kw_only=True)` would.

    Every `kliping search` loads this module, and sixteen dataclasses take 6 ms to make, a tenth
    of what starting may take (`python -X importtime`, Python 3.11, 2026-11); these take 0.3 ms.
    """

    _fields: ClassVar[tuple[str, ...]] = ()
    _required: ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(cls) -> None:
        own = tuple(name for name in cls.__annotations__ if name[0] != "_")
        cls._fields = (*cls._fields, *own)
        cls._required = cls._required | {name for name in own if not hasattr(cls, name)}

    def __init__(self, **values: Any) -> None:
        if not self._required <= values.keys() <= set(self._fields):
            raise TypeError(f"{type(self).__name__} takes {self._fields}, not {tuple(values)}")
        self.__dict__.update(values)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__}.{name} cannot be set")

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={getattr(self, name)!r}" for name in self._fields)
        return f"{type(self).__name__}({values})"

    def _key(self) -> tuple[object, ...]:
        """Return what decides whether two nodes are equal: all but where they stand."""
        return tuple(getattr(self, name) for name in self._fields if name not in _PLACE)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash((type(self), self._key()))


_PLACE = ("start", "end")


class Node(_Value):
    """A part of a query."""

    start: int = 0
    end: int = 0

    def at(self, start: int, end: int) -> Self:
        """Return the same node in another place."""
        return type(self)(**{**self.__dict__, "start": start, "end": end})

    def children(self) -> tuple["Node", ...]:
        """Return the nodes directly inside this one, in the query's order."""
        return ()


class Word(Node):
    """A word outside quotation marks, escapes resolved; it may hold several words (`dan/atau`)."""

    text: str


class Address(Word):
    """`https://…` or `www.…`: the address of an article, or words of its text; no sign counts."""


class Phrase(Node):
    r"""Words between quotation marks.

    Attributes:
        text: what stands between the marks, escapes resolved.
        slop: for `"near words"~5`: how far apart two neighbours may stand; 1 is side by side.
        pattern: "" where no word has a wildcard, else the words with them as in `Pattern`.
        is_open: `"begin"*`: the last word, or a value, is only the beginning.
    """

    text: str
    slop: int = 1
    pattern: str = ""
    is_open: bool = False


class Pattern(Node):
    r"""`prefix*` or `wild?card*`: `*` is any run, `?` any one, a backslash makes both literal."""

    text: str


class Regex(Node):
    """`/regex/`, which must match a whole word."""

    pattern: str


class Fuzzy(Node):
    """`fuzzy~1`: words that differ by at most `distance` insertions, deletions or exchanges."""

    text: str
    distance: int = 1


class Everything(Node):
    """`*`: every article, or every one that has a value of the field."""


class Range(Node):
    """`[low TO high]`, `>=low` and the like; None is an open end."""

    low: str | None = None
    high: str | None = None
    with_low: bool = True
    with_high: bool = True


class Field(Node):
    """`name:value`; `start` is where the name starts."""

    name: str
    child: Node

    def children(self) -> tuple[Node, ...]:
        return (self.child,)


class Not(Node):
    """`NOT x` and `-x`."""

    child: Node

    def children(self) -> tuple[Node, ...]:
        return (self.child,)


class Must(Node):
    """`+x`: required, also where any word would do."""

    child: Node

    def children(self) -> tuple[Node, ...]:
        return (self.child,)


class Boost(Node):
    """`x^2`: counts `factor` times as much."""

    child: Node
    factor: float

    def children(self) -> tuple[Node, ...]:
        return (self.child,)


class Several(Node):
    """Two or more clauses; only its subclasses occur."""

    clauses: tuple[Node, ...]

    def children(self) -> tuple[Node, ...]:
        return self.clauses


class And(Several):
    """`x AND y`."""


class Or(Several):
    """`x OR y`."""


class Sequence(Several):
    """Clauses side by side: all of them, or any where the search says so."""


def iter_nodes(root: Node) -> Iterator[tuple[Node, int]]:
    """Yield every node with its depth (the root's is 1), parents first; never recurses."""
    waiting = [(root, 1)]
    while waiting:
        node, depth = waiting.pop()
        yield node, depth
        waiting.extend((child, depth + 1) for child in reversed(node.children()))
