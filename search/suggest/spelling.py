"""Did you mean: the query with a rare word replaced by a near one that the archive has.

A replacement is offered when the whole query, so changed, finds more. Where words are ranked and
not required, one that no article has adds nothing to the page: there a word that some articles have
is offered too, though none has it together with all the others.
"""

from collections.abc import Callable, Collection, Sequence
from typing import Protocol

from kliping.index.edit_distance import is_swap, is_within
from kliping.query.nodes import Boost, Field, Node, Several, Word

# A word that so many articles have is no slip of the pen.
_COMMON = 5
# Words tried, and near words tried for each: each trial is one count.
_WORDS, _NEAR = 4, 3
# Shorter words have too many neighbours; in longer ones two slips are still the same word.
_SHORTEST, _LONG = 4, 8
# Suggest a replacement for an indexed word only if at least 20 times as many articles contain it,
# and for a query that finds something only if the changed one finds at least 3 times as much: a few
# articles may have the same slip.
_TIMES, _MORE = 20, 3


class SpellingReader(Protocol):
    """What spelling asks of kliping.index.engine.EngineReader."""

    def suggest(
        self, field: str, words: Collection[str], limit: int = 5
    ) -> dict[str, list[tuple[str, int]]]: ...

    def count_terms_of(self, field: str, terms: Collection[str]) -> dict[str, int]: ...


def did_you_mean(
    query: str,
    total: int,
    *,
    root: Node,
    reader: SpellingReader,
    count: Callable[[Sequence[str]], Sequence[int]],
    is_word: Callable[[str], bool] = lambda word: False,
    ranked: bool = False,
) -> str | None:
    """Return the query with one word respelled that finds most, or None where none finds more.

    A word whose letters only changed places comes before others.

    Args:
        root: the query as it was parsed and read.
        total: what it finds as it is.
        count: what each of other queries finds.
        is_word: whether a dictionary has a word: it is no slip then, though the archive lacks it.
        ranked: whether an article need not have all of the words.
    """
    words = _iter_text_words(root)
    held_by = _held_by([word for word in words if _may_slip(word, is_word)], query, reader, count)
    # A word that some article has is doubted only where no other word is to blame.
    doubted = [word for word, held in held_by.items() if not held]
    if not doubted:
        doubted = [word for word, held in held_by.items() if held < _COMMON]
    tried = {word: word.text.casefold() for word in doubted[:_WORDS]}
    near_words = reader.suggest("text_exact", {*tried.values()}, _NEAR) if tried else {}
    changed = {
        query[: word.start] + near + query[word.end :]: (
            is_swap(text, near),
            articles,
            ranked and not held_by[word] and articles >= _COMMON,
        )
        for word, text in tried.items()
        for near, articles in near_words[text]
        if is_slip(text, near) and articles >= _TIMES * held_by[word]
    }
    counts = count(list(changed)) if changed else ()
    better = [
        (swapped, found, articles, respelled)
        for (respelled, (swapped, articles, alone)), found in zip(
            changed.items(), counts, strict=True
        )
        if alone or (found > total and found >= _MORE * total)
    ]
    return max(better, key=lambda row: row[:3])[3] if better else None


def _may_slip(word: Word, is_word: Callable[[str], bool]) -> bool:
    """Tell whether a word may be a slip: long enough, of letters, in no dictionary."""
    text = word.text.casefold()
    return len(text) >= _SHORTEST and text.isalpha() and not is_word(text)


def _held_by(
    words: Sequence[Word],
    query: str,
    reader: SpellingReader,
    count: Callable[[Sequence[str]], Sequence[int]],
) -> dict[Word, int]:
    """Return how many articles have each word, as written or else in its other forms."""
    if not words:
        return {}
    exact = reader.count_terms_of("text_exact", {word.text.casefold() for word in words})
    held = {word: exact[word.text.casefold()] for word in words}
    absent = [word for word, articles in held.items() if not articles]
    if absent:
        found = count([query[word.start : word.end] for word in absent])
        held.update(zip(absent, found, strict=True))
    return held


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
