"""Open, create and check the files of an archive folder."""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from kliping.index import ArchiveDamagedError, ArchiveNotFoundError, ArgumentError, FieldSpec
from kliping.index.analyzer import Analyzer
from kliping.index.columnar import open_engine
from kliping.index.engine import Engine
from kliping.index.store import Store
from kliping.index.store.sqlite import SqliteStore
from kliping.index.whoosh_distribution import check_whoosh

from .settings import NEW_FILE, SETTINGS_FILE

STORE_FILE = "articles.db"
ARTICLES_INDEX = "index"
QUOTATIONS_INDEX = "quotations"

log = logging.getLogger("kliping")


def create_folder(folder: Path) -> None:
    """Make an empty archive folder.

    Raises:
        ArgumentError: the path is a file, or a folder that holds something else.
    """
    if folder.is_file():
        raise ArgumentError(f"{str(folder)!r} is a file; an archive is a folder: choose another")
    if folder.is_dir() and any(folder.iterdir()):
        raise ArgumentError(
            f"{str(folder)!r} is a folder with other files in it; "
            "choose a path that is empty or new"
        )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / SETTINGS_FILE).write_text(NEW_FILE, encoding="utf-8")


def is_archive(folder: Path) -> bool:
    """Return whether the folder holds an archive."""
    return (folder / STORE_FILE).is_file()


def open_store(folder: Path, *, create: bool, read_only: bool) -> Store:
    """Open articles.db, or make a new archive.

    Raises:
        ArchiveNotFoundError: there is no archive and `create` is false.
        ArchiveFormatError, ArchiveDamagedError: as `Store`.
        ArgumentError: as `create_folder`.
        InstallationError: another distribution overwrites whoosh3.
    """
    check_whoosh()
    if not is_archive(folder):
        if not create or read_only:
            raise ArchiveNotFoundError(
                f"no archive at {str(folder)!r}; make one with: kliping index FOLDER"
            )
        only_settings = {SETTINGS_FILE, "write.lock"}
        if not folder.is_dir() or {p.name for p in folder.iterdir()} - only_settings:
            create_folder(folder)
    return SqliteStore(folder / STORE_FILE, create=create, read_only=read_only)


def open_index(
    folder: Path,
    name: str,
    *,
    fields: Sequence[FieldSpec],
    analyzer: Analyzer,
    zone: ZoneInfo,
    create: bool,
    memory: int,
    damage: list[str],
) -> Engine | None:
    """Open one index of the archive.

    An index that cannot be read is removed and begun anew where `create` is true, with a warning
    in the log "kliping": what it held comes from articles.db again.

    Args:
        damage: gets what is wrong with an index that cannot be read.

    Returns:
        None where there is no readable index and `create` is false.
    """
    path = folder / name
    if not create and not path.is_dir():
        damage.append(f"{path} is missing; mend it with: kliping rebuild")
        return None
    try:
        return open_engine(
            path, fields=fields, analyzer=analyzer, zone=zone, create=create, memory=memory
        )
    except ArchiveDamagedError as error:
        damage.append(str(error))
        if not create:
            return None
        log.warning("%s; building it anew from %s", error, STORE_FILE)
        remove_folder(path)
        return open_engine(
            path, fields=fields, analyzer=analyzer, zone=zone, create=True, memory=memory
        )


def remove_indexes(folder: Path) -> None:
    """Remove both indexes; open readers keep theirs."""
    for name in (ARTICLES_INDEX, QUOTATIONS_INDEX):
        remove_folder(folder / name)


def remove_folder(folder: Path) -> None:
    """Remove a folder with all that it holds; what cannot be removed stays."""
    import shutil  # with three compressors, which no search needs

    shutil.rmtree(folder, ignore_errors=True)


def backup(store: Store, archive: Path, folder: Path) -> None:
    """Copy the store and the settings of an archive into a new folder.

    Raises:
        ArgumentError: the folder is not empty, or lies in the archive.
    """
    if folder.resolve().is_relative_to(archive.resolve()):
        raise ArgumentError(f"backup {str(folder)!r} lies in the archive; choose another folder")
    create_folder(folder)
    settings = archive / SETTINGS_FILE
    if settings.is_file():
        (folder / SETTINGS_FILE).write_bytes(settings.read_bytes())
    store.backup(folder / STORE_FILE)


def size_on_disk(folder: Path, *, store: bool) -> int:
    """Return the bytes of the store's files, or of everything below the two indexes."""
    if store:
        return sum(path.stat().st_size for path in folder.glob(f"{STORE_FILE}*"))
    paths = [p for name in (ARTICLES_INDEX, QUOTATIONS_INDEX) for p in (folder / name).rglob("*")]
    return sum(path.stat().st_size for path in paths if path.is_file())


def field_from_row(row: dict[str, Any]) -> FieldSpec:
    """Return a field as articles.db remembers it."""
    return FieldSpec(**row)


def field_to_row(field: FieldSpec) -> dict[str, Any]:
    """Return what articles.db remembers of a field."""
    return {
        "name": field.name,
        "type": field.type,
        "multi_valued": field.multi_valued,
        "facet": field.facet,
        "searchable": field.searchable,
        "weight": field.weight,
        "description": field.description,
    }
