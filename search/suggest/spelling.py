"""Did you mean: the query with a rare word replaced by a near one that the archive has.

A replacement is only offered when the whole query, so changed, finds more.
"""

from collections.abc import Callable, Collection
from typing import Protocol

from kliping.highlight.marks import is_within
from kliping.query.nodes import Boost, Field, Node, Several, Word

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

    def count_terms_of(self, field: str, terms: Collection[str]) -> dict[str, int]: ...


def did_you_mean(
    query: str,
    total: int,
    *,
    root: Node,
    reader: SpellingReader,
    count: Callable[[str], int],
    is_word: Callable[[str], bool] = lambda word: False,
) -> str | None:
    """Return the query with one word respelled that finds most, or None where none finds more.

    Args:
        root: the query as it was parsed and read.
        total: what it finds as it is.
        count: what another query finds.
        is_word: whether a dictionary has a word: it is no slip then, though the archive lacks it.
    """
    best, most = None, total
    words = _iter_text_words(root)
    held_by: dict[Word, int] = {}
    for word in words:
        text = word.text.casefold()
        if len(text) >= _SHORTEST and text.isalpha() and not is_word(text):
            # As written, and in its other forms.
            held_by[word] = _articles_with(text, reader) or count(query[word.start : word.end])
    # A word that some article has is doubted only where all words together find nothing, and no
    # other word is to blame.
    doubted = [word for word, held in held_by.items() if not held]
    if not doubted and not total and len(words) > 1:
        doubted = [word for word, held in held_by.items() if held < _COMMON]
    for word in doubted[:_WORDS]:
        text, held = word.text.casefold(), held_by[word]
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
    return reader.count_terms_of("text_exact", [word])[word]
