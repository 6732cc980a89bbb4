"""Cursors: text that a later search continues from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kliping.index import ArgumentError
from kliping.retrieval.cursors import Cursor, decode_cursor, encode_cursor, mark, search_key

_NAMES = st.lists(st.text(max_size=20), max_size=30)


@given(_NAMES, st.integers(0, 2**32 - 1), st.integers(-(2**40), 2**40))
def test_a_cursor_gives_back_what_it_holds(names: list[str], rank: int, now: int) -> None:
    """Decoding gives the clock, the rank and the marks that were encoded; the text is URL-safe."""
    key = search_key("harga", "newest")
    cursor = Cursor(now=now, rank=rank, marks=tuple(mark("id", name) for name in names))
    text = encode_cursor(cursor, key)
    assert decode_cursor(text, key) == cursor
    assert text.replace("-", "").replace("_", "").isalnum()


@given(st.integers(0, 10**6), st.data())
def test_a_changed_cursor_is_refused(number: int, data: st.DataObject) -> None:
    """A cursor with another letter anywhere is an ArgumentError."""
    key = search_key("harga")
    marks = tuple(mark("id", f"a{number + n}") for n in range(3))
    text = encode_cursor(Cursor(now=number, rank=3, marks=marks), key)
    at = data.draw(st.integers(0, len(text) - 2))  # the last letter may hold unused bits
    other = data.draw(st.sampled_from("abcXYZ019-_"))
    if text[at] != other:
        with pytest.raises(ArgumentError):
            decode_cursor(text[:at] + other + text[at + 1 :], key)


def test_marks_of_different_hits_differ() -> None:
    """A hundred thousand ids of the kinds that sources have give as many marks."""
    ids = [f"https://kabar.example/2025/{n:02}/{m}" for n in range(100) for m in range(500)]
    ids += [f"selat-{n}" for n in range(50_000)]
    assert len({mark("id", id) for id in ids}) == len(ids)


def test_a_cursor_of_another_search_is_refused() -> None:
    """A cursor only continues the search that gave it."""
    cursor = encode_cursor(Cursor(now=1), search_key("harga"))
    with pytest.raises(ArgumentError, match="another search"):
        decode_cursor(cursor, search_key("beras"))


@given(st.text(max_size=40))
def test_any_other_text_is_refused(text: str) -> None:
    """What is no cursor is an ArgumentError, never another exception."""
    with pytest.raises(ArgumentError):
        decode_cursor(text, search_key("harga"))
