"""What a search returns: frozen values that hold data, never open readers.

Every class has `to_dict()`, which gives the JSON row that REFERENCE.md documents.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, tzinfo
from typing import TYPE_CHECKING

from kliping.index import Article, Mention, Quotation

if TYPE_CHECKING:
    from .json_rows import (
        ArticleRow,
        FacetRow,
        FacetValueRow,
        HitRow,
        MentionRow,
        QuotationRow,
        SearchRow,
    )

# The format of all JSON rows; raised when a row changes in a way that a reader can notice.
FORMAT = 1


def counted(count: int, noun: str) -> str:
    """Return a number with its noun: `1 article`, `1,204 articles`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def in_zone(moment: datetime, zone: tzinfo) -> datetime:
    """Return a moment in the zone; what is only a day, midnight in its own zone, keeps its day."""
    if is_day(moment):
        return datetime.combine(moment.date(), time(), zone)
    try:
        return moment.astimezone(zone)
    except OverflowError:  # the last night of the year 9999 is another year elsewhere
        return moment


def format_date(moment: datetime | None, zone: tzinfo | None = None) -> str | None:
    """Return ISO 8601 in the zone, else in the moment's own: only the day where it is midnight.

    A source that gives only a day is stored as midnight, so a day is all that is known then.
    """
    if moment is None:
        return None
    local = moment if zone is None else in_zone(moment, zone)
    return local.date().isoformat() if is_day(local) else local.isoformat()


def is_day(moment: datetime) -> bool:
    """Tell whether only the day of a moment is known: it is midnight in its own zone."""
    return (moment.hour, moment.minute, moment.second, moment.microsecond) == (0, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetValue:
    """A value of a field, and how many hits have it.

    Attributes:
        spellings: what counts as the value besides itself, where asked for.
    """

    value: str
    count: int
    spellings: tuple[str, ...] = ()

    def to_dict(self) -> "FacetValueRow":
        row: FacetValueRow = {"value": self.value, "count": self.count}
        if self.spellings:
            row["spellings"] = list(self.spellings)
        return row


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """The values of one field over the hits.

    Attributes:
        missing: hits without a value.
        other: hits that have a value, but none of those listed.
        distinct: how many different values there are.
    """

    field: str
    values: tuple[FacetValue, ...]
    missing: int
    other: int
    distinct: int

    def to_dict(self) -> "FacetRow":
        return {
            "values": [value.to_dict() for value in self.values],
            "missing": self.missing,
            "other": self.other,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One article that matches.

    Attributes:
        rank: 1 for the first hit of the whole result, over pages.
        snippet: the best stretch of the body text, "…" where it was cut.
        marks: half-open ranges of code points of `snippet` that match.
        copies: ids of the other members of its copy group.
        speaker: who is quoted where the snippet's match lies inside a quotation.
        missing: the words of the query that the article has not.
    """

    rank: int
    score: float
    id: str
    title: str
    outlet: str | None
    published: str | None
    language: str | None
    snippet: str
    marks: tuple[tuple[int, int], ...] = ()
    copies: tuple[str, ...] = ()
    speaker: str | None = None
    missing: tuple[str, ...] = ()

    def to_dict(self) -> "HitRow":
        return {
            "rank": self.rank,
            "score": round(self.score, 6),
            "id": self.id,
            "title": self.title,
            "outlet": self.outlet,
            "published": self.published,
            "language": self.language,
            "snippet": self.snippet,
            "marks": [list(mark) for mark in self.marks],
            "copies": list(self.copies),
            "speaker": self.speaker,
            "missing": list(self.missing),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResults:
    """The answer to one search.

    Attributes:
        total: articles that match, before paging and collapsing: those that have all the words.
        partial: further articles, which have some of the words only; their hits come behind.
        took_ms: milliseconds from the call to the answer.
        warnings: what the query says that probably was not meant.
        cursor: give it to the next search to continue behind the last hit; None at the end.
        suggestion: another query that would find more, or None.
    """

    query: str
    total: int
    took_ms: float
    hits: tuple[Hit, ...]
    facets: Mapping[str, Facet] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    partial: int = 0
    cursor: str | None = None
    suggestion: str | None = None

    def to_dict(self) -> "SearchRow":
        return {
            "format": FORMAT,
            "query": self.query,
            "total": self.total,
            "partial": self.partial,
            "took_ms": round(self.took_ms, 3),
            "hits": [hit.to_dict() for hit in self.hits],
            "facets": {name: facet.to_dict() for name, facet in self.facets.items()},
            "warnings": list(self.warnings),
            "cursor": self.cursor,
            "suggestion": self.suggestion,
        }


def article_row(article: Article, zone: tzinfo) -> "ArticleRow":
    """Return the row of `show --format json`."""
    return {
        "format": FORMAT,
        "id": article.id,
        "title": article.title,
        "text": article.text,
        "outlet": article.outlet,
        "published": format_date(article.published, zone),
        "url": article.url,
        "authors": list(article.authors),
        "section": article.section,
        "language": article.language,
        "source_path": article.source_path,
        "regions": [{"kind": r.kind, "start": r.start, "end": r.end} for r in article.regions],
    }


def quotation_row(article_id: str, q: Quotation) -> "QuotationRow":
    """Return the row of `quotes --format jsonl`."""
    speaker = q.speaker
    return {
        "article": article_id,
        "start": q.start,
        "end": q.end,
        "text": q.text,
        "type": q.type,
        "act": q.act,
        "confidence": round(q.confidence, 3),
        "cue": {"start": q.cue.start, "end": q.cue.end, "text": q.cue.text} if q.cue else None,
        "speaker": {
            "name": speaker.name,
            "as_written": speaker.as_written,
            "start": speaker.start,
            "end": speaker.end,
            "kind": speaker.kind,
        }
        if speaker
        else None,
        "via": [
            {"name": v.name, "as_written": v.as_written, "start": v.start, "end": v.end}
            for v in q.via
        ],
        "addressee": {
            "name": q.addressee.name,
            "as_written": q.addressee.as_written,
            "start": q.addressee.start,
            "end": q.addressee.end,
            "kind": q.addressee.kind,
        }
        if q.addressee
        else None,
        "quoted": [list(span) for span in q.quoted],
    }


def mention_row(article_id: str, mention: Mention) -> "MentionRow":
    """Return the row of `entities --mentions --format jsonl`."""
    return {
        "article": article_id,
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "type": mention.type,
        "name": mention.name,
        "salience": mention.salience,
        "provenance": mention.provenance,
        "counted": mention.counted,
    }
