"""The commands that look around: explain, similar, words, suggest, saved, quotes, comparisons."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import pytest


class Ran(Protocol):
    code: int
    out: str
    err: str


Kliping = Callable[..., Ran]


def _rows(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ('banjir person:"Ani', '  banjir person:"Ani\n                ^^^^'),
        ("banjir speker:ani", "  banjir speker:ani\n         ^^^^^^"),
        ("banjir published:kemarn", "  banjir published:kemarn\n                   ^^^^^^"),
    ],
)
def test_a_query_error_has_a_caret(indexed: Kliping, query: str, shown: str) -> None:
    """What is wrong with a query stands on stderr, with carets under it, and the code is 2."""
    ran = indexed("search", query)
    assert (ran.code, ran.out) == (2, "")
    assert shown in ran.err


def test_explain_shows_the_tree_and_the_score(indexed: Kliping) -> None:
    """`explain` gives the tree as lines and, with an id, contributions that add up."""
    [row] = _rows(indexed("explain", "banjir demak", "banjir").out)
    assert row["tree"][0] == "the more of these the better"
    assert row["score"] == pytest.approx(sum(c["score"] for c in row["contributions"]), abs=1e-4)
    assert "does not match" in indexed("explain", "banjir", "beras", "--format", "table").out


def test_words_are_rows(indexed: Kliping) -> None:
    """`words` lists forms with stem and count."""
    assert _rows(indexed("words", "mengung").out) == [
        {"word": "mengungsi", "stem": "ungsi", "count": 1}
    ]


def test_suggestions_complete_the_last_word(indexed: Kliping) -> None:
    """`suggest` prints whole queries."""
    assert indexed("suggest", "harga suraba", "--format", "ids").out.splitlines()[0] == (
        "harga surabaya"
    )


def test_similar_of_an_unknown_article_is_an_error(indexed: Kliping) -> None:
    """An id that is not there is named, with exit code 2."""
    ran = indexed("similar", "nihil")
    assert (ran.code, "'nihil'" in ran.err) == (2, True)
    assert indexed("similar", "banjir").code == 0


def test_a_saved_search_shows_each_article_once(tmp_path: Path, indexed: Kliping) -> None:
    """`saved run --new` lists what came since it was last run so."""
    assert indexed("saved", "add", "banjir", "banjir").code == 0
    assert indexed("saved", "run", "banjir", "--new", "--format", "ids").out == "banjir\n"
    assert indexed("saved", "run", "banjir", "--new").out == ""
    (tmp_path / "lagi.txt").write_text("Banjir datang lagi di kota itu.\n")
    assert indexed("index", "lagi.txt").code == 0
    assert indexed("saved", "run", "banjir", "--new", "--format", "ids").out == "lagi\n"
    [row] = _rows(indexed("saved", "list").out)
    assert (row["name"], row["found"], row["seen"], row["new"]) == ("banjir", 2, 2, 0)
    assert indexed("saved", "add", "banjir", "banjir").code == 0  # the same: nothing is new
    assert [row["new"] for row in _rows(indexed("saved", "list").out)] == [0]
    assert indexed("saved", "add", "banjir", "banjir desa").code == 0
    assert [row["seen"] for row in _rows(indexed("saved", "list").out)] == [0]
    assert indexed("saved", "remove", "banjir").code == 0
    assert indexed("saved", "run", "banjir").code == 2


def test_a_saved_query_must_be_understood(indexed: Kliping) -> None:
    """A query with a fault is refused when it is saved, not when it is run."""
    assert indexed("saved", "add", "rusak", "banjir OR").code == 2
    assert indexed("saved", "list").out == ""


def test_quotes_are_searched_and_counted(indexed: Kliping) -> None:
    """`quotes` finds what was said, and counts fields over it."""
    rows = _rows(indexed("quotes", "surut", "--facet", "type").out)
    assert rows[0]["article"] == "banjir"
    assert "surut" in rows[0]["text"]
    assert rows[-1]["facet"] == "type"
    assert indexed("quotes", "gajah").out == ""


def test_variants_group_one_utterance(tmp_path: Path, indexed: Kliping) -> None:
    """`quotes --variants` gives one row an utterance, with each outlet's wording."""
    (tmp_path / "x.txt").write_text(
        'Banjir lagi\n\n"Air mulai surut, namun warga kami masih mengungsi," kata Wahyu Pratomo '
        "di Demak, Selasa (29/4/2025).\n"
    )
    assert indexed("index", "x.txt").code == 0
    rows = _rows(indexed("quotes", "surut", "--variants").out)
    assert sum(len(row["variants"]) for row in rows) == 2
    for row in rows:
        for variant in row["variants"]:
            for start, end in variant["different"]:
                assert variant["text"][start:end]


def test_all_hits_are_streamed_and_pages_continue(indexed: Kliping) -> None:
    """--all prints every hit; --cursor continues behind a page."""
    assert len(indexed("search", "*", "--all", "--format", "ids").out.split()) == 2
    page = json.loads(indexed("search", "*", "-n", "1", "--format", "json").out)
    rest = json.loads(
        indexed("search", "*", "-n", "1", "--cursor", page["cursor"], "--format", "json").out
    )
    assert [hit["rank"] for hit in rest["hits"]] == [2]
    assert rest["hits"][0]["id"] != page["hits"][0]["id"]
    assert indexed("search", "*", "--cursor", "rusak").code == 2


def test_markdown_marks_the_matches(indexed: Kliping) -> None:
    """--format md is a numbered list with matches in bold."""
    out = indexed("search", "mengungsi", "--format", "md").out
    assert out.startswith("1. **")
    assert "**mengungsi**" in out


def test_a_misspelt_word_is_asked_about(indexed: Kliping) -> None:
    """What was probably meant goes to stderr, never into the rows."""
    ran = indexed("search", "mengungzi demak")
    assert "did you mean: mengungsi demak" in ran.err
    assert "did you mean" not in ran.out
    assert _rows(ran.out)[0]["missing"] == ["mengungzi"]


def test_facets_are_drawn_into_a_file(tmp_path: Path, indexed: Kliping) -> None:
    """--plot writes an SVG file; without a facet there is nothing to draw."""
    assert indexed("search", "*", "--facet", "outlet", "--plot", "bagan.svg").code == 0
    assert (tmp_path / "bagan.svg").read_text().startswith("<svg")
    assert indexed("search", "*", "--plot", "bagan.svg").code == 2
    assert indexed("facets", "*", "outlet", "--plot", "tiada/bagan.svg").code == 2


def test_a_comparison_names_its_statistic(indexed: Kliping) -> None:
    """`facets --compare` says what the numbers are."""
    out = indexed("facets", "banjir", "outlet", "--compare", "beras", "--format", "table").out
    assert "G²" in out


def test_show_marks_what_a_query_matches(indexed: Kliping) -> None:
    """`show --highlight` adds marks that cut the matching words from the text."""
    [row] = _rows(indexed("show", "banjir", "--highlight", "ungsi", "--format", "jsonl").out)
    assert {row["text"][start:end] for start, end in row["marks"]} == {"mengungsi"}


def test_a_zone_decides_where_days_begin(indexed: Kliping) -> None:
    """--tz reads the dates of the query in another zone; an unknown one is named."""
    assert indexed("search", "published:2025-04-28", "--tz", "Asia/Jayapura").code == 0
    assert indexed("search", "*", "--tz", "Nusantara/Mana").code == 2


def test_a_query_that_begins_with_a_dash_is_a_query(indexed: Kliping) -> None:
    """`-word` excludes the word, with and without `--` before it."""
    assert indexed("search", "--format", "ids", "-banjir").out == "beras\n"
    assert indexed("search", "--format", "ids", "--", "-banjir").out == "beras\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ("quotes", "--type", "foo"),
            "no type 'foo'; there are: direct, mixed, fragment, indirect",
        ),
        (("entities", "--type", "foo"), "no type 'foo'; there are: person, organisation, place"),
        (("entities", "--mentions", "--type", "foo"), "no type 'foo'"),
        (("search", "banjir", "--plot", "x.svg"), "name one with --facet FIELD"),
    ],
)
def test_what_there_is_not_is_refused(
    indexed: Kliping, arguments: tuple[str, ...], told: str
) -> None:
    """An unknown type, or a plot of no facet, is a usage error that says what there is."""
    ran = indexed(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("quotes", "--speaker", "Wahyu Pratama"), "speaker = 'Wahyu Pratama'; near it is 'Wahyu"),
        (("search", "*", "--where", "person=Qqqqq"), "no article has person = 'Qqqqq'\n"),
        (("facets", "*", "place", "--where", "place=Demakk"), "near it is 'Demak'"),
        (("search", "*", "--any-of", "place=Demakk"), "place = 'Demakk'; near it is 'Demak'"),
    ],
)
def test_a_filter_that_nothing_passes_is_told(
    indexed: Kliping, arguments: tuple[str, ...], told: str
) -> None:
    """A value that no article has is named on stderr, with a near one where there is one."""
    ran = indexed(*arguments, "--format", "jsonl")
    assert ran.code == 0
    assert '"title"' not in ran.out
    assert told in ran.err


def test_a_format_without_facets_says_so(indexed: Kliping) -> None:
    """CSV, Markdown and ids have no place for facets, and a note says where they are shown."""
    assert "csv shows no facets" in indexed("search", "*", "--facet", "place", "-f", "csv").err
    assert indexed("search", "*", "--facet", "place", "-f", "jsonl").err == ""


def test_hints_name_options_of_the_program(indexed: Kliping) -> None:
    """Where no article has all words the hint names an option, not an argument of the library."""
    told = indexed("search", "banjir", "beras", "-f", "ids", "--all-words").err
    assert "--all-words" in told
    assert "words=" not in told
