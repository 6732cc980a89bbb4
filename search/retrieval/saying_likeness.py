"""How like a quotation is to a sentence that goes round, and whether it says the opposite.

A quotation may be longer than the sentence, cut, translated otherwise or told in other words, so
the likeness is one-sided: how much of the sentence stands in the best stretch of the quotation. All
functions are pure. The weights and thresholds are those of a trial on 60 sentences (48 said, 12
never said: all told right) and 1,500 quotations of other news (.13 % taken for one that is not);
`benchmarks/said` measures them.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from typing import Final

from kliping.index.analyzer import Analyzer
from kliping.index.data_files import read_lines, read_rows
from kliping.index.edit_distance import is_within

STEMS, LETTERS, ORDER = 0.5, 0.3, 0.2
"""What counts: the rare stems of the sentence that the stretch has, the runs of GRAM letters that
it has, and its words in the same order (longest common subsequence)."""
GRAM: Final = 4
WIDER, MORE_WORDS = 1.5, 3
"""The stretch has so many times the sentence's words, and so many more."""
LEAST, LEAST_SHORT, ENOUGH_WORDS = 0.55, 0.70, 12
"""A quotation is the sentence from LEAST on; of fewer than ENOUGH_WORDS words, five fewer at most,
up to LEAST_SHORT."""
LEAST_CONTENT_WORDS: Final = 3
FEW_CONTENT_WORDS, LEAST_OF_FEW = 6, 0.85
"""A sentence with fewer content words could be anyone's: it must stand there nearly as it is, and
with fewer than LEAST_CONTENT_WORDS it tells nothing (`bertanggung jawab`)."""
LEAST_NEAR: Final = 0.45
"""From here on a quotation is worth showing as the nearest."""
GOVERNED_WORDS: Final = 4
"""A negation is of the next word that tells, at most this many words on (`tidak akan pernah lagi
dibuka`); set by hand, 2026-11."""
SPELLING_EDITS: Final = 2
"""Two names with at most so many letters changed are one name spelled twice."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a text: as indexed unstemmed, its stem, its code points, is it a stop word.

    `is_name` is so of a word with a capital inside a sentence.
    """

    exact: str
    stem: str
    start: int
    end: int
    is_stop: bool
    is_name: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How a quotation is like a sentence.

    Attributes:
        score: 0 to 1.
        start, end: code points of the quotation's text that are like the sentence.
        different: half-open ranges of code points of the quotation there that the sentence has not.
        lacking: half-open ranges of code points of the sentence that the quotation has not.
        reversed: one says the opposite: a word is negated in one alone, or stands in the place of
            one that means the contrary.
        altered: the sentence has a figure or a name that the quotation has not, in the place of
            another or of none.
    """

    score: float
    start: int
    end: int
    different: tuple[tuple[int, int], ...]
    lacking: tuple[tuple[int, int], ...]
    reversed: bool
    altered: bool = False


def tokens_of(text: str, analyzer: Analyzer) -> list[Token]:
    """Return the words of a text, in order."""
    return [
        Token(
            term.exact,
            term.stem,
            start,
            end,
            analyzer.is_stop_word(surface),
            surface[:1].isupper() and not _begins_sentence(text, start),
        )
        for surface, start, end in analyzer.iter_surfaces(text)
        for term in analyzer.terms(surface)
    ]


def _begins_sentence(text: str, start: int) -> bool:
    """Tell whether a word is the first of a sentence, or of a quotation in it."""
    before = text[:start].rstrip(" \t\r\n\xa0\"'“”‘’«(")
    return not before or before[-1] in ".!?:;…\n" or before != text[:start].rstrip()


def count_content(tokens: Sequence[Token]) -> int:
    """Return how many different stems that are no stop words the words have."""
    return len({token.stem for token in tokens if not token.is_stop})


def least_score(tokens: Sequence[Token]) -> float:
    """Return the score from which on a quotation is the sentence of these words."""
    if count_content(tokens) < FEW_CONTENT_WORDS:
        return LEAST_OF_FEW
    missing = min(max((ENOUGH_WORDS - len(tokens)) / 5, 0.0), 1.0)
    return LEAST + (LEAST_SHORT - LEAST) * missing


def compare(
    sentence: Sequence[Token], quoted: Sequence[Token], weights: Mapping[str, float]
) -> Likeness:
    """Return how a quotation is like a sentence.

    Args:
        sentence: its words, at least one.
        quoted: the quotation's words, at least one.
        weights: of the sentence's stems, the rarer the heavier.
    """
    first, last = _best_stretch(sentence, quoted, weights)
    stretch = quoted[first:last]
    wanted = sum(weights[stem] for stem in {token.stem for token in sentence}) or 1.0
    held = {token.stem for token in stretch}
    stems = sum(weights[stem] for stem in {token.stem for token in sentence} & held) / wanted
    order = _longest_common([t.stem for t in sentence], [t.stem for t in stretch])
    score = STEMS * stems + LETTERS * _shared_grams(sentence, stretch)
    score += ORDER * order / len(sentence)
    return _told(score, sentence, stretch, quoted)


def _best_stretch(
    sentence: Sequence[Token], quoted: Sequence[Token], weights: Mapping[str, float]
) -> tuple[int, int]:
    """Return the first stretch that holds most of the sentence's stems, by weight."""
    size = int(WIDER * len(sentence)) + MORE_WORDS
    if len(quoted) <= size:
        return 0, len(quoted)
    inside: Counter[str] = Counter()
    held = best = 0.0
    begin = 0
    for end, token in enumerate(quoted, start=1):
        inside[token.stem] += 1
        if inside[token.stem] == 1:
            held += weights.get(token.stem, 0.0)
        if end > size:
            gone = quoted[end - size - 1].stem
            inside[gone] -= 1
            if not inside[gone]:
                held -= weights.get(gone, 0.0)
        if held > best + 1e-9:
            best, begin = held, max(0, end - size)
    return begin, begin + size


def _shared_grams(sentence: Sequence[Token], stretch: Sequence[Token]) -> float:
    """Return the share of the sentence's runs of GRAM letters that the stretch has."""
    wanted = _grams(sentence)
    return len(wanted & _grams(stretch)) / len(wanted) if wanted else 0.0


def _grams(tokens: Sequence[Token]) -> set[str]:
    text = f" {' '.join(token.exact for token in tokens)} "
    return {text[at : at + GRAM] for at in range(max(1, len(text) - GRAM + 1))}


def _longest_common(left: Sequence[str], right: Sequence[str]) -> int:
    """Return the length of the longest common subsequence."""
    row = [0] * (len(right) + 1)
    for word in left:
        before = 0
        for at, other in enumerate(right, start=1):
            above = row[at]
            row[at] = before + 1 if word == other else max(above, row[at - 1])
            before = above
    return row[-1]


def _told(
    score: float, sentence: Sequence[Token], stretch: Sequence[Token], quoted: Sequence[Token]
) -> Likeness:
    """Return the likeness, with what differs in the part of the stretch that is covered."""
    matcher = SequenceMatcher(
        None, [t.exact for t in sentence], [t.exact for t in stretch], autojunk=False
    )
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    if not blocks:
        return Likeness(
            score=score,
            start=stretch[0].start,
            end=stretch[-1].end,
            different=((stretch[0].start, stretch[-1].end),),
            lacking=((sentence[0].start, sentence[-1].end),),
            reversed=False,
        )
    # What stands before the first word in common is told by as many words as the sentence has.
    low = max(0, blocks[0].b - blocks[0].a)
    high = min(len(stretch), blocks[-1].b + len(sentence) - blocks[-1].a)
    runs = [
        (sentence[a:b], stretch[max(c, low) : min(d, high)])
        for kind, a, b, c, d in matcher.get_opcodes()
        if kind != "equal"
    ]
    return Likeness(
        score=score,
        start=stretch[low].start,
        end=stretch[high - 1].end,
        different=tuple((run[0].start, run[-1].end) for _, run in runs if run),
        lacking=tuple((run[0].start, run[-1].end) for run, _ in runs if run),
        reversed=_is_reversed(runs, sentence, stretch, (low, high)),
        altered=_is_altered(runs, quoted),
    )


_Runs = Sequence[tuple[Sequence[Token], Sequence[Token]]]


def _is_reversed(
    runs: _Runs, sentence: Sequence[Token], stretch: Sequence[Token], covered: tuple[int, int]
) -> bool:
    """Tell whether the sentence and the part of the stretch that it covers are opposites."""
    ours = _polarities(sentence, (0, len(sentence)))
    theirs = _polarities(stretch, covered)
    shared = {s for s in ours.keys() & theirs.keys() if None not in ours[s] | theirs[s]}
    if any(ours[stem].isdisjoint(theirs[stem]) for stem in shared):
        return True
    # A negation of a word that the other has not, or has several times, tells only whether one is
    # left over.
    left = [sum(True in found[stem] for stem in found.keys() - shared) for found in (ours, theirs)]
    unlike = any((True in ours[stem]) != (True in theirs[stem]) for stem in shared)
    negated = sum(_count_negations(one) - _count_negations(other) for one, other in runs)
    if negated % 2 and (unlike or sum(left) % 2):
        return True
    contrary = antonyms()
    return any(
        frozenset((one.stem, other.stem)) in contrary
        for ours_, theirs_ in runs
        for one in ours_
        for other in theirs_
    )


def _polarities(tokens: Sequence[Token], covered: tuple[int, int]) -> dict[str, set[bool | None]]:
    """Return stem → whether it is negated, for words that tell; twice negated is not negated.

    The first word that tells behind a negation is negated; of the next (`belum memberi komentar`)
    it is open: None. Where a word stands in the covered part (half-open, words)
    only that counts, else all places.
    """
    inside: dict[str, set[bool | None]] = {}
    outside: dict[str, set[bool | None]] = {}
    negated, since, told = False, 0, GOVERNED_WORDS
    for at, token in enumerate(tokens):
        if token.exact in negations():
            negated, since, told = not negated, 0, 0
        elif negated and (token.is_stop or token.exact in carriers()) and since < GOVERNED_WORDS:
            since += 1
        else:
            found = inside if covered[0] <= at < covered[1] else outside
            found.setdefault(token.stem, set()).add(None if told == 1 else negated)
            told += 1
            negated, since = False, 0
    return outside | inside


def _is_altered(runs: _Runs, quoted: Sequence[Token]) -> bool:
    """Tell whether the sentence has a figure or a name of its own where it differs."""
    held = {token.exact for token in quoted}
    names = {token.exact for token in quoted if token.is_name}
    for ours, theirs in runs:
        if any(token.exact[0].isdigit() and token.exact not in held for token in ours):
            return True
        if any(other.is_name for other in theirs) and any(
            token.is_name
            and token.exact not in held
            and not any(is_within(token.exact, name, SPELLING_EDITS) for name in names)
            for token in ours
        ):
            return True
    return False


def _count_negations(tokens: Sequence[Token]) -> int:
    return sum(token.exact in negations() for token in tokens)


@cache
def negations() -> frozenset[str]:
    """Return the words that turn a statement into its opposite, casefolded."""
    return frozenset(read_lines(__package__, "negations.txt"))


@cache
def carriers() -> frozenset[str]:
    """Return the words that hand a negation on to what follows them, casefolded."""
    return frozenset(read_lines(__package__, "carriers.txt"))


@cache
def antonyms() -> frozenset[frozenset[str]]:
    """Return the pairs of stems that mean the contrary of each other."""
    return frozenset(map(frozenset, read_rows(__package__, "antonyms.tsv", str, str)))
