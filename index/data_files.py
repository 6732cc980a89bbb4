"""Data files that are shipped beside the modules that read them: word lists and tables.

A *list* has a value a line, a *table* columns with a tab between them. Both are UTF-8. A line that
is empty or begins with `# ` is a comment; the head of a file says its source, date and licence.
"""

from collections.abc import Callable, Iterator
from pkgutil import get_data
from typing import Any, TypeVar, overload

A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
D = TypeVar("D")
E = TypeVar("E")

_COMMENT = "# "


def read_file(package: str, name: str) -> bytes:
    """Return the bytes of a file of a package; `name` may begin with folders (`lexicon/x.tsv`).

    Raises:
        FileNotFoundError: the package has no such file.
    """
    # Not with importlib.resources, whose import takes a search 5 ms.
    written = get_data(package, name)
    if written is None:
        raise FileNotFoundError(f"{package} has no {name}")
    return written


def _iter_numbered(package: str, name: str) -> Iterator[tuple[int, str]]:
    lines = read_file(package, name).decode().splitlines()
    for number, line in enumerate(lines, 1):
        if line and not line.startswith(_COMMENT):
            yield number, line


def read_lines(package: str, name: str) -> list[str]:
    """Return the lines of a file, in its order, without comments."""
    return [line for _, line in _iter_numbered(package, name)]


@overload
def read_rows(
    package: str, name: str, a: Callable[[str], A], b: Callable[[str], B], /
) -> list[tuple[A, B]]: ...
@overload
def read_rows(
    package: str,
    name: str,
    a: Callable[[str], A],
    b: Callable[[str], B],
    c: Callable[[str], C],
    /,
) -> list[tuple[A, B, C]]: ...
@overload
def read_rows(
    package: str,
    name: str,
    a: Callable[[str], A],
    b: Callable[[str], B],
    c: Callable[[str], C],
    d: Callable[[str], D],
    /,
) -> list[tuple[A, B, C, D]]: ...
@overload
def read_rows(
    package: str,
    name: str,
    a: Callable[[str], A],
    b: Callable[[str], B],
    c: Callable[[str], C],
    d: Callable[[str], D],
    e: Callable[[str], E],
    /,
) -> list[tuple[A, B, C, D, E]]: ...
def read_rows(package: str, name: str, /, *columns: Callable[[str], Any]) -> list[Any]:
    """Return the rows of a table, in its order, each column read by a function of its own.

    >>> read_rows("kliping.index", "dates.tsv", str, str, int)[0]
    ('month', 'januari', 1)

    Raises:
        ValueError: a row has more or fewer columns, or a column cannot be read; file and line are
            named.
    """
    plain = all(column is str for column in columns)
    rows: list[Any] = []
    for number, line in _iter_numbered(package, name):
        cells = line.split("\t")
        if len(cells) != len(columns):
            raise ValueError(
                f"{name}, line {number}: {len(cells)} columns, expected {len(columns)}: {line!r}"
            )
        if plain:
            rows.append(tuple(cells))
            continue
        try:
            rows.append(tuple(column(cell) for column, cell in zip(columns, cells, strict=True)))
        except ValueError as error:
            raise ValueError(f"{name}, line {number}: {error}: {line!r}") from None
    return rows


def words(cell: str) -> tuple[str, ...]:
    """Return the words of a column that has blanks between them."""
    return tuple(cell.split())


def choices(sign: str) -> Callable[[str], tuple[str, ...]]:
    """Return what reads a column with a sign between its values; empty ones are left out."""
    return lambda cell: tuple(filter(None, cell.split(sign)))


def one_of(*names: str) -> Callable[[str], str]:
    """Return what reads a column that holds one of some names, and refuses others."""

    def read(cell: str) -> str:
        if cell not in names:
            raise ValueError(f"{cell!r} is none of {', '.join(names)}")
        return cell

    return read
