"""Did you mean: the query with a rare word replaced by a near one that the archive has.

A replacement is only offered when the whole query, so changed, finds more.
"""

from collections.abc import Callable
from typing import Protocol

from .marking import is_within
from .query import parse
from .query.nodes import Boost, Field, Node, Several, Word

# A word that so many articles have is no slip of the pen.
_COMMON = 5
# Words tried, and near words tried for each: each trial is one count.
_WORDS, _NEAR = 4, 3
# Shorter words have too many neighbours; in longer ones two slips are still the same word.
_SHORTEST, _LONG = 4, 8
# A word that some articles have is only doubted for one that so many times as many have.
_TIMES = 20


class SpellingReader(Protocol):
    """What spelling asks of kliping.index.engine.EngineReader."""

    def suggest(self, field: str, word: str, limit: int = 5) -> list[str]: ...

    def term_counts(
        self, field: str, prefix: str = "", limit: int | None = None
    ) -> list[tuple[str, int]]: ...


def did_you_mean(
    query: str,
    total: int,
    *,
    reader: SpellingReader,
    count: Callable[[str], int],
) -> str | None:
    """Return the query with one word respelled that finds most, or None where none finds more.

    Args:
        total: what the query finds as it is.
        count: what another query finds.
    """
    best, most = None, total
    tried = 0
    for word in _iter_text_words(parse(query)):
        text = word.text.casefold()
        if tried == _WORDS or len(text) < _SHORTEST or not text.isalpha():
            continue
        # A query that finds something is only doubted for a word that no article has.
        held = _articles_with(text, reader)
        if held >= _COMMON or (held and total):
            continue
        tried += 1
        for near in reader.suggest("text_exact", text, _NEAR):
            if not is_slip(text, near) or _articles_with(near, reader) < _TIMES * held:
                continue
            changed = query[: word.start] + near + query[word.end :]
            found = count(changed)
            if found > most:
                best, most = changed, found
    return best


def is_slip(word: str, near: str) -> bool:
    """Tell whether one word can be a slip of the pen for the other: one edit, two in a long word.

    Letters that changed places are one slip.
    """
    edits = 2 if len(word) >= _LONG or sorted(word) == sorted(near) else 1
    return is_within(word, near, edits)


def _iter_text_words(root: Node) -> list[Word]:
    """Return the words searched in article texts, in order; of other fields, or negated, none."""
    words: list[Word] = []
    waiting: list[Node] = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Word):
            words.append(node)
        elif isinstance(node, Several | Boost) or (isinstance(node, Field) and node.name == "text"):
            waiting.extend(reversed(node.children()))
    return words


def _articles_with(word: str, reader: SpellingReader) -> int:
    held = reader.term_counts("text_exact", word, 1)
    return held[0][1] if held and held[0][0] == word else 0
