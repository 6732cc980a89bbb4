"""What holds of every text."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kliping.index import Article
from kliping.index.cleaning import clean
from kliping.index.cleaning.lines import Marks, iter_lines
from kliping.index.cleaning.tables import outlets, patterns, places

ZONE = ZoneInfo("Asia/Jakarta")
PIECES = [
    "Baca juga: ", "Related Posts", "Leave a Reply", "Halaman Selanjutnya", "Photo :", "- Dinas",
    "Jakarta, VIVA – ", "(Kabar) –", "TRIBUNNEWS.COM -", "Laporan Wartawan ", "(*/S-01)", "[ran]",
    "Siti Aminah", "Senin (28/4/2025)", "\n", "\n\n", "\r\n", "\r", "\u2028", " ", "\u00a0", "“",
    "Petani memanen padi lebih awal karena hujan turun terus sejak awal bulan ini. ",
    '"', "• 12 Mei 2025", "BACA: ", "Penulis: ", "Sumber:",
    "Artikel ini telah tayang di ", ".", "Judul Berita Hari Ini",
    "\ud800", "\0", "İ", "ẞ", "👩‍🌾", "a\u0301",
]  # fmt: skip
TEXTS = st.one_of(
    st.text(st.characters(), max_size=300),
    st.lists(st.sampled_from(PIECES), max_size=25).map("".join),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=40)), max_size=15).map("".join),
)


@settings(deadline=None)
@given(TEXTS, st.one_of(st.just(""), st.sampled_from(PIECES)))
def test_regions_are_sound(text: str, title: str) -> None:
    """Text is unchanged; regions lie in it, sorted and disjoint, not empty, blank at no end."""
    article = clean(Article(id="a", text=text, title=title), zone=ZONE)
    assert article.text == text
    end = 0
    for region in article.regions:
        assert end <= region.start < region.end <= len(text)
        marked = text[region.start : region.end]
        assert marked == marked.strip()
        end = region.end
    assert len(article.body_text()) == len(text)


@settings(deadline=None)
@given(TEXTS, st.sampled_from([None, "https://www.viva.co.id/1", "http://x/2025/04/28/y"]))
def test_cleaning_twice(text: str, url: str | None) -> None:
    """Cleaning what is clean changes nothing."""
    once = clean(Article(id="a", text=text, url=url), zone=ZONE)
    assert clean(once, zone=ZONE) == once


@given(st.text(st.sampled_from("ab .\n\r\t\u00a0")))
def test_lines(text: str) -> None:
    """Lines are the stripped, non-blank pieces between line ends, at their places."""
    lines = list(iter_lines(text))
    pieces = text.replace("\r", "\n").split("\n")
    assert [line.text for line in lines] == [p.strip() for p in pieces if p.strip()]
    assert all(text[line.start : line.end] == line.text for line in lines)


@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.integers(0, 30), st.sampled_from(["byline", "caption"]))
    )
)
def test_marks(added: list[tuple[int, int, str]]) -> None:
    """What was marked first keeps its kind; the regions cover exactly what was marked."""
    marks = Marks("x" * 31)
    wanted: dict[int, str] = {}
    for start, end, kind in added:
        marks.add(kind, start, end)  # type: ignore[arg-type]  # one of two kinds
        for at in range(start, end):
            wanted.setdefault(at, kind)
    found = {at: r.kind for r in marks.regions() for at in range(r.start, r.end)}
    assert found == wanted
    assert all(marks.covers(at) == (at in wanted) for at in range(31))


@pytest.mark.parametrize(
    "piece", ["Baca: ", "(Baca: a b) ", "(a/b) ", "a » ", " - ", "[", "x", "\n"]
)
def test_long_and_odd(piece: str) -> None:
    """A long text of one piece over and over is cleaned: no step is quadratic, or this hangs."""
    text = piece * 20_000
    article = clean(Article(id="a", text=text), zone=ZONE)
    assert len(article.body_text()) == len(text)


def test_tables() -> None:
    """The tables are sound: no pattern takes an empty line, places are casefolded, names known."""
    assert not any(pattern.shape.fullmatch("") for pattern in patterns())
    assert all(place == place.casefold().strip() for place in places())
    assert outlets().named("viva.co.id") == "VIVA"
    assert outlets().of_url("https://jateng.tribunnews.com/x?y") == "Tribunnews"
