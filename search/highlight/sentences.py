"""Where sentences begin and end, near enough to show a stretch of text.

A sentence ends behind `.`, `!`, `?` or `…` with the quotation marks and brackets that follow, where
a blank comes next, and at a line end. Abbreviations (`Jl.`, `Dr.`) are not known: a stretch shown
may begin in the middle of a sentence, never in the middle of a word.
"""

import re

from kliping.index import Span

SENTENCE_END = re.compile(r"[.!?…][\"”’')\]]*\s+|\n\s*")


def sentence_around(text: str, inner: Span, piece: Span) -> Span:
    """Return the sentences that hold `inner`, without blanks around them.

    Args:
        piece: never beyond this stretch, which holds `inner`.
    """
    start = piece.start
    for match in SENTENCE_END.finditer(text, piece.start, inner.start):
        start = match.end()
    end = piece.end
    # The sentence's own full stop may be the last character inside.
    behind = SENTENCE_END.search(text, max(piece.start, inner.end - 1), piece.end)
    if behind is not None:
        end = max(inner.end, behind.start() + len(behind[0].rstrip()))
    while start < inner.start and text[start].isspace():
        start += 1
    while end > inner.end and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def sentence_text(text: str, start: int, end: int) -> str:
    """Return the sentence of a text that holds `[start, end)` on one line, its blanks single."""
    around = sentence_around(text, Span(start, end), Span(0, len(text)))
    return " ".join(text[around.start : around.end].split())
