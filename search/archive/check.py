"""Look for damage in an archive: its store, its indexes, and whether they agree."""

from dataclasses import replace

from kliping.disk.lock import writer_lock
from kliping.disk.states import IndexStanding, IndexState
from kliping.index import ArchiveDamagedError, ArchiveError, ArchiveLockedError
from kliping.ingest.indexing import ANALYZER, REFUSED, UNUSABLE

from .session import Session

_REMEDY = "mend with: kliping rebuild"


def _settled_states(session: Session) -> list[IndexState]:
    """Return the state of each index when no writer is between the store and the index."""
    states = session.index_states()
    if all(state.standing is not IndexStanding.BEHIND for state in states):
        return states
    try:
        with writer_lock(session.path, session.wait):
            return session.index_states()
    except ArchiveLockedError:
        # A writer at work brings the indexes up to date by itself.
        return [replace(s, message="") if s.standing is IndexStanding.BEHIND else s for s in states]
    except ArchiveError:  # this user may not write; nobody may be writing either
        return states


def find_damage(session: Session, *, deep: bool) -> list[str]:
    """Return one line for each damage found.

    Args:
        deep: read every byte of the store and the indexes, and compare the checksums.
    """
    store = session.store
    found = store.check(deep=deep)
    try:
        made_with, refused = store.meta(ANALYZER), store.meta(REFUSED) or {}
    except ArchiveDamagedError as error:
        return found or [str(error)]
    for state in _settled_states(session):
        if state.standing.is_readable:
            engine = session.engine_of(state)
            found += [f"{line}; {_REMEDY}" for line in engine.check(deep=deep)]
        if state.standing is IndexStanding.ABSENT and not store.revision:
            continue  # nothing was ever stored
        if state.message:
            found.append(state.message)
    if made_with not in (None, session.analyzer.fingerprint):
        found.append(
            f"{session.path}: analyzed by another version of the analyzer; "
            "make it current with: kliping rebuild"
        )
    for name, articles in sorted(refused.items()):
        found += [
            f"{session.path / name}: article {id!r} is not wholly in it: {reason}"
            for id, reason in sorted(articles.items())
        ]
    found += [
        f"{store.path}: article {id!r}, {failure}; mend with: kliping enrich --stale"
        for id, _, failure in store.failures()
        if UNUSABLE in failure
    ]
    return found
