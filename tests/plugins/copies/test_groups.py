"""Cutting a component of alike texts into groups in which every pair is verified."""

import random
from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from kliping.index.shingles import Hashes
from kliping.plugins.copies.groups import (
    Judge,
    Link,
    Verdict,
    find_boilerplate,
    find_form_links,
    group,
    settle,
)
from kliping.plugins.copies.likeness import compare
from kliping.plugins.copies.relation import Relation

COPY = Verdict(Relation.COPY, left_held=True, right_held=True)


def hashes(*ranges: tuple[int, int]) -> Hashes:
    return np.array(sorted({n for low, high in ranges for n in range(low, high)}), dtype=np.uint32)


def all_links(texts: dict[int, Hashes]) -> list[Link]:
    """Compare everything with everything."""
    found = []
    for left, right in combinations(sorted(texts), 2):
        if (likeness := compare(texts[left], texts[right])).is_alike():
            found.append(Link(left, right, likeness))
    return found


def judge_of(copies: dict[tuple[int, int], Verdict]) -> Judge:
    """Return a judge that knows the copies, and takes all else for shared passages."""
    return lambda left, right: copies.get((left, right), Verdict(Relation.PASSAGES, shared=0.5))


def settled(texts: dict[int, Hashes], judge: Judge = lambda left, right: COPY) -> list[object]:
    return list(settle(texts, all_links(texts), judge, {key: (False, key) for key in texts}).groups)


def test_a_chain_is_cut() -> None:
    """Texts that are copies only of one between them are not in one group."""
    texts = {n: hashes((n * 30, n * 30 + 100)) for n in range(3)}
    judge = judge_of({(0, 1): COPY, (1, 2): COPY})
    links = [Link(a, b, compare(texts[a], texts[b])) for a, b in ((0, 1), (1, 2))]
    rank = {0: (False, 1), 1: (False, 2), 2: (False, 0)}
    assert settle(texts, links, judge, rank).groups == [(0, 1), (1, 2)]


def test_pages_of_a_text_that_was_there_before_are_one_group() -> None:
    """Two texts taken from one that came first are together; two that it joined are not."""
    texts = {1: hashes((0, 100)), 2: hashes((100, 200)), 3: hashes((0, 200))}
    page = Verdict(Relation.COPY, left_held=True)
    nothing = Verdict(Relation.PASSAGES)
    judge = judge_of({(1, 3): page, (2, 3): page, (1, 2): nothing})

    def groups(*days: int, undated: bool = False) -> list[tuple[int, ...]]:
        rank = {key: (undated, day) for key, day in zip((1, 2, 3), days, strict=True)}
        return settle(texts, all_links(texts), judge, rank).groups

    assert groups(2, 3, 1) == [(1, 2, 3)]
    assert groups(1, 2, 3) == [(1, 3), (2, 3)]
    assert groups(2, 3, 1, undated=True) == [(1, 3), (2, 3)]


def test_a_cut_and_an_edit_of_an_undated_text_are_one_group() -> None:
    """Without dates two texts are taken from the longest one if they share a good part."""
    texts = {1: hashes((0, 120)), 2: hashes((60, 200)), 3: hashes((0, 200))}
    cut = Verdict(Relation.COPY, left_held=True)
    rank = {1: (True, 0, 2), 2: (True, 0, 1), 3: (True, 0, 0)}
    judge = judge_of({(1, 3): cut, (2, 3): cut})
    assert settle(texts, all_links(texts), judge, rank).groups == [(1, 2, 3)]


def test_two_texts_that_hold_a_third_are_no_copies() -> None:
    """Two longer texts around one that came first are each a copy of it, not of each other."""
    texts = {1: hashes((0, 100)), 2: hashes((0, 180)), 3: hashes((0, 100), (500, 580))}
    judge = judge_of({(1, 2): Verdict(Relation.COPY, True), (1, 3): Verdict(Relation.COPY, True)})
    found = settle(texts, all_links(texts), judge, {1: (False, 1), 2: (False, 2), 3: (False, 3)})
    assert found.groups == [(1, 2), (1, 3)]
    assert found.passages == {(2, 3): 0.5}


def test_passages_are_told_and_not_grouped() -> None:
    """Texts that share passages are in no group; a form is not even told."""
    texts = {1: hashes((0, 100)), 2: hashes((30, 130)), 3: hashes((20, 120))}
    judge = judge_of({(1, 3): Verdict(Relation.FORM), (2, 3): COPY})
    found = settle(texts, all_links(texts), judge, {key: (False, key) for key in texts})
    assert found.groups == [(2, 3)]
    assert found.passages == {(1, 2): 0.5}


def test_a_form_makes_no_group() -> None:
    """Texts that share half their words with all the others, and nothing else, are a form."""
    texts = {n: hashes((0, 100), (n * 1000, n * 1000 + 90)) for n in range(1, 9)}
    links = all_links(texts)
    assert len(links) == 28
    assert settled(texts) == []
    assert find_form_links(texts, links) == set(links)


def test_copies_of_a_filled_form_are_copies() -> None:
    """Among the fillings of one form, two with the same words of their own stay linked."""
    texts = {n: hashes((0, 100), (n * 1000, n * 1000 + 90)) for n in range(1, 9)}
    texts[9] = hashes((0, 100), (1000, 1080))
    assert settled(texts) == [(1, 9)]


def test_many_edits_of_one_text_are_no_form() -> None:
    """Where the text that all others edit is there, it keeps them."""
    rng = random.Random(3)
    whole = set(range(300))
    texts = {0: hashes((0, 300))}
    for n in range(1, 15):
        kept = whole - set(rng.sample(sorted(whole), 120))
        texts[n] = np.array(sorted(kept | set(range(n * 1000, n * 1000 + 120))), dtype=np.uint32)
    assert settled(texts) == [tuple(range(15))]


def test_copies_count_once_for_boilerplate() -> None:
    """What ten copies of one text have is their text; what five texts have is a form."""
    texts = {n: hashes((0, 100), (n * 1000, n * 1000 + 4)) for n in range(10)}
    links = all_links(texts)
    assert len(find_boilerplate(texts, links)) == 0
    assert find_boilerplate(texts, []).tolist() == list(range(100))


GRAPHS = st.integers(2, 9).flatmap(
    lambda count: st.permutations(list(combinations(range(count), 2))).flatmap(
        lambda pairs: st.integers(1, len(pairs)).map(lambda some: pairs[:some])
    )
)


@settings(max_examples=200)
@given(GRAPHS)
def test_groups_cover_all_pairs_and_hold_no_other(pairs: list[tuple[int, int]]) -> None:
    """Each pair of copies is in a group, each pair of a group is one of copies; by brute force."""
    copies = set(pairs)

    def is_group(one: set[int], other: set[int]) -> bool:
        return all((min(a, b), max(a, b)) in copies for a in one for b in other)

    groups = group(pairs, is_group)
    within = {pair for keys in groups for pair in combinations(keys, 2)}
    assert within == copies
    assert pairs[0][0] in groups[0]
    assert pairs[0][1] in groups[0]


@settings(max_examples=60)
@given(st.randoms(use_true_random=False), st.integers(2, 12))
def test_the_order_of_texts_and_links_does_not_matter(rng: random.Random, count: int) -> None:
    """The same texts and links in another order give the same groups."""
    texts = {n: hashes((start := rng.randint(0, 150), start + 120)) for n in range(count)}
    links = all_links(texts)
    rank = {n: (rng.random() < 0.5, rng.randint(0, 3), n) for n in texts}

    def judge(left: int, right: int) -> Verdict:
        shared = compare(texts[left], texts[right]).containment
        kind = Relation.COPY if shared > 0.6 else Relation.PASSAGES
        return Verdict(kind, left_held=shared > 0.7, right_held=shared > 0.8, shared=shared)

    shuffled = dict(rng.sample(list(texts.items()), count))
    assert settle(shuffled, rng.sample(links, len(links)), judge, rank) == settle(
        texts, links, judge, rank
    )
