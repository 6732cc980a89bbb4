"""Count how words are written inside sentences: what names.txt and roots.txt are made from.

Facts about words (how often, with a capital or without), counted over news text; no sentence of
it is kept.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_BREAK = re.compile(r"[.!?:;\n\"“”‘’()\[\]|/–—]")
_HEADLINE = 0.6  # a sentence with more capitalised words than this is a headline


@dataclass
class WordCase:
    """Counts by casefolded word."""

    capital: Counter[str] = field(default_factory=Counter)  # inside a sentence, with a capital
    small: Counter[str] = field(default_factory=Counter)  # anywhere, all small

    def add(self, text: str) -> None:
        """Count one text."""
        for sentence in re.split(r"(?<=[.!?])\s+|\n+", text):
            words = list(_TOKEN.finditer(sentence))
            if not words:
                continue
            capitals = sum(word[0][0].isupper() for word in words)
            headline = len(words) > 3 and capitals / len(words) > _HEADLINE
            end = None
            for word in words:
                surface = word[0]
                if surface.islower():
                    self.small[surface] += 1
                elif (
                    end is not None
                    and not headline
                    and surface[0].isupper()
                    and not _BREAK.search(sentence[end : word.start()])
                ):
                    self.capital[surface.casefold()] += 1
                end = word.end()

    def share_of_capitals(self, word: str) -> float:
        used = self.capital[word] + self.small[word]
        return self.capital[word] / used if used else 0.0


def count(texts: Iterable[str]) -> WordCase:
    counts = WordCase()
    for text in texts:
        counts.add(text)
    return counts
