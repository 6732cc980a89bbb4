"""What is counted, as the text says it; and what is no count at all."""

import pytest

from kliping.plugins.claims.quantities import Quantity, iter_quantities


def only(text: str) -> Quantity:
    (found,) = iter_quantities(text)
    return found


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("Polisi memeriksa 12 petugas keamanan pasar pagi ini.", "petugas keamanan pasar"),
        ("Sebanyak 45 rumah rusak diterjang angin.", "rumah rusak"),
        ("Perusahaan itu punya 22 biro di luar negeri.", "biro"),
        ("Kerugian negara mencapai Rp 42 miliar.", "Kerugian negara"),
        ("Posisi cadangan devisa pada akhir Maret 2018 tercatat sebesar 126 miliar dolar AS.",
         "cadangan devisa"),
        ("Pemerintah menyiapkan lahan seluas 500 ribu hektare.", "menyiapkan lahan"),
        ("Klub itu didenda Rp 30 juta.", "didenda"),
        ("Harga tiket naik menjadi Rp 75.000.", "Harga tiket"),
        ("Tingkat hunian hotel turun 12 persen.", "Tingkat hunian hotel"),
    ],
)  # fmt: skip
def test_what_is_counted(text: str, thing: str) -> None:
    """Behind a number the noun with what narrows it, before a measure what is measured."""
    assert only(text).thing == thing


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("Bus itu melaju 80 kilometer per jam.", "jam"),
        ("Lajunya 80 km/jam.", "jam"),
        ("Gabah dibeli Rp 6.500 per kilogram.", "kilogram"),
        ("Kami mendampingi 20 anak di setiap desa.", "desa"),
        ("Kami mendampingi 20 anak.", ""),
    ],
)
def test_rates(text: str, per: str) -> None:
    """So many for each of something is a rate."""
    assert only(text).per == per


@pytest.mark.parametrize(
    "text",
    [
        "Gol tercipta pada menit ke - 71 lewat tendangan bebas.",
        "Ia menjadi korban ke-350 tahun ini.",
        "Tim tamu unggul 1 - 0 sebelum jeda.",
        "Tuan rumah kalah 2 - 3 di partai terakhir.",
        "Pemain peringkat 183 dunia itu menang.",
    ],
)
def test_ranks_and_scores_are_no_claims(text: str) -> None:
    """A rank and a score count nothing."""
    assert list(iter_quantities(text)) == []


def test_a_state_stays_in_its_clause() -> None:
    """Who was killed before a comma does not kill the witnesses behind it."""
    killed, heard = iter_quantities("Longsor menewaskan dua orang, polisi memeriksa enam saksi.")
    assert (killed.noun, killed.state) == ("orang", "tewas")
    assert (heard.noun, heard.state) == ("saksi", "")
