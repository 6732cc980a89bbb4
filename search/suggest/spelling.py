"""Did you mean: the query with a rare word replaced by a near one that the archive has.

A replacement is offered when the whole query, so changed, finds more. Where words are ranked and
not required, one that no article has adds nothing to the page: there a word that some articles have
is offered too, though none has it together with all the others.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kliping.index.edit_distance import is_swap, is_within
from kliping.index.engine import Spelling, SpellingRequest
from kliping.query.nodes import Boost, Field, Node, Several, Word

# A search that finds fewer articles is looked at for a misspelt word.
FEW_HITS = 3
# A word that at least so many articles have is no slip of the pen.
_COMMON = 5
# Words tried of those that no article has, and of the rare ones; near words tried for each. Each
# trial is one count.
_WORDS, _NEAR = 4, 3
# Letters. Shorter words have too many neighbours; in longer ones two slips are still the same word.
_SHORTEST, _LONG = 4, 8
# Suggest a replacement for an indexed word only if at least 20 times as many articles contain it,
# and for a query that finds something only if the changed one finds at least 3 times as much: a few
# articles may have the same slip.
_TIMES, _MORE = 20, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A query with one word respelled.

    Attributes:
        word: the word that was replaced.
        is_swap: whether its letters only changed places.
        articles: how many have the new word.
    """

    query: str
    word: Word
    is_swap: bool
    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trials:
    """What to count before a respelled query is offered.

    Attributes:
        absent: words that no article has as written; another form of them may be there.
    """

    absent: tuple[Word, ...] = ()
    respelled: tuple[Trial, ...] = ()


def words_asked(root: Node, is_word: Callable[[str], bool]) -> list[Word]:
    """Return the words of a query that may be misspelt.

    Args:
        root: the query as it was parsed and read.
        is_word: whether a dictionary has a word: it is no slip then, though the archive lacks it.
    """
    return [word for word in _iter_text_words(root) if _may_slip(word, is_word)]


def spelling_request(words: Sequence[Word]) -> SpellingRequest | None:
    """Return what to ask of the index about words, None where there are none."""
    if not words:
        return None
    return SpellingRequest(
        field="text_exact",
        words=tuple(dict.fromkeys(word.text.casefold() for word in words)),
        below=FEW_HITS,
        rarer_than=_COMMON,
        limit=_NEAR,
    )


def trials(query: str, words: Sequence[Word], spelled: Mapping[str, Spelling]) -> Trials:
    """Return the queries to count: each with one doubted word replaced by a near one.

    Args:
        words: of `words_asked`.
        spelled: what the index knows of each, by its casefolded text.
    """
    held = {word: spelled[word.text.casefold()].documents for word in words}
    absent = [word for word, articles in held.items() if not articles]
    rare = [word for word, articles in held.items() if 0 < articles < _COMMON]
    return Trials(
        absent=tuple(absent),
        respelled=tuple(
            Trial(
                query=query[: word.start] + near + query[word.end :],
                word=word,
                is_swap=is_swap(word.text.casefold(), near),
                articles=articles,
            )
            for word in (*absent[:_WORDS], *rare[:_WORDS])
            for near, articles in spelled[word.text.casefold()].near
            if is_slip(word.text.casefold(), near) and articles >= _TIMES * held[word]
        ),
    )


def did_you_mean(
    total: int,
    held: Mapping[Word, int],
    counted: Sequence[tuple[Trial, int]],
    *,
    ranked: bool = False,
) -> str | None:
    """Return the query with one word respelled that finds most, or None where none finds more.

    A word whose letters only changed places comes before others.

    Args:
        total: what the query finds as it is.
        held: word → articles that have it, in whatever form.
        counted: the trials, and what each finds.
        ranked: whether an article need not have all of the words.
    """
    # A word that some article has is doubted only where no other word is to blame.
    doubted = {word for word, articles in held.items() if not articles}
    if not doubted:
        doubted = {word for word, articles in held.items() if articles < _COMMON}
    better = [
        (trial.is_swap, found, trial.articles, trial.query)
        for trial, found in counted
        if trial.word in doubted
        and trial.articles >= _TIMES * held[trial.word]
        and (
            (ranked and not held[trial.word] and trial.articles >= _COMMON)
            or (found > total and found >= _MORE * total)
        )
    ]
    return max(better, key=lambda row: row[:3])[3] if better else None


def _may_slip(word: Word, is_word: Callable[[str], bool]) -> bool:
    """Tell whether a word may be a slip: long enough, of letters, in no dictionary."""
    text = word.text.casefold()
    return len(text) >= _SHORTEST and text.isalpha() and not is_word(text)


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
