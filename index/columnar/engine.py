"""The engine over one folder: commits, the writer, the newest reader."""

import contextlib
import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, tzinfo
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import TYPE_CHECKING

from kliping.index.columnar.storage.commits import (
    Commit,
    clean,
    commit_name,
    free_number,
    read_commit,
)
from kliping.index.columnar.storage.files import REMEDY, ArrayFile, sync_folder
from kliping.index.columnar.storage.opening import (
    OPEN_ATTEMPTS,
    newest_number,
    open_newest,
)
from kliping.index.columnar.storage.segment import Segment, SegmentInfo
from kliping.index.engine import Capabilities
from kliping.index.errors import (
    ArchiveDamagedError,
    ArchiveError,
    ArchiveLockedError,
    ArchiveNotFoundError,
    ArgumentError,
)
from kliping.index.fields import Document, FieldSpec

from .bm25 import Bm25
from .reader import ColumnarReader
from .view import View

if TYPE_CHECKING:
    from kliping.index.columnar.indexing.surface_table import Analyzer
    from kliping.index.columnar.indexing.writer import Writer

DEFAULT_MEMORY = 256 << 20  # bytes that a batch may take before it is written as a segment
LOCK_NAME = "write.lock"
# The coarsest step of a file system's times: two seconds, FAT's.
SETTLED_NS = 2_000_000_000


class ColumnarEngine:
    """One index on disk. See `kliping.index.engine.Engine`."""

    def __init__(
        self,
        path: Path,
        *,
        analyzer: "Analyzer",
        zone: tzinfo = UTC,
        similarity: Mapping[str, Bm25] = MappingProxyType({}),
        memory: int = DEFAULT_MEMORY,
        lock_timeout: float = 0.0,
    ) -> None:
        self._folder = path
        self._analyzer = analyzer
        self._zone = zone
        self._similarity = similarity
        self._memory = memory
        self._lock_timeout = lock_timeout
        self._opening = Lock()
        self._reader: ColumnarReader | None = None
        self._seen: tuple[int, int] | None = None
        self._commit: Commit | None = None
        self._segments: dict[SegmentInfo, Segment] = {}

    # Reading

    capabilities = Capabilities(
        exact_facets=True, exact_distinct=True, atomic_commits=True, term_iteration=True
    )

    @property
    def revision(self) -> int:
        return self.reader().revision

    def reader(self) -> ColumnarReader:
        """Return a view of the newest commit; the same object while nothing was committed.

        Raises:
            ArchiveDamagedError: a file of the index is missing or is not what was written.
        """
        with self._opening:
            seen = self._look()
            if self._reader is not None and seen is not None and seen == self._seen:
                return self._reader
            newest = newest_number(self._folder)
            if self._reader is None or self._commit is None or self._commit.number != newest:
                self._commit, self._segments = open_newest(self._folder, self._segments)
                segments = list(self._segments.values())
                view = View(segments, self._commit.fields, self._similarity, self._zone)
                self._reader = ColumnarReader(view, self._commit)
            self._seen = seen
            return self._reader

    def _look(self) -> tuple[int, int] | None:
        """Return what changes whenever a file of the folder does; None where it may have just now.

        A commit's rename sets the folder's time of change. File systems count that in steps of up
        to SETTLED_NS, so a time that is not older than a step tells nothing.
        """
        try:
            found = os.stat(self._folder)
        except OSError:
            return None
        if time.time_ns() - found.st_mtime_ns < SETTLED_NS:
            return None
        return found.st_ino, found.st_mtime_ns

    def close(self) -> None:
        """Forget the newest reader; readers that others hold go on working."""
        with self._opening:
            self._reader = self._commit = self._seen = None
            self._segments = {}

    # Writing

    def write(
        self,
        documents: Iterable[Document],
        *,
        deletions: Iterable[str] = (),
        revision: int,
        stamp: str = "",
    ) -> None:
        """Delete, then add documents, then commit as `revision`, all or nothing.

        Raises:
            ArchiveLockedError: another writer is at work.
            ArgumentError: a document does not suit the fields; nothing is changed.
            OSError: the disk is full or not writable; nothing is changed.
        """
        with self._locked() as commit:
            writer = self._writer(commit, [self._segments[info] for info in commit.segments])
            try:
                writer.delete(deletions)
                writer.add_all(documents)
                writer.merge_some()
                writer.commit(revision, stamp)
            except BaseException:
                clean(self._folder, self._keep(commit))
                raise

    def optimize(self) -> None:
        """Merge all segments into one."""
        with self._locked() as commit:
            if len(commit.segments) < 2 and not any(s.deleted for s in commit.segments):
                return
            writer = self._writer(commit, [self._segments[info] for info in commit.segments])
            try:
                writer.merge_range(0, len(commit.segments))
                writer.commit(commit.revision, commit.stamp)
            except BaseException:
                clean(self._folder, self._keep(commit))
                raise

    def rebuild(
        self,
        documents: Iterable[Document],
        *,
        fields: Sequence[FieldSpec],
        identity: str,
        revision: int,
        stamp: str = "",
    ) -> None:
        """Make the index anew of these documents alone, as one commit in the same folder.

        Its files have names that were never there, so readers go on with the old ones until the
        commit, and a killed process leaves the old index and some files that the next write clears.

        Raises:
            ArchiveLockedError: another writer is at work.
            ArgumentError: a document does not suit the fields, or a field is declared twice.
            OSError: the disk is full or not writable.
        """
        _check_fields(fields)
        self._folder.mkdir(parents=True, exist_ok=True)
        sync_folder(self._folder.parent)
        with self._exclusive():
            there = {path.name for path in self._folder.iterdir()}
            free = free_number(self._folder)
            base = Commit(
                number=free, revision=0, identity=identity, fields=tuple(fields), next_segment=free
            )
            writer = self._writer(base, [])
            try:
                writer.add_all(documents)
                writer.commit(revision, stamp)
            except BaseException:
                clean(self._folder, there)
                raise

    def try_documents(self, documents: Sequence[Document], *, fields: Sequence[FieldSpec]) -> None:
        """Raise what `rebuild` with these documents would raise for one of them; write nothing."""
        from kliping.index.columnar.indexing.batch import Batch
        from kliping.index.columnar.indexing.surface_table import SurfaceTable

        batch = Batch(fields, SurfaceTable(self._analyzer))
        for document in documents:
            batch.add(document)
        if documents:
            batch.arrays()

    def _writer(self, commit: Commit, segments: Sequence[Segment]) -> "Writer":
        from kliping.index.columnar.indexing.writer import (
            Writer,  # half of the engine's modules, which readers do without
        )

        return Writer(
            self._folder,
            commit,
            segments,
            analyzer=self._analyzer,
            memory=self._memory,
        )

    @contextlib.contextmanager
    def _locked(self) -> Iterator[Commit]:
        """Hold the write lock, and give the newest commit, leftovers of others cleaned away."""
        with self._exclusive():
            self.reader()
            assert self._commit is not None
            clean(self._folder, self._keep(self._commit))
            yield self._commit

    @contextlib.contextmanager
    def _exclusive(self) -> Iterator[None]:
        """Hold the write lock."""
        from filelock import FileLock, Timeout  # only writers need it

        lock = FileLock(self._folder / LOCK_NAME, timeout=self._lock_timeout)
        try:
            lock.acquire()
        except Timeout as timeout:
            raise ArchiveLockedError(
                f"{self._folder} is being written by another process; wait for it, "
                "or give it more time with: --wait SECONDS"
            ) from timeout
        try:
            yield
        finally:
            lock.release()

    def _keep(self, commit: Commit) -> set[str]:
        """Return the names of the files of a commit and of the one before it."""
        names = commit.file_names()
        with contextlib.suppress(FileNotFoundError, ArchiveDamagedError):
            names |= read_commit(self._folder, commit.number - 1).file_names()
        return names

    # Checking

    def check(self, *, deep: bool = False) -> list[str]:
        """Return one line per damage found; deep reads every byte."""
        for _ in range(OPEN_ATTEMPTS):
            number = newest_number(self._folder)
            found = self._check(number, deep=deep)
            if number == newest_number(self._folder):
                break  # else a file may be missing because a writer has replaced it
        return found

    def _check(self, number: int | None, *, deep: bool) -> list[str]:
        if number is None:
            return [f"{self._folder} holds no commit of an index"]
        found: list[str] = []
        checked: set[SegmentInfo] = set()
        # The commit before is kept for who just read its name: it is to be as sound.
        for each in (number, number - 1) if deep else (number,):
            try:
                commit = read_commit(self._folder, each)
            except FileNotFoundError:
                if each == number:
                    found.append(f"{self._folder / commit_name(each)} is missing")
                continue
            except (ArchiveError, OSError) as error:
                found.append(_without_remedy(error))
                continue
            for info in commit.segments:
                if info not in checked:
                    found += self._check_segment(info, commit.fields, deep=deep)
            checked.update(commit.segments)
        return found

    def _check_segment(
        self, info: SegmentInfo, fields: Sequence[FieldSpec], *, deep: bool
    ) -> list[str]:
        try:
            segment = Segment(self._folder, info)
            segment.ids  # noqa: B018  # opens the id column
            if not deep:
                return []
            found = segment.verify()
            if info.deletions is not None:
                found += ArrayFile(self._folder / info.deletions).verify()
            if not found:
                segment.read_everything(fields)
            return found
        except FileNotFoundError as missing:
            return [f"{missing.filename} is missing"]
        except (ArchiveError, OSError) as error:
            return [_without_remedy(error)]


def _without_remedy(error: Exception) -> str:
    return str(error).removesuffix(f"; {REMEDY}")


def open_engine(
    path: Path,
    *,
    fields: Sequence[FieldSpec],
    analyzer: "Analyzer",
    identity: str = "",
    zone: tzinfo = UTC,
    create: bool = False,
    similarity: Mapping[str, Bm25] = MappingProxyType({}),
    memory: int = DEFAULT_MEMORY,
    lock_timeout: float = 0.0,
) -> ColumnarEngine:
    """Open the index in a folder.

    Args:
        fields, identity: of an index that is made; one that is there says its own.
        create: make an empty index of revision 0 where there is none.
        zone: in which dates are counted by day, week, month and year.
        similarity: BM25's settings by field; the default for the others.
        memory: bytes that documents may take in memory before they are written as a segment.
        lock_timeout: seconds to wait for another writer.

    Raises:
        ArchiveNotFoundError: there is no index in the folder, and `create` is false.
        ArchiveDamagedError: a file of the index is missing or is not what was written.
        ArgumentError: a field is declared twice, or under a name that the engine uses itself.
    """
    engine = ColumnarEngine(
        path,
        analyzer=analyzer,
        zone=zone,
        similarity=similarity,
        memory=memory,
        lock_timeout=lock_timeout,
    )
    if newest_number(path) is None:
        if not create:
            raise ArchiveNotFoundError(f"no index at {str(path)!r}; make it with: kliping rebuild")
        engine.rebuild([], fields=fields, identity=identity, revision=0)
    engine.reader()
    return engine


def _check_fields(fields: Sequence[FieldSpec]) -> None:
    names = ["id"]
    for field in fields:
        names.append(field.name)
        if field.type == "text" and field.exact:
            names.append(f"{field.name}_exact")
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise ArgumentError(
            f"field name {repeated[0]!r} is taken twice; 'id' and the '_exact' form of a text "
            "field are names of the engine's own"
        )
