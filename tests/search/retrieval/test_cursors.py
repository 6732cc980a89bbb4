"""Cursors: text that a later search continues from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kliping.index import ArgumentError
from kliping.retrieval.cursors import decode_cursor, encode_cursor, search_key

_PART = st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=20))


@given(st.lists(_PART, min_size=1, max_size=4), st.integers(0, 10**6))
def test_a_cursor_gives_its_position_back(position: list[float | str], rank: int) -> None:
    """Decoding gives the rank and the position that were encoded; the text is URL-safe."""
    key = search_key("harga", "newest")
    cursor = encode_cursor(position, key, rank=rank)
    assert decode_cursor(cursor, key) == (rank, tuple(position))
    assert cursor.replace("-", "").replace("_", "").isalnum()


def test_a_cursor_of_another_search_is_refused() -> None:
    """A cursor only continues the search that gave it."""
    cursor = encode_cursor((1.0, "a"), search_key("harga"), rank=1)
    with pytest.raises(ArgumentError, match="another search"):
        decode_cursor(cursor, search_key("beras"))


@given(st.text(max_size=40))
def test_any_other_text_is_refused(text: str) -> None:
    """What is no cursor is an ArgumentError, never another exception."""
    with pytest.raises(ArgumentError):
        decode_cursor(text, search_key("harga"))
