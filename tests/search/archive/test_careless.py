"""What a careless program or user does: each has a clear answer."""

import copy
import pickle
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import kliping
from kliping import Archive, ArchiveError, ArgumentError, Article, SearchOptions


@pytest.mark.parametrize(
    "given",
    [
        {"id": ""},
        {"id": 7},
        {"text": None},
        {"text": b"x"},
        {"title": 3},
        {"authors": "Budi"},
        {"published": "2024-01-01"},
        {"published": datetime(2024, 1, 1)},
    ],
)
def test_a_bad_attribute_of_an_article_is_named(given: dict[str, Any]) -> None:
    """An article refuses what it cannot hold, with the value."""
    with pytest.raises(ArgumentError, match="expected"):
        Article(**({"id": "a", "text": "Teks."} | given))


@pytest.mark.parametrize(
    "options",
    [
        {"where": {"place": "korut"}},
        {"any_of": {"place": "korut"}},
        {"exclude": {"place": "korut"}},
        {"count_by": "x"},
        {"snippet_length": 0},
        {"facet_values": -1},
    ],
)
def test_a_bad_option_is_named(options: dict[str, Any]) -> None:
    """One string where several are meant, or an unknown value, is refused."""
    with pytest.raises(ArgumentError, match="expected"):
        SearchOptions(**options)


def test_one_string_is_not_taken_for_its_letters(archive: Archive) -> None:
    """Ids, facets and enrichers are given as several, never as one string."""
    with pytest.raises(ArgumentError, match=r"expected several, as \['banjir-1'\]"):
        archive.delete("banjir-1")
    with pytest.raises(ArgumentError, match="expected several"):
        archive.search("banjir", facets="speaker")
    with pytest.raises(ArgumentError, match="expected several"):
        archive.enrich(only="language")


@pytest.mark.parametrize("query", [5, None, ["banjir"]])
def test_a_query_is_a_string(archive: Archive, query: Any) -> None:
    """Anything else is refused with the value."""
    with pytest.raises(ArgumentError, match="expected text"):
        archive.search(query)


def test_only_articles_are_added(archive: Archive) -> None:
    """Another object is refused, and what came before it is kept."""
    given: list[Any] = [Article(id="baru", text="Jalan baru dibuka."), "teks"]
    with pytest.raises(
        ArgumentError, match=r"articles\[1\] = 'teks' \(str\): expected a value of Article"
    ):
        archive.add_all(given)
    assert "baru" in archive


def test_what_a_failing_source_gave_is_kept(archive: Archive) -> None:
    """An exception of the caller's generator comes through after the articles before it."""

    def articles() -> Iterator[Article]:
        yield Article(id="baru", text="Jalan baru dibuka.")
        raise RuntimeError("halt")

    with pytest.raises(RuntimeError, match="halt"):
        archive.add_all(articles())
    assert archive.search("jalan baru").total == 1


def test_a_closed_archive_says_so(archive: Archive) -> None:
    """After close nothing works, and the message tells why."""
    archive.close()
    for call in (lambda: archive.search("banjir"), lambda: archive.get("banjir-1"), archive.stats):
        with pytest.raises(ArchiveError, match="closed"):
            call()


def test_a_folder_that_cannot_be_written_is_searched(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without permission to write the archive is read-only, and writing says so."""
    path = archive.path
    archive.close()
    monkeypatch.setattr("os.access", lambda *_: False)
    with kliping.open(path) as reader:
        assert reader.read_only
        assert reader.search("banjir").total == 2
        with pytest.raises(ArchiveError, match="read-only"):
            reader.delete(["banjir-1"])


def test_another_file_of_the_same_name_is_another_article(tmp_path: Path, archive: Archive) -> None:
    """Two files of one name in two folders are two articles, even where their texts are alike."""
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "sama.txt").write_text(f"Berita tentang kota {folder} dan warganya.")
    before = len(archive)
    assert archive.add_all(kliping.read(tmp_path / "a")).notices == ()
    report = archive.add_all(kliping.read(tmp_path / "b"))
    assert (report.added, report.updated, len(archive)) == (1, 0, before + 2)
    assert "both are kept" in report.notices[0]
    assert archive.add_all(kliping.read(tmp_path / "b")).unchanged == 1
    assert archive.add_all(kliping.read([tmp_path / "a", tmp_path / "b"])).unchanged == 2


def test_a_name_is_found_by_its_words(archive: Archive) -> None:
    """A value of which only some words are given is found where none is spelled just so."""
    assert archive.search("outlet:harian").total == 2
    assert archive.search("speaker:pratomo").total == 2
    assert archive.search("outlet:haria").total == 0


def test_a_backup_inside_the_archive_is_refused(archive: Archive) -> None:
    """It would be a part of what it copies."""
    with pytest.raises(ArgumentError, match="lies in the archive"):
        archive.backup(archive.path / "salinan")


def test_an_archive_of_another_analyzer_says_so(
    archive: Archive, caplog: pytest.LogCaptureFixture
) -> None:
    """Opening an archive whose words another analyzer made warns, once, and names the remedy."""
    archive._session.store.set_meta({"analyzer": "1-0123456789abcdef"})
    path = archive.path
    archive.close()
    with kliping.open(path, read_only=True) as old:
        assert old.search("banjir").total == 2
    [record] = [r for r in caplog.records if "another version of the analyzer" in r.message]
    assert "kliping rebuild" in record.message
    caplog.clear()
    with kliping.open(path) as old:
        old.rebuild()
    caplog.clear()
    with kliping.open(path):
        assert not caplog.records


def test_answers_cross_processes(archive: Archive) -> None:
    """What a search returns, facets and quotations included, can be pickled and copied."""
    answers = [
        archive.search("banjir", facets=["outlet", "speaker", "published:day"]),
        archive.quotes("*", facets=["speaker"], variants=True),
        archive.explain("banjir", "banjir-1"),
        archive.get("banjir-1"),
        archive.enrichments("banjir-1"),
    ]
    for answer in answers:
        assert pickle.loads(pickle.dumps(answer)) == answer
        assert copy.deepcopy(answer) == answer


def test_completions_need_no_accents(archive: Archive) -> None:
    """A word is completed with its accents typed or not."""
    archive.add(Article(id="bola", text="Kylian Mbappé mencetak gol."))
    assert archive.suggest("mbappé")[0].completed == "mbappe"
    assert [form.word for form in archive.words("Mbappé")] == ["mbappe"]


def test_an_archive_is_opened_not_made_of_a_path(tmp_path: Path) -> None:
    """`Archive(path)` says what opens an archive."""
    with pytest.raises(ArgumentError, match=r"kliping\.open\(path\)"):
        Archive(tmp_path)  # type: ignore[arg-type]
