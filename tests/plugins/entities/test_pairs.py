"""What `Long Name (LN)` says, and which names need no country after them."""

import pytest

from kliping.index import Article
from kliping.plugins.entities.enricher import EntityEnricher
from kliping.plugins.entities.rules.naming import is_clipped, spells_another

FILLER = "Warga desa itu memanen padi lebih awal karena hujan turun terus sejak awal bulan. " * 9


def organisations(text: str) -> dict[str, str]:
    found = EntityEnricher().enrich(Article(id="a", text=FILLER + text), {}).mentions
    return {m.text: m.name for m in found if m.type == "organisation"}


@pytest.mark.parametrize(
    ("text", "short", "name"),
    [
        ("Menurut Kementerian Kesehatan (Kemkes), stok cukup.", "Kemkes", "Kementerian Kesehatan"),
        ("Laporan Kementan RI terbit kemarin.", "Kementan RI", "Kementerian Pertanian"),
    ],
)
def test_one_name(text: str, short: str, name: str) -> None:
    """An abbreviation written as a word, and a body with its country, are the body."""
    assert organisations(text)[short] == name


@pytest.mark.parametrize(
    ("short", "long", "expected"),
    [
        ("Kemkes", "Kementerian Kesehatan", True),
        ("Bandung", "Kementerian Kesehatan", False),
        ("Kemenhub", "Kementerian Kesehatan", False),
        ("BK", "Badan Kesehatan", False),
        ("Kemkes", "Kemenkes", False),
    ],
)
def test_is_clipped(short: str, long: str, expected: bool) -> None:
    """A clipped word has the letters of the long form in order, and the long form has words."""
    assert is_clipped(short, long) is expected


@pytest.mark.parametrize(
    ("long", "short", "listed", "expected"),
    [
        ("PT Bumi Sarana Kejora", "BSK", "Bank Syariah Mawar", True),
        ("Kesatuan Pelaut Indonesia", "KPI", "Komisi Penyiaran Indonesia", True),
        ("Indonesian Corruptor Watch", "ICW", "Indonesia Corruption Watch", False),
        ("Badan Antariksa Amerika", "NASA", "NASA", False),
    ],
)
def test_spells_another(long: str, short: str, listed: str, expected: bool) -> None:
    """The article's long form stands where nothing of it is in the listed name."""
    assert spells_another(long, short, listed) is expected


@pytest.mark.parametrize("text", ["Kim Ji - su bernyanyi.", "Kim Ji-su bernyanyi."])
def test_korean_names_with_blanks_round_the_hyphen(text: str) -> None:
    """The second half of a Korean given name belongs to it, however its hyphen is set."""
    values = EntityEnricher().enrich(Article(id="a", text=FILLER + text), {}).values
    assert [str(v).replace("-", " ") for v in values["person"]] == ["Kim Ji su"]


def test_a_country_in_brackets_is_no_abbreviation_of_the_body() -> None:
    """The brackets after a body and its country may abbreviate the country alone."""
    text = "Kamar Dagang dan Industri Uni Emirat Arab (UEA) hadir. Menteri UEA datang."
    found = EntityEnricher().enrich(Article(id="a", text=FILLER + text), {}).mentions
    given = {m.name for m in found if m.text == "UEA"}
    assert "Uni Emirat Arab" in given
    assert not any(name.startswith("K") for name in given)
