"""Suggested aliases over the values of an archive."""

import pytest

from kliping.plugins.entities.aliases import suggest_aliases
from kliping.plugins.entities.spelling import is_variant


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("Wening Prameswari", "Wening Prameswary", True),
        ("Park Min-seok", "Park Min Seok", True),
        ("Wening Prameswari", "Wening Pramudita", False),
        ("Agus Salim", "Agus Halim", False),
        ("Rani", "Rana", False),
    ],
)
def test_variants_are_one_or_two_edits_apart(left: str, right: str, same: bool) -> None:
    """Full names with equal initials and one word one or two letters apart are one name."""
    assert is_variant(left, right) is same
    assert is_variant(right, left) is same


def test_the_rarer_spelling_is_the_alias() -> None:
    """Of two spellings the one in fewer articles is suggested as the alias."""
    counts = {"Wening Prameswari": 9, "Wening Prameswary": 2}
    (suggestion,) = suggest_aliases(counts, "person")
    assert (suggestion.alias, suggestion.name) == ("Wening Prameswary", "Wening Prameswari")


def test_listed_names_come_first() -> None:
    """What the gazetteer lists under another name is suggested with the highest score."""
    counts = {"Ahok": 5, "Basuki Tjahaja Purnama": 9, "Prameswari": 3, "Wening Prameswari": 4}
    found = suggest_aliases(counts, "person")
    assert [(s.alias, s.name) for s in found] == [
        ("Ahok", "Basuki Tjahaja Purnama"),
        ("Prameswari", "Wening Prameswari"),
    ]


def test_initials_lead_to_the_one_long_name() -> None:
    """An abbreviation is suggested for the only organisation whose capitals it spells."""
    counts = {"SPP": 4, "Serikat Penggiling Padi": 6}
    (suggestion,) = suggest_aliases(counts, "organisation")
    assert (suggestion.alias, suggestion.name) == ("SPP", "Serikat Penggiling Padi")
    assert suggest_aliases({**counts, "Sentra Pupuk Pati": 1}, "organisation") == []


def test_a_name_that_two_bear_is_not_suggested() -> None:
    """A single name with two full names that hold it stays as it is."""
    counts = {"Hartono": 5, "Hartono Wiguna": 4, "Hartono Laksmana": 4}
    assert suggest_aliases(counts, "person") == []
