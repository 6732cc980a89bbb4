"""Full stops whose blank was lost, and full stops that end no sentence."""

import pytest

from kliping.index import Article
from kliping.plugins.entities.enricher import EntityEnricher
from kliping.plugins.quotations.page.parsed_article import ParsedArticle
from kliping.plugins.quotations.page.words import load_lexicon


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Rumah itu terbakar.Sementara itu, polisi datang.", 2),
        ("Harganya Rp1.000.Warga menawar.", 2),
        ("Itu terjadi pada 2025.Warga pulang.", 2),
        ("Laman detik.com.Menurut dia, itu benar.", 2),
        ("Kabar itu dimuat Detik.Com dan Tirto.Id pagi ini.", 1),
        ("Laman detik.com memuat harga Rp1.000.000 per kilo.", 1),
        ("Bupati H.M.Karto dan Dr.Budi hadir bersama Prof.Rini.", 1),
        ("Siti Aminah, S.Pd, M.Si hadir di Kab.Garut.", 1),
        ("AKBP.Karto hadir. Ia pulang.", 2),
    ],
)
def test_sentences(text: str, count: int) -> None:
    """A full stop between a word and a capital ends a sentence, but for abbreviations."""
    assert len(ParsedArticle(text, load_lexicon()).sentences) == count


def test_names_end_with_the_sentence() -> None:
    """A name does not reach over a full stop whose blank was lost."""
    filler = "Warga desa itu memanen padi lebih awal karena hujan turun terus. " * 12
    text = f"{filler}Rapat itu dipimpin Arifin Wibowo.Sulastri Rahayu mencatat hasilnya. {filler}"
    names = EntityEnricher().enrich(Article(id="a", text=text), {}).values["person"]
    assert set(names) == {"Arifin Wibowo", "Sulastri Rahayu"}
