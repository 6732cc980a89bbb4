"""The engine boundary: what the rest of kliping asks of a full-text index, and nothing more.

One `Engine` is one index on disk. A query is a tree of `kliping.index.query_tree` nodes (the
classes of `whoosh.query`); a second engine would translate the same trees. Nothing here names
Whoosh, so that another engine can take its place.

Field names in a tree: a text field `f` has two indexed fields, `f` (stems) and `f_exact` (words
as written, with positions: phrases). Keyword, number and date fields are indexed under their name;
keyword terms are casefolded, the facet values keep their spelling.
"""

import dataclasses
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from .fields import Document, FieldSpec

# A node of `kliping.index.query_tree`. Whoosh ships no types, so a precise one is not to be had.
Query = Any
Period = Literal["year", "month", "week", "day"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetRequest:
    """Ask for the counts of one field's values over the hits.

    Attributes:
        limit: at most so many values, highest count first, ties by value; None for all.
        period: for date fields: count per year ("2025"), month ("2025-04"), ISO week ("2025-W18")
            or day ("2025-04-28") in the engine's time zone, in order of time.
        ranges: for number fields: half-open ranges (low, high), None for an open end.
        match: only values that contain this text, without regard to case or accents.
        aliases: value → the value it is counted as; an article with both counts once.
    """

    field: str
    limit: int | None = 10
    period: Period | None = None
    ranges: tuple[tuple[float | None, float | None], ...] = ()
    match: str | None = None
    aliases: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SortKey:
    """Order hits by a column: documents without a value come last either way."""

    field: str
    descending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Recency:
    """Multiply scores by 1 + weight * 2 ** (-age / half_life), age from `now` by a date field.

    Attributes:
        half_life, now: seconds; seconds since 1970-01-01T00:00Z.
    """

    field: str
    half_life: float
    weight: float
    now: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SpellingRequest:
    """Ask for terms like some words, where a search finds little and hardly a document has them.

    Attributes:
        field: the field whose terms are compared.
        below: answered only where fewer documents than this match strictly.
        rarer_than: terms are looked for near a word only if fewer documents than this have it.
        limit: at most so many terms near each word.
    """

    field: str
    words: tuple[str, ...]
    below: int
    rarer_than: int
    limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """What an index knows of a word.

    Attributes:
        documents: how many have it as a term of the field.
        near: (term, documents), as `EngineReader.suggest` gives them.
    """

    documents: int
    near: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """One search.

    Attributes:
        query: matches and scores. Where it holds `RankedWords`, the hits that match it strictly
            (`query_tree`) come before the others, and totals and facets count them alone.
        filters: by facet field: each narrows without scoring, but does not narrow the counts of
            the field it is given for (multi-select facets). The key "" narrows everything.
        limit, offset: the page; limit 0 counts only.
        sort: keys in order; empty means by score. Ties are broken by document order of addition.
        collapse: a keyword field: of the hits with an equal value only the best is listed; hits
            without a value stay. Totals and facets count before collapsing.
        count_by: a keyword field: facets and total count distinct values of it (a document
            without a value counts as one) in place of documents.
        after: continue behind this position (HitRow.position) of an earlier page.
        strict_share: 0 to 1. By score, a strict hit comes before the others only if it scores at
            least this share of the best score; 0 lets all of them.
        shown: give `HitRow.shown`.
        spelling: words whose spelling to look at where the search finds little.
    """

    query: Query
    filters: Mapping[str, Query] = dataclasses.field(default_factory=dict)
    limit: int = 10
    offset: int = 0
    facets: tuple[FacetRequest, ...] = ()
    sort: tuple[SortKey, ...] = ()
    collapse: str | None = None
    count_by: str | None = None
    recency: Recency | None = None
    after: tuple[float | str, ...] | None = None
    strict_share: float = 0.0
    shown: bool = False
    spelling: SpellingRequest | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HitRow:
    """One hit: its document's id, its score, and how many hits were collapsed into it.

    Attributes:
        group: the value of the field that hits are collapsed by, "" where it has none.
        missing: of the query's first `RankedWords`, the numbers of the words that it has not;
            none where the whole query matches the document strictly.
        shown: `Document.shown`, where the request asks for it.
    """

    id: str
    score: float
    collapsed: int = 0
    group: str = ""
    position: tuple[float | str, ...] = ()
    missing: tuple[int, ...] = ()
    shown: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetCounts:
    """The counts of one facet.

    Attributes:
        values: (value, count), as ordered by the request.
        missing: hits without a value of the field.
        other: hits that have a value, but none of those listed.
        distinct: how many different values the hits have.
        exact: whether all of these were counted over every hit; False where the engine estimates
            any of them (see `Capabilities`).
    """

    field: str
    values: tuple[tuple[str, int], ...]
    missing: int
    other: int
    distinct: int
    exact: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRows:
    """The answer to one SearchRequest.

    Attributes:
        total: all hits that match strictly, before paging and collapsing.
        partial: further hits: those that have only some of the words.
        groups: all hits, the partial ones too, after collapsing; None without collapsing.
        spelling: by word, where the request's `spelling` was answered.
    """

    total: int
    hits: tuple[HitRow, ...]
    facets: tuple[FacetCounts, ...] = ()
    groups: int | None = None
    partial: int = 0
    spelling: Mapping[str, Spelling] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What an engine promises beyond answers; one that does not says so here.

    Attributes:
        exact_facets: counts of facet values are over every hit, in every part of the index.
        exact_distinct: `FacetCounts.distinct` and `SearchRows.groups` are counts, not estimates.
        atomic_commits: a write is seen whole or not at all, and a killed one leaves nothing.
        term_iteration: terms can be listed, counted and completed (`iter_terms`, `term_counts`,
            `top_terms`, `count_terms`, `suggest`).
    """

    exact_facets: bool
    exact_distinct: bool
    atomic_commits: bool
    term_iteration: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldStatistics:
    """What BM25 knows of a text field: of the documents that have it, as Lucene counts.

    Attributes:
        documents: how many have at least one term in the field.
        mean_length: terms in the field, over those documents; 0 where there are none.
    """

    documents: int
    mean_length: float


# One leaf of a query that adds to a document's score: (field, term, score).
Contribution = tuple[str, str, float]


class EngineReader(Protocol):
    """An unchanging view of one commit. Safe to use from several threads at once."""

    @property
    def revision(self) -> int:
        """The store's revision that the index was last brought to."""
        ...

    @property
    def identity(self) -> str:
        """The identity of the store whose articles the index holds."""
        ...

    @property
    def stamp(self) -> str:
        """What tells that store at `revision` from a copy of it that went on apart."""
        ...

    @property
    def fields(self) -> tuple[FieldSpec, ...]:
        """The fields that the index was made for."""
        ...

    @property
    def document_count(self) -> int: ...

    # Each of these methods is one round trip to an engine that runs elsewhere.

    def search(self, request: SearchRequest) -> SearchRows: ...

    def search_all(self, requests: Sequence[SearchRequest]) -> list[SearchRows]:
        """Answer several requests at once, in their order."""
        ...

    def search_with_ids(
        self, requests: Sequence[SearchRequest], field: str, values: Collection[str]
    ) -> tuple[list[SearchRows], dict[str, list[str]]]:
        """Answer `search_all(requests)` and `ids_with(field, values)` at once."""
        ...

    def matching_ids(self, query: Query) -> Iterator[str]:
        """Yield the ids of all documents that match strictly, in document order, unscored."""
        ...

    def ids_with(self, field: str, values: Collection[str]) -> dict[str, list[str]]:
        """Return for each value of a keyword field, or id, the documents that have it, in order.

        Values are compared in their one form (`keywords.py`), without regard to case; one that no
        document has gets an empty list.
        """
        ...

    def explain(self, query: Query, ids: Collection[str]) -> dict[str, list[Contribution]]:
        """Return for each document the leaves that contribute to its score, in the tree's order.

        A document that does not match, or is not there, gets an empty list.
        """
        ...

    def field_statistics(self, field: str) -> FieldStatistics:
        """Return the statistics of a text field that scores rest on."""
        ...

    def count_terms_of(self, field: str, terms: Collection[str]) -> dict[str, int]:
        """Return for each of these terms how many documents have it, 0 where none has."""
        ...

    def term_counts(
        self, field: str, prefix: str = "", limit: int | None = None
    ) -> list[tuple[str, int]]:
        """Return (term, documents) of the field's terms with the prefix, in term order."""
        ...

    def top_terms(self, field: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Return (term, documents) of the field's most frequent terms with the prefix.

        Most frequent first, ties in term order. For completion while someone types: fast for any
        prefix, so a count may include deleted documents, and of an index in several parts a term
        that is frequent in none of them may be missed.
        """
        ...

    def count_terms(self, field: str, prefix: str) -> int:
        """Return at most how many terms of the field have the prefix; cheap."""
        ...

    def iter_terms(self, field: str, prefix: str = "") -> Iterator[str]:
        """Yield the field's terms with the prefix; of an index in several parts, some twice."""
        ...

    def suggest(
        self, field: str, words: Collection[str], limit: int = 5
    ) -> dict[str, list[tuple[str, int]]]:
        """Return for each word (term, documents) of terms within edit distance 2, best first."""
        ...

    def close(self) -> None: ...


class Engine(Protocol):
    """One index on disk: a reader of its newest commit, and one writer at a time."""

    @property
    def capabilities(self) -> Capabilities: ...

    @property
    def revision(self) -> int: ...

    def reader(self) -> EngineReader:
        """Return a view of the newest commit; the same object while nothing was committed."""
        ...

    def write(
        self,
        documents: Iterable[Document],
        *,
        deletions: Iterable[str] = (),
        revision: int,
        stamp: str = "",
    ) -> None:
        """Delete, then add documents, then commit as `revision`, all or nothing.

        Applying the same documents again gives the same index.
        """
        ...

    def rebuild(
        self,
        documents: Iterable[Document],
        *,
        fields: Sequence[FieldSpec],
        identity: str,
        revision: int,
        stamp: str = "",
    ) -> None:
        """Make the index anew of these documents alone, whatever state it is in.

        Readers answer from the old index, if it could be read, until the new one is committed.
        """
        ...

    def try_documents(self, documents: Sequence[Document], *, fields: Sequence[FieldSpec]) -> None:
        """Raise what `rebuild` with these documents would raise for one of them; write nothing."""
        ...

    def check(self, *, deep: bool = False) -> list[str]:
        """Return one line per damage found; deep reads every byte."""
        ...

    def optimize(self) -> None:
        """Merge all segments into one."""
        ...

    def close(self) -> None: ...
