"""From the engine's rows to hits: the article, its snippet, its copies."""

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

from kliping.index.analyzer import Analyzer
from kliping.index.engine import HitRow
from kliping.query import Compiled

from .rows import Hit, format_date
from .shown import ShownHead
from .shown_snippets import snippets_of


def make_hits(
    rows: Sequence[HitRow],
    *,
    heads: Sequence[ShownHead],
    members: Mapping[str, Sequence[str]],
    compiled: Compiled,
    analyzer: Analyzer,
    zone: tzinfo,
    length: int,
    offset: int,
) -> tuple[Hit, ...]:
    """Return the hits of a page.

    Args:
        heads: what each row shows beside its text.
        members: copy group → the ids of its articles.
        length: of a snippet, in code points at most.
        offset: the rank before the first hit's.

    A hit shows its article as the index was made from it.
    """
    given = [row.shown for row in rows]
    shown = snippets_of(
        given, heads, compiled.highlights.of("text"), analyzer=analyzer, length=length
    )
    return tuple(
        Hit(
            rank=rank,
            score=row.score,
            id=row.id,
            title=head.title,
            outlet=head.outlet,
            published=_date(head.published, zone),
            language=head.language,
            snippet=snippet,
            marks=marks,
            copies=_others(row.id, [members[group] for group in head.copies]),
            speaker=None if speaker < 0 else head.speakers[speaker],
            missing=tuple(compiled.words[n] for n in row.missing),
        )
        for rank, (row, head, (snippet, marks, speaker)) in enumerate(
            zip(rows, heads, shown, strict=True), start=offset + 1
        )
    )


def _date(published: str | None, zone: tzinfo) -> str | None:
    return None if published is None else format_date(datetime.fromisoformat(published), zone)


def _others(id: str, groups: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return the members of an article's groups, each once, without the article."""
    members = dict.fromkeys(member for group in groups for member in group)
    return tuple(member for member in members if member != id)
