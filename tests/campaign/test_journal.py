"""The campaign's journal tells which answers are right at a moment."""

import json
from pathlib import Path

from benchmarks.campaign.journal import Journal


def test_an_answer_may_be_of_the_last_acknowledged_write_or_one_in_flight(tmp_path: Path) -> None:
    """Before a write begins only the old value is right, after its end only the new one."""
    path = tmp_path / "journal"
    lines = [{"begin": 10.0, "changes": {"3": 1}}, {"end": 20.0}]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    journal = Journal(path, {3: 0})
    journal.read()
    assert journal.values(3, 5.0, 6.0) == {0}
    assert journal.values(3, 5.0, 12.0) == {0, 1}
    assert journal.values(3, 15.0, 16.0) == {0, 1}
    assert journal.values(3, 21.0, 22.0) == {1}


def test_a_write_without_an_end_is_in_flight(tmp_path: Path) -> None:
    """What a killed writer began may be there, or not."""
    path = tmp_path / "journal"
    path.write_text(json.dumps({"begin": 10.0, "changes": {"3": None}}) + "\n")
    journal = Journal(path, {3: 0})
    journal.read()
    assert journal.values(3, 50.0, 51.0) == {0, None}
    assert journal.values(4, 50.0, 51.0) == {None}
