"""The wire that an article declares."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kliping.index import Article, Region
from kliping.plugins.wire import WireEnricher


def wires(text: str, outlet: str | None = None, regions: tuple[Region, ...] = ()) -> list[object]:
    article = Article(id="a", text=text, outlet=outlet, regions=regions)
    result = WireEnricher().enrich(article, {})
    for record in result.records:
        assert text[record.start : record.end] == record.text
    return list(result.values.get("wire", ()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kupang (ANTARA) - Nelayan kembali melaut hari ini.", ["ANTARA"]),
        ("Ombak mulai reda, kata nakhoda itu. (Reuters)", ["Reuters"]),
        ("Ombak mulai reda. [ant/rsa]", ["ANTARA"]),
        ("Ombak mulai reda. (AFP/Reuters)", ["AFP", "Reuters"]),
        ("Harga kopi naik, seperti dilansir dari laman The Hindu, Senin (5/5).", ["The Hindu"]),
        ("Dikutip Wartapagi.id dari Radio Free Asia (RFA), badai itu lewat.", ["Radio Free Asia"]),
        ("Mengutip laman Cuaca Nusantara, hujan turun sejak pagi.", ["Cuaca Nusantara"]),
        ("Seperti dikutip Antaranews.com, hujan turun sejak pagi.", ["ANTARA"]),
        ("Melansir kopi.example.org, panen dimulai.", ["kopi.example.org"]),
        ("Panen dimulai, lapor Reuters.", ["Reuters"]),
        ("Gempa itu terasa di Malang, menurut laporan kantor berita Xinhua.", ["Xinhua"]),
    ],
)
def test_declared_wires(text: str, expected: list[str]) -> None:
    """A dateline, a credit, a by-line code or a phrase names the wire, in its usual spelling."""
    assert wires(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Ia mengutip Ketua Dewan Adat yang hadir di sana.",
        "Penulis itu mengutip buku harian kakeknya.",
        "Dikutip dari berbagai sumber, berikut cara menanam kopi.",
        "Mahasiswa (AP) itu ditahan polisi sejak kemarin.",
        "Jarak antara Kupang dan Soe seratus kilometer. (rsa)",
        "Foto itu diunggah seperti dikutip dari akun Instagram miliknya.",
        "",
    ],
)
def test_what_is_no_wire(text: str) -> None:
    """Quoted people and papers, initials in running text and reporters' codes name no wire."""
    assert wires(text) == []


def test_a_name_ends_with_its_sentence() -> None:
    """The next sentence, a day or a month is no part of a source's name."""
    assert wires("Dilansir dari Kabar Timur. Petani senang.") == ["Kabar Timur"]
    assert wires("Dilansir dari Kabar Timur Rabu (7/5), petani senang.") == ["Kabar Timur"]


def test_an_outlet_is_not_its_own_wire() -> None:
    """The agency's dateline in its own article declares nothing."""
    text = "Kupang (ANTARA News) - Nelayan kembali melaut hari ini."
    assert wires(text, outlet="antaranews.com") == []
    assert wires(text, outlet="Kabar Timur") == ["ANTARA"]


def test_only_the_article_itself_counts() -> None:
    """A by-line region counts; a caption or a teaser of another article does not."""
    text = "Foto: perahu (AFP)\nNelayan melaut.\n(ant)"
    caption = Region(kind="caption", start=0, end=18)
    byline = Region(kind="byline", start=len(text) - 5, end=len(text))
    assert wires(text, regions=(caption, byline)) == ["ANTARA"]


@given(st.text(alphabet="(A)NTRa /[]dilansrkutp .–-\n", max_size=200))
def test_any_text_is_taken(text: str) -> None:
    """No text makes the enricher fail, and every record lies in the text."""
    wires(text)
