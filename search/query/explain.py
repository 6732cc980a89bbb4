"""A compiled query as text: its tree, and what its parts were taken for."""

from collections.abc import Iterator
from typing import Any

from kliping.index import query_tree as t

from .context import Compiled, Expansion

_NAMES = {
    t.And: "all of",
    t.Or: "any of",
    t.RankedWords: "the more of these the better",
    t.Rarity: "the rarer the better",
    t.DisjunctionMax: "best of",
    t.AndNot: "the first, not the second",
    t.AndMaybe: "the first, better with the second",
    t.Require: "the first, with the second",
    t.Not: "not",
}
_REASONS = {
    "abbreviation": "also its abbreviation",
    "alias": "counts as",
    "period": "from, to (not included)",
    "days": "published on, or tells of, the days from, to",
    "number": "the number",
}


def explain(compiled: Compiled) -> list[str]:
    """Return lines: the tree with its weights, then the expansions."""
    lines = list(_iter_tree(compiled.tree, "", ""))
    lines += [_expansion(compiled.query, expansion) for expansion in compiled.expansions]
    return lines


def _iter_tree(node: Any, first: str, rest: str) -> Iterator[str]:
    is_leaf = node.is_leaf() or isinstance(node, t.Sequence)
    children = [] if is_leaf else list(node.children())
    if type(node) is t.Or and all(type(child) is t.Term for child in children):
        # One word in several fields, as stem and as written.
        yield first + " or ".join(leaf_text(child) for child in children)
        return
    yield first + (_NAMES.get(type(node), type(node).__name__) if children else leaf_text(node))
    for number, child in enumerate(children, 1):
        is_last = number == len(children)
        branch, beneath = ("└─ ", "   ") if is_last else ("├─ ", "│  ")
        yield from _iter_tree(child, rest + branch, rest + beneath)


def leaf_text(node: Any) -> str:
    """Return a leaf as `field: what ×weight`."""
    if isinstance(node, t.Every):
        text = "every article" if node.fieldname is None else f"{node.fieldname}: any value"
    elif isinstance(node, t.Phrase):
        near = f" ~{node.slop}" if node.slop != 1 else ""
        text = f'{node.fieldname}: "{" ".join(node.words)}"{near}'
    elif isinstance(node, t.Sequence):
        near = f" ~{node.slop}" if node.slop != 1 else ""
        words = " ".join(leaf_text(word).partition(": ")[2] for word in node.subqueries)
        text = f'{node.subqueries[0].fieldname}: "{words}"{near}'
    elif isinstance(node, t.NumericRange | t.TermRange):
        text = f"{node.fieldname}: {_range(node)}"
    elif isinstance(node, t.Prefix):
        text = f"{node.fieldname}: {node.text}*"
    elif isinstance(node, t.FuzzyTerm):
        text = f"{node.fieldname}: {node.text}~{node.maxdist}"
    elif isinstance(node, t.Regex):
        text = f"{node.fieldname}: /{node.text}/"
    else:
        text = f"{node.fieldname}: {node.text}"
    boost = getattr(node, "boost", 1.0)
    return text if boost == 1.0 else f"{text} ×{boost:g}"


def _range(node: Any) -> str:
    low = "*" if node.start is None else f"{node.start:.15g}" if _is_number(node) else node.start
    high = "*" if node.end is None else f"{node.end:.15g}" if _is_number(node) else node.end
    return f"{'{' if node.startexcl else '['}{low} TO {high}{'}' if node.endexcl else ']'}"


def _is_number(node: Any) -> bool:
    return isinstance(node, t.NumericRange)


def _expansion(query: str, expansion: Expansion) -> str:
    part = query[expansion.start : expansion.end]
    into = ", ".join(expansion.into)
    weight = "" if expansion.weight == 1.0 else f" ×{expansion.weight:g}"
    return f"{part} → {_REASONS.get(expansion.reason, expansion.reason)}: {into}{weight}"
