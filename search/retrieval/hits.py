"""From the engine's rows to hits: the article, its snippet, its copies."""

from collections.abc import Sequence
from datetime import tzinfo

from kliping.highlight.snippets import best_snippet
from kliping.index import Span
from kliping.index import query_tree as t
from kliping.index.analyzer import Analyzer
from kliping.index.engine import EngineReader, HitRow
from kliping.index.keywords import keyword_term
from kliping.index.store import Store
from kliping.query import Highlights

from .rows import Hit, format_date


def make_hits(
    rows: Sequence[HitRow],
    *,
    store: Store,
    reader: EngineReader,
    highlights: Highlights,
    analyzer: Analyzer,
    zone: tzinfo,
    length: int,
    offset: int,
) -> tuple[Hit, ...]:
    """Return the hits of a page.

    Args:
        length: of a snippet, in code points at most.
        offset: the rank before the first hit's.

    An article that was deleted since the index was read is left out: there is nothing to show.
    """
    articles = store.get_many([row.id for row in rows])
    shown = [row for row in rows if row.id in articles]
    enriched = store.enrichments([articles[row.id] for row in shown])
    hits = []
    for rank, row in enumerate(shown, start=offset + 1):
        article = articles[row.id]
        found = enriched[row.id].values()
        snippet = best_snippet(
            article,
            highlights,
            analyzer=analyzer,
            length=length,
            quotations=tuple(quotation for e in found for quotation in e.quotations),
            keep=tuple(Span(m.start, m.end) for e in found for m in e.mentions),
        )
        groups = [str(value) for e in found for value in e.values.get("copies", ())]
        hits.append(
            Hit(
                rank=rank,
                score=row.score,
                id=row.id,
                title=article.title,
                outlet=article.outlet,
                published=format_date(article.published, zone),
                language=article.language,
                snippet=snippet.text,
                marks=snippet.marks,
                copies=_copies(reader, row.id, groups),
                speaker=snippet.speaker,
            )
        )
    return tuple(hits)


def _copies(reader: EngineReader, id: str, groups: Sequence[str]) -> tuple[str, ...]:
    members: list[str] = []
    for group in groups:
        members += reader.matching_ids(t.Term("copies", keyword_term(group)))
    return tuple(member for member in dict.fromkeys(members) if member != id)
