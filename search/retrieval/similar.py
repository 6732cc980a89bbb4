"""More like this: articles that share the words which set an article apart.

An article's terms are weighted by tf · idf: (1 + ln tf) · ln((N + 1) / (df + 0.5)), tf and df over
stems (Manning, Raghavan and Schütze, "Introduction to Information Retrieval", 6.4). The heaviest
are searched for together.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from math import log
from typing import Any, Protocol

from kliping.index import ArgumentError, Article
from kliping.index import query_tree as t
from kliping.index.analyzer import Analyzer
from kliping.index.engine import EngineReader, SearchRequest
from kliping.index.store import Store

from .explanations import Contribution
from .rows import format_date

# The terms searched for: more change the order of the first ten hits little (IndoSum, 2026-11).
TERMS = 25
# A term in more than this share of the articles says nothing about one of them; but so few are
# never too many.
_COMMONEST, _FEW = 0.2, 10
_TITLE_TIMES = 2


class FrequencyReader(Protocol):
    """What similarity asks of kliping.index.engine.EngineReader."""

    @property
    def document_count(self) -> int: ...

    def count_terms_of(self, field: str, terms: Collection[str]) -> dict[str, int]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightedTerm:
    """A stem that sets an article apart.

    Attributes:
        frequency: how often the article has it; articles: how many have it.
        weight: tf · idf, 1 for the heaviest.
    """

    stem: str
    frequency: int
    articles: int
    weight: float

    def to_dict(self) -> dict[str, Any]:
        return {
            "stem": self.stem,
            "frequency": self.frequency,
            "articles": self.articles,
            "weight": round(self.weight, 4),
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


def significant_terms(
    article: Article, *, reader: FrequencyReader, analyzer: Analyzer, limit: int = TERMS
) -> list[WeightedTerm]:
    """Return the article's heaviest terms that another article has too, heaviest first."""
    counts = _stems(article, analyzer)
    total = reader.document_count
    found: list[tuple[float, str, int, int]] = []
    held = reader.count_terms_of("text", counts)
    for stem, frequency in counts.items():
        articles = held[stem]
        if 2 <= articles <= max(_FEW, total * _COMMONEST):
            weight = (1 + log(frequency)) * log((total + 1) / (articles + 0.5))
            found.append((weight, stem, frequency, articles))
    found.sort(key=lambda row: (-row[0], row[1]))
    heaviest = found[0][0] if found else 1.0
    return [
        WeightedTerm(stem=stem, frequency=frequency, articles=articles, weight=weight / heaviest)
        for weight, stem, frequency, articles in found[:limit]
    ]


def _stems(article: Article, analyzer: Analyzer) -> Counter[str]:
    surfaces: Counter[str] = Counter(
        surface for surface, _, _ in analyzer.iter_surfaces(article.text, article.body())
    )
    for surface, _, _ in analyzer.iter_surfaces(article.title):
        surfaces[surface] += _TITLE_TIMES
    stems: Counter[str] = Counter()
    for surface, count in surfaces.items():
        if analyzer.is_stop_word(surface):
            continue
        for term in analyzer.terms(surface, article.language):
            # Two articles with the same figure in them are seldom alike for it.
            if not term.exact.isdigit():
                stems[term.stem] += count
    return stems


def similar_query(terms: Sequence[WeightedTerm]) -> Any:
    """Return the tree that finds articles with these terms, each at its weight."""
    if not terms:
        return t.NullQuery
    return t.Or([t.Term("text", term.stem, boost=term.weight) for term in terms])


def find_similar(
    article: Article,
    *,
    limit: int,
    store: Store,
    reader: EngineReader,
    analyzer: Analyzer,
    zone: tzinfo,
) -> list[SimilarArticle]:
    """Return the articles most like one, each with the terms that it shares.

    Raises:
        ArgumentError: the limit is negative.
    """
    if limit < 0:
        raise ArgumentError(f"limit = {limit}: expected 0 or more")
    terms = significant_terms(article, reader=reader, analyzer=analyzer)
    if not terms or not limit:
        return []
    tree = similar_query(terms)
    rows = reader.search(SearchRequest(query=tree, limit=limit + 1)).hits
    rows = tuple(row for row in rows if row.id != article.id)[:limit]
    articles = store.get_many([row.id for row in rows])
    contributions = reader.explain(tree, [row.id for row in rows])
    found = []
    for rank, row in enumerate((row for row in rows if row.id in articles), start=1):
        shared = [
            Contribution(field=field, term=term, score=score)
            for field, term, score in contributions[row.id]
        ]
        found.append(
            SimilarArticle(
                rank=rank,
                score=row.score,
                id=row.id,
                title=articles[row.id].title,
                outlet=articles[row.id].outlet,
                published=format_date(articles[row.id].published, zone),
                terms=tuple(sorted(shared, key=lambda c: (-c.score, c.term))),
            )
        )
    return found
