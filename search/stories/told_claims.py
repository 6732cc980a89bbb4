"""A claim as it was told, with what it is compared by: clause, words, names, day, neighbours."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache, cached_property
from itertools import islice, pairwise
from math import inf

from kliping.index import Record
from kliping.index.analyzer import Analyzer
from kliping.index.data_files import read_rows
from kliping.index.dates import FoundDate, date_names, iter_dates
from kliping.retrieval.saying_likeness import negations

from .claim_rows import Claim
from .stories import StoryArticle

# `sekitar 4.000` agrees with what is at most so far from it. A round number stands for its
# neighbourhood; set by hand, 2026-11.
ABOUT = 0.15
# `ribuan` is said of little over ten thousand as well.
VAGUE = 1.5
# So many words of the sentence around the number are its clause, where no word ends it.
LEFT, RIGHT = 8, 6
# So many figures of one noun in a sentence are a table, not a claim.
TABLE = 4
_CUT_SIGN = re.compile(r"[,;:()]|[.!?](?:\s|$)")
_YEAR = re.compile(r"(?<![\w.,/-])(?:19|20)\d\d(?![\w/-]|[.,]\d)")


class Told:
    """A claim with what it is compared by."""

    def __init__(self, member: StoryArticle, record: Record, analyzer: Analyzer) -> None:
        data = record.data
        text = member.article.text
        start, end = int(data["sentence_start"] or 0), int(data["sentence_end"] or 0)
        self.member = member
        self.noun, self.state = str(data["noun"]), str(data["state"] or "")
        self.per = str(data.get("per") or "")
        self._sentence = text[start:end]
        self._analyzer = analyzer
        self._at = record.start - start, record.end - start
        low, high = _bounds(record)
        source = data["source"]
        self.claim = Claim(
            article=member.article.id,
            outlet=member.article.outlet,
            published=member.article.published,
            text=record.text,
            start=record.start,
            end=record.end,
            thing=str(data.get("thing") or f"{self.noun} {self.state}".strip()),
            low=low,
            high=high,
            day=self._day(),
            source=None if source is None else str(source),
            sentence=" ".join(self._sentence.split()),
        )
        self.plain = float(data["low"] or 0), float(data["high"] or 0)
        self.is_vague = data["qualifier"] == "vague"
        published = member.article.published
        self.told_on = self.until or (published.date() if published else None)

    @cached_property
    def _dates(self) -> list[FoundDate]:
        """The days that the sentence names, in order."""
        return list(iter_dates(self._sentence, reference=self.member.article.published))

    @cached_property
    def until(self) -> date | None:
        """The day until which the sentence counts, None where it names none."""
        for each in self._dates:
            before = self._sentence[: each.span.start].casefold().split()[-3:]
            if any(word.strip(" (") in claim_words("asof") for word in before):
                return each.date
        return None

    def _day(self) -> date | None:
        """Return the day of which the claim speaks, None where the text names another time.

        The day until which the sentence counts; of a toll, which rises, that of publication; else
        the day that the sentence names, the nearest before the figure, or behind it.
        """
        published = self.member.article.published
        if self.until is not None:
            return self.until
        if published is None or self.state in claim_words("toll"):
            return published.date() if published else None
        if self._dates:
            first, _ = self._at
            return min(
                self._dates, key=lambda d: (d.span.start > first, abs(d.span.start - first))
            ).date
        years = {int(year) for year in _YEAR.findall(self._sentence)}
        return published.date() if not years or published.year in years else None

    @cached_property
    def _tokens(self) -> list[tuple[str, str, int, int]]:
        """(casefolded, stem, start, end) of the sentence's words, the claim's own left out."""
        first, last = self._at
        return [
            (term.exact, term.stem, start, end)
            for surface, start, end in self._analyzer.iter_surfaces(self._sentence)
            for term in self._analyzer.terms(surface)
            if end <= first or start >= last
        ]

    @cached_property
    def _before(self) -> list[tuple[str, str, int, int]]:
        """The words of the claim's own clause before it, the nearest first."""
        before = [token for token in reversed(self._tokens) if token[3] <= self._at[0]]
        return list(self._until_cut(before))

    @cached_property
    def _behind(self) -> list[tuple[str, str, int, int]]:
        """The words of the claim's own clause behind it."""
        return list(self._until_cut(token for token in self._tokens if token[2] >= self._at[1]))

    @cached_property
    def _near(self) -> list[tuple[str, str, int, int]]:
        """The words of the claim's own clause that tell, its own left out."""
        return [*self._telling(self._before, LEFT), *self._telling(self._behind, RIGHT)]

    @cached_property
    def clause(self) -> frozenset[str]:
        """The stems of the claim's own clause, without function words."""
        own = {term.stem for term in self._analyzer.terms(self.noun.split()[0])}
        return frozenset({stem for _, stem, _, _ in self._near} | own)

    def _until_cut(
        self, tokens: Iterable[tuple[str, str, int, int]]
    ) -> Iterator[tuple[str, str, int, int]]:
        """Yield words, away from the claim, until its clause ends."""
        first, last = self._at
        for token in tokens:
            exact, _, start, end = token
            between = self._sentence[end:first] if end <= first else self._sentence[last:start]
            if _CUT_SIGN.search(between) or exact in claim_words("cut"):
                return
            yield token

    def _telling(
        self, tokens: Iterable[tuple[str, str, int, int]], most: int
    ) -> list[tuple[str, str, int, int]]:
        """Return the first words that are no function words and no figures."""
        found = (
            token
            for token in tokens
            if not self._analyzer.is_stop_word(token[0]) and not token[0].isdigit()
        )
        return list(islice(found, most))

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of the whole sentence, without function words and figures."""
        return frozenset(
            stem
            for exact, stem, _, _ in self._tokens
            if not self._analyzer.is_stop_word(exact) and not exact.isdigit()
        )

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(exact for exact, _, _, _ in self._tokens)

    @cached_property
    def names(self) -> frozenset[str]:
        """Words of the clause written with a capital, but days, months and the first word."""
        names = date_names()
        return frozenset(
            exact
            for exact, _, start, _ in self._near
            if start and self._sentence[start].isupper()
            if exact not in names.weekdays and exact not in names.months
        )

    @cached_property
    def is_of_another_time(self) -> bool:
        """Whether the sentence tells of last year, next month, or how it was before."""
        pairs = {f"{one[0]} {other[0]}" for one, other in pairwise(self._tokens)}
        return bool(self.words & claim_words("period") or pairs & claim_words("then"))

    @cached_property
    def figures(self) -> list[float]:
        """What other claims of the same noun in the same sentence say."""
        return [
            float(record.data["low"] or 0)
            for record in self.member.claims
            if record.data["noun"] == self.noun
            and record.start != self.claim.start
            and self.stands_with(record)
        ]

    def stands_with(self, record: Record) -> bool:
        """Tell whether another claim of the article stands in the same sentence."""
        return record.data["sentence_start"] == self.claim.start - self._at[0]

    @cached_property
    def is_comparable(self) -> bool:
        """Whether what is counted is known well enough to be set against another article's."""
        if self.per or self.is_vague or len(self.figures) + 1 >= TABLE:
            return False
        if self._is_part or any(
            self.words & claim_words(kind) for kind in ("market", "unasserted")
        ):
            return False
        own = {exact for exact, _, _, _ in (*self._before, *self._behind)}
        if own & (claim_words("summed") | claim_words("part")):
            return False
        return bool(self.state) or self.noun not in claim_words("bare")

    @cached_property
    def _is_part(self) -> bool:
        """Whether the sentence tells of more in the same state: `11 tewas setelah tiga …`."""
        return bool(self.state) and any(
            record.data["state"] == self.state
            and float(record.data["low"] or 0) > self.plain[1]
            and self.stands_with(record)
            for record in self.member.claims
        )

    @property
    def kind(self) -> tuple[str, str]:
        return self.noun, self.state

    @cached_property
    def is_target(self) -> bool:
        return bool(self.clause_words & claim_words("target"))

    @cached_property
    def is_negated(self) -> bool:
        return bool(self.clause_words & negations())

    @cached_property
    def clause_words(self) -> frozenset[str]:
        """The words just before the claim, as written, casefolded."""
        first, _ = self._at
        return frozenset([t[0] for t in self._tokens if t[3] <= first][-4:])


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


@cache
def claim_words(kind: str) -> frozenset[str]:
    """Return the words of a kind in claim_words.tsv, casefolded."""
    rows = read_rows(__package__, "claim_words.tsv", str, str)
    return frozenset(word for of, word in rows if of == kind)
