"""Files that something broke: mutations of the cases, under any name, never end a reading."""

import random
import time
from functools import partial
from pathlib import Path

import pytest

from kliping.index import Article, Notice, Refusal
from kliping.plugins.readers import kliping_register_readers
from kliping.plugins.reading import read_sources

CASES = Path(__file__).parents[2] / "cases" / "input"
LARGEST_SEED = 9000  # bytes
FEED = b"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>A</title>
<link href="https://a.test/1"/>
<content type="html">&lt;p&gt;Isi&lt;/p&gt;</content></entry></feed>"""
SEEDS = [
    *(p.read_bytes()[:LARGEST_SEED] for p in sorted(CASES.rglob("*")) if p.is_file()),
    "Judul\n\n“Kami siap,” kata Karto Wibowo.\n".encode("cp1252"),
    b"<html><head><title>Panen</title></head><body><article><p>Isi.</p></article></body></html>",
    FEED,
    '{"isi": "satu"}\n{"isi": ["dua", "tiga"], "id": {"$oid": "x"}}\n'.encode("utf-16"),
]
ENCODINGS = ["utf-16", "utf-8-sig", "cp1252", "utf-16-be", "mac_roman"]
SUFFIXES = [".txt", ".jsonl", ".json", ".csv", ".tsv", ".rss", ".xml", ""]
# Bytes with a meaning to some format, and some that break encodings.
TOKENS = [
    *(b'"', b"'", b"\\", b",", b";", b"\t", b"~", b"[", b"]", b"{", b"}", b"<", b">", b"&", b":"),
    *(b"\n", b"\r", b"\r\n", b"\0", b"\xff", b"\x93", b"\xe2\x80", b"\xef\xbb\xbf", b"\xff\xfe"),
    *(
        b"null",
        b"NaN",
        b"1e999",
        b"\\ud800",
        b"-",
        b"sep=;\n",
        b"<!--",
        b"]]>",
        b"&#0;",
        b"9" * 400,
    ),
    *(b'"isi":', b'"content":{"rendered":', b'"columns":', b'"data":[[', b"[" * 300, b"{" * 300),
]
SLOWEST = 20.0  # seconds for one small file on a busy machine; a quadratic step takes minutes


def mutated(chance: random.Random) -> bytes:
    content = bytearray(chance.choice(SEEDS))
    if chance.random() < 0.1:
        content = bytearray(
            content.decode("utf-8", "replace").encode(chance.choice(ENCODINGS), "replace")
        )
    for _ in range(chance.randint(1, 8)):
        at = chance.randint(0, len(content))
        end = min(len(content), at + chance.choice([0, 1, 2, 9, 90]))
        kind = chance.random()
        if kind < 0.3:
            content[at:end] = chance.choice(TOKENS)
        elif kind < 0.5:
            content[at:end] = chance.randbytes(end - at)
        elif kind < 0.7:
            content[at:at] = content[at:end] * chance.choice([1, 2, 30])
        elif kind < 0.85:
            other = chance.choice(SEEDS)
            start = chance.randint(0, len(other))
            content[at:end] = other[start : start + chance.randint(0, 200)]
        else:
            del content[at:end]
    return bytes(content)


def check_many(folder: Path, count: int, seed: int, suffixes: list[str]) -> int:
    """Read mutated files; return how many articles they gave."""
    chance = random.Random(seed)
    read = partial(read_sources, readers=kliping_register_readers())
    articles = 0
    for number in range(count):
        content, suffix = mutated(chance), chance.choice(suffixes)
        path = folder / f"berkas{suffix}"
        path.write_bytes(content)
        began = time.monotonic()
        for reading in read(path):
            where = f"seed {seed}, number {number}: {reading!r}"
            if isinstance(reading, Article):
                articles += 1
                assert reading.text.strip(), where
                reading.content_hash()
                assert reading.id.isprintable(), where
            else:
                assert isinstance(reading, Notice | Refusal), where
                assert not reading.reason.startswith("reader "), where
                assert "\n" not in str(reading), where
        assert time.monotonic() - began < SLOWEST, f"seed {seed}, number {number}"
    return articles


def test_mutated_files(tmp_path: Path) -> None:
    """Two hundred broken files give articles, refusals or notices, and nothing else."""
    assert check_many(tmp_path, 200, seed=20261126, suffixes=SUFFIXES) > 20


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_ten_thousand_mutated_files(seed: int, tmp_path: Path) -> None:
    """A thousand broken files a seed, pages among them, never give a traceback."""
    assert check_many(tmp_path, 1000, seed, [*SUFFIXES, ".html"]) > 100


GROWING = {
    "broken records.json": lambda n: "[\n" + '{"isi": "a" "b"},\n' * n + "]",
    "printed list.jsonl": lambda n: '{"isi": "[\'a\'' + " " * (50 * n) + 'x]"}\n',
    "objects in a cell.jsonl": lambda n: '{"isi": "{\'a\':' + "{" * (50 * n) + '}"}\n',
    "quotation marks.csv": lambda n: "judul,isi\n" + 'a,"b"c\n' * n,
    "open quotation marks.csv": lambda n: "judul,isi\n" + 'a,"b\n' * n,
    "returns.csv": lambda n: "judul,isi\r" + "a,b\r" * n,
    "signs.csv": lambda n: "".join(map(chr, range(0x2190, 0x2BFF))) * (n // 40) + "\n" + "x~" * n,
    "comments.txt": lambda n: "<!--" * (50 * n),
    "instructions.xml": lambda n: "<?xml " * (50 * n),
    "brackets.json": lambda n: '[{"isi":' * (50 * n),
    "name of a column.jsonl": lambda n: '{"' + "tanggal" * n + '": 1, "isi": "x"}\n',
}


@pytest.mark.slow
@pytest.mark.parametrize("name", GROWING)
def test_no_file_takes_more_than_linear_time(name: str, tmp_path: Path) -> None:
    """Eight times as much of what readers stumble over takes about eight times as long."""
    read = partial(read_sources, readers=kliping_register_readers())

    def seconds(size: int) -> float:
        path = tmp_path / name
        path.write_text(GROWING[name](size), "utf-8", newline="")
        began = time.process_time()
        for _ in read(path):
            pass
        return time.process_time() - began

    seconds(500)
    small, large = min(seconds(2500) for _ in range(3)), seconds(20_000)
    assert large < max(small, 0.01) * 24, (small, large)
