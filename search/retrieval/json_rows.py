"""The shapes of JSON rows that several faces print: what `to_dict` of `rows` returns.

REFERENCE.md says what each key means. Spans are half-open ranges of code points of the article's
text; dates are ISO 8601.
"""

from typing import NotRequired, TypedDict


class FacetValueRow(TypedDict):
    value: str
    count: int
    spellings: NotRequired[list[str]]


class FacetRow(TypedDict):
    values: list[FacetValueRow]
    missing: int
    other: int


class HitRow(TypedDict):
    rank: int
    score: float
    id: str
    title: str
    outlet: str | None
    published: str | None
    language: str | None
    snippet: str
    marks: list[list[int]]
    copies: list[str]
    speaker: str | None
    missing: list[str]


class SearchRow(TypedDict):
    format: int
    query: str
    total: int
    partial: int
    took_ms: float
    hits: list[HitRow]
    facets: dict[str, FacetRow]
    warnings: list[str]
    cursor: str | None
    suggestion: str | None


class RegionRow(TypedDict):
    kind: str
    start: int
    end: int


class ArticleRow(TypedDict):
    format: int
    id: str
    title: str
    text: str
    outlet: str | None
    published: str | None
    url: str | None
    authors: list[str]
    section: str | None
    language: str | None
    source_path: str | None
    regions: list[RegionRow]
    marks: NotRequired[list[list[int]]]


class CueRow(TypedDict):
    start: int
    end: int
    text: str


class SourceRow(TypedDict):
    name: str
    as_written: str
    start: int
    end: int


class SpeakerRow(SourceRow):
    kind: str


class QuotationRow(TypedDict):
    article: str
    start: int
    end: int
    text: str
    type: str
    act: str
    confidence: float
    cue: CueRow | None
    speaker: SpeakerRow | None
    via: list[SourceRow]
    addressee: SpeakerRow | None
    quoted: list[list[int]]


class MentionRow(TypedDict):
    article: str
    start: int
    end: int
    text: str
    type: str
    name: str
    salience: float | None
    provenance: str | None
    counted: bool
