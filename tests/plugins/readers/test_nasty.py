"""Forty files that go wrong, each in its own way; none may stop the others or go in unseen."""

import gzip
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from kliping.index import Article, Notice, Refusal
from kliping.plugins.readers import kliping_register_readers
from kliping.plugins.reading import read_sources

read = partial(read_sources, readers=kliping_register_readers())

GOOD = {"id": "baik", "judul": "Panen Raya", "isi": "Petani Klaten memanen padi hari ini."}
TEXT = "Petani Klaten memanen padi hari ini. Kata mereka, “hasilnya bagus”.\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Nasty:
    """A file, what is counted of it, and words of the first refusal or notice."""

    name: str
    content: bytes
    articles: int = 0
    refusals: int = 0
    notices: int = 0
    line: int | None = None
    words: str = ""


def lines(*records: object) -> bytes:
    rows = (r if isinstance(r, bytes) else json.dumps(r).encode() for r in records)
    return b"\n".join(rows) + b"\n"


CSV = "judul,isi\n"
FILES = [
    Nasty(name="empty.txt", content=b"", refusals=1, words="empty"),
    Nasty(name="blank.txt", content=b" \r\n\t\n", refusals=1, words="blanks"),
    Nasty(name="bom.txt", content=b"\xef\xbb\xbf", refusals=1, words="empty"),
    Nasty(name="nul.txt", content=b"satu\ndua\0tiga\n", refusals=1, words="line 2"),
    Nasty(name="image.txt", content=b"\x89PNG\r\n\x1a\n" + bytes(500), refusals=1, words="PNG"),
    Nasty(name="document.txt", content=b"%PDF-1.7\n\xe2\xe3", refusals=1, words="PDF"),
    Nasty(name="packed.txt", content=gzip.compress(TEXT.encode()), refusals=1, words="unpack"),
    Nasty(name="noise.txt", content=bytes(range(1, 27)) * 40, refusals=1, words="binary"),
    Nasty(name="huge.txt", content=b"a" * (16 * 1024 * 1024 + 1), refusals=1, words="larger"),
    Nasty(name="utf16.txt", content=TEXT.encode("utf-16"), articles=1),
    Nasty(name="utf16be.txt", content=TEXT.encode("utf-16-be"), articles=1),
    Nasty(name="utf32.txt", content=TEXT.encode("utf-32"), articles=1),
    Nasty(name="windows.txt", content=TEXT.encode("cp1252"), articles=1),
    Nasty(
        name="pasted.txt",
        content="“Satu” dan “dua”, ".encode() + b"lalu \x93tiga\x94.",
        articles=1,
        notices=1,
        words="2 bytes",
    ),
    Nasty(name="torn16.txt", content=TEXT.encode("utf-16") + b"\x20", refusals=1, words="UTF-16"),
    Nasty(name="empty.jsonl", content=b"", refusals=1, words="empty"),
    Nasty(name="blank.jsonl", content=b"\n \n\n", refusals=1, words="empty"),
    Nasty(
        name="broken.jsonl",
        content=lines(GOOD, b'{"isi": "tanpa', GOOD | {"id": "2"}),
        articles=2,
        refusals=1,
        line=2,
        words="not JSON",
    ),
    Nasty(
        name="nul.jsonl", content=lines(b'{"isi": "a\0b"}', GOOD), articles=1, refusals=1, line=1
    ),
    Nasty(
        name="escaped-nul.jsonl",
        content=lines(GOOD, {"isi": "a\0b"}),
        articles=1,
        refusals=1,
        line=2,
        words="NUL",
    ),
    Nasty(
        name="surrogate.jsonl",
        content=lines(b'{"isi": "setengah \\ud800 saja"}', GOOD),
        articles=1,
        refusals=1,
        line=1,
        words="surrogate",
    ),
    Nasty(
        name="types.jsonl",
        content=lines({"isi": 5}, {"isi": ["a"]}, {"isi": None}, {"isi": True}, GOOD),
        articles=2,
        refusals=3,
        line=1,
        words="a number",
    ),
    Nasty(
        name="no-object.jsonl",
        content=lines([1], "teks", 3, GOOD),
        articles=1,
        refusals=3,
        line=1,
        words="expected an object",
    ),
    Nasty(
        name="no-text.jsonl",
        content=lines({"judul": "Panen", "paragraf": "…"}),
        refusals=1,
        line=1,
        words="--map text=paragraf",
    ),
    Nasty(
        name="long-line.jsonl",
        content=b'{"isi": "' + b"a" * 17_000_000 + b'"}\n' + lines(GOOD),
        articles=1,
        refusals=1,
        line=1,
        words="longer than",
    ),
    Nasty(
        name="digits.jsonl",
        content=lines(b'{"isi": "a", "id": ' + b"9" * 5000 + b"}", GOOD),
        articles=1,
        refusals=1,
        line=1,
    ),
    Nasty(name="deep.jsonl", content=lines(b"[" * 100_000, GOOD), articles=1, refusals=1, line=1),
    Nasty(
        name="dates.jsonl",
        content=lines(GOOD | {"tanggal": "kemarin sore"}),
        articles=1,
        notices=1,
        line=1,
        words="'kemarin sore'",
    ),
    Nasty(
        name="title.jsonl",
        content=lines(GOOD | {"judul": ["a", "b"]}),
        articles=1,
        notices=1,
        line=1,
        words="title is a list",
    ),
    Nasty(
        name="id.jsonl",
        content=lines(GOOD | {"id": {"a": {"b": 1}}}),
        refusals=1,
        line=1,
        words="--map id=id.a",
    ),
    Nasty(
        name="mixed.jsonl",
        content=lines(GOOD) + '{"isi": "kata “saya” lagi"}\n'.encode("cp1252"),
        articles=2,
    ),
    Nasty(name="utf16.jsonl", content=lines(GOOD).decode().encode("utf-16"), articles=1),
    Nasty(name="binary.jsonl", content=b"\x00\x01\x02\n" * 99, refusals=1, words="binary"),
    Nasty(name="empty.json", content=b" \n", refusals=1, words="empty"),
    Nasty(name="nothing.json", content=b"[]", refusals=1, words="no records"),
    Nasty(name="header.csv", content=CSV.encode(), refusals=1, words="no records"),
    Nasty(name="commas.csv", content=b",,\n,,\n", refusals=1, words="no records"),
    Nasty(name="scalar.json", content=b"12", refusals=1, line=1, words="expected an object"),
    Nasty(
        name="torn.json",
        content=b"[" + json.dumps(GOOD).encode() + b",\n",
        articles=1,
        refusals=1,
        line=2,
        words="ends inside",
    ),
    Nasty(
        name="hole.json",
        content=b'[\n{"id": 1, "isi": "a"},\n{"id": 2, "isi" "b"},\n{"id": 3, "isi": "c"}\n]',
        articles=2,
        refusals=1,
        line=3,
        words="not JSON",
    ),
    Nasty(name="empty.csv", content=b"\n", refusals=1, words="empty"),
    Nasty(name="columns.csv", content=b"a,b\n1,2\n", refusals=1, line=1, words="'a', 'b'"),
    Nasty(
        name="quotes.csv",
        content=(CSV + 'Satu,"tak ditutup\nDua,isi kedua\nTiga,"isi, ketiga"\n').encode(),
        articles=2,
        refusals=1,
        line=2,
        words="broken row",
    ),
    Nasty(
        name="wide.csv",
        content=(CSV + "Satu,isi, dengan koma\nDua,isi\n").encode(),
        articles=1,
        refusals=1,
        line=2,
        words="3 cells under 2 columns",
    ),
    Nasty(
        name="nul.csv",
        content=b"judul,isi\na,b\0\nc,d\n",
        articles=1,
        refusals=1,
        line=2,
        words="NUL",
    ),
]


@pytest.mark.parametrize("nasty", FILES, ids=lambda nasty: nasty.name)
def test_one(nasty: Nasty, tmp_path: Path) -> None:
    """A bad file or record gives one line that says where and what; the rest goes in."""
    path = tmp_path / nasty.name
    path.write_bytes(nasty.content)
    found = list(read(path))
    told = [reading for reading in found if not isinstance(reading, Article)]
    counts = [sum(isinstance(r, kind) for r in found) for kind in (Article, Refusal, Notice)]
    wanted = [nasty.articles, nasty.refusals, nasty.notices]
    assert counts == wanted, [str(reading) for reading in told]
    if told:
        assert told[0].source == str(path)
        assert told[0].line == nasty.line
        assert nasty.words in told[0].reason
        assert "\n" not in str(told[0])


def test_all_in_one_folder(tmp_path: Path) -> None:
    """Every bad file of a folder is counted, and every good record of it is read."""
    for nasty in FILES:
        (tmp_path / nasty.name).write_bytes(nasty.content)
    found = list(read(tmp_path))
    assert sum(isinstance(r, Article) for r in found) == sum(n.articles for n in FILES)
    assert sum(isinstance(r, Refusal) for r in found) == sum(n.refusals for n in FILES)


def test_text_is_what_was_written(tmp_path: Path) -> None:
    """Whatever the encoding, the text is the one that was encoded, line ends included."""
    text = "Baris satu — “kutipan”.\r\nBaris dua.\r"
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"):
        path = tmp_path / f"{encoding}.txt"
        path.write_bytes(text.encode(encoding))
        [article] = read(path)
        assert isinstance(article, Article)
        assert article.text == text


@pytest.mark.parametrize("name", ["x.txt", "x.jsonl", "x.json", "x.csv", "x.html"])
def test_no_permission(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that cannot be opened is refused with the system's reason."""
    path = tmp_path / name
    path.write_text("isi")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("builtins.open", refuse)
    [refusal] = read(path)
    assert isinstance(refusal, Refusal)
    assert "Permission denied" in refusal.reason or "kliping[html]" in refusal.reason


def test_folder_named_like_a_file(tmp_path: Path) -> None:
    """A folder whose name ends in .txt is walked like any other."""
    folder = tmp_path / "berita.txt"
    folder.mkdir()
    (folder / "a.txt").write_text("Isi berita.")
    [article] = read(tmp_path)
    assert isinstance(article, Article)
    assert article.id == "a"


def test_link_loop(tmp_path: Path) -> None:
    """A link to a folder above it does not go round."""
    (tmp_path / "a.txt").write_text("Isi berita.")
    os.symlink(tmp_path, tmp_path / "lagi")
    os.symlink(tmp_path / "tiada.txt", tmp_path / "putus.txt")
    found = list(read(tmp_path))
    assert [r.id for r in found if isinstance(r, Article)] == ["a"]
    assert [Path(r.source).name for r in found if isinstance(r, Refusal)] == ["putus.txt"]


def test_reader_that_raises(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A reader of a third party that raises costs its file only."""
    from kliping.plugins.readers.formats.plain_text import TextReader

    class Raising(TextReader):
        name = "raising"
        suffixes = (".raw",)
        read: Callable[..., object] = lambda *_: 1 / 0  # type: ignore[assignment]

    (tmp_path / "a.raw").write_text("x")
    (tmp_path / "b.txt").write_text("Isi berita.")
    found = list(read(tmp_path, readers=[Raising(), TextReader()]))
    assert isinstance(found[0], Refusal)
    assert "reader 'raising' failed: ZeroDivisionError" in found[0].reason
    assert isinstance(found[1], Article)
    assert capsys.readouterr() == ("", "")
