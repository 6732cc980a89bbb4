r"""Patterns over words: wildcards, and regular expressions that cannot run away.

A regular expression may use literals, `.`, classes `[a-z]`, `\d \w \s \b` and their opposites,
groups `( )` and `(?: )`, `|`, and `* + ? {m,n}`. Refused: back-references, look-around, flags, and
a repetition inside a repeated group (`(a+)+`), whose time grows exponentially with the word's
length. The numbers of open repetitions and of choices (`?`, `|`) are limited, because each
multiplies the ways to try by the word's length, or by two.
"""

import re
from typing import TYPE_CHECKING

from .limits import QueryLimits

if TYPE_CHECKING:
    from .ports import Analyzer

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
# Stand for the two wildcards while a pattern is split as text is: letters of a script without
# case, accents or compatibility forms. Any two others serve where a pattern holds these itself.
_STAND_INS = "\ua000\ua001\ua002\ua003"
_LETTER = re.compile(r"[^\W_]")
# Drops what the index drops inside words; see kliping.index.analyzer.tokenizer.
_APOSTROPHES = frozenset("'\u2019\u2018`\u00b4")
Pieces = list[tuple[str, bool]]


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


def glob_pieces(pattern: str) -> Pieces:
    """Return the pattern's pieces: ("*", True), ("?", True), or (literal character, False)."""
    pieces = []
    for match in _GLOB_PIECE.finditer(pattern):
        escaped, wild, plain = match.groups()
        pieces.append((wild, True) if wild else (escaped or plain, False))
    return pieces


def split_glob(pattern: str, analyzer: "Analyzer") -> list[Pieces]:
    """Return the pattern's words, split and normalised as the text that they match was.

    `undang-undang*` gives two words, `Mbappé*` one without the accent.
    """
    pieces = glob_pieces(pattern)
    literal = {text for text, wild in pieces if not wild}
    star, letter, *_ = (c for c in _STAND_INS if c not in literal)
    wilds = {star: "*", letter: "?"}
    signs = {sign: stand_in for stand_in, sign in wilds.items()}
    text = "".join(signs[piece] if wild else piece for piece, wild in pieces)
    return [
        [(wilds.get(c, c), c in wilds) for c in term.exact]
        for surface, _, _ in analyzer.iter_surfaces(text)
        for term in analyzer.query_terms(surface)
    ]


def is_prefix(pieces: Pieces) -> bool:
    """Tell whether the only wildcard is a star at the end."""
    return pieces[-1] == ("*", True) and not any(wild for _, wild in pieces[:-1])


def literal_prefix(pieces: Pieces) -> str:
    """Return the pattern's letters before its first wildcard."""
    letters = []
    for text, wild in pieces:
        if wild:
            break
        letters.append(text)
    return "".join(letters)


def glob_to_regex(pieces: Pieces) -> str:
    """Return a regular expression that matches what the pieces do; runs of `*` are one."""
    parts: list[str] = []
    for text, wild in pieces:
        part = {"*": ".*", "?": "."}[text] if wild else re.escape(text)
        if not (part == ".*" and parts and parts[-1] == ".*"):
            parts.append(part)
    return "".join(parts)


def glob_to_fnmatch(pieces: Pieces) -> str:
    """Return the pieces as `fnmatch` writes them, literal signs in brackets."""
    return "".join(text if wild or text not in "*?[" else f"[{text}]" for text, wild in pieces)


def split_regex(pattern: str, analyzer: "Analyzer") -> list[list[str]]:
    """Return alternatives, each the regular expressions of one word after the other.

    A hyphen, a dot or another sign that parts words in a text parts the pattern too:
    `/covid-1[89]/` is `covid` and `1[89]`. Letters are normalised as the index has them.

    Args:
        pattern: has passed `check_regex`.

    Raises:
        PatternFault: such a sign stands in a group or is repeated, where it would part nothing.
    """
    pieces = list(_REGEX_PIECE.finditer(pattern))
    alternatives: list[list[str]] = [[""]]
    depth = 0
    is_split = False
    for number, match in enumerate(pieces):
        kind = match.lastgroup
        depth += (kind == "open") - (kind == "close")
        is_repeated = number + 1 < len(pieces) and pieces[number + 1].lastgroup == "repeat"
        if _parts_words(match, is_repeated=is_repeated):
            if depth or is_repeated:
                raise PatternFault(
                    f"words hold letters and digits alone; {match[0]!r} parts two words, so it "
                    "cannot be repeated or stand in a group",
                    match.start(),
                )
            alternatives[-1].append("")
            is_split = True
        elif kind == "bar" and not depth:
            alternatives.append([""])
        else:
            alternatives[-1][-1] += _indexed(match, analyzer, is_repeated=is_repeated)
    if not is_split:
        return [["|".join(words[0] for words in alternatives)]]
    return [[word for word in words if word] for words in alternatives]


def _literal(match: re.Match[str]) -> str:
    """Return the character that a piece stands for, "" where it stands for several or none."""
    kind, text = match.lastgroup, match[0]
    is_literal = (kind == "plain" and text != ".") or (kind == "escape" and not text[1].isalnum())
    return text[-1] if is_literal else ""


def _is_sign(literal: str) -> bool:
    return literal != "" and not _LETTER.match(literal)


def _parts_words(match: re.Match[str], *, is_repeated: bool) -> bool:
    """Tell whether a piece parts words in a text: a blank or a sign, no apostrophe in a word."""
    literal = _literal(match)
    if _is_sign(literal):
        return is_repeated or literal not in _APOSTROPHES
    return match[0] in (r"\s", r"\W")


def _indexed(match: re.Match[str], analyzer: "Analyzer", *, is_repeated: bool) -> str:
    """Return a piece within a word as the index has it; an apostrophe is of no word there."""
    literal = _literal(match)
    if _is_sign(literal):
        return ""
    if literal:
        return _folded(literal, analyzer, is_repeated=is_repeated)
    return _folded_set(match[0], analyzer) if match.lastgroup == "set" else match[0]


def _folded(letter: str, analyzer: "Analyzer", *, is_repeated: bool) -> str:
    """Return a letter as the index has it: `ß` is two letters there."""
    exact = "".join(term.exact for term in analyzer.query_terms(letter)) or letter
    folded = re.escape(exact)
    return f"(?:{folded})" if is_repeated and len(exact) > 1 else folded


def _folded_set(text: str, analyzer: "Analyzer") -> str:
    """Return a class of characters as the index has them, where that is a class."""
    folded = re.sub(
        r"\\.|[^\W_]",
        lambda m: m[0] if m[0][0] == "\\" else _folded(m[0], analyzer, is_repeated=False),
        text,
        flags=re.DOTALL,
    )
    try:
        re.compile(folded)
    except re.error:  # a range between a small letter and a capital: [A-z]
        return text
    return folded


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
