"""The shapes of JSON rows, and what the documentation says of them."""

import re
from pathlib import Path
from typing import Any

import pytest

from kliping.retrieval import json_rows

WRITTEN = (Path(__file__).resolve().parents[3] / "REFERENCE.md").read_text(encoding="utf-8")
ROWS: dict[str, Any] = {
    name: kind for name, kind in vars(json_rows).items() if name.endswith("Row")
}


@pytest.mark.parametrize("name", ROWS)
def test_reference_names_every_key(name: str) -> None:
    """Each key of a row that faces print stands in REFERENCE.md, as `key` or `key[]`."""
    section = WRITTEN.partition("## Machine-readable rows")[2].partition("\n## ")[0]
    named = {key.removesuffix("[]") for key in re.findall(r"`([a-z_]+(?:\[\])?)`", section)}
    assert set(ROWS[name].__annotations__) - named == set()
