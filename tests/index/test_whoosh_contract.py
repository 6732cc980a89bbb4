"""The contract with whoosh3: what kliping relies on, and the faults that it keeps clear of.

A fault is a test of the right behaviour that is expected to fail, strictly: an upgrade that mends
it makes the test pass, and the mark, with whatever goes round the fault, can go.
"""

import importlib.metadata
import inspect
import pickle
import random
import threading
from collections import Counter

import pytest
import whoosh.query
from whoosh import fields, index
from whoosh import query as q
from whoosh.codec import base, whoosh3
from whoosh.filedb.filestore import RamStorage
from whoosh.matching import LeafMatcher

from kliping.index import query_tree

SCHEMA = fields.Schema(
    id=fields.ID(stored=True, unique=True),
    text=fields.TEXT,
    tag=fields.ID(sortable=True),
    size=fields.NUMERIC(sortable=True),
)


def make(texts: dict[str, str], tags: dict[str, str] | None = None):
    """Return an index in memory with a document a text, in one segment."""
    ix = RamStorage().create_index(SCHEMA)
    writer = ix.writer()
    for number, (id, text) in enumerate(texts.items()):
        writer.add_document(id=id, text=text, tag=(tags or {}).get(id, id), size=number)
    writer.commit()
    return ix


def ids(results) -> list[str]:
    return sorted(hit["id"] for hit in results)


def fault(number: str):
    return pytest.mark.xfail(strict=True, reason=f"fault of whoosh3 3.54: {number}")


# What we rely on


def test_one_distribution_owns_the_name() -> None:
    """Two distributions install `whoosh`; exactly one, whoosh3, may be there."""
    owners = importlib.metadata.packages_distributions()["whoosh"]
    assert set(owners) == {"whoosh3"}
    major, minor = importlib.metadata.version("whoosh3").split(".")[:2]
    assert (int(major), int(minor)) >= (3, 54)


@pytest.mark.parametrize("name", sorted({*query_tree.__all__} - {"RankedWords", "Rarity"}))
def test_the_nodes_are_whooshs(name: str) -> None:
    """Each node of our trees but the two of ours is Whoosh's class of that name."""
    assert getattr(query_tree, name) is getattr(whoosh.query, name)


@pytest.mark.parametrize(
    ("node", "attributes"),
    [
        (q.Term("f", "a"), {"fieldname": "f", "text": "a", "boost": 1.0}),
        (q.And([q.Term("f", "a")]), {"subqueries": [q.Term("f", "a")], "boost": 1.0}),
        (q.Or([], minmatch=2), {"minmatch": 2, "scale": None, "boost": 1.0}),
        (q.Not(q.Term("f", "a")), {"query": q.Term("f", "a")}),
        (q.AndMaybe(q.Every(), q.Every("f")), {"a": q.Every(), "b": q.Every("f")}),
        (q.DisjunctionMax([], tiebreak=0.2), {"tiebreak": 0.2, "boost": 1.0}),
        (q.Phrase("f", ["a", "b"], slop=2), {"words": ["a", "b"], "slop": 2, "boost": 1.0}),
        (q.Prefix("f", "a"), {"text": "a", "constantscore": True}),
        (q.FuzzyTerm("f", "a"), {"maxdist": 1, "prefixlength": 1, "constantscore": True}),
        (
            q.TermRange("f", "a", None, True, False),
            {"start": "a", "end": None, "startexcl": True, "endexcl": False},
        ),
        (q.NumericRange("f", 1, 2), {"start": 1, "end": 2, "startexcl": False}),
        (q.Every("f"), {"fieldname": "f", "boost": 1.0}),
        (q.ConstantScoreQuery(q.Every(), 2.0), {"child": q.Every(), "score": 2.0}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_the_nodes_attributes_are_there(node, attributes) -> None:
    """The executor reads these attributes of the nodes."""
    assert {name: getattr(node, name) for name in attributes} == attributes


@pytest.mark.parametrize(
    ("cls", "methods"),
    [
        (base.TermsReader, "__contains__ cursor terms terms_from items items_from term_info "
         "frequency doc_frequency matcher indexed_field_names"),
        (base.PerDocumentReader, "doc_count doc_count_all has_deletions is_deleted deleted_docs "
         "doc_field_length field_length min_field_length max_field_length stored_fields"),
        (base.FieldWriter, "start_field start_term add finish_term finish_field close"),
        (base.FieldCursor, "first find next"),
        (LeafMatcher, "supports value_as spans score max_quality block_quality"),
    ],
)  # fmt: skip
def test_the_codecs_seams_are_there(cls, methods: str) -> None:
    """The abstract classes that our codec implements ask for these methods."""
    assert [name for name in methods.split() if not callable(getattr(cls, name, None))] == []


def test_a_span_query_scores_its_words() -> None:
    """A phrase scores the sum of its words' scores, as our executor does."""
    ix = make({"a": "api besar", "b": "besar api", "c": "api"})
    with ix.searcher() as searcher:
        phrase = searcher.search(q.Phrase("text", ["api", "besar"]))
        both = {h["id"]: h.score for h in searcher.search(phrase.q._and_query())}
        assert [(h["id"], h.score) for h in phrase] == [("a", both["a"])]


def test_phrase_slop_is_a_distance() -> None:
    """Slop 1 is adjacent; slop n lets n - 1 words stand between two neighbours."""
    texts = ["api besar", "api lama besar", "api lama sekali besar", "besar api"]
    ix = make(dict(zip("abcd", texts, strict=True)))
    with ix.searcher() as searcher:
        found = {
            n: ids(searcher.search(q.Phrase("text", ["api", "besar"], slop=n))) for n in (1, 2, 3)
        }
    assert found == {1: ["a"], 2: ["a", "b"], 3: ["a", "b", "c"]}


def test_a_segment_is_pickled_into_the_table_of_contents() -> None:
    """Why our segment pickles itself as plain values."""
    segment = whoosh3.W3Codec().new_segment(None, "MAIN")
    assert pickle.loads(pickle.dumps(segment)).segment_id() == segment.segment_id()


# What we keep clear of


@fault("Not adds 1.0 to the score inside And")
def test_not_adds_nothing_to_a_score() -> None:
    """A document's score does not change by what it does not hold. Ours adds nothing."""
    ix = make({"a": "api", "b": "api besar"})
    with ix.searcher() as searcher:
        plain = {h["id"]: h.score for h in searcher.search(q.Term("text", "api"))}
        (hit,) = searcher.search(q.And([q.Term("text", "api"), q.Not(q.Term("text", "besar"))]))
        assert hit.score == pytest.approx(plain["a"])


@fault("AndNotMatcher does not look whether its first document is excluded")
def test_and_not_excludes_the_first_document() -> None:
    """A document that holds the unwanted word is left out. Ours goes through arrays."""
    ix = make({"a": "buruk", "b": "api buruk", "c": "api"})
    with ix.searcher() as searcher:
        found = searcher.search(q.AndNot(q.Term("text", "api"), q.Term("text", "buruk")))
        assert ids(found) == ["c"]


@fault("AndMaybeMatcher.skip_to leaves the second matcher behind")
def test_and_maybe_adds_wherever_both_match() -> None:
    """The optional word adds to every document that holds it. Ours goes through arrays."""
    texts = ["api besar", "besar langka", "besar", "api besar langka"]
    ix = make({str(n): text for n, text in enumerate(texts)})
    maybe = q.AndMaybe(q.Term("text", "api"), q.Term("text", "besar"))
    with ix.searcher() as searcher:
        alone = {h["id"]: h.score for h in searcher.search(maybe, limit=None)}
        rare = {h["id"]: h.score for h in searcher.search(q.Term("text", "langka"), limit=None)}
        both = searcher.search(q.And([maybe, q.Term("text", "langka")]), limit=None)
        expected = {h["id"]: alone[h["id"]] + rare[h["id"]] for h in both}
        assert {h["id"]: h.score for h in both} == pytest.approx(expected)


@fault("DisjunctionMaxMatcher takes the score of a document that one side is not at")
def test_dismax_takes_scores_of_the_document_itself() -> None:
    """The maximum is over the parts that match the document. Ours goes through arrays."""
    ix = make({"a": "api", "b": "langka api", "c": "api"})
    with ix.searcher() as searcher:
        term = {h["id"]: h.score for h in searcher.search(q.Term("text", "api"))}
        query = q.DisjunctionMax([q.Term("text", "api"), q.Term("text", "langka", boost=9.0)])
        found = {h["id"]: h.score for h in searcher.search(query)}
        assert found["a"] == pytest.approx(term["a"])


@fault("1: refresh() returns deleted documents")
def test_refresh_sees_deletions(tmp_path) -> None:
    """A refreshed searcher gives what a new one gives. Ours is opened anew for each commit."""
    ix = index.create_in(tmp_path, SCHEMA)
    for id in ("a", "b"):
        writer = ix.writer()
        writer.add_document(id=id, text="api")
        writer.commit(merge=False)
    searcher = ix.searcher()
    writer = ix.writer()
    writer.delete_by_term("id", "a")
    writer.commit(merge=False)
    with searcher.refresh() as fresh:
        assert ids(fresh.search(q.Term("text", "api"))) == ["b"]


@fault("3: an empty set as filter is ignored")
def test_an_empty_filter_lets_nothing_through() -> None:
    """What an empty set allows is nothing. Ours intersects arrays."""
    with make({"a": "api"}).searcher() as searcher:
        assert ids(searcher.search(q.Term("text", "api"), filter=set())) == []


@fault("4: a failing add_document leaves its postings to the next document")
def test_a_failed_document_leaves_nothing() -> None:
    """A document that is refused is not found. Ours checks first, and cancels on any error."""
    # Fields are indexed in the order of their names: the number fails after the text.
    schema = fields.Schema(id=fields.ID(stored=True), text=fields.TEXT, width=fields.NUMERIC)
    ix = RamStorage().create_index(schema)
    writer = ix.writer()
    with pytest.raises(Exception):  # noqa: B017, PT011  # whatever the version raises
        writer.add_document(id="a", text="bocor", width="bukan angka")
    writer.add_document(id="b", text="api")
    writer.commit()
    with ix.searcher() as searcher:
        assert ids(searcher.search(q.Term("text", "bocor"))) == []


@fault("5: one key updated twice in one writer makes two documents")
def test_updating_twice_keeps_one_document() -> None:
    """The last update counts. Ours keeps the last of an id."""
    ix = RamStorage().create_index(SCHEMA)
    writer = ix.writer()
    writer.update_document(id="a", text="lama")
    writer.update_document(id="a", text="baru")
    writer.commit()
    assert ix.doc_count() == 1


@fault("6: counts of collapsed results are wrong")
def test_collapsed_results_are_counted() -> None:
    """Each group's count is that of its other members. Ours counts ordinals."""
    draw = random.Random(1)
    texts = {str(n): "api " * draw.randint(1, 9) for n in range(60)}
    tags = {id: draw.choice("uvwxyz") for id in texts}
    with make(texts, tags).searcher() as searcher:
        found = searcher.search(q.Term("text", "api"), limit=None, collapse="tag")
        counts = {key.decode(): count + 1 for key, count in found.collapsed_counts.items()}
    assert counts == Counter(tags.values())


@fault("8: a segment cannot undelete")
def test_a_deletion_can_be_taken_back() -> None:
    """delete=False undeletes one document. ColumnarSegment mends it."""
    segment = whoosh3.W3Codec().new_segment(None, "MAIN")
    segment.delete_document(1)
    segment.delete_document(1, delete=False)
    assert segment.deleted_count() == 0


@fault("10: nothing is synced")
def test_a_commit_is_durable(tmp_path, monkeypatch) -> None:
    """A commit syncs its files before it says that it is done. Ours does."""
    synced: list[int] = []
    monkeypatch.setattr("os.fsync", synced.append)
    ix = index.create_in(tmp_path, SCHEMA)
    writer = ix.writer()
    writer.add_document(id="a", text="api")
    writer.commit()
    assert synced


# Not strict: whether two threads meet is chance.
@pytest.mark.slow
@pytest.mark.xfail(strict=False, reason="fault of whoosh3 3.54: 2: threads cannot share a searcher")
def test_threads_can_share_a_searcher() -> None:
    """Eight threads get the answers of one. Ours works on immutable arrays."""
    draw = random.Random(4)
    words = ["api", "banjir", "desa", "gempa", "hutan"]
    ix = make({str(n): " ".join(draw.choices(words, k=40)) for n in range(3000)})
    with ix.searcher() as searcher:
        queries = [q.And([q.Term("text", a), q.Term("text", b)]) for a in words for b in words]
        expected = [ids(searcher.search(query, limit=None)) for query in queries]
    wrong: list[object] = []
    searcher = ix.searcher()

    def ask() -> None:
        for query, answer in zip(queries, expected, strict=True):
            try:
                if ids(searcher.search(query, limit=None)) != answer:
                    wrong.append(query)
            except Exception as error:  # a thread's error would be lost
                wrong.append(error)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_the_pool_argument_is_ignored() -> None:
    """Why bulk writing does not go through SegmentWriter: its `poolclass` is never used."""
    from whoosh.writing import SegmentWriter

    source = inspect.getsource(SegmentWriter)
    assert source.count("poolclass") == 1
