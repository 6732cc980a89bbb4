"""The facade: adding, searching, deleting, enriching, and what survives."""

import json
import shutil
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import kliping
from kliping import (
    Archive,
    ArchiveError,
    ArchiveLockedError,
    ArchiveNotFoundError,
    ArgumentError,
    Article,
    Refusal,
    SearchOptions,
    SettingsError,
)
from kliping.disk.lock import writer_lock


def ids(archive: Archive, query: str, **options: object) -> list[str]:
    found = archive.search(query, options=SearchOptions(**options))  # type: ignore[arg-type]  # options of the test
    return [hit.id for hit in found.hits]


def test_a_search_finds_words_in_any_form(archive: Archive) -> None:
    """A word finds its inflected forms, in title and body."""
    assert set(ids(archive, "mengungsikan warga", words="all")) == {"banjir-1"}
    assert set(ids(archive, "pengungsi")) == {"banjir-1", "banjir-2"}


def test_an_article_needs_one_of_the_words(archive: Archive) -> None:
    """Articles with all of the words come first; the others say what they lack, and count apart."""
    found = archive.search("mengungsikan warga gajah", facets=["outlet"])
    assert (found.total, found.partial) == (0, 2)
    assert found.hits[0].id == "banjir-1"
    assert found.hits[0].missing == ("gajah",)
    assert found.hits[1].missing == ("warga", "gajah")
    both = archive.search("mengungsikan warga", facets=["outlet"])
    assert (both.hits[0].id, both.hits[0].missing) == ("banjir-1", ())
    assert both.total == 1
    assert sum(value.count for value in both.facets["outlet"].values) == 1


def test_quotes_and_operators_stay_strict(archive: Archive) -> None:
    """What is asked for by a sign must match: a phrase, a plus, AND, a field."""
    for query in ("mengungsi AND gajah", "+gajah mengungsi", 'mengungsi "gajah putih"'):
        found = archive.search(query)
        assert (found.total, found.partial, found.hits) == (0, 0, ())


def test_every_hit_has_all_words(archive: Archive) -> None:
    """Where all hits are listed, those with some of the words only are left out."""
    whole = [hit.id for hit in archive.iter_hits("mengungsikan warga")]
    assert whole == archive.matching_ids("mengungsikan warga") == ["banjir-1"]


def test_facets_count_who_is_quoted(archive: Archive) -> None:
    """One speaker in two articles is one value with the count 2."""
    facet = archive.facets("banjir", ["speaker"])["speaker"]
    assert [(v.value, v.count) for v in facet.values if v.value == "Wahyu Pratomo"] == [
        ("Wahyu Pratomo", 2)
    ]


def test_articles_sort_by_date(archive: Archive) -> None:
    """Newest and oldest go by the date of publication."""
    assert ids(archive, "*", sort="newest") == ["ekonomi-1", "banjir-2", "banjir-1"]
    assert ids(archive, "*", sort="oldest") == ["banjir-1", "banjir-2", "ekonomi-1"]


def test_a_snippet_marks_what_matched(archive: Archive) -> None:
    """Each mark is a range of the snippet that holds a form of the query's word."""
    [hit] = archive.search("selimut").hits
    assert [hit.snippet[start:end].lower() for start, end in hit.marks] == ["selimut"]


def test_the_same_article_again_is_unchanged(
    archive: Archive, make_articles: Callable[[], list[Article]]
) -> None:
    """Adding what is stored counts as unchanged and writes nothing."""
    revision = archive.stats().revision
    report = archive.add_all(make_articles())
    assert (report.added, report.updated, report.unchanged) == (0, 0, 3)
    assert archive.stats().revision == revision


def test_another_text_under_an_id_is_an_update(archive: Archive) -> None:
    """The new text is found, the old one no more."""
    changed = replace(archive.get("ekonomi-1"), text="Cuaca cerah di Surabaya.", regions=())
    report = archive.add(changed)
    assert (report.added, report.updated) == (0, 1)
    assert ids(archive, "pedagang") == []
    assert ids(archive, "cuaca") == ["ekonomi-1"]


def test_an_id_twice_in_one_run_keeps_both_articles(archive: Archive) -> None:
    """Two texts under one id in one call are two articles, and a notice names the second's id."""
    first = Article(id="x", text="Kereta cepat berhenti di Padalarang.")
    second = Article(id="x", text="Kapal feri berlayar dari Merak.")
    report = archive.add_all([first, second])
    assert (report.added, report.updated) == (2, 0)
    [notice] = report.notices
    [kept] = archive.matching_ids("feri")
    assert kept in notice
    assert archive.matching_ids("kereta") == ["x"]
    again = archive.add_all([second, first])
    assert (again.added, again.updated, again.unchanged) == (0, 0, 2)


def test_a_deleted_article_is_gone_everywhere(archive: Archive) -> None:
    """Neither searches, facets, quotations nor `get` give it."""
    assert archive.delete(["banjir-1", "nihil"]) == ["banjir-1"]
    assert ids(archive, "banjir") == ["banjir-2"]
    assert "banjir-1" not in archive
    assert archive.facets("*", ["outlet"])["outlet"].values[0].count == 1
    assert archive.check() == []


def test_refusals_are_counted_and_stop_nothing(archive: Archive) -> None:
    """What a reader refused is in the report; what follows goes in."""
    refusal = Refusal(source="f.jsonl", line=3, reason="no text")
    report = archive.add_all([refusal, Article(id="ok", text="Gunung meletus.")])
    assert report.refused == (refusal,)
    assert report.added == 1


def test_a_lone_surrogate_is_refused(archive: Archive) -> None:
    """Text that no file can hold is refused with its id, and the next article goes in."""
    bad = Article(id="bad", text="rusak \ud800 di sini")
    report = archive.add_all([bad, Article(id="ok", text="Baik.")])
    assert report.added == 1
    assert "'bad'" in report.refused[0].reason


def test_an_index_that_fell_behind_is_caught_up_on_opening(archive: Archive) -> None:
    """An index of an older revision gets what changed since; nothing reported as added is lost."""
    path = archive.path
    backup = path.parent / "old"
    archive.close()
    shutil.copytree(path / "index", backup)
    with kliping.open(path) as again:
        again.add(Article(id="baru", text="Jembatan baru dibuka di Palembang."))
        again.delete(["banjir-1"])
    shutil.rmtree(path / "index")
    shutil.copytree(backup, path / "index")
    with kliping.open(path) as again:
        assert ids(again, "jembatan") == ["baru"]
        assert "banjir-1" not in ids(again, "*")
        assert again.check() == []


@pytest.mark.parametrize("index", ["index", "quotations"])
def test_a_lost_index_is_made_anew(archive: Archive, index: str) -> None:
    """An archive without one of its indexes builds it again from the store."""
    path = archive.path
    archive.close()
    shutil.rmtree(path / index)
    with kliping.open(path) as again:
        assert set(ids(again, "banjir")) == {"banjir-1", "banjir-2"}
        assert again.stats().quotations > 0
        assert again.check() == []


def test_rebuild_gives_the_same_answers(archive: Archive) -> None:
    """Both indexes can be made from the store at any time."""
    before = dict(archive.search("banjir demak", facets=["speaker", "place"]).to_dict())
    archive.rebuild()
    after = dict(archive.search("banjir demak", facets=["speaker", "place"]).to_dict())
    before.pop("took_ms")
    after.pop("took_ms")
    assert after == before


def test_one_writer_at_a_time(archive: Archive) -> None:
    """A second writer waits, then says that the archive is locked; readers go on."""
    with writer_lock(archive.path, 0), kliping.open(archive.path, wait=0.05) as other:
        with pytest.raises(ArchiveLockedError, match="--wait SECONDS"):
            other.add(Article(id="x", text="Teks."))
        assert len(ids(other, "banjir")) == 2


def test_threads_share_one_archive(archive: Archive) -> None:
    """The same searches from eight threads give the same answers."""
    expected = [ids(archive, query) for query in ("banjir", "beras", '"balai desa"')]
    wrong: list[object] = []

    def search() -> None:
        for _ in range(10):
            found = [ids(archive, query) for query in ("banjir", "beras", '"balai desa"')]
            if found != expected:
                wrong.append(found)

    threads = [threading.Thread(target=search) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_an_open_archive_sees_new_commits(archive: Archive) -> None:
    """Another object's write is found by the next search."""
    with kliping.open(archive.path) as other:
        other.add(Article(id="baru", text="Stadion baru diresmikan."))
    assert ids(archive, "stadion") == ["baru"]


def test_a_read_only_archive_refuses_to_write(archive: Archive) -> None:
    """It searches, and says why it does not write."""
    with kliping.open(archive.path, read_only=True) as reader:
        assert len(ids(reader, "banjir")) == 2
        with pytest.raises(ArchiveError, match="read-only"):
            reader.delete(["banjir-1"])


def test_enriching_again_runs_only_what_is_stale(archive: Archive) -> None:
    """Right after adding nothing is stale; `everything` runs all, `only` one."""
    assert set(archive.enrich().values()) == {0}
    assert archive.enrich(everything=True, only=["language"]) == {"language": 3}
    with pytest.raises(ArgumentError, match="no enricher 'x'"):
        archive.enrich(only=["x"])


def test_a_disabled_plugin_gives_no_field(archive: Archive) -> None:
    """Without the entities plugin the archive has no field `person`, after `enrich`."""
    path = archive.path
    archive.close()
    settings = (path / "kliping.toml").read_text().replace("[]", '["entities"]')
    (path / "kliping.toml").write_text(settings)
    with kliping.open(path) as again:
        again.enrich()
        assert "person" not in {field.name for field in again.fields()}
        with pytest.raises(ArgumentError, match="no facet 'person'"):
            again.facets("*", ["person"])


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ("timezone = 3", "timezone = 3"),
        ("timezone = 'Asia/Nowhere'", "Asia/Nowhere"),
        ("zone = 'x'", "unknown key 'zone'"),
        ("[plugins", r"kliping\.toml"),
        ("[plugins]\ndisabled = 'x'", "expected a list"),
    ],
)
def test_bad_settings_name_the_key(tmp_path: Path, settings: str, words: str) -> None:
    """A mistake in kliping.toml says where it is and what was expected."""
    path = tmp_path / "a.kliping"
    kliping.open(path, create=True).close()
    (path / "kliping.toml").write_text(settings)
    with pytest.raises(SettingsError, match=words):
        kliping.open(path)


def test_no_archive_is_made_unasked(tmp_path: Path) -> None:
    """Opening what is not there says how to make it, and leaves no trace."""
    with pytest.raises(ArchiveNotFoundError, match="kliping index FOLDER"):
        kliping.open(tmp_path / "nihil")
    assert list(tmp_path.iterdir()) == []


def test_another_folder_is_not_made_an_archive(tmp_path: Path) -> None:
    """A folder with other files in it is refused."""
    (tmp_path / "penting.txt").write_text("x")
    with pytest.raises(ArgumentError, match="other files"):
        kliping.open(tmp_path, create=True)


def test_the_rows_of_a_search_are_json(archive: Archive) -> None:
    """`to_dict` gives what json can write, with the keys that are documented."""
    row = json.loads(json.dumps(archive.search("banjir", facets=["place"]).to_dict()))
    assert {"query", "total", "took_ms", "hits", "facets", "warnings"} <= row.keys()
    keys = {"rank", "score", "id", "title", "outlet", "published", "language", "snippet", "copies"}
    assert keys <= row["hits"][0].keys()
    assert {"values", "missing", "other"} <= row["facets"]["place"].keys()


@pytest.mark.long
def test_jobs_do_not_change_the_result(tmp_path: Path) -> None:
    """Two processes store what one stores, in the same order."""
    articles = [
        Article(
            id=f"a{n}", text=f"Wali Kota Bekasi berkata, “Nomor {n} siap.” Warga {n * 7} hadir."
        )
        for n in range(130)
    ]
    stored = []
    for jobs in (1, 2):
        with kliping.open(tmp_path / f"{jobs}.kliping", create=True) as archive:
            archive.add_all(articles, jobs=jobs)
            rows = [(a, archive.enrichments(a.id)) for a in archive.iter()]
            stored.append((rows, archive.search("wali", facets=["place"]).to_dict()["facets"]))
    assert stored[0] == stored[1]


def test_a_merged_alias_counts_as_its_name_at_once(archive: Archive) -> None:
    """Facets and searches follow a merge and a split without enriching or indexing again."""
    revision = archive.stats().revision
    archive.merge_alias("outlet", "KabarNusa", "Kabar Nusantara")
    archive.merge_alias("outlet", "Harian Samudra", "Kabar Nusantara")
    assert archive.stats().revision == revision
    facet = archive.facets("*", ["outlet"])["outlet"]
    assert [(v.value, v.count) for v in facet.values] == [("Kabar Nusantara", 3)]
    assert len(ids(archive, 'outlet:"kabar nusantara"')) == 3
    archive.split_alias("outlet", "KabarNusa")
    facet = archive.facets("*", ["outlet"])["outlet"]
    assert {v.value: v.count for v in facet.values} == {"Kabar Nusantara": 2, "KabarNusa": 1}


def test_a_chain_of_aliases_ends_in_one_name(archive: Archive) -> None:
    """What counted as an alias follows it to its new name; a circle is refused."""
    archive.merge_alias("outlet", "A", "B")
    archive.merge_alias("outlet", "B", "C")
    assert {(a.alias, a.name) for a in archive.aliases("outlet")} == {("A", "C"), ("B", "C")}
    with pytest.raises(ArgumentError, match="one already"):
        archive.merge_alias("outlet", "C", "A")
    with pytest.raises(ArgumentError, match="no alias"):
        archive.split_alias("outlet", "C")
    with pytest.raises(ArgumentError, match="no field 'x'"):
        archive.merge_alias("x", "A", "B")


def test_a_backup_is_an_archive(archive: Archive, tmp_path: Path) -> None:
    """The copy holds the same articles and answers the same."""
    archive.backup(tmp_path / "salinan.kliping")
    with kliping.open(tmp_path / "salinan.kliping") as copy:
        assert list(copy.iter()) == list(archive.iter())
        assert ids(copy, "banjir") == ids(archive, "banjir")
    with pytest.raises(ArgumentError, match="is not empty"):
        archive.backup(tmp_path / "salinan.kliping")


def test_a_stated_abbreviation_is_suggested_and_expands_once_merged(archive: Archive) -> None:
    """Pairs that two articles state are suggested; merged ones expand full name → abbreviation."""
    stated = "Badan Pengelola Pasar Nusantara (BPPN) membuka kantor di kota {}."
    archive.add_all(
        [
            Article(id="satu", text=stated.format("Ambon")),
            Article(id="dua", text=stated.format("Palu")),
            Article(id="tiga", text="Sejak kemarin BPPN menutup pendaftaran pedagang."),
        ]
    )
    full = "badan pengelola pasar nusantara"
    assert "tiga" not in ids(archive, full)
    [found] = [s for s in archive.suggest_aliases() if s.field == "abbreviation"]
    assert (found.alias, found.name, found.articles) == (
        "Badan Pengelola Pasar Nusantara",
        "BPPN",
        2,
    )
    archive.merge_alias("abbreviation", found.alias, found.name)
    assert "tiga" in ids(archive, full)
    assert set(ids(archive, "bppn")) == {"satu", "dua", "tiga"}
    assert [s for s in archive.suggest_aliases() if s.field == "abbreviation"] == []


def test_another_spelling_of_a_name_is_suggested(archive: Archive) -> None:
    """Values of a field that an enricher takes for one entity are suggested, with its reason."""
    for number in range(3):
        text = f"Wali Kota Sumarno Hadikusuma membuka pasar nomor {number} di Ambon, Senin."
        archive.add(Article(id=f"pasar-{number}", text=text))
    archive.add(Article(id="lain", text="Wali Kota Soemarno Hadikoesoema membuka rapat di Ambon."))
    [found] = [s for s in archive.suggest_aliases() if s.alias == "Soemarno Hadikoesoema"]
    assert (found.field, found.name, found.articles) == ("person", "Sumarno Hadikusuma", 1)
    assert found.reason == "another spelling"
    archive.merge_alias("person", found.alias, found.name)
    assert found not in archive.suggest_aliases()


def test_an_archive_of_another_analyzer_says_so(
    archive: Archive, caplog: pytest.LogCaptureFixture
) -> None:
    """A write and `check` tell of the other analyzer, and `rebuild` makes it current."""
    archive._session.store.set_meta({"analyzer": "another"})
    archive.add(Article(id="baru", text="Jalan baru dibuka."))
    assert "kliping rebuild" in caplog.text
    [line] = archive.check()
    assert "analyzed by another version" in line
    archive.rebuild()
    caplog.clear()
    archive.add(Article(id="lagi", text="Jalan lama ditutup."))
    assert caplog.text == ""
    assert archive.check() == []
