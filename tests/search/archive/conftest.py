from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import kliping
from kliping import Archive, Article

JAKARTA = ZoneInfo("Asia/Jakarta")


def _make_articles() -> list[Article]:
    return [
        Article(
            id="banjir-1",
            title="Banjir rendam tiga desa di Demak",
            text=(
                "Banjir merendam tiga desa di Kabupaten Demak, Jawa Tengah, sejak Minggu malam. "
                '"Air mulai surut, tetapi warga masih mengungsi," kata Kepala Desa Sukorejo, '
                "Wahyu Pratomo. Sebanyak 1.250 warga mengungsi ke balai desa."
            ),
            outlet="Harian Samudra",
            published=datetime(2025, 4, 28, tzinfo=JAKARTA),
        ),
        Article(
            id="banjir-2",
            title="Pengungsi banjir Demak butuh selimut",
            text=(
                "Menurut Wahyu Pratomo, pengungsi banjir di Demak membutuhkan selimut dan air "
                "bersih. Pemerintah Kabupaten Demak mengatakan bahwa bantuan dikirim hari ini."
            ),
            outlet="KabarNusa",
            published=datetime(2025, 4, 29, tzinfo=JAKARTA),
        ),
        Article(
            id="ekonomi-1",
            title="Harga beras naik di Surabaya",
            text=(
                "Harga beras di Surabaya, Jawa Timur, naik dua persen. Pedagang mengeluh karena "
                "pasokan dari petani berkurang sejak awal bulan dan pembeli menunda belanja."
            ),
            outlet="Harian Samudra",
            published=datetime(2025, 5, 2, tzinfo=JAKARTA),
        ),
    ]


@pytest.fixture
def make_articles() -> Callable[[], list[Article]]:
    return _make_articles


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with kliping.open(tmp_path / "arsip.kliping", create=True) as made:
        made.add_all(_make_articles())
        yield made
