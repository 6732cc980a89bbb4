"""Array files: named NumPy arrays in one checksummed, memory-mapped file.

Layout, all integers little-endian:

    8 bytes   magic b"KLIPARR" + format number (one byte)
    8 bytes   length of the header in bytes
    4 bytes   CRC-32 of the header
    header    JSON: {"meta": {...}, "arrays": {name: [dtype, shape, offset, size in bytes, CRC-32]}}
    arrays    each at an offset (from the file's start) that is a multiple of 64

A file is written under a temporary name, synced and renamed, so under its own name it is whole or
absent. Opening checks magic, header, size, and that each array lies in the file and has a type that
is known; `verify` also reads every array. What the numbers mean is checked by who reads them
(`checked.py`, postings.py, segment.py): a file that is whole may still have been made by others.

Format history: 1 plain arrays, never released; 2 packed postings (packing.py). An index of another
format is made anew from articles.db, never converted.
"""

import contextlib
import json
import mmap
import os
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from kliping.index.errors import ArchiveDamagedError, ArchiveFormatError

MAGIC = b"KLIPARR"
FORMAT = 2
ALIGNMENT = 64
_HEAD = struct.Struct("<8sQI")
# The types that arrays have: unsigned and signed whole numbers, floating-point ones.
# Each with the bytes that an item takes.
TYPES = {
    "|u1": 1,
    "<u2": 2,
    "<u4": 4,
    "|i1": 1,
    "<i2": 2,
    "<i4": 4,
    "<i8": 8,
    "<f4": 4,
    "<f8": 8,
}
REMEDY = "mend it with: kliping rebuild"

Array = npt.NDArray[Any]


def write_array_file(path: Path, arrays: Mapping[str, Array], meta: Mapping[str, Any]) -> int:
    """Write the arrays under `path`, whole or not at all, and return the file's size in bytes.

    Raises:
        OSError: the disk is full or not writable; it names the file, and nothing is left behind.
    """
    views = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    table: dict[str, list[Any]] = {}
    # Offsets are relative to the first array here: the header's length depends on what it says.
    at = 0
    for name, view in views.items():
        crc = zlib.crc32(view.reshape(-1).view(np.uint8).data) if view.size else 0
        table[name] = [view.dtype.str, list(view.shape), at, view.nbytes, crc]
        at = _aligned(at + view.nbytes)
    header = json.dumps({"meta": dict(meta), "arrays": table}, separators=(",", ":")).encode()
    start = _aligned(_HEAD.size + len(header))
    head = _HEAD.pack(MAGIC + bytes([FORMAT]), len(header), zlib.crc32(header))

    def parts() -> Any:
        yield (head + header).ljust(start, b"\0")
        for view in views.values():
            yield view.reshape(-1).view(np.uint8).data if view.size else b""
            yield b"\0" * (_aligned(view.nbytes) - view.nbytes)

    return write_whole(path, parts())


def write_whole(path: Path, parts: Any) -> int:
    """Write byte strings to `path` by temporary name, fsync and rename; return their length.

    Raises:
        OSError: naming the file, also where the system names none (a full disk); nothing is left.
    """
    temporary = path.with_name(path.name + ".tmp")
    size = 0
    try:
        with open(temporary, "wb") as file:
            for part in parts:
                file.write(part)
                size += len(part)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException as error:
        with contextlib.suppress(OSError):
            temporary.unlink()
        if isinstance(error, OSError) and error.filename is None:
            error.filename = str(path)
        raise
    return size


def sync_folder(folder: Path) -> None:
    """Make renames and deletions in the folder durable, where the system can."""
    if os.name == "nt":  # Windows cannot open folders for syncing
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        error.filename = str(folder)
        raise
    finally:
        os.close(descriptor)


class ArrayFile:
    """A memory-mapped array file; its arrays are read-only views of the map.

    Raises:
        FileNotFoundError: there is no such file.
        ArchiveDamagedError: it is not a whole array file.
        ArchiveFormatError: it was written by a newer kliping.
    """

    __slots__ = ("_arrays", "_map", "_start", "meta", "path")

    def __init__(self, path: Path) -> None:
        self.path = path
        with open(path, "rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size < _HEAD.size:
                raise self.damage(f"holds {size} bytes, fewer than a header")
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        magic, length, crc = _HEAD.unpack_from(self._map, 0)
        if magic[:-1] != MAGIC:
            raise self.damage(f"begins with {magic!r}")
        if magic[-1] > FORMAT:
            raise ArchiveFormatError(
                f"{path} has array format {magic[-1]}; this kliping reads up to {FORMAT}; "
                "upgrade kliping, or run: kliping rebuild"
            )
        if magic[-1] < FORMAT:
            raise self.damage(f"has array format {magic[-1]}, which is no longer read")
        header = self._map[_HEAD.size : _HEAD.size + length]
        if zlib.crc32(header) != crc:
            raise self.damage("the header's checksum does not match")
        try:
            described = json.loads(header)
            self.meta: dict[str, Any] = dict(described["meta"])
            self._arrays = {name: _Row(*row) for name, row in described["arrays"].items()}
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise self.damage(f"the header is not understood: {error!r}") from error
        self._start = _aligned(_HEAD.size + length)
        end = 0
        for name, row in self._arrays.items():
            if not row.is_sound():
                raise self.damage(f"the header describes array {name!r} as {tuple(row)}")
            end = max(end, row.offset + row.size)
        if size != self._start + _aligned(end):
            raise self.damage(f"holds {size} bytes, expected {self._start + _aligned(end)}")

    def __contains__(self, name: str) -> bool:
        return name in self._arrays

    def __getitem__(self, name: str) -> Array:
        """Return the array, a read-only view of the map.

        Raises:
            ArchiveDamagedError: the file has no such array.
        """
        row = self._arrays.get(name)
        if row is None:
            raise self.damage(f"array {name!r} is missing")
        kind = np.dtype(row.type)
        if not row.size:
            return np.zeros(0, kind)
        return np.frombuffer(self._map, kind, row.shape[0], self._start + row.offset)

    def get(self, name: str) -> Array | None:
        return self[name] if name in self._arrays else None

    def names(self) -> list[str]:
        return list(self._arrays)

    def verify(self) -> list[str]:
        """Return one line per array whose checksum does not match; reads the whole file."""
        found = []
        at = self._start
        for name, (_, _, offset, size, crc) in self._arrays.items():
            begin = self._start + offset
            if any(self._map[at:begin]):
                found.append(f"{self.path}: bytes before array {name!r} are not zero")
            if zlib.crc32(memoryview(self._map)[begin : begin + size]) != crc:
                found.append(f"{self.path}: array {name!r} does not match its checksum")
            at = begin + size
        if any(self._map[at:]):
            found.append(f"{self.path}: bytes behind the last array are not zero")
        _, length, _ = _HEAD.unpack_from(self._map, 0)
        if any(self._map[_HEAD.size + length : self._start]):
            found.append(f"{self.path}: bytes behind the header are not zero")
        return found

    def damage(self, fault: str) -> ArchiveDamagedError:
        """Return the error that this file is not what was written."""
        return ArchiveDamagedError(f"{self.path} is damaged: {fault}; {REMEDY}")


class _Row(NamedTuple):
    """What the header says of one array."""

    type: str
    shape: list[int]
    offset: int
    size: int
    checksum: int

    def is_sound(self) -> bool:
        """Return whether it is an array of one dimension, of a known type, where one may begin."""
        shape = self.shape
        if not (isinstance(shape, list) and len(shape) == 1 and isinstance(self.type, str)):
            return False
        count, item = shape[0], TYPES.get(self.type)
        return (
            item is not None
            and type(count) is type(self.offset) is type(self.size) is int
            and count >= 0
            and self.offset >= 0
            and self.offset % ALIGNMENT == 0
            and count * item == self.size
        )


def _aligned(size: int) -> int:
    return -(-size // ALIGNMENT) * ALIGNMENT
