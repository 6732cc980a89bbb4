"""Whether any distribution but this one brings plugins, answered without importing the loader."""

from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType

from kliping.index.installed import iter_metadata

# The entry point group, and the project's name for pluggy.
PROJECT = "kliping"
# What plugins and enrichers of this distribution were called in older versions: archives and
# their settings may know them by these names.
RENAMED = MappingProxyType({"duplicates": "copies"})
# Where this distribution's own plugins live.
OWN_MODULES = "kliping.plugins."


def others_may_exist() -> bool:
    """Return False where no other distribution has a plugin, which is nearly always so.

    Costs a millisecond; the loader with importlib.metadata and pluggy 30 (2026-11).
    """
    try:
        return any(
            not module.startswith(OWN_MODULES)
            for folder in iter_metadata()
            for module in _declared(folder / "entry_points.txt")
        )
    except LookupError:
        return True


def _declared(path: Path) -> Iterator[str]:
    """Yield the modules that a file of entry points names in this project's group."""
    try:
        text = path.read_text("utf-8", "replace")
    except OSError:  # most distributions have none
        return
    group = ""
    for line in text.splitlines() if PROJECT in text else ():
        name, equals, module = line.partition("=")
        if line.startswith("["):
            group = line.strip()[1:-1].strip()
        elif equals and group == PROJECT and not name.lstrip().startswith("#"):
            yield module.strip()
