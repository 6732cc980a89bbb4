"""What a hit shows is kept beside its document, and is what the article and its results say."""

from dataclasses import replace
from datetime import UTC, datetime

import hypothesis.strategies as st
import pytest
from hypothesis import given

import kliping
from kliping.index import ArchiveDamagedError, Article, Enrichment, Mention, Quotation, Span
from kliping.index.article import Region
from kliping.index.records import Speaker
from kliping.retrieval.shown import decode_shown, encode_shown

texts = st.text(st.characters() | st.sampled_from('a\0\ud800😀"\n'), max_size=40)


@given(
    text=texts,
    title=texts,
    outlet=st.none() | texts,
    published=st.none() | st.datetimes(timezones=st.just(UTC)),
    places=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)).map(sorted), max_size=5),
    names=st.lists(st.none() | texts, max_size=5),
    groups=st.lists(texts, max_size=3),
)
def test_a_row_gives_back_what_was_put_in(
    text, title, outlet, published, places, names, groups
) -> None:
    """Any text, any names, any spans: what is decoded is what was encoded."""
    cut = len(text) // 2
    regions = (Region(kind="caption", start=0, end=cut),) if cut else ()
    article = Article(
        id="a", text=text, title=title, outlet=outlet, published=published, regions=regions
    )
    quotations = tuple(
        Quotation(
            start=start,
            end=end,
            type="direct",
            text="",
            speaker=None
            if name is None
            else Speaker(start=0, end=0, as_written="", name=name, kind="person"),
        )
        for (start, end), name in zip(places, names, strict=False)
    )
    mentions = tuple(Mention(start=s, end=e, text="", type="person", name="x") for s, e in places)
    found = {
        "one": Enrichment(mentions=mentions, values={"copies": tuple(groups)}),
        "two": Enrichment(quotations=quotations),
    }
    shown = decode_shown(encode_shown(article, found))
    assert (shown.title, shown.outlet, shown.text) == (title, outlet, text)
    assert shown.published == published
    assert tuple(shown.body) == article.body()
    assert shown.keep == list(dict.fromkeys(map(tuple, places)))
    said = [(q.start, q.end, q.speaker.name) for q in quotations if q.speaker]
    assert list(zip(shown.quoted, shown.speakers, strict=True)) == [((s, e), n) for s, e, n in said]
    assert shown.copies == groups


def test_a_page_reads_no_article(tmp_path, monkeypatch) -> None:
    """Hits come from the index alone: the store is not asked for articles or results."""
    article = Article(
        id="a", title="Beras", text="Harga beras naik.", published=datetime(2025, 1, 2, tzinfo=UTC)
    )
    with kliping.open(tmp_path / "a.kliping", create=True) as archive:
        archive.add_all([article, replace(article, id="b", text="Beras turun di pasar.")])
        expected = archive.search("beras").hits
        store = archive._session.store
        for name in ("get_many", "enrichments"):
            monkeypatch.setattr(type(store), name, lambda *a, **k: pytest.fail("read the store"))
        assert archive.search("beras").hits == expected
        assert {hit.id for hit in expected} == {"a", "b"}
        assert [hit.id for hit in archive.iter_hits("beras")] == [hit.id for hit in expected]


def test_a_flipped_bit_is_told(tmp_path) -> None:
    """A row that is not what was written is damage, and is not shown."""
    path = tmp_path / "a.kliping"
    with kliping.open(path, create=True) as archive:
        archive.add(Article(id="a", title="Beras", text="Harga beras naik tajam."))
    (file,) = (path / "index").glob("*.documents")
    held = file.read_bytes()
    assert held.count(b"naik tajam") == 1
    file.write_bytes(held.replace(b"naik tajam", b"naik tajan"))
    with kliping.open(path, read_only=True) as archive:
        assert archive.search("beras", limit=0).total == 1
        with pytest.raises(ArchiveDamagedError, match="damaged"):
            archive.search("beras")


def test_the_body_is_shown_without_regions(tmp_path) -> None:
    """What cleaning marked is no part of the spans that a snippet is cut from."""
    text = "Foto: beras.\nHarga beras naik."
    article = Article(id="a", text=text, regions=(Region(kind="caption", start=0, end=13),))
    assert decode_shown(encode_shown(article, {})).body == [Span(13, len(text))]
