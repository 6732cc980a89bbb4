"""A session: one open archive folder, with its store, its two indexes, its plugins and its lock.

What answers a question about the archive is given a session; nothing inherits from it.

Opening brings indexes that fell behind to the store's revision. Where nothing can be written (a
full disk, a folder of another user, another process at it) the session reads what there is, and
`notices` says what that misses.
"""

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kliping.disk.layout import create_archive, make_engine, open_store
from kliping.disk.lock import writer_lock
from kliping.disk.settings import read_settings
from kliping.disk.states import (
    ARTICLES_INDEX,
    QUOTATIONS_INDEX,
    STORE_FILE,
    FolderKind,
    IndexStanding,
    IndexState,
    folder_state,
    standing_of,
)
from kliping.index import (
    ArchiveDamagedError,
    ArchiveError,
    ArchiveFormatError,
    ArchiveLockedError,
    ArchiveNotFoundError,
    ArgumentError,
    FieldSpec,
    SettingsError,
)
from kliping.index.analyzer import Analyzer
from kliping.index.columnar import DEFAULT_MEMORY
from kliping.index.engine import Engine
from kliping.index.store import Store
from kliping.ingest.documents import ARTICLE_FIELDS, QUOTATION_FIELDS
from kliping.plugins.discovery import others_may_exist

if TYPE_CHECKING:
    from kliping.ingest.indexing import IndexTarget
    from kliping.ingest.writer import ArchiveWriter
    from kliping.plugins.loader import Plugins
    from kliping.plugins.search_hooks import SearchHooks

log = logging.getLogger("kliping")

DEFAULT_PATH = "arsip.kliping"
# Seconds that a write waits for another process's.
DEFAULT_WAIT = 10.0
_NOT_PERMITTED = "it was opened so, or this user may not write its files"
_CORE_FIELDS = {ARTICLES_INDEX: ARTICLE_FIELDS, QUOTATIONS_INDEX: QUOTATION_FIELDS}


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
        self.wait = wait
        self._closed = False
        self._warned = False
        self._told = 0  # failures of plugins
        self._revision_seen: int | None = None
        # Why nothing can be written, and why the indexes could not be brought up to date.
        self._unwritable: str | None = None
        self._unfollowed: str | None = None
        if create and not read_only and folder_state(self.path).kind is not FolderKind.ARCHIVE:
            create_archive(self.path, wait=wait)
        self.store = self._open_store(read_only)
        self.read_only = self._unwritable is not None
        try:
            self.settings = read_settings(self.path)
            self.zone = self.settings.zone
            self.analyzer = Analyzer()
            self._engines: dict[str, Engine] = {
                name: make_engine(
                    self.path, name, analyzer=self.analyzer, zone=self.zone, memory=memory
                )
                for name in _CORE_FIELDS
            }
            self._readable: set[str] = set()
            self._follow()
        except BaseException:
            self.store.close()
            raise

    def _open_store(self, read_only: bool) -> Store:
        """Open the store for writing, or else for reading."""
        if read_only or not _may_write(self.path):
            self._unwritable = _NOT_PERMITTED
            return open_store(self.path, read_only=True)
        try:
            return open_store(self.path, read_only=False)
        except (ArchiveNotFoundError, ArchiveFormatError, ArchiveDamagedError):
            raise
        except ArchiveError as error:
            self._unwritable = str(error)
        try:
            opened = open_store(self.path, read_only=True)
        except ArchiveError:
            raise ArchiveError(self._unwritable) from None
        log.warning("archive %r is open for reading only: %s", str(self.path), self._unwritable)
        return opened

    def refresh(self) -> bool:
        """Return whether anything was committed since the last call, by any process."""
        revision = self.articles().reader().revision
        known, self._revision_seen = self._revision_seen, revision
        return known is not None and known != revision

    def close(self) -> None:
        """Release files and connections; the archive cannot be used any more.

        Searches that other threads are in the middle of end with an answer or an ArchiveError.
        """
        self._closed = True
        if "plugins" in vars(self):
            self.plugins.close()
        for engine in self._engines.values():
            engine.close()
        self.store.close()

    def check_open(self) -> None:
        """Refuse the use of a closed session.

        Raises:
            ArchiveError: it is closed.
        """
        if self._closed:
            raise ArchiveError(f"archive {str(self.path)!r} is closed; open it again")

    # -- indexes -----------------------------------------------------------------------------

    def articles(self) -> Engine:
        """Return the index of articles.

        Raises:
            ArchiveError: the session is closed, or the index cannot be read, with what mends it.
        """
        return self._readable_engine(ARTICLES_INDEX)

    def quotations(self) -> Engine:
        """Return the index of quotations; raises as `articles`."""
        return self._readable_engine(QUOTATIONS_INDEX)

    def index_states(self) -> list[IndexState]:
        """Return the state of both indexes, the one of articles first."""
        self.check_open()
        return [self._state(name) for name in _CORE_FIELDS]

    def engine_of(self, state: IndexState) -> Engine:
        """Return the engine of an index."""
        return self._engines[state.folder.name]

    def notices(self) -> list[str]:
        """Return what a search misses because the indexes cannot be brought up to date."""
        if self._unfollowed is None and not self.read_only:
            return []
        reached = self.articles().reader().revision
        behind = self.store.revision - reached
        if behind <= 0:
            return []
        reason = self._unfollowed or self._unwritable
        return [
            f"the newest articles may be missing: {ARTICLES_INDEX}/ is {behind} revisions behind "
            f"{STORE_FILE} and could not be brought up to date ({reason})"
        ]

    def _readable_engine(self, name: str) -> Engine:
        self.check_open()
        engine = self._engines[name]
        if name not in self._readable:
            state = self._state(name)
            if not state.standing.is_readable:
                raise state.error()
            # Beside an exchanged file a good index may be behind, and nothing brings it up to date.
            for other in self.index_states():
                if not other.standing.is_replaceable:
                    raise other.error()
            self._readable.add(name)
        return engine

    def _state(self, name: str) -> IndexState:
        folder = self.path / name
        try:
            reader = self._engines[name].reader()
        except ArchiveError:
            reader = None
        return standing_of(folder, store=self.store, reader=reader)

    def _follow(self) -> None:
        """Bring the indexes to the store's revision, unless a writer is just doing that."""
        states = self.index_states()
        made_by = self.store.meta("analyzer")
        if made_by is not None and str(made_by).partition("-")[0] != self.analyzer.code:
            self._warn_of_analyzer()
        if self.read_only or not all(state.standing.is_replaceable for state in states):
            return
        current = all(
            state.standing is IndexStanding.CURRENT and self._has_core_fields(state.folder.name)
            for state in states
        )
        if current:
            return
        # Who can read nothing yet waits for the writer that is making it.
        wait = 0 if all(state.standing.is_readable for state in states) else self.wait
        try:
            with self.writing(wait=wait) as writer:
                writer.indexer.catch_up()
        except ArchiveLockedError:
            if wait:
                raise
            log.info("another process is writing; reading what is indexed so far")
        except SettingsError:
            raise
        except ArchiveError as error:
            self._unfollowed = str(error)
            log.warning("archive %r is not brought up to date: %s", str(self.path), error)

    def _has_core_fields(self, name: str) -> bool:
        core = _CORE_FIELDS[name]
        return _same(self._engines[name].reader().fields[: len(core)], core)

    # -- plugins and fields ------------------------------------------------------------------

    @cached_property
    def plugins(self) -> "Plugins":
        """The plugins of this environment, under the archive's settings."""
        # The loader takes 20 ms to import; a search asks `has_other_plugins` first.
        from kliping.ingest.installed import find_plugins

        return find_plugins(self.settings)

    @cached_property
    def has_other_plugins(self) -> bool:
        """Whether a plugin may be installed that is not kliping's own."""
        return others_may_exist()

    @cached_property
    def search_hooks(self) -> "SearchHooks | None":
        """What calls the hooks of other distributions' plugins; None where there are none."""
        if not self.has_other_plugins:
            return None
        from kliping.plugins.search_hooks import SearchHooks

        return SearchHooks(self.plugins)

    @property
    def enricher_fields(self) -> list[FieldSpec]:
        """The fields that the enrichers add to those that every archive has."""
        return self.fields()[len(ARTICLE_FIELDS) :]

    def fields(self) -> list[FieldSpec]:
        """Return the fields that queries can name: those that the index was made for."""
        return list(self.articles().reader().fields)

    # -- writing -----------------------------------------------------------------------------

    @contextmanager
    def locked(self, *, wait: float | None = None) -> Iterator[None]:
        """Hold the writer lock; raises as `writing`."""
        self.check_open()
        if self.read_only:
            raise ArchiveError(f"archive {str(self.path)!r} is read-only: {self._unwritable}")
        with writer_lock(self.path, self.wait if wait is None else wait):
            yield

    @contextmanager
    def writing(self, *, wait: float | None = None) -> Iterator["ArchiveWriter"]:
        """Hold the writer lock, and give the writer of this archive.

        Args:
            wait: seconds; None for the session's.

        Raises:
            ArchiveLockedError: another process holds the lock longer than that.
            ArchiveError: the session is read-only, or an index belongs to another store.
        """
        with self.locked(wait=wait):
            for state in self.index_states():
                if not state.standing.is_replaceable:
                    raise state.error()
            writer = self._writer(anew=False)
            try:
                yield writer
            finally:
                for notice in writer.take_notices():
                    log.warning("%s", notice)

    def rebuild(self) -> None:
        """Make both indexes anew from the stored articles, whatever state they are in."""
        with self.locked():
            self._writer(anew=True).indexer.catch_up()
        self._unfollowed = None

    def _writer(self, *, anew: bool) -> "ArchiveWriter":
        # Enrichers and what runs them are imported only when something is written.
        from kliping.ingest.indexing import Indexer
        from kliping.ingest.writer import ArchiveWriter, rename_enrichers

        rename_enrichers(self.store)
        enrichers = self.plugins.enrichers()
        self.plugins.begin_run()
        self._tell_left_out()
        fields = [field for enricher in enrichers for field in enricher.fields]
        articles = self._target(ARTICLES_INDEX, (*ARTICLE_FIELDS, *fields), anew=anew)
        quotations = self._target(QUOTATIONS_INDEX, QUOTATION_FIELDS, anew=anew)
        made_with = self.store.meta("analyzer")
        if made_with not in (None, self.analyzer.fingerprint) and not (
            articles.anew and quotations.anew
        ):
            self._warn_of_analyzer()
        return ArchiveWriter(
            store=self.store,
            indexer=Indexer(
                self.store,
                articles=articles,
                quotations=quotations,
                enrichers=[enricher.name for enricher in enrichers],
                enricher_fields=fields,
                analyzer=self.analyzer,
            ),
            enrichers=enrichers,
            settings=self.settings,
            take_plugin_notices=self.plugins.take_notices,
        )

    def _tell_left_out(self) -> None:
        """Log, once, each plugin that was left out."""
        failures = self.plugins.failures
        for failure in failures[self._told :]:
            log.warning("%s", failure)
        self._told = len(failures)

    def _target(self, name: str, fields: Sequence[FieldSpec], *, anew: bool) -> "IndexTarget":
        """Return how an index shall be; a missing, damaged or outgrown one is made anew."""
        from kliping.ingest.indexing import IndexTarget

        state = self._state(name)
        if not anew and state.standing in (IndexStanding.DAMAGED, IndexStanding.OLDER_FORMAT):
            log.warning("%s; building it anew from %s", state.message, STORE_FILE)
        elif (
            not anew
            and state.standing.is_readable
            and not _same(self._engines[name].reader().fields, fields)
        ):
            log.warning("the fields of the plugins have changed; building the indexes anew")
            anew = True
        return IndexTarget(
            name=name,
            engine=self._engines[name],
            fields=tuple(fields),
            anew=anew or not state.standing.is_readable,
        )

    def _warn_of_analyzer(self) -> None:
        if not self._warned:
            self._warned = True
            log.warning(
                "archive %r was analyzed by another version of the analyzer: words of its articles "
                "and of queries may not meet; make it current with: kliping rebuild",
                str(self.path),
            )


def _may_write(folder: Path) -> bool:
    """Return whether this process is permitted to write the archive."""
    return os.access(folder, os.W_OK) and os.access(folder / STORE_FILE, os.W_OK)


def _same(indexed: Sequence[FieldSpec], wanted: Sequence[FieldSpec]) -> bool:
    """Return whether an index made for fields serves others: descriptions do not matter."""
    return [replace(f, description="") for f in indexed] == [
        replace(f, description="") for f in wanted
    ]
