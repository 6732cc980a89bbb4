"""The words of quantity claims: `words.tsv`."""

from collections.abc import Mapping
from functools import cache

from kliping.index.data_files import read_rows


@cache
def words(kind: str) -> Mapping[str, str]:
    """Return the words of one kind with their meanings ("" where they have none)."""
    rows = read_rows(__package__, "words.tsv", str, str, str)
    return {word: meaning for of, word, meaning in rows if of == kind}
