"""Whether there are plugins of others, told without the loader."""

import sys
from pathlib import Path

import pytest

from kliping.plugins.discovery import others_may_exist

OURS = (
    "[console_scripts]\nkliping = kliping.__main__:main\n\n[kliping]\nwire = kliping.plugins.wire\n"
)


def _install(folder: Path, name: str, entry_points: str) -> None:
    (folder / f"{name}-1.0.dist-info").mkdir()
    (folder / f"{name}-1.0.dist-info" / "entry_points.txt").write_text(entry_points, "utf-8")


@pytest.mark.parametrize(
    ("entry_points", "expected"),
    [
        ("[kliping]\nmine = my_plugin\n", True),
        ("[kliping]\n# mine = my_plugin\n", False),
        ("[console_scripts]\nkliping = other:main\n", False),
        ("[kliping.more]\nmine = my_plugin\n", False),
        ("", False),
    ],
)
def test_only_an_entry_point_of_the_group_counts(
    entry_points: str, expected: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another distribution's module in the group is a plugin; other groups are none."""
    monkeypatch.setattr(sys, "path", [str(tmp_path), str(tmp_path / "missing")])
    _install(tmp_path, "kliping", OURS)
    _install(tmp_path, "other", entry_points)
    assert others_may_exist() is expected


def test_what_cannot_be_seen_may_exist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where distributions lie in a zip file, the loader has to look."""
    (tmp_path / "more.zip").write_bytes(b"PK")
    monkeypatch.setattr(sys, "path", [str(tmp_path / "more.zip")])
    assert others_may_exist()
