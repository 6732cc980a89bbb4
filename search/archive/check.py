"""Look for damage in an archive: its store, its indexes, and whether they agree."""

from .session import Session

_REMEDY = "mend with: kliping rebuild"


def find_damage(session: Session, *, deep: bool) -> list[str]:
    """Return one line for each damage found.

    Args:
        deep: read every byte of the indexes and compare the checksums.
    """
    store = session.store
    found = [f"{store.path}: {line}" for line in store.integrity()]
    if store.meta("fields") is None:
        return found
    for folder, engine in session.indexes():
        if engine is None:
            found += session.damage_of(folder)
            continue
        found += [f"{line}; {_REMEDY}" for line in engine.check(deep=deep)]
        if engine.revision < store.revision:
            found.append(f"{folder}: older than the store; {_REMEDY}")
    if store.meta("analyzer") != session.analyzer.fingerprint:
        found.append(
            f"{session.path}: analyzed by another version of the analyzer; "
            "make it current with: kliping rebuild"
        )
    return found
