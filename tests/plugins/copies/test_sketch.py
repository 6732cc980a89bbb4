"""Shingles, MinHash values and bands of one text."""

import pickle
import random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kliping.index.shingles import count_shared, fold_words, jaccard, shingle_hashes
from kliping.plugins.copies.likeness import compare
from kliping.plugins.copies.sketch import (
    BINS,
    min_values,
    pack,
    sketch,
    unpack,
)

WORDS = st.lists(st.sampled_from(["api", "abu", "batu", "cuka", "dadu"]), max_size=40)
HASHES = st.sets(st.integers(0, 2**32 - 1), max_size=60)


def as_hashes(values: set[int]) -> "np.typing.NDArray[np.uint32]":
    return np.array(sorted(values), dtype=np.uint32)


def test_words_are_folded() -> None:
    """Case, compatibility forms and punctuation do not count; a grouped number is one word."""
    assert fold_words("Sebanyak 14.000 TENTARA, ﬁlm ＡＢＣ!") == [
        "sebanyak",
        "14.000",
        "tentara",
        "film",
        "abc",
    ]


@given(WORDS)
def test_equal_shingles_have_equal_hashes_and_others_not(words: list[str]) -> None:
    """The hashes of a text tell exactly its different runs of three words apart."""
    runs = list(zip(words, words[1:], words[2:], strict=False))
    assert len(set(shingle_hashes(words).tolist())) == len(set(runs))


@given(HASHES, HASHES)
def test_shared_counts_the_intersection(left: set[int], right: set[int]) -> None:
    """Counting by binary search gives the size of the sets' intersection."""
    assert count_shared(as_hashes(left), as_hashes(right)) == len(left & right)
    assert count_shared(as_hashes(right), as_hashes(left)) == len(left & right)


@given(HASHES, HASHES)
def test_traces_and_groups_mean_one_likeness(left: set[int], right: set[int]) -> None:
    """The similarity that traces tell is the one that groups are made by."""
    pair = as_hashes(left), as_hashes(right)
    assert jaccard(*pair) == compare(*pair).jaccard


@given(HASHES)
def test_packing_loses_nothing(values: set[int]) -> None:
    """Packed hashes come back as they were."""
    assert unpack(pack(as_hashes(values))).tolist() == sorted(values)


def test_min_values_estimate_jaccard() -> None:
    """Over many pairs, the share of equal MinHash values is the Jaccard similarity of the sets."""
    rng = random.Random(7)
    errors = []
    for _ in range(200):
        size = rng.randint(20, 600)
        pool = [rng.getrandbits(32) for _ in range(2 * size)]
        left, right = as_hashes(set(pool[:size])), as_hashes(set(pool[rng.randint(0, size) :]))
        equal = np.count_nonzero(min_values(left) == min_values(right)) / BINS
        errors.append(equal - compare(left, right).jaccard)
    assert abs(np.mean(errors)) < 0.02
    assert np.std(errors) < 0.08


def test_short_texts_are_left_out() -> None:
    """A text of nine words has seven shingles and is compared with nothing; one of ten is."""
    nine = "satu dua tiga empat lima enam tujuh delapan sembilan"
    assert sketch(nine).key == 0
    assert sketch(nine).bands == b""
    assert sketch(nine + " sepuluh").key != 0
    assert sketch("").key == 0


def test_a_sketch_is_small_and_travels() -> None:
    """A sketch pickles, and takes four bytes a word and eight a band, not the text."""
    made = sketch(" ".join(f"kata{n}" for n in range(300)))
    assert pickle.loads(pickle.dumps(made)) == made
    assert len(made.words) == 4 * 300
    assert len(made.bands) == 8 * 64


def test_the_key_is_of_the_wording() -> None:
    """Line ends, the sentence's capital and marks leave the key as it is; one word changes it."""
    text = "Warga desa itu menanam seribu pohon bakau di pesisir utara pulau"
    assert sketch(text).key == sketch("w" + text[1:].replace(" ", "\n") + " …").key
    assert sketch(text).key != sketch(text.replace("seribu", "dua")).key
