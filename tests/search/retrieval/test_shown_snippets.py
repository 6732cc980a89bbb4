"""Snippets of a page: what the kernel cuts is what Python cuts."""

from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kliping.highlight.marks import marker
from kliping.index import Article, Enrichment, Mention, Quotation, Region, Speaker, kernel
from kliping.index.analyzer import Analyzer
from kliping.ingest.documents import ARTICLE_FIELDS
from kliping.query import QueryContext, compile_query
from kliping.retrieval.shown import decode_heads, encode_shown
from kliping.retrieval.shown_snippets import ShownSnippet, snippets_of

ANALYZER = Analyzer()
CONTEXT = QueryContext(
    fields=ARTICLE_FIELDS,
    analyzer=ANALYZER,
    zone=ZoneInfo("Asia/Jakarta"),
    now=datetime(2025, 4, 29, tzinfo=ZoneInfo("Asia/Jakarta")),
)
QUERIES = ("kapal", "nelayan kapal é", '"kapal nelayan"', "ka*", "kapol~1", "*")
PIECES = (
    *("kapal", "Kapal", "nelayan", "perkapalan", "é", "ma'ruf", "x", "12", "ż", "—", "“", "”", "’"),
    *(
        " ",
        " ",
        " ",
        "  ",
        "\n",
        "\u00a0",
        "\x1c",
        "\t",
        ". ",
        ".” ",
        "? ",
        "… ",
        "!",
        "(",
        ")",
        "]",
    ),
    # what the kernel leaves to Python
    *("ﬁ", "日", "\u0301", "\u2028"),
)
WORDS = st.one_of(
    st.sampled_from(PIECES[:-4]), st.sampled_from(PIECES[:-4]), st.sampled_from(PIECES)
)


@st.composite
def rows(draw: st.DrawFn) -> bytes:
    """Draw a row: a text with regions, names and quotations anywhere."""
    text = "".join(draw(st.lists(WORDS, max_size=60)))
    place = st.integers(0, len(text))

    def spans(most: int) -> list[tuple[int, int]]:
        drawn = draw(st.lists(st.tuples(place, place), max_size=most))
        return [(min(pair), max(pair)) for pair in drawn if pair[0] != pair[1]]

    regions, at = [], 0
    for start, end in sorted(spans(3)):
        if start >= at:
            regions.append(Region(kind="readmore", start=start, end=end))
            at = end
    article = Article(
        id="a",
        text=text,
        regions=tuple(regions),
        language=draw(st.sampled_from(["id", "en", None])),
    )
    found = Enrichment(
        mentions=tuple(
            Mention(start=a, end=b, text=text[a:b], type="person", name="Sari") for a, b in spans(4)
        ),
        quotations=tuple(
            Quotation(
                start=a,
                end=b,
                text=text[a:b],
                type="direct",
                speaker=Speaker(name=f"S{n}", as_written="S", start=0, end=1, kind="person"),
            )
            for n, (a, b) in enumerate(spans(3))
        ),
    )
    return encode_shown(article, {"names": found})


def _snippets(page: list[bytes], query: str, length: int) -> list[ShownSnippet]:
    marks = compile_query(query, CONTEXT).highlights.of("text")
    return snippets_of(page, decode_heads(page), marks, analyzer=ANALYZER, length=length)


@pytest.mark.skipif(kernel.compiled is None, reason="the kernel is not compiled")
@given(st.lists(rows(), max_size=4), st.sampled_from(QUERIES), st.integers(0, 120))
def test_the_kernel_cuts_the_snippets_that_python_cuts(
    page: list[bytes], query: str, length: int
) -> None:
    """Text, marks and speaker are the same, whatever the text, its spans and the query."""
    compiled = _snippets(page, query, length)
    marker.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernel, "compiled", None)
        expected = _snippets(page, query, length)
    marker.cache_clear()
    assert compiled == expected


@pytest.mark.skipif(kernel.compiled is None, reason="the kernel is not compiled")
@given(rows(), st.data())
def test_a_row_that_is_none_is_left_to_python(row: bytes, data: st.DataObject) -> None:
    """Cut and changed rows, and marks that do not fit, give a snippet, None or an error."""
    at = data.draw(st.integers(0, len(row)))
    byte = data.draw(st.integers(0, 255))
    damaged = data.draw(st.sampled_from([row[:at], row[:at] + bytes([byte]) + row[at + 1 :]]))
    marks = np.array(data.draw(st.lists(st.integers(-2, 80), max_size=9)), np.int32).tobytes()
    try:
        (found,) = kernel.compiled.snippets([damaged], [marks], 3, 40)
    except UnicodeDecodeError:
        return
    assert found is None or len(found) == 3


@pytest.mark.skipif(kernel.compiled is None, reason="the kernel is not compiled")
def test_the_arguments_of_a_page_are_checked() -> None:
    """Lists of other lengths, wrong types and buffers are refused."""
    table = kernel.compiled.surfaces()
    none, traits = np.zeros(0, np.int32), bytes(512)
    for bad in (
        (table, [b""], b"", 0, none, none, traits),
        (table, [b""], b"\0", 0, none, np.zeros(1, np.int32), traits),
        (table, [b""], b"\0", 0, none, none, traits[1:]),
        (table, [b""], b"\0", 0, none.astype(np.int64), none, traits),
        (table, ["x"], b"\0", 0, none, none, traits),
        (table, (b"",), b"\0", 0, none, none, traits),
    ):
        with pytest.raises((TypeError, ValueError)):
            kernel.compiled.marks(*bad)
    assert kernel.compiled.marks(table, [b""], b"\0", 0, none, none, traits) == ([None], [])
    for worse in (
        ([b""], [], 0, 9),
        ([b""], [b""], -1, 9),
        ([b""], [3], 0, 9),
        (["x"], [b""], 0, 9),
    ):
        with pytest.raises((TypeError, ValueError)):
            kernel.compiled.snippets(*worse)
    assert kernel.compiled.snippets([b""], [b""], 0, 9) == [None]
