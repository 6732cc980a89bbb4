"""A multinomial logistic model that doubts values: a person, an organisation, a place, or none?

The model (`model/README.md`) gives each value of an article the probability of being the whole name
of a person, an organisation, a place, or nothing of the kind. A value whose own type has too little
is no value of a facet; its mentions stay and are marked.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from math import exp
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from kliping.index.data_files import read_rows
from kliping.plugins.entities.lexicon import Lexicon
from kliping.plugins.entities.rules.spans import Found
from kliping.plugins.entities.tagger.features import TYPES
from kliping.plugins.entities.values.features import ValueFeatures

Floats = npt.NDArray[np.float32]
Weights = tuple[float, float, float, float]  # one for each of CLASSES

CLASSES: Final = (*TYPES, "none")
# The least probability of its own type that a value needs. Chosen by cross-validation on the judged
# values that are not held out, so that .93 of the right ones stay, 2026-11-27 (model/README.md).
LEAST: Final = {"person": 0.45, "organisation": 0.35, "place": 0.35}
_SPEAKS: Final = ("before=cue", "after=cue")  # attributes of a person beside a reporting verb
_MOST_NAMES: Final = 100_000  # whose sums of weights are remembered; about 20 MB
_SCALE: Final = 0.01  # the model file holds hundredths


class Value(NamedTuple):
    """One name of one type in one article, which no list holds and no rule proves.

    Attributes:
        mentions: in order, at least one.
        leanings: of each mention, the tagger's mean score over its tokens of every type.
    """

    mentions: list[Found]
    leanings: list[list[float]]


def collect_values(found: Sequence[Found], starts: Sequence[int], leanings: Floats) -> list[Value]:
    """Return the values of one article that may be doubted, in the order of their first mentions.

    What a list holds may not, nor what a rule proves to name a person.

    Args:
        found: the named stretches, in order.
        starts: of the article's tokens, in code points.
        leanings: array (token, type), the tagger's.
    """
    groups: dict[tuple[str, str], list[Found]] = {}
    for stretch in found:
        if stretch.counted and stretch.type in TYPES:
            groups.setdefault((stretch.type, stretch.name), []).append(stretch)
    asked = [g for g in groups.values() if not any(stretch.entry or stretch.sure for stretch in g)]
    bounds: list[int] = []
    for group in asked:
        for stretch in group:
            first = bisect_left(starts, stretch.start)
            bounds += first, max(bisect_left(starts, stretch.end), first + 1)
    if not bounds:
        return []
    padded = np.concatenate([leanings, leanings[:1]])  # a bound may be the end of the text
    sums = np.add.reduceat(padded, bounds, axis=0)[::2]
    means = (sums / (np.array(bounds[1::2]) - bounds[::2])[:, None]).tolist()
    values, at = [], 0
    for group in asked:
        values.append(Value(group, means[at : at + len(group)]))
        at += len(group)
    return values


def load_value_weights() -> dict[str, Weights]:
    """Read the model that is shipped: attribute → weight of each of `CLASSES`."""
    columns = (_weight, _weight, _weight, _weight)
    rows = read_rows(__package__, "model/values.tsv", str, *columns)
    return {name: (one, two, three, four) for name, one, two, three, four in rows}


def _weight(cell: str) -> float:
    return float(cell or 0) * _SCALE


class ValueGate:
    """Applies the model to the values of one article at a time."""

    def __init__(self, weights: Mapping[str, Weights], lexicon: Lexicon) -> None:
        self._features = ValueFeatures(lexicon)
        self._weights = weights
        self._of_names: dict[str, Weights] = {}

    def apply(self, values: Sequence[Value], text: str) -> None:
        """Mark the mentions of what is hardly a value of its type; in place. Who speaks stands."""
        for value in values:
            type = value.mentions[0].type
            around = self._features.of_mentions(value.mentions, text, value.leanings)
            if type == "person" and any(cue in around for cue in _SPEAKS):
                continue
            if self._shares(value, around)[CLASSES.index(type)] < LEAST[type]:
                for mention in value.mentions:
                    mention.counted = False

    def probabilities(self, value: Value, text: str) -> list[float]:
        """Return the probability of each of `CLASSES`."""
        around = self._features.of_mentions(value.mentions, text, value.leanings)
        return self._shares(value, around)

    def _shares(self, value: Value, around: Mapping[str, float]) -> list[float]:
        one, two, three, four = self._of_name(value.mentions[0].name)
        known = self._weights.get
        for name, amount in around.items():
            row = known(name)
            if row is not None:
                one += amount * row[0]
                two += amount * row[1]
                three += amount * row[2]
                four += amount * row[3]
        most = max(one, two, three, four)
        shares = [exp(score - most) for score in (one, two, three, four)]
        return [share / sum(shares) for share in shares]

    def _of_name(self, name: str) -> Weights:
        """Return the sums of the weights of a name's own words; remembered."""
        sums = self._of_names.get(name)
        if sums is None:
            rows = [self._weights[a] for a in self._features.of_name(name) if a in self._weights]
            one, two, three, four = map(sum, zip(*rows, strict=True)) if rows else (0.0,) * 4
            sums = one, two, three, four
            if len(self._of_names) >= _MOST_NAMES:
                self._of_names.clear()
            self._of_names[name] = sums
        return sums
