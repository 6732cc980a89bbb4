"""What the commands share: the archive to open."""

from dataclasses import dataclass

import click

from kliping.archive import Archive

DEFAULT_ARCHIVE = "arsip.kliping"


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The program's own options.

    Attributes:
        wait: seconds.
    """

    path: str
    wait: float
    debug: bool

    def open(self, *, create: bool = False) -> Archive:
        """Open the archive; the caller closes it."""
        return Archive(self.path, create=create, wait=self.wait)


pass_context = click.make_pass_decorator(Context)
