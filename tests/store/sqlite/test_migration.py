"""An archive that 0.1.0 made, in format 1: what it becomes, and what a kill leaves of it."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest

import kliping
from kliping.index import ArchiveError
from kliping.index.store.sqlite import SqliteStore

FIXTURE = Path(__file__).parents[2] / "fixtures" / "archive-0.1.0.tar.xz"

# Kills itself when its store has executed so many statements.
KILLED = """
import os, signal, sys
from pathlib import Path
from kliping.index.store.sqlite import SqliteStore, connections
left = int(sys.argv[2])
def count(statement):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
connect = connections.sqlite3.connect
def traced(*args, **options):
    made = connect(*args, **options)
    made.set_trace_callback(count)
    return made
connections.sqlite3.connect = traced
SqliteStore(Path(sys.argv[1])).close()
"""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fixture")
    with tarfile.open(FIXTURE) as archive:
        archive.extractall(folder, filter="data")
    return folder


@pytest.fixture(scope="module")
def expected(unpacked: Path) -> dict[str, Any]:
    answers: dict[str, Any] = json.loads((unpacked / "expected.json").read_text("utf-8"))
    return answers


@pytest.fixture
def old(unpacked: Path, tmp_path: Path) -> Path:
    """Return a fresh copy of the archive of format 1."""
    return Path(shutil.copytree(unpacked / "arsip.kliping", tmp_path / "arsip.kliping"))


def read_results(store: SqliteStore) -> dict[str, Any]:
    """Return what enrichers found, without the words of the articles, as the fixture has it."""
    found = store.enrichments(list(store.iter_articles()))
    return {
        id: {
            name: {
                "values": {field: list(values) for field, values in each.values.items()},
                "mentions": [(m.start, m.end, m.type, m.name) for m in each.mentions],
                "quotations": [(q.start, q.end, q.type, q.act) for q in each.quotations],
                "records": [(r.kind, r.start, r.end, dict(r.data)) for r in each.records],
            }
            for name, each in results.items()
        }
        for id, results in found.items()
    }


def expected_results(expected: dict[str, Any]) -> dict[str, Any]:
    """Return the same of the fixture's answers."""
    return {
        id: {
            name: {
                "values": each.get("values", {}),
                "mentions": [
                    (s, e, kind, name_) for s, e, kind, name_, _ in each.get("mentions", [])
                ],
                "quotations": [tuple(q[:4]) for q in each.get("quotations", [])],
                "records": [tuple(r) for r in each.get("records", [])],
            }
            for name, each in results.items()
        }
        for id, results in expected["results"].items()
    }


def test_everything_is_there_after_the_migration(old: Path, expected: dict[str, Any]) -> None:
    """Articles, results, failures, aliases, spellings, saved searches: all as 0.1.0 had them."""
    store = SqliteStore(old / "articles.db")
    articles = list(store.iter_articles())
    for article, row in zip(articles, expected["articles"], strict=True):
        id, title, text, outlet, published, url, authors, section, language, path, regions = row
        assert (article.id, article.title, article.text) == (id, title, text)
        assert (article.outlet, article.url, article.section) == (outlet, url, section)
        assert (article.published.isoformat() if article.published else None) == published
        assert (list(article.authors), article.language) == (json.loads(authors), language)
        assert article.source_path == path
        assert [[r.kind, r.start, r.end] for r in article.regions] == json.loads(regions)
    assert read_results(store) == expected_results(expected)
    assert [list(failure) for failure in store.failures()] == expected["failures"]
    states = [[s.name, s.results, s.failures] for s in store.enricher_states()]
    assert states == expected["states"]
    assert store.aliases() == expected["aliases"]
    assert [search.to_dict() for search in store.saved_searches()] == expected["saved"]
    for kind, names in expected["spellings"].items():
        assert store.spellings(kind) == names
    assert store.revision == expected["revision"]
    assert store.deleted_ids(since=-1) == expected["deleted"]
    assert store.check(deep=True) == []
    assert len(store.identity) == 32
    store.close()


def test_a_migrated_store_keeps_its_identity(old: Path) -> None:
    """The identity that the migration gives is for good."""
    first = SqliteStore(old / "articles.db")
    first.close()
    second = SqliteStore(old / "articles.db")
    assert second.identity == first.identity
    second.close()


def test_the_archive_finds_what_it_found(old: Path, expected: dict[str, Any]) -> None:
    """The searches that 0.1.0 answered find the same articles."""
    with kliping.open(old) as archive:
        for query, ids in expected["searches"].items():
            assert set(archive.matching_ids(query)) == set(ids), query


def test_the_first_write_compares_with_the_old_articles(
    old: Path, expected: dict[str, Any]
) -> None:
    """A copy of an article that 0.1.0 took in is found, and nothing is enriched for a name."""
    with kliping.open(old) as archive:
        before = archive.get("paus-1")
        copy = kliping.Article(id="salinan", text=before.text, title="Lain", outlet="Pos Uji")
        archive.add(copy)
        (group,) = archive.copies(["salinan"])
        assert {member.article for member in group.members} == {
            "paus-1",
            "paus-3",
            "paus-4",
            "salinan",
        }
        names = {state.name: state.results for state in archive.enricher_states()}
        assert "duplicates" not in names
        assert names["copies"] == 7
        assert archive.check(deep=True) == []


def test_where_nothing_may_be_written_a_copy_is_read(old: Path, expected: dict[str, Any]) -> None:
    """An archive of format 1 that is opened for reading answers, and stays as it is."""
    before = (old / "articles.db").read_bytes()
    store = SqliteStore(old / "articles.db", read_only=True)
    assert read_results(store) == expected_results(expected)
    with pytest.raises(ArchiveError, match="read-only"), store.write():
        pass
    store.close()
    assert (old / "articles.db").read_bytes() == before


@pytest.mark.long
@pytest.mark.skipif(os.name == "nt", reason="nothing can be killed so")
def test_a_kill_leaves_the_old_or_the_new(
    old: Path, expected: dict[str, Any], tmp_path: Path
) -> None:
    """Killed at any statement the file is of format 1 or 2, whole, and the next opening ends it."""
    kept = shutil.copy(old / "articles.db", tmp_path / "kept.db")
    formats: set[int] = set()
    for statements in (2, 8, 20, 35, 50, 70, 90, 110, 130, 150, 165, 1000):
        for left in old.glob("articles.db*"):
            left.unlink()
        shutil.copy(kept, old / "articles.db")
        program = [sys.executable, "-c", KILLED, str(old / "articles.db"), str(statements)]
        done = subprocess.run(program, check=False, capture_output=True)
        assert done.returncode in (0, -signal.SIGKILL), done.stderr
        connection = sqlite3.connect(old / "articles.db")
        formats.add(connection.execute("PRAGMA user_version").fetchone()[0])
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        connection.close()
        store = SqliteStore(old / "articles.db")
        assert read_results(store) == expected_results(expected)
        assert store.check(deep=True) == []
        store.close()
    assert formats == {1, 2}
