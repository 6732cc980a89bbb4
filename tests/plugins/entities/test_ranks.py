"""Ranks between an office and the name of its holder."""

import pytest

from kliping.index import Article
from kliping.plugins.entities.enricher import EntityEnricher

FILLER = "Warga desa itu memanen padi lebih awal karena hujan turun terus sejak awal bulan. " * 9


def values(text: str) -> dict[str, tuple[str, ...]]:
    found = EntityEnricher().enrich(Article(id="a", text=text), {}).values
    return {field: tuple(map(str, given)) for field, given in found.items()}


@pytest.mark.parametrize("filler", ["", FILLER])
@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Kapolres Bogor AKBP Rio Wahyu memimpin apel.", "Rio Wahyu"),
        ("Kapolresta Malang Kota Kombes Pol. Budi Hermanto menemui warga.", "Budi Hermanto"),
        ("Dandim 0733 Semarang Letkol Inf Rahmad Saerodin hadir.", "Rahmad Saerodin"),
        ("Kasat Reskrim Polres Garut AKP Ari Rinaldo menangkap pelaku.", "Ari Rinaldo"),
        ("Danlanud Iswahjudi Marsma TNI Wastum Hadi meninjau hanggar.", "Wastum Hadi"),
        ("Kapendam Diponegoro Kolonel Kav Susanto Wibowo menjelaskan.", "Susanto Wibowo"),
        ("Kapolsek Sukamaju Iptu I Made Karto datang ke lokasi.", "I Made Karto"),
        ("Kepala BNN Komjen Pol (Purn) Heru Winarko menjelaskan itu.", "Heru Winarko"),
        ("Bhabinkamtibmas Bripka Medan Saputra menolong warga.", "Medan Saputra"),
    ],
)
def test_bearer(text: str, person: str, filler: str) -> None:
    """The name begins after rank, force and corps; no value of any field holds a rank."""
    found = values(filler + text)
    assert person in found.get("person", ())
    ranks = {"AKBP", "Kombes", "Pol", "Letkol", "Inf", "AKP", "Marsma", "TNI", "Kolonel", "Kav",
             "Iptu", "Komjen", "Purn", "Bripka"}  # fmt: skip
    for names in found.values():
        assert ranks.isdisjoint(word for name in names for word in name.split())


def test_body_and_place_before_the_rank_stay() -> None:
    """What stands before the rank is the officer's body or place, whole."""
    assert "Polres Garut" in values("Kasat Polres Garut AKP Ari Rinaldo datang.")["organisation"]
    assert values("Kapolres Bogor AKBP Rio Wahyu memimpin apel.")["place"] == ("Bogor",)


def test_first_name_that_is_a_city() -> None:
    """The first name of a rank's bearer is he, and a place where a word calls it one."""
    found = values("Kapolres Bogor AKBP Rio Wahyu datang. Pelaku ditahan, kata Rio, Senin.")
    assert found["person"] == ("Rio Wahyu",)
    assert "Rio de Janeiro" not in found.get("place", ())


def test_streets_named_after_officers() -> None:
    """A rank in the name of a street is no officer's."""
    found = values(f"{FILLER} Kecelakaan terjadi di Jalan Letjen Suprapto, Senin pagi.")
    assert "Suprapto" not in found.get("person", ())


def test_initials_are_no_name() -> None:
    """An officer of whom only initials are given is no person, and no country."""
    found = values("Ketiga polisi itu Bripka AS (33), Bripka DR (33), dan Bripka DM (35).")
    assert not found
