"""Exports compared: what was added, removed and changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kliping.index import ArgumentError
from kliping.retrieval.differences import (
    QUOTATION_KEY,
    QUOTATION_PARTS,
    Row,
    iter_differences,
    read_export,
)


def row(start: int, speaker: str | None = "Ani", cue: str = "kata") -> Row:
    return {
        "article": "a",
        "start": start,
        "end": start + 5,
        "text": "x",
        "type": "direct",
        "cue": {"start": 0, "end": 4, "text": cue},
        "speaker": {"name": speaker, "kind": "person"} if speaker else None,
    }


def differences(before: list[Row], now: list[Row]) -> list[tuple[str, int]]:
    found = iter_differences(before, now, key=QUOTATION_KEY, parts=QUOTATION_PARTS)
    return [(d.change, d.row["start"]) for d in found]


def test_each_kind_of_difference_is_told() -> None:
    """Rows are matched by their place; another speaker or cue is a change."""
    before = [row(0), row(10), row(20), row(30)]
    now = [row(0), row(10, "Budi"), row(20, cue="ujar"), row(40)]
    assert differences(before, now) == [
        ("changed", 10),
        ("changed", 20),
        ("added", 40),
        ("removed", 30),
    ]


def test_a_change_says_what_was_and_what_is() -> None:
    """The part that differs has its value before and now."""
    [found] = iter_differences([row(0)], [row(0, None)], key=QUOTATION_KEY, parts=QUOTATION_PARTS)
    assert found.to_dict()["parts"]["speaker.name"] == {"before": "Ani", "now": None}


@given(st.sets(st.integers(0, 30)), st.sets(st.integers(0, 30)))
def test_what_is_in_both_is_no_difference(before: set[int], now: set[int]) -> None:
    """Equal rows are never listed, the others exactly once."""
    found = differences([row(n) for n in sorted(before)], [row(n) for n in sorted(now)])
    assert sorted(found) == sorted(
        [("added", n) for n in now - before] + [("removed", n) for n in before - now]
    )


def test_a_broken_export_names_the_line() -> None:
    """A file that is no export is refused with its line."""
    with pytest.raises(ArgumentError, match=r"f\.jsonl:2"):
        read_export('{"article": "a", "start": 0, "end": 1}\n{', name="f.jsonl", key=QUOTATION_KEY)
    with pytest.raises(ArgumentError, match="no row has"):
        read_export('{"facet": "x"}', name="f.jsonl", key=QUOTATION_KEY)
