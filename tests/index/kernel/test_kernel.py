"""Each function of the kernel gives what NumPy gives, on every type that can reach it."""

from typing import Any

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

from kliping.index import kernel
from kliping.index.columnar import document_lists
from kliping.index.columnar.collect.ordinals import count_holding, count_ordinals
from kliping.index.columnar.query.expansion import fuzzy_numbers
from kliping.index.columnar.storage.columns import CsrColumn, FlatColumn
from kliping.index.columnar.storage.files import ArrayFile, write_array_file
from kliping.index.columnar.storage.term_dictionary import read_texts, text_arrays
from kliping.index.edit_distance import edit_distance

pytestmark = pytest.mark.skipif(kernel.compiled is None, reason="the kernel is not compiled")

SIZE = 9000  # documents: more than two windows of `unite`
lists = st.lists(st.integers(0, SIZE - 1), unique=True, max_size=40).map(
    lambda numbers: np.array(sorted(numbers), np.int32)
)
scored = st.tuples(lists, st.integers(0, 3)).map(
    lambda pair: (pair[0], float(pair[1]) if pair[1] else np.linspace(0.5, 2.0, len(pair[0])))
)
names = st.text("aeiéß😀\ud800k", max_size=6)


def without_kernel(function, *arguments):
    """Call a function with NumPy alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernel, "compiled", None)
        return function(*arguments)


@given(given_lists=st.lists(scored, min_size=1, max_size=6))
def test_unions_and_intersections_equal_numpys(given_lists) -> None:
    """Documents and scores of a union and of an intersection are NumPy's."""
    for function in (document_lists.add_scores, document_lists.intersect):
        documents, scores = function(given_lists, SIZE)
        expected, sums = without_kernel(function, given_lists, SIZE)
        assert documents.tolist() == expected.tolist()
        np.testing.assert_allclose(scores, np.broadcast_to(sums, np.shape(scores)))


@given(
    scores=st.lists(st.sampled_from([0.0, 0.5, 1.0, -2.0, 7.25]), max_size=60),
    count=st.integers(0, 70),
)
def test_the_top_equals_numpys(scores, count) -> None:
    """The greatest come first, ties by index."""
    array = np.array(scores)
    expected = without_kernel(document_lists.top, array, count).tolist()
    assert document_lists.top(array, count).tolist() == expected


@given(
    rows=st.lists(st.lists(st.integers(0, 6), unique=True, max_size=4), min_size=1, max_size=30),
    kind=st.sampled_from([np.int32, np.int64]),
    picked=st.data(),
)
def test_counts_equal_numpys_whatever_the_starts(rows, kind, picked) -> None:
    """Counts of ordinals are NumPy's, with starts of either width, and in a flat column."""
    numbers = picked.draw(st.lists(st.integers(0, len(rows) - 1), unique=True).map(sorted))
    documents = np.array(numbers, np.int32)
    csr = CsrColumn(
        values=np.array([value for row in rows for value in row], np.int32),
        starts=np.cumsum([0, *map(len, rows)]).astype(kind),
    )
    flat = FlatColumn(values=np.array([row[0] if row else -1 for row in rows], np.int32))
    for column in (csr, flat):
        counts, held = count_ordinals(column, documents, 7)
        expected, expected_held = without_kernel(count_ordinals, column, documents, 7)
        assert (counts.tolist(), held) == (expected.tolist(), expected_held)
    wanted = np.array([True, False, True, False, False, True, False])
    assert count_holding(csr, documents, wanted) == without_kernel(
        count_holding, csr, documents, wanted
    )


@settings(max_examples=60)
@given(
    holders=st.lists(
        st.dictionaries(st.integers(0, 12), st.sets(st.integers(0, 9), min_size=1), max_size=8),
        min_size=1,
        max_size=3,
    ),
    kind=st.sampled_from([np.uint8, np.uint16, np.uint32, np.int32]),
    slop=st.sampled_from([-1, 0, 1, 2, 3, 2**31, 2**62]),
)
def test_phrases_equal_a_scan_whatever_the_positions(holders, kind, slop) -> None:
    """Documents of a phrase are those of a look at each, with positions of every type."""
    parts = [
        (np.array(sorted(word), np.int32), [sorted(word[d]) for d in sorted(word)])
        for word in holders
    ]
    places = [
        (
            np.cumsum([0, *map(len, held)]).astype(np.int64),
            np.array([place for some in held for place in some], kind),
        )
        for _, held in parts
    ]
    order = bytes(sorted(range(len(parts)), key=lambda n: len(parts[n][0])))
    room = len(parts[order[0]][0])
    documents, scores = np.empty(room, np.int32), np.empty(room)
    words = [(held, 1.0) for held, _ in parts]
    count = kernel.compiled.phrase(words, order, places, slop, documents, scores)
    expected = []
    for document in sorted(set.intersection(*(set(word) for word in holders))):
        reached = holders[0][document]
        for word in holders[1:]:
            reached = {p for p in word[document] if any(1 <= p - r <= slop for r in reached)}
        if reached:
            expected.append(document)
    assert documents[:count].tolist() == expected
    assert scores[:count].tolist() == [float(len(holders))] * count


@settings(max_examples=60)
@given(
    terms=st.sets(names, min_size=1, max_size=12),
    word=names,
    distance=st.integers(0, 3),
    prefix=st.integers(0, 2),
)
def test_near_words_equal_pythons(tmp_path_factory, terms, word, distance, prefix) -> None:
    """Terms within an edit distance are Python's, whatever code points they have."""
    path = tmp_path_factory.mktemp("terms") / "terms"
    write_array_file(path, text_arrays("a", sorted(terms)), {})
    dictionary = read_texts(ArrayFile(path), "a")
    near = fuzzy_numbers(dictionary, word, distance, prefix)
    assert near == without_kernel(fuzzy_numbers, dictionary, word, distance, prefix)
    assert near == [
        number
        for number, term in enumerate(sorted(terms))
        if edit_distance(word, term, distance) <= distance and term.startswith(word[:prefix])
    ]


def test_a_distance_wider_than_the_kernels_words(tmp_path) -> None:
    """Terms longer than the kernel reads are found by any distance that reaches them."""
    path = tmp_path / "terms"
    terms = ["a" * 10, "a" * 260, "a" * 300]
    write_array_file(path, text_arrays("a", terms), {})
    dictionary = read_texts(ArrayFile(path), "a")
    assert fuzzy_numbers(dictionary, "a" * 200, 60, 0) == [1]
    assert fuzzy_numbers(dictionary, "a" * 254, 46, 0) == [1, 2]


def good_calls() -> dict[str, tuple[Any, ...]]:
    """Return for each function of the kernel that takes buffers arguments that it accepts."""
    documents, scores = np.array([1, 3], np.int32), np.array([0.5, 1.5])
    out, sums = np.zeros(4, np.int32), np.zeros(4)
    pairs = [(documents, scores)]
    return {
        "unite": (pairs, out, sums),
        "intersect": (pairs, out, sums),
        "top": (scores, np.zeros(2, np.int64)),
        "count": (
            np.array([0, 1, 1], np.int32),
            np.array([0, 1, 1, 2, 3], np.int32),
            np.array([0, 1, 2, 3], np.int32),
            np.zeros(2, np.int64),
            np.array([True, False]),
        ),
        "phrase": (
            pairs,
            b"\0",
            [(np.array([0, 1, 2], np.int64), np.array([0, 9], np.uint8))],
            1,
            out,
            sums,
        ),
        "fuzzy": (np.array([97, 98], np.uint8), np.array([0, 1, 2], np.uint32), 0, 2, b"a", 0),
    }


TAKEN = {
    "unite": {"documents": "i", "scores": "d", "1": "i", "2": "d"},
    "intersect": {"documents": "i", "scores": "d", "1": "i", "2": "d"},
    "top": {"0": "d", "1": "l"},
    "count": {"0": "i", "1": "il", "2": "i", "3": "l", "4": "B?"},
    "phrase": {
        "documents": "i",
        "scores": "d",
        "starts": "l",
        "positions": "BHIi",
        "4": "i",
        "5": "d",
    },
    "fuzzy": {"0": "B", "1": "I"},
}
CASES = [
    (function, argument, taken)
    for function, rows in TAKEN.items()
    for argument, taken in rows.items()
]


def with_argument(function: str, argument: str, change) -> tuple[Any, ...]:
    """Return the good arguments of a function, one of its buffers changed."""
    arguments = list(good_calls()[function])
    pairs = {"documents": (0, 0), "scores": (0, 1), "starts": (2, 0), "positions": (2, 1)}
    if argument in pairs:
        at, part = pairs[argument]
        pair = list(arguments[at][0])
        pair[part] = change(pair[part])
        arguments[at] = [tuple(pair)]
    else:
        arguments[int(argument)] = change(arguments[int(argument)])
    return tuple(arguments)


@pytest.mark.parametrize(("function", "argument", "taken"), CASES)
def test_each_buffer_has_the_types_that_it_may_have(function, argument, taken) -> None:
    """Of all of NumPy's types a function takes those that are said, and refuses the others."""
    for code in "?bBhHiIlLefdFDgM":
        kind = np.dtype("M8[s]") if code == "M" else np.dtype(code)
        call = with_argument(function, argument, lambda array, kind=kind: array.astype(kind))
        if code in taken:
            getattr(kernel.compiled, function)(*call)
        else:
            with pytest.raises((TypeError, ValueError)):
                getattr(kernel.compiled, function)(*call)


@pytest.mark.parametrize(("function", "argument", "taken"), CASES)
def test_each_buffer_is_contiguous_aligned_and_in_native_order(function, argument, taken) -> None:
    """Strided, misaligned, two-dimensional and byte-swapped arrays are refused."""

    def misaligned(array):
        spaced = np.zeros(array.nbytes + 1, np.uint8)
        spaced[1:] = array.view(np.uint8)
        return spaced[1:].view(array.dtype)

    changes = [
        lambda array: np.repeat(array, 2)[::2],
        lambda array: array.reshape(1, -1),
        lambda array: array[:1].reshape(()),
    ]
    if not set(taken) & set("B?"):
        changes += [misaligned, lambda array: array.astype(array.dtype.newbyteorder(">"))]
    for change in changes:
        with pytest.raises((TypeError, ValueError, BufferError)):
            getattr(kernel.compiled, function)(*with_argument(function, argument, change))


@pytest.mark.parametrize(
    ("function", "argument"),
    [
        ("unite", "scores"),
        ("intersect", "scores"),
        ("intersect", "1"),
        ("intersect", "2"),
        ("count", "4"),
        ("count", "0"),
        ("count", "1"),
        ("phrase", "starts"),
        ("phrase", "positions"),
        ("phrase", "4"),
        ("phrase", "5"),
        ("phrase", "scores"),
        ("fuzzy", "0"),
        ("fuzzy", "1"),
        ("unite", "1"),
        ("unite", "2"),
    ],
)
def test_each_buffer_is_long_enough(function, argument) -> None:
    """An array that is too short for what others say of it is an error, and nothing is read."""
    with pytest.raises((IndexError, ValueError)):
        getattr(kernel.compiled, function)(
            *with_argument(function, argument, lambda array: array[:1])
        )


@pytest.mark.parametrize(
    ("function", "argument", "values"),
    [
        ("count", "0", [0, 2, 1]),
        ("count", "0", [0, -1, 1]),
        ("count", "1", [0, 1, 1, 4, 3]),
        ("count", "1", [0, -1, 1, 2, 3]),
        ("count", "1", [0, 2, 1, 2, 3]),
        ("count", "2", [1, 4]),
        ("count", "2", [-1, 1]),
        ("phrase", "starts", [0, 5, 2]),
        ("phrase", "starts", [-1, 1, 2]),
        ("phrase", "starts", [2, 1, 2]),
        ("phrase", "starts", [2**62, 1, 2]),
        ("fuzzy", "1", [0, 5, 2]),
        ("fuzzy", "1", [2, 1, 2]),
        ("fuzzy", "1", [0, 1, 2**31]),
        ("unite", "documents", [4096, 1]),
    ],
)
def test_each_number_is_compared_before_it_is_a_place(function, argument, values) -> None:
    """A start, an end, an ordinal or a document outside its array is an IndexError."""
    with pytest.raises(IndexError):
        getattr(kernel.compiled, function)(
            *with_argument(function, argument, lambda array: np.array(values, array.dtype))
        )


def test_counts_have_room_for_each_ordinal() -> None:
    """An ordinal beyond the counts is an IndexError, in rows and in a flat column."""
    values, starts, documents, *_ = good_calls()["count"]
    for shape in (starts, None):
        with pytest.raises(IndexError):
            kernel.compiled.count(values, shape, documents[2:3], np.zeros(1, np.int64), None)


@pytest.mark.parametrize("order", [b"", b"\1", b"\0\0", b"\377"])
def test_the_order_of_a_phrase_names_each_word_once(order) -> None:
    """Another order is refused: a word that it leaves out would be read behind its end."""
    pairs, _, places, *rest = good_calls()["phrase"]
    with pytest.raises(ValueError, match="kernel"):
        kernel.compiled.phrase(pairs, order, places, *rest)


@given(st.lists(names, unique=True, max_size=40), names)
def test_a_terms_place_equals_pythons(tmp_path_factory, terms, wanted) -> None:
    """As many terms are smaller as bisection in Python finds."""
    ordered = sorted(terms, key=lambda term: term.encode("utf-8", "surrogatepass"))
    path = tmp_path_factory.mktemp("kernel") / "terms"
    write_array_file(path, text_arrays("terms", ordered), {})
    dictionary = read_texts(ArrayFile(path), "terms")
    encoded = wanted.encode("utf-8", "surrogatepass")
    assert dictionary.rank(encoded) == without_kernel(dictionary.rank, encoded)


def test_find_refuses_what_it_cannot_read() -> None:
    """Buffers of other items are refused, and spans that do not ascend."""
    table = kernel.compiled.surfaces()
    whole = np.array([0, 4], np.int32)
    wanted = np.zeros(0, np.int32)
    for spans, asked in ((whole.astype(np.int64), wanted), (whole, wanted.astype(np.uint32))):
        with pytest.raises(TypeError):
            kernel.compiled.find(table, "satu dua", spans, 0, asked, None)
    with pytest.raises(IndexError):
        kernel.compiled.find(table, "satu dua", np.array([4, 6, 0, 2], np.int32), 0, wanted, None)
    # Spans beyond the text are cut at its end.
    far = np.array([0, 100, 200, 300], np.int32)
    packed, fresh = kernel.compiled.find(table, "satu dua", far, 0, np.array([1], np.int32), None)
    assert fresh == ["satu", "dua"]
    assert np.frombuffer(packed, np.int32).tolist() == [1, 5, 8, 1]


SURFACES = ["satu", "dua", "tiga", "Dua", "dualah", "é", "ébung", "x", "panjang"]


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(SURFACES), max_size=30),
    st.sets(st.sampled_from(SURFACES)),
)
def test_traits_pass_over_no_wanted_surface(words, sought) -> None:
    """The bits are those of first byte and length; with them is found what is found without."""
    text = " ".join(words)
    table = kernel.compiled.surfaces()
    whole = np.array([0, len(text)], np.int32)
    _, known = kernel.compiled.find(table, text, whole, 0, np.zeros(0, np.int32), None)
    held = [number for number, surface in enumerate(known) if surface in sought]
    wanted = np.array(held, np.int32)
    bits = kernel.compiled.traits([known[number] for number in held])
    encoded = (known[number].encode() for number in held)
    expected = {(surface[0] & 63) << 6 | len(surface) & 63 for surface in encoded}
    assert {n for n in range(8 * len(bits)) if bits[n >> 3] >> (n & 7) & 1} == expected
    plain = kernel.compiled.find(table, text, whole, len(known), wanted, None)
    assert kernel.compiled.find(table, text, whole, len(known), wanted, bits) == plain
    starts = np.frombuffer(plain[0], np.int32)[1::4].tolist()
    assert [text[s:].split(" ")[0] for s in starts] == [word for word in words if word in sought]
