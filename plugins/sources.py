"""Find the files to read: folders, files, patterns, standard input.

A folder's files are found under their real names first, under links to them afterwards. A link
that leads out of the folder is not followed unless asked for: a folder of downloads should not
bring in what someone linked there.
"""

import glob
import io
import os
import stat
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from unicodedata import category

from kliping.index import Notice, Refusal

from .contracts import Source

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

STANDARD_INPUT = "-"
# Bytes of a source that readers look at to recognise it.
HEAD = 64 * 1024
_ARCHIVE_SUFFIX = ".kliping"
# What a shell gives for `<(command)`: open already, so that reading it cannot wait for ever.
_DESCRIPTORS = ("/dev/fd/", "/dev/stdin", "/proc/self/fd/")
_SHOWN_LINKS = 5
# Characters of file names that a message, an id and a terminal should not hold raw.
_UNSHOWN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))

PathLike = str | os.PathLike[str]
Identity = tuple[int, int] | str


def iter_sources(
    paths: PathLike | Iterable[PathLike], suffixes: Iterable[str], *, follow: bool = False
) -> Iterator[Source | Notice | Refusal]:
    """Yield the files to read, each once, in the order of `paths` and sorted in a folder.

    In folders, hidden files, archives (`*.kliping`) and files of other suffixes are passed over;
    a notice counts the last. A file that is named itself is yielded whatever its suffix.
    No folder is entered twice.

    Each source of the call has another `id`: its name without suffix; for files that share it,
    the path from the folder that was walked, with suffix; where that is shared too, the path as
    named.

    Args:
        follow: also follow links that lead out of the folder that is walked.
    """
    known = tuple(sorted(suffixes))
    given = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    found: list[_File | Notice | Refusal] = []
    for path in given:
        found.extend(_iter_path(os.fspath(path), known, follow=follow))
    files = _each_once(found)
    ids = _distinct_ids([entry for entry in files if isinstance(entry, _File)], known)
    for entry in files:
        if not isinstance(entry, _File):
            yield entry
        elif entry.path == STANDARD_INPUT:
            yield Source(name=STANDARD_INPUT, path=None, opener=_Stream(lambda: sys.stdin.buffer))
        elif entry.is_stream:
            yield Source(
                name=entry.path, path=None, opener=_Stream(_Opener(entry.path), owned=True)
            )
        else:
            yield Source(
                name=shown_name(entry.path),
                path=Path(entry.path),
                opener=_Opener(entry.path),
                id=ids[entry.path],
            )


def suffix_of(name: str, known: Iterable[str]) -> str | None:
    """Return the longest known suffix that the name ends with, whatever its case."""
    lowered = name.lower()
    return max((s for s in known if lowered.endswith(s)), key=len, default=None)


def shown_name(path: str) -> str:
    r"""Return a path as text: bytes that are not UTF-8, and controls, as `\xe9`."""
    if path.isprintable():
        return path
    return "".join(_shown(c) if category(c) in _UNSHOWN else c for c in path)


def _shown(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # how Python holds a byte of a name that is not UTF-8
        return f"\\x{code - 0xDC00:02x}"
    return character.encode("unicode_escape").decode("ascii")


def counted_openers(
    sources: Sequence[Source | Notice | Refusal], progress: Callable[[int, int], None]
) -> Iterator[Source | Notice | Refusal]:
    """Yield the sources; their streams report how many bytes of all files were read."""
    sizes = [_size(s) if isinstance(s, Source) else 0 for s in sources]
    total = sum(sizes)
    before = 0
    for source, size in zip(sources, sizes, strict=True):
        if isinstance(source, Source) and source.path is not None:
            opener = _Counted(source.path, partial(_report, progress, before, total))
            yield replace(source, opener=opener)
            if size:
                progress(before + size, total)
        else:
            yield source
        before += size


def _report(progress: Callable[[int, int], None], before: int, total: int, done: int) -> None:
    progress(min(before + done, total), total)


def _size(source: Source) -> int:
    with suppress(OSError):
        return source.path.stat().st_size if source.path is not None else 0
    return 0


class _Counted:
    """Opens a file whose stream reports how far it was read; never back, when opened again."""

    def __init__(self, path: Path, report: Callable[[int], None]) -> None:
        self._path = path
        self._report = report
        self._farthest = 0

    def __call__(self) -> BinaryIO:
        return io.BufferedReader(_CountedFile(self._path, self._advance))

    def _advance(self, done: int) -> None:
        if done > self._farthest:
            self._farthest = done
            self._report(done)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """A file that was found.

    Attributes:
        path: as named.
        inner: from the folder that was walked.
        identity: the same for one file under two names.
        linked: it was found under a link.
        is_stream: it can be read only once.
    """

    path: str
    inner: str
    identity: Identity
    linked: bool = False
    is_stream: bool = False


def _each_once(found: Sequence[_File | Notice | Refusal]) -> list[_File | Notice | Refusal]:
    """Return what was found; a file under its real name where that was found too."""
    real = {f.identity for f in found if isinstance(f, _File) and not f.linked}
    seen: set[Identity] = set()
    kept = []
    for entry in found:
        if isinstance(entry, _File):
            if entry.identity in seen or (entry.linked and entry.identity in real):
                continue
            seen.add(entry.identity)
        kept.append(entry)
    return kept


def _iter_path(
    path: str, known: tuple[str, ...], *, follow: bool
) -> Iterator[_File | Notice | Refusal]:
    if path == STANDARD_INPUT:
        yield _File(path=path, inner=path, identity=path)
        return
    try:
        status = os.stat(path)
    except (OSError, ValueError) as error:
        matches = sorted(glob.glob(path)) if glob.has_magic(path) else []
        for match in matches:
            yield from _iter_path(match, known, follow=follow)
        if not matches:
            reason = getattr(error, "strerror", None) or str(error)
            yield _refusal(path, f"cannot be read: {reason}")
        return
    identity = (status.st_dev, status.st_ino)
    if stat.S_ISDIR(status.st_mode):
        if _is_archive(os.path.abspath(path)):
            yield _refusal(path, "an archive of kliping, not a source")
        else:
            yield from _Walk(path, known, follow=follow).iter_found()
    elif stat.S_ISREG(status.st_mode):
        yield _File(path=path, inner=os.path.basename(path), identity=identity)
    elif stat.S_ISFIFO(status.st_mode) and path.startswith(_DESCRIPTORS):
        yield _File(path=path, inner=path, identity=path, is_stream=True)
    else:
        yield _refusal(
            path,
            f"no regular file but {_special(status.st_mode)}; "
            "give what it holds on standard input: kliping index -",
        )


def _special(mode: int) -> str:
    kinds = (
        (stat.S_ISFIFO, "a named pipe"),
        (stat.S_ISSOCK, "a socket"),
        (stat.S_ISCHR, "a device"),
        (stat.S_ISBLK, "a device"),
    )
    return next((words for is_kind, words in kinds if is_kind(mode)), "a special file")


def _refusal(path: str, reason: str) -> Refusal:
    return Refusal(source=shown_name(path), line=None, reason=reason)


class _Walk:
    """A walk through one folder, the folders of links after all others."""

    def __init__(self, root: str, known: tuple[str, ...], *, follow: bool) -> None:
        self._root = root
        self._real_root = os.path.realpath(root)
        self._known = known
        self._follow = follow
        self._entered: set[Identity] = set()
        self._passed = Counter[str]()
        self._outside: list[str] = []
        self._waiting: list[str] = []
        self._empty = True

    def iter_found(self) -> Iterator[_File | Notice | Refusal]:
        """Yield the files, sorted in each folder, then what is to be told of the whole."""
        yield from self._iter_tree(self._root, linked=False)
        while self._waiting:
            yield from self._iter_tree(self._waiting.pop(0), linked=True)
        yield from self._iter_notices()

    def _iter_tree(self, top: str, *, linked: bool) -> Iterator[_File | Refusal]:
        folders = [top]
        while folders:
            folder = folders.pop()
            try:
                status = os.stat(folder)
                if (status.st_dev, status.st_ino) in self._entered:
                    continue
                self._entered.add((status.st_dev, status.st_ino))
                with os.scandir(folder) as listed:
                    entries = sorted(listed, key=lambda entry: entry.name)
            except OSError as error:
                yield self._fail(folder, error)
                continue
            inner: list[str] = []
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                try:
                    found = self._look_at(entry, inner, linked=linked)
                except OSError as error:
                    if self._is_wanted(entry):
                        yield self._fail(entry.path, error)
                    continue
                if found is not None:
                    self._empty = False
                    yield found
            folders.extend(reversed(inner))

    def _is_wanted(self, entry: os.DirEntry[str]) -> bool:
        return suffix_of(entry.name, self._known) is not None or not entry.is_symlink()

    def _look_at(self, entry: os.DirEntry[str], inner: list[str], *, linked: bool) -> _File | None:
        """Return the file that an entry is; put a folder where its turn comes.

        Raises:
            OSError: it cannot be looked at, as a link to nothing.
        """
        is_link = entry.is_symlink()
        mode = entry.stat().st_mode
        if is_link and not self._may_follow(entry.path):
            self._outside.append(entry.name)
            return None
        if stat.S_ISDIR(mode):
            if not _is_archive(entry.name):
                (self._waiting if is_link else inner).append(entry.path)
            return None
        if suffix_of(entry.name, self._known) is None:
            self._passed[
                os.path.splitext(shown_name(entry.name))[1].lower() or "without suffix"
            ] += 1
            return None
        if not stat.S_ISREG(mode):
            self._passed["no regular file"] += 1
            return None
        status = entry.stat()
        return _File(
            path=entry.path,
            inner=os.path.relpath(entry.path, self._root),
            identity=(status.st_dev, status.st_ino),
            linked=linked or is_link,
        )

    def _may_follow(self, path: str) -> bool:
        if self._follow:
            return True
        target = os.path.realpath(path)
        return target == self._real_root or target.startswith(os.path.join(self._real_root, ""))

    def _fail(self, path: str, error: OSError) -> Refusal:
        self._empty = False
        return _refusal(path, f"cannot be read: {error.strerror}")

    def _iter_notices(self) -> Iterator[Notice]:
        root = shown_name(self._root)
        if self._outside:
            names = ", ".join(map(shown_name, self._outside[:_SHOWN_LINKS]))
            more = len(self._outside) - _SHOWN_LINKS
            names += f" and {more:,} more" if more > 0 else ""
            yield Notice(
                source=root,
                line=None,
                reason=f"links that lead out of this folder were not followed: {names}; "
                "to follow them: --follow",
            )
        if self._passed:
            kinds = ", ".join(f"{kind}: {count}" for kind, count in self._passed.most_common(8))
            count = self._passed.total()
            files = "1 file" if count == 1 else f"{count:,} files"
            reason = f"{files} passed over, which no reader knows ({kinds})"
            yield Notice(source=root, line=None, reason=reason)
        elif self._empty and not self._outside:
            known = ", ".join(self._known)
            reason = f"nothing to read in this folder; there are readers for: {known}"
            yield Notice(source=root, line=None, reason=reason)


def _is_archive(name: str) -> bool:
    return name.lower().endswith(_ARCHIVE_SUFFIX)


def _distinct_ids(files: Sequence[_File], known: tuple[str, ...]) -> dict[str, str]:
    stems = {file.path: _stem(file.path, known) for file in files}
    shared = Counter(stems.values())
    inners = {file.path: shown_name(Path(file.inner).as_posix()) for file in files}
    shared_inner = Counter(inners[path] for path, stem in stems.items() if shared[stem] > 1)
    ids = {}
    for path, stem in stems.items():
        if shared[stem] == 1:
            ids[path] = stem
        elif shared_inner[inners[path]] == 1:
            ids[path] = inners[path]
        else:
            ids[path] = shown_name(Path(path).as_posix())
    return ids


def _stem(path: str, known: tuple[str, ...]) -> str:
    name = shown_name(os.path.basename(path))
    return name[: -len(suffix_of(name, known) or "") or None] or name


class _Opener:
    """Opens a file; picklable, unlike a closure."""

    __slots__ = ("_path",)

    def __init__(self, path: str) -> None:
        self._path = path

    def __call__(self) -> BinaryIO:
        return open(self._path, "rb")


class _Stream:
    """Opens a stream that can be read only once: again and again, while only its head was read."""

    def __init__(self, opener: Callable[[], BinaryIO], *, owned: bool = False) -> None:
        """Begin a stream.

        Args:
            owned: it is closed at its end.
        """
        self._opener = opener
        self._owned = owned
        self._stream: BinaryIO | None = None
        self._head = b""

    def __call__(self) -> BinaryIO:
        if self._stream is None:
            self._stream = self._opener()
            self._head = self._stream.read(HEAD)
        return io.BufferedReader(
            _Chained(self._head, self._stream, owned=self._owned), buffer_size=HEAD
        )


class _Chained(io.RawIOBase):
    """Some bytes and then a stream."""

    def __init__(self, head: bytes, stream: BinaryIO, *, owned: bool) -> None:
        super().__init__()
        self._owned = owned
        self._head = memoryview(head)
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        view = memoryview(buffer).cast("B")
        given: bytes | memoryview = self._head[: len(view)]
        if given:
            self._head = self._head[len(given) :]
        elif not self._stream.closed:
            given = self._stream.read(len(view))
            if not given and self._owned:
                self._stream.close()
        view[: len(given)] = given
        return len(given)
