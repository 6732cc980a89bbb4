"""What is wrong with a query that the grammar refuses, in a reader's words."""

import re

import lark

from kliping.index import QueryError

# What may hide a bracket: escaped characters, phrases, regular expressions.
_PIECE = re.compile(
    r"""\\.|"(?:\\.|[^"\\])*"|[“”„](?:\\.|[^“”\\])*[”“]|(?<![^\s(:])/(?:\\\S|[^/\\\s])+/|[()\[\]{}]""",
    re.DOTALL,
)
_OPENING = {")": "(", "]": "[", "}": "{"}
_NAMES = {"(": "parenthesis", "[": "bracket", "{": "brace"}
_KEYWORDS = {"_AND": "AND", "_OR": "OR", "NOT": "NOT", "PLUS": "+", "MINUS": "-"}


def describe(error: lark.exceptions.UnexpectedInput, query: str) -> QueryError:
    """Return the error to raise for what lark could not take."""
    if isinstance(error, lark.exceptions.UnexpectedCharacters):
        return _at_characters(query, error.pos_in_stream or 0)
    assert isinstance(error, lark.exceptions.UnexpectedToken)
    if error.token.type == "$END":
        return _at_end(query)
    return _at_token(query, error.token, error.accepts | error.expected)


def _fault(
    message: str, query: str, offset: int, length: int = 1, suggestion: str | None = None
) -> QueryError:
    return QueryError(message, query=query, offset=offset, length=length, suggestion=suggestion)


def _at_characters(query: str, offset: int) -> QueryError:
    character = query[offset]
    if character in '"“”„':
        closing = character if character == '"' else "”"
        return _fault(
            "the quotation mark is not closed",
            query,
            offset,
            len(query) - offset,
            f"put {closing} behind the last word of the phrase",
        )
    if character == "\\":
        return _fault("a backslash needs a character behind it", query, offset)
    if character == "^":
        return _fault(
            "^ must be followed by a number, as in berita^2", query, offset, 1, "\\^ for the sign"
        )
    if character == "~":
        return _fault(
            '~ must follow a word or a phrase, as in pasukan~1 or "dua kata"~5',
            query,
            offset,
            1,
            "\\~ for the sign",
        )
    return _at_bracket(query, offset)


def _at_token(query: str, token: lark.Token, expected: set[str]) -> QueryError:
    offset = token.start_pos or 0
    if "_TO" in expected:
        return _fault(
            f"a range is written [low TO high]; {str(token)!r} stands where TO should",
            query,
            offset,
            len(token),
        )
    if "RBRACK" in expected:
        return _fault("the range is not closed with ]", query, offset, len(token))
    if str(token) in "()[]{}":
        return _at_bracket(query, offset)
    if token.type in _KEYWORDS:
        keyword = str(token) or _KEYWORDS[token.type]
        return _fault(
            f"{keyword} has nothing before it",
            query,
            offset,
            len(token),
            f'"{keyword}" for the word itself',
        )
    if str(token)[0] in "^~":
        return _at_characters(query, offset)
    return _fault(f"{str(token)!r} cannot stand here", query, offset, len(token))


def _at_bracket(query: str, offset: int) -> QueryError:
    bracket = query[offset]
    if bracket == ")":
        if query[:offset].rstrip().endswith("("):
            return _fault("there is nothing between the parentheses", query, offset)
        unclosed = _first_unclosed(query[:offset])
        if unclosed is None:
            return _fault("the parenthesis was never opened", query, offset, 1, "\\) for the sign")
        return _fault("something is missing before the parenthesis", query, offset)
    if bracket in "[{":
        return _fault(
            f"{bracket} opens a range, which needs a field before it",
            query,
            offset,
            1,
            f"published:[2025-04-01 TO 2025-04-30], or \\{bracket} for the sign",
        )
    if bracket in "]}":
        return _fault(
            f"the {_NAMES[_OPENING[bracket]]} was never opened",
            query,
            offset,
            1,
            f"\\{bracket} for the sign",
        )
    return _fault(f"{bracket!r} cannot stand here", query, offset)


def _at_end(query: str) -> QueryError:
    text = query.rstrip()
    if not text:
        return _fault("the query is empty", query, 0, 1, "* finds every article")
    unclosed = _first_unclosed(text)
    if unclosed is not None:
        name = _NAMES[text[unclosed]]
        return _fault(f"the {name} is not closed", query, unclosed, len(text) - unclosed)
    last = re.search(r"(\S+)\Z", text)
    assert last is not None
    return _fault(
        f"{last[0]} has nothing behind it",
        query,
        last.start(),
        len(last[0]),
        f'"{last[0]}" for the word itself',
    )


def _first_unclosed(text: str) -> int | None:
    """Return where the innermost bracket stands that is still open at the end of the text."""
    stack: list[int] = []
    for match in _PIECE.finditer(text):
        if match[0] in ("(", "[", "{"):
            stack.append(match.start())
        elif match[0] in _OPENING and stack:
            stack.pop()
    return stack[-1] if stack else None
