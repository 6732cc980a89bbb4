"""`kliping index` over sources that move, vanish and number their rows: nothing is lost."""

import json
import shutil
from pathlib import Path

import pytest

from .test_commands import Kliping

TEXTS = {
    "gempa": "Gempa bumi mengguncang Maluku Tengah pada Senin pagi, warga berlarian ke luar rumah.",
    "beras": "Harga beras di pasar induk turun dua persen setelah panen raya di Karawang selesai.",
    "kereta": "Kereta ringan di Palembang kembali beroperasi sesudah perbaikan rel sepekan penuh.",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three text files in a folder of sources."""
    made = tmp_path / "berita"
    made.mkdir()
    for name, text in TEXTS.items():
        (made / f"{name}.txt").write_text(text, encoding="utf-8")
    return made


def report(out: str) -> dict[str, object]:
    """Return the counts of a report in JSON."""
    return {k: v for k, v in json.loads(out).items() if k in ("added", "updated", "unchanged")}


def test_a_folder_from_another_parent_adds_nothing(
    tmp_path: Path, folder: Path, kliping: Kliping
) -> None:
    """The same files below another folder, or given by their parent's parent, are unchanged."""
    assert kliping("index", "berita").code == 0
    unchanged = {"added": 0, "updated": 0, "unchanged": 3}
    assert report(kliping("index", ".").out) == unchanged
    shutil.copytree(folder, tmp_path / "cadangan" / "2025" / "berita")
    assert report(kliping("index", "cadangan").out) == unchanged


def test_a_renamed_file_is_the_same_article(folder: Path, kliping: Kliping) -> None:
    """A new file name alone is no new article."""
    assert kliping("index", "berita").code == 0
    (folder / "gempa.txt").rename(folder / "gempa-maluku.txt")
    ran = kliping("index", "berita", "--prune")
    assert report(ran.out) == {"added": 0, "updated": 0, "unchanged": 3}
    assert json.loads(ran.out)["absent"] == []


def test_prune_says_what_it_removes(folder: Path, kliping: Kliping) -> None:
    """Without --prune an absent article is told and stays; with it, it is named and removed."""
    assert kliping("index", "berita").code == 0
    (folder / "beras.txt").unlink()
    ran = kliping("index", "berita")
    assert "no longer hold 1 stored article; remove with --prune" in ran.err
    ran = kliping("index", "berita", "--prune", "--dry-run")
    assert "would remove 1 stored article" in ran.err
    assert "3 articles" in kliping("check").out
    ran = kliping("index", "berita", "--prune")
    assert "removing 1 stored article that the sources no longer hold:\nkliping:   beras" in ran.err
    assert "2 articles" in kliping("check").out


def test_prune_spares_what_it_cannot_know(tmp_path: Path, folder: Path, kliping: Kliping) -> None:
    """An empty folder, a refused file and other sources cost no article."""
    (tmp_path / "lain.txt").write_text("Berita lain dari luar folder, tentang panen.", "utf-8")
    assert kliping("index", "berita", "lain.txt").code == 0
    (folder / "gempa.txt").write_bytes(b"")  # refused: empty
    ran = kliping("index", "berita", "--prune")
    assert json.loads(ran.out)["absent"] == []
    for path in folder.iterdir():
        path.unlink()
    ran = kliping("index", "berita", "--prune")
    assert "4 articles" in kliping("check").out


def test_a_dry_run_writes_nothing(tmp_path: Path, folder: Path, kliping: Kliping) -> None:
    """It counts what would be added, and makes no archive where there is none."""
    ran = kliping("index", "berita", "--dry-run")
    assert ran.code == 0, ran.err
    assert report(ran.out) == {"added": 3, "updated": 0, "unchanged": 0}
    assert not (tmp_path / "arsip.kliping").exists()
    assert kliping("index", "berita").code == 0
    (folder / "gempa.txt").write_text(f"{TEXTS['gempa']} Tidak ada korban.", "utf-8")
    ran = kliping("index", "berita", "--dry-run", "--format", "table")
    assert ran.out.startswith("would be: 0 added, 1 updated, 2 unchanged")
    assert report(kliping("index", "berita").out) == {"added": 0, "updated": 1, "unchanged": 2}


@pytest.mark.parametrize("together", [True, False])
def test_row_numbers_that_restart_lose_no_article(
    together: bool, tmp_path: Path, kliping: Kliping
) -> None:
    """Two tables that both number their rows from 1 hold four articles."""
    texts = [
        *TEXTS.values(),
        "Pemilihan kepala desa di Sleman berlangsung tertib sampai sore hari.",
    ]
    for name, two in (("senin", texts[:2]), ("selasa", texts[2:])):
        rows = "".join(f'{n},"{text}"\n' for n, text in enumerate(two, start=1))
        (tmp_path / f"{name}.csv").write_text(f"id,isi\n{rows}", encoding="utf-8")
    if together:
        assert kliping("index", "senin.csv", "selasa.csv").code == 0
    else:
        kliping("index", "senin.csv")
        kliping("index", "selasa.csv")
    assert "4 articles" in kliping("check").out
    again = report(kliping("index", "selasa.csv", "senin.csv").out)
    assert again == {"added": 0, "updated": 0, "unchanged": 4}


def test_ids_that_are_none_lose_no_article(tmp_path: Path, kliping: Kliping) -> None:
    """NaN, a dash, or the front page as address: every record is kept."""
    rows = [
        {"id": bad, "url": "https://media.example/", "isi": f"{text} Nomor {n}."}
        for n, bad in enumerate(["NaN", "nan", "-", None, float("nan"), ""])
        for text in TEXTS.values()
    ]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows), "utf-8")
    ran = kliping("index", "a.jsonl")
    assert report(ran.out)["added"] == 18, ran.err


def test_one_text_in_two_outlets_is_a_copy_group(tmp_path: Path, kliping: Kliping) -> None:
    """A text that two outlets print is two articles, which `copies` shows as one group."""
    text = " ".join(TEXTS.values())
    rows = [{"media": media, "judul": "Berita", "isi": text} for media in ("ANTARA", "Kompas")]
    (tmp_path / "a.json").write_text(json.dumps(rows), "utf-8")
    assert report(kliping("index", "a.json").out)["added"] == 2
    groups = [json.loads(line) for line in kliping("copies").out.splitlines()]
    assert [len(group["members"]) for group in groups] == [2]
