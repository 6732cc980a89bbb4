"""Abbreviations: pairs that articles state, and what they do to a query."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kliping.index import Span
from kliping.index.analyzer import Abbreviations, find_abbreviations
from kliping.index.analyzer.abbreviations import shipped_pairs


def pairs(text: str) -> list[tuple[str, str]]:
    return [(pair.long, pair.short) for pair in find_abbreviations(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("dari Kementerian Luar Negeri (Kemenlu) RI", [("Kementerian Luar Negeri", "Kemenlu")]),
        ("Kepala Badan Narkotika Nasional (BNN)", [("Badan Narkotika Nasional", "BNN")]),
        ("oleh Korea  Utara (Korut)", [("Korea Utara", "Korut")]),
        (
            "Energi dan Sumber Daya Mineral (ESDM)",
            [("Energi dan Sumber Daya Mineral", "ESDM")],
        ),
        (
            "Menko Politik, Hukum, dan Keamanan (Polhukam)",
            [("Politik, Hukum, dan Keamanan", "Polhukam")],
        ),
        ("kata Budi Santoso (Golkar)", []),
        ("Jakarta (Antara), harga (Rp)", []),
        ("pada Senin (28/4) pukul (IV)", []),
        ("kata dia (PBB)", []),
    ],
)
def test_found(text: str, found: list[tuple[str, str]]) -> None:
    """A pair is found where the abbreviation's letters begin the words before the bracket."""
    assert pairs(text) == found


def test_place() -> None:
    """A pair stands from its full name to the bracket, and only inside the spans."""
    text = "Lewat Bank Indonesia (BI) lagi."
    (pair,) = find_abbreviations(text)
    assert text[pair.start : pair.end] == "Bank Indonesia (BI)"
    assert find_abbreviations(text, [Span(0, 12)]) == []


@given(st.text(alphabet="ABab (),.-\n", max_size=60))
def test_any_text(text: str) -> None:
    """Any text gives pairs whose place holds their abbreviation, and no error."""
    for pair in find_abbreviations(text):
        assert text[pair.start : pair.end].endswith(")")
        assert pair.short in text[pair.start : pair.end]


def test_expansions() -> None:
    """Full names in a query bring their abbreviation; AS comes in capitals; none comes back."""
    found = Abbreviations().expansions(
        ["sanksi", "Amerika", "Serikat", "terhadap", "korea", "utara"]
    )
    assert [(e.first, e.last, e.term.stem) for e in found] == [(1, 3, "AS"), (4, 6, "korut")]
    assert all(e.weight == 0.6 for e in found)
    assert Abbreviations().expansions(["korut", "AS"]) == ()


def test_longest_name() -> None:
    """Of overlapping names the longest counts, and an archive's own pairs count like ours."""
    own = Abbreviations([("Bank Indonesia Raya", "BIR")])
    (found,) = own.expansions(["Bank", "Indonesia", "Raya"])
    assert (found.first, found.last, found.term.exact) == (0, 3, "bir")


def test_shipped_pairs() -> None:
    """Every shipped pair is written once and has a full name that is longer than one word."""
    listed = shipped_pairs()
    assert len(listed) == len(set(listed))
    assert all(long and short and len(long) > len(short) for long, short in listed)
