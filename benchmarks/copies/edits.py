"""Ten kinds of edit that news sites make of a text, each from the text and a random generator."""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_SENTENCE_END = re.compile(r"(?<=[.!?”\"])\s+(?=[A-Z“\"])")


@dataclass(frozen=True, slots=True)
class Pool:
    """Where edits take foreign words and texts from: other articles than those edited."""

    words: Sequence[str]
    texts: Sequence[str]


Edit = Callable[[str, random.Random, Pool], str]


def paragraphs(text: str) -> list[str]:
    """Return the lines of a text; of a text in one line, its sentences by threes."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > 2:
        return lines
    sentences = _SENTENCE_END.split(text)
    return [" ".join(sentences[at : at + 3]) for at in range(0, len(sentences), 3)]


def replace_words(part: float) -> Edit:
    """Return the edit that replaces this part of the words by others."""

    def edit(text: str, rng: random.Random, pool: Pool) -> str:
        words = text.split()
        for at in rng.sample(range(len(words)), round(part * len(words))):
            words[at] = rng.choice(pool.words)
        return " ".join(words)

    return edit


def copy(text: str, rng: random.Random, pool: Pool) -> str:
    """Set the same words in other lines and marks."""
    return text.replace("\n", "\n\n").replace('"', "”")


def half(text: str, rng: random.Random, pool: Pool) -> str:
    """Keep the first or the second half."""
    words = text.split()
    middle = len(words) // 2
    return " ".join(words[:middle] if rng.random() < 0.5 else words[middle:])


def lead_third(text: str, rng: random.Random, pool: Pool) -> str:
    """Keep the first third."""
    words = text.split()
    return " ".join(words[: len(words) // 3])


def shuffled(text: str, rng: random.Random, pool: Pool) -> str:
    """Put the paragraphs in another order."""
    parts = paragraphs(text)
    rng.shuffle(parts)
    return "\n".join(parts)


def new_lead(text: str, rng: random.Random, pool: Pool) -> str:
    """Replace the first paragraph by another article's."""
    return "\n".join([paragraphs(rng.choice(pool.texts))[0], *paragraphs(text)[1:]])


def embedded(text: str, rng: random.Random, pool: Pool) -> str:
    """Put the whole text into the middle of another article."""
    parts = paragraphs(rng.choice(pool.texts))
    middle = len(parts) // 2
    return "\n".join([*parts[:middle], text, *parts[middle:]])


def typos(text: str, rng: random.Random, pool: Pool) -> str:
    """Swap two letters in one word of twenty."""
    words = text.split()
    for at in rng.sample(range(len(words)), len(words) // 20):
        word = words[at]
        if len(word) > 3:
            cut = rng.randrange(1, len(word) - 2)
            words[at] = word[:cut] + word[cut + 1] + word[cut] + word[cut + 2 :]
    return " ".join(words)


EDITS: dict[str, Edit] = {
    "copy": copy,
    "3 %": replace_words(0.03),
    "10 %": replace_words(0.10),
    "20 %": replace_words(0.20),
    "half": half,
    "lead third": lead_third,
    "shuffled": shuffled,
    "new lead": new_lead,
    "embedded": embedded,
    "typos": typos,
}
WANTED: dict[str, float] = dict.fromkeys(EDITS, 0.98) | {"20 %": 0.95, "lead third": 0.95}
