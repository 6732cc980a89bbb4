"""The grammar's callbacks: from what lark parses to nodes."""

import re
from functools import cache
from typing import Any, TypedDict

import lark

from kliping.index import QueryError

from . import tables
from .faults import describe
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
    Word,
)

_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
# What may be a wildcard, and what hides one.
_SIGN = re.compile(r"\\.|\\\Z|[][{}*?^~]", re.DOTALL)
# A quotation mark of another shape than those around it, or what hides one.
_BARE_MARK = re.compile(r'\\.|["“”„]', re.DOTALL)
# A question mark stands for a letter where a word goes on behind it. At its end it is one (`berapa
# pasukan?`), and in an address it begins the parameters (`baca?id=7`).
_LETTER_FOLLOWS = re.compile(r"\?*[\w*](?!\w*=)")
_ADDRESS = re.compile(r"(?:https?|ftp)://\S+|www\.[\w-]+\.\S+", re.IGNORECASE)
_LARGEST_BOOST = 1_000.0


def build(query: str) -> Node:
    """Return what the query says; nothing is held to limits.

    Raises:
        QueryError: with the offset of the fault; also for an empty query.
    """
    try:
        root = _parser().parse(query)
    except lark.exceptions.VisitError as error:
        root = _reraise(error.orig_exc, query)
    except lark.exceptions.UnexpectedInput as error:
        raise describe(error, query) from None
    except _FaultyToken as fault:
        root = _reraise(fault, query)
    assert isinstance(root, Node)
    return root


class _FaultyToken(Exception):
    """A token that the grammar takes but whose value makes no sense."""

    def __init__(self, message: str, token: lark.Token, suggestion: str | None = None) -> None:
        super().__init__(message)
        self.token = token
        self.suggestion = suggestion


def _reraise(error: Exception, query: str) -> Node:
    if not isinstance(error, _FaultyToken):
        raise error
    raise QueryError(
        str(error),
        query=query,
        offset=error.token.start_pos or 0,
        length=len(error.token),
        suggestion=error.suggestion,
    ) from None


def as_pattern(text: str) -> str:
    r"""Return the text with backslashes before the signs that are none, "" without a wildcard."""
    wild = False

    def settle(match: re.Match[str]) -> str:
        nonlocal wild
        sign = match[0]
        if sign[0] == "\\":
            return sign
        if sign in "[]{}^~":  # of no range, weight or distance: something else would have to follow
            return f"\\{sign}"
        if sign == "?" and not _LETTER_FOLLOWS.match(text, match.end()):
            return r"\?"
        wild = True
        return sign

    settled = _SIGN.sub(settle, text)
    return settled if wild else ""


def unescape(text: str) -> str:
    r"""Return the text with each `\x` as x."""
    return _ESCAPE.sub(r"\1", text) if "\\" in text else str(text)


class _Extent(TypedDict):
    start: int
    end: int


def _span(first: lark.Token | Node, last: lark.Token | Node) -> _Extent:
    start = first.start if isinstance(first, Node) else first.start_pos
    end = last.end if isinstance(last, Node) else last.end_pos
    return {"start": start or 0, "end": end or 0}


@lark.v_args(inline=True)
class Builder(lark.Transformer[lark.Token, Node]):
    """One method for each rule of the grammar; the children come as arguments."""

    def start(self, root: Node) -> Node:
        return root

    def alternatives(self, *clauses: Node) -> Node:
        return Or(clauses=clauses, **_span(clauses[0], clauses[-1]))

    def sequence(self, *clauses: Node) -> Node:
        return Sequence(clauses=clauses, **_span(clauses[0], clauses[-1]))

    def conjunction(self, *clauses: Node) -> Node:
        return And(clauses=clauses, **_span(clauses[0], clauses[-1]))

    def negation(self, sign: lark.Token, child: Node) -> Node:
        return Not(child=child, **_span(sign, child))

    def must(self, sign: lark.Token, child: Node) -> Node:
        return Must(child=child, **_span(sign, child))

    def boost(self, child: Node, sign: lark.Token) -> Node:
        factor = float(sign[1:])
        if not 0 < factor <= _LARGEST_BOOST:
            raise _FaultyToken(
                f"weight {sign[1:]} is not above 0 and at most {_LARGEST_BOOST:g}", sign
            )
        return Boost(child=child, factor=factor, **_span(child, sign))

    def group(self, opening: lark.Token, child: Node, closing: lark.Token) -> Node:
        return child.at(**_span(opening, closing))

    def field(self, name: lark.Token, child: Node) -> Node:
        return Field(name=name[:-1], child=child, **_span(name, child))

    def word(self, token: lark.Token) -> Node:
        span = _span(token, token)
        if token in ("*", "*:*"):  # the second is Lucene's
            return Everything(**span)
        if _ADDRESS.fullmatch(token):
            return Address(text=str(token), **span)
        pattern = as_pattern(token)
        if pattern:
            return Pattern(text=pattern, **span)
        bare = token.rstrip("?") if _ends_bare(token) else token
        return Word(text=unescape(bare or token), **span)

    def fuzzy(self, token: lark.Token, sign: lark.Token) -> Node:
        distance = int(sign[1:9] or 1)
        if not 1 <= distance <= 2:
            raise _FaultyToken(f"{str(sign)!r}: a word can differ by ~1 or ~2", sign)
        if as_pattern(token):
            raise _FaultyToken("a word with * or ? cannot be fuzzy as well", token)
        return Fuzzy(text=unescape(token), distance=distance, **_span(token, sign))

    def phrase(self, token: lark.Token) -> Node:
        return Phrase(**_quoted(token), **_span(token, token))

    def near(self, token: lark.Token, sign: lark.Token) -> Node:
        slop = int(sign[1:9] or 1)
        if slop < 1:
            raise _FaultyToken(f"{str(sign)!r}: words are at least ~1 apart", sign)
        return Phrase(slop=slop, **_quoted(token), **_span(token, sign))

    def regex(self, token: lark.Token) -> Node:
        return Regex(pattern=token[1:-1].replace("\\/", "/"), **_span(token, token))

    def bound(self, token: lark.Token) -> lark.Token:
        return token

    def range(
        self, opening: lark.Token, low: lark.Token, high: lark.Token, closing: lark.Token
    ) -> Node:
        return Range(
            low=_bound(low),
            high=_bound(high),
            with_low=opening == "[",
            with_high=closing == "]",
            **_span(opening, closing),
        )

    def comparison(self, sign: lark.Token, token: lark.Token) -> Node:
        value = _bound(token)
        if value is None:
            raise _FaultyToken(f"{str(sign)!r} needs a value behind it, not *", token)
        is_low, span = sign[0] == ">", _span(sign, token)
        if is_low:
            return Range(low=value, with_low=sign == ">=", **span)
        return Range(high=value, with_high=sign == "<=", **span)


class _Quoted(TypedDict):
    text: str
    pattern: str
    is_open: bool


def _quoted(token: lark.Token) -> _Quoted:
    """Return what a phrase says; the star behind its closing mark belongs to its last word."""
    inside = token[1:-2] if token.endswith("*") else token[1:-1]
    text = unescape(inside)
    if not text.strip():
        raise _FaultyToken("there is nothing between the quotation marks", token)
    is_open = token.endswith("*")
    text = text.rstrip() if is_open else text
    inside = _BARE_MARK.sub(lambda m: m[0] if m[0][0] == "\\" else f"\\{m[0]}", inside)
    pattern = as_pattern(f"{inside.rstrip()}*" if is_open else inside)
    return {"text": text, "pattern": pattern, "is_open": is_open}


def _ends_bare(token: str) -> bool:
    """Tell whether question marks at the end stand there without a backslash."""
    bare = token.rstrip("?")
    return (len(bare) - len(bare.rstrip("\\"))) % 2 == 0


def _bound(token: lark.Token) -> str | None:
    """Return the text of a range's end, None for an open one."""
    if token.type == "PHRASE":
        quoted = _quoted(token)
        if quoted["is_open"]:
            raise _FaultyToken("a bound of a range is a whole value, without *", token)
        return quoted["text"]
    return None if token == "*" else unescape(token)


@cache
def _parser() -> Any:
    return tables.load(Builder())
