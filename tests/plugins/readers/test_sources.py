"""Which files are found, in what order, under which ids."""

import io
import sys
from functools import partial
from pathlib import Path

import pytest

from kliping.index import Article, Notice, Refusal
from kliping.plugins import ReadOptions, Source
from kliping.plugins.readers import kliping_register_readers
from kliping.plugins.reading import read_sources
from kliping.plugins.sources import iter_sources

read = partial(read_sources, readers=kliping_register_readers())

SUFFIXES = (".txt", ".jsonl")


def make(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"Isi {name}.")


def sources(*paths: Path) -> list[Source]:
    return [found for found in iter_sources(list(paths), SUFFIXES) if isinstance(found, Source)]


def test_sorted_walk(tmp_path: Path) -> None:
    """Folders are walked in sorted order; hidden files and archives are passed over."""
    make(tmp_path, "b.txt", "a/z.TXT", "a/y.jsonl", ".git/x.txt", ".h.txt", "arsip.kliping/q.txt")
    names = [Path(s.name).relative_to(tmp_path).as_posix() for s in sources(tmp_path)]
    assert names == ["b.txt", "a/y.jsonl", "a/z.TXT"]


def test_unknown_files_are_counted(tmp_path: Path) -> None:
    """Files of other kinds in a folder are counted in one notice."""
    make(tmp_path, "a.txt", "b.pdf", "c.pdf", "README")
    [notice] = [found for found in iter_sources(tmp_path, SUFFIXES) if isinstance(found, Notice)]
    assert notice.source == str(tmp_path)
    assert notice.reason.startswith("3 files passed over")
    assert ".pdf: 2" in notice.reason


def test_unknown_file_named(tmp_path: Path) -> None:
    """A file that is named itself and has no reader is refused with the known suffixes."""
    make(tmp_path, "b.pdf")
    [refusal] = read(tmp_path / "b.pdf")
    assert isinstance(refusal, Refusal)
    assert ".json, .jsonl" in refusal.reason


def test_missing_file(tmp_path: Path) -> None:
    """A path that does not exist is refused, and the others are read."""
    make(tmp_path, "a.txt")
    found = list(read([tmp_path / "tiada", tmp_path / "a.txt", "nol\0.txt"]))
    assert [type(reading) for reading in found] == [Refusal, Article, Refusal]


def test_archive_named(tmp_path: Path) -> None:
    """An archive that is named as a source is refused."""
    (tmp_path / "arsip.kliping").mkdir()
    [refusal] = read(tmp_path / "arsip.kliping")
    assert "an archive of kliping" in str(refusal)


def test_each_file_once(tmp_path: Path) -> None:
    """A file that is reached by two paths is read once."""
    make(tmp_path, "a/x.txt")
    assert len(sources(tmp_path, tmp_path / "a" / "x.txt", tmp_path / "a")) == 1


def test_pattern(tmp_path: Path) -> None:
    """A pattern that the shell did not expand is expanded."""
    make(tmp_path, "a1.txt", "a2.txt", "b.txt")
    assert [Path(s.name).name for s in sources(tmp_path / "a*.txt")] == ["a1.txt", "a2.txt"]


def test_equal_stems(tmp_path: Path) -> None:
    """Files that share a name have different ids: the path from the folder, else as named."""
    make(tmp_path, "satu/x.txt", "satu/y.txt", "dua/x.txt", "dua/x.jsonl")
    assert [s.id for s in sources(tmp_path)] == ["dua/x.jsonl", "dua/x.txt", "satu/x.txt", "y"]
    both = sources(tmp_path / "satu", tmp_path / "dua")
    ids = [s.id for s in both]
    assert len(set(ids)) == len(ids) == 4
    assert "y" in ids


def test_ids_are_read(tmp_path: Path) -> None:
    """No article of a walk overwrites another."""
    make(tmp_path, "satu/x.txt", "dua/x.txt")
    assert [a.id for a in read(tmp_path) if isinstance(a, Article)] == ["dua/x.txt", "satu/x.txt"]


@pytest.mark.parametrize(
    ("head", "reader"),
    [
        (b'{"isi": "x"}\n{"isi"', "json-lines"),
        (b'{"isi": "tanpa\n{"isi": "x"}\n{"isi": "y"}\n', "json-lines"),
        (b'\xef\xbb\xbf {"isi": "x"}', "json-lines"),
        ('{"isi": "x"}\n'.encode("utf-16"), "json-lines"),
        (b'{\n  "isi": "x"\n}', "json"),
        (b' [{"isi"', "json"),
        (b'[\n{"isi": "x"},\n{"isi": "y"}\n]', "json"),
        (b'[["judul", "isi"], ["A", "x"]]', "json"),
        (b"judul,isi\nSatu,Hujan turun.\n", "table"),
        (b"sep=;\njudul;isi\nSatu;Hujan, turun.\n", "table"),
        (b"judul\tisi\rSatu\tHujan turun.\r", "table"),
        (b"title~main~date\nSatu~Hujan turun.~2025-04-28\n", "table"),
        (b"id,title,original_content\n1,Satu,Hujan turun.\n", "table"),
        (b"<!DOCTYPE html><p>", "html"),
        (b"<!-- disimpan -->\n<html lang=id>", "html"),
        (b'<?xml version="1.0"?>\n<rss version="2.0"><channel>', "feed"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom">', "feed"),
        (b"Jakarta - Polisi", None),
        (b"[Foto] Warga mengungsi, kata Raka.\n", None),
        (b"[1] Catatan kaki.\n", None),
        (b"Isi, judul, dan tanggal adalah kolom.\n\nSatu dua tiga.\n", None),
        (b"Harga cabai, menurut isi berita, naik\nKata dia, harga, turun\n", None),
        (b"<Baca juga> ada di pasar", None),
        (b"\x89PNG\r\n", None),
        (b"", None),
    ],
)
def test_recognition(head: bytes, reader: str | None) -> None:
    """A source without a telling name is told by how it begins; what nobody knows is text."""
    options = ReadOptions()
    knowing = [r.name for r in kliping_register_readers() if r.recognises(head, options)]
    assert knowing[:1] == ([reader] if reader else [])


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard input is read where it is named, and left open."""
    raw = io.BytesIO(b'{"id": "a", "isi": "x"}\n{"id": "b", "isi": "y"}\n')
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(raw))
    found = list(read("-"))
    assert [a.id for a in found if isinstance(a, Article)] == ["a", "b"]
    assert {a.source_path for a in found if isinstance(a, Article)} == {"-"}
    assert not sys.stdin.closed


def test_standard_input_that_is_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Empty standard input is refused like an empty file."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    [refusal] = read("-")
    assert str(refusal) == "-: the file is empty"


def test_progress_counts_the_bytes_of_all_files(tmp_path: Path) -> None:
    """It never falls, never passes the total, and ends at it."""
    for n in range(3):
        (tmp_path / f"{n}.jsonl").write_text('{"text": "Satu dua."}\n' * 5_000)
    (tmp_path / "a.txt").write_text("Tiga empat.")
    total = sum(path.stat().st_size for path in tmp_path.iterdir())
    seen: list[tuple[int, int]] = []
    assert sum(1 for _ in read([tmp_path], progress=lambda *at: seen.append(at))) == 15_001
    done = [at for at, _ in seen]
    assert {of for _, of in seen} == {total}
    assert done == sorted(done)
    assert done[-1] == total


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    """A folder without a file to read gives one notice, one with a file none."""
    (tmp_path / "kosong").mkdir()
    [notice] = list(read([tmp_path / "kosong"]))
    assert isinstance(notice, Notice)
    assert "nothing to read" in notice.reason
    (tmp_path / "kosong" / "a.txt").write_text("Satu dua tiga.")
    assert [type(found) for found in read([tmp_path / "kosong"])] == [Article]
