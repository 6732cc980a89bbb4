"""Quantities of a text, and the claims that an article makes with them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kliping.index import Article, Enrichment, Mention, Quotation, Speaker
from kliping.plugins.claims import Claims, kliping_register_enrichers
from kliping.plugins.claims.numbers import read_words
from kliping.plugins.claims.quantities import iter_quantities


def quantities(text: str) -> list[tuple[str, float, float, str, str, str]]:
    return [
        (text[q.start : q.end], q.low, q.high, q.qualifier, q.noun, q.state)
        for q in iter_quantities(text)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Desa itu menampung lebih dari 10.000 pengungsi.",
            ("lebih dari 10.000 pengungsi", 10000, 10000, "more", "pengungsi", ""),
        ),
        (
            "Sebanyak 10.000-12.000 prajurit berlatih.",
            ("Sebanyak 10.000-12.000 prajurit", 10000, 12000, "", "tentara", ""),
        ),
        ("Ada 10-12 ribu orang di sana.", ("Ada 10-12 ribu orang", 10000, 12000, "", "orang", "")),
        ("Panen mencapai 1,5 juta ton.", ("mencapai 1,5 juta ton", 1.5e6, 1.5e6, "", "ton", "")),
        ("Belasan rumah roboh.", ("Belasan rumah", 11, 19, "vague", "rumah", "")),
        (
            "Puluhan ribu warga mengungsi.",
            ("Puluhan ribu warga", 20000, 99000, "vague", "orang", "mengungsi"),
        ),
        (
            "Sedikitnya 12 orang tewas.",
            ("Sedikitnya 12 orang", 12, 12, "least", "orang", "tewas"),
        ),
        (
            "Banjir itu menewaskan dua belas orang.",
            ("dua belas orang", 12, 12, "", "orang", "tewas"),
        ),
        (
            "Korban tewas mencapai 27 orang.",
            ("mencapai 27 orang", 27, 27, "", "orang", "tewas"),
        ),
        (
            "Ada 40 kasus kecelakaan dengan korban tewas.",
            ("Ada 40 kasus", 40, 40, "", "kasus", ""),
        ),
        (
            "Sekitar 4.000 pasukan tewas atau terluka.",
            ("Sekitar 4.000 pasukan", 4000, 4000, "about", "tentara", "tewas atau luka"),
        ),
        (
            "Antara 20 dan 30 kios terbakar.",
            ("20 dan 30 kios", 20, 30, "", "kios", "terbakar"),
        ),
        ("Biayanya Rp 1,5 triliun.", ("Rp 1,5 triliun", 1.5e12, 1.5e12, "", "IDR", "")),
        ("Harga naik 12,5 persen.", ("12,5 persen", 12.5, 12.5, "", "%", "")),
        ("Polisi menangkap tiga ekor buaya.", None),
        ("Polisi memelihara 3 ekor buaya.", ("3 ekor buaya", 3, 3, "", "buaya", "")),
    ],
)
def test_quantities(text: str, expected: tuple[object, ...] | None) -> None:
    """Numbers, words, ranges and vague words with what they count, qualifier and state."""
    assert quantities(text) == ([] if expected is None else [expected])


@pytest.mark.parametrize(
    "text",
    [
        "Rapat dimulai pukul 10.00 WIB.",
        "Ia lahir pada tahun 1990 di Kupang.",
        "Sunarti (34) bekerja di sana selama 12 tahun.",
        "Mereka kalah 2-1 pada babak ke-14.",
        "Kapal itu datang pada Senin (5/5/2025).",
        "Ia tinggal di Jalan Melati nomor 12 bersama ibunya.",
        "Kedua negara itu satu suara.",
        "",
    ],
)
def test_what_is_no_quantity(text: str) -> None:
    """Times, years, ages, scores, ranks, dates and addresses count nothing."""
    assert quantities(text) == []


def test_a_part_of_a_whole() -> None:
    """Of `1.000 dari 11.000 …` the part has the state and the noun, the whole only the noun."""
    text = "Setidaknya 1.000 dari 11.000 prajurit yang berangkat telah tewas."
    part, whole = iter_quantities(text)
    assert (part.low, part.noun, part.state, part.of) == (1000, "tentara", "tewas", True)
    assert (whole.low, whole.noun, whole.state, whole.of) == (11000, "tentara", "", False)
    text = "Ada 14.000 prajurit, termasuk 3.000 bala bantuan."
    assert [(q.low, q.noun, q.of) for q in iter_quantities(text)] == [
        (14000, "tentara", False),
        (3000, "bala bantuan", True),
    ]


@pytest.mark.parametrize(
    ("phrase", "number"),
    [
        ("sebelas", 11),
        ("dua belas", 12),
        ("dua puluh lima", 25),
        ("seratus tiga", 103),
        ("tiga ratus dua puluh", 320),
        ("dua puluh lima ribu", 25_000),
        ("seribu lima ratus", 1_500),
        ("dua juta tiga ratus ribu", 2_300_000),
    ],
)
def test_numbers_in_words(phrase: str, number: float) -> None:
    """Number words mean what Indonesian means by them."""
    assert read_words(phrase.split()) == number


def claims(text: str, **earlier: Enrichment) -> Enrichment:
    return Claims().enrich(Article(id="a", text=text), earlier)


def test_a_claim_stands_in_its_sentence() -> None:
    """Offsets of claim and sentence are those of the article's text."""
    text = "Banjir datang.\nSedikitnya 12 orang hilang di hulu. Air surut."
    result = claims(text)
    (record,) = result.records
    assert text[record.start : record.end] == record.text == "Sedikitnya 12 orang"
    sentence = text[int(record.data["sentence_start"] or 0) : int(record.data["sentence_end"] or 0)]
    assert sentence == "Sedikitnya 12 orang hilang di hulu."
    assert result.values == {"claim_value": ("orang hilang: 12",)}


def test_sources() -> None:
    """The source is the quotation's speaker, the subject of a reporting verb, or `menurut X`."""
    text = "“Ada 40 rumah rusak di sini,” kata Lurah Dewi."
    speaker = Speaker(name="Dewi Anggraini", as_written="Dewi", start=42, end=46, kind="person")
    quotation = Quotation(start=1, end=28, text=text[1:28], type="direct", speaker=speaker)
    (record,) = claims(text, quotations=Enrichment(quotations=(quotation,))).records
    assert record.data["source"] == "Dewi Anggraini"
    (record,) = claims("Sebelumnya, BPBD Kupang mencatat 40 rumah rusak.").records
    assert record.data["source"] == "BPBD Kupang"
    text = "Menurut Basarnas, 40 orang hilang."
    mention = Mention(start=8, end=16, text="Basarnas", type="organisation", name="Basarnas")
    (record,) = claims(text, entities=Enrichment(mentions=(mention,))).records
    assert record.data["source"] == "Basarnas"
    (record,) = claims("Ia mengatakan 40 rumah rusak.").records
    assert record.data["source"] is None


def test_the_hook_gives_the_enricher() -> None:
    """The plugin registers the enricher with its field."""
    (enricher,) = kliping_register_enrichers()
    assert (enricher.name, [field.name for field in enricher.fields]) == ("claims", ["claim_value"])


PIECES = [
    "12",
    "10.000",
    "-",
    " ",
    "ribu",
    "dua",
    "belas",
    "orang",
    "tewas",
    ".",
    ",",
    "dari",
    "Rp",
]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join) | st.text(max_size=80))
def test_any_text_is_taken(text: str) -> None:
    """No text makes the enricher fail; quantities are in order, apart, and bounds are ordered."""
    at = 0
    for quantity in iter_quantities(text):
        assert at <= quantity.start < quantity.end <= len(text)
        assert quantity.low <= quantity.high
        at = quantity.start
    for record in claims(text).records:
        assert text[record.start : record.end] == record.text
