"""Text → nodes: what is checked while parsing.

`parse` raises QueryError, or QueryLimitError, and nothing else, for any string.
"""

import re

from kliping.index import QueryError, QueryLimitError

from .limits import DEFAULT_LIMITS, QueryLimits
from .nodes import Node, Phrase, Sequence, Word, iter_nodes

# Letters, digits and blanks hold no sign of the grammar, and most queries hold nothing else.
_PLAIN = re.compile(r"(?:[^\W_]|\s)+")
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
    """Return what the grammar makes of mere words, None of anything else."""
    if not _PLAIN.fullmatch(query):
        return None
    words = tuple(
        Word(text=match[0], start=match.start(), end=match.end()) for match in _WORD.finditer(query)
    )
    if not words or any(word.text in _OPERATORS for word in words):
        return None
    if len(words) == 1:
        return words[0]
    return Sequence(clauses=words, start=words[0].start, end=words[-1].end)


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
