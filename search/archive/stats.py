"""Counts, dates and sizes of an archive as one row."""

from dataclasses import dataclass
from typing import Any

from kliping.retrieval.rows import FORMAT


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """How much there is in an archive.

    Attributes:
        copy_groups: groups of two or more articles.
        first, last: days of publication, ISO 8601, or None.
        store_bytes, index_bytes: on disk.
    """

    articles: int
    quotations: int
    outlets: int
    copy_groups: int
    first: str | None
    last: str | None
    revision: int
    store_bytes: int
    index_bytes: int

    def to_dict(self) -> dict[str, Any]:
        return {"format": FORMAT} | {
            name: getattr(self, name)
            for name in (
                "articles",
                "quotations",
                "outlets",
                "copy_groups",
                "first",
                "last",
                "revision",
                "store_bytes",
                "index_bytes",
            )
        }
