"""What holds of every file, however broken."""

import json
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kliping.index import Article, Notice, Refusal
from kliping.plugins.readers import kliping_register_readers
from kliping.plugins.readers.decoding import decode
from kliping.plugins.readers.encodings import NotTextError
from kliping.plugins.reading import read_sources

read = partial(read_sources, readers=kliping_register_readers())

SUFFIXES = [".txt", ".jsonl", ".json", ".csv", ".tsv", ".html"]
SOUND = [
    json.dumps([{"id": n, "judul": "Satu", "isi": "Kata “ya”\n"} for n in range(3)], indent=1),
    "\n".join(json.dumps({"id": n, "isi": "x", "tanggal": "28/4/2025"}) for n in range(3)),
    'id,judul,isi\n1,"Satu, dua","Kata ""ya"",\nlalu"\n2,Tiga,Empat\n',
    "id\tisi\n1\tsatu\n2\tdua\n",
]

BROKEN = [b"", b"\0", b'"', b"\n", b"{", b"[", b"\\", b"\xff", b",", b"}"]


@st.composite
def broken_files(draw: st.DrawFn) -> bytes:
    """A sound file in some encoding, with some bytes taken out, put in or doubled."""
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252", "utf-16-be"]))
    content = draw(st.sampled_from(SOUND)).encode(encoding)
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(content)))
        end = at + draw(st.integers(0, 12))
        put = draw(
            st.sampled_from([b"", b"\0", b'"', b"\n", b"{", b"[", b"\\", b"\xff", b",", b"}"])
        )
        content = content[:at] + put + content[end:]
    return content


@settings(deadline=None)
@given(st.one_of(st.binary(max_size=400), broken_files()), st.sampled_from(SUFFIXES))
def test_no_file_raises(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, suffix: str
) -> None:
    """Every file gives articles, notices or refusals with a place and one line of reason."""
    path = tmp_path_factory.getbasetemp() / f"berkas{suffix}"
    path.write_bytes(content)
    found = list(read(path))
    assert found
    for reading in found:
        if isinstance(reading, Article):
            assert reading.text.strip()
            reading.text.encode("utf-8")
        else:
            assert isinstance(reading, Notice | Refusal)
            assert reading.source == str(path)
            assert not reading.reason.startswith("reader ")
            assert "\n" not in reading.reason


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff"), min_size=1))
def test_utf8_is_read_as_written(text: str) -> None:
    """Any UTF-8 text without NUL is read as it was written, unless control marks fill it."""
    try:
        decoded = decode(text.encode("utf-8"))
    except NotTextError:
        assert sum(character < " " for character in text) > len(text) / 20 or text[0] in "%P\x1f"
    else:
        assert decoded == (text, None)


def test_registration() -> None:
    """The hook gives new readers each time, no suffix claimed twice."""
    first, second = kliping_register_readers(), kliping_register_readers()
    assert {id(reader) for reader in first}.isdisjoint(id(reader) for reader in second)
    suffixes = [suffix for reader in first for suffix in reader.suffixes]
    assert sorted(suffixes) == sorted(set(suffixes))
    assert Path("x.JSONL").suffix.lower() in suffixes
