"""The gate of values: what is hardly a name of its type is no facet value, and stays a mention."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kliping.index import Article
from kliping.plugins.entities import EntityEnricher
from kliping.plugins.entities.gazetteer import Entry
from kliping.plugins.entities.lexicon import load_lexicon
from kliping.plugins.entities.rules.spans import Found
from kliping.plugins.entities.tagger.features import TYPES
from kliping.plugins.entities.values.features import ValueFeatures
from kliping.plugins.entities.values.gate import (
    CLASSES,
    LEAST,
    Value,
    ValueGate,
    collect_values,
    load_value_weights,
)

TEXT = "Pembeli menunggu ponsel 4GB, kata Budi Santoso. 4GB dijual besok."
FLAT = [0.0, 0.0, 0.0]


def found(words: str, type: str, nth: int = 0) -> Found:
    """Return the stretch of a text's n-th occurrence of some words, named as written."""
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return Found(start, start + len(words), words, type, name=words)


def test_a_product_is_doubted_and_a_speaker_is_not() -> None:
    """By the shipped model a phone's memory is no organisation, and who speaks is a person."""
    gate = ValueGate(load_value_weights(), load_lexicon())
    phone = Value([found("4GB", "organisation", n) for n in (0, 1)], [FLAT, FLAT])
    person = Value([found("Budi Santoso", "person")], [[4.0, 0.0, 0.0]])
    gate.apply([phone, person], TEXT)
    assert [m.counted for m in phone.mentions] == [False, False]
    assert [m.counted for m in person.mentions] == [True]


def test_the_probabilities_are_the_logistic_model() -> None:
    """What the gate adds up in pieces is the softmax of the weighted sum of all attributes."""
    weights, features = load_value_weights(), ValueFeatures(load_lexicon())
    value = Value([found("Budi Santoso", "person")], [[3.0, -1.0, 0.5]])
    attributes = dict.fromkeys(features.of_name("Budi Santoso"), 1.0)
    attributes |= features.of_mentions(value.mentions, TEXT, value.leanings)
    scores = np.zeros(len(CLASSES))
    for name, amount in attributes.items():
        scores += amount * np.array(weights.get(name, (0.0,) * len(CLASSES)))
    expected = np.exp(scores) / np.exp(scores).sum()
    given = ValueGate(weights, load_lexicon()).probabilities(value, TEXT)
    assert given == pytest.approx(expected.tolist(), abs=1e-9)


def test_attributes_of_surroundings_are_shares() -> None:
    """One of two mentions with a neighbour of some kind counts a half."""
    stretches = [found("4GB", "organisation", n) for n in (0, 1)]
    amounts = ValueFeatures(load_lexicon()).of_mentions(stretches, TEXT, [FLAT, [4.0, 0.0, 0.0]])
    assert amounts["before=product"] == amounts["begins"] == 0.5
    assert amounts["mentions"] == 1.0
    assert amounts["tag=person"] == amounts["behind"] * -1 == 0.5


@given(st.lists(st.floats(-5, 5), min_size=3, max_size=30), st.data())
def test_leanings_are_means_over_a_mentions_tokens(
    numbers: list[float], data: st.DataObject
) -> None:
    """A mention's leanings are the mean of its tokens', also at the end of a text."""
    starts = list(range(0, 2 * len(numbers), 2))
    leanings = np.array([[n, -n, 2 * n] for n in numbers], np.float32)
    first = data.draw(st.integers(0, len(numbers) - 1))
    last = data.draw(st.integers(first + 1, len(numbers)))
    stretch = Found(2 * first, 2 * last - 1, "x", "person", name="x")
    (value,) = collect_values([stretch], starts, leanings)
    assert value.leanings[0] == pytest.approx(leanings[first:last].mean(axis=0), abs=1e-4)


def test_listed_names_and_events_are_not_asked_about() -> None:
    """Only names that no list holds, no rule proves, and that still count are doubted."""
    entry = Entry("A", "person", weak=False)
    stretches = [
        Found(0, 1, "A", "person", name="A", entry=entry),
        Found(2, 3, "A", "person", name="A"),
        Found(4, 5, "B", "event", name="B"),
        Found(6, 7, "C", "place", name="C", counted=False),
        Found(8, 9, "D", "person", name="D", sure=True),
    ]
    assert collect_values(stretches, [0, 2, 4, 6, 8], np.zeros((5, 3), np.float32)) == []


def test_thresholds_are_of_the_types() -> None:
    """Each type has its threshold, a probability below a half: what is likely always stays."""
    assert set(LEAST) == set(TYPES)
    assert all(0 < least < 0.5 and math.isfinite(least) for least in LEAST.values())


def test_a_refused_name_keeps_its_mentions() -> None:
    """The enricher leaves a doubted name out of the facet and marks its mentions."""
    text = "Fitur RAM dan HDR dipakai Rina Wati."
    result = EntityEnricher().enrich(Article(id="a", text=text + " Ia senang." * 60), {})
    refused = [m for m in result.mentions if not m.counted]
    assert "HDR" in {m.text for m in refused}
    assert "HDR" not in result.values.get("organisation", ())
    assert "Rina Wati" in result.values["person"]


def test_who_speaks_stands() -> None:
    """A person beside a reporting verb is never doubted, however odd the name."""
    gate = ValueGate(load_value_weights(), load_lexicon())
    text = "Fitur itu baru, kata 4GB. Fitur 5GB mahal."
    odd = [
        Found(text.index(word), text.index(word) + 3, word, "person", name=word)
        for word in ("4GB", "5GB")
    ]
    gate.apply([Value([stretch], [[-4.0, -4.0, -4.0]]) for stretch in odd], text)
    assert [stretch.counted for stretch in odd] == [True, False]
