"""The tagger: NumPy's decoding against CRFsuite's, and the tokens it reads."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kliping.plugins.entities.tagger.features import LABELS
from kliping.plugins.entities.tagger.tagger import (
    Tagger,
    Weights,
    _decode,
    _stretches,
    load_weights,
)
from kliping.plugins.entities.tagger.tokens import tokenise


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger(load_weights())


@given(st.text(max_size=80))
def test_tokens_are_slices(text: str) -> None:
    """Each token stands in the text at its offset, and only blanks lie between tokens."""
    tokens, starts = tokenise(text)
    at = 0
    for token, start in zip(tokens, starts, strict=True):
        assert text[start : start + len(token)] == token
        assert not text[at:start].strip()
        at = start + len(token)
    assert not text[at:].strip()


@settings(deadline=None)
@given(st.lists(st.integers(0, 2), max_size=30))
def test_stretches_are_runs_that_hold_a_name(position: list[int]) -> None:
    """A stretch is a longest run of non-zero positions with a 2 among them."""
    starts, lengths = _stretches(np.array(position, np.int8))
    found = [(int(s), int(s + n)) for s, n in zip(starts, lengths, strict=True)]
    wanted, at = [], 0
    for inside, run in itertools.groupby(position, key=bool):
        values = list(run)
        if inside and 2 in values:
            wanted.append((at, at + len(values)))
        at += len(values)
    assert found == wanted


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), st.integers(0, 10_000))
def test_decoding_finds_the_best_sequence(sizes: list[int], seed: int) -> None:
    """Viterbi over all stretches at once gives the best label sequence of each one."""
    sizes.sort(reverse=True)
    random = np.random.default_rng(seed)
    labels = 3
    scores = random.normal(size=(sum(sizes), labels)).astype(np.float32)
    steps = random.normal(size=(labels, labels)).astype(np.float32)
    start = random.normal(size=labels).astype(np.float32)
    best = _decode(scores, np.array(sizes), steps, start)
    at = 0
    for size in sizes:
        mine = scores[at : at + size]

        def value(path: tuple[int, ...], rows: np.ndarray = mine) -> float:
            total = float(start[path[0]]) + sum(float(rows[i, y]) for i, y in enumerate(path))
            return total + sum(float(steps[a, b]) for a, b in itertools.pairwise(path))

        top = max(itertools.product(range(labels), repeat=size), key=value)
        assert value(tuple(best[at : at + size])) == pytest.approx(value(top), abs=1e-4)
        at += size


def test_no_label_begins_in_the_middle(tagger: Tagger) -> None:
    """An I- label stands only after a B- or I- label of its type."""
    text = "Menteri Perdagangan Rahayu Sandjaya bertemu Dewan Kopi Nusantara di Bandung, Senin."
    tokens, _ = tokenise(text)
    numbers = tagger.tag(tokens, [0] * len(tokens)).labels
    before = "O"
    for number in numbers:
        label = LABELS[number]
        assert label[0] != "I" or before[2:] == label[2:]
        before = label


def test_the_memo_changes_nothing(tagger: Tagger) -> None:
    """Tagging a text again, and after other texts, gives the same labels."""
    tokens, _ = tokenise(
        "Gubernur Ranti Maheswari meninjau Pasar Gede di Solo bersama PT Sumber Air."
    )
    fresh = Tagger(load_weights()).tag(tokens, [0] * len(tokens)).labels
    others, _ = tokenise("Kota lain, nama lain: Wiratama, Kupang, PLN.")
    tagger.tag(others, [0] * len(others))
    again = tagger.tag(tokens, [0] * len(tokens)).labels
    assert fresh.tolist() == again.tolist()


def test_an_empty_text_has_no_labels(tagger: Tagger) -> None:
    """No tokens give no labels."""
    labels = tagger.tag([], []).labels
    assert labels.tolist() == []


def test_weights_forbid_what_bio_forbids() -> None:
    """The transition from O to I- is out of reach whatever the file says."""
    weights = Weights(iter([]))
    outside, inside = LABELS.index("O"), LABELS.index("I-person")
    assert (weights.transitions[:, outside, inside] < -1000).all()


def test_what_was_met_before_changes_nothing() -> None:
    """How likely a text is news depends on its words alone, not on what was read before."""
    words = ["pemerintah", "gubernur", "polisi", "Jakarta", "persen", "tahun", "sungai", "kerajaan"]
    words += ["abad", "spesies", "klub", "musim", "film", "presiden", "menteri", "rapat", "desa"]
    weights = load_weights()
    likely = set()
    for shift in range(len(words)):
        tagger = Tagger(weights)
        for word in words[shift:] + words[:shift]:
            tagger.tag([word], [0])
        likely.add(tagger.tag(words, [0] * len(words)).news)
    assert len(likely) == 1
