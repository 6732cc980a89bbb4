"""Commits: which segments make the index, in one small file a commit.

`commit-<n>.json` holds one line of JSON, then a line with its CRC-32 in hex. The commit with the
greatest number counts. The one before it is kept, with its files, until the next, so that a
process that just read its name can still open it.

A commit describes itself: the fields that its segments were made for, and the identity and the
revision of the store that they were made from. A reader takes all of it from the commit it opens,
so it cannot mix the fields of one index with the segments of another.

Format history: 1 without identity and fields (kliping 0.1.0); 2; 3 with what hits show. An
index of another format is made anew from articles.db, never converted.
"""

import dataclasses
import json
import re
import time
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from kliping.index.errors import ArchiveDamagedError, ArchiveFormatError
from kliping.index.fields import FieldSpec, FieldType

from .files import REMEDY, write_whole
from .segment import DOCUMENTS_SUFFIX, POSTINGS_SUFFIX, SegmentInfo

FORMAT = 3
FIELD_TYPES = get_args(FieldType)
_NAME = re.compile(r"commit-(\d{1,18})\.json")
_SEGMENT = re.compile(r"seg-\d{1,19}")
_OURS = re.compile(r"(commit-\d+\.json|seg-\d+(\.documents|\.postings|-\d+\.deleted))(\.tmp)?")


class OlderCommitError(ArchiveDamagedError):
    """A commit that an older kliping wrote: whole, but not read any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """One state of the index.

    Attributes:
        number: counts the commits of this index.
        identity: of the store whose articles the index holds; "" for an index of no store.
        revision: the store's revision that it was brought to.
        stamp: tells the store at that revision from a copy of it that went on apart.
        fields: what its segments were made for.
        segments: in the order of their documents.
        next_segment: the number that the next segment's name gets.
    """

    number: int
    revision: int
    identity: str = ""
    stamp: str = ""
    fields: tuple[FieldSpec, ...] = ()
    segments: tuple[SegmentInfo, ...] = ()
    next_segment: int = 0

    def file_names(self) -> set[str]:
        """Return the names of all files that the commit needs."""
        names = {commit_name(self.number)}
        for segment in self.segments:
            names |= {segment.name + DOCUMENTS_SUFFIX, segment.name + POSTINGS_SUFFIX}
            if segment.deletions is not None:
                names.add(segment.deletions)
        return names


def commit_name(number: int) -> str:
    return f"commit-{number}.json"


def commit_numbers(folder: Path) -> list[int]:
    """Return the numbers of the commits in a folder, ascending."""
    matches = (_NAME.fullmatch(path.name) for path in folder.iterdir())
    return sorted(int(match[1]) for match in matches if match)


def free_number(folder: Path) -> int:
    """Return a number that no commit or segment in the folder has reached.

    It is at least the present microsecond, so that an index that is made again in the same folder
    never has a file name that open readers of the old one know.
    """
    names = [path.name for path in folder.iterdir() if _OURS.fullmatch(path.name)]
    taken = [int(number) for name in names for number in re.findall(r"\d+", name)]
    return max([time.time_ns() // 1000, *(number + 1 for number in taken)])


def write_commit(folder: Path, commit: Commit) -> None:
    """Write a commit under its name, whole or not at all."""
    body = json.dumps({"format": FORMAT, **dataclasses.asdict(commit)}, separators=(",", ":"))
    crc = zlib.crc32(body.encode())
    write_whole(folder / commit_name(commit.number), [f"{body}\n{crc:08x}\n".encode()])


def read_commit(folder: Path, number: int) -> Commit:
    """Read one commit.

    Raises:
        FileNotFoundError: there is none of that number (any more).
        ArchiveDamagedError: it is not whole.
        OlderCommitError: it was written by an older kliping.
        ArchiveFormatError: it was written by a newer kliping.
    """
    path = folder / commit_name(number)
    lines = path.read_bytes().split(b"\n")
    if len(lines) != 3 or lines[2] or lines[1] != b"%08x" % zlib.crc32(lines[0]):
        raise _damage(path, "its checksum does not match")
    try:
        row = json.loads(lines[0])
        format_ = row.pop("format")
        if format_ > FORMAT:
            raise ArchiveFormatError(
                f"{path} was written by a newer kliping; upgrade kliping, or run: kliping rebuild"
            )
        if format_ < FORMAT:
            raise OlderCommitError(
                f"{path} was written by an older kliping; make the index anew with: kliping rebuild"
            )
        commit = Commit(
            segments=tuple(SegmentInfo(**segment) for segment in row.pop("segments")),
            fields=tuple(FieldSpec(**field) for field in row.pop("fields")),
            **row,
        )
        sound = commit.number == number and _is_sound(commit)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise _damage(path, f"its content is not understood: {error!r}") from error
    if not sound:
        raise _damage(path, "it names files, fields or numbers that no commit of kliping has")
    return commit


def _damage(path: Path, fault: str) -> ArchiveDamagedError:
    return ArchiveDamagedError(f"{path} is damaged: {fault}; {REMEDY}")


def _is_sound(commit: Commit) -> bool:
    """Return whether numbers are numbers, and fields and files are such as kliping has."""
    return (
        all(type(number) is int for number in (commit.revision, commit.next_segment))
        and isinstance(commit.identity, str)
        and isinstance(commit.stamp, str)
        and all(map(_is_sound_field, commit.fields))
        and all(map(_is_sound_segment, commit.segments))
    )


def _is_sound_field(field: FieldSpec) -> bool:
    named = isinstance(field.name, str) and field.type in FIELD_TYPES
    return named and isinstance(field.exact, bool)


def _is_sound_segment(segment: SegmentInfo) -> bool:
    """Return whether a segment's files are named, and its documents counted, as kliping does."""
    counts = (segment.documents, segment.deleted, segment.size)
    return (
        _SEGMENT.fullmatch(segment.name) is not None
        and (segment.deletions is None or _OURS.fullmatch(segment.deletions) is not None)
        and all(type(count) is int and count >= 0 for count in counts)
        and segment.deleted <= segment.documents < 2**31
        and (segment.deletions is not None or not segment.deleted)
    )


def clean(folder: Path, keep: set[str]) -> None:
    """Delete what earlier commits and broken-off writes have left; call with the write lock."""
    for path in folder.iterdir():
        if path.name not in keep and _OURS.fullmatch(path.name):
            try:
                path.unlink(missing_ok=True)
            except PermissionError:  # Windows: a reader still maps it; the next commit tries again
                continue
