"""The reader of data files: lists, tables, and faults told with file and line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kliping.index import data_files
from kliping.index.data_files import choices, one_of, read_lines, read_rows, words


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Return what puts a text in the place of every data file."""

    def write(text: str) -> None:
        monkeypatch.setattr(data_files, "get_data", lambda package, name: text.encode())

    return write


def test_comments_and_empty_lines_are_left_out(written: Callable[[str], None]) -> None:
    """A comment is `#` and a blank; a value may begin with the sign."""
    written("# Source: by hand.\n\n#n/a\n#\nnil\n")
    assert read_lines("any", "list.txt") == ["#n/a", "#", "nil"]


def test_each_column_is_read_by_its_function(written: Callable[[str], None]) -> None:
    """Rows keep the file's order, columns have types of their own."""
    written("satu\t1\ta b\tx;;y\n# note\ndua\t2\t\t\n")
    assert read_rows("any", "table.tsv", str, int, words, choices(";")) == [
        ("satu", 1, ("a", "b"), ("x", "y")),
        ("dua", 2, (), ()),
    ]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("ship", "1 columns, expected 2: 'ship'"),
        ("ship\t1\t2", "3 columns, expected 2"),
        ("boat\t1", "'boat' is none of ship, flight: 'boat\\t1'"),
        ("ship\tone", "invalid literal for int()"),
    ],
)
def test_a_fault_names_file_and_line(written: Callable[[str], None], line: str, fault: str) -> None:
    """Whoever edits a table is told where it is wrong."""
    written(f"# head\nship\t1\n{line}\n")
    with pytest.raises(ValueError, match=r"^crafts\.tsv, line 3: ") as raised:
        read_rows("any", "crafts.tsv", one_of("ship", "flight"), int)
    assert fault in str(raised.value)


def test_a_fault_of_plain_columns_is_told_too(written: Callable[[str], None]) -> None:
    """Columns that are taken as they stand are counted all the same."""
    written("a\tb\na\n")
    with pytest.raises(ValueError, match=r"^pairs\.tsv, line 2: 1 columns, expected 2"):
        read_rows("any", "pairs.tsv", str, str)


def test_a_file_that_is_not_there_is_told() -> None:
    """The package and the name are in the error."""
    with pytest.raises(FileNotFoundError, match=r"none\.tsv"):
        read_lines("kliping.index", "none.tsv")


def test_only_one_module_reads_data_files() -> None:
    """Tables and lists are read here: no other module takes lines of a file apart by hand."""
    root = Path(__file__).resolve().parents[2]
    readers = [
        path.relative_to(root).as_posix()
        for folder in ("index", "plugins", "search")
        for path in sorted((root / folder).rglob("*.py"))
        if any(
            sign in path.read_text(encoding="utf-8")
            for sign in ("get_data(", "splitlines() if line and")
        )
    ]
    assert readers == ["index/data_files.py"]
