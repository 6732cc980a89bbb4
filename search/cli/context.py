"""What the commands share: the archive to open."""

from dataclasses import dataclass

import click

from kliping.archive.facade import Archive, open
from kliping.index.columnar import DEFAULT_MEMORY

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

    def open(
        self, *, create: bool = False, read_only: bool = False, memory: int = DEFAULT_MEMORY
    ) -> Archive:
        """Open the archive; the caller closes it.

        Args:
            memory: bytes, as for `kliping.open`.
        """
        return open(self.path, create=create, read_only=read_only, wait=self.wait, memory=memory)


pass_context = click.make_pass_decorator(Context)
