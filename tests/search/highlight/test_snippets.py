"""Marks and snippets: exact, short, and where the query is."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kliping.highlight.marks import find_marks, mark_html
from kliping.highlight.snippets import ELLIPSIS, best_snippet
from kliping.index import Article, Quotation, Region, Span, Speaker
from kliping.index.analyzer import Analyzer
from kliping.ingest.documents import ARTICLE_FIELDS
from kliping.query import Highlights, QueryContext, compile_query

ANALYZER = Analyzer()
JAKARTA = ZoneInfo("Asia/Jakarta")
CONTEXT = QueryContext(
    fields=ARTICLE_FIELDS,
    analyzer=ANALYZER,
    zone=JAKARTA,
    now=datetime(2025, 4, 29, tzinfo=JAKARTA),
)
TEXT = (
    "Nelayan di Tuban menunda melaut sejak Senin. Gelombang setinggi tiga meter menutup jalur ke "
    "pulau kecil. “Kami menunggu kapal perintis,” kata Sari. Pemerintah daerah menyiapkan beras "
    "dan air bersih untuk keluarga nelayan.\nKapal perintis kedua tiba hari Kamis membawa beras."
)


def _highlights(query: str) -> Highlights:
    return compile_query(query, CONTEXT).highlights


def _marked(query: str, article: Article | None = None) -> list[str]:
    article = article or Article(id="a", text=TEXT)
    marks = find_marks(article, _highlights(query), analyzer=ANALYZER)
    return [article.text[start:end] for start, end in marks]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("nelayan", ["Nelayan", "nelayan"]),
        ("tunggu", ["menunggu"]),
        ('"kapal perintis"', ["kapal perintis", "Kapal perintis"]),
        ('"kapal kedua"~2', ["Kapal", "kedua"]),
        ("peri*", ["perintis", "perintis"]),
        ("nelayam~1", ["Nelayan", "nelayan"]),
        ("/ber(as|sih)/", ["beras", "bersih", "beras"]),
        ("nelayan -beras", ["Nelayan", "nelayan"]),
        ("title:nelayan", []),
        ("outlet:Tuban", ["Tuban"]),
        ("*", []),
    ],
)
def test_what_matches_is_marked_as_written(query: str, expected: list[str]) -> None:
    """Marks cover the matching words or phrase exactly, and nothing that the query excludes."""
    assert _marked(query) == expected


def test_only_body_text_is_marked() -> None:
    """Words in regions that are not body text are not marked."""
    article = Article(
        id="a",
        text="BACA JUGA: Nelayan. Nelayan pulang.",
        regions=(Region(kind="readmore", start=0, end=19),),
    )
    assert find_marks(article, _highlights("nelayan"), analyzer=ANALYZER) == ((20, 27),)


def test_the_snippet_shows_the_most_different_words_together() -> None:
    """The stretch with both words wins over an earlier one with the first alone."""
    found = best_snippet(
        Article(id="a", text=TEXT), _highlights("nelayan beras"), analyzer=ANALYZER, length=110
    )
    assert found.text == (
        "Pemerintah daerah menyiapkan beras dan air bersih untuk keluarga nelayan."
    )
    assert [found.text[s:e] for s, e in found.marks] == ["beras", "nelayan"]


def test_a_cut_sentence_is_shown_as_cut() -> None:
    """An ellipsis stands where a sentence was cut, and only there."""
    found = best_snippet(
        Article(id="a", text=TEXT), _highlights("gelombang"), analyzer=ANALYZER, length=40
    )
    assert found.text.startswith("Gelombang")
    assert found.text.endswith(ELLIPSIS)


def test_without_a_match_the_snippet_is_the_beginning() -> None:
    """An article that matches by a field alone shows how it begins."""
    found = best_snippet(Article(id="a", text=TEXT), _highlights("*"), analyzer=ANALYZER, length=50)
    assert found.text == "Nelayan di Tuban menunda melaut sejak Senin."
    blank = best_snippet(Article(id="a", text="\n " + TEXT), _highlights("*"), analyzer=ANALYZER)
    assert blank.text.startswith("Nelayan")
    assert found.marks == ()


def test_the_speaker_is_named_where_the_match_is_quoted() -> None:
    """A match inside a quotation gives its speaker, one outside gives none."""
    start = TEXT.index("Kami")
    said = "Kami menunggu kapal perintis"
    speaker = Speaker(name="Sari", as_written="Sari", start=0, end=4, kind="person")
    quotation = Quotation(
        start=start, end=start + len(said), text=said, type="direct", speaker=speaker
    )
    article = Article(id="a", text=TEXT)
    for query, expected in {"menunggu": "Sari", "gelombang": None}.items():
        found = best_snippet(
            article, _highlights(query), analyzer=ANALYZER, length=60, quotations=[quotation]
        )
        assert found.speaker == expected


def test_a_name_is_not_cut_apart() -> None:
    """An edge that would fall inside a stretch to keep moves before it."""
    text = "Pertemuan itu dipimpin oleh Siti Nurhaliza Wulandari Kusuma di Tuban"
    start = text.index("Siti")
    keep = Span(start, text.index(" di Tuban"))
    found = best_snippet(
        Article(id="a", text=text),
        _highlights("pertemuan"),
        analyzer=ANALYZER,
        length=48,
        keep=[keep],
    )
    assert found.text == f"Pertemuan itu dipimpin oleh{ELLIPSIS}"


def test_html_is_escaped_around_and_inside_marks() -> None:
    """Marks never open inside an entity or a tag, because the text is escaped piece by piece."""
    assert mark_html("a<b & c", [(2, 5)]) == "a&lt;<mark>b &amp;</mark> c"


_TEXTS = st.text(alphabet="ab kapal.,\n“”!nelayan  é\u0301", max_size=300)


@given(_TEXTS, st.integers(0, 80), st.sampled_from(["kapal", "nelayan a", '"a b"~3', "ka*", "*"]))
def test_snippets_are_short_and_their_marks_exact(text: str, length: int, query: str) -> None:
    """For any text: the length is kept, and each mark of the snippet is a mark of the article."""
    article = Article(id="a", text=text)
    highlights = _highlights(query)
    found = best_snippet(article, highlights, analyzer=ANALYZER, length=length)
    marked = {text[s:e] for s, e in find_marks(article, highlights, analyzer=ANALYZER)}
    longest = max((len(mark) for mark in marked), default=0)
    assert found.end - found.start <= max(length, longest)
    assert len(found.text) <= found.end - found.start + 2 * len(ELLIPSIS)
    ends = [0]
    for start, end in found.marks:
        assert ends[-1] <= start < end <= len(found.text)
        assert found.text[start:end] in {" ".join(mark.split()) for mark in marked}
        ends.append(end)


def test_without_a_match_the_snippet_is_the_first_body_text_that_is_not_blank() -> None:
    """What stands between a headline and a dateline is no beginning."""
    text = "Ombak Tinggi\n\nTUBAN — Nelayan menunda melaut.\nKapal menunggu."
    article = Article(
        id="a",
        text=text,
        regions=(
            Region(kind="headline", start=0, end=12),
            Region(kind="dateline", start=14, end=21),
        ),
    )
    found = best_snippet(article, _highlights("*"), analyzer=ANALYZER)
    assert found.text == "Nelayan menunda melaut. Kapal menunggu."
