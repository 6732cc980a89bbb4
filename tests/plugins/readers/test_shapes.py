"""Which records are found in JSON, whatever its shape."""

import json
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kliping.index import Article, Reading, Refusal
from kliping.plugins import ReadOptions
from kliping.plugins.readers import kliping_register_readers
from kliping.plugins.readers.columns import Columns
from kliping.plugins.readers.shapes import Shapes
from kliping.plugins.reading import read_sources

read = partial(read_sources, readers=kliping_register_readers())
A = {"judul": "A", "isi": "Hujan turun."}
B = {"judul": "B", "isi": "Harga naik."}
PAIR = ["Hujan turun.", "Harga naik."]


def read_json(folder: Path, value: Any, options: ReadOptions | None = None) -> list[Reading]:
    path = folder / "berkas.json"
    path.write_text(json.dumps(value), "utf-8")
    return list(read(path, options=options))


def articles(found: list[Reading]) -> list[Article]:
    assert not any(isinstance(r, Refusal) for r in found), [str(r) for r in found]
    return [r for r in found if isinstance(r, Article)]


@pytest.mark.parametrize(
    "value",
    [
        [A, B],
        [[A], [B]],
        {"articles": [A, B]},
        {"status": "ok", "response": {"docs": [A, B]}, "facets": [{"n": 1}]},
        {"politik": [A], "ekonomi": [B]},
        {"politik": {"1": A}, "ekonomi": {"2": B}},
        {"x1": A, "x2": B},
        {"https://a.test/1": A, "https://a.test/2": B},
        {"judul": {"0": "A", "1": "B"}, "isi": {"0": PAIR[0], "1": PAIR[1]}},
        {"judul": ["A", "B"], "isi": PAIR},
        {"columns": ["judul", "isi"], "index": [0, 1], "data": [["A", PAIR[0]], ["B", PAIR[1]]]},
        {"schema": {"fields": [{"name": "isi"}]}, "data": [A, B]},
        [["judul", "isi"], ["A", PAIR[0]], ["B", PAIR[1]]],
        {"data": {"rows": [["judul", "isi"], ["A", PAIR[0]], ["B", PAIR[1]]]}},
        {"hits": {"hits": [{"_id": "a", "_source": A}, {"_id": "b", "_source": B}]}},
        [{"article": A}, {"article": B, "meta": {"k": 1}}],
        {"data": {"list": {"items": [{"node": A}, {"node": B}]}}},
    ],
    ids=lambda value: json.dumps(value)[:40],
)
def test_shapes(value: Any, tmp_path: Path) -> None:
    """Both articles are found in every shape that programs write, with title and text."""
    found = articles(read_json(tmp_path, value))
    assert [(a.title, a.text) for a in found] == [("A", PAIR[0]), ("B", PAIR[1])]
    assert len({a.id for a in found}) == 2


@given(
    st.recursive(
        st.just("artikel"),
        lambda inner: (
            st.lists(inner, min_size=1, max_size=3)
            | st.dictionaries(
                st.sampled_from(["data", "k1", "politik", "9", "-a"]), inner, min_size=1
            )
        ),
        max_leaves=6,
    )
)
def test_nothing_is_lost(shape: Any) -> None:
    """Of records in lists and objects inside one another, each is found once."""
    texts: list[str] = []

    def build(part: Any) -> Any:
        if part == "artikel":
            texts.append(f"Teks {len(texts)}.")
            return {"judul": "J", "isi": texts[-1]}
        if isinstance(part, list):
            return [build(each) for each in part]
        return {key: build(each) for key, each in part.items()}

    value = build(shape)
    depth = json.dumps(shape).count("[") + json.dumps(shape).count("{")
    if depth <= 5:
        found = [f.value.get("isi") for f in Shapes(Columns({})).iter_found(value)]
        assert found == texts


@pytest.mark.parametrize(
    ("key", "field", "value"),
    [
        ("https://a.test/1", "url", "https://a.test/1"),
        ("berita-17", "id", "berita-17"),
        ("17", "id", "17"),
    ],
)
def test_a_key_names_the_record(key: str, field: str, value: str, tmp_path: Path) -> None:
    """An object's key is the address or the id of the record under it."""
    found = articles(read_json(tmp_path, {key: A, key + "0": B}))
    assert getattr(found[0], field) == value


def test_a_key_is_the_title_where_that_is_missing(tmp_path: Path) -> None:
    """A key with blanks over a record without a title is its title."""
    [one, _] = articles(
        read_json(tmp_path, {"Tebing longsor lagi": {"isi": "x"}, "Harga naik": {"isi": "y"}})
    )
    assert one.title == "Tebing longsor lagi"


@pytest.mark.parametrize(
    ("group", "field", "value"),
    [
        ("politik", "section", "politik"),
        ("kompas.com", "outlet", "Kompas"),
        ("antaranews", "outlet", "ANTARA"),
        ("2025-04-28", "published", datetime.fromisoformat("2025-04-28T00:00:00+07:00")),
        ("2", "section", None),
        ("-", "section", None),
    ],
)
def test_a_group_says_something(group: str, field: str, value: Any, tmp_path: Path) -> None:
    """A list's name is the section, the outlet or the day of its records, or says nothing."""
    found = articles(read_json(tmp_path, {group: [A], "lain-lain": [B]}))
    assert getattr(found[0], field) == value


def test_an_envelope_is_no_section(tmp_path: Path) -> None:
    """A list that stands alone, or is named as articles are, says nothing of them."""
    for value in ({"hasil": [A, B]}, {"berita": [A], "artikel": [B]}):
        assert [a.section for a in articles(read_json(tmp_path, value))] == [None, None]


def test_rows_without_names(tmp_path: Path) -> None:
    """Rows that no names stand above are refused once; the remedy reads them."""
    rows = [["A", PAIR[0]], ["B", PAIR[1]]]
    [refusal] = read_json(tmp_path, rows)
    assert isinstance(refusal, Refusal)
    assert "--header" in refusal.reason
    found = articles(read_json(tmp_path, rows, ReadOptions(header=("judul", "isi"))))
    assert [a.text for a in found] == PAIR


@pytest.mark.parametrize(
    ("value", "remedy"),
    [
        ([{"judul": "A", "naskah": "Hujan turun lagi."}] * 3, "text=naskah"),
        ({"data": [{"judul": "A", "naskah": "Hujan turun lagi."}] * 3}, "text=naskah"),
        ([{"judul": "A", "x": {"y": {"z": "Hujan turun lagi."}}}] * 3, "text=x.y.z"),
        ([{"judul": "A", "isi": {"a": "Hujan turun lagi."}}] * 3, "text=isi.a"),
        (
            {
                "u1": {"judul": "A", "naskah": "Hujan turun."},
                "u2": {"judul": "B", "naskah": "Panas."},
            },
            "text=naskah",
        ),
    ],
    ids=lambda value: str(value)[:30],
)
def test_the_remedy_works(value: Any, remedy: str, tmp_path: Path) -> None:
    """A layout that is not understood is refused once, with a --map that reads every record."""
    [refusal] = read_json(tmp_path, value)
    assert isinstance(refusal, Refusal)
    assert f"--map {remedy}" in refusal.reason
    field, _, column = remedy.partition("=")
    found = articles(read_json(tmp_path, value, ReadOptions(columns={field: column})))
    assert len(found) == refusal.records


def test_json_inside_a_string(tmp_path: Path) -> None:
    """JSON that was encoded twice is decoded twice."""
    found = articles(read_json(tmp_path, json.dumps([A, B])))
    assert [a.title for a in found] == ["A", "B"]


@pytest.mark.parametrize("text", ['{"isi":"a"},\n{"isi":"b"},\n', '{"isi":"a"}{"isi":"b"}\n'])
def test_lines_with_commas_and_without_ends(text: str, tmp_path: Path) -> None:
    """A list that was cut into lines, and objects on one line, are read."""
    (tmp_path / "a.jsonl").write_text(text)
    assert [a.text for a in articles(list(read(tmp_path)))] == ["a", "b"]


def test_another_key_of_the_text(tmp_path: Path) -> None:
    """Where the preferred key holds no text, the next one is read."""
    [article] = articles(read_json(tmp_path, {"text": {"x": {"y": 1}}, "isi": "Hujan."}))
    assert article.text == "Hujan."


@pytest.mark.parametrize("suffix", [".json", ".jsonl"])
def test_what_python_printed(suffix: str, tmp_path: Path) -> None:
    """A dict that was printed is refused with what writes it as JSON."""
    (tmp_path / f"a{suffix}").write_text(f"{A!r}\n")
    refusals = [r for r in read(tmp_path) if isinstance(r, Refusal)]
    assert "json.dump" in refusals[0].reason
