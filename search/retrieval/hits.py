"""From the engine's rows to hits: the article, its snippet, its copies."""

from collections.abc import Sequence
from datetime import tzinfo

from kliping.highlight.snippets import best_snippet
from kliping.index import Span
from kliping.index.analyzer import Analyzer
from kliping.index.engine import EngineReader, HitRow
from kliping.index.store import Store
from kliping.query import Compiled

from .rows import Hit, format_date


def make_hits(
    rows: Sequence[HitRow],
    *,
    store: Store,
    reader: EngineReader,
    compiled: Compiled,
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
    groups = {
        row.id: [str(v) for e in enriched[row.id].values() for v in e.values.get("copies", ())]
        for row in shown
    }
    grouped = sorted({group for held in groups.values() for group in held})
    members = reader.ids_with("copies", grouped) if grouped else {}
    hits = []
    for rank, row in enumerate(shown, start=offset + 1):
        article = articles[row.id]
        found = enriched[row.id].values()
        snippet = best_snippet(
            article,
            compiled.highlights,
            analyzer=analyzer,
            length=length,
            quotations=tuple(quotation for e in found for quotation in e.quotations),
            keep=tuple(Span(m.start, m.end) for e in found for m in e.mentions),
        )
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
                copies=_others(row.id, [members[group] for group in groups[row.id]]),
                speaker=snippet.speaker,
                missing=tuple(compiled.words[n] for n in row.missing),
            )
        )
    return tuple(hits)


def _others(id: str, groups: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return the members of an article's groups, each once, without the article."""
    members = dict.fromkeys(member for group in groups for member in group)
    return tuple(member for member in members if member != id)
