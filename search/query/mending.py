"""Signs of a pasted text that open or close nothing: they are taken out before parsing.

A blank takes the place of each, so that every offset stays. What a field, a minus or a plus waits
for is left alone: `person:"Sri` has lost a part, and is a fault.
"""

import re

_PIECE = re.compile(
    r"""\\.|"(?:\\.|[^"\\])*"|[“”„](?:\\.|[^“”\\])*[”“]|(?<![^\s(:])/(?:\\\S|[^/\\\s])+/(?=[\s()^]|$)|["“”„()]""",
    re.DOTALL,
)
_SIGNS = re.compile(r'["“”„()]')
_WAITING = frozenset(":+-!=<>")


def mend(query: str) -> tuple[str, tuple[str, ...]]:
    """Return (the query without signs that open or close nothing, a warning for each)."""
    if not _SIGNS.search(query):
        return query, ()
    lost: list[tuple[int, int, str]] = []
    opened: list[int] = []
    for match in _PIECE.finditer(query):
        piece, at = match[0], match.start()
        if piece == "(":
            opened.append(at)
        elif piece == ")":
            if not opened:
                lost.append((at, at + 1, "the parenthesis was never opened"))
            elif not query[opened[-1] + 1 : at].strip():
                begin = opened.pop()
                lost.append((begin, at + 1, "there is nothing between the parentheses"))
            else:
                opened.pop()
        elif len(piece) == 1:
            lost.append((at, at + 1, "the quotation mark is not closed"))
        elif piece[0] in '"“”„' and not piece[1:-1].strip():
            lost.append((at, match.end(), "there is nothing between the quotation marks"))
    lost += [(at, at + 1, "the parenthesis is not closed") for at in opened]
    letters = list(query)
    warnings = []
    for begin, end, reason in sorted(lost):
        if query[begin] != ")" and _is_waited_for(query, begin):
            continue
        letters[begin:end] = " " * (end - begin)
        warnings.append(f"{reason} in {_shown(query, begin)!r}; it was left out")
    return "".join(letters), tuple(warnings)


def _is_waited_for(query: str, at: int) -> bool:
    """Tell whether an operator right before a sign needs what the sign opens."""
    if not at or query[at - 1] not in _WAITING:
        return False
    # A dash inside a word is none: men-"jomblo”.
    return query[at - 1] not in "-+" or at < 2 or not query[at - 2].isalnum()


def _shown(query: str, at: int) -> str:
    """Return a sign with a little of what stands around it."""
    before, behind = query[max(0, at - 8) : at], query[at : at + 9]
    return f"{'…' if at > 8 else ''}{before}{behind}{'…' if at + 9 < len(query) else ''}".strip()
