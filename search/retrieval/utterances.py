"""Quotations that are one utterance, told by several articles.

Two quotations of one speaker are the same utterance when their word sets have a Jaccard index of
at least 0.4: four translations of one sentence scored .56 to .71, other pairs at most .10
(issue 4). Groups are the connected components, so they do not depend on the order of the input.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from kliping.index import Quotation
from kliping.index.analyzer import Analyzer

LEAST_JACCARD = 0.4
# Below so many words one shared word decides; such quotations are one only when equal.
_FEW_WORDS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One article's wording.

    Attributes:
        article: its id.
        outlet: who published it, or None.
        different: half-open ranges of code points of `quotation.text` that the utterance's first
            variant does not have in this order.
    """

    article: str
    outlet: str | None
    quotation: Quotation
    different: tuple[tuple[int, int], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {
            "article": self.article,
            "outlet": self.outlet,
            "start": self.quotation.start,
            "end": self.quotation.end,
            "text": self.quotation.text,
            "different": [list(span) for span in self.different],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """One thing that one speaker said, in every wording that was found.

    Attributes:
        speaker: normalised name, or None for a quotation without one, which is never grouped.
        variants: in the order of the input; at least one.
    """

    speaker: str | None
    variants: tuple[Variant, ...]

    def to_dict(self) -> dict[str, Any]:
        return {"speaker": self.speaker, "variants": [v.to_dict() for v in self.variants]}


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedIn:
    """A quotation and the article that has it."""

    article: str
    quotation: Quotation
    outlet: str | None = None


def group_utterances(quotations: Iterable[QuotedIn], *, analyzer: Analyzer) -> list[Utterance]:
    """Return the utterances, in the order of their first quotation."""
    given = list(quotations)
    words = [word_set(q.quotation.text, analyzer) for q in given]
    parents = list(range(len(given)))
    by_speaker: dict[str, list[int]] = defaultdict(list)
    for i, quoted in enumerate(given):
        if quoted.quotation.speaker is not None and words[i]:
            by_speaker[quoted.quotation.speaker.name.casefold()].append(i)
    for members in by_speaker.values():
        for first, second in _pairs(members, words):
            if is_same(words[first], words[second]):
                _join(parents, first, second)
    groups: dict[int, list[QuotedIn]] = defaultdict(list)
    for i, quoted in enumerate(given):
        groups[_root(parents, i)].append(quoted)
    return [_utterance(members, analyzer) for members in groups.values()]


def word_set(text: str, analyzer: Analyzer) -> frozenset[str]:
    """Return the words of the text as written, casefolded."""
    return frozenset(
        term.exact
        for surface, _, _ in analyzer.iter_surfaces(text)
        for term in analyzer.terms(surface)
    )


def jaccard(first: frozenset[str], second: frozenset[str]) -> float:
    """Return the share of words in both among words in either; 0 for two empty sets."""
    union = len(first | second)
    return len(first & second) / union if union else 0.0


def is_same(first: frozenset[str], second: frozenset[str]) -> bool:
    """Tell whether two word sets of one speaker are one utterance."""
    if min(len(first), len(second)) < _FEW_WORDS:
        return first == second
    return jaccard(first, second) >= LEAST_JACCARD


def _pairs(members: Sequence[int], words: Sequence[frozenset[str]]) -> Iterable[tuple[int, int]]:
    """Yield the pairs that share a word among each one's rarest, where all similar ones meet.

    Two sets with Jaccard ≥ t share at least a share t of the words of either, so one of a set's
    (1 - t) · size + 1 rarest words is shared (prefix filtering: Chaudhuri, Ganti and Kaushik,
    "A Primitive Operator for Similarity Joins", ICDE 2006).
    """
    frequency: dict[str, int] = defaultdict(int)
    for i in members:
        for word in words[i]:
            frequency[word] += 1
    seen: dict[str, list[int]] = defaultdict(list)
    for i in members:
        rarest = sorted(words[i], key=lambda word: (frequency[word], word))
        prefix = rarest[: int((1 - LEAST_JACCARD) * len(rarest)) + 1]
        for other in {other for word in prefix for other in seen[word]}:
            yield other, i
        for word in prefix:
            seen[word].append(i)


def _root(parents: list[int], i: int) -> int:
    while parents[i] != i:
        parents[i] = parents[parents[i]]
        i = parents[i]
    return i


def _join(parents: list[int], first: int, second: int) -> None:
    low, high = sorted((_root(parents, first), _root(parents, second)))
    parents[high] = low


def _utterance(members: Sequence[QuotedIn], analyzer: Analyzer) -> Utterance:
    first = members[0].quotation
    base = exact_words(first.text, analyzer)
    return Utterance(
        speaker=first.speaker.name if first.speaker else None,
        variants=tuple(
            Variant(
                article=member.article,
                outlet=member.outlet,
                quotation=member.quotation,
                different=differences(base, exact_words(member.quotation.text, analyzer)),
            )
            for member in members
        ),
    )


def exact_words(text: str, analyzer: Analyzer) -> list[tuple[str, int, int]]:
    """Return (word as it is indexed unstemmed, start, end) of each word, in order."""
    return [
        (" ".join(term.exact for term in analyzer.terms(surface)), start, end)
        for surface, start, end in analyzer.iter_surfaces(text)
    ]


def differences(
    base: Sequence[tuple[str, int, int]], variant: Sequence[tuple[str, int, int]]
) -> tuple[tuple[int, int], ...]:
    """Return the ranges of the variant's words that are not the base's; runs are one range.

    Args:
        base, variant: (word, start, end) in order.
    """
    matcher = SequenceMatcher(
        None, [word for word, _, _ in base], [word for word, _, _ in variant], autojunk=False
    )
    return tuple(
        (variant[low][1], variant[high - 1][2])
        for kind, _, _, low, high in matcher.get_opcodes()
        if kind in ("insert", "replace")
    )
