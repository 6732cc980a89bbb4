"""Words of a text with their offsets, as the tagger sees them.

A *token* is a run of letters and digits (an apostrophe inside belongs to it), one punctuation
mark, or a line end. Hyphens are tokens, so that "Widodo-Kalla" can be two names.
"""

import re
from itertools import accumulate

_TOKEN = re.compile(r"(\n|[^\W_]+(?:['’`][^\W_]+)*|[^\s\w]|_)")
LINE_END = "\n"


def tokenise(text: str) -> tuple[list[str], list[int]]:
    """Return the tokens of `text` and the code point offset at which each begins."""
    parts = _TOKEN.split(text)
    return parts[1::2], list(accumulate(map(len, parts)))[:-1:2]
