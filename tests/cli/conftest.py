import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.program import Ran, run_program

BANJIR = """\
Banjir rendam tiga desa di Demak

Demak, Harian Samudra – Banjir merendam tiga desa di Kabupaten Demak sejak Senin (28/4/2025).
"Air mulai surut, tetapi warga masih mengungsi," kata Kepala Desa Sukorejo, Wahyu Pratomo.
Sebanyak 1.250 warga mengungsi ke balai desa.
"""
BERAS = """\
Harga beras naik di Surabaya

Harga beras di Surabaya, Jawa Timur, naik dua persen. Menurut Menteri Perdagangan Sinta Maharani,
pasokan berkurang sejak awal bulan.
"""


def _run(folder: Path, arguments: tuple[str, ...], stdin: str, env: dict[str, str]) -> Ran:
    return run_program(folder, arguments, stdin=stdin.encode(), env=env)


@pytest.fixture
def kliping(tmp_path: Path) -> Callable[..., Ran]:
    """Run the program in an empty folder; NAME=value arguments are added to the environment."""

    def run(*arguments: str, stdin: str = "", **env: str) -> Ran:
        return _run(tmp_path, arguments, stdin, env)

    return run


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two articles and their archive."""
    folder = tmp_path_factory.mktemp("prepared")
    (folder / "berita").mkdir()
    (folder / "berita" / "banjir.txt").write_text(BANJIR, encoding="utf-8")
    (folder / "berita" / "beras.txt").write_text(BERAS, encoding="utf-8")
    ran = _run(folder, ("index", "berita"), "", {})
    assert (ran.code, ran.err) == (0, "")
    return folder


@pytest.fixture
def indexed(tmp_path: Path, prepared: Path, kliping: Callable[..., Ran]) -> Callable[..., Ran]:
    """Run the program in a copy of the prepared folder."""
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    return kliping
