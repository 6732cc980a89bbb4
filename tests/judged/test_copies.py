"""Judged pairs of copies are counted as an archive groups them."""

from benchmarks.judged import copies as command

VERDICTS = {("a", "b"): "copy", ("a", "c"): "passages", ("d", "e"): "copy", ("f", "g"): "form"}


def test_every_pair_of_a_group_counts() -> None:
    """A group of three gives three pairs, the smaller id first."""
    assert command.pairs_of([["b", "c", "a"], ["e", "d"]]) == {
        ("a", "b"), ("a", "c"), ("b", "c"), ("d", "e"),
    }  # fmt: skip


def test_false_lost_and_unjudged_pairs_are_told() -> None:
    """One false pair of two judged ones; a lost copy; a pair that nobody has read."""
    told = command.report({("a", "b"), ("a", "c"), ("b", "c")}, VERDICTS).splitlines()
    assert told[1] == "false of judged: 0.500; 1 of 2 judged copies found"
    assert told[2:] == ["lost\td\te", "passages\ta\tc", "not judged\tb\tc"]


def test_the_judged_pairs_are_read() -> None:
    """The committed table holds pairs of ids in order, each with a known verdict."""
    verdicts = command.read_verdicts(command.JUDGED)
    assert len(verdicts) > 70
    assert set(verdicts.values()) == set(command.VERDICTS)
    assert all(left < right for left, right in verdicts)
