"""Tables that fit the terminal, whatever its width."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kliping.cli.tables import lay_out
from kliping.drawing.terminal import cells, wrap

WORDS = st.text(st.characters(categories=["L", "Nd", "So"]), min_size=1, max_size=20)
CELL = st.lists(WORDS, max_size=6).map(" ".join)


@given(CELL, st.integers(2, 30))
def test_wrapped_text_keeps_its_letters(text: str, width: int) -> None:
    """Wrapping loses nothing but blanks, and no line is wider than asked for."""
    lines = wrap(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert max(map(cells, lines)) <= width


@given(st.lists(st.tuples(CELL, CELL, CELL), max_size=4), st.integers(20, 60))
def test_a_table_is_no_wider_than_the_terminal(rows: list[tuple[str, ...]], width: int) -> None:
    """Every line fits and has no blank at its end, and every value is there whole."""
    columns = ("nama", "isi", "jumlah")
    header, lines = lay_out(columns, rows, width)
    for line in [*([] if header is None else [header]), *lines]:
        assert cells(line) <= width
        assert line == line.rstrip()
    written = sorted("".join(lines).replace(" ", ""))
    for row in rows:
        for letter in "".join(row).replace(" ", ""):
            written.remove(letter)


def test_columns_fold_before_rows_become_blocks() -> None:
    """A long text is folded in its column; where columns have no room, each row is a block."""
    columns, rows = ("id", "judul"), [("a1", "Hujan turun lagi di Wates"), ("a2", "")]
    assert lay_out(columns, rows, 16) == (
        "id  judul",
        ["a1  Hujan turun", "    lagi di", "    Wates", "a2"],
    )
    header, lines = lay_out(columns, rows, 8)
    assert header is None
    assert lines[0] == "id: a1"
    assert lines[-2:] == ["", "id: a2"]


@pytest.mark.parametrize("command", [("plugins",), ("search", "*"), ("quotes",), ("entities",)])
@pytest.mark.parametrize("width", [40, 80])
def test_no_line_ends_with_blanks(
    indexed: Callable[..., Any], command: tuple[str, ...], width: int
) -> None:
    """What is printed fits the terminal, without blanks at the ends of lines."""
    ran = indexed(*command, "--format", "table", COLUMNS=str(width))
    assert ran.code == 0
    for line in ran.out.splitlines():
        assert line == line.rstrip()
        assert cells(line) <= width
