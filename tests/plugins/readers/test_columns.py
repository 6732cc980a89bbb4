"""Which columns are read as what: layouts of exports, and values that are not what they seem."""

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kliping
from kliping.index import Article, Notice, Reading
from kliping.plugins import ReadOptions
from kliping.plugins.contracts import READ_FIELDS
from kliping.plugins.readers import kliping_register_readers
from kliping.plugins.readers.columns import Columns
from kliping.plugins.reading import read_sources

read = partial(read_sources, readers=kliping_register_readers())

LAYOUTS = {
    "judul_berita isi_berita tanggal_terbit nama_media link_berita penulis_berita": (
        "title text published outlet url authors"
    ),
    "newsTitle newsContent publishDate newsSource newsUrl authorName newsCategory": (
        "title text published outlet url authors section"
    ),
    "JUDUL|ISI BERITA|TANGGAL PUBLIKASI|NAMA MEDIA|LINK|REPORTER|RUBRIK": (
        "title text published outlet url authors section"
    ),
    "article_id article_title article_text date_published site_name article_url byline channel": (
        "id title text published outlet url authors section"
    ),
    "post_id post_title post_content post_date permalink": "id title text published url",
    "dc:title dc:date dc:creator link": "title published authors url",
    "headline main_text waktu_tayang portal tautan wartawan kanal": (
        "title text published outlet url authors section"
    ),
    "title maintext date_publish source_domain url authors language": (
        "title text published outlet url authors language"
    ),
    "title text publish_date url authors meta_lang": "title text published url authors language",
    "DOCNO HEADLINE TEXT DATE": "id title text published",
    "berita kategori tgl_upload": "text section published",
    "narasi judul tanggal": "text title published",
}
NO_FIELD = (
    *("image_url", "user_id", "updated_at", "date_download", "modified", "filedate", "crawled_at"),
    *("tags", "description", "summary", "excerpt", "views", "editor", "label", "original_content"),
    *("author_url", "comments", "fingerprint", "Unnamed: 0", "No", "urlToImage", "sentiment"),
)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts(layout: str) -> None:
    """The columns of usual exports are each recognised as their field, and as no other."""
    names = layout.split("|") if "|" in layout else layout.split()
    plan = Columns({}).find(names)
    found = [next(f for f, keys in plan.items() if keys[0] == name) for name in names]
    assert found == LAYOUTS[layout].split()


def test_names_that_are_no_field() -> None:
    """Days of crawling or change, images, summaries and labels are taken for nothing."""
    assert not Columns({}).find(NO_FIELD)


@given(
    st.sampled_from([name for layout in LAYOUTS if "|" not in layout for name in layout.split()])
)
def test_names_are_compared_by_letters(name: str) -> None:
    """Case, blanks, underscores, hyphens, width and a byte order mark make no difference."""
    plan = Columns({}).find((name,))
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in name)
    for other in (name.upper(), name.replace("_", " "), f"\ufeff{name} ", f"_{name}-", wide):
        assert Columns({}).find((other,)).keys() == plan.keys()


def test_fields() -> None:
    """Every field that may be mapped has names, and no other field has."""
    names = [line.split("\t")[0] for line in _rows()]
    assert sorted(names) == sorted(("*", *READ_FIELDS))


def _rows() -> list[str]:
    from importlib.resources import files

    text = files("kliping.plugins.readers").joinpath("columns.tsv").read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def read_one(folder: Path, record: dict[str, Any], **mapped: str) -> tuple[Article, list[Reading]]:
    path = folder / "a.jsonl"
    path.write_text(json.dumps({"isi": "Hujan turun."} | record), "utf-8")
    article, *told = read(path, options=ReadOptions(columns=mapped))
    assert isinstance(article, Article)
    return article, told


@pytest.mark.parametrize(
    ("record", "outlet", "url", "section"),
    [
        ({"source": "antaranews"}, "ANTARA", None, None),
        ({"media": "KOMPAS.com"}, "Kompas", None, None),
        ({"source": "Kabar Wates"}, "Kabar Wates", None, None),
        ({"source": "www.kompas.com"}, "Kompas", None, None),
        ({"source": "https://www.detik.com"}, "Detik", None, None),
        ({"source": "https://kabar.example/9"}, None, "https://kabar.example/9", None),
        ({"source": "https://kabar.example"}, None, None, None),
        (
            {"source": "kabar.example/9", "url": "https://x.example/1"},
            None,
            "https://x.example/1",
            None,
        ),
        ({"source": "redaksi@kabar.example"}, None, None, None),
        ({"source": "Politik"}, None, None, "Politik"),
        ({"source": "kanal politik"}, None, None, "kanal politik"),
        ({"media": "ekonomi", "kategori": "makro"}, None, None, "makro"),
        ({"media": "Gaya", "kategori": "Gaya"}, None, None, "Gaya"),
        ({"source": {"id": None, "name": "Tempo"}}, "Tempo", None, None),
        ({"source": 3}, None, None, None),
    ],
    ids=str,
)
def test_outlets(
    record: dict[str, Any], outlet: str | None, url: str | None, section: str | None, tmp_path: Path
) -> None:
    """An outlet has one name; an address, a section, a number is none and goes where it belongs."""
    article, _ = read_one(tmp_path, record)
    assert (article.outlet, article.url, article.section) == (outlet, url, section)


@pytest.mark.parametrize(
    ("record", "field", "value"),
    [
        ({"judul": ["\n ", "A"]}, "title", "A"),
        ({"judul": {"rendered": "Harga &#8220;Naik&#8221;"}}, "title", "Harga “Naik”"),
        ({"judul": "<b>A</b> &amp; B"}, "title", "A & B"),
        ({"isi": ["satu", None, "dua"]}, "text", "satu\ndua"),
        ({"isi": "['satu', \"d'ua\"]"}, "text", "satu\nd'ua"),
        ({"isi": '["satu", "dua"]'}, "text", "satu\ndua"),
        ({"isi": "['satu' 'dua']"}, "text", "satu\ndua"),
        ({"isi": "[Foto] Satu, dua [1]"}, "text", "[Foto] Satu, dua [1]"),
        ({"isi": "[1, 2]"}, "text", "[1, 2]"),
        ({"isi": {"p1": "satu", "p2": "dua"}}, "text", "satu\ndua"),
        (
            {"isi": [{"type": "p", "text": "satu"}, {"type": "p", "text": "dua"}]},
            "text",
            "satu\ndua",
        ),
        ({"penulis": "['Rani', 'Budi Hartono']"}, "authors", ("Rani", "Budi Hartono")),
        ({"penulis": [{"name": "Rani"}, {"name": "Budi"}]}, "authors", ("Rani", "Budi")),
        ({"penulis": 3}, "authors", ()),
        ({"penulis": "-"}, "authors", ()),
        ({"kategori": [12, 4]}, "section", None),
        ({"kategori": ["makro", "mikro"]}, "section", "makro"),
        ({"id": 7.0}, "id", "7"),
        ({"id": "7.0"}, "id", "7"),
        ({"id": {"$oid": "5f1"}}, "id", "5f1"),
        ({"bahasa": "id_ID"}, "language", "id"),
        ({"lang": "in"}, "language", "id"),
        ({"media": "{'id': None, 'name': 'Tempo'}"}, "outlet", "Tempo"),
        ({"published": True, "tanggal": None}, "published", None),
    ],
    ids=str,
)
def test_values(record: dict[str, Any], field: str, value: Any, tmp_path: Path) -> None:
    """Lists, objects, printed lists and numbers hold the value that their writer meant."""
    article, _ = read_one(tmp_path, record)
    assert getattr(article, field) == value


def test_a_list_of_several_is_told(tmp_path: Path) -> None:
    """Where a field holds one value and the record several, the rest is not lost in silence."""
    article, [notice] = read_one(tmp_path, {"kategori": ["makro", "mikro"]})
    assert article.section == "makro"
    assert "section is a list of several" in str(notice)


def test_map_adds(tmp_path: Path) -> None:
    """--map adds a name to those that are known, also where one record lacks it."""
    path = tmp_path / "a.jsonl"
    path.write_text(
        '{"naskah": "satu", "judul": "A", "tanggal": "2025-04-28"}\n{"isi": "dua", "judul": "B"}\n'
    )
    found = list(read(path, options=ReadOptions(columns={"text": "naskah"})))
    assert [(r.text, r.title) for r in found if isinstance(r, Article)] == [
        ("satu", "A"),
        ("dua", "B"),
    ]
    assert len(found) == 2


def test_map_to_a_path(tmp_path: Path) -> None:
    """--map takes the path to a nested value."""
    article, _ = read_one(tmp_path, {"isi": None, "a": {"b": "Hujan."}}, text="a.b")
    assert article.text == "Hujan."


def test_map_to_nothing_is_told(tmp_path: Path) -> None:
    """A --map that names no column of the source is told, not passed over."""
    _, [notice] = read_one(tmp_path, {}, title="tajuk_utama")
    assert isinstance(notice, Notice)
    assert "--map title=tajuk_utama" in notice.reason


def test_columns_that_become_nothing_are_told_once(tmp_path: Path) -> None:
    """One notice a source names what was read and what was left out; empty columns are nothing."""
    path = tmp_path / "a.csv"
    path.write_text("isi,label,kosong,judul,headline\n" + "Hujan turun.,positif,,A,B\n" * 50)
    [notice] = [r for r in read(path) if isinstance(r, Notice)]
    assert "text from 'isi', title from 'judul'" in notice.reason
    assert "left out 'label', 'headline';" in notice.reason
    assert "kosong" not in notice.reason


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Banjir merendam tiga desa di Demak… [+2134 chars]", True),
        ("Banjir merendam tiga desa di Demak. [+5 korban]", False),
        ("Isi [+10 chars] dan seterusnya di Demak.", False),
    ],
)
def test_a_text_that_says_that_it_is_cut_is_told(text: str, told: bool, tmp_path: Path) -> None:
    """News services give a text's beginning; who searches it shall know."""
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"articles": [{"title": "Banjir", "content": text}]}), "utf-8")
    found = list(kliping.read([path]))
    assert [one.text for one in found if isinstance(one, Article)] == [text]
    notices = [one.reason for one in found if isinstance(one, Notice)]
    assert any("cut off" in reason for reason in notices) is told
