"""What an archive gives today beside what was judged.

Only what is still given is counted: the verdict on a value says nothing about the value that a
change puts in its place, unless that one is the right value that the verdict names.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from benchmarks.judged.verdicts import JudgedPair, JudgedValue
from kliping import Archive
from kliping.index import Mention


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the entities enricher gives for one article."""

    values: dict[str, frozenset[str]]
    mentions: tuple[Mention, ...]

    def names_at(self, start: int, end: int) -> list[tuple[str, str]]:
        """Return (field, name) of the mentions that overlap a span, if they are values."""
        found = {
            (mention.type, mention.name): None
            for mention in self.mentions
            if mention.start < end and start < mention.end
        }
        return [pair for pair in found if pair[1] in self.values.get(pair[0], ())]


@dataclass(slots=True)
class Comparison:
    """Counts and lists of one comparison.

    Attributes:
        right: (field, still given and judged right) → number of values.
        wrong: likewise, judged wrong.
        kinds: (field, kind of fault) of the wrong values that are still given.
        lost: right values that their article gives no more.
        mended: wrong values that are gone and whose right value is given.
        gone: wrong values that their article gives no more, with nothing unjudged at their span.
        different: (judged value, what now stands at its span), not judged yet.
        new: (judged value, another name that its span has got while it is still given elsewhere
            in its article), not judged yet.
        pairs_right: field → pairs judged right that are still one value.
        pairs_wrong: likewise, judged wrong.
        parted: pairs judged right that are no more one value.
        mended_pairs: pairs judged wrong that are no more one value.
        absent: ids of judged articles that the archive does not hold.
    """

    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    kinds: Counter[tuple[str, str]] = field(default_factory=Counter)
    lost: list[JudgedValue] = field(default_factory=list)
    mended: list[JudgedValue] = field(default_factory=list)
    gone: list[JudgedValue] = field(default_factory=list)
    different: list[tuple[JudgedValue, tuple[str, str]]] = field(default_factory=list)
    new: list[tuple[JudgedValue, tuple[str, str]]] = field(default_factory=list)
    pairs_right: Counter[str] = field(default_factory=Counter)
    pairs_wrong: Counter[str] = field(default_factory=Counter)
    parted: list[JudgedPair] = field(default_factory=list)
    mended_pairs: list[JudgedPair] = field(default_factory=list)
    absent: set[str] = field(default_factory=set)


def read_given(archive: Archive, ids: Iterable[str]) -> dict[str, Given]:
    """Return what the entities enricher gives for those of the articles that there are."""
    found: dict[str, Given] = {}
    for id in sorted(set(ids)):
        enrichment = archive.enrichments(id).get("entities") if id in archive else None
        if enrichment is not None:
            values = {name: frozenset(map(str, v)) for name, v in enrichment.values.items()}
            found[id] = Given(values=values, mentions=enrichment.mentions)
    return found


def compare(
    given: dict[str, Given], values: Sequence[JudgedValue], pairs: Sequence[JudgedPair]
) -> Comparison:
    """Compare what the articles give with the verdicts; articles that are not given are absent."""
    result = Comparison()
    known: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for judged in values:
        known[judged.article].add((judged.field, judged.value))
    for judged in values:
        article = given.get(judged.article)
        if article is None:
            result.absent.add(judged.article)
        else:
            _place_value(judged, article, known[judged.article], result)
    for pair in pairs:
        article = given.get(pair.article)
        if article is None:
            result.absent.add(pair.article)
        else:
            _place_pair(pair, article, result)
    return result


def _place_value(
    judged: JudgedValue, article: Given, known: set[tuple[str, str]], result: Comparison
) -> None:
    here = article.names_at(judged.start, judged.end)
    answer = (judged.right_field, judged.right_value)
    others = [name for name in here if name not in known and name != answer]
    if judged.value in article.values.get(judged.field, ()):
        (result.right if judged.right else result.wrong)[judged.field] += 1
        if not judged.right:
            result.kinds[judged.field, judged.kind] += 1
        if (judged.field, judged.value) not in here:
            result.new += [(judged, name) for name in others]
        return
    if judged.right:
        result.lost.append(judged)
    elif judged.right_value and judged.right_value in article.values.get(judged.right_field, ()):
        result.mended.append(judged)
    elif not others:
        result.gone.append(judged)
    result.different += [(judged, name) for name in others]


def _place_pair(pair: JudgedPair, article: Given, result: Comparison) -> None:
    one = any(
        (m.start, m.end, m.type, m.name) == (pair.start, pair.end, pair.field, pair.value)
        for m in article.mentions
    )
    if one:
        (result.pairs_right if pair.right else result.pairs_wrong)[pair.field] += 1
    else:
        (result.parted if pair.right else result.mended_pairs).append(pair)
