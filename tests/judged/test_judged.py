"""The judged values are counted as an archive gives them, and each change of one is told."""

from dataclasses import replace
from pathlib import Path

import pytest

import kliping
from benchmarks.judged import __main__ as command
from benchmarks.judged.comparing import Given, compare, read_given
from benchmarks.judged.quoting import JudgedSpeaker, compare_speakers, read_speakers
from benchmarks.judged.verdicts import (
    JudgedPair,
    JudgedValue,
    is_held_out,
    read_pairs,
    read_values,
)
from kliping.index import Article, Mention, Quotation
from kliping.index.records import Speaker, SpeakerKind

FOLDER = Path(command.__file__).parent

RIGHT = JudgedValue(
    field="person", value="Rani Melati", article="a", start=10, end=21,
    right=True, kind="", right_field="", right_value="",
)  # fmt: skip
CUT = JudgedValue(
    field="person", value="Melati", article="a", start=15, end=21,
    right=False, kind="border", right_field="person", right_value="Rani Melati",
)  # fmt: skip
PAIR = JudgedPair(
    field="person", spelling="Rani", value="Rani Melati", article="a", start=40, end=44, right=True
)


def given(*mentions: tuple[int, int, str, str]) -> dict[str, Given]:
    """Return article `a` with these mentions (start, end, field, name), all of them values."""
    values: dict[str, set[str]] = {}
    for _, _, type, name in mentions:
        values.setdefault(type, set()).add(name)
    return {
        "a": Given(
            values={type: frozenset(names) for type, names in values.items()},
            mentions=tuple(
                Mention(start=s, end=e, text="x" * (e - s), type=t, name=n)
                for s, e, t, n in mentions
            ),
        )
    }


def test_what_is_still_given_counts() -> None:
    """A judged value and a judged pair that the article still gives count by their verdicts."""
    found = given((10, 21, "person", "Rani Melati"), (40, 44, "person", "Rani Melati"))
    result = compare(found, [RIGHT], [PAIR])
    assert (result.right["person"], result.pairs_right["person"]) == (1, 1)
    assert (result.lost, result.different, result.new, result.parted) == ([], [], [], [])


def test_a_right_value_that_is_gone_is_lost() -> None:
    """A right value that the article gives no more is lost, and what replaces it is shown."""
    result = compare(given((10, 21, "place", "Rani Melati")), [RIGHT], [PAIR])
    assert result.lost == [RIGHT]
    assert result.different == [(RIGHT, ("place", "Rani Melati"))]
    assert result.parted == [PAIR]
    assert result.right.total() == 0


def test_a_wrong_value_is_mended_gone_or_different() -> None:
    """A wrong value is mended if the right one is given, gone if none is, else different."""
    assert compare(given((10, 21, "person", "Rani Melati")), [CUT], []).mended == [CUT]
    assert compare(given(), [CUT], []).gone == [CUT]
    other = compare(given((10, 30, "person", "Rani Melati Sari")), [CUT], [])
    assert other.different == [(CUT, ("person", "Rani Melati Sari"))]
    assert (other.mended, other.gone) == ([], [])


def test_a_value_that_moved_shows_what_is_new_at_its_span() -> None:
    """A value still given elsewhere in the article counts; its span's other name is new."""
    found = given((10, 21, "organisation", "Rani"), (60, 71, "person", "Rani Melati"))
    result = compare(found, [RIGHT], [])
    assert result.right["person"] == 1
    assert result.new == [(RIGHT, ("organisation", "Rani"))]


def test_an_archive_is_read_and_its_absent_articles_are_told(tmp_path: Path) -> None:
    """The command's report counts what a real archive gives and says how much it left out."""
    text = "Presiden Joko Widodo meninjau pasar di Bandung. " * 8
    with kliping.open(tmp_path / "a.kliping", create=True) as archive:
        archive.add(Article(id="a", text=text, title="Pasar"))
        judged = replace(RIGHT, value="Joko Widodo", start=9, end=20)
        values = [judged, replace(judged, article="b")]
        result = compare(read_given(archive, ["a", "b"]), values, [])
    assert result.right["person"] == 1
    assert result.absent == {"b"}
    assert "left out: 1 judged articles" in command.report(result)


def test_the_committed_tables_are_whole() -> None:
    """Each row of the tables is of the drawn size and order, and a verdict says all it must."""
    values, pairs = read_values(FOLDER / "values.tsv"), read_pairs(FOLDER / "aliases.tsv")
    assert (len(values), len(pairs)) == (1810, 100)
    keys = [(v.field, v.value, v.article) for v in values]
    assert keys == sorted(set(keys))
    assert all(v.start < v.end and v.right == (not v.kind) for v in values)
    assert all(bool(v.right_field) == bool(v.right_value) for v in values)


def test_a_damaged_row_is_refused_by_file_line_and_value(tmp_path: Path) -> None:
    """A verdict that is none is refused with the file, the line, the value and what is expected."""
    path = tmp_path / "aliases.tsv"
    head = "field\tspelling\tvalue\tarticle\tstart\tend\tverdict\n"
    path.write_text(head + "person\tRani\tRani Melati\ta\t0\t4\tgood\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"aliases\.tsv:2: verdict = 'good': expected one of"):
        read_pairs(path)


def judged_speaker(name: str, kind: str = "", right: str = "") -> JudgedSpeaker:
    """Return a verdict on a quotation at 10 to 20 of article `a`; wrong if it has a kind."""
    return JudgedSpeaker(
        article="a", start=10, end=20, speaker=name, right=not kind, kind=kind, right_speaker=right
    )


def said_by(name: str, kind: SpeakerKind = "person") -> dict[str, tuple[Quotation, ...]]:
    """Return article `a` with a quotation at 12 to 20 by somebody."""
    speaker = Speaker(name=name, as_written=name, start=0, end=len(name), kind=kind)
    return {"a": (Quotation(start=12, end=20, text="x" * 8, type="direct", speaker=speaker),)}


def test_speakers_count_by_their_verdicts() -> None:
    """A speaker still given counts; the right one mends; any other is shown as not judged."""
    right, cut = judged_speaker("Rani Melati"), judged_speaker("Rani", "cut", "Rani Melati")
    both = compare_speakers(said_by("Rani Melati"), [right, cut])
    assert (both.right, both.mended, both.kinds.total()) == (1, [cut], 0)
    kept = compare_speakers(said_by("Rani"), [right, cut])
    assert (kept.right, dict(kept.kinds)) == (0, {"cut": 1})
    assert kept.different == [(right, "Rani")]


def test_nobody_is_right_where_nobody_can_be_named() -> None:
    """A wrong name is mended by a speaker without a name, and by silence where nothing is said."""
    described, none = judged_speaker("Rani", "described"), judged_speaker("Rani", "none")
    nameless = compare_speakers(said_by("teman Rani", "anonymous"), [described, none])
    assert (nameless.mended, nameless.different) == ([described], [(none, "teman Rani")])
    silent = compare_speakers({"a": ()}, [described, none, judged_speaker("Rani")])
    assert (silent.mended, silent.lost) == ([none], [judged_speaker("Rani")])
    assert compare_speakers({}, [none]).absent == {"a"}


def test_the_committed_speakers_are_consistent() -> None:
    """Only wrong speakers have a kind, and the right one is another name."""
    judged = read_speakers(FOLDER / "quotations.tsv")
    assert len(judged) >= 150
    assert all(one.right == (one.kind == "") for one in judged)
    assert all(one.right_speaker != one.speaker for one in judged)


def test_a_third_of_the_judged_articles_is_held_out() -> None:
    """The parting of the articles is fixed, near to a third, and leaves none on both sides."""
    articles = {judged.article for judged in read_values(FOLDER / "values.tsv")}
    held = {article for article in articles if is_held_out(article)}
    assert 0.28 < len(held) / len(articles) < 0.39
    assert [is_held_out(f"artikel {number}") for number in range(6)] == [
        False,
        False,
        True,
        True,
        False,
        True,
    ]
