"""What a reader says of terms, values and scores equals what the reference counts."""

import math
from collections import Counter

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from kliping.index import ArgumentError
from kliping.index import query_tree as t
from kliping.index.engine import SearchRequest
from tests.engine.corpora import NAMES, OUTLETS, build_document, commits, leaves, trees

relaxed = settings(
    max_examples=20,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
TEXT_FIELDS = ("text", "text_exact", "title", "title_exact")


def needs_terms(engine) -> None:
    if not engine.capabilities.term_iteration:
        pytest.skip("the engine says that it does not list terms")


@relaxed
@given(history=commits, prefix=st.sampled_from(["", "a", "ba", "des", "tidak"]))
def test_terms_are_counted(build, history, prefix) -> None:
    """Terms come in order with the number of documents that hold them, deleted ones left out."""
    engine, reference = build(history)
    needs_terms(engine)
    reader = engine.reader()
    for field in TEXT_FIELDS:
        counts = Counter(
            term
            for document in reference.documents.values()
            for term in {x for x, _ in reference.tokens(document, field)}
            if term.startswith(prefix)
        )
        assert reader.term_counts(field, prefix) == sorted(counts.items())
        assert reader.term_counts(field, prefix, 2) == sorted(counts.items())[:2]
        assert set(reader.iter_terms(field, prefix)) >= counts.keys()
        assert reader.count_terms(field, prefix) >= len(counts)
        asked = [*counts, "tidakada", ""]
        assert reader.count_terms_of(field, asked) == {term: counts[term] for term in asked}


@relaxed
@given(history=commits)
def test_values_find_their_documents(build, history) -> None:
    """Each value gives the documents that have it, in order, whatever its case; ids likewise."""
    engine, reference = build(history)
    reader = engine.reader()
    for field, values in (("outlet", [*OUTLETS, "tidak ada"]), ("person", NAMES)):
        expected = {
            value: [
                id
                for id, document in reference.documents.items()
                if value.casefold() in {v.casefold() for v in document.values[field]}
            ]
            for value in values
        }
        assert reader.ids_with(field, values) == expected
        counts = {value: len(ids) for value, ids in expected.items()}
        assert reader.count_terms_of(field, values) == counts
    ids = ["d1", "d2", "D1", "tidak ada"]
    there = {id: [id] if id in reference.documents else [] for id in ids}
    assert reader.ids_with("id", ids) == there


@pytest.mark.parametrize("field", ["text", "value", "published", "warna"])
def test_values_are_asked_of_keyword_fields(open_index, field) -> None:
    """Another field is an ArgumentError that names those that can be asked."""
    with pytest.raises(ArgumentError, match="outlet"):
        open_index().reader().ids_with(field, ["x"])


@relaxed
@given(history=commits)
def test_statistics_are_of_documents_that_have_the_field(build, history) -> None:
    """Documents and mean length leave out the documents without a term in the field."""
    engine, reference = build(history)
    for _ in ("parts", "merged"):
        for field in TEXT_FIELDS:
            lengths = [len(reference.tokens(d, field)) for d in reference.documents.values()]
            held = [length for length in lengths if length]
            found = engine.reader().field_statistics(field)
            assert found.documents == len(held)
            assert found.mean_length == pytest.approx(sum(held) / max(1, len(held)))
        engine.optimize()


def test_documents_without_a_field_change_no_score_in_it(open_index) -> None:
    """A sparse field is scored by the documents that have it: N and the mean are theirs."""
    engine = open_index()
    titled = [build_document(str(n), title="banjir " * (n + 1) + "desa") for n in range(3)]
    engine.write(titled, revision=1)
    request = SearchRequest(query=t.Term("title_exact", "banjir"), limit=9)
    before = [(hit.id, hit.score) for hit in engine.reader().search(request).hits]
    engine.write([build_document(f"kosong{n}", "api") for n in range(40)], revision=2)
    after = [(hit.id, hit.score) for hit in engine.reader().search(request).hits]
    assert after == before
    assert before[0][1] < math.log(1 + 40 / 3)  # what N = 43 documents would have given


@relaxed
@given(history=commits, query=trees(leaves, ours=True))
def test_explanations_name_what_matches(build, history, query) -> None:
    """Several documents are explained at once; one that does not match has no contribution."""
    engine, reference = build(history)
    matched = reference.run(query)
    ids = [*reference.documents, "tidak ada"]
    found = engine.reader().explain(query, ids)
    assert list(found) == ids
    for id in ids:
        one = engine.reader().explain(query, [id])
        assert one == {id: found[id]}
        if id not in matched:
            assert found[id] == []


@relaxed
@given(
    history=commits,
    terms=st.lists(leaves, min_size=1, max_size=4),
    boost=st.sampled_from([1.0, 2.0]),
)
def test_explanations_add_up(build, history, terms, boost) -> None:
    """Of a sum of leaves the contributions add up to the score."""
    engine, _ = build(history)
    reader = engine.reader()
    query = t.Or(terms, boost=boost)
    hits = reader.search(SearchRequest(query=query, limit=100)).hits
    explained = reader.explain(query, [hit.id for hit in hits])
    for hit in hits:
        assert sum(score for _, _, score in explained[hit.id]) == pytest.approx(hit.score)


def test_suggestions_come_nearest_first(open_index) -> None:
    """Terms within two edits, nearest first, then the most frequent; never the word itself."""
    engine = open_index()
    needs_terms(engine)
    texts = ["gempa", "gempa gempar", "gempi", "gempi", "gempi", "hutan"]
    engine.write([build_document(str(n), text) for n, text in enumerate(texts)], revision=1)
    near = engine.reader().suggest("text_exact", ["gempo", "gempa"])
    assert [term for term, _ in near["gempo"]] == ["gempi", "gempa", "gempar"]
    assert near["gempa"][:1] == engine.reader().suggest("text_exact", ["gempa"], limit=1)["gempa"]
    counts = engine.reader().count_terms_of("text_exact", [term for term, _ in near["gempo"]])
    assert dict(near["gempo"]) == counts
