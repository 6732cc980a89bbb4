"""How two texts are related, each rule on a pair of texts made for it."""

import random
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kliping.plugins.copies.relation import Occasion, Relation, holds, relate
from kliping.plugins.copies.sketch import sketch, unpack
from kliping.plugins.copies.wording import (
    RUN,
    Evidence,
    Wording,
    is_among,
    lay_side_by_side,
    names_in,
    names_kept,
    runs,
)

Write = Callable[..., str]


def wording(text: str) -> Wording:
    made = sketch(text)
    return Wording.of(unpack(made.words), unpack(made.names))


def side_by_side(left: str, right: str) -> Evidence:
    return lay_side_by_side(wording(left), wording(right))


def between(left: str, right: str, days: float | None = None, **known: bool) -> Relation:
    return relate(side_by_side(left, right), Occasion(days=days, **known))


def filled(form: str, names: list[str]) -> str:
    """Set a name behind each sixth word of a form."""
    words = form.split()
    return " ".join(
        f"{' '.join(words[at : at + 6])} {name}"
        for at, name in zip(range(0, len(words), 6), names, strict=False)
    )


def names_of(count: int, seed: int, same: int = 0) -> list[str]:
    """Return names; the first `same` of them are the same whatever the seed."""
    return [f"Nama{n}" if n < same else f"Orang{seed}x{n}" for n in range(count)]


@given(st.lists(st.booleans(), max_size=30))
def test_runs_are_those_of_a_loop(mask: list[bool]) -> None:
    """Starts and lengths are those that counting one by one gives."""
    wanted: list[tuple[int, int]] = []
    for at, value in enumerate(mask):
        if value and at and mask[at - 1]:
            wanted[-1] = (wanted[-1][0], wanted[-1][1] + 1)
        elif value:
            wanted.append((at, 1))
    starts, lengths = runs(np.array(mask, dtype=np.bool_))
    assert list(zip(starts.tolist(), lengths.tolist(), strict=True)) == wanted


@given(st.lists(st.integers(0, 20), max_size=20), st.sets(st.integers(0, 20)))
def test_is_among_is_membership(values: list[int], held: set[int]) -> None:
    """Each value is found exactly where it is one of the set."""
    ascending = np.array(sorted(held), dtype=np.uint32)
    found = is_among(np.array(values, dtype=np.uint32), ascending)
    assert found.tolist() == [value in held for value in values]


def test_what_a_text_has_for_itself(write: Write) -> None:
    """Passages of twelve shingles are new, a word is lost, and a new beginning is the front."""
    text, own = write(1, 100), write(2, 20)
    assert side_by_side(f"{own} {text}", text).longer.front == 20
    inside = f"{' '.join(text.split()[:50])} {own} {' '.join(text.split()[50:])}"
    longer = side_by_side(inside, text).longer
    assert longer.front == 0
    assert longer.new == pytest.approx(22 / 118)
    words = text.split()
    words[50] = "lain"
    changed = side_by_side(" ".join(words), text).shorter
    assert changed.new == 0
    assert changed.shared == pytest.approx(95 / 98)
    assert RUN > 3


def test_names_are_words_with_a_capital_inside_a_sentence_and_numbers() -> None:
    """The first word of a sentence is no name for its capital alone."""
    text = "Pagi itu Wiryo membeli 14 karung. Harga beras naik, kata Carsinah kepada wartawan desa."
    made = wording(text)
    title = unpack(sketch("", title="Harga Naik, Carsinah dan Wiryo Bertemu").title)
    named = unpack(sketch("", title="Carsinah Wiryo").title)
    assert names_in([title], made).tolist() == sorted(named.tolist())
    assert len(made.names) == 3


def test_a_cut_text_is_a_copy(write: Write) -> None:
    """A half of a text is held by it, whenever it appeared."""
    text = write(1)
    half = " ".join(text.split()[:100])
    assert between(half, text) is Relation.COPY
    assert between(half, text, days=300, is_longer_later=False) is Relation.COPY
    assert holds(side_by_side(half, text).shorter)
    assert not holds(side_by_side(half, text).longer)


def test_old_background_of_a_later_story_is_no_copy(write: Write) -> None:
    """A text that a longer one tells again weeks later behind news of its own is background."""
    text = write(1)
    later = f"{write(2)} {text}"
    assert between(text, later, days=14, is_longer_later=True) is Relation.PASSAGES
    assert between(text, later, days=1, is_longer_later=True) is Relation.COPY


def test_shared_background_is_no_copy(write: Write) -> None:
    """Two articles of which two thirds are the same paragraphs share passages."""
    background = write(1, 160)
    left, right = f"{write(2, 80)} {background}", f"{write(3, 80)} {background}"
    assert between(left, right, days=0) is Relation.PASSAGES


@pytest.mark.parametrize(("days", "relation"), [(1, Relation.COPY), (9, Relation.PASSAGES)])
def test_a_new_lead(write: Write, days: float, relation: Relation) -> None:
    """A text with another beginning is a copy if it appeared at that time."""
    words = write(1).split()
    left, right = f"{write(2, 35)} {' '.join(words[35:])}", " ".join(words)
    assert between(left, right, days) is relation


def test_a_new_lead_with_names_tells_something_new(write: Write) -> None:
    """Two days later a lead that names others is news; one that names nobody is a rewrite."""
    words = write(1).split()
    rest, right = " ".join(words[35:]), " ".join(words)
    lead = write(2, 20)
    named = f"{lead}, di Wonosari, kata Carsinah, Wiryo, dan Nadia {write(3, 8)} {rest}"
    assert between(f"{lead} {write(3, 15)} {rest}", right, days=2) is Relation.COPY
    assert between(named, right, days=2) is Relation.PASSAGES
    assert between(named, right, days=0.5) is Relation.COPY


def test_a_form_with_other_names_is_no_copy(write: Write) -> None:
    """The same words around other names are a form, even where four fifths are the same."""
    form = write(1, 180)
    left, right = filled(form, names_of(30, 1)), filled(form, names_of(30, 2))
    assert between(left, right) is Relation.FORM
    some = filled(form, names_of(30, 1, same=10)), filled(form, names_of(30, 2, same=10))
    assert between(*some) is Relation.FORM


def test_an_edit_keeps_names_as_it_keeps_words(write: Write) -> None:
    """Where one word of ten is replaced, names too, it is an edit."""
    text = filled(write(1, 180), names_of(30, 1))
    rng = random.Random(4)
    words = text.split()
    for at in rng.sample(range(len(words)), len(words) // 10):
        words[at] = rng.choice(words)
    assert between(" ".join(words), text, days=0) is Relation.COPY


def test_titles_that_name_two_things_tell_forms_apart(write: Write) -> None:
    """With other names in the titles and in the text two texts are of two things."""
    form = write(1, 180)
    left = filled(form, names_of(30, 1, same=25))
    right = filled(form, names_of(30, 2, same=25))
    assert between(left, right) is Relation.COPY
    assert between(left, right, titles_differ=True) is Relation.FORM
    alike = filled(form, names_of(30, 1, same=29)), filled(form, names_of(30, 2, same=29))
    assert between(*alike, titles_differ=True) is Relation.COPY


def test_the_bulletins_of_two_days_are_no_copies(write: Write) -> None:
    """Each day's figures in the same words are a form; the same day's are an edit."""
    form = write(1, 180)
    left = filled(form, names_of(30, 1, same=24))
    right = filled(form, names_of(30, 2, same=24))
    assert between(left, right, days=1) is Relation.FORM
    assert between(left, right, days=0.2) is Relation.COPY
    assert between(left, left, days=30) is Relation.COPY
    repeated = filled(form, names_of(30, 1, same=29)), filled(form, names_of(30, 2, same=29))
    assert between(*repeated, days=7) is Relation.COPY


def test_a_week_later_names_of_one_side_tell_a_bulletin(write: Write) -> None:
    """The names of the one day's bulletin may all stand in the other's."""
    form, names = write(1, 180), names_of(30, 1)
    fewer = filled(form, [names[0]] * 6 + names[6:])
    assert between(filled(form, names), fewer, days=2) is Relation.COPY
    assert between(filled(form, names), fewer, days=7) is Relation.FORM


def test_names_kept_are_those_of_the_evidence(write: Write) -> None:
    """What links are made by is what relations are judged by."""
    form = write(1, 180)
    for same in (0, 10, 29, 30):
        left, right = (filled(form, names_of(30, n, same=same)) for n in (1, 2))
        kept = names_kept(wording(left), wording(right))
        assert kept == side_by_side(left, right).names_kept == pytest.approx(same / 30)


BLOCKS = st.lists(st.integers(0, 4), min_size=1, max_size=5, unique=True)


@given(BLOCKS, BLOCKS, st.sampled_from([None, 0.0, 2.0, 30.0]))
def test_the_sides_do_not_matter(
    write: Write, left: list[int], right: list[int], days: float | None
) -> None:
    """Left and right may be exchanged, of equally long texts too."""
    one, other = (" ".join(write(block, 50) for block in blocks) for blocks in (left, right))
    assert between(one, other, days) is between(other, one, days)
