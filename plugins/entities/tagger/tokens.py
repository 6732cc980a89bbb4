"""Words of a text with their offsets, as the tagger sees them.

A *token* is a run of letters and digits with their combining marks (an apostrophe inside belongs
to it), one punctuation mark, or a line end. Hyphens are tokens, so that "Widodo-Kalla" can be two
names.
"""

import re
from itertools import accumulate
from typing import Final
from unicodedata import category

# Blocks of marks that combine with the letter before (Latin, Arabic, half marks, variation).
_MARKS: Final = (
    "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u1ab0-\u1aff"
    "\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f"
)
_WORD: Final = rf"[^\W_]+(?:[{_MARKS}]+[^\W_]*)*"
_TOKEN: Final = re.compile(rf"(\n|{_WORD}(?:['’`]{_WORD})*|[^\s\w]|_)")
LINE_END = "\n"


def tokenise(text: str) -> tuple[list[str], list[int]]:
    """Return the tokens of `text` and the code point offset at which each begins."""
    parts = _TOKEN.split(text)
    return parts[1::2], list(accumulate(map(len, parts)))[:-1:2]


def is_mark(letter: str) -> bool:
    """Tell whether a code point is a combining mark, part of the grapheme before it."""
    return letter > "\u02ff" and category(letter)[0] == "M"
