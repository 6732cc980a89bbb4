"""Arguments of public methods, checked at the door."""

from collections.abc import Iterable

from kliping.index import ArgumentError


def check_names(names: Iterable[str], argument: str) -> Iterable[str]:
    """Return the names, and refuse one string where several are meant.

    Raises:
        ArgumentError: `names` is a string, which would be taken for its letters.
    """
    if isinstance(names, str):
        raise ArgumentError(f"{argument} = {names!r}: expected several, as [{names!r}]")
    return names
