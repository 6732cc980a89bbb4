"""What cleaning marks on pages as outlets make them, and what it leaves."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from kliping.index import Article
from kliping.index.cleaning import clean

ZONE = ZoneInfo("Asia/Jakarta")
LEAD = (
    "Petani di Kecamatan Delanggu memanen padi lebih awal karena hujan turun terus sejak awal "
    "bulan dan saluran irigasi meluap."
)
SECOND = (
    'Ketua kelompok tani, Suparno, mengatakan hasil panen tahun ini turun. "Kami rugi seperempat," '
    "katanya di balai desa, kemarin siang."
)
THIRD = (
    "Dinas pertanian setempat berjanji memperbaiki saluran itu sebelum musim tanam berikutnya "
    "dimulai pada bulan depan."
)


def cleaned(text: str, **given: object) -> Article:
    return clean(Article(id="a", text=text, **given), zone=ZONE)  # type: ignore[arg-type]  # by name


def marked(text: str, **given: object) -> list[tuple[str, str]]:
    article = cleaned(text, **given)
    return [(region.kind, text[region.start : region.end]) for region in article.regions]


def page(*lines: str) -> str:
    return "\n".join(lines)


def test_plain_text_has_no_regions() -> None:
    """Body text alone is left as it is, headings inside it included."""
    assert marked(page(LEAD, "Hasil panen menurun", SECOND, THIRD)) == []


def test_headline_apart() -> None:
    """A first line without a full stop, parted from the lead by a blank line, is the headline."""
    text = page("Panen di Delanggu maju dua pekan", "", LEAD, "", SECOND)
    assert marked(text) == [("headline", "Panen di Delanggu maju dua pekan")]
    assert cleaned(text).title == "Panen di Delanggu maju dua pekan"


@pytest.mark.parametrize(
    ("first", "kind"),
    [
        ("Panen Maju", "headline"),
        ("Panen maju", "headline"),
        ("Oleh: Siti Rahma", "byline"),
        ("Penulis: Siti Rahma", "byline"),
        ("Reporter: Siti Rahma", "byline"),
    ],
)
@pytest.mark.parametrize("below", [LEAD, f"DELANGGU - {LEAD}", "Hujan turun terus."])
def test_a_first_line_of_two_words(first: str, kind: str, below: str) -> None:
    """Of two words, too, the first line apart is the headline, unless it says it is a byline."""
    assert marked(page(first, "", below, "", SECOND))[0] == (kind, first)


def test_headline_with_capitals() -> None:
    """A first line in a headline's capitals needs no blank line after it."""
    text = page("Panen di Delanggu Maju Dua Pekan", LEAD, SECOND)
    assert marked(text) == [("headline", "Panen di Delanggu Maju Dua Pekan")]


@pytest.mark.parametrize("first", ["Pernahkah kamu ikut memanen padi?", "Inilah kisah mereka:"])
def test_a_short_lead_is_no_headline(first: str) -> None:
    """A question to the reader or an announcement at the head of the text is body text."""
    assert marked(page(first, LEAD, SECOND)) == []


def test_given_title_is_kept_and_its_repetition_marked() -> None:
    """The source's title stays; a line that repeats it is marked wherever it stands."""
    text = page("Panen Maju", LEAD, "Panen maju!", SECOND)
    assert marked(text, title="PANEN MAJU") == [
        ("headline", "Panen Maju"),
        ("headline", "Panen maju!"),
    ]
    assert cleaned(text, title="PANEN MAJU").title == "PANEN MAJU"


def test_readmore_lines() -> None:
    """Links to other articles between paragraphs are marked, in all their dress."""
    links = [
        "BACA JUGA  Harga Gabah Turun di Tingkat Petani",
        "Baca juga: Harga gabah turun",
        "[Baca Juga: Harga Gabah Turun]",
        "(Baca: Harga Gabah Turun)",
        "SIMAK JUGA - Harga Gabah Turun",
        "Lihat Juga: Harga Gabah Turun",
        "Baca_Juga",
        "Baca selengkapnya di sini",
    ]
    for link in links:
        assert marked(page(LEAD, link, SECOND)) == [("readmore", link)], link


def test_readmore_with_titles_under_it() -> None:
    """The headlines under `Baca Juga:` belong to it, the paragraph after them does not."""
    block = page("Baca Juga:", "Harga Gabah Turun Lagi di Sragen", "Bulog Mulai Serap Beras Petani")
    assert marked(page(LEAD, block, SECOND)) == [("readmore", block)]


def test_sentence_that_begins_with_read() -> None:
    """A sentence that tells somebody to read something is body text."""
    line = "Bacalah juga laporan kelompok tani itu sebelum menilai hasil panen tahun ini."
    assert marked(page(LEAD, line, SECOND)) == []


def test_photo_with_label_and_credit() -> None:
    """A caption, `Photo :` and the credit under it are one region."""
    block = page("Petani memanen padi di Delanggu", "Photo :", "- Dinas Pertanian Klaten")
    assert marked(page(LEAD, block, SECOND)) == [("caption", block)]


@pytest.mark.parametrize(
    "caption",
    [
        "Petani memanen padi (Foto: Siti Aminah)",
        "Foto: Dinas Pertanian",
        "VIVA Tani: Panen raya di Klaten",
        "Ilustrasi panen padi. contohfoto.com",
        "Panen padi 2025 contohmedia.com/siti aminah",
    ],
)
def test_captions(caption: str) -> None:
    """A caption with a credit, or with its outlet's name before it, is marked."""
    assert marked(page(LEAD, caption, SECOND)) == [("caption", caption)]


@pytest.mark.parametrize(
    "code", ["[ran]", "(*/S-01)", "(abc/def)", "(T.K010/R010)", "(*)", "(Antara)"]
)
def test_codes_at_the_end(code: str) -> None:
    """The code of who wrote or edited is marked at the end, on the line or under it."""
    assert marked(page(LEAD, f"{SECOND} {code}")) == [("byline", code)]
    assert marked(page(LEAD, SECOND, code)) == [("byline", code)]


@pytest.mark.parametrize(
    "end", ["pada Sabtu (26/4/2025)", "PT Tani Makmur Tbk (TANI)", "sebanyak 12 ton (5-7)"]
)
def test_brackets_that_are_body_text(end: str) -> None:
    """A date, a ticker or a number in brackets at the end is body text."""
    assert marked(page(LEAD, f"Panen itu {end}")) == []


def test_author_after_the_code() -> None:
    """A name alone after the code is the author's."""
    assert marked(page(LEAD, SECOND, f"{THIRD} (*/S-01)", "Siti Aminah")) == [
        ("byline", "(*/S-01)"),
        ("byline", "Siti Aminah"),
    ]


def test_author_lines() -> None:
    """Lines that name who wrote, edited or was quoted from are marked."""
    for line in ("Penulis: Siti Aminah", "Editor : Budi", "Sumber: Kantor Berita Tani."):
        assert marked(page(LEAD, SECOND, line)) == [("byline", line)], line


def test_next_page_and_its_teaser() -> None:
    """`Halaman Selanjutnya` is marked with the text under it that stood above already."""
    repeated = SECOND[:80]
    text = page(LEAD, SECOND, THIRD, "Halaman Selanjutnya", repeated + "…")
    assert marked(text) == [("teaser", page("Halaman Selanjutnya", repeated + "…"))]


def test_next_page_and_new_text() -> None:
    """Text under `Halaman Selanjutnya` that is new is body text."""
    assert marked(page(LEAD, "Halaman Selanjutnya", SECOND)) == [("teaser", "Halaman Selanjutnya")]


def test_related_posts_comments_and_sidebar() -> None:
    """Everything from the related posts on is marked, by kind."""
    related = page(
        "Related Posts",
        "",
        "Jembatan Gantung di Cawas Diperbaiki",
        "",
        "JEMBATAN yang rusak sejak tahun lalu kini diperbaiki warga bersama pemerintah desa…",
    )
    comments = page("Leave a Reply", "Your email address will not be published. Required fields *")
    sidebar = page(
        "Jangan Lewatkan", "Pasar Cawas Ramai", "• February 13, 2026", "Pasar Cawas Ramai"
    )
    text = page(LEAD, SECOND, related, comments, sidebar)
    assert marked(text) == [("related", related), ("comments", comments), ("related", sidebar)]


def test_body_goes_on_after_a_box() -> None:
    """Two paragraphs on end after a box of links are body text again."""
    box = page("Berita Terkait", "Pasar Cawas Ramai Jelang Lebaran")
    assert marked(page(LEAD, box, SECOND, THIRD)) == [("related", box)]


def test_list_of_dated_headlines() -> None:
    """Headlines each with a date of its own are a sidebar, with or without a heading."""
    listed = page(
        "Pasar Cawas Ramai Jelang Lebaran",
        "12 April 2025",
        "Jembatan Cawas Diperbaiki Warga",
        "11 April 2025",
    )
    assert marked(page(LEAD, SECOND, listed)) == [
        ("related", page(*listed.split("\n")[:2])),
        ("related", page(*listed.split("\n")[2:])),
    ]


def test_navigation() -> None:
    """Share buttons, tags, copyright, scripts and the outlet's description are marked."""
    for line in (
        "Share on Facebook",
        "Tags: panen, padi",
        "Copyright © Kabar Tani 2025",
        "ADVERTISEMENT",
        "//<![CDATA[ var a = 1; ]]>",
        "KabarTani.id adalah portal berita pertanian dan pangan.",
    ):
        assert marked(page(LEAD, SECOND, line)) == [("navigation", line)], line


def test_kinds_do_not_depend_on_line_ends() -> None:
    """Windows and old Macintosh line ends are line ends too."""
    lines = ["Panen di Delanggu Maju", "", LEAD, "Baca juga: Harga Gabah Turun", SECOND + " [ran]"]
    wanted = [kind for kind, _ in marked("\n".join(lines))]
    assert wanted == ["headline", "readmore", "byline"]
    for end in ("\r\n", "\r"):
        assert [kind for kind, _ in marked(end.join(lines))] == wanted


def test_outlet() -> None:
    """The outlet is the source's, else the dateline's, the copyright line's or the address's."""
    text = f"Klaten, VIVA – {LEAD}"
    assert cleaned(text).outlet == "VIVA"
    assert cleaned(text, outlet="Kabar").outlet == "Kabar"
    assert cleaned(LEAD, url="https://news.detik.com/jateng/1").outlet == "Detik"
    assert cleaned(LEAD, url="https://kabar.example/1").outlet is None
    assert cleaned(LEAD, url="http://[rusak").outlet is None
    assert cleaned(page(LEAD, SECOND, "Copyright © 2025 Kabar Tani")).outlet == "Kabar Tani"
    assert cleaned(page(LEAD, SECOND, "COPYRIGHT © ANTARA 2025")).outlet == "ANTARA"
    assert cleaned(page(LEAD, SECOND, "Copyright © 2025 PT Tani Makmur")).outlet is None


def test_date_line_above_the_lead() -> None:
    """A line of date and time above the lead is marked and gives the moment of publication."""
    article = cleaned(page("Panen di Delanggu Maju", "Senin, 28 April 2025 10:15 WIB", LEAD))
    assert [region.kind for region in article.regions] == ["headline", "byline"]
    assert article.published == datetime(2025, 4, 28, 10, 15, tzinfo=ZONE)


def test_given_fields_are_kept() -> None:
    """Title, outlet and date that the source gives are never changed."""
    published = datetime(2020, 1, 1, tzinfo=ZONE)
    article = cleaned(f"Klaten, VIVA – {LEAD}", title="T", outlet="O", published=published)
    assert (article.title, article.outlet, article.published) == ("T", "O", published)


def test_head_of_a_page() -> None:
    """Menu, headline, author, date and caption above the lead are told apart."""
    head = [
        ("navigation", "Beranda » Daerah » Klaten"),
        ("headline", "Panen di Delanggu maju dua pekan"),
        ("byline", "Siti Aminah"),
        ("byline", "KabarTani.id - 28/04/2025, 10:15 WIB"),
        ("caption", "Panen padi di Delanggu. Foto: Siti Aminah"),
        ("dateline", "Klaten -"),
    ]
    text = page(*(line for _, line in head[:-1]), f"Klaten - {LEAD}", SECOND)
    assert marked(text) == head
    article = cleaned(text)
    assert article.title == "Panen di Delanggu maju dua pekan"
    assert article.outlet == "KabarTani.id"
    assert article.published == datetime(2025, 4, 28, 10, 15, tzinfo=ZONE)


def test_tags_after_the_code() -> None:
    """Short lines below the code at the end are tags."""
    assert marked(page(LEAD, SECOND, "(sit/dek)", "panen padi", "klaten")) == [
        ("byline", "(sit/dek)"),
        ("navigation", page("panen padi", "klaten")),
    ]


def test_list_at_the_end_is_body() -> None:
    """Short lines at the end without a code before them are body text: a list."""
    assert marked(page(LEAD, SECOND, "Daftar desa yang panen:", "Delanggu", "Wonosari")) == []
