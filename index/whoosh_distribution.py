"""The base that the engine stands on: which distribution gives the import name `whoosh`.

Three distributions on PyPI install a package of that name, and pip lets one overwrite the files of
another. Then modules of two lines are mixed, and answers may be wrong without an error.
"""

from .errors import InstallationError
from .installed import iter_metadata, project_name

WANTED = "whoosh3"
# The other lines of Whoosh on PyPI, as of 2026-11.
OTHERS = ("whoosh", "whoosh-reloaded")


def check_whoosh(*, thorough: bool = False) -> None:
    """Make sure that `whoosh` comes from whoosh3 and from it alone.

    Args:
        thorough: look at the files of every installed distribution (70 ms), not only for those
            that are known to bring the name (under 1 ms where all is well).

    Raises:
        InstallationError: it is missing, or another distribution brings the name too.
    """
    if not thorough and _is_alone():
        return
    # Not needed by a search in a sound environment, and slow: see `installed`.
    from importlib.metadata import packages_distributions

    owners = {name for name in (WANTED, *OTHERS) if _is_installed(name)}
    if thorough:
        owners |= {name.lower() for name in packages_distributions().get("whoosh", [])}
    if WANTED not in owners:
        raise InstallationError(f"{WANTED} is not installed; mend with: pip install {WANTED}")
    if owners != {WANTED}:
        others = " ".join(sorted(owners - {WANTED}))
        raise InstallationError(
            f"{others} and {WANTED} both install the package 'whoosh', and one has overwritten "
            f"files of the other; mend with: pip uninstall {others} && "
            f"pip install --force-reinstall {WANTED}"
        )


def _is_alone() -> bool:
    try:
        names = {project_name(folder) for folder in iter_metadata()}
    except LookupError:
        return False
    return names & {WANTED, *OTHERS} == {WANTED}


def _is_installed(name: str) -> bool:
    from importlib.metadata import PackageNotFoundError, version

    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True
