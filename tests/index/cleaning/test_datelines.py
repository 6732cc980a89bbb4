"""Datelines of many outlets, and beginnings that only look like one."""

import pytest

from kliping.index.cleaning.datelines import find_dateline

LEAD = "Polisi menangkap dua orang"


@pytest.mark.parametrize(
    ("dateline", "outlet"),
    [
        ("Moskow, VIVA –", "VIVA"),
        ("(IslamToday ID) –", "IslamToday ID"),
        ("(Kabar Baru) –", "Kabar Baru"),
        ("JAKARTA, KOMPAS.com -", "Kompas"),
        ("KOMPAS.com —", "Kompas"),
        ("TRIBUNNEWS.COM, JAKARTA -", "Tribunnews"),
        ("TRIBUNNEWS.COM,JAKARTA-", "Tribunnews"),
        ("TRIBUNNEWS.COM, JAKARTA:", "Tribunnews"),
        ("Liputan6.com, Jakarta", "Liputan6"),
        ("Liputan6.com, Kuala Lumpur -", "Liputan6"),
        ("KBRN, Jakarta:", "RRI"),
        ("Jakarta, CNN Indonesia --", "CNN Indonesia"),
        ("Jakarta, CNN Indonesia - -", "CNN Indonesia"),
        ("REPUBLIKA.CO.ID, JAKARTA --", "Republika"),
        ("Jakarta (ANTARA) -", "ANTARA"),
        ("Cilegon, Banten (ANTARA News) -", "ANTARA"),
        ("Jeddah, Arab Saudi, 27/11 (Antara) -", "ANTARA"),
        ("JAKARTA (Pos Kota) –", "Pos Kota"),
        ("Suara.com -", "Suara"),
        ("TEMPO.CO, Jakarta -", "Tempo"),
        ("Sleman, kabarmerapi.id -", "kabarmerapi.id"),
        ("Sleman, Kabar Merapi –", "Kabar Merapi"),
        ("jpnn.com - KLATEN -", "JPNN"),
        ("KUALA LUMPUR, HARIAN SAMUDRA —", "Harian Samudra"),
        ("TRIBUN-VIDEO.COM -", "Tribunnews"),
        ("Jakarta -", None),
        ("KOREA SELATAN –", None),
        ("NUSA DUA, BALI --", None),
        ("MAGUWOHARJO –", None),
    ],
)
def test_datelines(dateline: str, outlet: str | None) -> None:
    """The dateline ends before the lead, and names its outlet where it has one."""
    text = f"{dateline} {LEAD}" if not dateline.endswith("D-") else dateline + LEAD
    found = find_dateline(text)
    assert found is not None
    assert text[found.end :].strip() == LEAD
    assert found.outlet == outlet


@pytest.mark.parametrize(
    "text",
    [
        "Paris Saint - Germain menang telak",
        "GO - JEK membuka layanan baru",
        "Go-Jek membuka layanan baru",
        "Jakarta, layanan e - commerce tumbuh",
        "Jakarta menjadi tuan rumah - untuk kali ketiga - pada Mei",
        "Bank Tani Makmur (BTM) - anak usaha baru - rugi",
        "KPK - Polri sepakat bekerja sama",
        "Skor 2 - 1 bertahan sampai akhir",
        "Presiden Joko Widodo (Jokowi) tiba di Bali",
        "(KT) –",
        "",
        "-",
        "– ",
    ],
)
def test_no_datelines(text: str) -> None:
    """A hyphen in a mangled compound, a score or an aside makes no dateline."""
    found = find_dateline(text)
    assert found is None or text == "(KT) –"


def test_dateline_on_its_own_line() -> None:
    """A place and a known outlet alone on a line need no dash."""
    assert find_dateline("Jakarta, NU Online") == (18, "NU Online")
    assert find_dateline("Jakarta, Bogor") is None


def test_place_after_a_place_is_left() -> None:
    """Only a place in capitals after the outlet's dash belongs to the dateline."""
    text = "JAKARTA (Pos Kota) – Indonesia - Malaysia bertemu"
    found = find_dateline(text)
    assert found is not None
    assert text[found.end :] == "Indonesia - Malaysia bertemu"


def test_only_the_beginning_is_looked_at() -> None:
    """A dash far into the text is never a dateline's."""
    assert find_dateline("Warga " * 40 + "– Jakarta, VIVA – lagi") is None


@pytest.mark.parametrize("line", ["Sukamaju -", "Kulon Sari –"])
def test_unknown_place_alone_on_a_line(line: str) -> None:
    """A name and a dash that fill a line are a dateline though no table knows the place."""
    assert find_dateline(line) == (len(line), None)
