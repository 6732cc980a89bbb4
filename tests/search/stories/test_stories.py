"""Stories as people read them: description, days and wordings."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from kliping.index import Article, Cue, Mention, Quotation, Record, Speaker
from kliping.index.analyzer import Analyzer
from kliping.stories.plots import draw_story
from kliping.stories.speakers import one_name
from kliping.stories.stories import StoryArticle, describe, independent, tell_days
from kliping.stories.wordings import compare_wordings

SAID = "Jembatan ini sudah kami laporkan rusak sejak dua tahun lalu"
AGAIN = "Jembatan ini sudah kami laporkan rusak sejak tahun kemarin"


def quoted(text: str, words: str, speaker: str | None) -> Quotation:
    at = text.index(words)
    who = None
    if speaker is not None:
        named = text.index(speaker)
        who = Speaker(
            name=speaker, as_written=speaker, start=named, end=named + len(speaker), kind="person"
        )
    return Quotation(
        start=at,
        end=at + len(words),
        text=words,
        type="direct",
        cue=Cue(start=0, end=0, text=""),
        speaker=who,
    )


def claim(text: str, words: str, value: float, **data: str | float | None) -> Record:
    at = text.index(words)
    given: dict[str, str | float | None] = {
        "low": value,
        "high": value,
        "qualifier": "",
        "noun": "orang",
        "state": "luka",
        "sentence_start": 0,
        "sentence_end": len(text),
        "source": None,
    }
    return Record(kind="claim", start=at, end=at + len(words), text=words, data=given | data)


def member(
    id: str,
    day: int | None,
    text: str,
    *,
    title: str = "",
    outlet: str | None = None,
    copies: str | None = None,
    quotations: Sequence[Quotation] = (),
    claims: Sequence[Record] = (),
    names: Sequence[str] = (),
) -> StoryArticle:
    published = None if day is None else datetime(2025, 5, day, 1, tzinfo=UTC)
    return StoryArticle(
        article=Article(id=id, text=text, title=title, outlet=outlet, published=published),
        copies=copies,
        quotations=tuple(quotations),
        claims=tuple(claims),
        mentions=tuple(Mention(start=0, end=0, text="", type="place", name=name) for name in names),
    )


A = f"Jembatan putus dan 12 orang luka. “{SAID},” kata Halim. Warga marah."
B = f"Sedikitnya 9 orang luka saat jembatan putus. “{AGAIN},” kata Gunadi, diduga."
C = "Sekitar 11 orang luka ketika jembatan gantung putus di hulu."
MEMBERS = (
    member(
        "a",
        5,
        A,
        title="Jembatan Gantung Putus",
        outlet="Harian Laut",
        quotations=[quoted(A, SAID, "Halim")],
        claims=[claim(A, "12 orang", 12)],
        names=["Kupang", "Soe"],
    ),
    member(
        "b",
        6,
        B,
        title="Jembatan Putus, Warga Marah",
        outlet="Kabar Timur",
        quotations=[quoted(B, AGAIN, "Gunadi")],
        claims=[claim(B, "Sedikitnya 9 orang", 9, qualifier="least")],
        names=["Kupang"],
    ),
    member("b2", 6, B, title="Salinan", outlet="Pos Hulu", copies="b", names=["Ende"]),
    member("b3", 6, B, title="Salinan Lagi", outlet="Pos Hilir", copies="b", names=["Ende"]),
    member("c", None, C, outlet="Radio Soe", claims=[claim(C, "11 orang", 20)], names=["Kupang"]),
)


def test_a_story_is_described_whatever_the_order() -> None:
    """Members by time, undated last; the headline of the closest report; names by reports."""
    story = describe("a", MEMBERS)
    assert [m.article for m in story.members] == ["a", "b", "b2", "b3", "c"]
    assert story.headline == "Jembatan Putus, Warga Marah"
    assert story.entities[0] == "Kupang"
    assert (story.first, story.last) == (
        datetime(2025, 5, 5, 1, tzinfo=UTC),
        datetime(2025, 5, 6, 1, tzinfo=UTC),
    )
    for seed in range(4):
        shuffled = random.Random(seed).sample(MEMBERS, len(MEMBERS))
        assert describe("a", shuffled) == story


def test_copies_are_told_once() -> None:
    """Of a copy group only the first article is an independent report."""
    assert [m.article.id for m in independent(MEMBERS)] == ["a", "b", "b2", "c"]


def test_days() -> None:
    """Reports, first report, peak, and who begins to speak when."""
    told = tell_days("a", MEMBERS, zone=UTC)
    assert told.first_report == "a"
    assert str(told.peak) == "2025-05-06"
    assert [(str(d.day), d.reports, len(d.articles)) for d in told.days] == [
        ("2025-05-05", 1, 1),
        ("2025-05-06", 2, 3),
        ("None", 1, 1),
    ]
    assert [[v.speaker for v in day.voices] for day in told.days] == [["Halim"], ["Gunadi"], []]
    markdown = told.to_markdown()
    assert markdown.startswith("# Jembatan Putus, Warga Marah\n")
    assert "- Gunadi (1, first in b)" in markdown
    with pytest.raises(ValueError, match="no members"):
        tell_days("a", [], zone=UTC)


def test_wordings_side_by_side() -> None:
    """One utterance in two articles: the words that differ, the speakers, the doubt left out."""
    ((first, second),) = compare_wordings(MEMBERS, analyzer=Analyzer())
    assert (first.article, second.article) == ("a", "b")
    assert (first.speaker, second.speaker) == ("Halim", "Gunadi")
    assert (first.other_speaker, second.other_speaker) == (False, True)
    assert first.different == ()
    assert (first.missing_hedges, second.missing_hedges) == (("diduga",), ())
    assert compare_wordings(MEMBERS[2:], analyzer=Analyzer()) == []


@pytest.mark.parametrize("members", [MEMBERS, MEMBERS[:1], MEMBERS[-1:]])
def test_the_figure_is_well_formed(members: Sequence[StoryArticle]) -> None:
    """The figure of a story's days is XML, also with one day or none."""
    ElementTree.fromstring(draw_story(tell_days("a", members, zone=UTC)))


def test_the_headline_is_of_the_report_closest_to_all() -> None:
    """A sidelight of the last day does not name the story, whatever order the reports have."""
    told = [
        ("a", 5, "Feri karam di Teluk Mawar, dua puluh penumpang hilang", "Feri"),
        ("b", 6, "Feri karam di Teluk Mawar, lima penumpang ditemukan nelayan", "Feri karam lagi"),
        ("c", 9, "Nakhoda feri pandai memasak rendang, kata tetangga", "Nakhoda gemar memasak"),
    ]
    members = [member(id, day, f"{text}.", title=title) for id, day, text, title in told]
    for seed in range(3):
        shuffled = random.Random(seed).sample(members, len(members))
        assert describe("a", shuffled).headline in ("Feri", "Feri karam lagi")


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (
            ["Mykola Hrytsenko", "Mykola Gritsenko", "Mykola Hrytsenko", "Mykola Hritsenko"],
            {"Mykola Hrytsenko"},
        ),
        (["Budi Santoso", "Budi Sentosa"], {"Budi Santoso"}),
        (["Rina Wati", "Rini Wati"], {"Rina Wati", "Rini Wati"}),
        (["Agus Salim", "Agus Halim"], {"Agus Salim", "Agus Halim"}),
        (["Hrytsenko", "Gritsenko"], {"Hrytsenko", "Gritsenko"}),
        ([], set()),
    ],
)
def test_spellings_of_one_speaker(names: list[str], expected: set[str]) -> None:
    """Long last names that differ by two letters are one person; short and lone ones are not."""
    found = one_name(names)
    assert set(found.values()) == expected
    assert set(found) == set(names)
