"""Which files are found, in what order, under which ids."""

import io
import os
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from kliping.index import Article, Notice, Reading, Refusal
from kliping.plugins import Reader, ReadOptions, Source
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


def test_links_that_lead_out_are_not_followed(tmp_path: Path) -> None:
    """A link out of the folder is skipped and told; `follow` reads what it leads to."""
    make(tmp_path, "dalam/a.txt", "luar/b.txt", "luar/sub/c.txt")
    (tmp_path / "dalam" / "keluar").symlink_to("../luar")
    (tmp_path / "dalam" / "b.txt").symlink_to("../luar/b.txt")
    found = list(read(tmp_path / "dalam"))
    assert [r.id for r in found if isinstance(r, Article)] == ["a"]
    [notice] = [r for r in found if isinstance(r, Notice)]
    assert "b.txt, keluar" in notice.reason
    assert "--follow" in notice.reason
    found = list(read(tmp_path / "dalam", options=ReadOptions(follow=True)))
    assert sorted(r.id for r in found if isinstance(r, Article)) == ["a", "b", "c"]


def test_links_inside_are_followed(tmp_path: Path) -> None:
    """A link inside the folder reads what is nowhere else in it, and renames nothing."""
    make(tmp_path, ".toko/x.txt", "b/y.txt")
    (tmp_path / "a.txt").symlink_to(".toko/x.txt")
    (tmp_path / "a-y.txt").symlink_to("b/y.txt")
    (tmp_path / "a-b").symlink_to("b")
    (tmp_path / "putar").symlink_to(".")
    assert [s.id for s in sources(tmp_path)] == ["a", "y"]


def test_a_link_that_is_named_is_followed(tmp_path: Path) -> None:
    """A link given as the source itself is what the user meant."""
    make(tmp_path, "data/a.txt")
    (tmp_path / "kini").symlink_to("data")
    assert [s.id for s in sources(tmp_path / "kini")] == ["a"]


def test_names_that_are_not_utf8(tmp_path: Path) -> None:
    """Bytes and controls in a name are escaped in id, source and messages; the file is read."""
    names = [b"caf\xe9.txt", b"dua\nbaris.txt", b"esc\x1b[31m.txt", b"arah\xe2\x80\xae.txt"]
    for name in names:
        Path(os.fsdecode(os.path.join(os.fsencode(tmp_path), name))).write_text("Isi berita.")
    found = list(read(tmp_path))
    ids = [r.id for r in found if isinstance(r, Article)]
    assert sorted(ids) == ["arah\\u202e", "caf\\xe9", "dua\\nbaris", "esc\\x1b[31m"]
    for reading in found:
        assert isinstance(reading, Article)
        assert reading.source_path is not None
        assert reading.source_path.isprintable()


def test_pipes_and_devices(tmp_path: Path) -> None:
    """What could be read for ever is refused by name and passed over in a folder."""
    os.mkfifo(tmp_path / "pipa.txt")
    make(tmp_path, "a.txt")
    found = list(read(tmp_path))
    assert [type(r) for r in found] == [Article, Notice]
    for special in (tmp_path / "pipa.txt", Path("/dev/zero")):
        [refusal] = read(special)
        assert isinstance(refusal, Refusal)
        assert "kliping index -" in refusal.reason


def test_a_descriptor(tmp_path: Path) -> None:
    """A pipe that is open already, as a shell gives for `<(command)`, is read once and whole."""
    ends = os.pipe()
    with open(ends[1], "wb") as writing:
        writing.write(b'{"id": "a", "isi": "x"}\n' * 500 + b'{"id": "b", "isi": "y"}\n')
    found = list(read(f"/dev/fd/{ends[0]}"))
    os.close(ends[0])
    assert len(found) == 501
    assert all(isinstance(r, Article) for r in found)


def test_a_folder_nested_deeply(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Depth is no limit of its own."""
    depth = 1200
    monkeypatch.chdir(tmp_path)
    for _ in range(depth):
        os.mkdir("d")
        os.chdir("d")
    Path("x.txt").write_text("Isi berita.")
    found = sources(tmp_path)
    os.remove("x.txt")
    for _ in range(depth):  # what clears temporary folders away would recurse
        os.chdir("..")
        os.rmdir("d")
    assert [s.id for s in found] == ["x"]


def test_a_name_that_says_nothing(tmp_path: Path) -> None:
    """A file that is named itself and has no known suffix is read as what it holds, or refused."""
    (tmp_path / "unduhan").write_text('{"id": "a", "isi": "x"}\n')
    article, notice = sorted(read(tmp_path / "unduhan"), key=lambda r: isinstance(r, Notice))
    assert isinstance(article, Article)
    assert "read as json-lines" in str(notice)
    (tmp_path / "unduhan").write_text("Isi berita.")
    [refusal] = read(tmp_path / "unduhan")
    assert isinstance(refusal, Refusal)


def test_a_wrong_suffix(tmp_path: Path) -> None:
    """A file whose suffix's reader does not know it goes to the one that does, and it is told."""
    (tmp_path / "a.csv").write_text('[{"id": "a", "isi": "x"}]')
    (tmp_path / "b.jsonl").write_text('[\n {"id": "b", "isi": "x"}\n]')
    (tmp_path / "c.json").write_text("id,isi\nc,Hujan turun.\n")
    found = list(read(tmp_path))
    assert [r.id for r in found if isinstance(r, Article)] == ["a", "b", "c"]
    assert sum("whatever its name says" in str(r) for r in found) == 3


def test_a_reader_that_cannot_tell_keeps_its_suffix(tmp_path: Path) -> None:
    """A third party's reader without `recognises` reads its files, whatever they begin with."""

    class Own(Reader):
        name = "own"
        suffixes = (".own",)

        def read(self, source: Source, options: ReadOptions) -> Iterator[Reading]:
            yield Article(id="own", text="x")

    (tmp_path / "a.own").write_text('{"id": "a", "isi": "x"}\n')
    readers = [*kliping_register_readers(), Own()]
    [article] = read(tmp_path, readers=readers)
    assert isinstance(article, Article)
    assert article.id == "own"


def test_what_is_the_same_of_many_files_is_told_twice_at_most(tmp_path: Path) -> None:
    """A hundred files with one layout give one notice about it, and one with their number."""
    for n in range(100):
        (tmp_path / f"{n:03}.json").write_text('{"isi": "Hujan turun.", "views": 3}')
    found = list(read(tmp_path))
    assert sum(isinstance(r, Article) for r in found) == 100
    first, last = (r for r in found if isinstance(r, Notice))
    assert "left out 'views'" in first.reason
    assert "99 more sources" in last.reason
