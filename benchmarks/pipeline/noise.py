"""Replicate a corpus with word noise, so that it grows without copies of one text."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from kliping.index import Article

# A third of the shingles of three words stays: far below what makes a copy.
NOISE = 0.3
_WORD = re.compile(r"\w+")


def iter_replicated(articles: Sequence[Article]) -> Iterator[Article]:
    """Yield the articles as they are, then again and again with other words.

    In the n-th round 30 % of the words are those of articles that are drawn at random, and the
    articles are n weeks younger. The same articles give the same rounds.
    """
    yield from articles
    turn = 0
    while True:
        turn += 1
        source = random.Random(turn)
        words: list[str] = []
        for article in articles:
            if len(words) < 5_000:
                words += _WORD.findall(source.choice(articles).text)
            source.shuffle(words)
            yield replace(
                article,
                id=f"{article.id}~{turn}",
                id_origin="given",
                url=None,
                title=_noisy(article.title, words, source),
                text=_noisy(article.text, words, source),
                published=article.published and article.published + timedelta(weeks=turn),
            )
            del words[: len(words) // 2]


def _noisy(text: str, words: list[str], source: random.Random) -> str:
    def other(match: re.Match[str]) -> str:
        if source.random() >= NOISE:
            return match[0]
        return source.choice(words)

    return _WORD.sub(other, text)
