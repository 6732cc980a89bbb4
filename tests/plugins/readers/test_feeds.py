"""Feeds: RSS 2.0, RSS 1.0 and Atom."""

from functools import partial
from pathlib import Path

import pytest

from kliping.index import Article, Refusal
from kliping.plugins.readers import kliping_register_readers
from kliping.plugins.reading import read_sources

read = partial(read_sources, readers=kliping_register_readers())
RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Kompas.com</title>
<image><title>Logo</title></image>
<item><title>Panen &amp; Raya</title><link>https://a.test/1</link><guid>https://a.test/?p=1</guid>
<pubDate>Mon, 28 Apr 2025 10:02:00 +0700</pubDate><dc:creator>Rani Lestari</dc:creator>
<category>Ekonomi</category><category>Desa</category><description>Ringkasan.</description>
<content:encoded><![CDATA[<p>Petani memanen padi.</p><p>Harga naik.</p>]]></content:encoded></item>
<item><title>Dua</title><guid isPermaLink="false">xyz-2</guid>
<description>Isi dua.</description></item>
<item><title>Kosong</title></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Kabar Wates</title>
<entry><title>Satu</title><id>tag:a.test,2025:1</id><link rel="self" href="https://a.test/1.xml"/>
<link href="https://a.test/1"/><published>2025-04-28T10:02:00+07:00</published>
<updated>2025-05-01T00:00:00Z</updated><author><name>Rani</name></author>
<category term="ekonomi"/><summary>Pendek.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Isi satu.</p></div></content>
</entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Kabar</title></channel>
<item><title>A</title><link>https://a.test/7</link><description>Isi tujuh.</description>
<dc:date>2025-04-28T10:02:00+07:00</dc:date></item></rdf:RDF>"""


def test_rss(tmp_path: Path) -> None:
    """Each item is an article: the whole text before the summary, the channel as outlet."""
    (tmp_path / "a.rss").write_text(RSS)
    found = list(read(tmp_path))
    first, second = (r for r in found if isinstance(r, Article))
    assert (first.title, first.text) == ("Panen & Raya", "Petani memanen padi.\nHarga naik.")
    assert (first.outlet, first.url, first.section) == ("Kompas", "https://a.test/1", "Ekonomi")
    assert first.authors == ("Rani Lestari",)
    assert first.published is not None
    assert first.published.isoformat() == "2025-04-28T10:02:00+07:00"
    assert (first.id_origin, second.id_origin, second.id) == ("url", "given", "xyz-2")
    [refusal] = [r for r in found if isinstance(r, Refusal)]
    assert refusal.reason.startswith("item 3: no text")


@pytest.mark.parametrize("name", ["a.atom", "a.xml", "a.txt", "unduhan"])
def test_atom(name: str, tmp_path: Path) -> None:
    """An Atom entry's page, day of publication, author and content are read, under any name."""
    (tmp_path / name).write_text(ATOM)
    [article] = [r for r in read(tmp_path / name) if isinstance(r, Article)]
    assert (article.title, article.text.strip(), article.url) == (
        "Satu",
        "Isi satu.",
        "https://a.test/1",
    )
    assert (article.outlet, article.authors, article.section) == (
        "Kabar Wates",
        ("Rani",),
        "ekonomi",
    )
    assert article.published is not None
    assert article.published.isoformat() == "2025-04-28T10:02:00+07:00"


def test_rdf(tmp_path: Path) -> None:
    """RSS 1.0, whose items stand beside the channel, is read too."""
    (tmp_path / "a.rdf").write_text(RDF)
    [article] = read(tmp_path)
    assert isinstance(article, Article)
    assert (article.text, article.outlet, article.url) == (
        "Isi tujuh.",
        "Kabar",
        "https://a.test/7",
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("<urlset><url/></urlset>", "<urlset>, not a feed"),
        (RSS.replace("</channel>", ""), "not XML"),
        ("<rss><channel><item><title>&nbsp;</title></item></channel></rss>", "undefined entity"),
        ('<?xml version="1.0" encoding="salah"?><rss/>', "unknown encoding"),
        ("<rss/>", "no records"),
        ("", "not XML"),
    ],
)
def test_no_feed(content: str, words: str, tmp_path: Path) -> None:
    """What is no feed, or breaks, is refused in words; items before the break are read."""
    (tmp_path / "a.xml").write_text(content)
    refusals = [r for r in read(tmp_path) if isinstance(r, Refusal)]
    assert any(words in r.reason for r in refusals), [str(r) for r in refusals]


def test_entities_do_not_grow(tmp_path: Path) -> None:
    """A feed whose entities hold one another is refused, not expanded."""
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    (tmp_path / "a.rss").write_text(
        f'<!DOCTYPE rss [<!ENTITY e0 "padi">{levels}]>'
        "<rss><channel><item><title>A</title><description>&e11;</description></item></channel></rss>"
    )
    [refusal] = read(tmp_path)
    assert isinstance(refusal, Refusal)
    assert "amplification" in refusal.reason
