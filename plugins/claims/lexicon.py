"""The words of quantity claims: `words.tsv`."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def words(kind: str) -> Mapping[str, str]:
    """Return the words of one kind with their meanings ("" where they have none)."""
    text = files(__package__).joinpath("words.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and line[0] != "#"]
    return {row[1]: row[2] if len(row) > 2 else "" for row in rows if row[0] == kind}
