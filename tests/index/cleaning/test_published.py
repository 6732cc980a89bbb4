"""The day of publication where the source gives none."""

from zoneinfo import ZoneInfo

import pytest

from kliping.index.cleaning.published import find_published

ZONE = ZoneInfo("Asia/Jakarta")


def day(body: str, *, url: str | None = None, date_line: str | None = None) -> str | None:
    found = find_published(body=body, url=url, date_line=date_line, zone=ZONE)
    return found.date().isoformat() if found else None


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("Hal itu disampaikan bupati pada Senin (28/4/2025).", "2025-04-28"),
        ("Bupati datang Sabtu (26/4/2025). Ia pulang Senin (28/4/2025).", "2025-04-28"),
        ("Kata dia, Senin (28/4/2025), di balai desa.", "2025-04-28"),
        ("Kata dia, Ahad (27/4/2025), di balai desa.", "2025-04-27"),
    ],
)
def test_latest_day_told(body: str, wanted: str) -> None:
    """It is the latest day before which the right weekday is written."""
    assert day(body) == wanted


@pytest.mark.parametrize(
    "body",
    [
        "Kata dia, Senin (28/4).",
        "Kata dia, Minggu (27/4/2024).",
        "Desa itu berdiri pada 28 April 1955.",
        "Pasar akan dibuka pada Senin (28/4/2025).",
        "Pasar dibuka Senin, 28 April 2025 mendatang.",
        "",
    ],
    ids=["no year", "wrong weekday", "no weekday", "to come", "to come, said after", "empty"],
)
def test_nothing_is_invented(body: str) -> None:
    """A day without a year, misprinted, historic or to come says nothing of the publication."""
    assert day(body) is None


def test_a_misprint_beside_a_sound_day() -> None:
    """A misprinted day does not spoil the others."""
    assert day("Kata dia, Minggu (27/4/2024). Ia ulangi Senin (28/4/2025).") == "2025-04-28"


def test_order_of_evidence() -> None:
    """A line of date goes before the address, the address before the text."""
    body, url = "Kata dia, Senin (28/4/2025).", "https://kabar.example/2025/04/29/judul"
    assert day(body, url=url) == "2025-04-29"
    assert day(body, url=url, date_line="Rabu, 30 April 2025 08:00 WIB") == "2025-04-30"
    assert day(body, url="https://kabar.example/2025/13/45/judul") == "2025-04-28"
    assert day(body, url=url, date_line="kemarin") == "2025-04-29"


def test_the_moment_in_the_address() -> None:
    """Fourteen digits in an address are a moment in the archive's zone, unless they are none."""
    found = find_published(
        body="",
        url="https://kabar.example/20190912175851-20-430101/judul",
        date_line=None,
        zone=ZONE,
    )
    assert found is not None
    assert found.isoformat() == "2019-09-12T17:58:51+07:00"
    assert day("", url="https://kabar.example/20191312175851-20-430101/judul") is None
