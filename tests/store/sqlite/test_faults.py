"""What SQLite and the system refuse: full disks, locks, permissions; readers beside a writer."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from kliping.index import ArchiveError, ArchiveLockedError, Article
from kliping.index.store import SavedSearch
from kliping.index.store.sqlite import SqliteStore, connections

# Reads as a user who may not write: prints the articles' ids, one line for each line that it gets.
READER = """
import os, sys
from pathlib import Path
from kliping.index import KlipingError
from kliping.index.store.sqlite import SqliteStore
if os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
try:
    store = SqliteStore(Path(sys.argv[1]), read_only=True)
    for line in sys.stdin:
        print(*[article.id for article in store.iter_articles()], flush=True)
except KlipingError as error:
    print("refused:", error, flush=True)
"""

# Adds to a counter of one saved search again and again.
COUNTER = """
import sys
from dataclasses import replace
from pathlib import Path
from kliping.index.store.sqlite import SqliteStore
store = SqliteStore(Path(sys.argv[1]))
for _ in range(50):
    with store.write() as transaction:
        (saved,) = store.saved_searches()
        transaction.put_saved(replace(saved, seen=saved.seen + 1))
"""


def put(store: SqliteStore, *ids: str, text: str = "Banjir merendam desa.") -> None:
    with store.write() as transaction:
        for id in ids:
            transaction.put(Article(id=id, text=text), "00", ())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "articles.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    opened = SqliteStore(path, create=True)
    put(opened, "a")
    yield opened
    opened.close()


def test_a_full_disk_is_told_and_nothing_is_lost(store: SqliteStore) -> None:
    """A write for which there is no room is taken back whole; reading and later writes go on."""
    connection = store._connections.own()
    (pages,) = connection.fetch("PRAGMA page_count")[0]
    connection.fetch(f"PRAGMA max_page_count = {pages + 3}")
    with pytest.raises(ArchiveError, match=r"articles\.db: the disk is full.*safe.*make room"):
        put(store, *(f"b{n}" for n in range(50)), text="".join(map(chr, range(300, 9000))))
    assert store.ids() == ["a"]
    assert store.revision == 1
    connection.fetch("PRAGMA max_page_count = 100000")
    put(store, "b")
    assert store.ids() == ["a", "b"]
    assert store.check(deep=True) == []


def test_a_lock_is_told(store: SqliteStore, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process's transaction that does not end is a lock in our words; reading goes on."""
    monkeypatch.setattr(connections, "BUSY_SECONDS", 0.05)
    other = SqliteStore(path)
    with store.write() as transaction:
        transaction.put_saved(SavedSearch(name="x", query="x"))
        with pytest.raises(ArchiveLockedError, match="another process is writing"):
            put(other, "b")
        assert other.ids() == ["a"]
    put(other, "b")
    other.close()


def test_a_store_opened_for_reading_is_not_written(store: SqliteStore, path: Path) -> None:
    """Every write of a read-only store is refused in our words before it begins."""
    reading = SqliteStore(path, read_only=True)
    with pytest.raises(ArchiveError, match="read-only"):
        put(reading, "b")
    with pytest.raises(ArchiveError, match="read-only"):
        reading.set_meta({"x": 1})
    assert reading.ids() == ["a"]
    reading.close()


def test_a_folder_in_place_of_the_file_is_told(tmp_path: Path) -> None:
    """What cannot be opened is named, with what to look at."""
    (tmp_path / "articles.db").mkdir()
    with pytest.raises(ArchiveError, match=r"articles\.db"):
        SqliteStore(tmp_path / "articles.db")


def test_processes_side_by_side_lose_nothing(store: SqliteStore, path: Path) -> None:
    """What is read and written in one transaction is one step for other processes."""
    with store.write() as transaction:
        transaction.put_saved(SavedSearch(name="x", query="x", seen=0))
    program = [sys.executable, "-c", COUNTER, str(path)]
    running = [subprocess.Popen(program) for _ in range(3)]
    assert [process.wait(120) for process in running] == [0, 0, 0]
    (saved,) = store.saved_searches()
    assert saved.seen == 150


def test_a_creation_leaves_nothing_but_the_file(tmp_path: Path) -> None:
    """The file is made beside; an earlier creation that was killed does not matter."""
    (tmp_path / "articles.db.new").write_bytes(b"half")
    (tmp_path / "articles.db.new-journal").write_bytes(b"half")
    SqliteStore(tmp_path / "articles.db", create=True, meta={"x": 1}).close()
    assert [path.name for path in tmp_path.iterdir()] == ["articles.db"]
    store = SqliteStore(tmp_path / "articles.db")
    assert store.meta("x") == 1
    store.close()


class Reader:
    """A process of a user who may read the folder, and not write it."""

    def __init__(self, path: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", READER, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd="/",
        )

    def read(self) -> list[str]:
        """Return the ids that it sees now, or the words of a refusal."""
        assert self.process.stdin
        assert self.process.stdout
        try:
            self.process.stdin.write("\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass
        return self.process.stdout.readline().split()

    def close(self) -> None:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()


@pytest.fixture
def shared() -> Iterator[Path]:
    """Return the path of a store in a folder that others may read, and not write."""
    # Not below pytest's own folder, which other users cannot enter.
    folder = Path(tempfile.mkdtemp(prefix="kliping-test-"))
    folder.chmod(0o755)
    SqliteStore(folder / "articles.db", create=True).close()
    yield folder / "articles.db"
    shutil.rmtree(folder)


@pytest.fixture
def readers() -> Iterator[list[Reader]]:
    made: list[Reader] = []
    yield made
    for reader in made:
        reader.close()


unix = pytest.mark.skipif(
    not hasattr(os, "getuid") or os.getuid() != 0, reason="needs another user to become"
)


@unix
def test_a_reader_who_may_not_write_sees_every_commit(shared: Path, readers: list[Reader]) -> None:
    """Before, beside and after a writer each read sees what is committed, and nothing else."""
    first = Reader(shared)
    readers.append(first)
    assert first.read() == []
    writer = SqliteStore(shared)
    put(writer, "a")
    assert first.read() == ["a"]
    late = Reader(shared)
    readers.append(late)
    put(writer, "b")
    assert first.read() == ["a", "b"]
    assert late.read() == ["a", "b"]
    writer.close()
    assert first.read() == ["a", "b"]
    again = SqliteStore(shared)
    put(again, "c")
    assert late.read() == ["a", "b", "c"]
    again.close()
    assert late.read() == ["a", "b", "c"]


@unix
def test_a_reader_who_may_not_see_the_log_is_told(shared: Path, readers: list[Reader]) -> None:
    """Where the writer's files cannot be read, it is a refusal, never an old answer."""
    writer = SqliteStore(shared)
    put(writer, "a")
    for name in ("articles.db-wal", "articles.db-shm"):
        (shared.parent / name).chmod(0o600)
    reader = Reader(shared)
    readers.append(reader)
    assert reader.read()[0] == "refused:"
    writer.close()


def test_an_immutable_read_is_done_anew_when_the_file_changes(
    store: SqliteStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was read while the file changed is thrown away, and a file that never rests refused."""
    store.close()
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    reading = SqliteStore(path, read_only=True)
    assert reading.ids() == ["a"]
    stamps = iter(range(1_000_000))
    monkeypatch.setattr(connections.Connections, "_stamp", lambda self: (next(stamps), 0, 0))
    with pytest.raises(ArchiveError, match="another user is writing"):
        reading.ids()
    reading.close()


def test_every_kind_of_error_has_words(path: Path) -> None:
    """Each of SQLite's result codes becomes an error of ours that names the file."""
    from kliping.index.store.sqlite.faults import in_words

    names = [name for name in dir(sqlite3) if name.startswith("SQLITE_") and name.isupper()]
    codes = {getattr(sqlite3, name) for name in names}
    for code in (c for c in codes if isinstance(c, int) and 0 < c < 10_000):
        error = sqlite3.OperationalError("something")
        error.sqlite_errorcode = code
        assert str(path) in str(in_words(error, path))
