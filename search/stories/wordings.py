"""Utterances that the outlets of a story tell in other words.

All functions here are pure. Copies of one text are told once (`stories.independent`).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kliping.highlight.sentences import sentence_text
from kliping.index import Quotation
from kliping.index.analyzer import Analyzer
from kliping.retrieval.hedging import hedges_of
from kliping.retrieval.utterances import differences, exact_words, is_same, word_set

from .stories import StoryArticle, in_order, independent

# So many quotations of a story are compared with each other, the earliest first.
MAX_QUOTATIONS = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One article's wording of an utterance.

    Attributes:
        different: half-open ranges of `text` whose words the first wording does not have.
        missing_hedges: words of doubt that another wording has and this one's sentence has not.
        other_speaker: whether another speaker is named than in the first wording.
    """

    article: str
    outlet: str | None
    speaker: str | None
    text: str
    start: int
    end: int
    different: tuple[tuple[int, int], ...]
    missing_hedges: tuple[str, ...]
    other_speaker: bool

    def to_dict(self) -> dict[str, Any]:
        return {
            "article": self.article,
            "outlet": self.outlet,
            "speaker": self.speaker,
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "different": [list(span) for span in self.different],
            "missing_hedges": list(self.missing_hedges),
            "other_speaker": self.other_speaker,
        }


def compare_wordings(
    members: Sequence[StoryArticle], *, analyzer: Analyzer
) -> list[tuple[Wording, ...]]:
    """Return the utterances that several articles report, each with its wordings by time.

    Quotations are one utterance as in the quotations index (`utterances.is_same`), but the speaker
    need not be the same: that outlets disagree on who spoke is what one wants to see.
    """
    quoted = [
        (member, quotation)
        for member in independent(in_order(members))
        for quotation in member.quotations
    ][:MAX_QUOTATIONS]
    words = [word_set(quotation.text, analyzer) for _, quotation in quoted]
    group = list(range(len(quoted)))
    for i, mine in enumerate(words):
        for j in range(i):
            if mine and quoted[i][0] is not quoted[j][0] and is_same(mine, words[j]):
                old, new = max(group[i], group[j]), min(group[i], group[j])
                group = [new if number == old else number for number in group]
    by_group: defaultdict[int, list[tuple[StoryArticle, Quotation]]] = defaultdict(list)
    for place, number in enumerate(group):
        by_group[number].append(quoted[place])
    found = [
        _wordings(pairs, analyzer)
        for pairs in by_group.values()
        if len({member.article.id for member, _ in pairs}) > 1
    ]
    return sorted(found, key=lambda wordings: -len(wordings))


def _wordings(
    pairs: Sequence[tuple[StoryArticle, Quotation]], analyzer: Analyzer
) -> tuple[Wording, ...]:
    base = exact_words(pairs[0][1].text, analyzer)
    hedged = [
        hedges_of(sentence_text(member.article.text, quotation.start, quotation.end))
        for member, quotation in pairs
    ]
    doubts = sorted(set().union(*hedged))
    speakers = [quotation.speaker.name if quotation.speaker else None for _, quotation in pairs]
    known = next((speaker for speaker in speakers if speaker is not None), None)
    return tuple(
        Wording(
            article=member.article.id,
            outlet=member.article.outlet,
            speaker=speaker,
            text=quotation.text,
            start=quotation.start,
            end=quotation.end,
            different=differences(base, exact_words(quotation.text, analyzer)),
            missing_hedges=tuple(doubt for doubt in doubts if doubt not in own),
            other_speaker=speaker is not None and speaker != known,
        )
        for (member, quotation), own, speaker in zip(pairs, hedged, speakers, strict=True)
    )
