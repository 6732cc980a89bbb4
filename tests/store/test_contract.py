"""What every store does: articles, revisions, results, tombstones, aliases, saved searches."""

import json
import re
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kliping.index import (
    Addressee,
    ArchiveError,
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
from kliping.index.store import SavedSearch, Store, StoredResult
from kliping.index.store.codec import decode_enrichment, encode_enrichment

Open = Callable[[], Store]
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


def put(store: Store, *articles: Article, results: tuple[StoredResult, ...] = ()) -> None:
    with store.write() as transaction:
        for article in articles:
            transaction.put(article, article.content_hash(), results)


def test_an_article_comes_back_as_it_went_in(store: Store) -> None:
    """Every attribute of an article survives the store."""
    put(store, make_article())
    assert store.get("a") == make_article()


def test_each_write_is_a_revision_and_an_empty_one_is_none(store: Store) -> None:
    """A write that changes something raises the revision by one; another leaves it."""
    put(store, make_article("a"))
    put(store, make_article("b"))
    with store.write():
        pass
    assert store.revision == 2
    assert store.ids(since=1) == ["b"]


def test_a_failing_write_changes_nothing(store: Store) -> None:
    """An exception in the block rolls back the articles and the revision."""
    put(store, make_article("a"))

    def fail() -> None:
        with store.write() as transaction:
            transaction.put(make_article("b"), "00", ())
            raise RuntimeError("halt")

    with pytest.raises(RuntimeError, match="halt"):
        fail()
    assert (store.revision, store.ids()) == (1, ["a"])


def test_a_deletion_leaves_a_tombstone_until_the_id_comes_back(store: Store) -> None:
    """An index that holds revision n learns what was deleted after n."""
    put(store, make_article("a"), make_article("b"))
    with store.write() as transaction:
        assert transaction.delete("a")
        assert not transaction.delete("zzz")
    assert store.deleted_ids(since=1) == ["a"]
    assert store.deleted_ids(since=2) == []
    put(store, make_article("a"))
    assert store.deleted_ids(since=1) == []


def test_an_unknown_id_is_named(store: Store) -> None:
    """Asking for an article that is not there names the id."""
    with pytest.raises(ArticleNotFoundError, match="'nihil'"):
        store.get("nihil")


def test_results_are_replaced_with_their_article(store: Store) -> None:
    """A changed article keeps no result of its old text."""
    found = StoredResult.of("uji", "uji|1", Enrichment(values={"x": ("1",)}), 0.1)
    put(store, make_article("a"), results=(found,))
    assert store.enrichments([store.get("a")])["a"]["uji"].values == {"x": ("1",)}
    put(store, make_article("a", "Lain."[:9].ljust(20)))
    assert store.enrichments([store.get("a")])["a"] == {}


def test_stale_results_are_those_of_another_fingerprint_or_failed(store: Store) -> None:
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


def test_settling_the_same_result_again_changes_nothing(store: Store) -> None:
    """A result that is equal to the stored one does not raise the article's revision."""
    found = StoredResult.of("uji", "uji|1", Enrichment(values={"x": ("1",)}), 0.1)
    put(store, make_article("a"))
    with store.write() as transaction:
        assert transaction.settle("a", found)
    with store.write() as transaction:
        assert not transaction.settle("a", found)
        assert not transaction.touched


def test_names_are_found_by_their_spellings(store: Store) -> None:
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
        mentions=(
            Mention(start=35, end=45, text=TEXT[35:45], type="person", name="Ratna Dewi"),
            Mention(start=0, end=4, text=TEXT[0:4], type="place", name="Uji", provenance="pattern"),
            Mention(start=0, end=4, text=TEXT[0:4], type="place", name="Lain", counted=False),
        ),
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
                addressee=Addressee(
                    name="Uji", as_written=TEXT[0:4], start=0, end=4, kind="organisation"
                ),
            ),
        ),
        records=(Record(kind="k", start=0, end=4, text="Baca", data={"n": 1, "x": None}),),
    )
    assert decode_enrichment(json.loads(encode_enrichment(found)), TEXT) == found


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_survives(store: Store, text: str) -> None:
    """Whatever the text of an article is, it comes back the same."""
    put(store, Article(id="x", text=text))
    assert store.get("x").text == text


def test_threads_read_what_was_committed(store: Store) -> None:
    """Every thread has its own connection and sees the committed articles."""
    put(store, *(make_article(f"a{n}") for n in range(20)))
    seen: list[int] = []
    threads = [threading.Thread(target=lambda: seen.append(len(store.ids()))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [20] * 8


def test_an_identity_is_kept(open_store: Open) -> None:
    """A store has 32 random hexadecimal digits for good."""
    first = open_store()
    assert re.fullmatch("[0-9a-f]{32}", first.identity)
    first.close()
    assert open_store().identity == first.identity


def test_settings_are_set_together(store: Store) -> None:
    """Settings of one call come back with their types, and are no revision."""
    store.set_meta({"fields": [{"name": "x"}], "analyzer": "abc"})
    assert (store.meta("fields"), store.meta("analyzer")) == ([{"name": "x"}], "abc")
    assert store.meta("nothing") is None
    assert store.revision == 0


def test_every_attribute_of_an_article_survives(store: Store) -> None:
    """What a reader says of an article's origin comes back too, though it is not compared."""
    given = replace(
        make_article(), source_path="a.csv", source_position=7, id_origin="row", section="Kota"
    )
    put(store, given)
    found = store.get("a")
    assert found == given
    assert (found.source_position, found.id_origin) == (7, "row")


def test_the_source_s_own_name_is_kept(store: Store) -> None:
    """What a source calls an article is in its state beside its id."""
    with store.write() as transaction:
        transaction.put(make_article(), "00", (), source_id="artikel-9")
    assert store.states(["a"])["a"].source_id == "artikel-9"


def test_articles_are_found_by_content(store: Store) -> None:
    """Which articles were read with one content is known, in order of addition."""
    with store.write() as transaction:
        transaction.put(make_article("b"), "aa00", ())
        transaction.put(make_article("a"), "aa00", ())
        transaction.put(make_article("c"), "bb00", ())
    assert store.ids_of_content(["aa00", "cc00"]) == {"aa00": ["b", "a"]}


def test_a_source_moves_without_a_revision(store: Store) -> None:
    """A new path of the source changes nothing that an index holds."""
    put(store, replace(make_article("a"), source_path="lama.txt"), make_article("b"))
    with store.write() as transaction:
        transaction.move_sources({"a": "baru.txt"})
    assert store.sources() == [("a", "baru.txt"), ("b", None)]
    assert store.get("a").source_path == "baru.txt"
    assert store.revision == 1
    assert store.check(deep=True) == []


def test_one_enricher_s_result_is_replaced_alone(store: Store) -> None:
    """Results that are stored together are replaced one by one."""
    one, two = (StoredResult.of(n, f"{n}|1", Enrichment(values={n: (n,)}), 0.1) for n in "pq")
    put(store, make_article(), results=(one, two))
    failed = StoredResult(enricher="p", fingerprint="p|2", result=None, failure="E", seconds=0.0)
    with store.write() as transaction:
        transaction.put_results("a", [failed])
    assert set(store.enrichments([store.get("a")])["a"]) == {"q"}
    assert store.failures() == [("a", "p", "E")]
    assert store.stale_ids({"p": "p|2", "q": "q|1"}) == {"p": ["a"], "q": []}


def test_what_is_known_of_enrichers_follows_every_change(store: Store) -> None:
    """Results, failures and mean times are those of what is stored now."""

    def result(failure: str | None = None) -> StoredResult:
        found = None if failure else "{}"
        return StoredResult(
            enricher="uji", fingerprint="uji|1", result=found, failure=failure, seconds=0.5
        )

    put(store, make_article("a"), make_article("b"), results=(result(),))
    put(store, make_article("c"), results=(result("E"),))
    (state,) = store.enricher_states()
    assert (state.name, state.results, state.failures) == ("uji", 2, 1)
    assert state.seconds == pytest.approx(0.5)
    with store.write() as transaction:
        transaction.delete("b")
        transaction.put_results("c", [result()])
    (state,) = store.enricher_states()
    assert (state.results, state.failures) == (2, 0)
    with store.write() as transaction:
        transaction.drop_results(["uji"])
    assert store.enricher_states() == []


def test_a_renamed_enricher_keeps_its_results(store: Store) -> None:
    """Under its new name an enricher's results are as current as under the old one."""
    with store.write() as transaction:
        transaction.put(make_article(), "00", ())
        transaction.settle("a", StoredResult.of("lama", "lama|1|", Enrichment(), 0.1))
        with transaction.state("lama") as state:
            state.map("seen", str, int).put("a", 1)
        transaction.complete_state("lama", "lama|1|")
    revision = store.revision
    with store.write() as transaction:
        transaction.rename_enrichers({"lama": "baru", "nihil": "kosong"})
    assert store.revision == revision
    assert store.stale_ids({"baru": "baru|1|", "lama": "lama|1|"}) == {"baru": [], "lama": ["a"]}
    assert store.has_state("baru", "baru|1|")
    with store.write() as transaction, transaction.state("baru") as state:
        assert state.map("seen", str, int).get("a") == 1


def test_records_are_counted_by_their_data(store: Store) -> None:
    """An article counts once, however often it has a record with the same data."""
    record = Record(kind="k", start=0, end=4, text="Baca", data={"long": "Kota Ini", "short": "KI"})
    found = StoredResult.of("uji", "1", Enrichment(records=(record, record)), 0.1)
    put(store, make_article("a"), make_article("b"), results=(found,))
    assert store.count_records("uji", ("long", "short")) == {("Kota Ini", "KI"): 2}
    assert store.count_records("nihil", ("long",)) == {}


def test_ids_that_no_store_can_hold_are_not_there(store: Store) -> None:
    """A lone surrogate in an id or a name finds nothing, and raises nothing else."""
    with pytest.raises(ArticleNotFoundError):
        store.get("\ud800")
    assert store.states(["\ud800"]) == {}
    assert store.names_spelled("\ud800", types=("place",)) == []


def test_aliases_are_set_and_removed(store: Store) -> None:
    """An alias counts as its newest name until it is removed."""
    with store.write() as transaction:
        transaction.set_aliases("place", {"Korut": "Korea", "RRT": "Tiongkok"})
        transaction.set_aliases("place", {"Korut": "Korea Utara"})
        assert transaction.remove_alias("place", "RRT")
        assert not transaction.remove_alias("place", "RRT")
    assert store.aliases() == {"place": {"Korut": "Korea Utara"}}


def test_saved_searches_are_kept_by_name(store: Store) -> None:
    """A saved search replaces the one of its name, and goes when it is removed."""
    saved = SavedSearch(name="banjir", query="banjir OR rob", match_any=True, seen=3)
    with store.write() as transaction:
        transaction.put_saved(SavedSearch(name="banjir", query="banjir"))
        transaction.put_saved(saved)
        transaction.put_saved(SavedSearch(name="a", query="x"))
        assert transaction.remove_saved("a")
        assert not transaction.remove_saved("a")
    assert store.saved_searches() == [saved]
    assert store.revision == 0


def test_a_backup_is_the_same_store(
    store: Store, open_at: Callable[[Path], Store], tmp_path: Path
) -> None:
    """A copy has the identity, the revision and all content."""
    put(store, make_article())
    (tmp_path / "copy").mkdir()
    store.backup(tmp_path / "copy" / "articles.db")
    copy = open_at(tmp_path / "copy")
    assert (copy.identity, copy.revision) == (store.identity, 1)
    assert copy.get("a") == make_article()


def test_a_sound_store_has_no_damage(store: Store) -> None:
    """Whatever was written, replaced and deleted, the deep check finds nothing."""
    mention = Mention(start=0, end=4, text="Baca", type="place", name="Desa Baca")
    found = StoredResult.of("uji", "uji|1", Enrichment(mentions=(mention,)), 0.1)
    put(store, make_article("a"), make_article("b"), make_article("c"), results=(found,))
    with store.write() as transaction:
        transaction.settle("a", StoredResult.of("k", "k|1", Enrichment(), 0.1))
        transaction.delete("b")
        transaction.put_results("c", [StoredResult.of("uji", "uji|2", Enrichment(), 0.1)])
        transaction.set_article(replace(make_article("a"), language="id"))
        transaction.set_aliases("place", {"a": "b"})
        transaction.put_saved(SavedSearch(name="a", query="x"))
        with transaction.state("k") as state:
            state.multimap("m", str, int).add([("x", 1), ("x", 2)])
            state.counter("n", int).add([(1, 2), (1, -2), (3, 4)])
            state.map("v", int, float).put(1, 0.5)
    assert store.check(deep=True) == []
    assert store.check() == []


def test_a_closed_store_says_so(store: Store) -> None:
    """After close every use is our error, in the closing thread as in others."""
    put(store, make_article())
    errors: list[str] = []

    def use() -> None:
        try:
            store.get("a")
        except ArchiveError as error:
            errors.append(str(error))

    store.close()
    use()
    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
    assert len(errors) == 2
    assert all("closed" in error for error in errors)


def read_until_closed(
    store: Store, ids: list[str], started: threading.Barrier, ended: list[ArchiveError]
) -> None:
    started.wait()
    try:
        while True:
            store.enrichments(store.get_many(ids).values())
    except ArchiveError as error:
        ended.append(error)


def test_closing_under_running_reads(open_store: Open) -> None:
    """Closing while many threads read ends them with our error, and crashes nothing."""
    put(open_store(), *(make_article(f"a{n}") for n in range(300)))
    for _ in range(10):
        store = open_store()
        ids = store.ids()
        started = threading.Barrier(9)
        ended: list[ArchiveError] = []
        reading = (store, ids, started, ended)
        threads = [threading.Thread(target=read_until_closed, args=reading) for _ in range(8)]
        for thread in threads:
            thread.start()
        started.wait()
        time.sleep(0.01)
        store.close()
        for thread in threads:
            thread.join(30)
        assert len(ended) == 8
        assert all("closed" in str(error) for error in ended)
