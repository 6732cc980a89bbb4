"""Every state that an archive's folder can be in, each with what it means and what mends it.

An archive is a folder with a *store* (articles.db, the system of record) and two *indexes* that are
derived from it. The folder's state is told without opening the store; an index's state is told
against the store's identity and revision.
"""

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from kliping.index import (
    ArchiveDamagedError,
    ArchiveError,
    ArchiveFormatError,
    ArchiveNotFoundError,
    ArgumentError,
)
from kliping.index.columnar import IndexKind, index_state
from kliping.index.columnar.storage.commits import Commit
from kliping.index.engine import EngineReader
from kliping.index.store import Store

from .lock import LOCK_FILE
from .settings import SETTINGS_FILE

STORE_FILE = "articles.db"
ARTICLES_INDEX = "index"
QUOTATIONS_INDEX = "quotations"
INDEXES = (ARTICLES_INDEX, QUOTATIONS_INDEX)
TEMPORARY = ".tmp"

REBUILD = "kliping rebuild"


class FolderKind(Enum):
    """The states of an archive's folder, by the files that are in it."""

    ABSENT = "absent"  # there is nothing at the path
    FILE = "file"  # the path is a file
    EMPTY = "empty"
    BEGUN = "begun"  # a creation was broken off: nothing was ever stored
    FOREIGN = "foreign"  # a folder of something else
    STORE_LOST = "store lost"  # indexes without articles.db
    STORE_EMPTY = "store empty"  # articles.db of 0 bytes beside indexes
    ARCHIVE = "archive"


class IndexStanding(Enum):
    """The states of one index, compared with its store."""

    ABSENT = "absent"  # no folder, or one without a commit
    CURRENT = "current"
    BEHIND = "behind"  # a write was broken off between the store and the index
    OLDER_FORMAT = "older format"
    NEWER_FORMAT = "newer format"
    DAMAGED = "damaged"
    OF_ANOTHER_STORE = "of another store"
    AHEAD = "ahead"  # the store was restored from an older copy

    @property
    def is_readable(self) -> bool:
        """Whether a search may use the index."""
        return self in (IndexStanding.CURRENT, IndexStanding.BEHIND)

    @property
    def is_replaceable(self) -> bool:
        """Whether a writer may make the index anew without being told to.

        An index of another store, of a newer revision or of a newer format says that somebody
        exchanged files, or uses a newer kliping here: only the user knows which file is the right
        one.
        """
        return self not in (
            IndexStanding.OF_ANOTHER_STORE,
            IndexStanding.AHEAD,
            IndexStanding.NEWER_FORMAT,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderState:
    """The state of an archive's folder; `message` says what mends it, "" for an archive."""

    kind: FolderKind
    message: str = ""

    def error(self) -> ArchiveError | ArgumentError:
        """Return the error of opening a folder in this state."""
        if self.kind in (FolderKind.STORE_LOST, FolderKind.STORE_EMPTY):
            return ArchiveDamagedError(self.message)
        return ArchiveNotFoundError(self.message)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexState:
    """The state of one index; `message` says what mends it, "" where it is current."""

    folder: Path
    standing: IndexStanding
    message: str = ""

    def error(self) -> ArchiveError:
        """Return the error of searching an index in this state."""
        if self.standing is IndexStanding.NEWER_FORMAT:
            return ArchiveFormatError(self.message)
        if self.standing is IndexStanding.ABSENT:
            return ArchiveError(self.message)
        return ArchiveDamagedError(self.message)


def folder_state(folder: Path) -> FolderState:
    """Return the state of an archive's folder, by the files that are in it."""
    shown = str(folder)
    make = f"no archive at {shown!r}; make one with: kliping index FOLDER"
    try:
        names = {path.name for path in folder.iterdir()}
    except FileNotFoundError:
        return FolderState(kind=FolderKind.ABSENT, message=make)
    except NotADirectoryError:
        return FolderState(
            kind=FolderKind.FILE,
            message=f"no archive at {shown!r}: it is a file; an archive is a folder",
        )
    except OSError as error:
        raise ArchiveError(f"{shown!r} cannot be read: {error.strerror}") from error
    indexed = [name for name in INDEXES if _holds_index(folder / name)]
    restore = "restore articles.db from a backup, or move the folder away and index the sources"
    if STORE_FILE not in names:
        if indexed:
            return FolderState(
                kind=FolderKind.STORE_LOST,
                message=f"{folder / STORE_FILE} is missing beside {indexed[0]}/, which was made "
                f"from it; {restore} anew",
            )
        if not names:
            return FolderState(kind=FolderKind.EMPTY, message=make)
        if all(_is_of_creation(name) for name in names):
            return FolderState(kind=FolderKind.BEGUN, message=make)
        return FolderState(
            kind=FolderKind.FOREIGN,
            message=f"no archive at {shown!r}: it is a folder of other files, as "
            f"{min(n for n in names if not _is_of_creation(n))!r}",
        )
    if not (folder / STORE_FILE).stat().st_size:
        if indexed:
            return FolderState(
                kind=FolderKind.STORE_EMPTY,
                message=f"{folder / STORE_FILE} is empty beside {indexed[0]}/, which was made "
                f"from it; {restore} anew",
            )
        return FolderState(kind=FolderKind.BEGUN, message=make)
    return FolderState(kind=FolderKind.ARCHIVE)


def standing_of(folder: Path, *, store: Store, reader: EngineReader | None = None) -> IndexState:
    """Return the state of an index against the store that it shall belong to.

    Args:
        folder: of the index.
        reader: of the index, where it is open already.

    Raises:
        ArchiveError: the files cannot be read: no permission, a failing disk.
    """
    made: EngineReader | Commit | None = reader
    if reader is None:
        found = index_state(folder)
        made = found.commit
        if made is None:
            standing = {
                IndexKind.ABSENT: IndexStanding.ABSENT,
                IndexKind.OLDER: IndexStanding.OLDER_FORMAT,
                IndexKind.NEWER: IndexStanding.NEWER_FORMAT,
                IndexKind.DAMAGED: IndexStanding.DAMAGED,
            }[found.kind]
            return IndexState(folder=folder, standing=standing, message=found.reason)
    assert made is not None
    standing, message = _compare(folder, made, store)
    return IndexState(folder=folder, standing=standing, message=message)


def _compare(folder: Path, made: EngineReader | Commit, store: Store) -> tuple[IndexStanding, str]:
    """Return (state, message) of an index that can be read."""
    # Read after the index was opened: a writer commits to the store first.
    revision = store.revision
    if made.identity != store.identity:
        return IndexStanding.OF_ANOTHER_STORE, (
            f"{folder} was made from another {STORE_FILE} than the one beside it; put the right "
            f"{STORE_FILE} back, or make the index from the one that is there with: {REBUILD}"
        )
    if made.revision > revision:
        return IndexStanding.AHEAD, (
            f"{folder} was made from revision {made.revision} of {STORE_FILE}, which is at "
            f"revision {revision}: an older copy was put in its place, and "
            f"{made.revision - revision} later writes are not in it; put the newer {STORE_FILE} "
            f"back, or go on with the one that is there: {REBUILD}"
        )
    stamp = store.stamp(made.revision)
    if stamp is None:
        return IndexStanding.DAMAGED, (
            f"{folder} is so much older than {STORE_FILE}, by {revision - made.revision} of its "
            f"revisions, that nothing tells whether it was made from it; make it anew with: "
            f"{REBUILD}"
        )
    if stamp != made.stamp:
        return IndexStanding.OF_ANOTHER_STORE, (
            f"{folder} was made from another copy of {STORE_FILE} than the one beside it, and the "
            f"two went on apart; put the right {STORE_FILE} back, or make the index from the one "
            f"that is there with: {REBUILD}"
        )
    if made.revision < revision:
        return IndexStanding.BEHIND, (
            f"{folder} is older than the store, by {revision - made.revision} of its revisions; "
            f"the next command that may write brings it up to date; or: {REBUILD}"
        )
    return IndexStanding.CURRENT, ""


def _holds_index(folder: Path) -> bool:
    """Return whether something was ever committed to an index's folder, readable or not."""
    try:
        return index_state(folder).kind is not IndexKind.ABSENT
    except ArchiveError:
        return True


def _is_of_creation(name: str) -> bool:
    """Return whether a file may be left of a creation that was broken off."""
    return (
        name in (SETTINGS_FILE, LOCK_FILE, *INDEXES)
        or name.startswith(STORE_FILE)
        or name.endswith(TEMPORARY)
    )
