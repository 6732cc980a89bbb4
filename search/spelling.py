"""Did you mean: the query with a rare word replaced by a near one that the archive has.

A replacement is only offered when the whole query, so changed, finds more.
"""

from collections.abc import Callable
from typing import Protocol

from .query import parse
from .query.nodes import Boost, Field, Node, Several, Word

# A word that so many articles have is no slip of the pen.
_COMMON = 5
# Words tried, and near words tried for each: each trial is one count.
_WORDS, _NEAR = 4, 3
# Shorter words have too many neighbours.
_SHORTEST = 4


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
    doubtful = [w for w in _iter_text_words(parse(query)) if _rare(w, reader)]
    for word in doubtful[:_WORDS]:
        for near in reader.suggest("text_exact", word.text.casefold(), _NEAR):
            changed = query[: word.start] + near + query[word.end :]
            found = count(changed)
            if found > most:
                best, most = changed, found
    return best


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


def _rare(word: Word, reader: SpellingReader) -> bool:
    text = word.text.casefold()
    if len(text) < _SHORTEST or not text.isalpha():
        return False
    held = reader.term_counts("text_exact", text, 1)
    return not held or held[0][0] != text or held[0][1] < _COMMON
