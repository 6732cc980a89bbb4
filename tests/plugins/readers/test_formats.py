"""What each reader makes of sound files."""

import json
from datetime import datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kliping.index import ArgumentError, Article, Notice, Reading, Refusal
from kliping.plugins import ReadOptions
from kliping.plugins.readers import kliping_register_readers
from kliping.plugins.readers.values import is_missing
from kliping.plugins.reading import read_sources

read = partial(read_sources, readers=kliping_register_readers())

RECORD = {
    "id": 17,
    "Judul": "Harga Cabai Naik di Pasar Wates",
    "ISI": "Harga cabai rawit naik menjadi Rp80.000 per kilogram.",
    "Tanggal": "28/4/2025 10:15 WIB",
    "Media": {"id": None, "name": "Kabar Wates"},
    "Tautan": "https://kabar.example/1",
    "Penulis": ["Siti Aminah", "Budi"],
    "Rubrik": "ekonomi",
    "Bahasa": "Bahasa Indonesia",
    "catatan": 3,
}
WANTED = Article(
    id="17",
    title="Harga Cabai Naik di Pasar Wates",
    text="Harga cabai rawit naik menjadi Rp80.000 per kilogram.",
    published=datetime(2025, 4, 28, 10, 15, tzinfo=ZoneInfo("Asia/Jakarta")),
    outlet="Kabar Wates",
    url="https://kabar.example/1",
    authors=("Siti Aminah", "Budi"),
    section="ekonomi",
    language="id",
)


def articles(found: list[Reading]) -> list[Article]:
    assert not any(isinstance(reading, Refusal) for reading in found), found
    return [reading for reading in found if isinstance(reading, Article)]


def read_one(path: Path, options: ReadOptions | None = None) -> Article:
    [article] = articles(list(read(path, options=options)))
    return article


@pytest.mark.parametrize("suffix", [".jsonl", ".ndjson", ".json"])
def test_indonesian_keys(suffix: str, tmp_path: Path) -> None:
    """Indonesian keys are understood whatever their case; unknown ones are told."""
    path = tmp_path / f"a{suffix}"
    path.write_text(json.dumps(RECORD))
    found, notice = read(path)
    assert isinstance(found, Article)
    assert isinstance(notice, Notice)
    assert "left out 'catatan'" in notice.reason
    assert found.source_path == str(path)
    assert found.published == WANTED.published
    for name in ("id", "title", "text", "outlet", "url", "authors", "section", "language"):
        assert getattr(found, name) == getattr(WANTED, name), name


@pytest.mark.parametrize(
    ("document", "ids"),
    [
        ([{"id": "a", "isi": "x"}, {"id": "b", "isi": "y"}], ["a", "b"]),
        ({"isi": "x"}, ["berkas"]),
        ({"status": "ok", "articles": [{"id": "a", "content": "x"}]}, ["a"]),
        ({"response": {"docs": [{"id": "a", "text": "x"}], "facets": [{"n": 1}]}}, ["a"]),
    ],
    ids=["array", "one record", "list in an object", "list with text among lists"],
)
def test_shapes_of_json(document: object, ids: list[str], tmp_path: Path) -> None:
    """A JSON file is an array, one record (its id the file's name), or an object with a list."""
    for indent in (None, 2):
        path = tmp_path / "berkas.json"
        path.write_text(json.dumps(document, indent=indent))
        assert [a.id for a in articles(list(read(path)))] == ids


def test_json_one_after_another(tmp_path: Path) -> None:
    """A .json file that holds one object after another is read as such."""
    path = tmp_path / "a.json"
    path.write_text('{"id": "a", "isi": "x"}\n{"id": "b",\n "isi": "y"}')
    assert [a.id for a in articles(list(read(path)))] == ["a", "b"]


@given(
    st.lists(st.text(st.sampled_from('ab ,:\n\\"[]{}“—日😀'))),
    st.sampled_from([None, 1]),
)
def test_json_array_equals_the_parser(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], indent: int | None
) -> None:
    """The items of an array are those that the standard library's parser gives."""
    texts = [text for text in texts if not is_missing(text.strip())]
    assume(texts)
    path = tmp_path_factory.mktemp("json") / "a.json"
    records = [{"id": str(number), "isi": text} for number, text in enumerate(texts)]
    path.write_text(json.dumps(records, ensure_ascii=False, indent=indent), encoding="utf-8")
    assert [a.text for a in articles(list(read(path)))] == texts


def test_a_refusal_in_an_array_names_the_record(tmp_path: Path) -> None:
    """On one line the line's number says little: the reason counts the records, from 1."""
    (tmp_path / "a.json").write_text('[{"text": "Isi berita."}, 7, {"judul": "x"}]', "utf-8")
    refused = [r for r in read([tmp_path / "a.json"]) if isinstance(r, Refusal)]
    assert [r.reason.partition(":")[0] for r in refused] == ["record 2", "record 3"]


def test_large_json_array(tmp_path: Path) -> None:
    """An array of several megabytes on one line is read whole, piece by piece."""
    path = tmp_path / "a.json"
    records = [{"id": n, "isi": f"Berita “ke-{n}” " * 40} for n in range(6000)]
    path.write_text(json.dumps(records, ensure_ascii=False), encoding="utf-8")
    assert path.stat().st_size > 3_000_000
    assert [a.id for a in articles(list(read(path)))] == [str(n) for n in range(6000)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(delimiter: str, tmp_path: Path) -> None:
    """The delimiter is found out; quoted cells may hold it, marks and line ends."""
    rows = [["judul", "isi", "penulis"], ["Satu", 'Kata dia, "ya;\t|"\nBaris dua.', "A B; C D"]]
    path = tmp_path / "a.csv"
    path.write_text(
        "\n".join(
            delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows
        ),
        encoding="utf-8-sig",
    )
    found = read_one(path)
    assert (found.title, found.text, found.authors) == ("Satu", rows[1][1], ("A B", "C D"))


def test_tsv_without_quoting(tmp_path: Path) -> None:
    """In a table that quotes nothing, marks belong to the text."""
    path = tmp_path / "a.tsv"
    path.write_text('id\tisi\n1\t"Kami siap" kata Budi\n2\tDia "setuju"\n')
    assert [a.text for a in articles(list(read(path)))] == ['"Kami siap" kata Budi', 'Dia "setuju"']


def test_csv_with_backslashes(tmp_path: Path) -> None:
    r"""A table that writes `\"` inside quoted cells is read so."""
    path = tmp_path / "a.csv"
    path.write_text('id,isi\n1,"Kata \\"ya\\", lalu pergi"\n')
    assert read_one(path).text == 'Kata "ya", lalu pergi'


def test_line_of_a_row(tmp_path: Path) -> None:
    """A refused row is named by the line on which it begins, rows before it counted in lines."""
    path = tmp_path / "a.csv"
    path.write_text('id,isi\n1,"dua\nbaris"\n2,\n')
    refusal = list(read(path))[-1]
    assert isinstance(refusal, Refusal)
    assert refusal.line == 4


def test_map_wins(tmp_path: Path) -> None:
    """--map wins over the usual names, and the column it takes serves no other field."""
    path = tmp_path / "a.jsonl"
    path.write_text('{"title": "Isi yang benar.", "text": "ringkasan", "headline": "Judul"}\n')
    found = read_one(path, ReadOptions(columns={"text": "title"}))
    assert (found.text, found.title) == ("Isi yang benar.", "Judul")


def test_map_to_unknown_field() -> None:
    """--map to a field that articles do not have is an error at the door."""
    with pytest.raises(ArgumentError, match=r"no field 'paragraf' .* title, text, published"):
        read("x.jsonl", options=ReadOptions(columns={"paragraf": "isi"}))


def test_ids_without_id(tmp_path: Path) -> None:
    """Without an id it is a hash of the article's own address, else of all that the record says."""
    path = tmp_path / "a.jsonl"
    records = [
        {"isi": "satu"},
        {"isi": "satu", "judul": "Lain"},
        {"isi": "satu", "url": "https://kabar.example/"},
        {"isi": "dua", "url": "https://kabar.example/"},
        {"isi": "satu", "url": "https://kabar.example/1"},
        {"isi": "dua", "url": "https://kabar.example/1"},
    ]
    path.write_text("\n".join(map(json.dumps, records)))
    first = articles(list(read(path)))
    assert [a.id for a in first] == [a.id for a in articles(list(read(path)))]
    assert [a.id_origin for a in first] == ["content"] * 4 + ["url"] * 2
    assert [a.source_position for a in first] == [1, 2, 3, 4, 5, 6]
    assert len({a.id for a in first}) == 5
    assert first[4].id == first[5].id


@pytest.mark.parametrize(
    ("ids", "origins"),
    [
        ([0, 1, 2], ["row", "row", "row"]),
        (["1", "2", "3"], ["row", "row", "row"]),
        ([1, 2, 7, 4], ["row", "row", "given", "given"]),
        ([4, 5, 6], ["given"] * 3),
        (["a1", 2], ["given", "given"]),
    ],
)
def test_ids_that_count_rows(ids: list[object], origins: list[str], tmp_path: Path) -> None:
    """Ids that count the records of a file from 0 or 1 are known as such, as far as they do."""
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(json.dumps({"id": id, "isi": "x"}) for id in ids))
    found = articles(list(read(path)))
    assert [a.id for a in found] == [str(id) for id in ids]
    assert [a.id_origin for a in found] == origins


def test_null_falls_back(tmp_path: Path) -> None:
    """A key that is null or empty gives way to the next name of the field."""
    path = tmp_path / "a.jsonl"
    path.write_text('{"title": null, "judul": "Ada", "text": "", "isi": "Teks."}\n')
    found = read_one(path)
    assert (found.title, found.text) == ("Ada", "Teks.")


@pytest.mark.parametrize(
    ("written", "authors_"),
    [
        ("Siti Aminah", ("Siti Aminah",)),
        ("Siti Aminah, Budi Santoso", ("Siti Aminah", "Budi Santoso")),
        ("Siti Aminah, S.Pd.", ("Siti Aminah, S.Pd.",)),
        ("Aminah; Budi", ("Aminah", "Budi")),
        ("", ()),
    ],
)
def test_authors(written: str, authors_: tuple[str, ...], tmp_path: Path) -> None:
    """Authors are split at semicolons, at commas only where a name of two words follows."""
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"isi": "x", "penulis": written}))
    assert read_one(path).authors == authors_


def test_text_file(tmp_path: Path) -> None:
    """A text file is one article: its id the file's name, its title left to cleaning."""
    path = tmp_path / "berita.2025.txt"
    path.write_text("Judul\n\nIsi berita.")
    found = read_one(path)
    assert (found.id, found.title, found.text) == ("berita.2025", "", "Judul\n\nIsi berita.")
