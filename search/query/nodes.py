"""The parsed query: a tree of frozen nodes that know where in the query they stand.

`start` and `end` are a half-open range of code points of the query. Two nodes are equal when they
mean the same, wherever they stand.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A part of a query."""

    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)

    def children(self) -> tuple["Node", ...]:
        """Return the nodes directly inside this one, in the query's order."""
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Word(Node):
    """A word outside quotation marks, escapes resolved; it may hold several words (`dan/atau`)."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase(Node):
    """Words between quotation marks.

    Attributes:
        slop: for `"near words"~5`: how far apart two neighbours may stand; 1 is side by side.
    """

    text: str
    slop: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern(Node):
    r"""`prefix*` or `wild?card*`: `*` is any run, `?` any one, a backslash makes both literal."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Regex(Node):
    """`/regex/`, which must match a whole word."""

    pattern: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fuzzy(Node):
    """`fuzzy~1`: words that differ by at most `distance` insertions, deletions or exchanges."""

    text: str
    distance: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Everything(Node):
    """`*`: every article, or every one that has a value of the field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Range(Node):
    """`[low TO high]`, `>=low` and the like; None is an open end."""

    low: str | None = None
    high: str | None = None
    with_low: bool = True
    with_high: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Field(Node):
    """`name:value`; `start` is where the name starts."""

    name: str
    child: Node

    def children(self) -> tuple[Node, ...]:
        return (self.child,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Not(Node):
    """`NOT x` and `-x`."""

    child: Node

    def children(self) -> tuple[Node, ...]:
        return (self.child,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Must(Node):
    """`+x`: required, also where any word would do."""

    child: Node

    def children(self) -> tuple[Node, ...]:
        return (self.child,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Boost(Node):
    """`x^2`: counts `factor` times as much."""

    child: Node
    factor: float

    def children(self) -> tuple[Node, ...]:
        return (self.child,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Several(Node):
    """Two or more clauses; only its subclasses occur."""

    clauses: tuple[Node, ...]

    def children(self) -> tuple[Node, ...]:
        return self.clauses


@dataclass(frozen=True, slots=True, kw_only=True)
class And(Several):
    """`x AND y`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Or(Several):
    """`x OR y`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence(Several):
    """Clauses side by side: all of them, or any where the search says so."""


def iter_nodes(root: Node) -> Iterator[tuple[Node, int]]:
    """Yield every node with its depth (the root's is 1), parents first; never recurses."""
    waiting = [(root, 1)]
    while waiting:
        node, depth = waiting.pop()
        yield node, depth
        waiting.extend((child, depth + 1) for child in reversed(node.children()))
