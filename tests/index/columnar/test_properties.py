"""Random small corpora and random query trees, against a scan and against Whoosh's matchers."""

import math
import tempfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from kliping.index import Document, TextPart, kernel
from kliping.index import query_tree as t
from kliping.index.columnar import ColumnarEngine, open_engine
from kliping.index.columnar.reader import ColumnarReader
from kliping.index.columnar.whoosh_api.fallback import match_by_whoosh
from kliping.index.engine import FacetRequest, Recency, SearchRequest, SortKey

WORDS = ["api", "apik", "banjir", "banjarmasin", "desa", "desember", "gempa", "x", "gem-api"]
NAMES = ["Ani", "ani", "Budi", "BUDI", "Citra", "Émile"]
OUTLETS = ["VIVA", "Viva", "Kompas", "Antara"]
ZONE = ZoneInfo("Asia/Jakarta")

texts = st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join)
documents = st.builds(
    lambda id, text, more, title, outlet, persons, published, value: Document(
        id=id,
        texts={
            "text": tuple(TextPart(text=part) for part in (text, *more)),
            "title": (TextPart(text=title),),
        },
        values={
            "outlet": tuple(outlet),
            "person": tuple(persons),
            "published": tuple(published),
            "value": tuple(value),
        },
    ),
    id=st.integers(0, 14).map("d{}".format),
    text=texts,
    more=st.lists(texts, max_size=1),
    title=texts,
    outlet=st.lists(st.sampled_from(OUTLETS), max_size=1),
    persons=st.lists(st.sampled_from(NAMES), max_size=3),
    published=st.lists(st.integers(1_700_000_000, 1_710_000_000), max_size=1),
    value=st.lists(st.sampled_from([0.0, 1.0, 2.5, 7.0]), max_size=2),
)
commits = st.lists(
    st.tuples(st.lists(documents, max_size=6), st.lists(st.integers(0, 14).map("d{}".format))),
    min_size=1,
    max_size=4,
)
boosts = st.sampled_from([1.0, 1.0, 2.0, 0.5])
exact_words = st.sampled_from(
    ["api", "apik", "banjir", "desa", "desember", "gempa", "gem", "tidak"]
)
stems = st.sampled_from(["api", "ban", "des", "gem", "tid"])
leaves = st.one_of(
    st.builds(t.Term, st.sampled_from(["text", "title"]), stems, boost=boosts),
    st.builds(t.Term, st.just("text_exact"), exact_words, boost=boosts),
    st.builds(
        t.Phrase,
        st.just("text_exact"),
        st.lists(exact_words, min_size=2, max_size=3),
        slop=st.integers(1, 4),
        boost=boosts,
    ),
    st.builds(t.Term, st.just("outlet"), st.sampled_from([*OUTLETS, "Tidak"])),
    st.builds(t.Term, st.just("person"), st.sampled_from(NAMES)),
)
# What Whoosh evaluates otherwise, or wrongly (see test_whoosh_contract), is left to the scan.
more_leaves = st.one_of(
    leaves,
    st.builds(t.Prefix, st.just("text_exact"), st.sampled_from(["a", "ba", "de", ""]), boosts),
    st.builds(t.Wildcard, st.just("text_exact"), st.sampled_from(["*a", "?p*", "d*sa"])),
    st.builds(t.Regex, st.just("text_exact"), st.sampled_from(["ap.?$", "(ba|de).*", "gx*e"])),
    st.builds(
        t.FuzzyTerm,
        st.just("text_exact"),
        st.sampled_from(["apl", "banjri", "desa", "gempaa"]),
        maxdist=st.integers(0, 2),
        prefixlength=st.integers(0, 2),
        constantscore=st.booleans(),
    ),
    st.builds(
        t.Sequence,
        st.lists(
            st.one_of(
                st.builds(t.Term, st.just("text_exact"), exact_words),
                st.builds(t.Prefix, st.just("text_exact"), st.sampled_from(["a", "ba", "zz"])),
                st.builds(t.Wildcard, st.just("text_exact"), st.sampled_from(["*a", "?p*"])),
                st.builds(t.Regex, st.just("text_exact"), st.sampled_from(["ap.?$", "(ba|de).*"])),
            ),
            min_size=1,
            max_size=3,
        ),
        slop=st.integers(1, 3),
        boost=boosts,
    ),
    st.builds(t.TermRange, st.just("person"), st.just("ani"), st.just("Budi"), st.booleans()),
    st.builds(
        t.NumericRange,
        st.just("value"),
        st.sampled_from([None, 0, 1]),
        st.sampled_from([None, 2.5, 7]),
        st.booleans(),
        st.booleans(),
    ),
    st.builds(t.NumericRange, st.just("published"), st.just(1_704_000_000), st.none()),
    st.builds(t.Every, st.sampled_from([None, "outlet", "person", "value", "text"]), boosts),
    st.just(t.NullQuery),
)


def trees(leaf, *, ours):
    def grown(child):
        # Whoosh ignores the boost of a compound with a single child.
        children = st.lists(child, min_size=1 if ours else 2, max_size=3)
        kinds = [
            st.builds(t.And, children, boost=boosts),
            st.builds(t.Or, children, boost=boosts),
            st.builds(t.Require, child, child),
        ]
        if ours:
            kinds += [
                st.builds(t.And, children.map(lambda c: [c[0], *map(t.Not, c[1:])])),
                st.builds(t.AndNot, child, child),
                st.builds(t.AndMaybe, child, child),
                st.builds(t.DisjunctionMax, children, tiebreak=st.sampled_from([0.0, 0.3])),
                st.builds(t.ConstantScoreQuery, child, boosts),
                st.builds(t.Or, children, minmatch=st.integers(0, 2)),
                st.builds(t.Not, child),
            ]
        return st.one_of(kinds)

    return st.recursive(leaf, grown, max_leaves=6)


class Scan:
    """The same index as a list of documents, every question answered by looking at each."""

    def __init__(self, analyzer) -> None:
        self.analyzer = analyzer
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
        total = len(self.documents)
        mean = sum(map(Counter.total, counts.values())) / max(1, total) or 1.0
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
        total = Counter()
        for term in terms:
            total.update(
                {id: s * query.boost for id, s in self.bm25(query.fieldname, term).items()}
            )
        return dict(total)

    def _prefix(self, query):
        return self._words(query, lambda term: term.startswith(query.text))

    def _wildcard(self, query):
        import fnmatch

        return self._words(query, lambda term: fnmatch.fnmatchcase(term, query.text))

    def _regex(self, query):
        import re

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
        import re

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
        total = len(self.documents)
        mean = sum(map(Counter.total, counts.values())) / max(1, total) or 1.0
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


@pytest.fixture(params=["compiled", "numpy"])
def build(request, monkeypatch, analyzer, fields):
    """Return a function that writes commits to a new index: (engine, scan).

    Every test that uses it runs with the compiled kernel and without.
    """
    if request.param == "numpy":
        monkeypatch.setattr(kernel, "compiled", None)
    elif kernel.compiled is None:
        pytest.skip("the kernel is not compiled")
    folders = []

    def built(history) -> tuple[ColumnarEngine, Scan]:
        folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        folders.append(folder)
        engine = open_engine(
            Path(folder.name), fields=fields, analyzer=analyzer, zone=ZONE, create=True
        )
        scan = Scan(analyzer)
        for revision, (added, deleted) in enumerate(history, 1):
            engine.write(added, deletions=deleted, revision=revision)
            scan.write(added, deleted)
        return engine, scan

    yield built
    for folder in folders:
        folder.cleanup()


def found(reader: ColumnarReader, query) -> dict[str, float]:
    rows = reader.search(SearchRequest(query=query, limit=100))
    return {hit.id: hit.score for hit in rows.hits}


relaxed = settings(
    max_examples=12,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@relaxed
@given(history=commits, queries=st.lists(trees(more_leaves, ours=True), min_size=8, max_size=8))
def test_search_equals_a_scan(build, history, queries) -> None:
    """Ids and scores are those of a scan, in several segments with deletions and when merged."""
    engine, scan = build(history)
    for _ in ("segments", "merged"):
        reader = engine.reader()
        assert reader.matching_ids(t.Every()) == list(scan.documents)
        for query in queries:
            expected = scan.run(query)
            assert found(reader, query) == pytest.approx(expected, rel=1e-9, abs=1e-9), query
            order = {id: n for n, id in enumerate(scan.documents)}
            assert reader.matching_ids(query) == sorted(expected, key=order.__getitem__)
        engine.optimize()


@relaxed
@given(history=commits, queries=st.lists(trees(leaves, ours=False), min_size=8, max_size=8))
def test_executor_equals_whooshs_matchers(build, history, queries) -> None:
    """Documents and scores are those of Whoosh's own matchers over the same segments."""
    reader = build(history)[0].reader()
    for query in queries:
        ours = reader._executor.run(query)
        theirs = match_by_whoosh(reader._view, reader._executor, query, True)
        assert ours.documents.tolist() == theirs.documents.tolist(), query
        np.testing.assert_allclose(ours.score_array(), theirs.score_array(), rtol=1e-9)


@relaxed
@given(history=commits, query=trees(leaves, ours=True), limit=st.integers(0, 4))
def test_facets_equal_a_scan(build, history, query, limit) -> None:
    """Counts, missing, other and distinct are those of a scan; values differ by case as one."""
    engine, scan = build(history)
    reader = engine.reader()
    hits = scan.run(query)
    for field in ("outlet", "person", "value"):
        rows = reader.search(
            SearchRequest(query=query, limit=0, facets=(FacetRequest(field=field, limit=limit),))
        )
        (facet,) = rows.facets
        held = {id: {str(v).casefold() for v in scan.documents[id].values[field]} for id in hits}
        counts = Counter(value for values in held.values() for value in values)
        listed = {value.casefold() for value, _ in facet.values}
        if field == "value":
            listed = {str(float(value)) for value in listed}
        assert rows.total == len(hits)
        assert len(facet.values) == min(limit, len(counts))
        for value, count in facet.values:
            key = str(float(value)) if field == "value" else value.casefold()
            assert counts[key] == count
        assert [c for _, c in facet.values] == sorted(counts.values(), reverse=True)[:limit]
        assert facet.distinct == len(counts)
        assert facet.missing == sum(not values for values in held.values())
        assert facet.other == sum(bool(values) and not values & listed for values in held.values())


@relaxed
@given(history=commits, query=trees(leaves, ours=True), period=st.sampled_from("ymwd"))
def test_periods_equal_a_scan(build, history, query, period) -> None:
    """Dates are counted by the calendar of the engine's time zone, in order of time."""
    engine, scan = build(history)
    name = {"y": "year", "m": "month", "w": "week", "d": "day"}[period]
    pattern = {"y": "%Y", "m": "%Y-%m", "w": "%G-W%V", "d": "%Y-%m-%d"}[period]
    facet = FacetRequest(field="published", period=name, limit=None)
    rows = engine.reader().search(SearchRequest(query=query, limit=0, facets=(facet,)))
    dates = [d for id in scan.run(query) for d in scan.documents[id].values["published"]]
    expected = Counter(
        (datetime.fromtimestamp(0, ZONE) + timedelta(seconds=d)).strftime(pattern) for d in dates
    )
    assert rows.facets[0].values == tuple(sorted(expected.items()))


@relaxed
@given(history=commits, query=trees(leaves, ours=True))
def test_groups_equal_a_scan(build, history, query) -> None:
    """Collapsing keeps the best of each group; counting by a field counts groups once."""
    engine, scan = build(history)
    hits = scan.run(query)

    def group(id):
        values = scan.documents[id].values["outlet"]
        return values[0].casefold() if values else id

    everything = engine.reader().search(SearchRequest(query=query, limit=100))
    request = SearchRequest(
        query=query,
        limit=100,
        collapse="outlet",
        count_by="outlet",
        facets=(FacetRequest(field="person", limit=None),),
    )
    rows = engine.reader().search(request)
    best: dict[str, str] = {}
    for hit in everything.hits:
        best.setdefault(group(hit.id), hit.id)
    sizes = Counter(map(group, hits))
    assert [(h.id, h.collapsed) for h in rows.hits] == [
        (id, sizes[name] - 1) for name, id in best.items()
    ]
    assert rows.total == rows.groups == len(sizes)
    expected = Counter(
        person
        for person, _ in {
            (person.casefold(), group(id))
            for id in hits
            for person in scan.documents[id].values["person"]
        }
    )
    assert {value.casefold(): n for value, n in rows.facets[0].values} == expected


@relaxed
@given(
    history=commits,
    query=trees(leaves, ours=True),
    sort=st.lists(
        st.builds(
            lambda field, down: SortKey(field=field, descending=down),
            st.sampled_from(["outlet", "person", "published", "value"]),
            st.booleans(),
        ),
        max_size=2,
        unique_by=lambda key: key.field,
    ),
    collapse=st.sampled_from([None, "outlet"]),
    size=st.integers(1, 4),
)
def test_pages_continue_each_other(build, history, query, sort, collapse, size) -> None:
    """Pages by offset, and pages behind the last position, are slices of the whole."""
    engine, _ = build(history)
    reader = engine.reader()

    def search(**options):
        request = SearchRequest(query=query, sort=tuple(sort), collapse=collapse, **options)
        return reader.search(request).hits

    whole = search(limit=100)
    assert [h for n in range(0, len(whole), size) for h in search(limit=size, offset=n)] == [*whole]
    collected, after = [], None
    while page := search(limit=size, after=after):
        collected += page
        after = page[-1].position
    assert collected == [*whole]


@relaxed
@given(
    history=commits, query=trees(leaves, ours=True), now=st.integers(1_690_000_000, 1_720_000_000)
)
def test_recency_equals_its_formula(build, history, query, now) -> None:
    """Scores grow by weight * 2 ** (-age / half-life); what has no date stays."""
    engine, scan = build(history)
    recency = Recency(field="published", half_life=1e6, weight=0.7, now=now)
    rows = engine.reader().search(SearchRequest(query=query, limit=100, recency=recency))
    expected = {}
    for id, score in scan.run(query).items():
        for date in scan.documents[id].values["published"]:
            score *= 1 + 0.7 * 2 ** (-max(0, now - date) / 1e6)
        expected[id] = score
    assert {h.id: h.score for h in rows.hits} == pytest.approx(expected)


@relaxed
@given(history=commits, query=trees(leaves, ours=True))
def test_a_filter_does_not_narrow_its_own_facet(build, history, query) -> None:
    """A field's filter narrows hits and other facets, but not the counts of its own values."""
    engine, scan = build(history)
    rows = engine.reader().search(
        SearchRequest(
            query=query,
            limit=0,
            filters={"outlet": t.Term("outlet", "viva"), "": t.Every("person")},
            facets=(FacetRequest(field="outlet"), FacetRequest(field="person", limit=None)),
        )
    )
    with_person = [id for id in scan.run(query) if scan.documents[id].values["person"]]
    values = {id: scan.documents[id].values for id in with_person}
    outlets = Counter(o.casefold() for id in with_person for o in values[id]["outlet"])
    both = [id for id in with_person if "viva" in map(str.casefold, values[id]["outlet"])]
    people = Counter(p for id in both for p in {*map(str.casefold, values[id]["person"])})
    assert rows.total == len(both)
    assert {v.casefold(): n for v, n in rows.facets[0].values} == outlets
    assert {v.casefold(): n for v, n in rows.facets[1].values} == people


@relaxed
@given(history=commits)
def test_terms_are_counted_like_a_scan(build, history) -> None:
    """Terms come in order with the number of documents that hold them, deleted ones left out."""
    engine, scan = build(history)
    for field in ("text", "text_exact", "title"):
        expected = Counter(
            term for d in scan.documents.values() for term in {x for x, _ in scan.tokens(d, field)}
        )
        assert engine.reader().term_counts(field) == sorted(expected.items())


@relaxed
@given(history=commits)
def test_writing_again_changes_nothing(build, history) -> None:
    """The same documents again give the same documents, terms and damage-free files."""
    engine, scan = build(history)
    before = engine.reader().term_counts("text_exact")
    engine.write(list(scan.documents.values()), revision=99)
    assert engine.revision == 99
    assert engine.reader().term_counts("text_exact") == before
    assert engine.reader().matching_ids(t.Every()) == list(scan.documents)
    assert engine.check(deep=True) == []


def test_the_epoch_is_midnight_utc() -> None:
    """The scan's own reading of dates is in seconds since 1970-01-01T00:00Z."""
    assert datetime.fromtimestamp(0, UTC).isoformat() == "1970-01-01T00:00:00+00:00"
