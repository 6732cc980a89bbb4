"""A difference between two snapshots is told as new, gone or different, with its fields."""

import copy
import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.diff_corpus import __main__ as command
from benchmarks.diff_corpus import snapshot
from benchmarks.diff_corpus.comparing import compare, read_snapshot, summarise

ROW: dict[str, Any] = {
    "article": "a",
    "fields": {"language": "id", "regions": [], "text": "00"},
    "results": {
        "entities": {
            "values": {"person": ["Rani Melati", "Budi"]},
            "mentions": [{"start": 0, "end": 4, "text": "Rani", "type": "person", "name": "Rani"}],
            "quotations": [],
            "records": [{"kind": "claim", "start": 3, "end": 9, "text": "x", "data": {"of": 1}}],
        }
    },
}
QUERY: dict[str, Any] = {
    "query": "search rani",
    "results": {"total": 2, "hits": [{"id": "a", "score": 1.5}, {"id": "b", "score": 1.0}]},
}


def test_alike() -> None:
    """Snapshots of one content have no difference."""
    assert compare([ROW, QUERY], copy.deepcopy([ROW, QUERY])) == []


def test_mention_with_another_name() -> None:
    """A mention at the same place with another name is different, by its name."""
    changed = copy.deepcopy(ROW)
    changed["results"]["entities"]["mentions"][0]["name"] = "Rani Melati"
    (one,) = compare([ROW], [changed])
    assert (one.change, one.where, one.what) == ("different", "entities", "mentions")
    assert (one.key, one.fields) == ((0, 4), ("name",))


def test_new_and_gone() -> None:
    """A value that is not there before is new, a record that is not there afterwards gone."""
    changed = copy.deepcopy(ROW)
    changed["results"]["entities"]["values"]["person"].append("Sari")
    changed["results"]["entities"]["records"].clear()
    found = {(one.change, one.what, one.key) for one in compare([ROW], [changed])}
    assert found == {
        ("new", "values.person", ("Sari",)),
        ("gone", "records", ("claim", 3, 9)),
    }


def test_order_of_values() -> None:
    """Values in another order are different: documents and facets keep the order."""
    changed = copy.deepcopy(ROW)
    changed["results"]["entities"]["values"]["person"].reverse()
    assert {one.change for one in compare([ROW], [changed])} == {"different"}


def test_twice_at_one_place() -> None:
    """Two mentions of one span are two things: the loss of one is told."""
    double = copy.deepcopy(ROW)
    mentions = double["results"]["entities"]["mentions"]
    mentions.append(dict(mentions[0]))
    (one,) = compare([double], [ROW])
    assert (one.change, one.key) == ("gone", (0, 4, 1))


def test_whole_articles_and_results() -> None:
    """An article, or an enricher's result, that is missing is gone, even where it was empty."""
    assert {one.change for one in compare([ROW], [])} == {"gone"}
    empty: dict[str, object] = {"values": {}, "mentions": [], "quotations": [], "records": []}
    with_more = copy.deepcopy(ROW)
    with_more["results"]["wire"] = empty
    (one,) = compare([ROW], [with_more])
    assert (one.change, one.where, one.what) == ("new", "wire", "a result")


def test_fields_of_an_article() -> None:
    """A region or a language that changes is told by its name."""
    changed = copy.deepcopy(ROW)
    changed["fields"]["language"] = "ms"
    (one,) = compare([ROW], [changed])
    assert (one.where, one.what, one.before, one.after) == ("article", "language", "id", "ms")


def test_answers() -> None:
    """A hit with another score, and another total, are two differences."""
    changed = copy.deepcopy(QUERY)
    changed["results"]["total"] = 3
    changed["results"]["hits"][1]["score"] = 0.5
    found = [(one.what, one.key, one.fields) for one in compare([QUERY], [changed])]
    assert found == [("total", (), ()), ("hits", (2,), ("score",))]


def test_summary() -> None:
    """The summary counts by kind and by field."""
    changed = copy.deepcopy(ROW)
    changed["results"]["entities"]["mentions"][0]["name"] = "R"
    lines = summarise(compare([ROW], [changed]))
    assert lines[-1] == "| entities | mentions | 0 | 0 | 1 | name 1 |"


ARTICLES = [
    {"id": "1", "title": "Banjir merendam Kota Semarang lagi", "text": "Banjir merendam Kota "
     'Semarang. "Kami siaga," kata Wali Kota Hendi, Senin (3/2/2025).'},
    {"id": "2", "title": "Harga beras di Medan naik tajam", "text": "Harga beras di Medan naik "
     "12 persen, kata Kepala Dinas Perdagangan Sumatera Utara."},
]  # fmt: skip


def test_snapshot_of_articles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A snapshot holds every article, every enricher's result, and answers that found something."""
    source, out = tmp_path / "news.jsonl", tmp_path / "out.jsonl.gz"
    source.write_text("".join(json.dumps(one) + "\n" for one in ARTICLES), encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["snapshot.py", str(source), "--out", str(out)])
    snapshot.main()
    rows = list(read_snapshot(out))
    assert [row["article"] for row in rows if "article" in row] == ["1", "2"]
    assert {"entities", "quotations", "copies", "wire"} <= rows[0]["results"].keys()
    (quotation,) = rows[0]["results"]["quotations"]["quotations"]
    assert quotation["text"] == "Kami siaga,"
    answers = [row for row in rows if "query" in row]
    assert answers[0]["results"]["hits"][0]["id"] == "1"
    assert "took_ms" not in answers[0]["results"]


def test_exit_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command ends with 1 if anything differs, with 0 if nothing does, with 2 without data."""
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "n.jsonl").write_text("{}\n")
    changed = copy.deepcopy(ROW)
    changed["fields"]["language"] = "ms"
    given = {"revision": ROW, "tree": ROW}

    def write(row: dict[str, Any], out: Path) -> None:
        with gzip.open(out, "wt", encoding="utf-8") as lines:
            lines.write(json.dumps(row) + "\n")

    monkeypatch.setattr(command, "KEPT", tmp_path / "kept")
    monkeypatch.setattr(command, "git", lambda *_: "0" * 40)
    monkeypatch.setattr(
        command, "take_of_revision", lambda revision, how, out: write(given["revision"], out)
    )
    monkeypatch.setattr(command, "take", lambda how, out, environment: write(given["tree"], out))
    assert command.main(["--data", str(tmp_path)]) == 0
    given["tree"] = changed
    assert command.main(["--data", str(tmp_path)]) == 1
    assert command.main(["--data", str(tmp_path / "nothing")]) == 2
