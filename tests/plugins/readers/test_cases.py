"""Inputs as people and programs write them, each with what is right (`tests/cases/input`)."""

import io
import json
import sys
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from kliping.index import Article, Notice, Reading, Refusal
from kliping.plugins import ReadOptions
from kliping.plugins.readers import kliping_register_readers
from kliping.plugins.reading import read_sources

CASES = Path(__file__).parents[2] / "cases" / "input"
FILES = [
    pytest.param(folder / name, wanted, id=f"{folder.name}-{name}")
    for folder in sorted(path for path in CASES.iterdir() if path.is_dir())
    for name, wanted in json.loads((folder / "expected.json").read_text("utf-8")).items()
]
read = partial(read_sources, readers=kliping_register_readers())


def check(found: list[Reading], wanted: dict[str, Any]) -> None:
    articles = [r for r in found if isinstance(r, Article)]
    assert len(articles) == len(wanted["articles"]), [str(r) for r in found]
    for article, fields in zip(articles, wanted["articles"], strict=True):
        for name, value in fields.items():
            given = getattr(article, name)
            if name == "published" and value is not None:
                assert given == datetime.fromisoformat(value)
            else:
                assert given == (tuple(value) if isinstance(value, list) else value)
        assert "<" not in article.text
    for kind, words in ((Refusal, wanted.get("refused", [])), (Notice, wanted.get("told", []))):
        told = [str(r) for r in found if isinstance(r, kind)]
        assert len(told) == len(words), told
        for one, word in zip(told, words, strict=True):
            assert word in one


@pytest.mark.parametrize(("path", "wanted"), FILES)
def test_case(path: Path, wanted: dict[str, Any]) -> None:
    """Each file gives the articles it holds, and one sentence for each thing that is wrong."""
    check(list(read(path)), wanted)


@pytest.mark.parametrize(("path", "wanted"), FILES)
def test_case_on_standard_input(
    path: Path, wanted: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a file holds decides how it is read where no name tells: the same articles."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(path.read_bytes())))
    check(list(read("-")), wanted)


@pytest.mark.parametrize(("path", "wanted"), FILES)
def test_case_in_a_text_file(path: Path, wanted: dict[str, Any], tmp_path: Path) -> None:
    """A .txt file that holds a table, JSON or a feed is read as that, and it is told."""
    text = tmp_path / f"{path.stem}.txt"
    text.write_bytes(path.read_bytes())
    check(list(read(text)), wanted | {"told": ["whatever its name says", *wanted.get("told", [])]})


def test_a_header_that_is_given(tmp_path: Path) -> None:
    """The remedy for a table without a header reads every row of it."""
    found = list(
        read(
            CASES / "csv-without-header" / "in.csv",
            options=ReadOptions(header=("title", "published", "text")),
        )
    )
    assert [r.title for r in found if isinstance(r, Article)] == ["Tebing Longsor", "Harga Cabai"]
    assert len(found) == 2


def test_the_remedy_of_a_refusal_works() -> None:
    """What a refusal says to give reads all records that it counts."""
    path = CASES / "refusal-once-per-file" / "in.json"
    [refusal] = read(path)
    assert isinstance(refusal, Refusal)
    assert refusal.records == 420
    column = refusal.reason.partition("--map text=")[2].split()[0]
    found = list(read(path, options=ReadOptions(columns={"text": column})))
    assert len(found) == 420
    assert all(isinstance(r, Article) for r in found)


def test_a_long_cell(tmp_path: Path) -> None:
    """A cell may be as long as a line, not 131,072 code points."""
    text = "Rapat membahas anggaran daerah. " * 6000
    (tmp_path / "a.csv").write_text(f'judul,isi\nLaporan,"{text}"\nPendek,"Hujan turun."\n')
    assert [r.text for r in read(tmp_path / "a.csv") if isinstance(r, Article)] == [
        text,
        "Hujan turun.",
    ]
