"""Texts that come as lists of tokens: data sets for language models give them so.

`["Banjir", "merendam", "desa", "."]` is a sentence, a list of sentences a paragraph. The blanks of
the original are lost; they are set as they are printed: none before a closing sign, none behind an
opening one.
"""

import re
from typing import Final, TypeGuard

_SIGN: Final = re.compile(r"[^\w\s]+")
_CLOSES: Final = re.compile(r"[.,;:!?%…)\]}”’]+")
_OPENS: Final = re.compile(r"[(\[{“‘„]+")
# `Liputan6 . com`: the end of an address was cut off as a sentence's end is.
_ADDRESS: Final = re.compile(r"(?<=\w)\. (?=(?:com|co|net|org|id|tv)\b)")

FEWEST_WORDS: Final = 8
"""Tokens without a sign among them that make a sentence: shorter lists may be headings."""


def is_sentence(value: object) -> TypeGuard[list[str]]:
    """Tell whether a value is one sentence, token by token."""
    if not isinstance(value, list) or len(value) < 2:
        return False
    if not all(isinstance(token, str) and token and not _has_blank(token) for token in value):
        return False
    return len(value) >= FEWEST_WORDS or any(_SIGN.fullmatch(token) for token in value)


def is_paragraph(value: object) -> TypeGuard[list[list[str]]]:
    """Tell whether a value is a list of sentences, all of them tokens."""
    if not isinstance(value, list) or not value:
        return False
    lists = [sentence for sentence in value if sentence != []]
    # A sentence of one token is one where the others are plain to see.
    return any(map(is_sentence, lists)) and all(
        is_sentence(one) or (isinstance(one, list) and len(one) == 1 and isinstance(one[0], str))
        for one in lists
    )


def join_tokens(tokens: list[str]) -> str:
    """Return a sentence as it is printed. Straight quotation marks open and close in turn."""
    parts: list[str] = []
    tight, within = True, False
    for token in tokens:
        opens = _OPENS.fullmatch(token) is not None
        closes = _CLOSES.fullmatch(token) is not None
        if token in ('"', "''", "``"):
            opens, closes, within = not within, within, not within
            token = '"'
        if not (tight or closes):
            parts.append(" ")
        parts.append(token)
        tight = opens
    return _ADDRESS.sub(".", "".join(parts))


def _has_blank(token: str) -> bool:
    return any(character.isspace() for character in token)
