"""Text → nodes: what is checked while parsing.

`parse` raises QueryError, or QueryLimitError, and nothing else, for any string.
"""

import re

from kliping.index import QueryError, QueryLimitError

from .limits import DEFAULT_LIMITS, QueryLimits
from .nodes import And, Node, Or, Phrase, Sequence, Word, iter_nodes

# Letters, digits and blanks hold no sign of the grammar, and most queries hold nothing else.
_PLAIN = re.compile(r"(?:[^\W_]|\s)+")
_QUOTED = re.compile(r' *"((?:[^\W_]+ )*[^\W_]+)" *')
_WORD = re.compile(r"[^\W_]+")
_CHUNK = re.compile(r"\S+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_OPERATORS = frozenset(["AND", "OR", "NOT"])


def parse(query: str, *, limits: QueryLimits = DEFAULT_LIMITS) -> Node:
    """Return what the query says.

    Raises:
        QueryError: with the offset of the fault; also for an empty query.
        QueryLimitError: too long, too deep, or of too many clauses.
    """
    if len(query) > limits.length:
        raise QueryLimitError(
            f"the query has {len(query):,} characters; at most {limits.length:,} are allowed "
            "(limit: length)",
            query=query,
            offset=limits.length,
            length=len(query) - limits.length,
        )
    if broken := _SURROGATE.search(query):
        raise QueryError(
            f"the query holds {broken[0]!r}, half of a character; was it read with another "
            "encoding than UTF-8?",
            query=query,
            offset=broken.start(),
        )
    root = _plain(query)
    if root is None:
        # lark takes longer to import than most searches take to run.
        from .building import build

        root = build(query)
    _check(root, query, limits)
    return root


def plain_words(query: str, *, limits: QueryLimits = DEFAULT_LIMITS) -> Node:
    """Return the words of a text, whatever signs stand among them.

    Raises:
        QueryLimitError: of too many words.
    """
    words = tuple(
        Word(text=match[0], start=match.start(), end=match.end())
        for match in _CHUNK.finditer(query)
    )
    root = words[0] if len(words) == 1 else Sequence(clauses=words, start=0, end=len(query))
    _check(root, query, limits)
    return root


def _plain(query: str) -> Node | None:
    """Return what the grammar makes of words, a phrase, x AND y; None of anything else."""
    if not _PLAIN.fullmatch(query):
        quoted = _QUOTED.fullmatch(query)
        if quoted is None:
            return None
        return Phrase(text=quoted[1], start=quoted.start(1) - 1, end=quoted.end(1) + 1)
    words = tuple(
        Word(text=match[0], start=match.start(), end=match.end()) for match in _WORD.finditer(query)
    )
    if not words:
        return None
    signs = {word.text for word in words if word.text in _OPERATORS}
    if signs:
        return _joined(words, signs)
    if len(words) == 1:
        return words[0]
    return Sequence(clauses=words, start=words[0].start, end=words[-1].end)


def _joined(words: tuple[Word, ...], signs: set[str]) -> Node | None:
    """Return `x AND y AND z` or `x OR y`, words and one sign in turn; None of anything else."""
    kind = And if signs == {"AND"} else Or
    operands = words[::2]
    if (
        len(signs) > 1
        or "NOT" in signs
        or len(words) % 2 == 0
        or any(word.text in signs for word in operands)
    ):
        return None
    if not all(word.text in signs for word in words[1::2]):
        return None
    return kind(clauses=operands, start=operands[0].start, end=operands[-1].end)


def _check(root: Node, query: str, limits: QueryLimits) -> None:
    clauses = 0
    for node, depth in iter_nodes(root):
        clauses += not node.children()
        if depth > limits.depth:
            raise QueryLimitError(
                f"the query nests deeper than {limits.depth} levels (limit: depth)",
                query=query,
                offset=node.start,
                length=node.end - node.start,
            )
        if clauses > limits.clauses:
            raise QueryLimitError(
                f"the query has more than {limits.clauses} clauses (limit: clauses)",
                query=query,
                offset=node.start,
                length=len(query) - node.start,
            )
        if isinstance(node, Phrase) and node.slop > limits.slop:
            raise QueryLimitError(
                f"~{node.slop} is wider than {limits.slop} words (limit: slop)",
                query=query,
                offset=node.start,
                length=node.end - node.start,
            )
