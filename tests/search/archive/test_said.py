"""`Archive.said`: every quotation like a sentence that goes round."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import kliping as library
from kliping import Archive, ArgumentError, Article

SENTENCE = "Kami akan membuka kembali pasar ikan di Teluk Mawar pada hari Senin"
ARTICLES = (
    Article(
        id="kedua",
        outlet="Kabar Timur",
        published=datetime(2025, 5, 6, tzinfo=UTC),
        text=f'"{SENTENCE}," kata Bupati Halim Perkasa di balai kota, Selasa.',
    ),
    Article(
        id="pertama",
        outlet="Pos Hulu",
        published=datetime(2025, 5, 5, tzinfo=UTC),
        text='"Kami mungkin akan membuka lagi pasar ikan Teluk Mawar pada hari Senin," ujar Bupati '
        'Halim Perkasa. "Nelayan di Teluk Mawar sudah tiga pekan tidak melaut," tambahnya.',
    ),
    Article(
        id="lain",
        text='"Sekolah di lereng gunung itu libur sampai abu vulkanik reda," kata Kepala Dinas '
        "Pendidikan Tono Wirawan.",
    ),
)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with library.open(tmp_path / "arsip.kliping", create=True) as opened:
        opened.add_all(ARTICLES)
        yield opened


def test_who_said_it_first(archive: Archive) -> None:
    """The earliest quotation comes first; a hedge that the sentence lost is named."""
    found = archive.said(SENTENCE)
    assert found.verdict == "said"
    assert [saying.article for saying in found.sayings] == ["pertama", "kedua"]
    first, second = found.sayings
    assert first.lost_hedges == ("mungkin",)
    assert second.likeness == pytest.approx(1.0)
    assert not second.different
    assert [each.quotation.text for each in found.otherwise] == [
        "Nelayan di Teluk Mawar sudah tiga pekan tidak melaut,"
    ]


def test_the_opposite_is_called_so(archive: Archive) -> None:
    """A sentence that turns what was said into its opposite is not "said"."""
    found = archive.said(SENTENCE.replace("akan", "tidak akan"))
    assert found.verdict == "reversed"
    assert all(saying.reversed for saying in found.sayings)


def test_by_whom(archive: Archive) -> None:
    """Only what the named speaker said counts."""
    assert archive.said(SENTENCE, by="Halim Perkasa").verdict == "said"
    assert archive.said(SENTENCE, by="Tono Wirawan").verdict == "nothing"
    assert archive.said(SENTENCE, by="Tidak Dikenal").verdict == "nothing"


def test_what_nobody_said(archive: Archive) -> None:
    """Nothing like it is said plainly, with no quotation."""
    found = archive.said(
        "Harga cabai rawit merah akan turun separuh menjelang panen raya di Brebes"
    )
    assert (found.verdict, found.sayings, found.nearest) == ("nothing", (), ())


@pytest.mark.parametrize("text", ["", "yang di", "benar sekali", "kata " * 2_000])
def test_what_tells_nothing_is_refused(archive: Archive, text: str) -> None:
    """Too few words that tell, or far too many code points, are an error with a remedy."""
    with pytest.raises(ArgumentError, match="give"):
        archive.said(text)


def test_an_archive_without_quotations(tmp_path: Path) -> None:
    """An empty archive says that it holds no quotation."""
    with library.open(tmp_path / "kosong.kliping", create=True) as opened:
        found = opened.said(SENTENCE)
    assert found.verdict == "nothing"
    assert "no quotation" in found.warnings[0]
