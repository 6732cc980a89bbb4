"""The judged values and pairs of spellings: two tables of verdicts, without a text in them."""

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FIELDS = ("person", "organisation", "place")
VERDICTS = ("right", "wrong")
KINDS = ("type", "border", "generic", "thing", "alias", "glued", "title", "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedValue:
    """A facet value, as one article gives it, and whether it is the name of what it says.

    Attributes:
        start: of its first mention in the article, 0-based, in code points of `Article.text`.
        end: of that mention, exclusive.
        kind: of the fault, one of KINDS (README.md explains them); "" where the value is right.
        right_field: where what is named belongs; "" where the value is right or names nothing.
        right_value: its whole name; "" with `right_field`.
    """

    field: str
    value: str
    article: str
    start: int
    end: int
    right: bool
    kind: str
    right_field: str
    right_value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedPair:
    """A spelling that one article counts as a value, and whether both name one entity there.

    Attributes:
        start: of the spelling in the article, 0-based, in code points of `Article.text`.
        end: of the spelling, exclusive.
    """

    field: str
    spelling: str
    value: str
    article: str
    start: int
    end: int
    right: bool


def is_held_out(article: str) -> bool:
    """Tell whether an article is of the third that nothing is trained or chosen on."""
    return hashlib.blake2b(article.encode(), digest_size=4).digest()[0] % 3 == 0


def read_values(path: Path) -> list[JudgedValue]:
    """Read the judged values.

    Raises:
        ValueError: a row cannot be understood; it names file, line, value and what was expected.
    """
    return [
        JudgedValue(
            field=one_of(FIELDS, row, "field", where),
            value=row["value"],
            article=row["article"],
            start=number(row, "start", where),
            end=number(row, "end", where),
            right=one_of(VERDICTS, row, "verdict", where) == "right",
            kind=one_of(("", *KINDS), row, "kind", where),
            right_field=one_of(("", *FIELDS), row, "right_field", where),
            right_value=row["right_value"],
        )
        for where, row in iter_rows(path)
    ]


def read_pairs(path: Path) -> list[JudgedPair]:
    """Read the judged pairs of spellings.

    Raises:
        ValueError: a row cannot be understood; it names file, line, value and what was expected.
    """
    return [
        JudgedPair(
            field=one_of(FIELDS, row, "field", where),
            spelling=row["spelling"],
            value=row["value"],
            article=row["article"],
            start=number(row, "start", where),
            end=number(row, "end", where),
            right=one_of(VERDICTS, row, "verdict", where) == "right",
        )
        for where, row in iter_rows(path)
    ]


def iter_rows(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield (file and line, column → cell) of each row."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        for row in rows:
            where = f"{path.name}:{rows.line_num}"
            if None in row or None in row.values():
                raise ValueError(f"{where}: expected {len(rows.fieldnames or ())} columns")
            yield where, row


def one_of(expected: tuple[str, ...], row: dict[str, str], column: str, where: str) -> str:
    if row[column] not in expected:
        known = ", ".join(repr(word) for word in expected)
        raise ValueError(f"{where}: {column} = {row[column]!r}: expected one of {known}")
    return row[column]


def number(row: dict[str, str], column: str, where: str) -> int:
    if not row[column].isdecimal():
        raise ValueError(f"{where}: {column} = {row[column]!r}: expected a number of code points")
    return int(row[column])
