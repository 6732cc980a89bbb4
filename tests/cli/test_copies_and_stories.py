"""`kliping copies --trace`, `kliping stories` and `kliping story`, run as programs."""

import json
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.program import Ran

LEAD = (
    "Jembatan gantung di Desa Mekarwangi, Kabupaten Garut, putus pada Senin (5/5/2025) ketika "
    "rombongan pengantin menyeberang."
)
SAID = (
    "“Tali jembatan itu sudah kami laporkan aus sejak musim hujan lalu,” kata Kepala Desa "
    "Mekarwangi, Ujang Saripudin."
)
AFTER = (
    "Petugas BPBD Garut memasang perahu tambang agar warga dapat bekerja dan anak-anak dapat "
    "bersekolah di seberang sungai."
)
ROWS = (
    {
        "id": "satu",
        "title": "Jembatan Gantung Mekarwangi Putus",
        "date": "2025-05-05T10:00:00+07:00",
        "outlet": "Harian Samudra",
        "text": f"{LEAD}\nSebanyak 12 orang terluka.\n{SAID}\n{AFTER}",
    },
    {
        "id": "dua",
        "title": "Rombongan Pengantin Jatuh ke Sungai",
        "date": "2025-05-05T15:00:00+07:00",
        "outlet": "Kabar Timur",
        "text": f"{LEAD}\nSebanyak 12 orang terluka.\n{AFTER}\nDilansir dari Antara.",
    },
    {
        "id": "tiga",
        "title": "Jembatan Gantung di Garut Putus, Pengantin Selamat",
        "date": "2025-05-06T09:00:00+07:00",
        "outlet": "Pos Hulu",
        "text": "Sedikitnya 15 orang terluka setelah jembatan gantung di Desa Mekarwangi, "
        "Kabupaten Garut, putus saat dilewati rombongan pengantin, Senin (5/5/2025). "
        "Ujang Saripudin, Kepala Desa Mekarwangi, mengatakan tali jembatan sudah aus. "
        "BPBD Garut memasang perahu.",
    },
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("jembatan")
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS)
    (folder / "jembatan.jsonl").write_text(lines, encoding="utf-8")
    import kliping

    with kliping.open(folder / "arsip.kliping", create=True) as made:
        made.add_all(kliping.read(folder / "jembatan.jsonl"))
    return folder / "arsip.kliping"


def rows(out: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.splitlines()]


def test_a_trace_tells_who_follows(
    archive: Path, tmp_path: Path, kliping: Callable[..., Ran]
) -> None:
    """The later copy names its source, its new headline, and the quotation that it left out."""
    ran = kliping("-a", str(archive), "copies", "dua", "--trace", "--svg", "jejak.svg")
    assert ran.code == 0, ran.err
    first, second = rows(ran.out)
    assert (first["article"], first["source"]) == ("satu", None)
    assert (second["article"], second["source"], second["headline"]) == ("dua", "satu", True)
    assert second["wire"] == ["ANTARA"]
    assert second["dropped_quotations"]
    ElementTree.parse(tmp_path / "jejak.svg")


def test_a_trace_needs_one_article(archive: Path, kliping: Callable[..., Ran]) -> None:
    """Tracing follows one article; without copies there is nothing to tell, which is no error."""
    assert kliping("-a", str(archive), "copies", "--trace").code == 2
    ran = kliping("-a", str(archive), "copies", "tiga", "--trace")
    assert (ran.code, ran.out) == (0, "")
    assert "has no copies" in ran.err


def test_stories_are_listed(archive: Path, kliping: Callable[..., Ran]) -> None:
    """The three articles are one story, under the first report's id."""
    (story,) = rows(kliping("-a", str(archive), "stories").out)
    assert story["story"] == "satu"
    members = story["members"]
    assert isinstance(members, list)
    assert [member["article"] for member in members] == ["satu", "dua", "tiga"]
    assert story["outlets"] == ["Harian Samudra", "Kabar Timur", "Pos Hulu"]


def test_who_reported_first(archive: Path, kliping: Callable[..., Ran]) -> None:
    """Each outlet's first report, with how far behind the first of all it came."""
    found = rows(kliping("-a", str(archive), "story", "dua", "--first").out)
    assert [row["outlet"] for row in found] == ["Harian Samudra", "Kabar Timur", "Pos Hulu"]
    shown = kliping("-a", str(archive), "story", "dua", "--first", "--format", "table").out
    assert "behind" in shown


def test_claims_of_a_story_are_compared(archive: Path, kliping: Callable[..., Ran]) -> None:
    """Twelve injured and, in another outlet a day later, at least fifteen: a series."""
    counted = rows(kliping("-a", str(archive), "story", "dua", "--claims").out)
    (injured,) = [group for group in counted if group["what"] == "orang luka"]
    assert injured["relation"] == "develops"
    claims = injured["claims"]
    assert isinstance(claims, list)
    assert [claim["article"] for claim in claims] == ["satu", "tiga"]


def test_a_story_has_days_and_a_page(
    archive: Path, tmp_path: Path, kliping: Callable[..., Ran]
) -> None:
    """The timeline counts independent reports; the report is one file without scripts."""
    ran = kliping("-a", str(archive), "story", "satu", "--timeline", "--report", "kisah.html")
    assert [(day["day"], day["reports"]) for day in rows(ran.out)] == [
        ("2025-05-05", 1),
        ("2025-05-06", 1),
    ]
    page = (tmp_path / "kisah.html").read_text(encoding="utf-8")
    assert "Jembatan Gantung" in page
    assert "<script" not in page


def test_shared_passages_are_told_and_not_grouped(
    tmp_path: Path, kliping: Callable[..., Ran]
) -> None:
    """Two articles with one background: `copies ID` tells of it, `--passages` lists it."""
    background = " ".join(f"latar{n}" for n in range(150))
    for id in ("satu", "dua"):
        own = " ".join(f"{id}{n}" for n in range(80))
        (tmp_path / f"{id}.txt").write_text(f"Judul {id}\n\n{own}\n{background}", encoding="utf-8")
    base = ("-a", str(tmp_path / "latar.kliping"))
    assert kliping(*base, "index", str(tmp_path / "satu.txt"), str(tmp_path / "dua.txt")).code == 0
    told = kliping(*base, "copies", "satu", "--format", "table").out
    assert "satu shares passages with dua (0." in told
    pairs = rows(kliping(*base, "copies", "--passages").out)
    assert {(pair["article"], pair["other"]) for pair in pairs} == {
        ("dua", "satu"),
        ("satu", "dua"),
    }
    assert kliping(*base, "copies").out == ""
    assert kliping(*base, "copies", "satu", "--passages", "--trace").code == 2
