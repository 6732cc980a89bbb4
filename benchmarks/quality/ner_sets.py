"""Read the entity-tagged sets (idner-news-2k, NERGrit) as running text with gold spans.

The sets hold tokens; production reads text. So the text is put together again the way a newspaper
would print it, with the offset of each token, and scored by code points.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

TYPES: Final = {
    "PER": "person",
    "PERSON": "person",
    "ORG": "organisation",
    "ORGANISATION": "organisation",
    "LOC": "place",
    "PLACE": "place",
}
_CLOSING: Final = frozenset(".,;:!?)]}%”’")
_OPENING: Final = frozenset("([{“‘")
_BRACKETS: Final = ".,;:!?\"”“'‘’"  # stripped from both ends of a span before it is compared


@dataclass(frozen=True, slots=True)
class TaggedText:
    """A sentence as text, with its gold spans.

    Attributes:
        spans: (start, end, type), code points, half-open.
    """

    text: str
    spans: tuple[tuple[int, int, str], ...]


def iter_sentences(path: Path) -> Iterator[list[tuple[str, str]]]:
    """Yield the (token, tag) pairs of each sentence of a CoNLL-like file."""
    rows: list[tuple[str, str]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        columns = line.split("\t") if "\t" in line else line.split(" ")
        if line.strip():
            rows.append((columns[0], columns[-1].strip()))
        elif rows:
            yield rows
            rows = []
    if rows:
        yield rows


def detokenise(tokens: list[str]) -> tuple[str, list[int]]:
    """Return the text that the tokens were cut from, as far as they tell, and their offsets."""
    text = ""
    starts: list[int] = []
    quoted = False
    glue = True
    for at, token in enumerate(tokens):
        spaced = tokens[at - 1] if at else ""
        joins = glue or (token[0] in _CLOSING and len(token) < 4)
        if token == '"':
            joins = glue or quoted
        if token in "-/":
            joins = token == "/" or (_is_wordlike(spaced) and at + 1 < len(tokens))
        if token == "." and spaced.isdigit() and at + 1 < len(tokens) and tokens[at + 1].isdigit():
            joins = True
        starts.append(len(text) if joins else len(text) + 1)
        text += token if joins else " " + token
        glue = token in _OPENING or (token in "-/" and joins)
        if token == '"':
            glue = not quoted
            quoted = not quoted
        if token in ".," and spaced.isdigit() and at + 1 < len(tokens) and tokens[at + 1].isdigit():
            glue = True
    return text, starts


def _is_wordlike(token: str) -> bool:
    return bool(token) and token[-1].isalnum()


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Take the punctuation that the tokenisation of the sets left at the ends off a span.

    A bracket goes where its partner is not in the span too.
    """
    while start < end:
        inside = text[start:end]
        if inside[0] in _BRACKETS or (inside[0] == "(" and ")" not in inside[1:-1]):
            start += 1
        elif (inside[-1] in _BRACKETS and not (inside[-1] == "." and inside[-2:-1].isupper())) or (
            inside[-1] == ")" and "(" not in inside[1:]
        ):
            end -= 1
        else:
            break
    return start, end


def read_set(path: Path) -> list[TaggedText]:
    """Return the sentences of one file, with tags read as BIO (a stray I- begins a span)."""
    read: list[TaggedText] = []
    for rows in iter_sentences(path):
        text, starts = detokenise([token for token, _ in rows])
        spans: list[tuple[int, int, str]] = []
        open_type = ""
        for (token, tag), start in zip(rows, starts, strict=True):
            mark, _, label = tag.partition("-")
            type = TYPES.get(label, "")
            end = start + len(token)
            if type and mark == "I" and open_type == type:
                spans[-1] = (spans[-1][0], end, type)
            elif type:
                spans.append((start, end, type))
            open_type = type
        trimmed = ((*trim(text, start, end), type) for start, end, type in spans)
        read.append(TaggedText(text, tuple(span for span in trimmed if span[0] < span[1])))
    return read
