"""Where the outlets of a story differ: quantities that cannot all hold, utterances told otherwise.

All functions here are pure. Copies of one text are told once (`stories.independent`).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import inf
from typing import Any

from kliping.highlight.sentences import sentence_text
from kliping.index import Quotation, Record
from kliping.index.analyzer import Analyzer
from kliping.retrieval.hedging import hedges_of
from kliping.retrieval.rows import format_date
from kliping.retrieval.utterances import differences, exact_words, is_same, word_set

from .stories import StoryArticle, in_order, independent

# `sekitar 4.000` agrees with what is at most so far from it. A round number stands for its
# neighbourhood; set by hand, 2026-11.
ABOUT = 0.15
# `ribuan` is said of little over ten thousand as well.
VAGUE = 1.5
# So many quotations of a story are compared with each other, the earliest first.
MAX_QUOTATIONS = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One outlet's quantity.

    Attributes:
        article, outlet, published: who states it, and when.
        text: the quantity as written; start, end: where, in the article's text.
        low, high: what it says, as a range; infinite where only one side is bounded.
        source: who is said to have counted, or None.
        sentence: the sentence it stands in.
        disagrees: ids of articles whose value for the same thing cannot hold together with it.
    """

    article: str
    outlet: str | None
    published: datetime | None
    text: str
    start: int
    end: int
    low: float
    high: float
    source: str | None
    sentence: str
    disagrees: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {
            "article": self.article,
            "outlet": self.outlet,
            "published": format_date(self.published),
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "low": None if self.low == -inf else self.low,
            "high": None if self.high == inf else self.high,
            "source": self.source,
            "sentence": self.sentence,
            "disagrees": list(self.disagrees),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """All claims on one thing counted: `tentara`, `orang tewas`.

    Attributes:
        articles: how many articles state a value.
        disagree: whether two of them cannot both hold.
    """

    what: str
    articles: int
    disagree: bool
    claims: tuple[Claim, ...]

    def to_dict(self) -> dict[str, Any]:
        return {
            "what": self.what,
            "articles": self.articles,
            "disagree": self.disagree,
            "claims": [claim.to_dict() for claim in self.claims],
        }


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


def compare_claims(members: Sequence[StoryArticle]) -> list[Counted]:
    """Return what the story's articles count: disagreements first, then by number of articles.

    Ranges are compared as ranges: `lebih dari 10.000` agrees with `10.000-12.000` and with
    `14.000`, and disagrees with `8.000`.
    """
    by_what: defaultdict[str, list[Claim]] = defaultdict(list)
    for member in independent(in_order(members)):
        for record in member.claims:
            by_what[_what(record)].append(_claim(member, record))
    counted: list[Counted] = []
    for what, claims in by_what.items():
        told = [replace(claim, disagrees=_disagreeing(claim, claims)) for claim in claims]
        counted.append(
            Counted(
                what=what,
                articles=len({claim.article for claim in told}),
                disagree=any(claim.disagrees for claim in told),
                claims=tuple(told),
            )
        )
    return sorted(counted, key=lambda c: (not c.disagree, -c.articles, c.what))


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


def _what(record: Record) -> str:
    return f"{record.data['noun']} {record.data['state'] or ''}".strip()


def _claim(member: StoryArticle, record: Record) -> Claim:
    text = member.article.text
    low, high = _bounds(record)
    source = record.data["source"]
    sentence = text[int(record.data["sentence_start"] or 0) : int(record.data["sentence_end"] or 0)]
    return Claim(
        article=member.article.id,
        outlet=member.article.outlet,
        published=member.article.published,
        text=record.text,
        start=record.start,
        end=record.end,
        low=low,
        high=high,
        source=None if source is None else str(source),
        sentence=" ".join(sentence.split()),
    )


def _bounds(record: Record) -> tuple[float, float]:
    """Return the range of values that a claim allows."""
    low, high = float(record.data["low"] or 0), float(record.data["high"] or 0)
    qualifier = record.data["qualifier"]
    if qualifier in ("least", "more"):
        return low, inf
    if qualifier in ("most", "less"):
        return -inf, high
    if qualifier == "about":
        return low * (1 - ABOUT), high * (1 + ABOUT)
    if qualifier == "vague":
        return low, high * VAGUE
    return low, high


def _disagreeing(claim: Claim, others: Sequence[Claim]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            other.article
            for other in others
            if other.article != claim.article and (other.low > claim.high or other.high < claim.low)
        )
    )


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
