"""What the articles of a story count, and where two of them cannot both be right.

Two claims tell of one thing where they count the same noun in the same state, in clauses alike, and
come from different articles that are no copies of one text. Then their figures agree; or they speak
of different days, and the figure *develops*; or they *disagree*. Only what is sure is marked: by
another outlet, on the same day, with no other reading at hand. All else is listed side by side.

The recipe and its thresholds come from a trial on news of 2025 (14 pairs marked in 456 stories, 10
true). On IndoSum and Tribunnews none of 157 stories is marked; of the 21 disagreements in the
stories of tests/search/stories/claims it marks 12, and nothing else, but the rules were mended
after the first result on the second set (6 of 11 marks true): expect less of other news (2026-11).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from itertools import combinations
from math import inf, log10, sqrt
from typing import Any, Literal

from kliping.index import Record
from kliping.index.analyzer import Analyzer
from kliping.index.data_files import read_rows
from kliping.index.dates import date_names, iter_dates
from kliping.retrieval.rows import format_date, is_day
from kliping.retrieval.saying_likeness import negations

from .stories import StoryArticle, in_order, independent

Relation = Literal["alone", "agree", "develops", "disagree", "disputed", "open"]

_BY_STRENGTH: tuple[Relation, ...] = (
    "disagree",
    "disputed",
    "develops",
    "open",
    "agree",
    "alone",
)
# `sekitar 4.000` agrees with what is at most so far from it. A round number stands for its
# neighbourhood; set by hand, 2026-11.
ABOUT = 0.15
# `ribuan` is said of little over ten thousand as well.
VAGUE = 1.5
# Two claims are of one thing from this likeness on where their figures agree, else from the second.
LEAST_ALIKE, LEAST_SURE = 0.36, 0.45
# What counts for the likeness: the words of the clause, and those that the sentences share.
CLAUSE, SENTENCE = 0.6, 0.4
# Factor where one of two claims tells of another time (`tahun lalu`).
OTHER_TIME = 0.7
# The best partner in an article is so much better than the next, or there is none.
MARGIN = 1.15
# So many words of the sentence around the number are its clause, where no word ends it.
LEFT, RIGHT = 8, 6
# So many figures of one noun in a sentence are a table, not a claim.
TABLE = 4
# From here on, figures equal in their first two digits are one figure, rounded.
ROUNDED_FROM = 1_000
# A toll that is higher so much later may have risen.
LONG = timedelta(hours=6)
_YEAR = re.compile(r"(?<![\w.,/-])(?:19|20)\d\d(?![\w/-]|[.,]\d)")
# So many words behind a figure may say that it is of each, or of a part.
_NEAR_BEHIND = 3
# Parts of a sum are looked for among so many figures of a sentence.
_PARTS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One outlet's quantity.

    Attributes:
        article, outlet, published: who states it, and when.
        text: the quantity as written; start, end: where, in the article's text.
        thing: what is counted, with what it belongs to, as the text has it.
        low, high: what it says, as a range; infinite where only one side is bounded.
        day: of which it speaks, None where that is not known.
        source: who is said to have counted, or None.
        sentence: the sentence it stands in.
        disagrees: ids of articles whose value for the same thing on the same day cannot hold
            together with it.
    """

    article: str
    outlet: str | None
    published: datetime | None
    text: str
    start: int
    end: int
    thing: str
    low: float
    high: float
    day: date | None
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
            "thing": self.thing,
            "low": None if self.low == -inf else self.low,
            "high": None if self.high == inf else self.high,
            "day": self.day.isoformat() if self.day else None,
            "source": self.source,
            "sentence": self.sentence,
            "disagrees": list(self.disagrees),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The claims of a story on one thing counted.

    Attributes:
        what: the thing, as most claims have it.
        articles: how many articles state a value.
        relation: "alone": one article states it; "agree"; "develops": the figures are of different
            days; "disagree": two for the same day cannot both hold; "disputed": an article gives
            both itself; "open": the figures differ, and whether they must agree is not sure.
        claims: by the day of which they speak.
    """

    what: str
    articles: int
    relation: Relation
    claims: tuple[Claim, ...]

    @property
    def disagree(self) -> bool:
        """Whether figures for one thing on one day cannot hold together."""
        return self.relation in ("disagree", "disputed")

    def to_dict(self) -> dict[str, Any]:
        return {
            "what": self.what,
            "articles": self.articles,
            "relation": self.relation,
            "claims": [claim.to_dict() for claim in self.claims],
        }


def compare_claims(members: Sequence[StoryArticle], *, analyzer: Analyzer) -> list[Counted]:
    """Return what the story's articles count: disagreements first, then by number of articles."""
    told = [
        _Told(member, record, analyzer)
        for member in independent(in_order(members))
        for record in member.claims
    ]
    pairs = {
        (left, right): relation
        for left, right, likeness in _partners(told)
        if (relation := _relation(told[left], told[right])) == "agree" or likeness >= LEAST_SURE
    }
    groups = _groups(told, pairs)
    counted = [_counted([told[at] for at in group], group, pairs) for group in groups]
    return sorted(counted, key=lambda c: (_BY_STRENGTH.index(c.relation), -c.articles, c.what))


class _Told:
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
    def until(self) -> date | None:
        """The day until which the sentence counts, None where it names none."""
        for each in iter_dates(self._sentence, reference=self.member.article.published):
            before = self._sentence[: each.span.start].casefold().split()[-3:]
            if any(word.strip(" (") in _words("asof") for word in before):
                return each.date
        return None

    def _day(self) -> date | None:
        """Return the day of which the claim speaks, None where the text names another time.

        The day until which the sentence counts; of a toll, which rises, that of publication; else
        the day that the sentence names, the nearest before the figure, or behind it.
        """
        published = self.member.article.published
        found = list(iter_dates(self._sentence, reference=published))
        if self.until is not None:
            return self.until
        if published is None or self.state in _words("toll"):
            return published.date() if published else None
        if found:
            first, _ = self._at
            return min(found, key=lambda d: (d.span.start > first, abs(d.span.start - first))).date
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
    def _near(self) -> list[tuple[str, str, int, int]]:
        """The words of the claim's own clause, its own left out."""
        first, last = self._at
        before = [token for token in reversed(self._tokens) if token[3] <= first]
        behind = [token for token in self._tokens if token[2] >= last]
        return [*self._until_cut(before, LEFT), *self._until_cut(behind, RIGHT)]

    @cached_property
    def clause(self) -> frozenset[str]:
        """The stems of the claim's own clause, without function words."""
        own = {term.stem for term in self._analyzer.terms(self.noun.split()[0])}
        return frozenset({stem for _, stem, _, _ in self._near} | own)

    def _until_cut(
        self, tokens: Sequence[tuple[str, str, int, int]], most: int
    ) -> list[tuple[str, str, int, int]]:
        found: list[tuple[str, str, int, int]] = []
        first, last = self._at
        for token in tokens:
            exact, _, start, end = token
            between = self._sentence[end:first] if end <= first else self._sentence[last:start]
            if any(sign in between for sign in ",;:()") or exact in _words("cut"):
                break
            if not self._analyzer.is_stop_word(exact) and not exact.isdigit():
                found.append(token)
            if len(found) == most:
                break
        return found

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
        return bool(self.words & _words("period"))

    @cached_property
    def figures(self) -> list[float]:
        """What other claims of the same noun in the same sentence say."""
        return [
            float(record.data["low"] or 0)
            for record in self.member.claims
            if record.data["noun"] == self.noun
            and record.start != self.claim.start
            and record.data["sentence_start"] == self.claim.start - self._at[0]
        ]

    @cached_property
    def is_comparable(self) -> bool:
        """Whether what is counted is known well enough to be set against another article's."""
        if self.per or self.is_vague or len(self.figures) + 1 >= TABLE:
            return False
        if self._is_part or any(self.words & _words(kind) for kind in ("market", "unasserted")):
            return False
        near = self.clause_words | self._words_behind
        if any(near & _words(kind) for kind in ("summed", "part")):
            return False
        return bool(self.state) or self.noun not in _words("bare")

    @cached_property
    def _is_part(self) -> bool:
        """Whether the sentence tells of more in the same state: `11 tewas setelah tiga …`."""
        return bool(self.state) and any(
            record.data["state"] == self.state
            and float(record.data["low"] or 0) > self.plain[1]
            and record.data["sentence_start"] == self.claim.start - self._at[0]
            for record in self.member.claims
        )

    @property
    def kind(self) -> tuple[str, str]:
        return self.noun, self.state

    @cached_property
    def is_target(self) -> bool:
        return bool(self.clause_words & _words("target"))

    @cached_property
    def is_negated(self) -> bool:
        return bool(self.clause_words & negations())

    @cached_property
    def _words_behind(self) -> frozenset[str]:
        """The words just behind the claim, as written, casefolded."""
        _, last = self._at
        return frozenset([t[0] for t in self._tokens if t[2] >= last][:_NEAR_BEHIND])

    @cached_property
    def clause_words(self) -> frozenset[str]:
        """The words just before the claim, as written, casefolded."""
        first, _ = self._at
        return frozenset([t[0] for t in self._tokens if t[3] <= first][-4:])


def _partners(told: Sequence[_Told]) -> Iterator[tuple[int, int, float]]:
    """Yield (claim, claim, likeness) of pairs that are each other's best in their articles."""
    by_kind: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for at, each in enumerate(told):
        if each.is_comparable:
            by_kind[each.kind].append(at)
    given = Counter((each.claim.article, each.state) for each in told)
    likeness: dict[tuple[int, int], float] = {}
    for kind, places in by_kind.items():
        # What an article says once of a state (`luka`), another's once is set against.
        alone = {at for at in places if kind[1] and given[told[at].claim.article, kind[1]] == 1}
        for left, right in combinations(places, 2):
            if told[left].claim.article != told[right].claim.article:
                alike = _likeness(told[left], told[right])
                if alike and left in alone and right in alone:
                    alike = max(alike, LEAST_SURE)
                if alike >= LEAST_ALIKE:
                    likeness[left, right] = alike
    best: defaultdict[tuple[int, str], list[float]] = defaultdict(list)
    for (left, right), alike in likeness.items():
        best[left, told[right].claim.article].append(alike)
        best[right, told[left].claim.article].append(alike)
    for (left, right), alike in likeness.items():
        ways = (best[left, told[right].claim.article], best[right, told[left].claim.article])
        if all(_is_best(alike, found) for found in ways):
            yield left, right, alike


def _is_best(alike: float, found: Iterable[float]) -> bool:
    others = sorted(found, reverse=True)
    return others[0] == alike and (len(others) == 1 or alike >= MARGIN * others[1])


def _likeness(left: _Told, right: _Told) -> float:
    """Return how surely two claims of one noun and state tell of one thing, 0 to 1."""
    if left.is_negated != right.is_negated or left.is_target != right.is_target:
        return 0.0
    if left.names and right.names and not left.names & right.names:
        return 0.0
    clause = len(left.clause & right.clause) / sqrt(len(left.clause) * len(right.clause))
    least = min(len(left.stems), len(right.stems))
    shared = len(left.stems & right.stems) / least if least else 0.0
    same_time = left.is_of_another_time == right.is_of_another_time
    return (CLAUSE * clause + SENTENCE * shared) * (1.0 if same_time else OTHER_TIME)


def _relation(left: _Told, right: _Told) -> Relation:
    """Return how the figures of two claims on one thing stand to each other."""
    one, other = left.claim, right.claim
    if _is_reconcilable(left, right):
        # `sedikitnya 27` and, a day later, `sedikitnya 31` both hold; the figure has grown.
        grown = left.plain != right.plain and left.state in _words("toll")
        return "develops" if grown and _days_differ(left, right) else "agree"
    is_toll = left.state in _words("toll")
    if _days_differ(left, right):
        return "develops" if is_toll else "open"
    if one.outlet is None or other.outlet is None or one.outlet == other.outlet:
        return "open"
    if _gives_both(left, right) or _gives_both(right, left):
        return "disputed"
    if one.day is None or other.day is None:
        return "open"
    if left.is_of_another_time != right.is_of_another_time:
        return "open"
    if _rises_within_a_day(left, right):
        return "develops" if is_toll else "open"
    return "disagree"


def _is_reconcilable(left: _Told, right: _Told) -> bool:
    """Tell whether both figures can hold: bounds meet, one is rounded, or a sum of the other's."""
    one, other = left.claim, right.claim
    if one.low <= other.high and other.low <= one.high:
        return True
    values = left.plain[0], right.plain[0]
    if min(values) >= ROUNDED_FROM and _two_digits(values[0]) == _two_digits(values[1]):
        return True
    return _is_sum(left, right) or _is_sum(right, left)


def _two_digits(value: float) -> float:
    scale = 10.0 ** (int(log10(value)) - 1)
    return round(value / scale) * scale


def _is_sum(whole: _Told, part: _Told) -> bool:
    """Tell whether one article's figure is a sum that holds the other's as a part."""
    parts = part.figures[:_PARTS]
    wanted = whole.plain[0] - part.plain[0]
    return any(
        abs(sum(some) - wanted) < 0.5
        for count in range(1, len(parts) + 1)
        for some in combinations(parts, count)
    )


def _gives_both(giver: _Told, other: _Told) -> bool:
    """Tell whether an article gives the other's figure for the same thing as well."""
    return any(
        record.data["noun"] == other.noun
        and record.start != giver.claim.start
        and other.claim.low <= float(record.data["low"] or 0) <= other.claim.high
        for record in giver.member.claims
    )


def _days_differ(left: _Told, right: _Told) -> bool:
    """Tell whether two figures are of two days, or were told on two days of one.

    What is told later of a day may be corrected; only what is told on one day is at odds.
    """
    pairs = (left.claim.day, right.claim.day), (left.told_on, right.told_on)
    return any(None not in pair and pair[0] != pair[1] for pair in pairs)


def _rises_within_a_day(left: _Told, right: _Told) -> bool:
    """Tell whether a toll of one day is higher in the article that is known to be later."""
    one, other = left.claim.published, right.claim.published
    if one is None or other is None or is_day(one) or is_day(other):
        return False
    first, last = (left, right) if one < other else (right, left)
    return abs(one - other) >= LONG and first.plain[0] < last.plain[0]


def _groups(told: Sequence[_Told], pairs: Mapping[tuple[int, int], Relation]) -> list[list[int]]:
    """Return the claims that hang together, each once: by pairs, and by what became of whom.

    Those counted in one state (`orang tewas`) stand together, that a series can be seen, whether
    or not two of them are sure to be of one thing.
    """
    group = list(range(len(told)))
    first: dict[tuple[str, str], int] = {}
    alike = [*pairs]
    for at, each in enumerate(told):
        if each.state and not each.per:
            alike.append((first.setdefault(each.kind, at), at))
    for left, right in sorted(alike):
        old, new = max(group[left], group[right]), min(group[left], group[right])
        if old != new:
            group = [new if number == old else number for number in group]
    members: defaultdict[int, list[int]] = defaultdict(list)
    for at, number in enumerate(group):
        members[number].append(at)
    return list(members.values())


def _counted(
    told: Sequence[_Told], places: Sequence[int], pairs: Mapping[tuple[int, int], Relation]
) -> Counted:
    """Return a group of claims on one thing, with what its pairs say of each other."""
    inside = {
        pair: relation
        for pair, relation in pairs.items()
        if pair[0] in places and pair[1] in places
    }
    against: defaultdict[int, set[str]] = defaultdict(set)
    article = dict(zip(places, (each.claim.article for each in told), strict=True))
    for (left, right), relation in inside.items():
        if relation in ("disagree", "disputed"):
            against[left].add(article[right])
            against[right].add(article[left])
    claims = [
        replace(each.claim, disagrees=tuple(sorted(against[place])))
        for place, each in zip(places, told, strict=True)
    ]
    claims.sort(key=lambda claim: (claim.day is None, claim.day or date.min))
    things = Counter(claim.thing for claim in claims)
    return Counted(
        what=max(things, key=lambda thing: (things[thing], -len(thing), thing)),
        articles=len(set(article.values())),
        relation=_strongest(inside.values()) or _unpaired(told),
        claims=tuple(claims),
    )


def _strongest(relations: Iterable[Relation]) -> Relation | None:
    found = set(relations)
    return next((relation for relation in _BY_STRENGTH if relation in found), None)


def _unpaired(told: Sequence[_Told]) -> Relation:
    """Return what claims say of each other of which no two are sure to be of one thing."""
    if len({each.claim.article for each in told}) == 1:
        return "alone"
    meet = max(each.claim.low for each in told) <= min(each.claim.high for each in told)
    return "agree" if meet else "open"


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
def _words(kind: str) -> frozenset[str]:
    rows = read_rows(__package__, "claim_words.tsv", str, str)
    return frozenset(word for of, word in rows if of == kind)
