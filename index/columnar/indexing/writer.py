"""The writer: one write's new segments and deletions, until its commit makes them count."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from kliping.index.columnar.storage.commits import Commit, clean, write_commit
from kliping.index.columnar.storage.files import sync_folder, write_array_file
from kliping.index.columnar.storage.segment import Segment, SegmentInfo, write_segment
from kliping.index.fields import Document

from .batch import Batch
from .merging import choose_merge, merge
from .surface_table import Analyzer, SurfaceTable


class Writer:
    """One write: new segments and deletions, until the commit makes them count."""

    def __init__(
        self,
        folder: Path,
        commit: Commit,
        segments: Sequence[Segment],
        *,
        analyzer: Analyzer,
        memory: int,
    ) -> None:
        """Begin a write on top of a commit.

        Args:
            commit: says the fields and the store's identity too.
            segments: those of the commit, or none to begin anew.
        """
        self._folder = folder
        self._base = commit
        self._fields = commit.fields
        self._analyzer = analyzer
        self._memory = memory
        self._next = commit.next_segment
        self._segments = list(segments)
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
        surfaces = SurfaceTable(self._analyzer)
        batch = Batch(self._fields, surfaces)
        for count, document in enumerate(documents, 1):
            batch.add(document)
            if count % 64 == 0 and batch.cost >= self._memory:
                self._flush(batch)
                batch = Batch(self._fields, surfaces)
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

    def commit(self, revision: int, stamp: str) -> None:
        """Write the deletions and the commit; make all of it durable; drop what is obsolete."""
        number = self._base.number + 1
        infos = []
        for segment in self._segments:
            settled = self._settled(segment)
            if settled.info.deleted == settled.count and settled.count:
                continue
            infos.append(self._with_deletions(segment, settled, number))
        commit = replace(
            self._base,
            number=number,
            revision=revision,
            stamp=stamp,
            segments=tuple(infos),
            next_segment=self._next,
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
