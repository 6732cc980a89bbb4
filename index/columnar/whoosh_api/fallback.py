"""The fallback: evaluate any whoosh query with Whoosh's own matchers over the same arrays.

For nodes that the executor does not know: span queries, nested documents, queries of others. What
Whoosh cannot do over these arrays (ranges on columns) is evaluated by the executor first and put
back into the tree as a list of documents.
"""

from typing import Any

import numpy as np
from whoosh import fields, formats, scoring
from whoosh import query as q
from whoosh.codec import base
from whoosh.filedb.filestore import RamStorage
from whoosh.matching import ListMatcher, NullMatcher
from whoosh.query import qcore
from whoosh.reading import MultiReader, SegmentReader
from whoosh.searching import Searcher

from kliping.index.columnar.query.executor import NOTHING, Executor, Matched
from kliping.index.columnar.storage.segment import Segment
from kliping.index.columnar.view import View

from .matchers import ArrayTermsReader


def match_by_whoosh(view: View, executor: Executor, query: Any, scored: bool) -> Matched:
    """Evaluate a query with Whoosh's matchers, a searcher made for this call alone."""
    if not view.segments:
        return NOTHING
    searcher = make_searcher(view)
    prepared = _prepared(query, view, executor)
    context = searcher.context(weighting=searcher.weighting if scored else None)
    documents: list[int] = []
    scores: list[float] = []
    for leaf, offset in searcher.leaf_searchers():
        matcher = prepared.matcher(leaf, context)
        while matcher.is_active():
            documents.append(matcher.id() + offset)
            scores.append(matcher.score() if scored else 0.0)
            matcher.next()
    return Matched(np.array(documents, np.int32), np.array(scores, np.float64) if scored else None)


def make_searcher(view: View) -> Searcher:
    """Return a Whoosh searcher over the view's segments; for use by one thread."""
    schema = make_schema(view)
    readers = [
        SegmentReader(RamStorage(), schema, segment, codec=SegmentCodec(view, number))
        for number, segment in enumerate(map(_WhooshSegment, view.segments))
    ]
    reader = readers[0] if len(readers) == 1 else MultiReader(readers)
    return Searcher(reader, weighting=ViewWeighting(view))


def make_schema(view: View) -> fields.Schema:
    """Return the schema of a view: stock field types alone."""
    schema = fields.Schema(id=fields.ID())
    for name, kind in view.kinds.items():
        if kind == "text":
            field = fields.TEXT()
            exact = name not in view.fields
            field.format = formats.Positions() if exact else formats.Frequency()
            schema.add(name, field)
        elif name != "id":
            schema.add(name, fields.ID())
    return schema


class _Evaluated(qcore.Query):  # type: ignore[misc]  # whoosh has no types
    """Documents that the executor has found already."""

    def __init__(self, found: Matched, view: View) -> None:
        self._found = found
        self._view = view
        self.boost = 1.0

    def estimate_size(self, ixreader: Any) -> int:
        return len(self._found.documents)

    estimate_min_size = estimate_size

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        number = searcher.reader().codec().number
        low, high = self._view.bases[number : number + 2]
        begin, end = np.searchsorted(self._found.documents, (low, high))
        if begin == end:
            return NullMatcher()
        documents = (self._found.documents[begin:end] - low).tolist()
        return ListMatcher(documents, weights=self._found.score_array()[begin:end].tolist())


def _prepared(query: Any, view: View, executor: Executor) -> Any:
    """Return the tree with column queries evaluated and keyword terms folded."""
    kind = view.kinds.get(getattr(query, "fieldname", None) or "", "")
    if isinstance(query, q.NumericRange) or kind in ("number", "date"):
        return _Evaluated(executor.run(query), view)
    if kind == "keyword" and type(query) is q.Term:
        return q.Term(query.fieldname, query.text.casefold(), boost=query.boost)
    if isinstance(query, q.Every):
        return _Evaluated(executor.run(query), view)
    return query.apply(lambda child: _prepared(child, view, executor))


class ViewWeighting(scoring.WeightingModel):  # type: ignore[misc]  # whoosh has no types
    """BM25 with the view's statistics, so that both ways score alike."""

    def __init__(self, view: View) -> None:
        self._view = view

    def scorer(self, searcher: Any, fieldname: str, text: bytes, qf: int = 1) -> Any:
        if self._view.kinds.get(fieldname) != "text":
            return scoring.WeightScorer.for_(searcher, fieldname, text)
        return _ViewScorer(self._view, searcher, fieldname, text)


class _ViewScorer(scoring.WeightLengthScorer):  # type: ignore[misc]  # whoosh has no types
    def __init__(self, view: View, searcher: Any, fieldname: str, text: bytes) -> None:
        postings = view.term(fieldname, text)
        settings = view.bm25(fieldname)
        self._idf = view.idf(fieldname, 0 if postings is None else len(postings))
        self._mean = view.statistics(fieldname).mean_length or 1.0
        self._k1, self._b = settings.k1, settings.b
        self.setup(searcher, fieldname, text)

    def _score(self, weight: float, length: int) -> float:
        return float(scoring.bm25(self._idf, weight, length, self._mean, self._b, self._k1))


class _WhooshSegment(base.Segment):  # type: ignore[misc]  # whoosh has no types
    """A segment as Whoosh's readers see it. Never pickled: commits are ours."""

    def __init__(self, segment: Segment) -> None:
        super().__init__("columnar")
        self.source = segment
        self._deleted = (
            frozenset() if segment.live is None else frozenset(np.flatnonzero(~segment.live))
        )

    def doc_count_all(self) -> int:
        return self.source.count

    def deleted_count(self) -> int:
        return len(self._deleted)

    def deleted_docs(self) -> Any:
        return iter(self._deleted)

    def is_deleted(self, docnum: int) -> bool:
        return docnum in self._deleted


class SegmentCodec(base.Codec):  # type: ignore[misc]  # whoosh has no types
    """The codec over one open segment of a view: reads, and does not write."""

    def __init__(self, view: View, number: int) -> None:
        self._view = view
        self.number = number

    def terms_reader(self, storage: Any, segment: _WhooshSegment) -> ArrayTermsReader:
        source = segment.source
        return ArrayTermsReader(
            source.indexed_fields(),
            source.postings,
            lambda field: source.lengths(self._view.kinds_base(field)),
        )

    def per_document_reader(self, storage: Any, segment: _WhooshSegment) -> "_Documents":
        return _Documents(self._view, segment)


class _Documents(base.PerDocumentReader):  # type: ignore[misc]  # whoosh has no types
    def __init__(self, view: View, segment: _WhooshSegment) -> None:
        self._view = view
        self._segment = segment

    def doc_count(self) -> int:
        return int(self._segment.doc_count())

    def doc_count_all(self) -> int:
        return self._segment.doc_count_all()

    def has_deletions(self) -> bool:
        return bool(self._segment.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        return self._segment.is_deleted(docnum)

    def deleted_docs(self) -> Any:
        return self._segment.deleted_docs()

    def _lengths(self, fieldname: str) -> Any:
        return self._segment.source.lengths(self._view.kinds_base(fieldname))

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        return int(self._lengths(fieldname)[docnum])

    def field_length(self, fieldname: str) -> int:
        return int(self._lengths(fieldname).sum())

    def min_field_length(self, fieldname: str) -> int:
        return int(self._lengths(fieldname).min())

    def max_field_length(self, fieldname: str) -> int:
        return int(self._lengths(fieldname).max())

    def stored_fields(self, docnum: int) -> dict[str, str]:
        return {"id": self._segment.source.ids.text(docnum)}
