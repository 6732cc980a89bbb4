"""A session: one open archive folder, with its store, its two indexes, its plugins and its lock.

What answers a question about the archive is given a session; nothing inherits from it.
"""

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from kliping.disk.layout import (
    ARTICLES_INDEX,
    QUOTATIONS_INDEX,
    STORE_FILE,
    field_from_row,
    field_to_row,
    is_archive,
    open_index,
    open_store,
    remove_indexes,
)
from kliping.disk.settings import read_settings
from kliping.index import ArchiveError, ArchiveLockedError, ArgumentError, FieldSpec
from kliping.index.analyzer import Analyzer
from kliping.index.columnar import DEFAULT_MEMORY
from kliping.index.engine import Engine
from kliping.index.store import Store
from kliping.ingest.documents import ARTICLE_FIELDS, QUOTATION_FIELDS
from kliping.plugins.discovery import others_may_exist

if TYPE_CHECKING:
    from kliping.ingest.writer import ArchiveWriter
    from kliping.plugins.loader import Plugins

log = logging.getLogger("kliping")

DEFAULT_PATH = "arsip.kliping"
# Seconds that a write waits for another process's.
DEFAULT_WAIT = 10.0


def _is_read_only(folder: Path) -> bool:
    """Return whether this process may read the archive, but not write it."""
    return is_archive(folder) and not (
        os.access(folder, os.W_OK) and os.access(folder / STORE_FILE, os.W_OK)
    )


class Session:
    """One archive while it is open: opens, closes and locks. Reading is safe in threads."""

    def __init__(
        self,
        path: str | Path = DEFAULT_PATH,
        *,
        create: bool = False,
        read_only: bool = False,
        wait: float = DEFAULT_WAIT,
        memory: int = DEFAULT_MEMORY,
    ) -> None:
        """Open the archive; see `kliping.open`."""
        if not wait >= 0:
            raise ArgumentError(f"wait = {wait!r}: expected seconds, 0 or more")
        self.path = Path(path)
        self.read_only = read_only or _is_read_only(self.path)
        self._closed = False
        self._warned = False
        self._revision_seen: int | None = None
        self._damage: list[str] = []
        self.wait = wait
        self._memory = memory
        self.store: Store = open_store(self.path, create=create, read_only=self.read_only)
        try:
            self.settings = read_settings(self.path)
            self.zone = self.settings.zone
            self.analyzer = Analyzer()
            self._open_indexes()
        except BaseException:
            self.store.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def refresh(self) -> bool:
        """Return whether anything was committed since the last call, by any process."""
        revision = self.articles().reader().revision
        known, self._revision_seen = self._revision_seen, revision
        return known is not None and known != revision

    def close(self) -> None:
        """Release files and connections; the archive cannot be used any more."""
        self._closed = True
        for engine in (self._articles, self._quotations):
            if engine is not None:
                engine.close()
        self.store.close()

    # -- opening -----------------------------------------------------------------------------

    def _open_indexes(self) -> None:
        stored = self.store.meta("fields")
        self._fields = [field_from_row(row) for row in stored or ()]
        self._articles: Engine | None = None
        self._quotations: Engine | None = None
        if stored is None:
            return
        self._open_engines(create=False)
        made_by = str(self.store.meta("analyzer")).partition("-")[0]
        if made_by != self.analyzer.code:
            self._warn_of_analyzer()
        behind = self._articles is None or self._quotations is None
        if self._articles is not None and self._quotations is not None:
            revision = self.store.revision
            behind = min(self._articles.revision, self._quotations.revision) < revision
        if behind and not self.read_only:
            self._catch_up()

    def _open_engines(self, *, create: bool) -> None:
        fields = (*ARTICLE_FIELDS, *self._fields)
        self._articles = self._open_engine(ARTICLES_INDEX, fields, create=create)
        self._quotations = self._open_engine(QUOTATIONS_INDEX, QUOTATION_FIELDS, create=create)

    def _open_engine(
        self, name: str, fields: Sequence[FieldSpec], *, create: bool
    ) -> Engine | None:
        return open_index(
            self.path,
            name,
            fields=fields,
            analyzer=self.analyzer,
            zone=self.zone,
            create=create,
            memory=self._memory,
            damage=self._damage,
        )

    def _catch_up(self) -> None:
        """Bring the indexes to the store's revision, unless a writer is just doing that."""
        try:
            with self.writing(wait=0) as writer:
                writer.catch_up()
        except ArchiveLockedError:
            log.info("another process is writing; reading what is indexed so far")

    def articles(self) -> Engine:
        """Return the index of articles.

        Raises:
            ArchiveError: the session is closed, or the index is missing.
            ArchiveDamagedError: the index cannot be read.
        """
        if self._closed:
            raise ArchiveError(f"archive {str(self.path)!r} is closed; open it again")
        if self._articles is None:
            self._open_engines(create=False)
        if self._articles is None:
            raise ArchiveError(
                *self._damage[-1:]
                or [f"the index of {str(self.path)!r} is missing; mend it with: kliping rebuild"]
            )
        return self._articles

    def quotations(self) -> Engine:
        """Return the index of quotations; raises as `articles`."""
        self.articles()
        assert self._quotations is not None
        return self._quotations

    # -- plugins and fields ------------------------------------------------------------------

    @cached_property
    def plugins(self) -> "Plugins":
        """The plugins of this environment, under the archive's settings."""
        # The loader takes 20 ms to import; a search asks `has_other_plugins` first.
        from kliping.plugins.loader import Plugins

        return Plugins(disabled=self.settings.disabled, options=self.settings.options)

    @cached_property
    def has_other_plugins(self) -> bool:
        """Whether a plugin may be installed that is not kliping's own."""
        return others_may_exist()

    @property
    def enricher_fields(self) -> list[FieldSpec]:
        """The fields that the enrichers add to those that every archive has."""
        return list(self._fields)

    def fields(self) -> list[FieldSpec]:
        """Return the fields that queries can name."""
        return [*ARTICLE_FIELDS, *self._fields]

    def indexes(self) -> list[tuple[Path, Engine | None]]:
        """Return the folder of each index with its engine, None where it cannot be read."""
        return [
            (self.path / ARTICLES_INDEX, self._articles),
            (self.path / QUOTATIONS_INDEX, self._quotations),
        ]

    def damage_of(self, folder: Path) -> list[str]:
        """Return why the index in a folder cannot be read, a line each."""
        return [line for line in self._damage if str(folder) in line]

    # -- writing -----------------------------------------------------------------------------

    @contextmanager
    def locked(self, *, wait: float | None = None) -> Iterator[None]:
        """Hold the writer lock; raises as `writing`."""
        if self.read_only:
            raise ArchiveError(
                f"archive {str(self.path)!r} is read-only: it was opened so, or this user may not "
                "write its files"
            )
        from kliping.ingest.writer import writer_lock

        with writer_lock(self.path, self.wait if wait is None else wait):
            yield

    @contextmanager
    def writing(self, *, wait: float | None = None) -> Iterator["ArchiveWriter"]:
        """Hold the writer lock, and give the writer of this archive.

        Args:
            wait: seconds; None for the session's.

        Raises:
            ArchiveLockedError: another process holds the lock longer than that.
            ArchiveError: the session is read-only.
        """
        with self.locked(wait=wait):
            # Enrichers and what runs them are imported only when something is written.
            from kliping.ingest.writer import ArchiveWriter
            from kliping.plugins.loader import check_fields

            enrichers = self.plugins.enrichers()
            self._settle_fields(check_fields(enrichers, ARTICLE_FIELDS))
            assert self._articles is not None
            assert self._quotations is not None
            yield ArchiveWriter(
                store=self.store,
                articles=self._articles,
                quotations=self._quotations,
                enrichers=enrichers,
                analyzer=self.analyzer,
                settings=self.settings,
                fields=self._fields,
            )

    def rebuild(self) -> None:
        """Make both indexes anew from the stored articles."""
        with self.locked():
            self._close_engines()
            remove_indexes(self.path)
            self.store.set_meta("analyzer", self.analyzer.fingerprint)
        with self.writing() as writer:
            writer.catch_up()

    def _settle_fields(self, fields: list[FieldSpec]) -> None:
        """Open the indexes for writing; begin them anew where the fields have changed."""
        rows = [field_to_row(field) for field in fields]
        stored = self.store.meta("fields")
        if stored != rows:
            self._close_engines()
            if stored is not None:
                log.warning("the fields of the plugins have changed; building the indexes anew")
            remove_indexes(self.path)
            self.store.set_meta("fields", rows)
            self.store.set_meta("analyzer", self.analyzer.fingerprint)
            self._fields = fields
        elif self.store.meta("analyzer") != self.analyzer.fingerprint:
            self._warn_of_analyzer()
        if self._articles is None or self._quotations is None:
            self._open_engines(create=True)

    def _warn_of_analyzer(self) -> None:
        if not self._warned:
            self._warned = True
            log.warning(
                "archive %r was analyzed by another version of the analyzer: words of its articles "
                "and of queries may not meet; make it current with: kliping rebuild",
                str(self.path),
            )

    def _close_engines(self) -> None:
        for engine in (self._articles, self._quotations):
            if engine is not None:
                engine.close()
        self._articles = self._quotations = None
