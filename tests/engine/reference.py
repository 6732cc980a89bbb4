"""The reference: an index as a list of documents, every question answered by looking at each."""

import fnmatch
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from kliping.index import Document
from kliping.index import query_tree as t
from kliping.index.engine import FacetCounts, FacetRequest, SearchRequest
from tests.engine.corpora import ZONE, FakeAnalyzer

PATTERNS = {"year": "%Y", "month": "%Y-%m", "week": "%G-W%V", "day": "%Y-%m-%d"}


class Reference:
    """The same index as a list of documents, in the order of addition."""

    def __init__(self) -> None:
        self.analyzer = FakeAnalyzer()
        self.documents: dict[str, Document] = {}

    def write(self, added, deleted) -> None:
        for id in deleted:
            self.documents.pop(id, None)
        for document in added:
            self.documents.pop(document.id, None)
            self.documents[document.id] = document

    def tokens(self, document, field) -> list[tuple[str, int]]:
        """Return (term, position) of an indexed field of a document."""
        base, exact = field.removesuffix("_exact"), field.endswith("_exact")
        found, position = [], 0
        for part in document.texts[base]:
            for surface, _, _ in self.analyzer.iter_surfaces(part.text):
                for term in self.analyzer.terms(surface, document.language):
                    found.append((term.exact if exact else term.stem, position))
                    position += 1
            position += 100
        return found

    def bm25(self, field, term) -> dict[str, float]:
        counts = {
            id: Counter(x for x, _ in self.tokens(d, field)) for id, d in self.documents.items()
        }
        holders = [id for id, c in counts.items() if c[term]]
        total = sum(bool(c) for c in counts.values())
        mean = sum(map(Counter.total, counts.values())) / max(1, total)
        idf = math.log(1 + (total - len(holders) + 0.5) / (len(holders) + 0.5))
        scores = {}
        for id in holders:
            tf, length = counts[id][term], counts[id].total()
            scores[id] = idf * tf * 2.2 / (tf + 1.2 * (0.25 + 0.75 * length / mean))
        return scores

    def run(self, query) -> dict[str, float]:
        return getattr(self, "_" + type(query).__name__.lower().strip("_"))(query)

    def _term(self, query):
        field, boost = query.fieldname, query.boost
        if field in ("outlet", "person"):
            return self._holders(
                field, lambda value: value.casefold() == query.text.casefold(), boost
            )
        return {id: s * boost for id, s in self.bm25(field, query.text).items()}

    def _holders(self, field, test, boost):
        return {
            id: boost
            for id, document in self.documents.items()
            if any(map(test, document.values.get(field, ())))
        }

    def _words(self, query, test):
        terms = {
            term
            for document in self.documents.values()
            for term, _ in self.tokens(document, query.fieldname)
            if test(term)
        }
        if getattr(query, "constantscore", True):
            return {id: query.boost for term in terms for id in self.bm25(query.fieldname, term)}
        total: Counter[str] = Counter()
        for term in terms:
            total.update(
                {id: s * query.boost for id, s in self.bm25(query.fieldname, term).items()}
            )
        return dict(total)

    def _prefix(self, query):
        return self._words(query, lambda term: term.startswith(query.text))

    def _wildcard(self, query):
        return self._words(query, lambda term: fnmatch.fnmatchcase(term, query.text))

    def _regex(self, query):
        return self._words(query, lambda term: re.match(query.text, term))

    def _fuzzyterm(self, query):
        def near(term):
            rows = [[0] * (len(term) + 1) for _ in range(len(query.text) + 1)]
            for i in range(len(query.text) + 1):
                for j in range(len(term) + 1):
                    if not i or not j:
                        rows[i][j] = i + j
                    else:
                        rows[i][j] = min(
                            rows[i - 1][j] + 1,
                            rows[i][j - 1] + 1,
                            rows[i - 1][j - 1] + (query.text[i - 1] != term[j - 1]),
                        )
            prefix = query.text[: query.prefixlength]
            return rows[-1][-1] <= query.maxdist and term.startswith(prefix)

        return self._words(query, near)

    def _termrange(self, query):
        def inside(value):
            value = value.casefold()
            low, high = query.start.casefold(), query.end.casefold()
            return low <= value <= high and not (query.startexcl and value == low)

        return self._holders(query.fieldname, inside, query.boost)

    def _numericrange(self, query):
        def inside(value):
            low, high = query.start, query.end
            return (low is None or value > low or (value == low and not query.startexcl)) and (
                high is None or value < high or (value == high and not query.endexcl)
            )

        return self._holders(query.fieldname, inside, query.boost)

    def _every(self, query):
        if query.fieldname is None:
            return dict.fromkeys(self.documents, query.boost)
        if query.fieldname == "text":
            return {id: query.boost for id, d in self.documents.items() if self.tokens(d, "text")}
        return self._holders(query.fieldname, lambda value: True, query.boost)

    def _nullquery(self, query):
        return {}

    def _phrase(self, query):
        found = {}
        scores = [self.bm25(query.fieldname, word) for word in query.words]
        for id, document in self.documents.items():
            ends = None
            for word in query.words:
                places = [p for x, p in self.tokens(document, query.fieldname) if x == word]
                if ends is not None:
                    places = [p for p in places if any(1 <= p - e <= query.slop for e in ends)]
                ends = places
            if ends:
                found[id] = query.boost * sum(score[id] for score in scores)
        return found

    def _sequence(self, query):
        slots = []
        for slot in query.subqueries:
            if isinstance(slot, t.Term):
                slots.append({slot.text})
            else:
                slots.append({term for term in self._all_terms() if self._fits(slot, term)})
        found = {}
        for id, document in self.documents.items():
            tokens = self.tokens(document, "text_exact")
            ends = None
            for terms in slots:
                places = [p for x, p in tokens if x in terms]
                if ends is not None:
                    places = [p for p in places if any(1 <= p - e <= query.slop for e in ends)]
                ends = places
            if ends:
                found[id] = query.boost * sum(self._as_one_word(terms)[id] for terms in slots)
        return found

    def _all_terms(self):
        return {x for d in self.documents.values() for x, _ in self.tokens(d, "text_exact")}

    def _fits(self, slot, term):
        import fnmatch

        if isinstance(slot, t.Prefix):
            return term.startswith(slot.text)
        if isinstance(slot, t.Wildcard):
            return fnmatch.fnmatchcase(term, slot.text)
        return re.match(slot.text, term)

    def _as_one_word(self, terms):
        """Return the scores of several terms taken as one: BM25 of what replaces them all."""
        counts = {
            id: Counter(x in terms for x, _ in self.tokens(d, "text_exact"))
            for id, d in self.documents.items()
        }
        holders = [id for id, c in counts.items() if c[True]]
        total = sum(bool(c) for c in counts.values())
        mean = sum(map(Counter.total, counts.values())) / max(1, total)
        idf = math.log(1 + (total - len(holders) + 0.5) / (len(holders) + 0.5))
        return {
            id: idf
            * counts[id][True]
            * 2.2
            / (counts[id][True] + 1.2 * (0.25 + 0.75 * counts[id].total() / mean))
            for id in holders
        }

    def _and(self, query):
        wanted = [self.run(c) for c in query.subqueries if not isinstance(c, t.Not)]
        unwanted = [self.run(c.query) for c in query.subqueries if isinstance(c, t.Not)]
        ids = set(self.documents).intersection(*wanted).difference(*unwanted)
        return {id: query.boost * sum(w[id] for w in wanted) for id in ids}

    def _or(self, query):
        found = [self.run(child) for child in query.subqueries]
        counts = Counter(id for scores in found for id in scores)
        return {
            id: query.boost * sum(scores.get(id, 0.0) for scores in found)
            for id, count in counts.items()
            if count >= query.minmatch
        }

    def _not(self, query):
        return dict.fromkeys(self.documents.keys() - self.run(query.query), 0.0)

    def _require(self, query):
        required = self.run(query.b)
        return {id: s for id, s in self.run(query.a).items() if id in required}

    def _andnot(self, query):
        unwanted = self.run(query.b)
        return {id: s for id, s in self.run(query.a).items() if id not in unwanted}

    def _andmaybe(self, query):
        more = self.run(query.b)
        return {id: s + more.get(id, 0.0) for id, s in self.run(query.a).items()}

    def _disjunctionmax(self, query):
        found = [self.run(child) for child in query.subqueries]
        scores = {}
        for id in {id for child in found for id in child}:
            held = [child[id] for child in found if id in child]
            scores[id] = query.boost * (max(held) + query.tiebreak * (sum(held) - max(held)))
        return scores

    def _constantscorequery(self, query):
        return dict.fromkeys(self.run(query.child), query.score)

    def _idf(self, count):
        return math.log(1 + (len(self.documents) - count + 0.5) / (count + 0.5))

    def _rarity(self, query):
        found = self.run(query.child)
        return dict.fromkeys(found, query.boost * self._idf(len(found)))

    def _rankedwords(self, query):
        words = [self.run(child) for child in query.subqueries]
        weights = [self._idf(len(word)) for word in words]
        scores = {}
        for id in {id for word in words for id in word}:
            held = sum(w for word, w in zip(words, weights, strict=True) if id in word)
            share = held / sum(weights) if sum(weights) else 0.0
            score = sum(word.get(id, 0.0) for word in words)
            scores[id] = query.boost * score * share**query.coverage
        return scores

    def strictly(self, query) -> set[str]:
        """Return the ids that a tree matches where all words of its RankedWords are required."""
        return set(self.run(_strict(query)))

    # Requests

    def narrowed(self, request: SearchRequest, *, but: str | None = None) -> dict[str, float]:
        """Return id → score of the hits, without the filter of one field."""
        hits = self.run(request.query)
        for field, query in request.filters.items():
            if field != but or not field:
                allowed = self.run(query)
                hits = {id: score for id, score in hits.items() if id in allowed}
        recency = request.recency
        if recency is not None:
            for id in hits:
                for date in self.documents[id].values.get(recency.field, ()):
                    assert not isinstance(date, str)
                    age = max(0, recency.now - date) / recency.half_life
                    hits[id] *= 1 + recency.weight * 2**-age
        return hits

    def strict(self, request: SearchRequest, *, but: str | None = None) -> dict[str, float]:
        """Return of `narrowed` the hits that match strictly."""
        strict = self.strictly(request.query)
        hits = self.narrowed(request, but=but)
        return {id: score for id, score in hits.items() if id in strict}

    def group(self, field: str | None, id: str) -> str:
        """Return what a hit is counted or collapsed as; its own id without a field or a value."""
        values = self.values_of(self.documents[id], field) if field else []
        return values[0].casefold() if values else f"alone {id}"

    def order(self, id: str) -> int:
        """Return a document's place in the order of addition."""
        return list(self.documents).index(id)

    def ordered(self, request: SearchRequest, hits: dict[str, float]) -> list[str]:
        """Return the hits in order: strict ones first, by the keys or else by score.

        Ties stand in the order of addition.
        """
        ids = sorted(hits, key=self.order)
        if not request.sort:
            ids.sort(key=lambda id: -round(hits[id], 9))
        for key in reversed(request.sort):
            ids.sort(key=partial(self._sort_rank, key))
        strict = self.strictly(request.query)
        return sorted(ids, key=lambda id: id not in strict)

    def _sort_rank(self, key: Any, id: str) -> tuple[bool, Any]:
        values: list[Any] = [
            self.label(key.field, v) if isinstance(v, str) else v
            for v in self.values_of(self.documents[id], key.field)
        ]
        if not values:
            return True, 0
        labels = sorted({self.label(key.field, v) for v in self.values(key.field)})
        ranks = [labels.index(v) if isinstance(v, str) else v for v in values]
        return False, -max(ranks) if key.descending else min(ranks)

    def values_of(self, document: Document, field: str) -> list[Any]:
        """Return a document's values; of spellings that differ in case the first."""
        first: dict[Any, Any] = {}
        for value in document.values.get(field, ()):
            first.setdefault(value.casefold() if isinstance(value, str) else value, value)
        return list(first.values())

    def values(self, field: str) -> list[Any]:
        """Return all values of a field, in the order of the documents."""
        return [v for d in self.documents.values() for v in self.values_of(d, field)]

    def label(self, field: str, value: Any) -> str:
        """Return how a facet shows a value: its most frequent spelling, of equals the first."""
        if not isinstance(value, str):
            return str(int(value)) if float(value).is_integer() else repr(value)
        counts = Counter(v for v in self.values(field) if v.casefold() == value.casefold())
        return min(counts, key=lambda spelling: (-counts[spelling], spelling))

    def facet(self, request: SearchRequest, facet: FacetRequest) -> FacetCounts:
        """Return the counts of one facet."""
        hits = self.strict(request, but=facet.field)
        held = {id: self._labels(facet, self.documents[id]) for id in hits}
        holders: dict[str, set[str]] = {}
        for id, labels in held.items():
            for label in labels:
                holders.setdefault(label, set()).add(self.group(request.count_by, id))
        shown = [label for label in holders if _plain(facet.match or "") in _plain(label)]
        in_order = facet.period is not None or bool(facet.ranges)
        rank: Callable[[str], Any] = str
        if facet.ranges:
            rank = [_range_label(*ends) for ends in facet.ranges].index
        elif facet.field == "value":
            rank = float
        listed = sorted(sorted(shown, key=rank), key=lambda label: -len(holders[label]))
        listed = listed[: facet.limit]
        if in_order:
            listed.sort(key=rank)
        with_value = self._groups(request, (id for id, labels in held.items() if labels))
        in_listed = {group for label in listed for group in holders[label]}
        return FacetCounts(
            field=facet.field,
            values=tuple((label, len(holders[label])) for label in listed),
            missing=len(self._groups(request, hits)) - len(with_value),
            other=len(with_value) - len(in_listed),
            distinct=len(holders),
        )

    def _groups(self, request: SearchRequest, ids: Iterable[str]) -> set[str]:
        return {self.group(request.count_by, id) for id in ids}

    def _labels(self, facet: FacetRequest, document: Document) -> set[str]:
        values = self.values_of(document, facet.field)
        if facet.period is not None:
            moments = (datetime.fromtimestamp(0, ZONE) + timedelta(seconds=v) for v in values)
            return {moment.strftime(PATTERNS[facet.period]) for moment in moments}
        if facet.ranges:
            return {
                _range_label(low, high)
                for low, high in facet.ranges
                if any((low is None or v >= low) and (high is None or v < high) for v in values)
            }
        aliases = {alias.casefold(): name for alias, name in facet.aliases.items()}
        known = {v.casefold() for v in self.values(facet.field) if isinstance(v, str)}
        labels = set()
        for label in (self.label(facet.field, v) for v in values):
            name = aliases.get(label.casefold(), label)
            labels.add(self.label(facet.field, name) if name.casefold() in known else name)
        return labels

    def total(self, request: SearchRequest) -> int:
        """Return how many strict hits there are, or groups of them."""
        return len(self._groups(request, self.strict(request)))


def _strict(query: Any) -> Any:
    """Return the tree with every RankedWords outside of negations as an And."""
    if isinstance(query, t.RankedWords):
        return t.And([_strict(child) for child in query.subqueries])
    if isinstance(query, t.Not | t.Sequence) or query.is_leaf():
        return query
    if isinstance(query, t.AndNot):
        return t.AndNot(_strict(query.a), query.b)
    if isinstance(query, t.AndMaybe | t.Require):
        return type(query)(_strict(query.a), _strict(query.b))
    if isinstance(query, t.ConstantScoreQuery):
        return t.ConstantScoreQuery(_strict(query.child))
    children = [_strict(child) for child in query.children()]
    if type(query) is t.Or:
        return t.Or(children, minmatch=query.minmatch)
    return type(query)(children)


def _range_label(low: float | None, high: float | None) -> str:
    return "..".join("" if end is None else f"{end:g}" for end in (low, high))


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))
