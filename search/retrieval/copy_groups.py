"""Groups of copies as rows: frozen values, each with `to_dict()`."""

from dataclasses import dataclass
from typing import Any


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
