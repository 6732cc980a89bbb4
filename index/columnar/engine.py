"""The engine over one folder: commits, the writer, the newest reader."""

import contextlib
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
    commit_numbers,
    read_commit,
    write_commit,
)
from kliping.index.columnar.storage.files import ArrayFile, sync_folder
from kliping.index.columnar.storage.segment import Segment, SegmentInfo
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
REMEDY = "; mend it with: kliping rebuild"
# A reader opens the newest commit; if a writer replaced it twice meanwhile, it tries again.
OPEN_ATTEMPTS = 20


class ColumnarEngine:
    """One index on disk. See `kliping.index.engine.Engine`."""

    def __init__(
        self,
        path: Path,
        *,
        fields: Sequence[FieldSpec],
        analyzer: "Analyzer",
        zone: tzinfo = UTC,
        similarity: Mapping[str, Bm25] = MappingProxyType({}),
        memory: int = DEFAULT_MEMORY,
        lock_timeout: float = 0.0,
    ) -> None:
        _check_fields(fields)
        self.fields: tuple[FieldSpec, ...] = tuple(fields)
        self._folder = path
        self._analyzer = analyzer
        self._zone = zone
        self._similarity = similarity
        self._memory = memory
        self._lock_timeout = lock_timeout
        self._opening = Lock()
        self._reader: ColumnarReader | None = None
        self._commit: Commit | None = None
        self._segments: dict[SegmentInfo, Segment] = {}

    # Reading

    @property
    def revision(self) -> int:
        return self.reader().revision

    def reader(self) -> ColumnarReader:
        """Return a view of the newest commit; the same object while nothing was committed.

        Raises:
            ArchiveDamagedError: a file of the index is missing or is not what was written.
        """
        with self._opening:
            newest = self._newest_number()
            if self._reader is None or self._commit is None or self._commit.number != newest:
                self._open_newest()
            assert self._reader is not None
            return self._reader

    def _newest_number(self) -> int:
        try:
            numbers = commit_numbers(self._folder)
        except FileNotFoundError:
            numbers = []
        if not numbers:
            raise ArchiveDamagedError(
                f"{self._folder} holds no commit of an index; mend it with: kliping rebuild"
            )
        return numbers[-1]

    def _open_newest(self) -> None:
        number = -1
        for _ in range(OPEN_ATTEMPTS):
            newest = self._newest_number()
            try:
                commit = read_commit(self._folder, newest)
                opened = {
                    info: self._segments.get(info) or Segment(self._folder, info)
                    for info in commit.segments
                }
            except FileNotFoundError as missing:
                if newest == number:
                    raise ArchiveDamagedError(
                        f"{missing.filename} is missing; mend it with: kliping rebuild"
                    ) from missing
                number = newest
                continue
            view = View(list(opened.values()), self.fields, self._similarity, self._zone)
            self._reader = ColumnarReader(view, commit.revision)
            self._commit = commit
            self._segments = opened
            return
        raise ArchiveError(f"{self._folder}: commits are made faster than they can be read")

    def close(self) -> None:
        """Forget the newest reader; readers that others hold go on working."""
        self._reader = self._commit = None
        self._segments = {}

    # Writing

    def write(
        self, documents: Iterable[Document], *, deletions: Iterable[str] = (), revision: int
    ) -> None:
        """Delete, then add documents, then commit as `revision`, all or nothing.

        Raises:
            ArchiveLockedError: another writer is at work.
            ArgumentError: a document does not suit the fields; nothing is changed.
            OSError: the disk is full or not writable; nothing is changed.
        """
        with self._locked() as commit:
            writer = self._writer(commit)
            try:
                writer.delete(deletions)
                writer.add_all(documents)
                writer.merge_some()
                writer.commit(revision)
            except BaseException:
                clean(self._folder, self._keep(commit))
                raise

    def optimize(self) -> None:
        """Merge all segments into one."""
        with self._locked() as commit:
            if len(commit.segments) < 2 and not any(s.deleted for s in commit.segments):
                return
            writer = self._writer(commit)
            try:
                writer.merge_range(0, len(commit.segments))
                writer.commit(commit.revision)
            except BaseException:
                clean(self._folder, self._keep(commit))
                raise

    def _writer(self, commit: Commit) -> "Writer":
        from kliping.index.columnar.indexing.writer import (
            Writer,  # half of the engine's modules, which readers do without
        )

        return Writer(
            self._folder,
            commit,
            [self._segments[info] for info in commit.segments],
            fields=self.fields,
            analyzer=self._analyzer,
            memory=self._memory,
        )

    @contextlib.contextmanager
    def _locked(self) -> Iterator[Commit]:
        """Hold the write lock, and give the newest commit, leftovers of others cleaned away."""
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
            self.reader()
            assert self._commit is not None
            clean(self._folder, self._keep(self._commit))
            yield self._commit
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
        found: list[str] = []
        try:
            commit = read_commit(self._folder, self._newest_number())
        except (ArchiveError, OSError) as error:
            return [_without_remedy(error)]
        for info in commit.segments:
            try:
                segment = Segment(self._folder, info)
                segment.ids  # noqa: B018  # opens the id column
                if deep:
                    found += segment.verify()
                    if info.deletions is not None:
                        found += ArrayFile(self._folder / info.deletions).verify()
            except FileNotFoundError as missing:
                found.append(f"{missing.filename} is missing")
            except (ArchiveError, OSError, KeyError, ValueError) as error:
                found.append(_without_remedy(error))
        return found


def _without_remedy(error: Exception) -> str:
    return str(error).removesuffix(REMEDY)


def open_engine(
    path: Path,
    *,
    fields: Sequence[FieldSpec],
    analyzer: "Analyzer",
    zone: tzinfo = UTC,
    create: bool = False,
    similarity: Mapping[str, Bm25] = MappingProxyType({}),
    memory: int = DEFAULT_MEMORY,
    lock_timeout: float = 0.0,
) -> ColumnarEngine:
    """Open the index in a folder.

    Args:
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
        fields=fields,
        analyzer=analyzer,
        zone=zone,
        similarity=similarity,
        memory=memory,
        lock_timeout=lock_timeout,
    )
    if not (path.is_dir() and commit_numbers(path)):
        if not create:
            raise ArchiveNotFoundError(f"no index at {str(path)!r}; make it with: kliping rebuild")
        path.mkdir(parents=True, exist_ok=True)
        # Counting from the present microsecond, an index that is made again in the same folder
        # never has a file name that open readers of the old one know.
        now = time.time_ns() // 1000
        write_commit(path, Commit(number=now, revision=0, next_segment=now))
        sync_folder(path)
    engine.reader()
    return engine


def _check_fields(fields: Sequence[FieldSpec]) -> None:
    names = ["id"]
    for field in fields:
        names.append(field.name)
        if field.type == "text":
            names.append(f"{field.name}_exact")
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise ArgumentError(
            f"field name {repeated[0]!r} is taken twice; 'id' and the '_exact' form of a text "
            "field are names of the engine's own"
        )
