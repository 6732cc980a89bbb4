"""The executor: evaluate a query tree over arrays.

Every node gives a `Matched`: the documents, ascending, and their scores. Scores are sums of BM25
over the words that a query names, as Whoosh computes them, with these choices of our own:

- Terms of keyword, number and date fields, ranges and Every score 1 times the boost.
- Prefix, Wildcard, Regex, Fuzzy and TermRange score their boost where they are `constantscore`,
  also when they expand to a single term (Whoosh then scores that term).
- Not scores 0 (Whoosh adds 1.0 inside And).
- DisjunctionMax honours `tiebreak`; Or honours `minmatch` (Whoosh ignores both).
- A phrase scores the sum of its words' scores; in a sequence a pattern counts as one word.

Beside what a tree matches, a `Matched` tells what it matches strictly, where every word of its
`RankedWords` is required: both are found in one pass.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh import query as q

from kliping.index import kernel
from kliping.index.columnar import document_lists
from kliping.index.columnar.bm25 import idf
from kliping.index.columnar.storage.term_dictionary import ENCODING_ERRORS
from kliping.index.columnar.view import TermPostings, View
from kliping.index.errors import ArgumentError
from kliping.index.query_tree import RankedWords, Rarity

from .coverage import cover
from .expansion import Expanded, expand
from .phrases import phrase_documents
from .ranges import range_documents, value_documents
from .sequences import Word, sequence_documents

Int32 = npt.NDArray[np.int32]
Float = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Matched:
    """The documents that a query matches.

    Attributes:
        documents: int32, ascending.
        scores: float64, parallel; one number for all; None when they were not asked for.
        strict: those that match strictly, int32, ascending; None where all of them do.
    """

    documents: Int32
    scores: Float | float | None
    strict: Int32 | None = None

    @property
    def strictly(self) -> Int32:
        """The documents that match strictly."""
        return self.documents if self.strict is None else self.strict

    def score_array(self) -> Float:
        if isinstance(self.scores, np.ndarray):
            return self.scores
        return np.full(len(self.documents), self.scores or 0.0)


NOTHING = Matched(document_lists.empty(), 0.0)


class Executor:
    """Evaluates trees over one view. Holds no state of a query; safe in several threads."""

    def __init__(self, view: View, fallback: Callable[[Any, bool], Matched]) -> None:
        """Make an executor; `fallback(query, scored)` evaluates nodes of unknown types."""
        self._view = view
        self._fallback = fallback
        self._methods: dict[type, Callable[[Any, bool], Matched]] = {
            q.Term: self._term,
            q.And: self._and,
            q.Or: self._or,
            RankedWords: self._ranked_words,
            Rarity: self._rarity,
            q.Not: self._not,
            q.AndMaybe: self._and_maybe,
            q.AndNot: self._and_not,
            q.Require: self._require,
            q.Otherwise: self._otherwise,
            q.DisjunctionMax: self._dismax,
            q.Phrase: self._phrase,
            q.Sequence: self._sequence,
            q.Prefix: self._multi,
            q.Wildcard: self._multi,
            q.Regex: self._multi,
            q.FuzzyTerm: self._multi,
            q.TermRange: self._multi,
            q.NumericRange: self._range,
            q.DateRange: self._range,
            q.Every: self._every,
            type(q.NullQuery): self._null,
            q.ConstantScoreQuery: self._constant,
        }

    def run(self, query: Any, *, scored: bool = True) -> Matched:
        """Evaluate a tree."""
        return self._methods.get(type(query), self._fallback)(query, scored)

    # Leaves

    def postings(self, field: str, text: Any) -> tuple[TermPostings | None, str]:
        """Return (postings, kind of field) of a term as a query names it."""
        kind = self._view.kinds.get(field, "")
        if isinstance(text, bytes):
            text = text.decode("utf-8", ENCODING_ERRORS)
        if not kind or not isinstance(text, str):
            return None, kind
        if kind == "keyword":
            text = text.casefold()
        return self._view.term(field, text.encode("utf-8", ENCODING_ERRORS)), kind

    def _term(self, query: Any, scored: bool) -> Matched:
        field = query.fieldname
        postings, kind = self.postings(field, query.text)
        if postings is None:
            if kind in ("number", "date"):
                return Matched(value_documents(self._view, field, query.text), query.boost)
            return NOTHING
        if not scored:
            return Matched(postings.documents, None)
        if kind != "text":
            return Matched(postings.documents, query.boost)
        scores = self._view.scores(field, postings)
        return Matched(postings.documents, scores if query.boost == 1.0 else scores * query.boost)

    def _phrase(self, query: Any, scored: bool) -> Matched:
        words = [word for word in query.words if word is not None]
        if len(words) == 1:
            return self._term(q.Term(query.fieldname, words[0], boost=query.boost), scored)
        if self._view.kinds.get(query.fieldname) and not self._view.has_positions(query.fieldname):
            known = ", ".join(name for name in self._view.kinds if self._view.has_positions(name))
            raise ArgumentError(
                f"field {query.fieldname!r} keeps no positions, so it has no phrases; "
                f"fields that have: {known or 'none'}"
            )
        found = [self.postings(query.fieldname, word) for word in words]
        lists = [postings for postings, _ in found if postings is not None]
        if not lists or len(lists) < len(words):
            return NOTHING
        encoded = [word.encode("utf-8", ENCODING_ERRORS) for word in words]
        documents, scores = phrase_documents(
            self._view, query.fieldname, encoded, lists, slop=query.slop, scored=scored
        )
        if scores is not None and query.boost != 1.0:
            scores = scores * query.boost
        return Matched(documents, scores)

    def _sequence(self, query: Any, scored: bool) -> Matched:
        fields = {getattr(slot, "fieldname", None) for slot in query.subqueries}
        known = query.ordered and len(fields) == 1 and all(map(_is_slot, query.subqueries))
        field = next(iter(fields), None)
        if not known or not self._view.has_positions(field or ""):
            return self._fallback(query, scored)
        slots: list[Word | Expanded] = []
        for slot in query.subqueries:
            if type(slot) is not q.Term:
                slots.append(expand(self._view, slot))
                continue
            postings, _ = self.postings(slot.fieldname, slot.text)
            if postings is None:
                return NOTHING
            term = slot.text.encode("utf-8", ENCODING_ERRORS)
            slots.append(Word(term=term, postings=postings))
        documents, scores = sequence_documents(
            self._view, slot.fieldname, slots, slop=query.slop, scored=scored
        )
        if scores is not None and query.boost != 1.0:
            scores = scores * query.boost
        return Matched(documents, scores)

    def _range(self, query: Any, scored: bool) -> Matched:
        return Matched(range_documents(self._view, query), query.boost if scored else None)

    def _every(self, query: Any, scored: bool) -> Matched:
        view, field = self._view, query.fieldname
        score = query.boost if scored else None
        if field is None:
            return Matched(view.all_documents, score)
        return Matched(self._holders(field), score)

    def _holders(self, field: str) -> Int32:
        """Return the documents that have anything in a field."""
        view = self._view
        kind = view.kinds.get(field, "")
        if not kind:
            return document_lists.empty()
        if kind == "id":
            return view.all_documents
        present = view.lengths(field) > 0 if kind == "text" else view.present(field)
        if view.live is not None:
            present = present & view.live
        return np.flatnonzero(present).astype(np.int32)

    def _null(self, query: Any, scored: bool) -> Matched:
        return NOTHING

    def _multi(self, query: Any, scored: bool) -> Matched:
        field = query.fieldname
        kind = self._view.kinds.get(field, "")
        if kind in ("number", "date", ""):
            return NOTHING
        if getattr(query, "text", None) in ("", "*") and type(query) in (q.Prefix, q.Wildcard):
            return self._every(q.Every(field, boost=query.boost), scored)
        if not scored or query.constantscore or kind != "text":
            documents = self._expanded_documents(query)
            return Matched(documents, query.boost if scored else None)
        terms = expand(self._view, query)
        lists = []
        for term in terms.terms():
            postings = self._view.term(field, term)
            if postings is not None:
                scores = self._view.scores(field, postings)
                lists.append((postings.documents, scores * query.boost))
        return Matched(*document_lists.add_scores(lists, self._view.size)) if lists else NOTHING

    def _expanded_documents(self, query: Any) -> Int32:
        """Return the documents of a pattern, kept like a term's."""
        pattern = tuple(
            getattr(query, name, None)
            for name in ("text", "maxdist", "prefixlength", "start", "end", "startexcl", "endexcl")
        )
        key = ("expanded", type(query), query.fieldname, *pattern)
        known: Int32 | None = self._view.memo.get(key)
        if known is None:
            known = expand(self._view, query).documents()
            self._view.remember(key, known)
        return known

    # Compounds

    def _and(self, query: Any, scored: bool) -> Matched:
        required: list[Matched] = []
        excluded: list[Int32] = []
        for child in query.subqueries:
            if type(child) is q.Not:
                excluded.append(self.run(child.query, scored=False).documents)
            else:
                required.append(self.run(child, scored=scored))
                if not len(required[-1].documents):
                    return NOTHING
        if not required:
            if not excluded:
                return NOTHING
            required.append(Matched(self._view.all_documents, 0.0))
        found = self._intersect(required, scored)
        for documents in excluded:
            found = self._subtract(found, documents)
        return _boosted(found, query.boost)

    def _intersect(self, lists: list[Matched], scored: bool) -> Matched:
        if len(lists) == 1:
            return lists[0]
        size = self._view.size
        lists.sort(key=lambda matched: len(matched.documents))
        if scored or kernel.compiled is not None:
            parts = [(m.documents, _number_or_array(m.scores)) for m in lists]
            documents, sums = document_lists.intersect(parts, size)
            scores: Float | float | None = sums if scored else None
        else:
            documents, scores = lists[0].documents, None
            for other in lists[1:]:
                documents = documents[document_lists.contains(documents, other.documents, size)]
        strict = None
        for matched in lists:
            if matched.strict is not None:
                strict = self._kept(documents if strict is None else strict, matched.strict)
        return Matched(documents, scores, strict)

    def _kept(self, documents: Int32, among: Int32) -> Int32:
        return documents[document_lists.contains(documents, among, self._view.size)]

    def _subtract(self, found: Matched, documents: Int32) -> Matched:
        return self._where(found, documents, inside=False)

    def _where(self, found: Matched, documents: Int32, *, inside: bool) -> Matched:
        """Return what lies inside some documents, or what lies outside of them."""
        size = self._view.size
        stays = document_lists.contains(found.documents, documents, size) == inside
        scores, strict = found.scores, found.strict
        if strict is not None:
            strict = strict[document_lists.contains(strict, documents, size) == inside]
        return Matched(
            found.documents[stays],
            scores[stays] if isinstance(scores, np.ndarray) else scores,
            strict,
        )

    def _or(self, query: Any, scored: bool) -> Matched:
        if query.scale:
            return self._fallback(query, scored)
        children = [self.run(child, scored=scored) for child in query.subqueries]
        if query.minmatch > 1:
            return _boosted(self._at_least(children, query.minmatch, scored), query.boost)
        children = [child for child in children if len(child.documents)]
        return _boosted(self._union(children, scored), query.boost)

    def _union(self, children: list[Matched], scored: bool) -> Matched:
        if not children:
            return NOTHING
        if len(children) == 1:
            return children[0]
        size = self._view.size
        strict = None
        if any(child.strict is not None for child in children):
            strict = document_lists.union([child.strictly for child in children], size)
        if not scored:
            documents = document_lists.union([child.documents for child in children], size)
            return Matched(documents, None, strict)
        lists = [(child.documents, _number_or_array(child.scores)) for child in children]
        return Matched(*document_lists.add_scores(lists, size), strict)

    def _at_least(self, children: list[Matched], least: int, scored: bool) -> Matched:
        found = self._union([child for child in children if len(child.documents)], scored)
        enough = self._held_by([child.documents for child in children], least)
        strict = None
        if found.strict is not None:
            strict = self._held_by([child.strictly for child in children], least)
        return self._where(Matched(found.documents, found.scores, strict), enough, inside=True)

    def _held_by(self, lists: list[Int32], least: int) -> Int32:
        """Return the documents that at least so many lists hold."""
        counts = np.zeros(self._view.size, np.int32)
        for documents in lists:
            counts[documents] += 1
        return np.flatnonzero(counts >= least).astype(np.int32)

    def _ranked_words(self, query: Any, scored: bool) -> Matched:
        """Return what any word matches, and as strict what all of them do."""
        children = [self.run(child, scored=scored) for child in query.subqueries]
        found = self._union([child for child in children if len(child.documents)], scored)
        lists = [child.documents for child in children]
        whole, factors = cover(
            lists,
            [self._idf(len(documents)) for documents in lists],
            found.documents,
            exponent=query.coverage if scored else 0.0,
            size=self._view.size,
        )
        for child in children:
            if child.strict is not None:
                whole = self._kept(whole, child.strict)
        scores = found.scores
        if factors is not None:
            scores = found.score_array() * factors
        return _boosted(Matched(found.documents, scores, whole), query.boost)

    def coverage(self, query: RankedWords, documents: Int32) -> Float:
        """Return what each document's score by some words was multiplied by."""
        held, every = np.zeros(len(documents)), 0.0
        for word in query.subqueries:
            found = self.run(word, scored=False).documents
            weight = self._idf(len(found))
            every += weight
            held += weight * document_lists.contains(documents, found, self._view.size)
        return np.asarray((held / (every or 1.0)) ** query.coverage, np.float64)

    def _idf(self, documents: int) -> float:
        """Return the idf of what so many documents have, among all."""
        return idf(self._view.count, documents)

    def _rarity(self, query: Any, scored: bool) -> Matched:
        found = self.run(query.child, scored=False)
        if not scored:
            return found
        return Matched(found.documents, query.boost * self._idf(len(found.documents)), found.strict)

    def _not(self, query: Any, scored: bool) -> Matched:
        every = Matched(self._view.all_documents, 0.0 if scored else None)
        return self._subtract(every, self.run(query.query, scored=False).documents)

    def _and_maybe(self, query: Any, scored: bool) -> Matched:
        found = self.run(query.a, scored=scored)
        if not scored or not len(found.documents):
            return found
        return self._add_where_found(found, self.run(query.b, scored=True))

    def _add_where_found(self, found: Matched, more: Matched) -> Matched:
        scores = np.array(found.score_array())
        mine, theirs = document_lists.locate(found.documents, more.documents, self._view.size)
        scores[mine] += more.score_array()[theirs]
        return Matched(found.documents, scores, found.strict)

    def _and_not(self, query: Any, scored: bool) -> Matched:
        found = self.run(query.a, scored=scored)
        return self._subtract(found, self.run(query.b, scored=False).documents)

    def _require(self, query: Any, scored: bool) -> Matched:
        found = self.run(query.a, scored=scored)
        required = self.run(query.b, scored=False)
        inside = self._where(found, required.documents, inside=True)
        if required.strict is None:
            return inside
        strict = self._kept(inside.strictly, required.strict)
        return Matched(inside.documents, inside.scores, strict)

    def _otherwise(self, query: Any, scored: bool) -> Matched:
        found = self.run(query.a, scored=scored)
        return found if len(found.documents) else self.run(query.b, scored=scored)

    def _dismax(self, query: Any, scored: bool) -> Matched:
        children = [self.run(child, scored=scored) for child in query.subqueries]
        children = [child for child in children if len(child.documents)]
        if not scored or len(children) < 2:
            return _boosted(self._union(children, scored), query.boost)
        best = np.full(self._view.size, -np.inf)
        for child in children:
            at = child.documents
            best[at] = np.maximum(best[at], _number_or_array(child.scores))
        found = self._union(children, True)
        scores = best[found.documents]
        if query.tiebreak:
            scores = scores + query.tiebreak * (found.score_array() - scores)
        return _boosted(Matched(found.documents, scores, found.strict), query.boost)

    def _constant(self, query: Any, scored: bool) -> Matched:
        found = self.run(query.child, scored=False)
        return Matched(found.documents, query.score if scored else None, found.strict)


def _is_slot(query: Any) -> bool:
    """Tell whether a node stands for one word of a sequence."""
    return type(query) in (q.Term, q.Prefix, q.Wildcard, q.Regex, q.FuzzyTerm)


def _boosted(found: Matched, boost: float) -> Matched:
    if boost == 1.0 or found.scores is None:
        return found
    return Matched(found.documents, found.scores * boost, found.strict)


def _number_or_array(scores: Float | float | None) -> Float | float:
    return 0.0 if scores is None else scores


def iter_leaves(query: Any) -> Iterable[tuple[Any, float, tuple[RankedWords, ...]]]:
    """Yield (leaf, the product of the boosts above it, the RankedWords above it).

    Of all leaves that can add to a score, in the tree's order.
    """
    stack: list[tuple[Any, float, tuple[RankedWords, ...]]] = [(query, 1.0, ())]
    while stack:
        node, boost, ranked = stack.pop()
        kind = type(node)
        if kind in (q.Not, type(q.NullQuery)):
            continue
        if kind in (q.AndNot, q.Require):
            stack.append((node.a, boost, ranked))
        elif kind in (q.ConstantScoreQuery, Rarity, q.Sequence) or node.is_leaf():
            yield node, boost, ranked
        else:
            inner = boost * getattr(node, "boost", 1.0)
            above = (*ranked, node) if kind is RankedWords else ranked
            stack.extend((child, inner, above) for child in reversed(list(node.children())))
