"""Check a query tree that comes from outside, before it is searched for or shown."""

import math
from collections.abc import Iterable, Iterator
from typing import Any, Final

from . import query_tree as t
from .fields import FieldSpec

# Far above what a query of words gives: a tree that is larger, or holds itself, costs too much.
DEEPEST: Final = 100
MOST_NODES: Final = 10_000

_INNER: Final = (
    t.And,
    t.Or,
    t.Not,
    t.AndMaybe,
    t.AndNot,
    t.Require,
    t.DisjunctionMax,
    t.ConstantScoreQuery,
    t.RankedWords,
    t.Rarity,
)
_OF_WORDS: Final = (t.Term, t.Prefix, t.Wildcard, t.Regex, t.FuzzyTerm)
_LEAVES: Final = {
    "text": (*_OF_WORDS, t.Phrase, t.TermRange, t.Every),
    "keyword": (*_OF_WORDS, t.TermRange, t.Every),
    "number": (t.Term, t.NumericRange, t.Every),
    "date": (t.Term, t.NumericRange, t.DateRange, t.Every),
}


def tree_problem(tree: object, fields: Iterable[FieldSpec]) -> str | None:
    """Return what is wrong with a tree, or None.

    Args:
        fields: of the index that will be searched.
    """
    kinds: dict[str, str] = {}
    for field in fields:
        kinds[field.name] = field.type
        if field.type == "text" and field.exact:  # the words as written, beside the stems
            kinds[f"{field.name}_exact"] = field.type
    kinds["id"] = "keyword"
    try:
        return next(_iter_problems(tree, kinds), None)
    except Exception as error:  # a node's attributes can be anything
        return f"is no query tree: {type(error).__name__}: {error}"


def _iter_problems(tree: object, kinds: dict[str, Any]) -> Iterator[str]:
    waiting: list[tuple[Any, int]] = [(tree, 0)]
    count = 0
    while waiting:
        node, depth = waiting.pop()
        count += 1
        if depth > DEEPEST or count > MOST_NODES:
            yield f"is deeper than {DEEPEST} nodes or has more than {MOST_NODES:,}"
            return
        if node is t.NullQuery:
            continue
        boost = getattr(node, "boost", 1.0)
        if isinstance(boost, bool) or not isinstance(boost, int | float):
            yield f"{type(node).__name__} has the boost {boost!r:.80}, expected a number"
        elif not 0 <= boost < math.inf:
            yield f"{type(node).__name__} has the boost {boost!r:.80}, expected 0 or more"
        if type(node) is t.Sequence and (problem := _sequence_problem(node)):
            yield problem
        if type(node) in (*_INNER, t.Sequence):
            waiting += ((child, depth + 1) for child in node.children())
        else:
            yield from _iter_leaf_problems(node, kinds)


def _sequence_problem(node: Any) -> str | None:
    """Return what is wrong with a phrase of words and patterns, besides its parts."""
    fields = {getattr(part, "fieldname", None) for part in node.subqueries}
    if not node.subqueries or not all(type(part) in _OF_WORDS for part in node.subqueries):
        return f"holds {node!r:.80}, expected words and patterns in a Sequence"
    if len(fields) > 1 or not str(next(iter(fields))).endswith("_exact"):
        return f"has a Sequence in {fields!r:.80}, expected one field of words as written (_exact)"
    if not isinstance(node.slop, int) or isinstance(node.slop, bool) or node.slop < 1:
        return f"has a Sequence with the slop {node.slop!r:.80}, expected 1 or more"
    return None


def _iter_leaf_problems(node: Any, kinds: dict[str, Any]) -> Iterator[str]:
    kind = type(node).__name__
    if not any(type(node) in leaves for leaves in _LEAVES.values()):
        yield f"holds {node!r:.80}, expected nodes of kliping.index.tree"
        return
    name = node.fieldname
    if name is None and type(node) is t.Every:
        return
    if name not in kinds:
        yield f"{kind} names the field {name!r:.80}; there are: {', '.join(sorted(kinds))}"
        return
    if type(node) not in _LEAVES[kinds[name]]:
        yield f"{kind} does not suit {name!r}, a {kinds[name]} field"
        return
    if type(node) is t.Phrase:
        values: list[Any] = list(node.words)
    elif isinstance(node, t.NumericRange | t.TermRange):
        values = [value for value in (node.start, node.end) if value is not None]
    else:
        values = [] if type(node) is t.Every else [node.text]
    for value in values:
        if kinds[name] in ("text", "keyword"):
            good = isinstance(value, str) and _can_be_encoded(value)
        else:
            good = isinstance(value, int | float) and math.isfinite(value)
        if not good:
            yield f"{kind} of {name!r} has {value!r:.80}, no value of a {kinds[name]} field"


def _can_be_encoded(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
