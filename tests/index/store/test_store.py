"""articles.db: revisions, results, tombstones, and what refuses to open."""

import sqlite3
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kliping.index import (
    ArchiveDamagedError,
    ArchiveFormatError,
    ArchiveNotFoundError,
    Article,
    ArticleNotFoundError,
    Cue,
    Enrichment,
    Mention,
    Quotation,
    Record,
    Region,
    Speaker,
    Via,
)
from kliping.index.store import StoredResult
from kliping.index.store.codec import decode_enrichment, encode_enrichment
from kliping.index.store.sqlite import SqliteStore

TEXT = 'Baca ini. "Kami siap," kata Wali Kota Ratna Dewi.'


def make_article(id: str = "a", text: str = TEXT) -> Article:
    return Article(
        id=id,
        text=text,
        title="Kota siap",
        outlet="Harian Uji",
        published=datetime(2025, 4, 28, 3, tzinfo=UTC),
        authors=("Sari",),
        regions=(Region(kind="readmore", start=0, end=9),),
    )


def put(store: SqliteStore, *articles: Article, results: tuple[StoredResult, ...] = ()) -> None:
    with store.write() as transaction:
        for article in articles:
            transaction.put(article, article.content_hash(), results)


@pytest.fixture
def store(tmp_path: Path) -> SqliteStore:
    return SqliteStore(tmp_path / "articles.db", create=True)


@pytest.fixture(scope="module")
def shared_store(tmp_path_factory: pytest.TempPathFactory) -> SqliteStore:
    return SqliteStore(tmp_path_factory.mktemp("shared") / "articles.db", create=True)


def test_an_article_comes_back_as_it_went_in(store: SqliteStore) -> None:
    """Every attribute of an article survives the store."""
    put(store, make_article())
    assert store.get("a") == make_article()


def test_each_write_is_a_revision_and_an_empty_one_is_none(store: SqliteStore) -> None:
    """A write that changes something raises the revision by one; another leaves it."""
    put(store, make_article("a"))
    put(store, make_article("b"))
    with store.write():
        pass
    assert store.revision == 2
    assert store.ids(since=1) == ["b"]


def test_a_failing_write_changes_nothing(store: SqliteStore) -> None:
    """An exception in the block rolls back the articles and the revision."""
    put(store, make_article("a"))

    def fail() -> None:
        with store.write() as transaction:
            transaction.put(make_article("b"), "x", ())
            raise RuntimeError("halt")

    with pytest.raises(RuntimeError, match="halt"):
        fail()
    assert (store.revision, store.ids()) == (1, ["a"])


def test_a_deletion_leaves_a_tombstone_until_the_id_comes_back(store: SqliteStore) -> None:
    """An index that holds revision n learns what was deleted after n."""
    put(store, make_article("a"), make_article("b"))
    with store.write() as transaction:
        assert transaction.delete("a")
        assert not transaction.delete("zzz")
    assert store.deleted_ids(since=1) == ["a"]
    assert store.deleted_ids(since=2) == []
    put(store, make_article("a"))
    assert store.deleted_ids(since=1) == []


def test_an_unknown_id_is_named(store: SqliteStore) -> None:
    """Asking for an article that is not there names the id."""
    with pytest.raises(ArticleNotFoundError, match="'nihil'"):
        store.get("nihil")


def test_results_are_replaced_with_their_article(store: SqliteStore) -> None:
    """A changed article keeps no result of its old text."""
    found = StoredResult.of("uji", "uji|1", Enrichment(values={"x": ("1",)}), 0.1)
    put(store, make_article("a"), results=(found,))
    assert store.enrichments([store.get("a")])["a"]["uji"].values == {"x": ("1",)}
    put(store, make_article("a", "Lain."[:9].ljust(20)))
    assert store.enrichments([store.get("a")])["a"] == {}


def test_stale_results_are_those_of_another_fingerprint_or_failed(store: SqliteStore) -> None:
    """Missing, outdated and failed results are stale; current ones are not."""
    now = StoredResult.of("uji", "uji|2", Enrichment(), 0.1)
    old = StoredResult.of("uji", "uji|1", Enrichment(), 0.1)
    failed = StoredResult(
        enricher="uji", fingerprint="uji|2", result=None, failure="E", seconds=0.0
    )
    put(store, make_article("now"), results=(now,))
    put(store, make_article("old"), results=(old,))
    put(store, make_article("failed"), results=(failed,))
    put(store, make_article("none"))
    assert store.stale_ids({"uji": "uji|2"}) == {"uji": ["old", "failed", "none"]}
    assert store.failures() == [("failed", "uji", "E")]


def test_settling_the_same_result_again_changes_nothing(store: SqliteStore) -> None:
    """A result that is equal to the stored one does not raise the article's revision."""
    found = StoredResult.of("uji", "uji|1", Enrichment(values={"x": ("1",)}), 0.1)
    put(store, make_article("a"), results=(found,))
    with store.write() as transaction:
        assert not transaction.settle("a", found)
        assert not transaction.touched


def test_names_are_found_by_their_spellings(store: SqliteStore) -> None:
    """A name is found by how an article spells it, whatever the case."""
    mention = Mention(start=0, end=5, text="Korut", type="place", name="Korea Utara")
    found = StoredResult.of("uji", "1", Enrichment(mentions=(mention,)), 0.1)
    put(store, make_article("a"), results=(found,))
    assert store.names_spelled("KORUT", types=("place",)) == ["Korea Utara"]
    assert store.names_spelled("KORUT", types=("person",)) == []


def test_a_record_keeps_its_words_by_its_offsets() -> None:
    """All kinds of records survive encoding, their words cut from the text again."""
    cut = TEXT.index("Kami")
    found = Enrichment(
        values={"n": (1, 2.5, "tiga")},
        mentions=(Mention(start=35, end=45, text=TEXT[35:45], type="person", name="Ratna Dewi"),),
        quotations=(
            Quotation(
                start=cut,
                end=cut + 9,
                text=TEXT[cut : cut + 9],
                type="direct",
                act="promise",
                confidence=0.75,
                cue=Cue(start=23, end=27, text=TEXT[23:27]),
                speaker=Speaker(
                    name="Ratna Dewi", as_written=TEXT[28:48], start=28, end=48, kind="person"
                ),
                via=(Via(name="Uji", as_written=TEXT[0:4], start=0, end=4),),
                quoted=((cut, cut + 9),),
            ),
        ),
        records=(Record(kind="k", start=0, end=4, text="Baca", data={"n": 1, "x": None}),),
    )
    assert decode_enrichment(encode_enrichment(found), TEXT) == found


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_survives(shared_store: SqliteStore, text: str) -> None:
    """Whatever the text of an article is, it comes back the same."""
    put(shared_store, Article(id="x", text=text))
    assert shared_store.get("x").text == text


def test_threads_read_what_was_committed(store: SqliteStore) -> None:
    """Every thread has its own connection and sees the committed articles."""
    put(store, *(make_article(f"a{n}") for n in range(20)))
    seen: list[int] = []
    threads = [threading.Thread(target=lambda: seen.append(len(store.ids()))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [20] * 8


def test_a_missing_store_is_not_made_unasked(tmp_path: Path) -> None:
    """Opening without `create` makes no file."""
    with pytest.raises(ArchiveNotFoundError, match="kliping index FOLDER"):
        SqliteStore(tmp_path / "articles.db")
    assert list(tmp_path.iterdir()) == []


def test_a_newer_format_is_refused(tmp_path: Path) -> None:
    """A file of a later format is left alone, and the message says how to go on."""
    path = tmp_path / "articles.db"
    SqliteStore(path, create=True).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(ArchiveFormatError, match=r"format 99.*upgrade"):
        SqliteStore(path)


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    """Garbage in place of articles.db is reported as damage with the file's name."""
    path = tmp_path / "articles.db"
    path.write_bytes(b"not a database, at all" * 100)
    with pytest.raises(ArchiveDamagedError, match=r"articles\.db"):
        SqliteStore(path)
