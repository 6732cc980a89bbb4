"""Why an article is found: how a query is understood, and what each of its leaves adds."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kliping.index.engine import EngineReader

    from .options import SearchOptions
    from .searching import Searcher


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


def explain_query(
    query: str,
    id: str | None,
    *,
    searcher: "Searcher",
    reader: "EngineReader",
    options: "SearchOptions",
) -> Explanation:
    """Return how a query is understood and, with the id of an article, how it got its score."""
    from kliping.query.explain import explain

    compiled = searcher.compile(query, options)
    explanation = Explanation(
        query=query, tree=tuple(explain(compiled)), warnings=compiled.warnings
    )
    score = None if id is None else searcher.score(compiled.tree, id)
    if id is None or score is None:
        return explanation
    found = [
        Contribution(field=field, term=term, score=part)
        for field, term, part in reader.explain(compiled.tree, [id])[id]
    ]
    found.sort(key=lambda c: (-c.score, c.field, c.term))
    return replace(explanation, contributions=tuple(found), score=score)
