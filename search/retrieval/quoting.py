"""Quotations as hits: the quotations index, searched and faceted like the articles."""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from typing import Any

from kliping.highlight.marks import marker
from kliping.highlight.sentences import sentence_around
from kliping.index import ArgumentError, Article, Quotation, Span
from kliping.index.analyzer import Analyzer
from kliping.index.records import iter_quotations
from kliping.index.store import Store
from kliping.query import Highlights

from .advice import Questions, hints, values_without_hits
from .executing import iter_pages
from .options import SearchOptions
from .rows import FORMAT, Facet, format_date, quotation_row
from .searching import Searcher
from .utterances import QuotedIn, Utterance, group_utterances


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotationHit:
    """One quotation that matches, and where it stands.

    Attributes:
        rank: 1 for the first hit of the whole result, over pages.
        context: the sentences of the article that hold the quotation: code points of its text.
        context_text: the article's text there.
        marks: half-open ranges of code points of `quotation.text` that match.
    """

    rank: int
    score: float
    article: str
    title: str
    outlet: str | None
    published: str | None
    quotation: Quotation
    context: Span
    context_text: str
    marks: tuple[tuple[int, int], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {
            **quotation_row(self.article, self.quotation),
            "rank": self.rank,
            "score": round(self.score, 6),
            "title": self.title,
            "outlet": self.outlet,
            "published": self.published,
            "context": {
                "start": self.context.start,
                "end": self.context.end,
                "text": self.context_text,
            },
            "marks": [list(mark) for mark in self.marks],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotationResults:
    """The answer to one search of the quotations.

    Attributes:
        total: quotations that match, before paging.
        took_ms: milliseconds from the call to the answer.
        utterances: the hits of this page grouped by what was said, where asked for.
    """

    query: str
    total: int
    took_ms: float
    hits: tuple[QuotationHit, ...]
    facets: Mapping[str, Facet] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    utterances: tuple[Utterance, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "query": self.query,
            "total": self.total,
            "took_ms": round(self.took_ms, 3),
            "hits": [hit.to_dict() for hit in self.hits],
            "facets": {name: facet.to_dict() for name, facet in self.facets.items()},
            "warnings": list(self.warnings),
            "utterances": [utterance.to_dict() for utterance in self.utterances],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A quotation that an id of the quotations index names, with its article."""

    article: Article
    quotation: Quotation


def load_quotations(store: Store, ids: Sequence[str]) -> dict[str, Found]:
    """Return the quotations by id (`ARTICLE#N`); one that is no longer there is left out."""
    wanted = {id: id.rpartition("#") for id in ids}
    articles = store.get_many(list(dict.fromkeys(parts[0] for parts in wanted.values())))
    enriched = store.enrichments(articles.values())
    listed = {id: list(iter_quotations(enriched[id])) for id in articles}
    found: dict[str, Found] = {}
    for id, (article_id, _, position) in wanted.items():
        quotations = listed.get(article_id, [])
        if position.isdecimal() and int(position) < len(quotations):
            found[id] = Found(article=articles[article_id], quotation=quotations[int(position)])
    return found


def quotation_marks(
    found: Found, highlights: Highlights, *, analyzer: Analyzer
) -> tuple[tuple[int, int], ...]:
    """Return the ranges of code points of the quotation's text that match."""
    finder = marker(highlights.of("text"), analyzer, found.article.language)
    marks = finder.find(found.quotation.text)
    return tuple((mark.start, mark.end) for mark in marks)


def quotation_context(found: Found) -> tuple[Span, str]:
    """Return the sentences around the quotation, inside its stretch of body text."""
    text, quotation = found.article.text, found.quotation
    piece = next(
        (s for s in found.article.body() if s.start <= quotation.start and quotation.end <= s.end),
        Span(0, len(text)),
    )
    span = sentence_around(text, Span(quotation.start, quotation.end), piece)
    return span, text[span.start : span.end]


def group_hits(hits: Iterable[QuotationHit], *, analyzer: Analyzer) -> tuple[Utterance, ...]:
    """Return the hits grouped by what was said, in the order of the hits."""
    quoted = (
        QuotedIn(article=hit.article, quotation=hit.quotation, outlet=hit.outlet) for hit in hits
    )
    return tuple(group_utterances(quoted, analyzer=analyzer))


# Rows that one request asks for where all are wanted.
BATCH = 1000


def search_quotations(
    query: str,
    *,
    searcher: Searcher,
    store: Store,
    analyzer: Analyzer,
    zone: tzinfo,
    limit: int | None,
    offset: int,
    facets: Sequence[str],
    options: SearchOptions,
    variants: bool,
) -> QuotationResults:
    """Search the quotations; see `Archive.quotes`."""
    began = time.perf_counter()
    if options.cursor is not None:
        raise ArgumentError("cursor: quotations are paged by offset; a cursor is for `search`")
    if options.words == "ranked":
        options = replace(options, words="all")
    search = searcher.execute(
        query,
        limit=BATCH if limit is None else limit,
        offset=offset,
        facets=facets,
        options=options,
        advised=True,
    )
    questions = Questions()
    absent = questions.add(values_without_hits(search, noun="quotation"))
    some_words = questions.add(hints(search, noun="quotation", remedy="--any finds these"))
    answers = search.view.reader.search_all(questions.requests) if questions.requests else []
    pages = iter_pages(search, batch=BATCH) if limit is None else (search.rows.hits,)
    rows = [row for page in pages for row in page]
    found = load_quotations(store, [row.id for row in rows])
    shown = [row for row in rows if row.id in found]
    hits = []
    for rank, row in enumerate(shown, start=offset + 1):
        quoted = found[row.id]
        context, context_text = quotation_context(quoted)
        hits.append(
            QuotationHit(
                rank=rank,
                score=row.score,
                article=quoted.article.id,
                title=quoted.article.title,
                outlet=quoted.article.outlet,
                published=format_date(quoted.article.published, options.zone or zone),
                quotation=quoted.quotation,
                context=context,
                context_text=context_text,
                marks=quotation_marks(quoted, search.compiled.highlights, analyzer=analyzer),
            )
        )
    return QuotationResults(
        query=query,
        total=search.rows.total,
        took_ms=(time.perf_counter() - began) * 1000,
        hits=tuple(hits),
        facets=search.facets,
        warnings=(
            *search.compiled.warnings,
            *absent(answers),
            *some_words(answers),
        ),
        utterances=group_hits(hits, analyzer=analyzer) if variants else (),
    )
