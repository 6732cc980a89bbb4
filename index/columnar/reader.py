"""The reader: answers requests over one commit. See `kliping.index.engine.EngineReader`."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import numpy as np
import numpy.typing as npt
from whoosh import query as q

from kliping.index.columnar.collect.facets import count_facet
from kliping.index.columnar.collect.top_hits import Page, group_names, group_numbers, make_page
from kliping.index.columnar.query.executor import Executor, Matched, iter_leaves
from kliping.index.columnar.query.expansion import fuzzy_numbers
from kliping.index.columnar.storage.columns import CsrColumn, has_value
from kliping.index.columnar.storage.commits import Commit
from kliping.index.columnar.storage.term_dictionary import ENCODING_ERRORS, TermDictionary
from kliping.index.edit_distance import edit_distance, is_swap
from kliping.index.engine import (
    Contribution,
    FacetCounts,
    FacetRequest,
    FieldStatistics,
    HitRow,
    Recency,
    SearchRequest,
    SearchRows,
    Spelling,
    SpellingRequest,
)
from kliping.index.errors import ArgumentError
from kliping.index.fields import FieldSpec
from kliping.index.keywords import keyword_term
from kliping.index.query_tree import RankedWords

from . import document_lists
from .view import View

# Of an index in several segments so many times the terms asked for are taken from each.
_SPARE_TERMS = 10

Int32 = npt.NDArray[np.int32]
Float = npt.NDArray[np.float64]
P = ParamSpec("P")
R = TypeVar("R")


def _naming_damage(
    method: Callable[Concatenate["ColumnarReader", P], R],
) -> Callable[Concatenate["ColumnarReader", P], R]:
    """Turn the kernel's word that a number lies outside its array into damage of the index."""

    @wraps(method)
    def guarded(reader: "ColumnarReader", /, *args: P.args, **options: P.kwargs) -> R:
        try:
            return method(reader, *args, **options)
        except IndexError as error:
            raise reader._view.damage(str(error)) from error

    return guarded


class ColumnarReader:
    """An unchanging view of one commit. Safe to use from several threads at once."""

    def __init__(self, view: View, commit: Commit) -> None:
        self._view = view
        self._commit = commit
        self._executor = Executor(view, self._fallback)

    @property
    def revision(self) -> int:
        return self._commit.revision

    @property
    def identity(self) -> str:
        return self._commit.identity

    @property
    def stamp(self) -> str:
        return self._commit.stamp

    @property
    def fields(self) -> tuple[FieldSpec, ...]:
        return self._commit.fields

    @property
    def document_count(self) -> int:
        return self._view.count

    def close(self) -> None:
        """Do nothing: the maps are released with the last answer that uses them."""

    # Searching

    @_naming_damage
    def search(self, request: SearchRequest) -> SearchRows:
        """Answer one request.

        Raises:
            ArgumentError: a field of the request is unknown or of the wrong type.
            ArchiveDamagedError: numbers of the index's files do not fit together.
        """
        if request.offset < 0 or request.limit < 0:
            raise ArgumentError(
                f"offset {request.offset} and limit {request.limit} cannot be negative"
            )
        view = self._view
        found = self._executor.run(request.query, scored=request.limit > 0)
        filters = {
            field: self._executor.run(query, scored=False).strictly
            for field, query in request.filters.items()
        }
        documents, scores = found.documents, found.score_array()
        strict = found.strictly
        if filters:
            passing = self._passing(documents, filters.values())
            documents, scores = documents[passing], scores[passing]
            strict = strict[self._passing(strict, filters.values())]
        if request.recency is not None and request.limit:
            scores = self._by_age(request.recency, documents, scores)
        groups = None
        total, all_hits = len(strict), len(documents)
        if request.count_by is not None:
            groups, total = group_numbers(view, request.count_by, strict)
            if found.strict is not None:
                _, all_hits = group_numbers(view, request.count_by, documents)
        is_strict = None
        if len(strict) < len(documents):
            is_strict = document_lists.contains(documents, strict, view.size)
        page = make_page(view, request, documents, scores, is_strict)
        facets = tuple(
            self._facet(request, facet, found, filters, strict, groups) for facet in request.facets
        )
        return SearchRows(
            total=total,
            hits=self._hits(request, page, documents, scores, is_strict),
            facets=facets,
            groups=page.groups,
            partial=all_hits - total if is_strict is not None else 0,
            spelling=self._spelling(request.spelling, len(strict)),
        )

    def _hits(
        self,
        request: SearchRequest,
        page: Page,
        documents: Int32,
        scores: Float,
        is_strict: npt.NDArray[np.bool_] | None,
    ) -> tuple[HitRow, ...]:
        view, shown = self._view, documents[page.at]
        ids = view.ids(shown)
        names = [""] * len(ids)
        if request.collapse is not None:
            names = group_names(view, request.collapse, shown)
        given = [b""] * len(ids)
        if request.shown:
            given = list(map(view.shown, shown.tolist()))
        missing: list[tuple[int, ...]] = [()] * len(ids)
        if is_strict is not None and not is_strict[page.at].all():
            missing = self._missing(request.query, shown, is_strict[page.at])
        return tuple(
            HitRow(
                id=id,
                score=score,
                collapsed=collapsed,
                group=name,
                position=(*keys, id),
                missing=lacks,
                shown=what,
            )
            for id, score, collapsed, name, keys, lacks, what in zip(
                ids,
                scores[page.at].tolist(),
                page.collapsed,
                names,
                page.keys,
                missing,
                given,
                strict=True,
            )
        )

    def _missing(
        self, query: Any, shown: Int32, is_strict: npt.NDArray[np.bool_]
    ) -> list[tuple[int, ...]]:
        """Return for each document which words of the first RankedWords do not match it strictly.

        A hit that the whole query matches strictly lacks none, also where another branch of the
        query than these words matched it.

        Args:
            shown: a page's documents, in any order.
            is_strict: which of them the whole query matches strictly.
        """
        words = next(_iter_ranked(query))
        lacks: list[list[int]] = [[] for _ in shown]
        for number, word in enumerate(words.subqueries):
            found = self._executor.run(word, scored=False)
            inside = document_lists.contains(shown, found.strictly, self._view.size)
            for place in np.flatnonzero(~(inside | is_strict)).tolist():
                lacks[place].append(number)
        return [tuple(numbers) for numbers in lacks]

    def _facet(
        self,
        request: SearchRequest,
        facet: FacetRequest,
        found: Matched,
        filters: dict[str, Int32],
        strict: Int32,
        groups: npt.NDArray[Any] | None,
    ) -> FacetCounts:
        """Count one facet: over the strict hits, less its own field's filter."""
        if facet.field in filters and facet.field:
            others = [docs for field, docs in filters.items() if field != facet.field]
            strict = found.strictly
            strict = strict[self._passing(strict, others)]
            if request.count_by is not None:
                groups, _ = group_numbers(self._view, request.count_by, strict)
        return count_facet(self._view, facet, strict, groups)

    def _passing(self, documents: Int32, filters: Iterable[Int32]) -> npt.NDArray[np.bool_]:
        """Return for each document whether it passes every filter."""
        passing = np.ones(len(documents), bool)
        for allowed in filters:
            passing &= document_lists.contains(documents, allowed, self._view.size)
        return passing

    def _by_age(self, recency: Recency, documents: Int32, scores: Float) -> Float:
        spec = self._view.fields.get(recency.field)
        if spec is None or spec.type != "date":
            raise ArgumentError(f"recency needs a date field; {recency.field!r} is not one")
        if recency.half_life <= 0:
            raise ArgumentError(f"the half-life {recency.half_life} is not greater than 0")
        column = self._view.column(recency.field)
        if isinstance(column, CsrColumn):
            raise ArgumentError(f"recency needs one date a document; {recency.field!r} has several")
        dates = column.values
        age = (recency.now - dates[documents]) / recency.half_life
        # What lies ahead of `now` counts as new.
        boost = recency.weight * np.exp2(-np.maximum(age, 0.0))
        return np.asarray(scores * np.where(has_value(column)[documents], 1.0 + boost, 1.0))

    def search_all(self, requests: Sequence[SearchRequest]) -> list[SearchRows]:
        """Answer several requests, in their order; errors as `search`."""
        return [self.search(request) for request in requests]

    def search_with_ids(
        self, requests: Sequence[SearchRequest], field: str, values: Collection[str]
    ) -> tuple[list[SearchRows], dict[str, list[str]]]:
        """Answer several requests, and which documents have values of a field; errors as these."""
        return self.search_all(requests), self.ids_with(field, values) if values else {}

    @_naming_damage
    def matching_ids(self, query: Any) -> Iterator[str]:
        """Yield the ids of all documents that match, in document order, without scoring."""
        found = self._executor.run(query, scored=False)
        return self._view.iter_ids(found.strictly)

    @_naming_damage
    def ids_with(self, field: str, values: Collection[str]) -> dict[str, list[str]]:
        """Return for each value of a keyword field, or id, the documents that have it, in order.

        Raises:
            ArgumentError: the field is not one whose values are terms.
        """
        if self._view.kinds.get(field) not in ("keyword", "id"):
            known = [name for name, kind in self._view.kinds.items() if kind in ("keyword", "id")]
            raise ArgumentError(
                f"values of field {field!r} are no terms; fields that can be asked: "
                + ", ".join(known)
            )
        found: dict[str, list[str]] = {}
        for value in values:
            term = value if field == "id" else keyword_term(value)
            postings, _ = self._executor.postings(field, term)
            found[value] = [] if postings is None else self._view.ids(postings.documents)
        return found

    @_naming_damage
    def explain(self, query: Any, ids: Collection[str]) -> dict[str, list[Contribution]]:
        """Return for each document the leaves that contribute to its score, in the tree's order."""
        rows: dict[str, list[Contribution]] = {id: [] for id in ids}
        places = {id: self._view.find(id) for id in rows}
        held = {id: document for id, document in places.items() if document >= 0}
        if not held:
            return rows
        matched = self._executor.run(query, scored=False).documents
        wanted = np.array(list(held.values()), np.int32)
        there = document_lists.contains(wanted, matched, self._view.size)
        named = [id for id, matches in zip(held, there.tolist(), strict=True) if matches]
        wanted = wanted[there]
        for leaf, boost, ranked in iter_leaves(query) if named else ():
            found = self._executor.run(leaf)
            scores = found.score_array()
            factors = np.full(len(wanted), boost)
            for words in ranked:
                factors *= self._executor.coverage(words, wanted)
            at = np.searchsorted(found.documents, wanted).tolist()
            for n, (id, place) in enumerate(zip(named, at, strict=True)):
                if place < len(found.documents) and found.documents[place] == wanted[n]:
                    score = float(scores[place] * factors[n])
                    rows[id].append((leaf.field() or "", _named(leaf), score))
        return rows

    def field_statistics(self, field: str) -> FieldStatistics:
        """Return the statistics of a text field that scores rest on.

        Raises:
            ArgumentError: the field is not a text field.
        """
        if self._view.kinds.get(field) != "text":
            known = ", ".join(name for name, kind in self._view.kinds.items() if kind == "text")
            raise ArgumentError(f"field {field!r} is not one of the text fields: {known}")
        return self._view.statistics(field)

    # Terms

    @_naming_damage
    def count_terms_of(self, field: str, terms: Collection[str]) -> dict[str, int]:
        """Return for each of these terms how many documents have it, 0 where none has."""
        counts = {}
        for term in terms:
            postings, _ = self._executor.postings(field, term)
            counts[term] = 0 if postings is None else len(postings)
        return counts

    def term_counts(
        self, field: str, prefix: str = "", limit: int | None = None
    ) -> list[tuple[str, int]]:
        """Return (term, documents) of the field's terms with the prefix, in term order."""
        if self._view.kinds.get(field) == "keyword":
            prefix = prefix.casefold()
        encoded = prefix.encode("utf-8", ENCODING_ERRORS)
        counts: dict[str, int] = {}
        for segment in self._view.segments:
            postings = segment.postings(field)
            if postings is None:
                continue
            low, high = postings.terms.prefix_range(encoded)
            held = postings.counts(low, high)
            if segment.live is not None:
                alive = segment.live[postings.documents(low, high)]
                ends = np.concatenate((np.zeros(1, np.int64), np.cumsum(held)))
                cumulated = np.concatenate((np.zeros(1, np.int64), np.cumsum(alive)))
                held = np.diff(cumulated[ends])
            for term, count in zip(postings.terms.texts(low, high), held.tolist(), strict=True):
                if count:
                    counts[term] = counts.get(term, 0) + count
        return sorted(counts.items())[:limit]

    def top_terms(self, field: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Return (term, documents) of the field's most frequent terms with the prefix."""
        if limit <= 0:
            return []
        if self._view.kinds.get(field) == "keyword":
            prefix = prefix.casefold()
        encoded = prefix.encode("utf-8", ENCODING_ERRORS)
        parts = [s.postings(field) for s in self._view.segments]
        held = [part for part in parts if part is not None]
        wanted = limit if len(held) == 1 else limit * _SPARE_TERMS
        candidates: dict[bytes, str] = {}
        for part in held:
            low, high = part.terms.prefix_range(encoded)
            # Of equal counts the earlier term is taken, so that ties are in term order.
            for at in document_lists.top(
                part.counts(low, high).astype(np.float64), wanted
            ).tolist():
                candidates[part.terms[low + at]] = part.terms.text(low + at)
        counts = []
        for term, text in candidates.items():
            numbers = [(part, part.terms.find(term)) for part in held]
            count = sum(int(part.counts(n, n + 1)[0]) for part, n in numbers if n >= 0)
            counts.append((text, count))
        return sorted(counts, key=lambda row: (-row[1], row[0]))[:limit]

    def count_terms(self, field: str, prefix: str) -> int:
        """Return at most how many terms of the field have the prefix; cheap."""
        return sum(high - low for _, low, high in self._with_prefix(field, prefix))

    def iter_terms(self, field: str, prefix: str = "") -> Iterator[str]:
        """Yield the field's terms with the prefix; of an index in several parts, some twice."""
        for terms, low, high in self._with_prefix(field, prefix):
            yield from terms.texts(low, high)

    def _with_prefix(self, field: str, prefix: str) -> Iterator[tuple[TermDictionary, int, int]]:
        if self._view.kinds.get(field) == "keyword":
            prefix = prefix.casefold()
        for segment in self._view.segments:
            postings = segment.postings(field)
            if postings is not None:
                encoded = prefix.encode("utf-8", ENCODING_ERRORS)
                yield postings.terms, *postings.terms.prefix_range(encoded)

    @_naming_damage
    def suggest(
        self, field: str, words: Collection[str], limit: int = 5
    ) -> dict[str, list[tuple[str, int]]]:
        """Return for each word (term, documents) of terms within edit distance 2, best first.

        Nearest first, then the most frequent, then in term order; the word itself is left out.
        Two neighbouring letters that changed places count as one edit.
        """
        return {word: self._near(field, word, limit) for word in words}

    def _spelling(self, request: SpellingRequest | None, found: int) -> dict[str, Spelling]:
        """Return what a request asks of words, where a search found few documents."""
        if request is None or not request.words or found >= request.below:
            return {}
        counts = self.count_terms_of(request.field, request.words)
        return {
            word: Spelling(
                documents=count,
                near=tuple(self._near(request.field, word, request.limit))
                if count < request.rarer_than
                else (),
            )
            for word, count in counts.items()
        }

    def _near(self, field: str, word: str, limit: int) -> list[tuple[str, int]]:
        if self._view.kinds.get(field) == "keyword":
            word = word.casefold()
        near: dict[str, int] = {}
        for segment in self._view.segments:
            postings = segment.postings(field)
            if postings is not None:
                for number in fuzzy_numbers(postings.terms, word, 2, 0):
                    term = postings.terms.text(number)
                    near[term] = 1 if is_swap(word, term) else edit_distance(word, term, 2)
        rows = []
        for term, distance in near.items():
            held = self._view.term(field, term.encode("utf-8", ENCODING_ERRORS))
            if held is not None and term != word:
                rows.append((distance, -len(held), term))
        return [(term, -held) for _, held, term in sorted(rows)[:limit]]

    def _fallback(self, query: Any, scored: bool) -> Matched:
        from kliping.index.columnar.whoosh_api.fallback import (
            match_by_whoosh,  # the rest of Whoosh, only where it is needed
        )

        return match_by_whoosh(self._view, self._executor, query, scored)


def _field_of(leaf: Any) -> str:
    """Return the field that a leaf looks in, "" for none."""
    if isinstance(leaf, q.Sequence):
        return _field_of(leaf.subqueries[0])
    field: str | None = leaf.field()
    return field or ""


def _iter_ranked(query: Any) -> Iterator[RankedWords]:
    """Yield the RankedWords of a tree, in order, without those of what it excludes."""
    if type(query) is RankedWords:
        yield query
    elif isinstance(query, q.AndNot):
        yield from _iter_ranked(query.a)
    elif not isinstance(query, q.Not):
        for child in query.children():
            yield from _iter_ranked(child)


def _named(leaf: Any) -> str:
    """Return a leaf as text, without its field and boost."""
    if isinstance(leaf, q.Sequence):
        return '"' + " ".join(map(_named, leaf.subqueries)) + '"'
    if isinstance(leaf, q.Phrase):
        return '"' + " ".join(leaf.words) + '"'
    if type(leaf) in (q.Term, q.Prefix, q.Wildcard, q.FuzzyTerm, q.Regex):
        mark = {q.Prefix: "*", q.FuzzyTerm: "~"}.get(type(leaf), "")
        return f"{leaf.text}{mark}"
    if isinstance(leaf, q.ConstantScoreQuery):
        return " ".join(_named(inner) for inner, _, _ in iter_leaves(leaf.child))
    return str(leaf)
