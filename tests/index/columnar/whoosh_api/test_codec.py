"""The codec under Whoosh's own index, writer and searcher."""

import random

import pytest
from whoosh import fields, index
from whoosh import query as q
from whoosh.filedb.filestore import RamStorage

from kliping.index.columnar.whoosh_api.codec import ColumnarCodec

SCHEMA = fields.Schema(
    id=fields.ID(stored=True, unique=True),
    text=fields.TEXT(stored=True, chars=True),
    tags=fields.KEYWORD(sortable=True),
    size=fields.NUMERIC(sortable=True),
)
WORDS = ["api", "banjir", "desa", "gempa", "hutan", "longsor"]


def fill(folder, codec, seed: int):
    """Make an index of three segments with deletions, the same for a seed whatever the codec."""
    folder.mkdir()
    draw = random.Random(seed)
    ix = index.create_in(str(folder), SCHEMA)
    for begin in range(0, 60, 20):
        writer = ix.writer(codec=codec)
        for number in range(begin, begin + 20):
            writer.add_document(
                id=str(number),
                text=" ".join(draw.choices(WORDS, k=draw.randint(1, 10))),
                tags=draw.choice(WORDS),
                size=draw.randint(0, 50),
            )
        writer.commit(merge=False)
    writer = ix.writer(codec=codec)
    for number in (3, 21, 44):
        writer.delete_by_term("id", str(number))
    writer.commit(merge=False)
    return ix


QUERIES = [
    q.Term("text", "api"),
    q.And([q.Term("text", "api"), q.Term("text", "desa")]),
    q.Or([q.Term("text", "api"), q.Term("tags", "hutan"), q.Term("text", "longsor")]),
    q.Phrase("text", ["api", "banjir"]),
    q.Phrase("text", ["gempa", "desa"], slop=3),
    q.Prefix("text", "ba"),
    q.Wildcard("text", "*s*"),
    q.FuzzyTerm("text", "apu"),
    q.NumericRange("size", 10, 30),
    q.SpanNear2([q.Term("text", "api"), q.Term("text", "desa")], slop=4, ordered=False),
    q.SpanFirst(q.Term("text", "hutan"), limit=2),
    q.Every("text"),
]


@pytest.mark.parametrize("merged", [False, True])
def test_answers_are_those_of_whooshs_own_codec(tmp_path, merged: bool) -> None:
    """Whoosh finds the same stored documents, with scores for lengths that a byte keeps."""
    ours = fill(tmp_path / "ours", ColumnarCodec(), 1)
    theirs = fill(tmp_path / "theirs", None, 1)
    if merged:
        ours.writer(codec=ColumnarCodec()).commit(optimize=True)
        theirs.writer().commit(optimize=True)
    with ours.searcher() as a, theirs.searcher() as b:
        for query in QUERIES:
            x = [(hit["id"], hit.score) for hit in a.search(query, limit=None)]
            y = [(hit["id"], hit.score) for hit in b.search(query, limit=None)]
            assert [id for id, _ in x] == [id for id, _ in y], query
            assert [s for _, s in x] == pytest.approx([s for _, s in y], rel=1e-6), query


def test_terms_and_columns_are_those_of_whooshs_own_codec(tmp_path) -> None:
    """The dictionary, term statistics, suggestions and sorting agree."""
    ours = fill(tmp_path / "ours", ColumnarCodec(), 2)
    theirs = fill(tmp_path / "theirs", None, 2)
    with ours.searcher() as a, theirs.searcher() as b:
        assert list(a.reader().all_terms()) == list(b.reader().all_terms())
        for term in WORDS:
            assert a.reader().doc_frequency("text", term) == b.reader().doc_frequency("text", term)
            assert a.reader().frequency("text", term) == b.reader().frequency("text", term)
        assert a.suggest("text", "gemba") == b.suggest("text", "gemba")
        by_size = [
            [hit["id"] for hit in s.search(q.Every(), sortedby="size", limit=None)] for s in (a, b)
        ]
        assert by_size[0] == by_size[1]


def test_a_segment_is_pickled_as_plain_values(tmp_path) -> None:
    """The table of contents names one function of ours and no class, so that it stays readable."""
    folder = tmp_path / "ours"
    fill(folder, ColumnarCodec(), 3)
    (toc,) = folder.glob("*.toc")
    text = toc.read_bytes()
    assert b"kliping.index.columnar.whoosh_api.codec" in text
    assert b"_restore" in text
    assert b"ColumnarSegment" not in text
    assert b"ColumnarCodec" not in text


def test_a_deletion_can_be_taken_back() -> None:
    """Unlike Whoosh's own, the segment undeletes one document."""
    segment = ColumnarCodec().new_segment(None, "MAIN")
    segment.delete_document(1)
    segment.delete_document(2)
    segment.delete_document(1, delete=False)
    assert list(segment.deleted_docs()) == [2]


def test_memory_storage_is_refused_with_a_reason() -> None:
    """Arrays are mapped from files, so an index in memory is refused when it is written."""
    storage = RamStorage()
    ix = storage.create_index(SCHEMA)
    with pytest.raises(TypeError, match="FileStorage"):
        ix.writer(codec=ColumnarCodec())
