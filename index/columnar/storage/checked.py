"""Numbers of array files, checked before they are used as counts or places.

A checksum says that a file is as it was written, not that it was written by kliping. Whoever reads
an array says through these functions what its numbers must be; each raises ArchiveDamagedError,
naming the file, where they are not.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from .files import ArrayFile
from .packing import unpack_small

Array = npt.NDArray[Any]
Int64 = npt.NDArray[np.int64]


def require(file: ArrayFile, holds: bool, fault: str) -> None:
    """Raise the damage of a file unless a condition holds."""
    if not holds:
        raise file.damage(fault)


def read_bytes(file: ArrayFile, name: str, count: int | None = None) -> npt.NDArray[np.uint8]:
    """Return an array of bytes; with `count`, of exactly so many."""
    array = file[name]
    require(file, array.dtype == np.uint8, f"array {name!r} has the type {array.dtype}")
    _require_count(file, name, array, count)
    return array


def read_whole(
    file: ArrayFile, name: str, *, below: int = 2**62, count: int | None = None
) -> Array:
    """Return an array of numbers in [0, below), of whatever whole type."""
    array = file[name]
    require(file, array.dtype.kind in "iu", f"array {name!r} has the type {array.dtype}")
    _require_count(file, name, array, count)
    if len(array):
        if array.dtype.kind == "i":
            require(file, int(array.min()) >= 0, f"array {name!r} holds a number below 0")
        if below <= np.iinfo(array.dtype).max:
            top = int(array.max())
            require(file, top < below, f"array {name!r} holds {top}, expected less than {below}")
    return array


def read_small(file: ArrayFile, name: str, large: str, count: int | None = None) -> Int64:
    """Return numbers in the form *small* (packing.py), none negative.

    Args:
        large: the name of the array that holds those of 255 and more.
        count: how many there must be, where that is known.
    """
    few, many = read_bytes(file, name, count), read_whole(file, large)
    escapes = int(np.count_nonzero(few == 255))
    require(file, escapes == len(many), f"{name!r} refers to {escapes} numbers of {large!r}")
    values = unpack_small(few, many)
    # A sum that leaves int64 would pass for a smaller one.
    require(file, float(values.sum(dtype=np.float64)) < 2**62, f"{name!r} adds up to 2^62 and more")
    return values


def read_exceptions(
    file: ArrayFile, places: str, values: str, *, count: int
) -> tuple[Array, Array]:
    """Return (places, values) of exceptions among `count` numbers: places ascend, values < 2^31."""
    at = read_whole(file, places, below=max(count, 1))
    if len(at) > 1:
        require(file, bool((at[1:] > at[:-1]).all()), f"array {places!r} does not ascend")
    require(file, len(at) <= count, f"array {places!r} names places among {count} numbers")
    return at, read_whole(file, values, below=2**31 - 1, count=len(at))


def _require_count(file: ArrayFile, name: str, array: Array, count: int | None) -> None:
    if count is not None:
        require(
            file, len(array) == count, f"array {name!r} has {len(array)} numbers, expected {count}"
        )
