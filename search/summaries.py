"""What is told of a write and of an archive: frozen values, each with `to_dict()` as in `results`.

Apart from `results`, because a search needs none of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from kliping.index import Refusal

from .results import FORMAT


@dataclass(frozen=True, slots=True, kw_only=True)
class AddReport:
    """What became of the articles given to `add_all`.

    Attributes:
        refused: records that could not become articles.
        notices: what was odd about records that went in all the same.
        failures: enricher → articles of this run for which it failed.
        seconds: how long it took.
    """

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: tuple[Refusal, ...] = ()
    notices: tuple[str, ...] = ()
    failures: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    seconds: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "added": self.added,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "refused": [
                {"source": r.source, "line": r.line, "reason": r.reason} for r in self.refused
            ],
            "notices": list(self.notices),
            "failures": dict(self.failures),
            "seconds": round(self.seconds, 3),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyMember:
    """An article in a copy group.

    Attributes:
        role: "canonical", or how it relates to that one: "exact", "edited", "part".
        similarity: to the canonical article, 0 to 1.
    """

    article: str
    role: str
    similarity: float

    def to_dict(self) -> dict[str, Any]:
        return {
            "article": self.article,
            "role": self.role,
            "similarity": round(self.similarity, 4),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyGroup:
    """Articles that are copies of one text, the canonical one first."""

    group: str
    members: tuple[CopyMember, ...]

    def to_dict(self) -> dict[str, Any]:
        return {"group": self.group, "members": [member.to_dict() for member in self.members]}


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
