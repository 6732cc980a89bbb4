"""Groups of copies: read from the archive, as rows with `to_dict()`."""

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
