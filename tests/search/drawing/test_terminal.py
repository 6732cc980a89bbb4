"""Bars, sparklines and carets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kliping.drawing.terminal import bar, caret, cells, fit, sparkline, squeeze
from kliping.index import QueryError


@pytest.mark.parametrize(
    ("count", "most", "drawn"),
    [(0, 5, ""), (5, 5, "████"), (1, 2, "██"), (1, 32, "▏"), (1, 9_999, "▏"), (3, 0, "")],
)
def test_a_bar_is_as_long_as_its_share(count: int, most: int, drawn: str) -> None:
    """A bar of four cells shows count / most to an eighth of a cell, and never hides a count."""
    assert bar(count, most, 4) == drawn


def test_a_sparkline_shows_each_count_against_the_largest() -> None:
    """Zero is a blank, the largest count the full block."""
    assert sparkline([0, 1, 4, 8]) == " ▁▄█"
    assert sparkline([]) == ""
    assert sparkline([0, 0]) == "  "


@given(st.lists(st.integers(0, 1000), max_size=300), st.integers(1, 80))
def test_squeezing_keeps_the_total(counts: list[int], width: int) -> None:
    """A squeezed series has at most `width` sums, and loses no count."""
    squeezed = squeeze(counts, width)
    assert len(squeezed) <= max(width, 0)
    assert sum(squeezed) == sum(counts)


@given(st.text(max_size=40), st.integers(0, 30))
def test_a_text_fits_its_column(text: str, width: int) -> None:
    """Any text takes exactly the cells given, and one that has room is whole."""
    fitted = fit(text, width)
    assert cells(fitted) == width
    if cells(text) <= width:
        assert fitted.startswith(text)


def test_the_caret_stands_under_the_fault() -> None:
    """The carets are under the characters at fault, with the suggestion below."""
    error = QueryError(
        "unknown", query="harga speker:ani", offset=6, length=6, suggestion="speaker"
    )
    assert caret(error) == [
        "  harga speker:ani",
        "        ^^^^^^",
        "  try: speaker",
    ]


@given(st.text(max_size=300), st.data())
def test_the_caret_line_never_leaves_the_query_line(query: str, data: st.DataObject) -> None:
    """Whatever the query holds, the carets start and end within the line above them."""
    offset = data.draw(st.integers(0, len(query)))
    length = data.draw(st.integers(1, max(1, len(query) - offset)))
    line, under = caret(QueryError("x", query=query, offset=offset, length=length))
    assert "\n" not in line
    assert under.count("^") >= 1
    assert cells(under) <= max(cells(line), 2) + 1
