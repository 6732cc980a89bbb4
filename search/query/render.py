"""Nodes → text: the query written out again, so that parsing it gives equal nodes."""

import re

from .nodes import (
    Address,
    And,
    Boost,
    Everything,
    Field,
    Fuzzy,
    Must,
    Node,
    Not,
    Or,
    Pattern,
    Phrase,
    Range,
    Regex,
    Sequence,
    Several,
    Word,
)

_SPECIAL = re.compile(r'[\s"“”„()\[\]{}^~\\*?:]')
_SPECIAL_FIRST = re.compile(r"[+\-!/<>=]|(?:AND|OR|NOT|&&|\|\|)\Z")
_IN_BOUND = re.compile(r'["“”„\\*?\[\]{}]')
_LITERAL = re.compile(r'["“”„\\*?]')
# A dash before one of these belongs to the word (`mainstream -nya`), as grammar.lark has it.
_CLITIC = re.compile(r"(?:nya|lah|kah|pun|ku|mu)(?:[^\w*~^]|\Z)")
# How tightly each binds; a clause that binds less than its surroundings needs parentheses.
_TIGHTNESS: dict[type[Node], int] = {Or: 1, Sequence: 2, And: 3, Not: 4, Must: 4, Boost: 5}
_ATOM = 6


def render(node: Node) -> str:
    """Return the query as text."""
    return _render(node, 0)


def _render(node: Node, around: int) -> str:
    """Write a node that stands where only what binds tighter than `around` may."""
    tightness = _TIGHTNESS.get(type(node), _ATOM)
    text = _bare(node, tightness)
    return f"({text})" if tightness <= around else text


def _bare(node: Node, tightness: int) -> str:
    if isinstance(node, Several):
        joint = {And: " AND ", Or: " OR "}.get(type(node), " ")
        return joint.join(_render(clause, tightness) for clause in node.clauses)
    if isinstance(node, Not | Must):
        sign = "-" if isinstance(node, Not) else "+"
        # Two signs side by side are none: --word.
        inner = tightness if isinstance(node.child, Not | Must) else tightness - 1
        text = _render(node.child, inner)
        return f"-\\{text}" if sign == "-" and _CLITIC.match(text) else sign + text
    if isinstance(node, Boost):
        return f"{_render(node.child, tightness)}^{_number(node.factor)}"
    if isinstance(node, Field):
        return f"{node.name}:{_value(node.child)}"
    return _leaf(node)


def _value(node: Node) -> str:
    """Write what stands behind a field's colon, where only simple values need no parentheses."""
    simple = not node.children() and not (isinstance(node, Word) and not node.text)
    return _leaf(node) if simple else f"({_render(node, 0)})"


def _leaf(node: Node) -> str:
    if isinstance(node, Address):
        return node.text
    if isinstance(node, Word):
        return _escape_word(node.text)
    if isinstance(node, Phrase):
        quoted = _quoted(node)
        return quoted if node.slop == 1 else f"{quoted}~{node.slop}"
    if isinstance(node, Fuzzy):
        return f"{_escape_word(node.text)}~{node.distance}"
    if isinstance(node, Pattern):
        return node.text
    if isinstance(node, Regex):
        return "/" + node.pattern.replace("/", "\\/") + "/"
    if isinstance(node, Range):
        opening, closing = "[" if node.with_low else "{", "]" if node.with_high else "}"
        return f"{opening}{_bound(node.low)} TO {_bound(node.high)}{closing}"
    assert isinstance(node, Everything)
    return "*"


def _quoted(phrase: Phrase) -> str:
    if not phrase.pattern:
        return f'"{_LITERAL.sub(_with_backslash, phrase.text)}"'
    inside = phrase.pattern.removesuffix("*") if phrase.is_open else phrase.pattern
    return f'"{inside}"{"*" if phrase.is_open else ""}'


def _bound(value: str | None) -> str:
    if value is None:
        return "*"
    if not value.strip():  # between quotation marks blanks alone are nothing
        return "".join(f"\\{blank}" for blank in value)
    return f'"{_IN_BOUND.sub(_with_backslash, value)}"'


def _with_backslash(match: re.Match[str]) -> str:
    return "\\" + match[0]


def _escape_word(text: str) -> str:
    escaped = _SPECIAL.sub(_with_backslash, text)
    return f"\\{escaped}" if _SPECIAL_FIRST.match(escaped) else escaped


def _number(factor: float) -> str:
    return f"{factor:.6f}".rstrip("0").rstrip(".")
