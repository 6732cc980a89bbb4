"""From the engine's rows to hits: the article, its snippet, its copies."""

from collections.abc import Sequence
from datetime import tzinfo

from kliping.highlight.marks import marker
from kliping.highlight.snippets import snippet_of
from kliping.index.analyzer import Analyzer
from kliping.index.engine import EngineReader, HitRow
from kliping.query import Compiled

from .rows import Hit, format_date
from .shown import decode_shown


def make_hits(
    rows: Sequence[HitRow],
    *,
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

    A hit shows its article as the index was made from it.
    """
    every = [decode_shown(row.shown) for row in rows]
    grouped = sorted({group for shown in every for group in shown.copies})
    members = reader.ids_with("copies", grouped) if grouped else {}
    marks = compiled.highlights.of("text")
    hits = []
    for rank, (row, shown) in enumerate(zip(rows, every, strict=True), start=offset + 1):
        snippet = snippet_of(
            shown.text,
            shown.body,
            marker(marks, analyzer, shown.language).find(shown.text, shown.body),
            length=length,
            quoted=shown.quoted,
            speakers=shown.speakers,
            keep=shown.keep,
        )
        hits.append(
            Hit(
                rank=rank,
                score=row.score,
                id=row.id,
                title=shown.title,
                outlet=shown.outlet,
                published=format_date(shown.published, zone),
                language=shown.language,
                snippet=snippet.text,
                marks=snippet.marks,
                copies=_others(row.id, [members[group] for group in shown.copies]),
                speaker=snippet.speaker,
                missing=tuple(compiled.words[n] for n in row.missing),
            )
        )
    return tuple(hits)


def _others(id: str, groups: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return the members of an article's groups, each once, without the article."""
    members = dict.fromkeys(member for group in groups for member in group)
    return tuple(member for member in members if member != id)
