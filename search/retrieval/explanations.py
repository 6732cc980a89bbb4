"""What explaining and comparing articles returns: frozen values with their JSON rows."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """What one leaf of the query's tree adds to an article's score."""

    field: str
    term: str
    score: float

    def to_dict(self) -> dict[str, Any]:
        return {"field": self.field, "term": self.term, "score": round(self.score, 6)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """How a query is understood, and how an article got its score.

    Attributes:
        tree: lines of text: the tree that the engine evaluates, then what parts of the query were
            taken for.
        contributions: of the article, largest first; empty where it does not match, and without
            an article.
        score: what the search gives the article; None where it does not match, or without one.
    """

    query: str
    tree: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    score: float | None = None

    def to_dict(self) -> dict[str, Any]:
        return {
            "query": self.query,
            "tree": list(self.tree),
            "warnings": list(self.warnings),
            "contributions": [c.to_dict() for c in self.contributions],
            "score": None if self.score is None else round(self.score, 6),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarArticle:
    """An article that is like another, and the shared terms that say so, heaviest first."""

    rank: int
    score: float
    id: str
    title: str
    outlet: str | None
    published: str | None
    terms: tuple[Contribution, ...]

    def to_dict(self) -> dict[str, Any]:
        return {
            "rank": self.rank,
            "score": round(self.score, 6),
            "id": self.id,
            "title": self.title,
            "outlet": self.outlet,
            "published": self.published,
            "terms": [term.to_dict() for term in self.terms],
        }
