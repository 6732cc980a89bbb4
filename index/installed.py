"""Which distributions are installed, by the names of their metadata folders.

`importlib.metadata` answers for certain. But its import and one question take 25 ms, as long as a
whole search (2026-11), so what every process asks is looked for here first.
"""

import os
import sys
from collections.abc import Iterator
from importlib.machinery import PathFinder
from pathlib import Path

_METADATA = (".dist-info", ".egg-info")


def iter_metadata() -> Iterator[Path]:
    """Yield the metadata of every distribution on `sys.path`: folders, seldom files.

    Raises:
        LookupError: there may be more than folders show: zip files, eggs, a finder of its own.
    """
    for finder in sys.meta_path:
        if hasattr(finder, "find_distributions") and finder is not PathFinder:
            raise LookupError(f"{finder!r} may know of more")
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")
        except NotADirectoryError:
            raise LookupError(f"{folder} is not a folder") from None
        except OSError:
            continue
        for name in names:
            if name.endswith(".egg"):
                raise LookupError(f"{folder} holds {name}")
            if name.endswith(_METADATA):
                yield Path(folder, name)


def project_name(metadata: Path) -> str:
    """Return the name that a metadata folder is for, normalised as in PEP 503."""
    name = metadata.name.removesuffix(".dist-info").removesuffix(".egg-info").partition("-")[0]
    return name.lower().replace("_", "-").replace(".", "-")
