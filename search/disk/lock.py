"""The archive's writer lock: one process writes, any number read meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kliping.index import ArchiveError, ArchiveLockedError

LOCK_FILE = "write.lock"


@contextmanager
def writer_lock(folder: Path, wait: float) -> Iterator[None]:
    """Hold the archive's writer lock. The system releases it when the process ends.

    Args:
        wait: seconds to wait for another writer; 0 tries once.

    Raises:
        ArchiveLockedError: another process still holds it after `wait`.
        ArchiveError: the lock file cannot be opened: a full disk, no permission.
    """
    from filelock import FileLock, Timeout  # only writers need it

    lock = FileLock(folder / LOCK_FILE)
    try:
        lock.acquire(timeout=wait)
    except Timeout as error:
        raise ArchiveLockedError(
            f"another process is writing to {str(folder)!r} (waited {wait:g} s); "
            "try again when it is done, or wait longer with: --wait SECONDS"
        ) from error
    except OSError as error:
        raise ArchiveError(
            f"{folder / LOCK_FILE}: {error.strerror}; the archive can be read, and nothing of it "
            "is changed; to write, make room or mend the permissions, then do it again"
        ) from error
    try:
        yield
    finally:
        lock.release()
