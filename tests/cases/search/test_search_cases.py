"""Searches that an earlier version answered wrongly without a word, each with the right answer.

A case is a folder of articles; each is indexed once and searched through the command line.
"""

from pathlib import Path

import pytest

import kliping
from kliping import Archive, Article, SearchOptions
from kliping.cli.main import run

HERE = Path(__file__).parent
CASES = sorted(folder.name for folder in HERE.iterdir() if (folder / "articles.jsonl").exists())
JUST = ""  # no warning


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return case → its archive."""
    folder = tmp_path_factory.mktemp("cases")
    made = {}
    for case in CASES:
        made[case] = folder / f"{case}.kliping"
        with kliping.open(made[case], create=True) as archive:
            archive.add_all(kliping.read(HERE / case / "articles.jsonl"))
    return made


@pytest.mark.parametrize(
    ("case", "words", "ids", "told"),
    [
        ("accents", ["mbappe"], "c1", JUST),
        ("accents", ["MBAPPÉ"], "c1", JUST),
        ("accents", ["sao paulo"], "c1", JUST),
        ("accents", ["beyonce"], "c2", JUST),
        ("accents", ['"kylian mbappe"'], "c1", JUST),
        ("accents", ["mbapp*"], "c1", JUST),
        ("accents", ["/mbappé/"], "c1", JUST),
        ("accents", ["person:mbappe"], "c1", JUST),
        ("cli-minus-word", ["kapal", "-feri"], "o1", JUST),
        ("cli-minus-word", ["kapal", "-nasional"], "o1 o2", JUST),
        ("cli-minus-word", ["kapal", "-hujan"], "o1 o2", JUST),
        ("cli-minus-word", ["kapal", "-ambon", "-n1"], "o1", JUST),
        ("cli-minus-word", ["-kargo"], "o2", JUST),
        ("cli-minus-word", ["kapal", "--", "-feri"], "o1", JUST),
        ("date-dotted-day", ["published:1.3.2025"], "m1 m1b", JUST),
        ("date-dotted-day", ["published:1/3/2025"], "m1 m1b", JUST),
        ("date-dotted-day", ["published:2025.03.01"], "m1 m1b", JUST),
        ("date-dotted-day", ["published:2025-03-01..2025-05-02"], "m1 m1b m2 m3", JUST),
        ("date-dotted-day", ['published:"1-20 Maret 2025"'], "m1 m1b m2", JUST),
        ("date-dotted-day", ["published:(>=2025-03-02 AND <=2025-05-02)"], "m2 m3", JUST),
        ("fuzzy-first-letter", ["hritsenko~1"], "f1 f2", JUST),
        ("fuzzy-first-letter", ["gepma~1"], "", JUST),
        ("negative-numbers", ["value:-5"], "h1", JUST),
        ("negative-numbers", ["value:5"], "h2", JUST),
        ("negative-numbers", ["value:[-10 TO 0]"], "h1", JUST),
        ("negative-numbers", ['"-5 derajat"'], "h1 h2", JUST),
        ("negative-numbers", ["suhu -5"], "", "for the number: value:-5"),
        ("not-lower-case", ["gempa not ambon"], "n2", "operators are in capitals: NOT"),
        ("not-lower-case", ["gempa bukan ambon"], "", "operators are in capitals: NOT"),
        ("not-lower-case", ["padang or ambon"], "n1 n2", "was read as padang OR ambon"),
        ("not-lower-case", ["padang atau ambon"], "n1 n2", "was read as padang OR ambon"),
        ("not-lower-case", ["gempa –ambon"], "n2", "no minus"),
        ("not-lower-case", ["gempa −ambon"], "n2", "no minus"),
        ("not-lower-case", ["gempa NOT ambon"], "n1", JUST),
        ("regex-capitals", ["/GEMPA/"], "r1", JUST),
        ("regex-capitals", ["/Am.*/"], "r1", JUST),
        ("regex-capitals", ["/[A-G]empa/"], "r1", JUST),
        ("regex-capitals", ["/Gempa di/"], "r1", "a regular expression ends with another /"),
        ("wildcard-in-phrase", ['"gempa bes*"'], "w1", JUST),
        ("wildcard-in-phrase", ['"gempa b?sar"'], "w1", JUST),
        ("wildcard-in-phrase", ['"gempa bes"*'], "w1", JUST),
        ("wildcard-in-phrase", ['"gempa * mengguncang"~2'], "w1", "stands for no word"),
    ],
)
def test_a_search_answers_right(
    archives: dict[str, Path],
    capsys: pytest.CaptureFixture[str],
    case: str,
    words: list[str],
    ids: str,
    told: str,
) -> None:
    """Each search of a case finds its articles, and says how it was read where need is."""
    code = run(["--archive", str(archives[case]), "search", "--all-words", "-f", "ids", *words])
    printed = capsys.readouterr()
    assert (code, " ".join(sorted(printed.out.split()))) == (0, ids), printed.err
    notes = [line for line in printed.err.splitlines() if "--all-words" not in line]
    if told:
        assert any(told in line for line in notes), printed.err
    else:
        assert not [line for line in notes if "did you mean" not in line]


def test_a_time_that_there_is_not_is_refused(
    archives: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """A day with an impossible time, or with letters behind it, is no day."""
    for query in ("published:2025-03-01T99:99", "published:2025-03-01xyz", "published:31/2/2025"):
        assert run(["--archive", str(archives["date-dotted-day"]), "search", query]) == 2
        assert "is not a date" in capsys.readouterr().err


def test_a_value_with_odd_blanks_is_one_value(tmp_path: Path) -> None:
    """Tabs and two blanks in an outlet's name are one blank, counted and found alike."""
    with kliping.open(tmp_path / "a.kliping", create=True) as archive:
        archive.add_all(
            [
                Article(id="1", title="x", text="gempa", outlet="Tab\tPress"),
                Article(id="2", title="y", text="gempa", outlet="Harian  Umum"),
                Article(id="3", title="z", text="gempa", outlet="Harian Umum"),
            ]
        )
        assert _counted(archive) == {"Harian Umum": (2, 2), "Tab Press": (1, 1)}


def _counted(archive: Archive) -> dict[str, tuple[int, int]]:
    facet = archive.search("*", facets=["outlet"]).facets["outlet"]
    return {
        v.value: (v.count, archive.search("*", options=_only(v.value)).total) for v in facet.values
    }


def _only(outlet: str) -> SearchOptions:
    return SearchOptions(where={"outlet": [outlet]})
