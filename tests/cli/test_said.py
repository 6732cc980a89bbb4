"""`kliping said`: did they say it?"""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import kliping as library
from kliping import Article
from tests.program import Ran

SENTENCE = "Kami akan membuka kembali pasar ikan di Teluk Mawar pada hari Senin"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "arsip.kliping"
    with library.open(folder, create=True) as opened:
        opened.add(
            Article(
                id="satu",
                text='"Kami mungkin akan membuka lagi pasar ikan Teluk Mawar pada hari Senin," '
                'ujar Bupati Halim Perkasa. "Nelayan sudah tiga pekan tidak melaut."',
            )
        )
    return folder


def test_said(archive: Path, kliping: Callable[..., Ran]) -> None:
    """What was said is told so, and lost doubt is named."""
    ran = kliping("-a", str(archive), "said", SENTENCE, "--format", "json")
    assert ran.code == 0
    assert json.loads(ran.out)["verdict"] == "said"
    table = kliping("-a", str(archive), "said", SENTENCE, "--format", "table")
    assert "doubt left out: mungkin" in " ".join(table.out.split())


def test_not_said(archive: Path, kliping: Callable[..., Ran]) -> None:
    """The opposite, and what nobody said, are called so; too few words are an error."""
    reversed_ = SENTENCE.replace("akan", "tidak akan")
    ran = kliping("-a", str(archive), "said", reversed_, "--format", "jsonl")
    assert ran.code == 0
    assert "opposite" in ran.err
    words = ("harga", "cabai", "rawit", "turun")
    ran = kliping("-a", str(archive), "said", *words, "--format", "table")
    assert ran.code == 0
    assert "Nothing like it" in ran.out
    assert kliping("-a", str(archive), "said", "benar").code == 2
