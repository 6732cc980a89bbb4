"""More like this: articles that share the words which set an article apart.

An article's terms are weighted by tf · idf: (1 + ln tf) · ln((N + 1) / (df + 0.5)), tf and df over
stems (Manning, Raghavan and Schütze, "Introduction to Information Retrieval", 6.4). The heaviest
are searched for together.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import Any, Protocol

from kliping.index import Article
from kliping.index import query_tree as t
from kliping.index.analyzer import Analyzer

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

    def term_counts(
        self, field: str, prefix: str = "", limit: int | None = None
    ) -> list[tuple[str, int]]: ...


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


def telling_terms(
    article: Article, *, reader: FrequencyReader, analyzer: Analyzer, limit: int = TERMS
) -> list[WeightedTerm]:
    """Return the article's heaviest terms that another article has too, heaviest first."""
    counts = _stems(article, analyzer)
    total = reader.document_count
    found: list[tuple[float, str, int, int]] = []
    for stem, frequency in counts.items():
        held = reader.term_counts("text", stem, 1)
        articles = held[0][1] if held and held[0][0] == stem else 0
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
