"""Writes are whole, readers keep what they opened, and the same documents give the same index."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from kliping.index import ArgumentError, Document
from kliping.index import query_tree as t
from kliping.index.engine import Capabilities, FacetRequest, SearchRequest
from tests.engine.corpora import FIELDS, build_document, commits

relaxed = settings(
    max_examples=15,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def test_the_engine_declares_what_it_promises(open_index) -> None:
    """Each capability is stated; where facets are exact, the counts of an answer say so too."""
    engine = open_index()
    assert isinstance(engine.capabilities, Capabilities)
    engine.write([build_document("a", "api", outlet="VIVA")], revision=1)
    request = SearchRequest(query=t.Every(), facets=(FacetRequest(field="outlet"),))
    (counts,) = engine.reader().search(request).facets
    assert counts.exact or not engine.capabilities.exact_facets


def test_a_reader_keeps_its_commit(open_index) -> None:
    """A reader answers from its commit while others are made, and merged, behind its back."""
    engine = open_index()
    engine.write([build_document("a", "api besar")], revision=1)
    old = engine.reader()
    assert engine.reader() is old
    for revision in range(2, 30):
        engine.write(
            [build_document(f"b{revision}", "api kecil")], deletions=["a"], revision=revision
        )
    assert old.revision == 1
    assert list(old.matching_ids(t.Term("text", "api"))) == ["a"]
    assert engine.reader().document_count == 28
    assert engine.reader().revision == engine.revision == 29


def test_another_engine_sees_the_commit(open_index) -> None:
    """An engine that was open before another one's commit gives it with its next reader."""
    first, second = open_index(), open_index()
    assert first.reader().document_count == 0
    second.write([build_document("a", "api")], revision=7)
    assert first.reader().document_count == 1
    assert first.revision == 7


@pytest.mark.parametrize(
    "bad",
    [
        Document(id=""),
        Document(id="x", values={"warna": ("merah",)}),
        Document(id="x", values={"value": (float("nan"),)}),
        Document(id="x", values={"published": ("kemarin",)}),
        Document(id="x", values={"outlet": (3,)}),
    ],
)
def test_a_bad_document_changes_nothing(open_index, bad) -> None:
    """A document that does not suit the fields is refused with all others of its write."""
    engine = open_index()
    engine.write([build_document("a", "api")], revision=1)
    with pytest.raises(ArgumentError):
        engine.write([build_document("b", "api"), bad], deletions=["a"], revision=2)
    assert engine.revision == 1
    assert list(engine.reader().matching_ids(t.Every())) == ["a"]
    assert engine.check(deep=True) == []


@relaxed
@given(history=commits)
def test_writing_again_changes_nothing(build, history) -> None:
    """The same documents again give the same documents, terms and sound files."""
    engine, reference = build(history)
    before = engine.reader().term_counts("text_exact")
    engine.write(list(reference.documents.values()), revision=99)
    assert engine.revision == 99
    assert engine.reader().term_counts("text_exact") == before
    assert list(engine.reader().matching_ids(t.Every())) == list(reference.documents)
    assert engine.check(deep=True) == []


@relaxed
@given(history=commits)
def test_an_index_made_anew_is_the_same(build, history) -> None:
    """Rebuilt of the documents that are there, the index answers as it did."""
    engine, reference = build(history)
    old = engine.reader()
    counts = old.term_counts("text")
    engine.rebuild(
        list(reference.documents.values()), fields=FIELDS, identity="f" * 32, revision=100
    )
    new = engine.reader()
    assert (new.revision, new.identity, new.fields) == (100, "f" * 32, FIELDS)
    assert list(new.matching_ids(t.Every())) == list(reference.documents)
    assert new.term_counts("text") == counts
    assert list(old.matching_ids(t.Every())) == list(reference.documents)
    assert engine.check(deep=True) == []
