"""Cutting a component of alike texts into groups."""

import random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from kliping.index.shingles import Hashes
from kliping.plugins.copies.groups import Link, Star, drop_form_links, settle_stars
from kliping.plugins.copies.likeness import compare


def hashes(*ranges: tuple[int, int]) -> Hashes:
    return np.array(sorted({n for low, high in ranges for n in range(low, high)}), dtype=np.uint32)


def all_links(texts: dict[int, Hashes]) -> list[Link]:
    """Compare everything with everything."""
    found = []
    for left in texts:
        for right in texts:
            if left < right and (likeness := compare(texts[left], texts[right])).is_alike():
                found.append(Link(left, right, likeness))
    return found


def test_a_chain_is_cut() -> None:
    """Texts that are alike only through others do not end in one group."""
    texts = {n: hashes((n * 40, n * 40 + 100)) for n in range(12)}
    stars = settle_stars(texts, all_links(texts))
    assert len(stars) > 1
    for star in stars:
        members = [member for part in star.parts for member in part]
        assert all(compare(texts[star.hub], texts[member]).is_alike() for member in members)


def test_both_halves_are_parts_of_the_whole() -> None:
    """Two halves share nothing: they are two parts of the star around the text that has both."""
    texts = {1: hashes((0, 100)), 2: hashes((100, 200)), 3: hashes((0, 200)), 4: hashes((0, 90))}
    assert settle_stars(texts, all_links(texts)) == [Star(hub=3, parts=((1, 4), (2,)))]


def test_who_holds_two_texts_is_a_guest_of_the_second() -> None:
    """A text that holds two hubs belongs to the one it is more alike to, and visits the other."""
    texts = {1: hashes((0, 200)), 2: hashes((0, 201)), 3: hashes((0, 202))}
    texts |= {4: hashes((500, 600)), 5: hashes((500, 601)), 6: hashes((500, 602))}
    texts[7] = hashes((0, 200), (500, 600), (900, 1200))
    first, second = settle_stars(texts, all_links(texts))
    assert (first.hub, second.hub) == (2, 5)
    assert 7 in first.parts[0]
    assert second.guests == (7,)


def test_a_form_makes_no_group() -> None:
    """Texts that share half their words with all the others, and nothing else, are a form."""
    texts = {n: hashes((0, 100), (n * 1000, n * 1000 + 90)) for n in range(1, 9)}
    links = all_links(texts)
    assert len(links) == 28
    assert settle_stars(texts, links) == [Star(hub=n, parts=()) for n in texts]


def test_copies_of_a_filled_form_are_copies() -> None:
    """Among the fillings of one form, two with the same words of their own stay linked."""
    texts = {n: hashes((0, 100), (n * 1000, n * 1000 + 90)) for n in range(1, 9)}
    texts[9] = hashes((0, 100), (1000, 1080))
    assert settle_stars(texts, all_links(texts))[0] == Star(hub=1, parts=((9,),))
    assert not any(star.parts for star in settle_stars(texts, all_links(texts))[1:])


def test_many_edits_of_one_text_are_no_form() -> None:
    """Where the text that all others edit is there, it keeps them together."""
    rng = random.Random(3)
    whole = set(range(300))
    texts = {0: hashes((0, 300))}
    for n in range(1, 15):
        kept = whole - set(rng.sample(sorted(whole), 120))
        texts[n] = np.array(sorted(kept | set(range(n * 1000, n * 1000 + 120))), dtype=np.uint32)
    assert settle_stars(texts, all_links(texts)) == [Star(hub=0, parts=(tuple(range(1, 15)),))]


@settings(max_examples=60)
@given(st.randoms(use_true_random=False), st.integers(2, 12))
def test_the_order_of_texts_and_links_does_not_matter(rng: random.Random, count: int) -> None:
    """The same texts and links in another order give the same groups."""
    texts = {n: hashes((start := rng.randint(0, 150), start + 120)) for n in range(count)}
    links = all_links(texts)
    shuffled = dict(rng.sample(list(texts.items()), count))
    assert settle_stars(shuffled, rng.sample(links, len(links))) == settle_stars(texts, links)
    assert set(drop_form_links(shuffled, links)) == set(drop_form_links(texts, links))
