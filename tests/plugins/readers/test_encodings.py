"""One file, one encoding."""

import io
import random

import pytest

from kliping.plugins.readers.decoding import Chunks, Lines, decode
from kliping.plugins.readers.encodings import choose

WORDS = (
    *("“Kami siap,”", "kata", "Beyoncé", "—", "‘ya’", "Jum’at", "café", "José’s", "Müller…"),
    *("harga", "cabai", "naik", "di", "pasar", "Rp5.000", "warga", "hujan", "kompañía", "São"),
)


def text_of(seed: int) -> str:
    """Return a text of Indonesian with loan words and marks."""
    chosen = random.Random(seed)
    lines = [" ".join(chosen.choices(WORDS, k=12)) for _ in range(8)]
    return "“Satu”\n" + "\n".join(lines) + "\n"


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
def test_latin(encoding: str, seed: int) -> None:
    """Windows-1252 and Mac Roman are told apart by how their letters and marks stand."""
    text = text_of(seed)
    assert decode(text.encode(encoding)).text == text


def test_dos() -> None:
    """The code page of DOS, which has no curly marks, is found by its letters."""
    text = "Béla Müller, café di São Paulo, kompañía.\nPelatih José Peñarol.\n"
    assert decode(text.encode("cp850")).text == text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1251", "Привет мир, это новости дня. Сегодня в Москве прошёл дождь."),
        ("gb18030", "中文新闻标题和内容今天发布在北京"),
        ("cp932", "今日のニュースです、東京で発表されました"),
    ],
)
def test_other_scripts(encoding: str, text: str) -> None:
    """A text whose words are wholly beyond ASCII is not taken for a Latin one."""
    assert text.encode(encoding).decode(choose(text.encode(encoding))) == text


def test_a_line_alone_does_not_decide() -> None:
    """Lines that would each be guessed otherwise are read in the encoding of the file."""
    lines = ["id,isi", "1,“Kami siap,” kata José.", "2,Água À º", "3,m_notif¬t", "4,naïve çà là"]
    raw = "\n".join(lines).encode("cp1252")
    found = Lines(io.BytesIO(raw))
    assert [line.text for line in found] == [line + "\n" for line in lines[:-1]] + lines[-1:]
    assert found.note is None


def test_strays_in_utf8() -> None:
    """In a file that is UTF-8, pasted bytes of Windows-1252 are mended and counted once."""
    raw = "“Satu” dan “dua”\n".encode() * 4 + b"lalu \x93tiga\x94\n" + b"\x85\n"
    lines = Lines(io.BytesIO(raw))
    assert [line.text for line in lines][4:] == ["lalu “tiga”\n", "…\n"]
    assert lines.note == "UTF-8 but for 3 bytes, which were read as Windows-1252"
    chunks = Chunks(io.BytesIO(raw))
    assert "".join(chunks).endswith("lalu “tiga”\n…\n")
    assert chunks.note == lines.note


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end: str) -> None:
    """Lines end as the file ends them; the ends are part of the text."""
    raw = end.join(["satu", "dua", "", "tiga"]).encode()
    assert [line.text for line in Lines(io.BytesIO(raw))] == [
        f"satu{end}",
        f"dua{end}",
        end,
        "tiga",
    ]


def test_a_carriage_return_in_a_file_with_line_feeds() -> None:
    """Where lines end with line feeds, a carriage return inside one ends nothing."""
    assert [line.text for line in Lines(io.BytesIO(b"a\rb\nc"))] == ["a\rb\n", "c"]


@pytest.mark.parametrize("size", [1, 2, 3, 1024 * 1024 - 1, 1024 * 1024, 1024 * 1024 + 1])
def test_pieces_cut_no_character(size: int) -> None:
    """Pieces of a stream, and lines across them, are the text, wherever they are cut."""
    text = "a" * size + "“é”日😀" * 5 + "\nakhir"
    raw = text.encode()
    assert "".join(Chunks(io.BytesIO(raw))) == text
    assert "".join(line.text or "" for line in Lines(io.BytesIO(raw))) == text
