"""Did they say it? A sentence that goes round, and every quotation like it."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from math import log
from typing import Any, Literal

from kliping.highlight.sentences import sentence_text
from kliping.index import ArgumentError, Quotation
from kliping.index import query_tree as t
from kliping.index.analyzer import Analyzer
from kliping.index.engine import EngineReader, SearchRequest
from kliping.index.keywords import keyword_term
from kliping.index.store import Store

from .hedging import hedges_of
from .quoting import Found, load_quotations
from .rows import FORMAT, format_date, quotation_row
from .saying_likeness import (
    FEW_CONTENT_WORDS,
    LEAST_CONTENT_WORDS,
    LEAST_NEAR,
    Likeness,
    Token,
    compare,
    count_content,
    least_score,
    tokens_of,
)
from .searching import Searcher

Verdict = Literal["said", "altered", "reversed", "nearest", "nothing"]

# Quotations are compared with the sentence so many at a time, those that share most rare words with
# it first, until none of a batch is near; at most MOST_CANDIDATES.
BATCH = 40
MOST_CANDIDATES = 1_000
# The sentence's words that are looked for: the rarest of a long one find it.
SOUGHT_WORDS = 40
# Code points of a sentence: longer than any quotation.
MAX_SAID = 5_000
NEAREST = 3
OTHERWISE = 3
# Words that another quotation shares with the sentence to be on its subject.
SAME_SUBJECT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """A quotation that is like the sentence.

    Attributes:
        likeness: 0 to 1.
        reversed: it says the opposite: a word is negated in one alone, or a contrary word stands
            there.
        altered: the sentence has a figure or a name that the quotation has not.
        start, end: the part of `quotation.text` that is like the sentence, code points.
        different: half-open ranges of `quotation.text` there that the sentence has otherwise.
        lacking: half-open ranges of the sentence that the quotation has otherwise.
        lost_hedges: words of doubt around the quotation that the sentence has not.
    """

    article: str
    title: str
    outlet: str | None
    published: str | None
    quotation: Quotation
    likeness: float
    reversed: bool
    altered: bool
    start: int
    end: int
    different: tuple[tuple[int, int], ...]
    lacking: tuple[tuple[int, int], ...]
    lost_hedges: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        return {
            **quotation_row(self.article, self.quotation),
            "title": self.title,
            "outlet": self.outlet,
            "published": self.published,
            "likeness": round(self.likeness, 3),
            "reversed": self.reversed,
            "altered": self.altered,
            "part": [self.start, self.end],
            "different": [list(span) for span in self.different],
            "lacking": [list(span) for span in self.lacking],
            "lost_hedges": list(self.lost_hedges),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidResults:
    """The answer to "did they say it?".

    Attributes:
        verdict: "said": a quotation says so; "altered": one does, but with another figure or name;
            "reversed": those like it say the opposite; "nearest": none does, some are near;
            "nothing": no quotation in the archive is like it. What is
            not in the archive may have been said elsewhere.
        sayings: the quotations like the sentence, the first published first, undated ones last.
        nearest: where none is, those that come nearest, at most NEAREST.
        otherwise: what else the speaker of the first said on the subject, at most OTHERWISE.
    """

    text: str
    verdict: Verdict
    took_ms: float
    sayings: tuple[Saying, ...] = ()
    nearest: tuple[Saying, ...] = ()
    otherwise: tuple[Saying, ...] = ()
    warnings: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "text": self.text,
            "verdict": self.verdict,
            "took_ms": round(self.took_ms, 3),
            "sayings": [each.to_dict() for each in self.sayings],
            "nearest": [each.to_dict() for each in self.nearest],
            "otherwise": [each.to_dict() for each in self.otherwise],
            "warnings": list(self.warnings),
        }


def find_said(
    text: str,
    *,
    by: str | None,
    searcher: Searcher,
    store: Store,
    analyzer: Analyzer,
    zone: tzinfo,
) -> SaidResults:
    """Return the quotations like a sentence; see `Archive.said`."""
    began = time.perf_counter()
    if len(text) > MAX_SAID:
        raise ArgumentError(
            f"text has {len(text):,} code points; give one sentence of at most {MAX_SAID:,}"
        )
    sentence = tokens_of(text, analyzer)
    if (telling := count_content(sentence)) < LEAST_CONTENT_WORDS:
        raise ArgumentError(
            f"text = {text!r} has {telling} words that tell, and could be anyone's; "
            f"give a sentence with at least {LEAST_CONTENT_WORDS}"
        )
    view = searcher.view()
    names = searcher.names_of("speaker", by) if by is not None else ()
    search = _Search(view.reader, store, analyzer, zone, sentence, hedges_of(text))
    found = search.compared(names)
    least = least_score(sentence)
    same = [each for each in found if each.likeness >= least]
    near = [each for each in found if LEAST_NEAR <= each.likeness < least]
    return SaidResults(
        text=text,
        verdict=_verdict(same, near),
        sayings=tuple(sorted(same, key=_by_time)),
        nearest=() if same else tuple(near[:NEAREST]),
        otherwise=search.otherwise(same),
        warnings=_warnings(sentence, view.reader),
        took_ms=(time.perf_counter() - began) * 1000,
    )


def _verdict(same: Sequence[Saying], near: Sequence[Saying]) -> Verdict:
    alike = [each for each in same if not each.reversed]
    if alike:
        return "altered" if all(each.altered for each in alike) else "said"
    if same:
        return "reversed"
    return "nearest" if near else "nothing"


def _by_time(saying: Saying) -> tuple[bool, str, str, int]:
    return saying.published is None, saying.published or "", saying.article, saying.quotation.start


def _warnings(sentence: Sequence[Token], reader: EngineReader) -> tuple[str, ...]:
    if not reader.document_count:
        return ("the archive holds no quotation",)
    if count_content(sentence) < FEW_CONTENT_WORDS:
        return (
            f"a sentence with fewer than {FEW_CONTENT_WORDS} words that tell could be anyone's: "
            "only what is nearly the same, word for word, counts; give more of it if you can",
        )
    return ()


class _Search:
    """One sentence, looked for in one commit of the quotations."""

    def __init__(
        self,
        reader: EngineReader,
        store: Store,
        analyzer: Analyzer,
        zone: tzinfo,
        sentence: Sequence[Token],
        hedges: set[str],
    ) -> None:
        self._reader = reader
        self._store = store
        self._analyzer = analyzer
        self._zone = zone
        self._sentence = sentence
        self._hedges = hedges
        stems = {token.stem for token in sentence}
        held = reader.count_terms_of("text", stems)
        total = reader.document_count
        self._weights: Mapping[str, float] = {
            stem: log((total + 1) / (held[stem] + 0.5)) for stem in stems
        }

    def compared(self, speakers: Sequence[str]) -> list[Saying]:
        """Return the candidates as compared with the sentence, the most alike first."""
        found: list[Saying] = []
        ids = self._candidates(speakers, MOST_CANDIDATES)
        for at in range(0, len(ids), BATCH):
            batch = [*self._sayings(ids[at : at + BATCH])]
            found += batch
            if not any(saying.likeness >= LEAST_NEAR for saying in batch):
                break
        return sorted(found, key=lambda s: (-s.likeness, s.article, s.quotation.start))

    def otherwise(self, same: Sequence[Saying]) -> tuple[Saying, ...]:
        """Return what else the speaker of the most alike said on the subject."""
        speaker = next((s.quotation.speaker for s in same if s.quotation.speaker), None)
        if speaker is None or speaker.kind in ("anonymous", "unknown"):
            return ()
        known = {(saying.article, saying.quotation.start) for saying in same}
        subject = {token.stem for token in self._sentence if not token.is_stop}
        others: list[Saying] = []
        for saying in self._sayings(self._candidates((speaker.name,), BATCH)):
            words = tokens_of(saying.quotation.text, self._analyzer)
            is_new = (saying.article, saying.quotation.start) not in known
            if is_new and len(subject & {word.stem for word in words}) >= SAME_SUBJECT:
                others.append(saying)
        return tuple(sorted(others[:OTHERWISE], key=_by_time))

    def _candidates(self, speakers: Sequence[str], limit: int) -> list[str]:
        """Return ids of quotations, those that share most rare words with the sentence first."""
        telling = {token.stem for token in self._sentence if not token.is_stop}
        sought = telling or set(self._weights)
        rarest = sorted(sought, key=lambda stem: (-self._weights[stem], stem))[:SOUGHT_WORDS]
        tree = t.Or([t.Term("text", stem) for stem in rarest])
        filters = {}
        if speakers:
            filters["speaker"] = t.Or([t.Term("speaker", keyword_term(name)) for name in speakers])
        rows = self._reader.search(SearchRequest(query=tree, filters=filters, limit=limit)).hits
        return [row.id for row in rows]

    def _sayings(self, ids: Sequence[str]) -> Iterator[Saying]:
        """Yield the quotations, in the order of their ids, as compared with the sentence."""
        for found in load_quotations(self._store, ids).values():
            words = tokens_of(found.quotation.text, self._analyzer)
            if words:
                yield self._saying(found, words)

    def _saying(self, found: Found, words: Sequence[Token]) -> Saying:
        quotation, article = found.quotation, found.article
        likeness: Likeness = compare(self._sentence, words, self._weights)
        around = sentence_text(article.text, quotation.start, quotation.end)
        return Saying(
            article=article.id,
            title=article.title,
            outlet=article.outlet,
            published=format_date(article.published, self._zone),
            quotation=quotation,
            likeness=likeness.score,
            reversed=likeness.reversed,
            altered=likeness.altered,
            start=likeness.start,
            end=likeness.end,
            different=likeness.different,
            lacking=likeness.lacking,
            lost_hedges=tuple(sorted(hedges_of(around) - self._hedges)),
        )
