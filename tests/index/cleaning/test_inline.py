"""Articles that were flattened to one line."""

from zoneinfo import ZoneInfo

import pytest

from kliping.index import Article
from kliping.index.cleaning import clean

ZONE = ZoneInfo("Asia/Jakarta")
BODY = (
    "Pemerintah daerah menambah anggaran perbaikan jalan desa sebesar Rp3 miliar tahun ini. Uang "
    "itu dipakai untuk menambal jalan berlubang di dua belas desa di lereng gunung yang rusak "
    'karena hujan dan truk pasir. "Kami mulai pekan depan," kata kepala dinas.'
)


def marked(text: str) -> list[tuple[str, str]]:
    article = clean(Article(id="a", text=text), zone=ZONE)
    return [(region.kind, text[region.start : region.end]) for region in article.regions]


@pytest.mark.parametrize(
    ("teaser", "goes_on"),
    [
        ("Baca: Warga Lereng Merapi Menanam Kopi Lagi", "Sementara itu, warga menunggu."),
        ("Baca: Harga Pasir Naik Jelang Lebaran 2018", "“Kita lihat nanti saja dulu,” ujarnya."),
        ("Baca: Bupati Janji Jalan ke Puncak dan Pasar Selesai", "Perbaikan jalan itu lama."),
        ("Baca: Truk Pasir Dilarang Lewat Jalan Desa", "Menurut dia, truk lewat malam."),
        ("Baca juga: Truk Pasir Dilarang Lewat!", "Namun, sopir menolak larangan itu."),
        ("(Baca juga: Truk Pasir Dilarang Lewat)", "Sopir menolak larangan itu."),
    ],
)
def test_teaser_ends_where_a_sentence_begins(teaser: str, goes_on: str) -> None:
    """A headline that was run into the text ends where words without capitals begin."""
    assert marked(f"{BODY} {teaser} {goes_on} {BODY}") == [("readmore", teaser)]


def test_subject_of_a_verb_is_left() -> None:
    """Before a verb two words are left to the body, which may be its subject's name."""
    text = f"{BODY} Baca: Truk Pasir Dilarang Lewat Jalan Desa Budi Santoso mengatakan jalan rusak."
    [(kind, teaser)] = marked(text)
    assert (kind, teaser) == ("readmore", "Baca: Truk Pasir Dilarang Lewat Jalan Desa")


def test_role_of_the_subject_is_left() -> None:
    """A role that opens the sentence is left to the body with the name after it."""
    text = f"{BODY} Baca: Truk Pasir Dilarang Lewat Kepala Dinas Budi Santoso menolak usul itu."
    assert marked(text) == [("readmore", "Baca: Truk Pasir Dilarang Lewat")]


def test_teaser_in_brackets_ends_with_them() -> None:
    """A link in brackets ends with them, and one without may stand before it."""
    text = f"{BODY} Baca: Truk Pasir Dilarang Lewat! (Baca: Jalan Desa Rusak) (abc/def)"
    assert marked(text) == [
        ("readmore", "Baca: Truk Pasir Dilarang Lewat!"),
        ("readmore", "(Baca: Jalan Desa Rusak)"),
        ("byline", "(abc/def)"),
    ]


def test_no_end_in_sight() -> None:
    """Where nothing tells where the headline ends, only the label is marked."""
    text = f"{BODY} Baca: " + "Jalan Desa Rusak " * 20 + BODY
    assert marked(text) == [("readmore", "Baca:")]


def test_reading_in_a_sentence() -> None:
    """`Baca` inside a sentence is no label."""
    assert marked(f"{BODY} Rubrik Baca: Tulis itu dibuka lagi untuk warga desa. {BODY}") == []


@pytest.mark.parametrize(
    ("ending", "kinds"),
    [
        ("BACA SELENGKAPNYA DI SINI", ["readmore"]),
        ("Halaman Selengkapnya >>", ["readmore"]),
        ("Simak --> Halaman Selengkapnya", ["readmore"]),
        ("Lanjut ke Artikel Selengkapnya", ["readmore"]),
        ("(*) Baca selengkapnya >>>", ["byline", "readmore"]),
        ("(Kompas.com/Siti Aminah)", ["byline"]),
        ("Siti Aminah/Intisari-Online.com", ["byline"]),
        ("Artikel ini telah tayang di Kompas.com dengan judul: Jalan Desa Ditambal", ["byline"]),
        ("Penulis : Siti Aminah Editor : Budi Santoso", ["byline"]),
        ("var gax_w =640;var gax_h =360;", ["navigation"]),
    ],
)
def test_endings(ending: str, kinds: list[str]) -> None:
    """Links, credits and scripts that hang on the end are marked, one after the other."""
    found = marked(f"{BODY} {ending}")
    assert [kind for kind, _ in found] == kinds
    assert " ".join(text for _, text in found) == ending


def test_credit_before_the_dateline() -> None:
    """Who reported, before the dateline, is marked apart from it."""
    text = f"Laporan Wartawan Kabar, Siti Aminah TRIBUNNEWS.COM, KLATEN - {BODY}"
    assert marked(text) == [
        ("byline", "Laporan Wartawan Kabar, Siti Aminah"),
        ("dateline", "TRIBUNNEWS.COM, KLATEN -"),
    ]


SCROLLS = (
    "SCROLL TO CONTINUE WITH CONTENT",
    "ADVERTISEMENT SCROLL TO CONTINUE WITH CONTENT",
    "ADVERTISEMENTSCROLL TO CONTINUE WITH CONTENT",
    "Scroll to continue reading",
    "SCROLL TO RESUME CONTENT",
    "Scroll untuk melanjutkan membaca",
    "Gulir ke bawah untuk lanjut membaca artikel ini",
    "ADVERTISEMENT",
)


@pytest.mark.parametrize("furniture", SCROLLS)
@pytest.mark.parametrize(("before", "after"), [(" ", " "), ("", ""), ("\n", "\n"), (" ", "\n")])
def test_furniture_wherever_it_stands(furniture: str, before: str, after: str) -> None:
    """What a page puts between paragraphs is marked in a flattened text too, glued or not."""
    text = f"Harga cabai naik pekan ini.{before}{furniture}{after}Arifin Wibowo mengatakan itu."
    assert [piece for _, piece in marked(text)] == [furniture]


@pytest.mark.parametrize(
    "furniture",
    [
        "[Gambas:Video 20detik]",
        'Simak Video "Harga Cabai Meroket"',
        "Simak juga Video: 'Harga Cabai Meroket':",
        "Lihat juga Video ‘Harga Cabai Meroket’:",
        "(Simak Video “Harga Cabai Meroket”)",
        "Tonton juga 'Video: Harga Cabai Meroket':",
        "Baca juga:Harga Cabai Meroket di Pasar.",
    ],
)
def test_links_to_videos(furniture: str) -> None:
    """A link to a video is marked to its end, whether or not blanks stand round it."""
    text = f"Harga cabai naik pekan ini.{furniture} Menurut dia, stok menipis sejak pekan lalu."
    assert marked(text) == [("readmore", furniture)]


def test_teaser_ends_at_other_furniture() -> None:
    """A headline does not reach over the furniture that follows it."""
    text = (
        "Stok menipis pekan ini. Baca juga: Menteri Sulastri Tinjau Pasar "
        "SCROLL TO CONTINUE WITH CONTENT Arifin Wibowo mengatakan pasokan berkurang."
    )
    assert marked(text) == [
        ("readmore", "Baca juga: Menteri Sulastri Tinjau Pasar"),
        ("navigation", "SCROLL TO CONTINUE WITH CONTENT"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Ia melihat Scroll of Honour di museum kota itu, lalu pulang.",
        "Direktur Advertisement Agency itu menolak usul warga desa.",
        "Warga bisa simak video itu di laman resmi desa.",
        "Film Iklan Untuk Ibu diputar di balai desa.",
    ],
)
def test_words_like_furniture(text: str) -> None:
    """Words that only look like furniture stay body text."""
    assert marked(text) == []
