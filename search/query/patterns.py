r"""Patterns over words: wildcards, and regular expressions that cannot run away.

A regular expression may use literals, `.`, classes `[a-z]`, `\d \w \s \b` and their opposites,
groups `( )` and `(?: )`, `|`, and `* + ? {m,n}`. Refused: back-references, look-around, flags, and
a repetition inside a repeated group (`(a+)+`), whose time grows exponentially with the word's
length. The numbers of open repetitions and of choices (`?`, `|`) are limited, because each
multiplies the ways to try by the word's length, or by two.
"""

import re

from .limits import QueryLimits

_GLOB_PIECE = re.compile(r"\\(.)|([*?])|(.)", re.DOTALL)
_REGEX_PIECE = re.compile(
    r"""(?P<escape>\\.)|(?P<set>\[\^?\]?(?:\\.|[^\]\\])*\])|(?P<open>\((?:\?:)?)|(?P<close>\))
    |(?P<repeat>[*+?]|\{\d*(?:,\d*)?\})|(?P<bar>\|)|(?P<anchor>[\^$])|(?P<plain>.)""",
    re.DOTALL | re.VERBOSE,
)
# What Python means to give a meaning inside a class one day, and warns of until then.
_NESTED_SET = re.compile(r"\A\[\^?\[|--|&&|~~|\|\|")
_LARGEST_REPEAT = 50
_ESCAPES = frozenset("dDwWsSbB")


class PatternFault(Exception):
    """Why a regular expression is refused.

    Attributes:
        offset: where, in code points of the pattern.
        limit: the name of the limit that it exceeds, or None.
    """

    def __init__(self, message: str, offset: int, limit: str | None = None) -> None:
        super().__init__(message)
        self.offset = offset
        self.limit = limit


def glob_pieces(pattern: str) -> list[tuple[str, bool]]:
    """Return the pattern's pieces: ("*", True), ("?", True), or (literal character, False)."""
    pieces = []
    for match in _GLOB_PIECE.finditer(pattern):
        escaped, wild, plain = match.groups()
        pieces.append((wild, True) if wild else (escaped or plain, False))
    return pieces


def literal_prefix(pieces: list[tuple[str, bool]]) -> str:
    """Return the pattern's letters before its first wildcard."""
    letters = []
    for text, wild in pieces:
        if wild:
            break
        letters.append(text)
    return "".join(letters)


def glob_to_regex(pieces: list[tuple[str, bool]]) -> str:
    """Return a regular expression that matches what the pieces do; runs of `*` are one."""
    parts: list[str] = []
    for text, wild in pieces:
        part = {"*": ".*", "?": "."}[text] if wild else re.escape(text)
        if not (part == ".*" and parts and parts[-1] == ".*"):
            parts.append(part)
    return "".join(parts)


def glob_to_fnmatch(pieces: list[tuple[str, bool]]) -> str:
    """Return the pieces as `fnmatch` writes them, literal signs in brackets."""
    return "".join(text if wild or text not in "*?[" else f"[{text}]" for text, wild in pieces)


def check_regex(pattern: str, limits: QueryLimits) -> None:
    """Refuse a pattern that is wrong or could run away.

    Raises:
        PatternFault: what, where, and which limit.
    """
    if len(pattern) > limits.regex_length:
        raise PatternFault(
            f"a regular expression may have {limits.regex_length} characters",
            limits.regex_length,
            "regex_length",
        )
    _check_pieces(pattern, limits)
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        at = getattr(error, "pos", None) or 0
        raise PatternFault(f"not a regular expression: {error}", at) from None


def _check_pieces(pattern: str, limits: QueryLimits) -> None:
    # For each open group: whether something in it repeats, is optional or branches.
    groups: list[bool] = [False]
    closed_busy = False
    repeats = choices = 0
    for match in _REGEX_PIECE.finditer(pattern):
        kind, at = match.lastgroup, match.start()
        after_busy, closed_busy = closed_busy, False
        if kind == "open":
            if pattern[at : at + 2] == "(?" and match[0] != "(?:":
                raise PatternFault(
                    "look-around, flags and named groups are not allowed", at, "regex"
                )
            groups.append(False)
        elif kind == "close":
            if len(groups) == 1:
                raise PatternFault("a parenthesis was never opened", at)
            closed_busy = groups.pop()
            groups[-1] |= closed_busy
        elif kind == "escape" and match[0][1].isalnum() and match[0][1] not in _ESCAPES:
            raise PatternFault(f"{match[0]} is not allowed", at, "regex")
        elif kind == "set" and (nested := _NESTED_SET.search(match[0])):
            raise PatternFault("a sign inside [ ] needs a backslash before it", at + nested.start())
        elif kind == "plain" and match[0] == "[":
            raise PatternFault("the class is not closed with ]", at)
        elif kind == "bar" or match[0] == "?":
            groups[-1] = True
            choices += 1
        elif kind == "repeat":
            groups[-1] = True
            repeats += _is_open(match[0])
            _check_repeat(match[0], at, after_busy)
        if repeats > limits.regex_repeats:
            raise PatternFault(f"more than {limits.regex_repeats} repetitions", at, "regex_repeats")
        if choices > limits.regex_choices:
            raise PatternFault(f"more than {limits.regex_choices} choices", at, "regex_choices")


def _check_repeat(repeat: str, at: int, after_busy: bool) -> None:
    if after_busy:
        raise PatternFault(
            "a repetition of a group that repeats or branches itself is not allowed", at, "regex"
        )
    if _largest(repeat) > _LARGEST_REPEAT:
        raise PatternFault(f"a repetition may count to {_LARGEST_REPEAT}", at, "regex_repeats")


def _is_open(repeat: str) -> bool:
    """Tell whether the repetition's number is not fixed, so that a search may try several."""
    return not re.fullmatch(r"\{\d+\}", repeat)


def _largest(repeat: str) -> int:
    return max((int(number) for number in re.findall(r"\d+", repeat)), default=0)
