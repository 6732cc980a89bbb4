"""The folders that the campaign works in."""

import contextlib
import importlib
import pkgutil
import random
import shutil
from copy import copy
from dataclasses import dataclass
from pathlib import Path

import kliping

from .actions import ARCHIVE, make_base, write_sources
from .inspecting import READING_COMMANDS
from .processes import run_here


def import_everything() -> None:
    """Import every module of kliping, so that no child has to."""
    for module in pkgutil.walk_packages(kliping.__path__, "kliping."):
        if not module.name.endswith("__main__"):
            with contextlib.suppress(ImportError):  # an extra that is not installed
                importlib.import_module(module.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much is tried.

    Attributes:
        cases: of each part: kills, images, flips.
        seconds: that readers run beside a writer.
        seed: of everything that is drawn.
    """

    cases: int
    seconds: float
    seed: int

    def chance(self) -> random.Random:
        """Return a source of random numbers, the same for every part."""
        return random.Random(self.seed)


class Scratch:
    """One folder: sources to read, an archive to begin with, and a box for the one under trial.

    Attributes:
        box: holds the archive under trial, and nothing else.
        archive: that archive.
        base: the archive that is copied into the box.
        sources: files that the program indexes.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.box = folder / "box"
        self.archive = self.box / ARCHIVE
        self.base = folder / "base.kliping"
        self.sources = folder / "sources"
        self.sources.mkdir(parents=True, exist_ok=True)
        write_sources(self.sources)
        import_everything()
        # In this process, not in a child's: what is loaded here is there in every child.
        make_base(self.base)
        for arguments in READING_COMMANDS:
            ran = run_here(self.base, arguments)
            if ran.code:
                raise RuntimeError(f"fails on an archive that nothing disturbed: {ran}")

    def on(self, folder: Path) -> "Scratch":
        """Return the same with its box in another folder."""
        other = copy(self)
        other.box = folder / "box"
        other.archive = other.box / ARCHIVE
        return other

    def fresh(self, *, base: bool) -> Path:
        """Empty the box, put a copy of the base into it if wanted; return the archive's path."""
        shutil.rmtree(self.box, ignore_errors=True)
        self.box.mkdir()
        if base:
            shutil.copytree(self.base, self.archive)
        return self.archive

    def log(self) -> Path:
        """Return the path of an empty log."""
        path = self.folder / "operations.log"
        path.unlink(missing_ok=True)
        return path
