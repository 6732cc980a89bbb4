"""Pairing of quotation marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kliping.plugins.quotations.page.marks import pair_marks


def contents(text: str) -> list[str]:
    return [text[quoted.start : quoted.end] for quoted in pair_marks(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"Kami siap," kata Rina.', ["Kami siap,"]),
        ("“Kami siap,” kata Rina.", ["Kami siap,"]),
        ("”Kami siap,” kata Rina.", ["Kami siap,"]),
        ("” Kami siap , ” kata Rina .", ["Kami siap ,"]),
        ('" Kami siap, " kata Rina.', ["Kami siap,"]),
        ("«Kami siap,» kata Rina.", ["Kami siap,"]),
        ("„Kami siap,” kata Rina.", ["Kami siap,"]),
        ("''Kami siap,'' kata Rina.", ["Kami siap,"]),
        ("'Kami sudah siap,' kata Rina.", ["Kami sudah siap,"]),
        ("‘Kami sudah siap,’ kata Rina.", ["Kami sudah siap,"]),
        ('"Satu." "Dua."', ["Satu.", "Dua."]),
        ('Rina berkata, "Ya." Lalu, "Tidak," katanya.', ["Ya.", "Tidak,"]),
        ('Ia membaca " Laskar" dan "Bumi " kemarin.', ["Laskar", "Bumi"]),
        ('Katanya"siap"saja.', ["siap"]),
        ("Jum'at lalu Ma'ruf tiba di Qur'an Center.", []),
        ("", []),
        ("Tanpa tanda apa pun.", []),
    ],
)
def test_marks_of_every_kind_pair(text: str, expected: list[str]) -> None:
    """Straight, curly, doubled and single marks pair, glued or with blanks, apostrophes do not."""
    assert contents(text) == expected


def test_a_quotation_may_go_on_in_the_next_paragraph() -> None:
    """A paragraph that opens with a mark again continues the unclosed quotation before it."""
    text = "“Jalan ini rusak parah.\n“Kami menunggu setahun,” kata Darto."
    (quoted,) = pair_marks(text)
    assert text[quoted.start : quoted.end].startswith("Jalan ini")
    assert text[quoted.start : quoted.end].endswith("setahun,")
    assert [text[a:b] for a, b in quoted.ranges] == [
        "Jalan ini rusak parah.",
        "Kami menunggu setahun,",
    ]


def test_a_quotation_may_go_on_over_an_empty_line() -> None:
    """An empty line between the paragraphs of one quotation changes nothing."""
    text = '"Jalan ini rusak.\n\n"Kami menunggu," kata Darto.'
    (quoted,) = pair_marks(text)
    assert len(quoted.ranges) == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('Kata ini" salah.\n"Kami siap," kata Rina.', "Kami siap,"),
        ('"Kami belum tahu\n"Kami siap," kata Rina.\nSelesai.', "Kami siap,"),
        ('Ukuran 14" itu laris. "Kami siap," kata Rina.', "Kami siap,"),
        ('"Kami siap, kata Rina.\nHujan turun.', "Kami siap,"),
        ("\"Kami siap', kata Rina.\nHujan turun.", "Kami siap"),
    ],
)
def test_an_unbalanced_mark_costs_one_quotation_at_most(text: str, expected: str) -> None:
    """A stray or lost mark does not turn the rest of the article inside out."""
    assert any(content.rstrip(",").endswith(expected.rstrip(",")) for content in contents(text))


def test_a_lost_mark_on_one_long_line_is_caught_up_with() -> None:
    """Evidence at the marks resynchronises a text without line ends."""
    text = (
        '"Kami siap bertanding," kata Rina. Tim itu "kuat. "Lawan kami cepat," kata Rina. '
        '"Kami akan menang," katanya.'
    )
    assert contents(text)[0] == "Kami siap bertanding,"
    assert contents(text)[-2:] == ["Lawan kami cepat,", "Kami akan menang,"]


@given(st.text(alphabet="ab .,\n\"“”'?!", max_size=80))
def test_pairs_are_disjoint_sorted_and_inside(text: str) -> None:
    """Stretches never overlap, lie in order and in the text, and hold no outer blank."""
    end = 0
    for quoted in pair_marks(text):
        assert end <= quoted.open <= quoted.start < quoted.end <= quoted.close <= len(text)
        assert text[quoted.start : quoted.end].strip() == text[quoted.start : quoted.end]
        assert all(quoted.start <= a < b <= quoted.end for a, b in quoted.ranges)
        end = quoted.close
