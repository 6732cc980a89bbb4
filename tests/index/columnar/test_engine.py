"""Commits: all or nothing, durable, seen by new readers only, and damage that is named."""

import errno
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from kliping.index import (
    ArchiveDamagedError,
    ArchiveFormatError,
    ArchiveLockedError,
    ArchiveNotFoundError,
    ArgumentError,
    Document,
    FieldSpec,
    Span,
    TextPart,
    kernel,
)
from kliping.index import query_tree as t
from kliping.index.columnar import open_engine
from kliping.index.columnar.storage.commits import commit_numbers, read_commit
from kliping.index.engine import FacetRequest, SearchRequest, SortKey

EVERY = t.Every()


def test_a_missing_index_is_named(tmp_path, fields, analyzer) -> None:
    """Opening where there is none fails with the path, unless it may be created."""
    with pytest.raises(ArchiveNotFoundError, match="tidak-ada"):
        open_engine(tmp_path / "tidak-ada", fields=fields, analyzer=analyzer)


def test_an_empty_index_answers(open_index) -> None:
    """Whatever is asked of an index without documents, the answer is empty."""
    reader = open_index().reader()
    request = SearchRequest(
        query=t.Or([EVERY, t.Term("text", "api"), t.Phrase("text_exact", ["a", "b"])]),
        facets=tuple(FacetRequest(field=f) for f in ("outlet", "person", "published", "value")),
        sort=(SortKey(field="outlet"), SortKey(field="value", descending=True)),
        collapse="outlet",
        count_by="person",
    )
    rows = reader.search(request)
    assert (rows.total, rows.hits, rows.groups) == (0, (), 0)
    assert [facet.values for facet in rows.facets] == [(), (), (), ()]
    assert list(reader.matching_ids(t.Not(t.Term("text", "api")))) == []
    assert reader.term_counts("text") == reader.suggest("text", ["api"])["api"] == []


def test_other_queries_of_whooshs_are_answered(open_index, make_document) -> None:
    """A node that the executor does not know is left to Whoosh, ranges below it included."""
    from whoosh import query as q

    engine = open_index()
    texts = ["api besar sekali", "besar api", "api lama besar", "sekali"]
    for number, text in enumerate(texts):
        engine.write([make_document(str(number), text, value=number, outlet="VIVA")], revision=1)
    reader = engine.reader()
    words = [t.Term("text_exact", "api"), t.Term("text_exact", "besar")]
    assert list(reader.matching_ids(q.SpanNear2(words))) == ["0"]
    assert list(reader.matching_ids(q.SpanNear2(words, slop=2, ordered=False))) == ["0", "1", "2"]
    assert list(reader.matching_ids(q.SpanFirst(words[1]))) == ["1"]
    ranged = t.And([t.Term("outlet", "viva"), t.NumericRange("value", 1, 2)])
    coordinated = q.Or([ranged, words[0]], scale=0.5)
    assert list(reader.matching_ids(coordinated)) == ["0", "1", "2"]
    hits = reader.search(SearchRequest(query=q.SpanNear2(words))).hits
    phrase = reader.search(SearchRequest(query=t.Phrase("text_exact", ["api", "besar"]))).hits
    assert [(h.id, h.score) for h in hits] == [(h.id, pytest.approx(h.score)) for h in phrase]


def test_a_second_writer_is_told(open_index, make_document) -> None:
    """Writing while another writes fails at once with the reason, and changes nothing."""
    engine = open_index()

    def documents():
        with pytest.raises(ArchiveLockedError, match="another process"):
            open_index().write([], revision=2)
        yield make_document("a", "api")

    engine.write(documents(), revision=1)
    assert engine.revision == 1


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (Document(id=""), "id"),
        (Document(id="x", values={"warna": ("merah",)}), "warna"),
        (Document(id="x", texts={"isi": (TextPart(text="api"),)}), "isi"),
        (Document(id="x", values={"outlet": (3,)}), "strings"),
        (Document(id="x", values={"value": (float("nan"),)}), "finite"),
        (Document(id="x", values={"published": (1.5,)}), "seconds"),
    ],
)
def test_a_bad_document_changes_nothing(open_index, make_document, document, message) -> None:
    """A document that does not suit the fields is refused by name, with all others of the write."""
    engine = open_index()
    engine.write([make_document("a", "api")], revision=1)
    before = sorted(p.name for p in (files_of(engine)))
    with pytest.raises(ArgumentError, match=message):
        engine.write([make_document("b", "api"), document], deletions=["a"], revision=2)
    assert engine.revision == 1
    assert list(engine.reader().matching_ids(EVERY)) == ["a"]
    assert sorted(p.name for p in files_of(engine)) == before


def files_of(engine) -> list[Path]:
    return [path for path in engine._folder.iterdir() if path.name != "write.lock"]


def test_a_full_disk_leaves_nothing_behind(open_index, make_document, monkeypatch) -> None:
    """At whichever file the disk is full, the old commit stands alone and the next write works."""
    engine = open_index()
    engine.write([make_document(str(n), "api banjir") for n in range(5)], revision=1)
    before = sorted(p.name for p in files_of(engine))
    fsync, failing_at = os.fsync, 0

    for failing_at in range(1, 7):
        calls = iter(range(1, 100))

        def full(descriptor: int, at: int = failing_at, calls=calls) -> None:
            if next(calls) == at:
                raise OSError(errno.ENOSPC, "No space left on device")
            fsync(descriptor)

        monkeypatch.setattr(os, "fsync", full)
        try:
            engine.write([make_document("n", "api")], deletions=["0"], revision=2)
        except OSError:
            monkeypatch.setattr(os, "fsync", fsync)
        else:
            break
        if engine.reader().revision == 1:
            assert sorted(p.name for p in files_of(engine)) == before
        assert open_index().check(deep=True) == []
    assert failing_at > 3
    monkeypatch.setattr(os, "fsync", fsync)
    engine.write([make_document("n", "api")], deletions=["0"], revision=3)
    assert list(engine.reader().matching_ids(EVERY)) == ["1", "2", "3", "4", "n"]


@pytest.mark.long
@pytest.mark.parametrize("step", [pytest.param(1, marks=pytest.mark.slow), 31])
def test_every_flipped_byte_is_found(open_index, make_document, step: int) -> None:
    """Whatever byte of whatever file changes, the deep check names the file.

    The files of the commit before the newest, kept for slow readers, are files of the index too.
    """
    engine = open_index()
    engine.write([make_document(str(n), "api banjir", person="Ani") for n in range(9)], revision=1)
    engine.write([make_document("x", "gempa", "bumi", value=3.0)], deletions=["3"], revision=2)
    draw = random.Random(5)
    newest = commit_numbers(engine._folder)[-1]
    names = set.union(*(read_commit(engine._folder, n).file_names() for n in (newest, newest - 1)))
    assert names == {path.name for path in files_of(engine)}
    assert len(names) == 7
    for name in sorted(names):
        path = engine._folder / name
        whole = path.read_bytes()
        for place in [*range(0, len(whole), step), len(whole) - 1]:
            broken = bytearray(whole)
            broken[place] ^= 1 << draw.randrange(8)
            path.write_bytes(broken)
            found = engine.check(deep=True)
            assert found, (name, place)
            assert name in found[0]
        path.write_bytes(whole)
    assert engine.check(deep=True) == []


@pytest.mark.parametrize("more", [b"\0", b"x", b"\0" * 64])
def test_bytes_behind_the_end_are_found(open_index, make_document, more: bytes) -> None:
    """A file that grew is not what was written, whatever was added."""
    engine = open_index()
    engine.write([make_document("a", "api")], revision=1)
    for path in sorted(engine._folder.glob("seg-*")):
        whole = path.read_bytes()
        path.write_bytes(whole + more)
        assert any(path.name in line for line in engine.check())
        path.write_bytes(whole)
    assert engine.check(deep=True) == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits of file sizes")
def test_a_write_that_fails_at_any_byte_names_its_file(open_index, make_document) -> None:
    """However much of a file fits, the error names it, and the index is as it was."""
    import resource

    engine = open_index()
    engine.write([make_document(str(n), "api banjir") for n in range(5)], revision=1)
    before = sorted(path.name for path in files_of(engine))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    failed = 0
    for size in [0, 1, 100, 1000, 2000, 3000, 4000, 1 << 20]:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
        try:
            engine.write([make_document("n", "api")], deletions=["0"], revision=2)
        except OSError as error:
            failed += 1
            assert str(engine._folder) in str(error.filename)  # noqa: PT017
            assert sorted(path.name for path in files_of(engine)) == before
            assert engine.reader().revision == 1
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        assert engine.check(deep=True) == []
    assert failed > 3
    assert list(engine.reader().matching_ids(EVERY)) == ["1", "2", "3", "4", "n"]


@pytest.mark.parametrize("compiled", [True, False])
def test_damage_that_nobody_checked_breaks_nothing_else(
    open_index, make_document, monkeypatch, compiled: bool
) -> None:
    """Searching files with a changed byte answers, or says that they are damaged; never more."""
    if not compiled:
        monkeypatch.setattr(kernel, "compiled", None)
    draw = random.Random(7)
    engine = open_index()
    words = ["api", "banjir", "gempa", "desa"]
    engine.write(
        [
            make_document(
                str(n),
                " ".join(draw.choices(words, k=30)),
                person=tuple(draw.sample(["Ani", "Budi", "Citra"], draw.randint(0, 2))),
                outlet=draw.choice(["VIVA", "Antara"]),
                value=float(n % 7),
            )
            for n in range(300)
        ],
        revision=1,
    )
    facets = tuple(FacetRequest(field=field, limit=1) for field in ("outlet", "person", "value"))
    queries = [
        t.Or([t.Term("text", "api"), t.Term("text", "ban"), t.NumericRange("value", 2, 4)]),
        t.And([t.Term("text", "api"), t.Term("text", "des"), t.Term("outlet", "viva")]),
        t.Phrase("text_exact", ["api", "banjir"], slop=2),
        t.Or([t.FuzzyTerm("text_exact", "gempo"), t.Prefix("text_exact", "d")]),
    ]
    damaged = 0
    for path in [*engine._folder.glob("*.postings"), *engine._folder.glob("*.documents")]:
        whole = path.read_bytes()
        header = 4096
        for _ in range(25):
            broken = bytearray(whole)
            broken[draw.randrange(min(header, len(whole) - 1), len(whole))] ^= draw.randrange(
                1, 256
            )
            # A new name: the old file is still mapped.
            path.unlink()
            path.write_bytes(broken)
            for query in queries:
                request = SearchRequest(query=query, facets=facets, collapse="outlet")
                try:
                    open_index(create=False).reader().search(request)
                except (ArchiveDamagedError, ValueError, MemoryError):
                    damaged += 1
        path.unlink()
        path.write_bytes(whole)
    assert damaged
    assert engine.check(deep=True) == []


@pytest.mark.parametrize("suffix", [".documents", ".postings", ".json"])
def test_a_missing_or_cut_file_is_named(open_index, make_document, suffix: str) -> None:
    """Opening an index with a file cut short, or gone, says which."""
    engine = open_index()
    engine.write([make_document("a", "api")], revision=1)
    (path,) = sorted(engine._folder.glob(f"*{suffix}"))[-1:]
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ArchiveDamagedError, match=path.name):
        open_index(create=False)
    assert any(path.name in line for line in engine.check())
    if suffix != ".json":
        path.unlink()
        with pytest.raises(ArchiveDamagedError, match=path.name):
            open_index(create=False)


def test_another_format_is_refused(open_index, make_document) -> None:
    """A later format asks for a newer kliping; an earlier one is made anew like damage."""
    engine = open_index()
    engine.write([make_document("a", "api")], revision=1)
    (path,) = engine._folder.glob("*.postings")
    content = bytearray(path.read_bytes())
    content[7] += 1
    path.write_bytes(content)
    with pytest.raises(ArchiveFormatError, match="upgrade"):
        open_index(create=False)
    content[7] -= 2
    path.write_bytes(content)
    with pytest.raises(ArchiveDamagedError, match="rebuild"):
        open_index(create=False)


def test_the_commit_before_is_kept_until_the_next(open_index, make_document) -> None:
    """Two commits' files are there, so that who has just read a commit's name can open it."""
    engine = open_index()
    for revision in range(1, 6):
        engine.write([make_document(f"{revision}", "api")], revision=revision)
        numbers = commit_numbers(engine._folder)
        assert len(numbers) == 2
        for number in numbers:
            for name in read_commit(engine._folder, number).file_names():
                assert (engine._folder / name).exists()


def test_segments_do_not_pile_up(open_index, make_document) -> None:
    """A hundred commits of one document leave few segments, in the order of addition."""
    engine = open_index()
    for revision in range(100):
        engine.write([make_document(f"d{revision}", "api")], revision=revision)
    commit = read_commit(engine._folder, commit_numbers(engine._folder)[-1])
    assert len(commit.segments) <= 16
    assert list(engine.reader().matching_ids(EVERY)) == [f"d{n}" for n in range(100)]


def test_memory_bounds_a_batch(open_index, make_document) -> None:
    """With little memory one write makes several segments, with the same answers."""
    documents = [make_document(f"d{n % 150}", f"api kata{n} " * 20, value=n) for n in range(300)]
    small, large = open_index("small", memory=50_000), open_index("large")
    for engine in (small, large):
        engine.write(documents, revision=1)
    request = SearchRequest(query=t.Term("text", "api"), limit=200, sort=(SortKey(field="value"),))
    assert len(small.reader()._view.segments) > 1
    assert small.reader().search(request) == large.reader().search(request)


def test_only_words_inside_spans_are_indexed(open_index) -> None:
    """Spans restrict a text; between two parts of a field no phrase matches."""
    engine = open_index()
    part = TextPart(text="api banjir gempa", spans=(Span(0, 3), Span(11, 16)))
    engine.write([Document(id="a", texts={"text": (part, TextPart(text="hutan"))})], revision=1)
    reader = engine.reader()
    assert [term for term, _ in reader.term_counts("text_exact")] == ["api", "gempa", "hutan"]
    assert list(reader.matching_ids(t.Phrase("text_exact", ["api", "gempa"]))) == ["a"]
    assert list(reader.matching_ids(t.Phrase("text_exact", ["gempa", "hutan"], slop=99))) == []


def test_the_language_chooses_the_stemmer(open_index) -> None:
    """English documents are analyzed as English, all others as Indonesian."""
    engine = open_index()
    for language in ("en", "id", None):
        engine.write(
            [
                Document(
                    id=str(language),
                    language=language,
                    texts={"text": (TextPart(text="banjir"),)},
                )
            ],
            revision=1,
        )
    assert engine.reader().term_counts("text") == [("ban", 2), ("banj", 1)]


def test_aliases_are_counted_as_one(open_index, make_document) -> None:
    """A document with two names of one person counts once; match ignores case and accents."""
    engine = open_index()
    people = [("Zelensky",), ("Zelenskyy", "zelensky"), ("Émile", "Ani"), ()]
    engine.write(
        [make_document(str(n), "api", person=names) for n, names in enumerate(people)], revision=1
    )
    search = engine.reader().search
    merged = FacetRequest(field="person", aliases={"zelenskyy": "Zelensky"})
    matched = FacetRequest(field="person", match="EMI")
    one, two = search(SearchRequest(query=EVERY, facets=(merged, matched))).facets
    assert one.values == (("Zelensky", 2), ("Ani", 1), ("Émile", 1))
    assert (one.missing, one.distinct) == (1, 3)
    assert two.values == (("Émile", 1),)
    assert two.other == 2


def test_ranges_of_numbers_are_half_open(open_index, make_document) -> None:
    """A document counts once in each range that holds one of its numbers."""
    engine = open_index()
    engine.write(
        [make_document("a", "api", value=(1.0, 2.0)), make_document("b", "api", value=5.0)],
        revision=1,
    )
    facet = FacetRequest(field="value", ranges=((None, 2.0), (2.0, 5.0), (5.0, None), (7, 8)))
    (counts,) = engine.reader().search(SearchRequest(query=EVERY, facets=(facet,))).facets
    assert counts.values == (("..2", 1), ("2..5", 1), ("5..", 1))


def test_explain_adds_up_to_the_score(open_index, make_document) -> None:
    """The leaves of a sum contribute their parts, boosts included."""
    engine = open_index()
    engine.write(
        [make_document(str(n), "api banjir " * n, outlet="VIVA") for n in range(4)], revision=1
    )
    query = t.Or(
        [
            t.Term("text", "api", boost=2.0),
            t.And([t.Phrase("text_exact", ["api", "banjir"]), t.Term("outlet", "viva")], boost=0.5),
            t.Term("text", "tidak"),
        ]
    )
    reader = engine.reader()
    (hit,) = reader.search(SearchRequest(query=query, limit=1)).hits
    rows = reader.explain(query, [hit.id])[hit.id]
    assert [(field, term) for field, term, _ in rows] == [
        ("text", "api"),
        ("text_exact", '"api banjir"'),
        ("outlet", "viva"),
    ]
    assert sum(score for _, _, score in rows) == pytest.approx(hit.score)
    assert reader.explain(query, ["tidak ada"]) == {"tidak ada": []}


@pytest.mark.parametrize(
    "request_of",
    [
        lambda: SearchRequest(query=EVERY, facets=(FacetRequest(field="text"),)),
        lambda: SearchRequest(query=EVERY, facets=(FacetRequest(field="warna"),)),
        lambda: SearchRequest(query=EVERY, sort=(SortKey(field="text"),)),
        lambda: SearchRequest(query=EVERY, collapse="value"),
        lambda: SearchRequest(query=EVERY, offset=-1),
        lambda: SearchRequest(query=EVERY, after=(1.0, 2.0, "a")),
    ],
)
def test_requests_that_cannot_be_met_say_why(open_index, make_document, request_of) -> None:
    """A request for a field that is unknown, or of the wrong type, is refused at the door."""
    engine = open_index()
    engine.write([make_document("a", "api")], revision=1)
    with pytest.raises(ArgumentError):
        engine.reader().search(request_of())


def test_a_search_imports_no_writer(open_index, make_document) -> None:
    """A process that only searches loads neither the writer's modules nor Whoosh's searcher."""
    engine = open_index()
    engine.write([make_document("a", "api")], revision=1)
    program = f"""
import sys
from pathlib import Path
from kliping.index import FieldSpec
from kliping.index import kernel
from kliping.index import query_tree as t
from kliping.index.columnar import open_engine
from kliping.index.engine import SearchRequest
engine = open_engine(Path({str(engine._folder)!r}), fields=(FieldSpec(name="text", type="text"),),
                     analyzer=None)
print(engine.reader().search(SearchRequest(query=t.Term("text", "api"))).total)
unwanted = {{"batch", "merging", "surface_table", "writer", "codec", "fallback", "matchers"}}
print(sorted(m for m in sys.modules if m.rpartition(".")[2] in unwanted and "columnar" in m))
print(sorted({{"filelock", "whoosh.searching", "whoosh.writing", "unittest"}} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.splitlines() == ["1", "[]", "[]"], done.stderr


def test_two_fields_cannot_have_one_name(tmp_path, analyzer) -> None:
    """A keyword field cannot take the name of a text field's exact form."""
    taken = (FieldSpec(name="a", type="text"), FieldSpec(name="a_exact", type="keyword"))
    with pytest.raises(ArgumentError, match="a_exact"):
        open_engine(tmp_path / "x", fields=taken, analyzer=analyzer, create=True)


def test_threads_share_a_reader(open_index, make_document) -> None:
    """Eight threads with a fresh reader's first questions get the answers of one."""
    engine = open_index()
    words = ["api", "banjir", "desa", "gempa", "hutan"]
    draw = random.Random(2)
    for revision in range(3):
        engine.write(
            [
                make_document(
                    f"{revision}-{n}",
                    " ".join(draw.choices(words, k=9)),
                    outlet=draw.choice(["VIVA", "viva", "Antara"]),
                )
                for n in range(60)
            ],
            deletions=[f"{revision - 1}-{n}" for n in range(9)],
            revision=revision,
        )
    requests = [
        SearchRequest(
            query=t.Or([t.Term("text", a[:3]), t.Phrase("text_exact", [a, b])]),
            facets=(FacetRequest(field="outlet"), FacetRequest(field="published", period="week")),
            collapse=draw.choice([None, "outlet"]),
        )
        for a in words
        for b in words
    ]
    expected = [open_index().reader().search(request) for request in requests]
    reader = open_index().reader()
    wrong: list[object] = []

    def ask(seed: int) -> None:
        order = random.Random(seed).sample(range(len(requests)), len(requests))
        try:
            wrong.extend(n for n in order if reader.search(requests[n]) != expected[n])
        except Exception as error:  # a thread's error would be lost
            wrong.append(error)

    threads = [threading.Thread(target=ask, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def _write_for_ever(folder: str) -> None:
    import importlib.util

    spec = importlib.util.spec_from_file_location(
        "fixtures", Path(__file__).with_name("conftest.py")
    )
    assert spec is not None
    assert spec.loader is not None
    fixtures = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(fixtures)
    engine = open_engine(Path(folder), fields=fixtures.FIELDS, analyzer=fixtures.FakeAnalyzer())
    revision = engine.revision
    while True:
        revision += 1
        texts = {"text": (TextPart(text=f"api kata{revision}"),)}
        # Revision n holds the documents n - 99 to n.
        engine.write(
            [Document(id=str(revision), texts=texts)],
            deletions=[str(revision - 100)],
            revision=revision,
        )


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_a_killed_writer_leaves_a_whole_commit(open_index) -> None:
    """Killed at any moment, the index opens at a commit, whole, and can be written again."""
    engine = open_index()
    draw = random.Random(3)
    spawn = multiprocessing.get_context("spawn")
    reached = 0
    for _ in range(25):
        writer = spawn.Process(target=_write_for_ever, args=(str(engine._folder),))
        writer.start()
        before = engine.revision
        deadline = time.monotonic() + 30
        while engine.revision == before and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(draw.random() * 0.05)
        os.kill(writer.pid or 0, signal.SIGKILL)
        writer.join()
        fresh = open_index(create=False)
        revision = fresh.revision
        assert fresh.check(deep=True) == []
        assert list(fresh.reader().matching_ids(EVERY)) == [
            str(n) for n in range(max(1, revision - 99), revision + 1)
        ]
        reached = revision
    assert reached > 25
