"""Open the newest commit of a folder, and tell the states that the folder can be in."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from types import MappingProxyType

from kliping.index.errors import ArchiveDamagedError, ArchiveError, ArchiveFormatError

from .commits import Commit, OlderCommitError, commit_numbers, read_commit
from .files import REMEDY
from .segment import Segment, SegmentInfo

# A reader opens the newest commit; if a writer replaced it meanwhile, it tries again.
OPEN_ATTEMPTS = 20


class IndexKind(Enum):
    """The states of an index's folder."""

    ABSENT = "absent"  # no folder, or one without a commit: nothing was ever committed
    PRESENT = "present"
    OLDER = "older"  # whole, but of an older format
    NEWER = "newer"  # of a newer format
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexState:
    """The state of an index's folder.

    Attributes:
        reason: what is wrong and what mends it; "" where the index is present.
        commit: the newest one, where it can be read.
    """

    kind: IndexKind
    reason: str = ""
    commit: Commit | None = None


def newest_number(folder: Path) -> int | None:
    """Return the number of the newest commit; None where there is none."""
    try:
        numbers = commit_numbers(folder)
    except FileNotFoundError:
        return None
    except NotADirectoryError as error:
        raise ArchiveDamagedError(
            f"{folder} is a file, expected the folder of an index; move it away, then run: "
            "kliping rebuild"
        ) from error
    except OSError as error:
        raise ArchiveError(f"{folder} cannot be read: {error.strerror}") from error
    return numbers[-1] if numbers else None


def open_newest(
    folder: Path, known: Mapping[SegmentInfo, Segment] = MappingProxyType({})
) -> tuple[Commit, dict[SegmentInfo, Segment]]:
    """Open the newest commit, although a writer may replace it meanwhile.

    Args:
        known: segments that are open already.

    Raises:
        ArchiveDamagedError: there is no commit, or a file is missing or not what was written.
        ArchiveFormatError: a newer kliping wrote it.
        ArchiveError: the files cannot be read.
    """
    tried = -1
    for _ in range(OPEN_ATTEMPTS):
        newest = newest_number(folder)
        if newest is None:
            raise ArchiveDamagedError(f"{folder} holds no commit of an index; {REMEDY}")
        try:
            commit = read_commit(folder, newest)
            return commit, {
                info: known.get(info) or Segment(folder, info) for info in commit.segments
            }
        except FileNotFoundError as missing:
            if newest == tried:
                raise ArchiveDamagedError(f"{missing.filename} is missing; {REMEDY}") from missing
            tried = newest
        except OSError as error:
            raise ArchiveError(f"{error.filename} cannot be read: {error.strerror}") from error
    raise ArchiveError(f"{folder}: commits are made faster than they can be read")


def index_state(folder: Path) -> IndexState:
    """Return the state of an index's folder, by its newest commit.

    Raises:
        ArchiveError: the files cannot be read.
    """
    try:
        if newest_number(folder) is None:
            reason = f"{folder} holds no index; make it with: kliping rebuild"
            return IndexState(kind=IndexKind.ABSENT, reason=reason)
        commit, _ = open_newest(folder)
    except OlderCommitError as error:
        return IndexState(kind=IndexKind.OLDER, reason=str(error))
    except ArchiveFormatError as error:
        return IndexState(kind=IndexKind.NEWER, reason=str(error))
    except ArchiveDamagedError as error:
        return IndexState(kind=IndexKind.DAMAGED, reason=str(error))
    return IndexState(kind=IndexKind.PRESENT, commit=commit)
