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
        ("Klub itu didenda Rp 30 juta.", "Klub didenda"),
        ("Harga tiket naik menjadi Rp 75.000.", "Harga tiket"),
        ("Tingkat hunian hotel turun 12 persen.", "Tingkat hunian hotel"),
        ("Gudang itu menyimpan 40 kilogram cengkih kering.", "cengkih kering"),
        ("Calon itu meraih 62 persen suara sah.", "suara sah"),
        ("Jagung yang akan dikirim sekitar 300 ton.", "Jagung dikirim"),
        ("Jembatan itu setinggi 1.200 milimeter.", "Jembatan"),
        ("Ia melompat sejauh 7 meter.", "melompat"),
        ("Biaya ganti atap rumah itu yang sebesar Rp 9 juta.", "Biaya ganti atap rumah"),
        ("Anggaran dinas, yakni sebesar Rp 9 miliar.", "Anggaran dinas"),
        ("Calon lurah sebanyak 50 orang.", "Calon lurah"),
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
        "Timnas U - 22 tampil besok.",
        "Toko tutup sejak H - 1 sebelum puasa.",
        "Ia juara nomor putri -55 kg.",
        "Kurs rupiah ditutup Rp 14.178 per dolar AS.",
        "Rp 3.000.",
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


@pytest.mark.parametrize(
    ("text", "low"),
    [
        ("Korban tewas mencapai 34.", 34),
        ("Jumlah korban meninggal di Desa Tirta bertambah menjadi 34 orang.", 34),
        ("Sebanyak 21 orang meninggal dalam banjir itu.", 21),
        ("Banjir itu menelan 5 korban jiwa.", 5),
    ],
)
def test_tolls_are_one_thing(text: str, low: float) -> None:
    """Those who died are one thing counted, whether called people, victims or souls."""
    found = only(text)
    assert (found.noun, found.state, found.low) == ("orang", "tewas", low)


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("Lahan 10 hektare atau setara 100.000 meter persegi.", ["Lahan", "Lahan"]),
        ("Penguasaan bola 59 persen berbanding 41 persen.", ["Penguasaan bola"] * 2),
        ("Ongkos kirim 4 juta dolar AS atau sekitar Rp 60 miliar.", ["Ongkos kirim"] * 2),
    ],
)
def test_one_amount_said_twice_is_of_one_thing(text: str, things: list[str]) -> None:
    """What the first of two measures is of, the second is of too."""
    assert [found.thing for found in iter_quantities(text)] == things


def test_nobody_burned_before_the_fire() -> None:
    """A state that came later is none of those who are counted."""
    found = only("Sebelum terbakar ada tiga penumpang yang keluar.")
    assert (found.noun, found.state) == ("penumpang", "")
