"""Find the files to read, and read them: folders, files, patterns, standard input."""

import contextlib
import glob
import io
import json
import os
import stat
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from kliping.index import Notice, Reading, Refusal
from kliping.plugins import Reader, ReadOptions, Source

from .columns import Columns
from .decoding import split_bom

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

STANDARD_INPUT = "-"
_ARCHIVE_SUFFIX = ".kliping"

PathLike = str | os.PathLike[str]
Progress = Callable[[int, int], None]


def read(
    paths: PathLike | Iterable[PathLike],
    *,
    readers: Sequence[Reader] | None = None,
    options: ReadOptions | None = None,
    progress: Progress | None = None,
) -> Iterator[Reading]:
    """Yield the articles of files and folders, and what was refused or is worth knowing.

    Args:
        paths: files, folders (walked through, in sorted order), patterns with `*`, and "-" for
            standard input.
        readers: the first to claim a suffix has it; None means the shipped ones.
        options: None means the defaults.
        progress: called as bytes of files are read, with how many were read so far and how many
            there are; standard input counts in neither.

    Raises:
        ArgumentError: `options.columns` names a field that articles do not have.
    """
    readers = shipped_readers() if readers is None else readers
    options = options if options is not None else ReadOptions()
    Columns(options.columns)  # a bad argument fails here, not at the first article
    return _read_all(paths, by_suffix(readers), options, progress)


def shipped_readers() -> Sequence[Reader]:
    """Return the readers that come with kliping."""
    from . import kliping_register_readers

    return kliping_register_readers()


def by_suffix(readers: Iterable[Reader]) -> dict[str, Reader]:
    """Return suffix → the first reader that claims it."""
    found: dict[str, Reader] = {}
    for reader in readers:
        for suffix in reader.suffixes:
            found.setdefault(suffix, reader)
    return found


def _read_all(
    paths: PathLike | Iterable[PathLike],
    readers: dict[str, Reader],
    options: ReadOptions,
    progress: Progress | None,
) -> Iterator[Reading]:
    sources: Iterable[Source | Notice | Refusal] = iter_sources(paths, readers)
    if progress is not None:
        sources = _counted(list(sources), progress)
    for found in sources:
        if not isinstance(found, Source):
            yield found
            continue
        suffix = found.hint or _suffix(found.name, readers) or ".txt"
        reader = readers.get(suffix)
        if reader is None:
            reason = f"no reader for {suffix}; there are readers for: {', '.join(sorted(readers))}"
            yield Refusal(source=found.name, line=None, reason=reason)
            continue
        try:
            yield from reader.read(found, options)
        except Exception as error:
            reason = f"reader {reader.name!r} failed: {type(error).__name__}: {error}"
            yield Refusal(source=found.name, line=None, reason=reason)


def _counted(
    sources: Sequence[Source | Notice | Refusal], progress: Progress
) -> Iterator[Source | Notice | Refusal]:
    """Yield the sources; their streams report how many bytes of all files were read."""
    sizes = [_size(s) if isinstance(s, Source) else 0 for s in sources]
    total = sum(sizes)
    before = 0
    for source, size in zip(sources, sizes, strict=True):
        if isinstance(source, Source) and source.path is not None:
            opener = partial(_open_counted, source.path, partial(_report, progress, before, total))
            yield replace(source, opener=opener)
        else:
            yield source
        before += size


def _report(progress: Progress, before: int, total: int, done: int) -> None:
    progress(before + done, total)


def _size(source: Source) -> int:
    with contextlib.suppress(OSError):
        return source.path.stat().st_size if source.path is not None else 0
    return 0


def _open_counted(path: Path, report: Callable[[int], None]) -> BinaryIO:
    return io.BufferedReader(_CountedFile(path, report))


class _CountedFile(io.FileIO):
    """A file that reports how far it was read."""

    def __init__(self, path: Path, report: Callable[[int], None]) -> None:
        super().__init__(path, "rb")
        self._report = report

    def readinto(self, buffer: "WriteableBuffer", /) -> int | None:
        count = super().readinto(buffer)
        self._report(self.tell())
        return count

    def readall(self) -> bytes:
        content = super().readall()
        self._report(self.tell())
        return content or b""


def iter_sources(
    paths: PathLike | Iterable[PathLike], suffixes: Iterable[str]
) -> Iterator[Source | Notice | Refusal]:
    """Yield the files to read, each once, in the order of `paths` and sorted in a folder.

    In folders, hidden files, archives (`*.kliping`) and files of other suffixes are passed over;
    a notice counts the last. A file that is named itself and has another suffix is refused.
    Links to folders are followed, but no folder is entered twice.

    Each source of the call has another `id`: its name without suffix; for files that share it,
    the path from the folder that was walked, with suffix; where that is shared too, the path as
    named.
    """
    known = tuple(sorted(suffixes))
    given = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    found: list[_File | Notice | Refusal] = []
    for path in given:
        found.extend(_iter_path(os.fspath(path), known, set()))
    seen: set[tuple[int, int] | str] = set()
    files = []
    for entry in found:
        if isinstance(entry, _File):
            if entry.identity in seen:
                continue
            seen.add(entry.identity)
        files.append(entry)
    ids = _distinct_ids([entry for entry in files if isinstance(entry, _File)], known)
    for entry in files:
        if not isinstance(entry, _File):
            yield entry
        elif entry.path == STANDARD_INPUT:
            yield _standard_input()
        else:
            yield Source(
                name=entry.path,
                path=Path(entry.path),
                opener=_Opener(entry.path),
                id=ids[entry.path],
            )


class _File:
    """A file that was found: its path as named, and from the folder that was walked."""

    __slots__ = ("identity", "inner", "path")

    def __init__(self, path: str, inner: str, identity: tuple[int, int] | str) -> None:
        self.path = path
        self.inner = inner
        self.identity = identity


def _iter_path(
    path: str, known: tuple[str, ...], entered: set[tuple[int, int]]
) -> Iterator[_File | Notice | Refusal]:
    if path == STANDARD_INPUT:
        yield _File(path, path, path)
        return
    try:
        status = os.stat(path)
    except (OSError, ValueError) as error:
        matches = sorted(glob.glob(path)) if glob.has_magic(path) else []
        for match in matches:
            yield from _iter_path(match, known, entered)
        if not matches:
            reason = getattr(error, "strerror", None) or str(error)
            yield Refusal(source=path, line=None, reason=f"cannot be read: {reason}")
        return
    if stat.S_ISDIR(status.st_mode) and _is_archive(os.path.abspath(path)):
        yield Refusal(source=path, line=None, reason="an archive of kliping, not a source")
    elif stat.S_ISDIR(status.st_mode):
        yield from _iter_folder(path, known, entered)
    elif _suffix(path, known) is None:
        reason = f"no reader for this kind of file; there are readers for: {', '.join(known)}"
        yield Refusal(source=path, line=None, reason=reason)
    else:
        yield _File(path, os.path.basename(path), (status.st_dev, status.st_ino))


def _iter_folder(
    root: str, known: tuple[str, ...], entered: set[tuple[int, int]]
) -> Iterator[_File | Notice | Refusal]:
    passed: Counter[str] = Counter()
    failed: list[Refusal] = []
    empty = True

    def fail(error: OSError) -> None:
        reason = f"cannot be read: {error.strerror}"
        failed.append(Refusal(source=str(error.filename), line=None, reason=reason))

    for folder, inner, names in os.walk(root, onerror=fail, followlinks=True):
        status = os.stat(folder)
        if (status.st_dev, status.st_ino) in entered:
            inner.clear()
            continue
        entered.add((status.st_dev, status.st_ino))
        inner[:] = sorted(n for n in inner if not n.startswith(".") and not _is_archive(n))
        for name in sorted(names):
            if name.startswith("."):
                continue
            path = os.path.join(folder, name)
            if _suffix(name, known) is None:
                passed[os.path.splitext(name)[1].lower() or "without suffix"] += 1
                continue
            try:
                status = os.stat(path)
            except OSError as error:
                fail(error)
                continue
            if stat.S_ISREG(status.st_mode):
                identity = (status.st_dev, status.st_ino)
                empty = False
                yield _File(path, os.path.relpath(path, root), identity)
            else:
                passed["no regular file"] += 1
        empty = empty and not failed
        yield from failed
        failed.clear()
    yield from failed
    if passed:
        kinds = ", ".join(f"{suffix}: {count}" for suffix, count in passed.most_common(8))
        reason = f"{passed.total()} files passed over, which no reader knows ({kinds})"
        yield Notice(source=root, line=None, reason=reason)
    elif empty and not failed:
        reason = f"nothing to read in this folder; there are readers for: {', '.join(known)}"
        yield Notice(source=root, line=None, reason=reason)


def _is_archive(name: str) -> bool:
    return name.lower().endswith(_ARCHIVE_SUFFIX)


def _suffix(name: str, known: Iterable[str]) -> str | None:
    """Return the longest known suffix that the name ends with, whatever its case."""
    lowered = name.lower()
    return max((s for s in known if lowered.endswith(s)), key=len, default=None)


def _distinct_ids(files: Sequence[_File], known: tuple[str, ...]) -> dict[str, str]:
    stems = {file.path: _stem(file.path, known) for file in files}
    shared = Counter(stems.values())
    inners = {file.path: Path(file.inner).as_posix() for file in files}
    shared_inner = Counter(inners[path] for path, stem in stems.items() if shared[stem] > 1)
    ids = {}
    for path, stem in stems.items():
        if shared[stem] == 1:
            ids[path] = stem
        elif shared_inner[inners[path]] == 1:
            ids[path] = inners[path]
        else:
            ids[path] = Path(path).as_posix()
    return ids


def _stem(path: str, known: tuple[str, ...]) -> str:
    name = os.path.basename(path)
    return name[: -len(_suffix(name, known) or "")] or name


class _Opener:
    """Opens a file; picklable, unlike a closure."""

    __slots__ = ("_path",)

    def __init__(self, path: str) -> None:
        self._path = path

    def __call__(self) -> BinaryIO:
        return open(self._path, "rb")


def _standard_input() -> Source:
    stream = _Unclosed(sys.stdin.buffer)
    hint = sniff_suffix(stream.peek())
    return Source(name=STANDARD_INPUT, path=None, opener=lambda: stream, hint=hint)


class _Unclosed(io.BufferedReader):
    """Standard input, which is left open when the reader closes it."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__(stream)  # type: ignore[arg-type]  # it reads, as raw files do

    def close(self) -> None:
        with contextlib.suppress(ValueError):  # it is detached already
            self.detach()


def sniff_suffix(head: bytes) -> str:
    """Return the suffix of the format that bytes begin: `.jsonl`, `.json`, `.html`, else `.txt`.

    One object a line is JSON lines; an object that goes on over lines is JSON.
    """
    encoding, head = split_bom(head)
    text = head.decode(encoding, "ignore").lstrip()
    if text.startswith("["):
        return ".json"
    if text.lower().startswith(("<!doctype html", "<html")):
        return ".html"
    if not text.startswith("{"):
        return ".txt"
    first, ended, _ = text.partition("\n")
    try:
        json.loads(first)
    except ValueError:
        return ".json" if ended else ".jsonl"
    return ".jsonl"
