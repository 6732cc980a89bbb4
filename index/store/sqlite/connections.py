"""One connection a thread, closed only while none of its statements runs.

A WAL database needs two files beside it that every reader maps. A user who may not write the folder
reads beside a live writer through the writer's; where no writer has left any, the file is read as
immutable, which is right only as long as nobody writes it: each such read looks at the file before
and after, and is done anew where it has changed.
"""

import os
import sqlite3
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from kliping.index.errors import ArchiveDamagedError, ArchiveError, ArchiveLockedError

from .faults import damage, in_words

Row = tuple[Any, ...]
_T = TypeVar("_T")
_Parameters = TypeVar("_Parameters", bound=Sequence[Any])

# How long a statement waits for a lock that another connection holds for a moment.
BUSY_SECONDS = 10.0
# Reads of a file that changes under them are done anew so often before they are given up.
MOST_READS = 20
CACHED_STATEMENTS = 256


class Connection:
    """One thread's connection. Another thread may close it, between two statements."""

    def __init__(self, path: Path, mode: str) -> None:
        """Open the file.

        Args:
            mode: of SQLite's URI: "rwc", "ro", "ro&immutable=1".
        """
        self.path = path
        self._lock = threading.RLock()
        self._closed = False
        try:
            self._raw = sqlite3.connect(
                f"{path.resolve().as_uri()}?mode={mode}",
                uri=True,
                timeout=BUSY_SECONDS,
                isolation_level=None,
                check_same_thread=False,  # so that close() can close every thread's
                cached_statements=CACHED_STATEMENTS,
            )
        except sqlite3.Error as error:
            raise in_words(error, path) from error

    def fetch(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Return all rows of a statement."""
        return self.apply(lambda raw: raw.execute(sql, parameters).fetchall())

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Execute a statement; return how many rows it changed."""
        return self.apply(lambda raw: raw.execute(sql, parameters).rowcount)

    def run_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> int:
        """Execute a statement for each row of parameters; return how many rows it changed."""
        return self.apply(lambda raw: raw.executemany(sql, rows).rowcount)

    def run_changing(self, sql: str, rows: Iterable[_Parameters]) -> list[_Parameters]:
        """Execute a statement for each row of parameters; return those that changed anything."""

        def execute(raw: sqlite3.Connection) -> list[_Parameters]:
            changing: list[_Parameters] = []

            def noted() -> Iterator[_Parameters]:
                # executemany executes a row before it asks for the next.
                before = raw.total_changes
                for row in rows:
                    yield row
                    if raw.total_changes != before:
                        before = raw.total_changes
                        changing.append(row)

            raw.executemany(sql, noted())
            return changing

        return self.apply(execute)

    def backup(self, path: Path) -> None:
        """Write a consistent copy of the whole database to a new file."""

        def copy(raw: sqlite3.Connection) -> None:
            target = sqlite3.connect(path)
            try:
                raw.backup(target)
            finally:
                target.close()

        self.apply(copy)

    def rollback(self) -> None:
        """Take the running transaction back; SQLite may have done so itself after an error."""
        with self._lock:
            if not self._closed and self._raw.in_transaction:
                self._raw.execute("ROLLBACK")

    def undo(self, savepoint: str) -> None:
        """Take back what was done since a savepoint, unless SQLite took the whole back."""
        with self._lock:
            if not self._closed and self._raw.in_transaction:
                self._raw.execute(f"ROLLBACK TO {savepoint}")
                self._raw.execute(f"RELEASE {savepoint}")

    def close(self) -> None:
        """Close as soon as no statement of the connection runs."""
        with self._lock:
            self._closed = True
            self._raw.close()

    def __del__(self) -> None:
        # The thread is gone, or `_raw` was never made.
        if raw := getattr(self, "_raw", None):
            raw.close()

    def apply(self, use: Callable[[sqlite3.Connection], _T]) -> _T:
        """Use SQLite's own connection, which nobody closes meanwhile; its errors become ours."""
        with self._lock:
            if self._closed:
                raise closed_error(self.path)
            try:
                return use(self._raw)
            except sqlite3.Error as error:
                raise in_words(error, self.path) from error
            except UnicodeDecodeError as error:
                # SQLite names a damaged table in its error; Python cannot read the name.
                raise damage(self.path, f"a name or text in it is no UTF-8 ({error})") from error


class Connections:
    """The connections of all threads to one file."""

    def __init__(self, path: Path, *, read_only: bool) -> None:
        self.path = path
        self.read_only = read_only
        self._local = threading.local()
        self._all: weakref.WeakSet[Connection] = weakref.WeakSet()
        self._guard = threading.Lock()
        self._closed = False
        # A folder that cannot be written has no room for the files of a WAL database.
        self._watched = read_only and not os.access(path.parent, os.W_OK)

    def own(self) -> Connection:
        """Return this thread's connection."""
        connection: Connection | None = getattr(self._local, "connection", None)
        if connection is not None and self._closed:
            raise closed_error(self.path)
        if connection is None:
            connection = self._open("rwc" if not self.read_only else "ro")
            self._local.connection = connection
        return connection

    def fetch(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Return all rows of a reading statement."""
        return self.reading(lambda connection: connection.fetch(sql, parameters))

    def reading(self, use: Callable[[Connection], _T]) -> _T:
        """Return what a use of a connection gives, which only reads; it may be done anew."""
        if not self._watched:
            try:
                return use(self.own())
            except (ArchiveDamagedError, ArchiveLockedError):
                raise
            except ArchiveError:
                # On a full disk the files of a WAL database cannot be made for a reader either.
                if not self.read_only or self._closed:
                    raise
                self._watched = True
        for _ in range(MOST_READS):
            before = self._stamp()
            if before is None:
                return use(self._shared())
            try:
                given = use(self._immutable(before))
            except ArchiveError:
                if self._stamp() == before:
                    raise
                continue  # what was read was half old, half new
            if self._stamp() == before:
                return given
        raise ArchiveError(
            f"{self.path}: another user is writing to it, and this user may not write its folder, "
            "which reading beside a writer needs; try again when that is done"
        )

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let all reads of this thread in the block see one state of the file.

        Where this user may not write the folder each read sees the newest state.
        """
        if self._watched:
            yield
            return
        connection = self.own()
        connection.run("BEGIN")
        try:
            yield
        finally:
            connection.rollback()

    def close(self) -> None:
        """Close every thread's connection, each after the statement that it runs."""
        with self._guard:
            self._closed = True
            connections = list(self._all)
        for connection in connections:
            connection.close()

    def _open(self, mode: str) -> Connection:
        connection = Connection(self.path, mode)
        if not self.read_only:
            connection.fetch("PRAGMA synchronous = FULL")
        with self._guard:
            if self._closed:
                connection.close()
                raise closed_error(self.path)
            self._all.add(connection)
        return connection

    # -- where this user may not write the folder ----------------------------------------------

    def _stamp(self) -> tuple[int, int, int] | None:
        """Return what changes whenever the file does; None where a writer's log holds changes."""
        try:
            if os.stat(f"{self.path}-wal").st_size:
                return None
        except FileNotFoundError:
            pass
        except OSError:
            return None
        try:
            found = os.stat(self.path)
        except OSError as error:
            raise ArchiveError(f"{self.path}: {error.strerror}") from error
        return found.st_ino, found.st_size, found.st_mtime_ns

    def _shared(self) -> Connection:
        """Return this thread's connection that reads through the writer's files."""
        kept: Connection | None = getattr(self._local, "shared", None)
        if kept is None or self._closed:
            kept = self._local.shared = self._open("ro")
        return kept

    def _immutable(self, stamp: tuple[int, int, int]) -> Connection:
        """Return this thread's connection to the file as it is since `stamp`."""
        kept: tuple[tuple[int, int, int], Connection] | None
        kept = getattr(self._local, "immutable", None)
        if kept is None or kept[0] != stamp or self._closed:
            kept = self._local.immutable = (stamp, self._open("ro&immutable=1"))
        return kept[1]


def closed_error(path: Path) -> ArchiveError:
    """Return the error of a store that is used after it was closed."""
    return ArchiveError(f"archive {str(path.parent)!r} is closed; open it again")
