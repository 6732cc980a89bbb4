"""The engine over one folder: commits, the writer, the newest reader."""

import contextlib
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, tzinfo
from pathlib import Path
from threading import Lock
from types import MappingProxyType

import numpy as np

from kliping.index.errors import (
    ArchiveDamagedError,
    ArchiveError,
    ArchiveLockedError,
    ArchiveNotFoundError,
    ArgumentError,
)
from kliping.index.fields import Document, FieldSpec

from .batch import Batch
from .commit import Commit, clean, commit_numbers, read_commit, write_commit
from .files import ArrayFile, sync_folder, write_array_file
from .merging import choose_merge, merge
from .reader import ColumnarReader
from .segment import Segment, SegmentInfo, write_segment
from .similarity import Bm25
from .surfaces import Analyzer, SurfaceTable
from .view import View

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
        analyzer: Analyzer,
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
            writer = _Writer(self, commit)
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
            writer = _Writer(self, commit)
            try:
                writer.merge_range(0, len(commit.segments))
                writer.commit(commit.revision)
            except BaseException:
                clean(self._folder, self._keep(commit))
                raise

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


class _Writer:
    """One write: new segments and deletions, until the commit makes them count."""

    def __init__(self, engine: ColumnarEngine, commit: Commit) -> None:
        self._engine = engine
        self._folder = engine._folder
        self._base = commit
        self._next = commit.next_segment
        self._segments: list[Segment] = [engine._segments[info] for info in commit.segments]
        self._dead: dict[str, set[int]] = {}  # by segment name, deleted in this write

    def delete(self, ids: Iterable[str]) -> None:
        for id in ids:
            self._delete(id, len(self._segments))

    def _delete(self, id: str, before: int) -> None:
        """Delete the documents with the id in the first `before` segments."""
        key = id.encode("utf-8", "surrogatepass")
        for segment in self._segments[:before]:
            postings = segment.postings("id")
            number = -1 if postings is None else postings.terms.find(key)
            if postings is not None and number >= 0:
                documents = postings.documents(number, number + 1).tolist()
                self._dead.setdefault(segment.info.name, set()).update(documents)

    def add_all(self, documents: Iterable[Document]) -> None:
        engine = self._engine
        surfaces = SurfaceTable(engine._analyzer)
        batch = Batch(engine.fields, surfaces)
        for count, document in enumerate(documents, 1):
            batch.add(document)
            if count % 64 == 0 and batch.cost >= engine._memory:
                self._flush(batch)
                batch = Batch(engine.fields, surfaces)
        if len(batch):
            self._flush(batch)

    def _flush(self, batch: Batch) -> None:
        """Write a batch as a segment; the last document with an id is the one that counts."""
        for id in batch.ids:
            self._delete(id, len(self._segments))
        last = {id: number for number, id in enumerate(batch.ids)}
        documents, postings = batch.arrays()
        info = write_segment(self._folder, self._name(), documents, postings, count=len(batch))
        if len(last) < len(batch):
            replaced = set(range(len(batch))).difference(last.values())
            self._dead[info.name] = replaced
        self._segments.append(Segment(self._folder, info))

    def _name(self) -> str:
        self._next += 1
        return f"seg-{self._next - 1}"

    def merge_some(self) -> None:
        """Merge segments as long as the policy asks for it."""
        while True:
            chosen = choose_merge([self._settled(s).info for s in self._segments])
            if chosen is None:
                return
            self.merge_range(*chosen)

    def merge_range(self, low: int, high: int) -> None:
        """Merge consecutive segments into one."""
        sources = [self._settled(segment) for segment in self._segments[low:high]]
        documents, postings, count = merge(sources)
        merged: list[Segment] = []
        if count:
            info = write_segment(self._folder, self._name(), documents, postings, count=count)
            merged.append(Segment(self._folder, info))
        for segment in sources:
            self._dead.pop(segment.info.name, None)
        self._segments[low:high] = merged

    def _settled(self, segment: Segment) -> Segment:
        """Return the segment with this write's deletions applied, in memory."""
        dead = self._dead.get(segment.info.name)
        if not dead:
            return segment
        live = np.ones(segment.count, bool) if segment.live is None else segment.live.copy()
        live[list(dead)] = False
        settled = Segment.__new__(Segment)
        settled.__dict__.update(segment.__dict__)
        settled.live = live
        deleted = segment.count - int(live.sum())
        settled.info = SegmentInfo(
            name=segment.info.name,
            documents=segment.info.documents,
            deletions=segment.info.deletions,
            deleted=deleted,
            size=segment.info.size,
        )
        return settled

    def commit(self, revision: int) -> None:
        """Write the deletions and the commit; make all of it durable; drop what is obsolete."""
        number = self._base.number + 1
        infos = []
        for segment in self._segments:
            settled = self._settled(segment)
            if settled.info.deleted == settled.count and settled.count:
                continue
            infos.append(self._with_deletions(segment, settled, number))
        commit = Commit(
            number=number, revision=revision, segments=tuple(infos), next_segment=self._next
        )
        sync_folder(self._folder)
        write_commit(self._folder, commit)
        sync_folder(self._folder)
        clean(self._folder, commit.file_names() | self._base.file_names())

    def _with_deletions(self, segment: Segment, settled: Segment, number: int) -> SegmentInfo:
        if settled.info.deleted == segment.info.deleted or settled.live is None:
            return segment.info
        name = f"{segment.info.name}-{number}.deleted"
        packed = np.packbits(~settled.live)
        write_array_file(self._folder / name, {"deleted": packed}, {"documents": settled.count})
        return SegmentInfo(
            name=segment.info.name,
            documents=segment.info.documents,
            deletions=name,
            deleted=settled.info.deleted,
            size=segment.info.size,
        )


def open_engine(
    path: Path,
    *,
    fields: Sequence[FieldSpec],
    analyzer: Analyzer,
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
