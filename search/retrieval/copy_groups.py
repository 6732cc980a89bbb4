"""Groups of copies, and articles that share passages: read from the archive, as rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kliping.index import query_tree as q
from kliping.index.engine import EngineReader
from kliping.index.store import Store

from .enriched import iter_enriched

# The field that holds the group of an article that has copies.
_FIELD = "copies"


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
class SharedPassages:
    """Two articles that share passages and are no copies of one text.

    Attributes:
        other: of several articles with one text the one published first.
        shared: the share of the shorter text's wording that both have, 0 to 1.
    """

    article: str
    other: str
    shared: float

    def to_dict(self) -> dict[str, Any]:
        return {"article": self.article, "other": self.other, "shared": round(self.shared, 4)}


def read_shared_passages(store: Store, ids: Sequence[str]) -> list[SharedPassages]:
    """Return with which articles each of these shares passages, most first.

    Args:
        ids: of articles; empty means all of the archive.
    """
    return [
        SharedPassages(
            article=article.id,
            other=str(record.data["article"]),
            shared=float(record.data["shared"] or 0),
        )
        for article, found in iter_enriched(store, ids or store.ids())
        for enrichment in found.values()
        for record in enrichment.records
        if record.kind == "passages"
    ]


def read_copy_groups(store: Store, reader: EngineReader, ids: Sequence[str]) -> list[CopyGroup]:
    """Return the groups of copies that these articles are in, largest first.

    Args:
        ids: of articles; empty means every group of the archive.
    """
    holders = list(ids or reader.matching_ids(q.Every(_FIELD)))
    members: dict[str, dict[str, CopyMember]] = {}
    for group, matching in reader.ids_with(_FIELD, _groups_of(store, holders)).items():
        for article, found in iter_enriched(store, matching):
            for record in (r for e in found.values() for r in e.records):
                if record.kind == "copy" and record.data["group"] == group:
                    members.setdefault(group, {})[article.id] = CopyMember(
                        article=article.id,
                        role=str(record.data["role"]),
                        similarity=float(record.data["similarity"] or 0),
                    )
    groups = [
        CopyGroup(group=group, members=tuple(sorted(found.values(), key=_canonical_first)))
        for group, found in members.items()
    ]
    return sorted(groups, key=lambda g: (-len(g.members), g.group))


def _groups_of(store: Store, ids: Sequence[str]) -> list[str]:
    groups = {
        str(value): None
        for _, found in iter_enriched(store, ids)
        for enrichment in found.values()
        for value in enrichment.values.get(_FIELD, ())
    }
    return list(groups)


def _canonical_first(member: CopyMember) -> tuple[bool, str]:
    return (member.role != "canonical", member.article)
