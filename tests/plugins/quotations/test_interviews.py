"""Interviews: answers are the answerer's, questions are nobody's, look-alikes are no interviews."""

import pytest

from kliping.index import Article
from kliping.plugins.entities.enricher import EntityEnricher
from kliping.plugins.quotations.enricher import QuotationEnricher

INTRO = "Wawancara dengan Direktur Utama PT Nusa Pangan Ratna Widuri.\n\n"
STOCK, PRICE = "Stok kami 1,2 juta ton. Itu cukup sampai Maret.", "Kami yakin harga turun."
ASKED, ASKED_TOO = "Berapa stok beras sekarang?", "Apakah harga akan turun?"

INTERVIEWS = {
    "Tanya and Jawab": f"Tanya: {ASKED}\nJawab: {STOCK}\nTanya: {ASKED_TOO}\nJawab: {PRICE}",
    "without blanks": f"Tanya:{ASKED}\nJawab:{STOCK}\nTanya:{ASKED_TOO}\nJawab:{PRICE}",
    "T and J": f"T: {ASKED}\nJ: {STOCK}\nT: {ASKED_TOO}\nJ: {PRICE}",
    "capitals": f"TANYA: {ASKED}\nJAWAB: {STOCK}\nTANYA: {ASKED_TOO}\nJAWAB: {PRICE}",
    "one line": f"Tanya: {ASKED} Jawab: {STOCK} Tanya: {ASKED_TOO} Jawab: {PRICE}",
    "a name in the label": f"Tanya: {ASKED}\nJawab (Ratna Widuri): {STOCK}\n"
    f"Tanya: {ASKED_TOO}\nJawab (Ratna Widuri): {PRICE}",
    "names": f"Harian Samudra: {ASKED}\nRatna Widuri: {STOCK}\n"
    f"Harian Samudra: {ASKED_TOO}\nRatna: {PRICE}",
    "the answerer's name alone": f"{ASKED}\nRatna Widuri: {STOCK}\n{ASKED_TOO}\nRatna: {PRICE}",
    "lines": f"{ASKED}\n{STOCK}\n{ASKED_TOO}\n{PRICE}",
    "blank lines between": f"{ASKED}\n\n{STOCK}\n\n{ASKED_TOO}\n\n{PRICE}",
}

OTHERS = {
    "a form": "Pendaftaran dibuka.\nUsia: 18 tahun\nHarga: Rp 50 ribu\nTempat: Balai Kota Malang",
    "results": "Berikut hasil laga.\nMD: Andi/Budi vs Chen/Lee 21-18\nMS: Dedi vs Ng 21-16\n"
    "MD: Eko/Fajar vs Kim/Kong 21-12",
    "a headline": "Menkeu: Nilai Tukar Aman\nNilai tukar rupiah menguat pada Senin. Apa sebabnya?",
    "pictures": "Kenapa garam langka?\nFoto: Samudra\nLalu, bagaimana harganya?\nHarga naik.\n"
    "Foto: Samudra",
    "questions of a column": "Siapa yang salah?\nTidak ada yang tahu.\nApa obatnya?\nWaktu.",
    "a call to readers": "Punya cerita?\nKirim ke alamat kami.",
    "shares": "Saham A: naik 2 persen\nSaham B: turun 1 persen\nBagaimana besok?\nSaham A: 1.200",
}


def _quotations(text: str) -> list[tuple[str, str | None]]:
    article = Article(id="a", text=text, language="id")
    entities = EntityEnricher().enrich(article, {})
    found = QuotationEnricher().enrich(article, {"entities": entities})
    for quotation in found.quotations:
        assert text[quotation.start : quotation.end] == quotation.text
    return [(q.text, None if q.speaker is None else q.speaker.name) for q in found.quotations]


@pytest.mark.parametrize("form", INTERVIEWS)
def test_answers_are_quotations_of_the_answerer(form: str) -> None:
    """In every form the answers, and nothing else, are quoted from the person interviewed."""
    assert _quotations(INTRO + INTERVIEWS[form]) == [
        (STOCK, "Ratna Widuri"),
        (PRICE, "Ratna Widuri"),
    ]


@pytest.mark.parametrize("form", OTHERS)
def test_what_looks_alike_is_no_interview(form: str) -> None:
    """Labels and questions without turns of two parties are no quotations."""
    assert _quotations(OTHERS[form]) == []


def test_initials_are_of_the_name_that_states_them() -> None:
    """`DH:` is who the text calls `Dwi Haryono (DH)`."""
    text = (
        "Kami berbicara dengan Dwi Haryono (DH), kepala Basarnas.\n"
        "HS: Di mana kapal itu?\nDH: Kapal ada di dasar laut.\n"
        "HS: Kapan diangkat?\nDH: Kami angkat besok."
    )
    assert _quotations(text) == [
        ("Kapal ada di dasar laut.", "Dwi Haryono"),
        ("Kami angkat besok.", "Dwi Haryono"),
    ]


def test_each_party_of_several_has_its_own_words() -> None:
    """Two who answer are told apart by their labels."""
    text = (
        "Berikut petikan bincang bersama Sari Lestari dan Joko Setiawan.\n"
        "Moderator: Apa kendala utama?\nSari Lestari: Modal kami kurang.\n"
        "Joko Setiawan: Izin terlalu lama.\n"
        "Moderator: Apa jalan keluarnya?\nSari: Bunga harus turun.\nJoko: Satu pintu saja."
    )
    assert _quotations(text) == [
        ("Modal kami kurang.", "Sari Lestari"),
        ("Izin terlalu lama.", "Joko Setiawan"),
        ("Bunga harus turun.", "Sari Lestari"),
        ("Satu pintu saja.", "Joko Setiawan"),
    ]


def test_an_answer_of_several_paragraphs_is_a_quotation_each() -> None:
    """All lines up to the next question belong to the answer; a long one stays whole."""
    text = INTRO + f"Tanya: {ASKED}\nJawab: {STOCK}\n{PRICE}\nTanya: {ASKED_TOO}\nJawab: Ya."
    assert [quoted for quoted, _ in _quotations(text)] == [STOCK, PRICE, "Ya."]


def test_marks_in_an_answer_are_read_as_everywhere() -> None:
    """An answer with quotation marks says itself who said what; its question is still nobody's."""
    text = (
        "Berikut wawancara dengan Sari Lestari, ketua koperasi.\n"
        'Tanya: "Apa kendala utama?"\nJawab: "Modal kami kurang," kata Sari.'
    )
    assert _quotations(text) == [("Modal kami kurang,", "Sari Lestari")]
