"""The gold annotations fit the articles that they describe, and the articles fit the gold."""

import csv
import json
from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from kliping.index.article import REGION_KINDS
from kliping.seeds import articles_path, gold_path

Row = dict[str, Any]


def read_articles(folder: Path) -> dict[str, str]:
    """Return text by article id, read without kliping's own readers."""
    texts: dict[str, str] = {}
    for path in sorted(folder.iterdir()):
        raw = path.read_bytes().decode("utf-8")
        if path.suffix == ".txt":
            records = [{"id": path.stem, "text": raw}]
        elif path.suffix == ".jsonl":
            records = [json.loads(line) for line in raw.splitlines()]
        elif path.suffix == ".json":
            records = [{"id": r["id"], "text": r["content"]} for r in json.loads(raw)]
        else:
            rows = csv.DictReader(raw.splitlines(keepends=True))
            records = [{"id": r["id"], "text": r["isi"]} for r in rows]
        for record in records:
            assert record["id"] not in texts, record["id"]
            texts[record["id"]] = record["text"]
    return texts


def read_rows(name: str) -> list[Row]:
    lines = (gold_path() / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return read_articles(articles_path())


@pytest.fixture(scope="module")
def annotated() -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads((gold_path() / "annotated.json").read_text("utf-8"))
    return found


def assert_span(texts: Mapping[str, str], article: str, row: Row, key: str = "text") -> None:
    assert texts[article][row["start"] : row["end"]] == row[key], row
    assert row[key] == row[key].strip() != "", row


def overlap(left: Row, right: Row) -> bool:
    return bool(left["start"] < right["end"] and right["start"] < left["end"])


def test_there_are_enough_articles(texts: dict[str, str]) -> None:
    """At least 40 articles ship, each with a line of metadata, and two of them are English."""
    metadata = read_rows("articles")
    assert len(texts) >= 40
    assert sorted(row["article"] for row in metadata) == sorted(texts)
    assert sum(row["language"] == "en" for row in metadata) == 2


def test_file_names_are_short_unique_ascii() -> None:
    """File stems are unique, ASCII and short, so that they can be typed as article ids."""
    stems = [path.stem for path in articles_path().iterdir()]
    assert len(set(stems)) == len(stems)
    assert all(stem.isascii() and len(stem) <= 20 for stem in stems)


def test_every_reader_has_a_source() -> None:
    """The seeds exercise each of the shipped text readers."""
    suffixes = Counter(path.suffix for path in articles_path().iterdir())
    assert set(suffixes) == {".txt", ".jsonl", ".csv", ".json"}
    assert suffixes[".txt"] >= 25


@pytest.mark.parametrize("name", ["quotations", "entities", "regions"])
def test_spans_cut_their_text(
    name: str, texts: dict[str, str], annotated: dict[str, list[str]]
) -> None:
    """Each gold row's text is what its offsets cut out of an article listed as annotated."""
    rows = read_rows(name)
    assert {row["article"] for row in rows} <= set(annotated[name])
    assert set(annotated[name]) <= set(texts)
    for row in rows:
        assert_span(texts, row["article"], row)


def test_parts_of_quotations_cut_their_text(texts: dict[str, str]) -> None:
    """Cue, speaker, via and quoted ranges of each quotation lie where the row says."""
    for row in read_rows("quotations"):
        if row["cue"]:
            assert_span(texts, row["article"], row["cue"])
            # An attribution may interrupt reported speech: `Baterai, ujar Tjahjo, hanya …`.
            assert row["type"] == "indirect" or not overlap(row["cue"], row), row
        for source in [row["speaker"], *row["via"]]:
            if source:
                assert_span(texts, row["article"], source, "as_written")
                assert source["name"]
        for start, end in row["quoted"]:
            assert row["start"] <= start < end <= row["end"], row


def test_types_of_quotations_agree_with_marks(texts: dict[str, str]) -> None:
    """Direct and fragment contents follow a quotation mark, indirect ones do not."""
    for row in read_rows("quotations"):
        before = texts[row["article"]][: row["start"]].rstrip(" ")[-1:]
        assert (before in {'"', "“", "”"}) == (row["type"] in {"direct", "fragment"}), row
        if row["type"] == "mixed":
            assert row["quoted"], row


def test_quotations_stand_in_body_text() -> None:
    """A gold quotation meets a gold region only where the region is a headline, and says so."""
    regions = read_rows("regions")
    for row in read_rows("quotations"):
        met = {r["kind"] for r in regions if r["article"] == row["article"] and overlap(r, row)}
        assert met == ({"headline"} if row.get("headline") else set()), row


def test_regions_are_sorted_and_disjoint() -> None:
    """Regions of an article have known kinds and do not overlap."""
    rows = read_rows("regions")
    assert {row["kind"] for row in rows} <= REGION_KINDS
    for before, after in pairwise(rows):
        if before["article"] == after["article"]:
            assert before["end"] <= after["start"], after


def test_nested_mentions_are_marked() -> None:
    """A mention is marked as nested exactly where a larger one of its article holds it."""
    rows = read_rows("entities")
    for row in rows:
        holders = [
            other
            for other in rows
            if other["article"] == row["article"]
            and other["start"] <= row["start"]
            and row["end"] <= other["end"]
            and other is not row
        ]
        assert bool(holders) == row.get("nested", False), row


def test_enough_is_annotated(annotated: dict[str, list[str]]) -> None:
    """Quotations of 20, entities of 12 and regions of 15 articles are complete."""
    assert len(annotated["quotations"]) >= 20
    assert len(annotated["entities"]) >= 12
    assert len([a for a in annotated["regions"] if (articles_path() / f"{a}.txt").exists()]) >= 15


def test_copies_form_three_families(texts: dict[str, str]) -> None:
    """Three families of three or more members, one canonical each, share no article."""
    groups = read_rows("copies")
    assert len(groups) == 3
    members = [member for group in groups for member in group["members"]]
    assert len({member["article"] for member in members}) == len(members)
    for group in groups:
        roles = Counter(member["role"] for member in group["members"])
        assert len(group["members"]) >= 3
        assert roles["canonical"] == 1
        assert set(roles) <= {"canonical", "exact", "edited", "part"}
        assert all(member["article"] in texts for member in group["members"])
