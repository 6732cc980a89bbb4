"""Pages as outlets and blog programs build them: what they state is what is read."""

from datetime import datetime
from functools import partial
from pathlib import Path

import pytest

from kliping.index import Article, Notice, Reading, Refusal
from kliping.plugins.readers import kliping_register_readers
from kliping.plugins.readers.formats.html import IS_LIST
from kliping.plugins.readers.formats.page_published import UNSTATED
from kliping.plugins.reading import read_sources

read = partial(read_sources, readers=kliping_register_readers())

pytest.importorskip("trafilatura")

MOMENT = datetime.fromisoformat("2026-06-05T20:30:23+07:00")
TITLE = "Tebing Longsor, Jalan Melati Sukamaju Ditutup"
PARAGRAPHS = (
    "Pemerintah Kota Sukamaju menutup ruas Jalan Melati setelah tebing setinggi 12 meter longsor "
    "sore itu. Tidak ada korban jiwa, tetapi dua rumah rusak berat dan 31 warga mengungsi.",
    '"Kami membuka jalur darurat malam ini juga," kata Kepala Dinas Perhubungan Raka Wirawan.',
    "Raka menjelaskan, alat berat baru bisa masuk setelah tanah berhenti bergerak. Petugas "
    "memasang garis pembatas sejauh 200 meter dari bibir tebing.",
    "Warga bernama Sulastri mengaku mendengar gemuruh dua kali sebelum tebing runtuh. "
    '"Saya langsung membawa anak keluar rumah," ujarnya.',
)
BODY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
ASIDE = (
    '<aside class="sidebar"><h3>Terpopuler</h3><ul>'
    '<li><a href="#">Gubernur Lantik Dua Pejabat</a> <time datetime="2026-06-01T08:00:00+07:00">'
    "Senin, 1 Juni 2026 08:00 WIB</time></li></ul></aside>"
)
FOOTER = "<footer><p>Copyright &copy; 2026 Kabar. Diterbitkan sejak 2 Januari 2001.</p></footer>"


def page(head: str, top: str, *, body: str = BODY, title: str = f"<h1>{TITLE}</h1>") -> str:
    return (
        f'<!DOCTYPE html><html lang="id-ID"><head><meta charset="utf-8"><title>{TITLE}</title>'
        f'{head}</head><body class="single right-sidebar"><header><nav><a href="/">Home</a></nav>'
        f"</header><main><article>{top.replace('TITLE', title)}<div>{body}</div></article></main>"
        f"{ASIDE}{FOOTER}</body></html>"
    )


def readings(tmp_path: Path, html: str) -> list[Reading]:
    (tmp_path / "a.html").write_text(html, "utf-8")
    return list(read(tmp_path))


def linked(data: str) -> str:
    return f'<script type="application/ld+json">{data}</script>'


ARTICLE = (
    '"@type": "NewsArticle", "headline": "' + TITLE + '", '
    '"datePublished": "2026-06-05T20:30:23+07:00", "dateModified": "2026-06-07T09:00:00+07:00", '
    '"author": {"@type": "Person", "name": "Rani Lestari"}, '
    '"publisher": {"@type": "Organization", "name": "Kabar Contoh"}'
)
DETIK = page(
    '<meta property="og:site_name" content="kabarcontoh"><meta name="dtk:publishdate" '
    'content="2026/06/05 20:30:23"><meta name="dtk:author" content="Rani Lestari">'
    '<link rel="canonical" href="https://news.kabar.example/d-1/tebing">'
    + linked("{" + ARTICLE + "}"),
    'TITLE<div class="detail__author">Rani Lestari - <span>kabarContoh</span></div>'
    '<div class="detail__date">Jumat, 05 Jun 2026 20:30 WIB</div>',
)
KOMPAS = page(
    '<meta name="content_PublishedDate" content="2026-06-05 20:30:23">'
    '<meta name="content_author" content="Rani Lestari">'
    '<meta name="content_editor" content="Budi Hartono">'
    '<meta name="content_category" content="regional">'
    '<meta property="og:site_name" content="KABAR.com">',
    'TITLE<div class="read__time">Kabar.com - 05/06/2026, 20:30 WIB</div>'
    '<div class="credit"><div class="credit-title-name">Rani Lestari, Budi Hartono</div>'
    "<div>Tim Redaksi</div></div>",
)
ANTARA = page(
    linked('{"@context": "http://schema.org", ' + ARTICLE.replace("+07:00", "+0700") + "}"),
    'TITLE<p><span class="article-date"><i class="fa"></i> Jumat, 5 Juni 2026 20:30 WIB</span></p>',
    body=BODY + "<p>Pewarta: Rani Lestari<br>Editor: Budi Hartono<br>"
    "Copyright &copy; KABAR 2026</p>",
)
TEMPO = page(
    '<meta property="article:published_time" content="2026-06-05T20:30:23+07:00">'
    '<meta property="article:modified_time" content="2026-06-07T09:00:00+07:00">'
    '<meta name="author" content="Rani Lestari">',
    "<p><span>5 Juni 2026 | 20.30 WIB</span></p>TITLE",
)
CNN = page(
    linked(
        '[{"@type": "BreadcrumbList", "itemListElement": []}, {"@type": "WebPage"}, {'
        + ARTICLE
        + "}]"
    ),
    'TITLE<div class="text-cnn_grey">Jumat, 05 Jun 2026 20:30 WIB</div>',
)
WORDPRESS = page(
    linked(
        '{"@graph": [{"@type": "Article", "headline": "' + TITLE + '", "author": {"name": '
        '"Rani Lestari", "@id": "#p"}, "datePublished": "2026-06-05T13:30:23+00:00", '
        '"dateModified": "2026-06-07T02:00:00+00:00", "publisher": {"@id": "#org"}}, '
        '{"@type": ["WebPage", "ItemPage"], "datePublished": "2026-06-05T13:30:23+00:00"}, '
        '{"@type": "Person", "@id": "#p", "name": "Rani Lestari"}, {"@type": "WebSite"}]}'
    )
    + '<meta property="article:modified_time" content="2026-06-07T02:00:00+00:00">'
    '<meta property="og:type" content="article">',
    '<header class="entry-header">TITLE<span class="posted-on">'
    '<time class="entry-date published" datetime="2026-06-05T20:30:23+07:00">5 Juni 2026</time>'
    '<time class="updated" datetime="2026-06-07T09:00:00+07:00">7 Juni 2026</time></span>'
    '<span class="byline">Oleh <a rel="author" href="/rani">Rani Lestari</a></span></header>',
)
BARE_WORDPRESS = page(
    "",
    '<header class="entry-header">TITLE<span class="posted-on"><time class="entry-date published '
    'updated" datetime="2026-06-05T20:30:23+07:00">5 Juni 2026</time></span>'
    '<span class="author vcard">Oleh Rani Lestari</span></header>',
)
BLOGSPOT = page(
    "<meta content='blogger' name='generator'/>",
    "<h2 class='date-header'><span>Jumat, 05 Juni 2026</span></h2>TITLE"
    "<div class='post-header'>Diposting oleh <span class='fn'>Rani Lestari</span> di "
    "<abbr class='published' itemprop='datePublished' title='2026-06-05T20:30:23+07:00'>20.30"
    "</abbr></div>",
    title=f"<h3 class='post-title entry-title'>{TITLE}</h3>",
)
AMP = page(
    '<link rel="canonical" href="https://kabar.example/tebing">'
    + linked("{" + ARTICLE.replace('"author": {"@type": "Person", "name": "Rani Lestari"}',
    '"author": [{"@type": "Person", "name": "Rani Lestari"}]') + "}"),
    "TITLE<amp-img src='a.jpg' width='1' height='1'></amp-img>",
).replace("<html ", "<html amp ")  # fmt: skip
LIPUTAN6 = page(
    '<meta name="author" content="Rani Lestari">',
    'TITLE<p><time datetime="2026-06-05 20:30:23">Diterbitkan 05 Juni 2026, 20:30 WIB</time>'
    '<time datetime="2026-06-07 09:00:00">Diperbarui 07 Juni 2026, 09:00 WIB</time></p>',
)
TRIBUN = page(
    "",
    'TITLE<div class="mb10"><time class="grey"><span>Tayang:</span> Jumat, 5 Juni 2026 20:30:23 '
    "WIB</time></div><div>Diperbarui: Minggu, 7 Juni 2026 09:00 WIB</div>"
    '<div id="penulis">Penulis: <a>Rani Lestari</a> | Editor: <a>Budi Hartono</a></div>',
)
BROKEN_JSON = page(
    linked("{" + ARTICLE + ", }") + '<meta name="author" content="Rani Lestari">', "TITLE"
)
RELATED = page(
    '<link rel="canonical" href="https://kabar.example/tebing">'
    + linked('{"@type": "NewsArticle", "headline": "Emas Naik", "url": "https://kabar.example/emas",'
    ' "datePublished": "2026-06-01T08:00:00+07:00"}')
    + linked("{" + ARTICLE + ', "mainEntityOfPage": {"@id": "https://kabar.example/tebing"}}'),
    "TITLE",
)  # fmt: skip
OLDEST_FIRST = page(
    '<meta property="article:modified_time" content="2026-06-07T09:00:00+07:00">'
    '<meta name="lastmod" content="2026-06-07"><meta name="author" content="Penulis Rani Lestari">',
    "TITLE<p>Diperbarui: 7 Juni 2026 09:00 WIB | Terbit: Jumat, 5 Juni 2026 20:30:23 WIB</p>",
)
SPLIT_LABEL = page(
    '<meta name="author" content="Oleh: Rani Lestari">',
    "TITLE<div>Diperbarui</div><div>Minggu, 7 Juni 2026 09:00 WIB</div>"
    "<div>Jumat, 5 Juni 2026 20:30:23 WIB</div>",
)
ONLY_DAY_IN_HEAD = page(
    linked("{" + ARTICLE.replace("T20:30:23+07:00", "") + "}"),
    "TITLE<div>Jumat, 5 Juni 2026 20:30:23 WIB</div>",
)
MICRODATA = page(
    '<meta name="author" content="rani@kabar.example Rani Lestari">',
    '<meta itemprop="dateModified" content="2026-06-07T09:00:00+07:00">TITLE'
    '<meta itemprop="datePublished" content="2026-06-05T20:30:23+07:00">',
)
SHAPES = {
    "detik": DETIK,
    "kompas": KOMPAS,
    "antara": ANTARA,
    "tempo": TEMPO,
    "cnn": CNN,
    "wordpress": WORDPRESS,
    "wordpress without a plugin": BARE_WORDPRESS,
    "blogspot": BLOGSPOT,
    "amp": AMP,
    "liputan6": LIPUTAN6,
    "tribun": TRIBUN,
    "broken JSON-LD": BROKEN_JSON,
    "JSON-LD of related articles": RELATED,
    "updated before published": OLDEST_FIRST,
    "label on its own line": SPLIT_LABEL,
    "day in the head, time on the page": ONLY_DAY_IN_HEAD,
    "microdata": MICRODATA,
}


@pytest.mark.parametrize("shape", SHAPES)
def test_shape(shape: str, tmp_path: Path) -> None:
    """Every shape gives one article: moment and zone as stated, the author, all paragraphs."""
    found = readings(tmp_path, SHAPES[shape])
    assert [type(reading) for reading in found] == [Article]
    article = found[0]
    assert isinstance(article, Article)
    assert article.published is not None
    assert article.published == MOMENT
    assert article.authors == ("Rani Lestari",)
    assert article.title == TITLE
    for paragraph in PARAGRAPHS:
        assert paragraph in article.text
    assert "Gubernur Lantik" not in article.text


@pytest.mark.parametrize(
    ("printed", "wanted"),
    [
        ("Jumat, 05 Jun 2026 20:30 WIB", "2026-06-05T20:30:00+07:00"),
        ("Jumat, 5 Juni 2026 pukul 20.30 WITA", "2026-06-05T20:30:00+08:00"),
        ("Kabar.com - 05/06/2026, 20:30 WIT", "2026-06-05T20:30:00+09:00"),
        ("Jum'at, 5 Juni 2026", "2026-06-05T00:00:00+07:00"),
        ("Rani Lestari • 5 Jun 2026, 20:30", "2026-06-05T20:30:00+07:00"),
        ("Friday, June 5, 2026 8:30 PM", "2026-06-05T20:30:00+07:00"),
        ("Terbit 5 Juni 2026", "2026-06-05T00:00:00+07:00"),
    ],
)
def test_printed_day(printed: str, wanted: str, tmp_path: Path) -> None:
    """A day printed under the title with weekday or clock is the moment, in the zone it names."""
    [article] = readings(tmp_path, page("", f"TITLE<div>{printed}</div>"))
    assert isinstance(article, Article)
    assert article.published == datetime.fromisoformat(wanted)


@pytest.mark.parametrize(
    "top",
    [
        "TITLE",
        "TITLE<div>Diperbarui: Minggu, 7 Juni 2026 09:00 WIB</div>",
        "TITLE<div>Bencana 5 Juni 2026</div>",
        '<div class="latest"><time datetime="2026-06-01T08:00:00+07:00">1 Juni</time></div>TITLE',
        'TITLE<div class="related-posts"><p>Senin, 1 Juni 2026 08:00 WIB</p></div>',
        'TITLE<time class="updated" datetime="2026-06-07T09:00:00+07:00">7 Juni 2026</time>',
    ],
)
def test_no_statement(top: str, tmp_path: Path) -> None:
    """Neither the day of a change, a sidebar's nor the copyright's is taken; a notice says none."""
    found = readings(tmp_path, page("", top))
    assert [type(reading) for reading in found] == [Notice, Article]
    assert UNSTATED in str(found[0])
    assert isinstance(found[1], Article)
    assert found[1].published is None


def test_comments_are_not_the_article(tmp_path: Path) -> None:
    """The day of a comment below the article is no day of publication."""
    comment = '<div id="comments"><time datetime="2026-06-08T01:00:00+07:00">8 Juni</time></div>'
    found = readings(tmp_path, page("", "TITLE", body=BODY + comment))
    assert isinstance(found[-1], Article)
    assert found[-1].published is None


def test_moment_in_utc_is_kept(tmp_path: Path) -> None:
    """A moment in UTC late in the evening is the next day in Jakarta, and stays that moment."""
    head = '<meta property="article:published_time" content="2026-06-05T18:30:00Z">'
    [article] = readings(tmp_path, page(head, "TITLE"))
    assert isinstance(article, Article)
    assert article.published == datetime.fromisoformat("2026-06-06T01:30:00+07:00")


def test_local_time_labelled_utc(tmp_path: Path) -> None:
    """Local time that the head labels as UTC, and the page prints with its zone, is told."""
    head = '<meta property="article:published_time" content="2026-06-05T20:30:00+00:00">'
    found = readings(tmp_path, page(head, "TITLE<div>Jumat, 5 Juni 2026 20:30 WIB</div>"))
    assert "labelled UTC" in str(found[0])
    assert isinstance(found[1], Article)
    assert found[1].published == datetime.fromisoformat("2026-06-05T20:30:00+07:00")


def test_list_of_articles(tmp_path: Path) -> None:
    """A page that shows linked headings and no paragraph of its own is refused as a list."""
    cards = "".join(
        f'<article><h2><a href="/{n}">Banjir dan longsor di desa nomor {n} hari ini</a></h2>'
        f"<p>Ringkasan singkat berita nomor {n} tentang banjir di desa itu.</p></article>"
        for n in range(12)
    )
    html = f"<html><body><div>{cards}</div>{FOOTER}</body></html>"
    [refusal] = readings(tmp_path, html)
    assert isinstance(refusal, Refusal)
    assert IS_LIST in str(refusal)


def test_article_with_cards_below(tmp_path: Path) -> None:
    """An article under which other articles are shown as cards is an article."""
    cards = "".join(
        f'<article><h3><a href="/{n}">Banjir dan longsor di desa nomor {n}</a></h3></article>'
        for n in range(6)
    )
    found = readings(tmp_path, page("", "TITLE").replace("</main>", f"</main>{cards}"))
    assert isinstance(found[-1], Article)
    assert PARAGRAPHS[0] in found[-1].text


def test_mojibake_in_a_page(tmp_path: Path) -> None:
    """A page whose text was read as Windows-1252 before is mended, and that is told."""
    broken = BODY.replace('"Kami', "â€œKami").replace('juga,"', "juga,â€\u009d")
    found = readings(tmp_path, page("", "TITLE", body=broken))
    assert any("mended" in str(reading) for reading in found)
    assert isinstance(found[-1], Article)
    assert "“Kami membuka jalur darurat malam ini juga,”" in found[-1].text
