"""Text on its way out: what a terminal, a spreadsheet, JSON and XML are spared."""

import csv
import io
import json
import unicodedata
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kliping.safe_text import harmless, harmless_line, json_line, spreadsheet_cell, xml_text

# Any code point, with those that do harm drawn more often than chance would.
HOSTILE = st.text(
    st.one_of(
        st.characters(codec=None),
        st.sampled_from(
            "\x00\x07\x08\x0b\x1b\x7f\x85\x9b\x9d\u202e\u2066\u2028\u2029\ud800\r\n\t=<&"
        ),
    )
)


def is_unsafe(character: str) -> bool:
    """Return whether Unicode's data call a character a control, a surrogate or a direction."""
    return (
        unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") and character not in "\n\t"
    ) or unicodedata.bidirectional(character) in (
        "LRE",
        "RLE",
        "LRO",
        "RLO",
        "PDF",
        "LRI",
        "RLI",
        "FSI",
        "PDI",
    )


@given(HOSTILE)
def test_harmless_text_keeps_its_length_and_holds_nothing_unsafe(text: str) -> None:
    """Offsets into the text stay right, and no unsafe character is left."""
    shown = harmless(text)
    assert len(shown) == len(text)
    assert not any(map(is_unsafe, shown))
    assert harmless(shown) == shown
    assert not set(harmless_line(text)) & {"\n", "\t"}


@given(st.text(st.characters(categories=("L", "M", "N", "P", "S", "Zs"))))
def test_plain_text_is_not_touched(text: str) -> None:
    """Letters, marks, digits, signs and blanks of any script go out as they are."""
    assert harmless(text) == text


@given(HOSTILE)
def test_json_holds_the_same_value_without_an_unsafe_character(text: str) -> None:
    """What is escaped is read back as it was."""
    line = json_line({"text": text, "more": [text]})
    assert not any(map(is_unsafe, line))
    assert "\n" not in line
    assert json.loads(line) == {"text": text, "more": [text]}


@given(HOSTILE)
def test_xml_text_can_be_parsed(text: str) -> None:
    """Whatever the text, the element that holds it is well-formed and harmless."""
    page = f'<p title="{xml_text(text)}">{xml_text(text)}</p>'
    shown = ElementTree.fromstring(page).text or ""
    assert not any(map(is_unsafe, shown))


@pytest.mark.parametrize(
    "first", ["=", "+", "-", "@", "＝", "＋", "－", "＠", " =", "\t", "\r", "\n="]
)
def test_a_formula_is_text_in_a_spreadsheet(first: str) -> None:
    """A cell that a spreadsheet would run stands behind an apostrophe."""
    assert spreadsheet_cell(f'{first}cmd|"/C calc"!A0').startswith("'")


@pytest.mark.parametrize("number", ["-5", "+3,5", "-1.250.000", "-2e7", "- 5 orang", "a=b"])
def test_a_number_keeps_its_sign(number: str) -> None:
    """Only a formula is changed; a number is none, and what follows a letter is none."""
    expected = f"'{number}" if number == "- 5 orang" else number
    assert spreadsheet_cell(number) == expected


@given(HOSTILE)
def test_a_cell_survives_the_csv_round_trip(text: str) -> None:
    """A harmless cell is one cell again after reading."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(["x", spreadsheet_cell(text)])
    [[_, cell]] = csv.reader(io.StringIO(out.getvalue(), newline=""))
    assert cell == spreadsheet_cell(text)
