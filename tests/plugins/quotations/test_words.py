"""The word lists and the tokens that are read with them."""

from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kliping.index.edit_distance import is_within
from kliping.plugins.quotations.page.parsed_article import CAP, NUMBER, ParsedArticle
from kliping.plugins.quotations.page.words import BIT, load_lexicon, word_group

FOLDER = files("kliping.plugins.quotations") / "lexicon"
LISTS = sorted(path.name for path in FOLDER.iterdir() if path.name.endswith((".tsv", ".txt")))


@pytest.mark.parametrize("name", LISTS)
def test_every_list_names_its_source(name: str) -> None:
    """A data file says at its head where its words are from, when, and under which licence."""
    head = "".join(
        line for line in (FOLDER / name).read_text("utf-8").splitlines() if line.startswith("#")
    )
    assert "2026" in head
    assert "MIT" in head


def test_cues_are_indexed_by_how_they_stand() -> None:
    """Bare forms follow their content, also with -nya; active ones lead; passives do both."""
    lexicon = load_lexicon()
    assert {"kata", "katanya", "ditegaskan", "menurutnya"} <= set(lexicon.trailing)
    assert {"mengatakan", "menurut", "disebut"} <= set(lexicon.leading)
    assert "mengatakan" not in lexicon.trailing
    assert all(lexicon.classes[form] & BIT["cue"] for form in lexicon.leading)


def test_an_unknown_group_is_an_error() -> None:
    """A misspelt group fails where it is asked for."""
    with pytest.raises(KeyError):
        word_group("no such group")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Hujan turun. Jalan banjir.", 2),
        ("Dr. Tirta datang. Ia bicara.", 2),
        ("Prof. Dr. H. Amin Rais datang.", 1),
        ("Harga naik Rp 1.500. Pasar sepi.", 2),
        ("Apa? Ya! Begitulah…", 3),
        ('"Sudah." Ia pergi.', 2),
        ('"Sudah," katanya. Ia pergi.', 2),
        ("Satu\nDua\n\nTiga", 3),
        ("Pedagang di los B. Ia pulang.", 2),
        ("", 0),
    ],
)
def test_sentences_end_where_they_do(text: str, count: int) -> None:
    """Titles and initials end no sentence; line ends and final quotations do."""
    assert len(ParsedArticle(text, load_lexicon()).sentences) == count


def test_a_quoted_stretch_is_one_token() -> None:
    """No word inside quotation marks can be taken for a cue of the reporter's."""
    page = ParsedArticle('Rina menulis "Ia mengatakan bahwa semua aman." kemarin.', load_lexicon())
    assert page.lower.count("") == 1
    assert "mengatakan" not in page.lower


@given(st.text(alphabet="aB1 .,!?\n\"“”-()'", max_size=120))
def test_tokens_lie_in_the_text(text: str) -> None:
    """Tokens are in order, disjoint, in one sentence each, and spelt as in the text."""
    page = ParsedArticle(text, load_lexicon())
    end = 0
    for index, word in enumerate(page.words):
        assert end <= page.starts[index] < page.ends[index] <= len(text)
        end = page.ends[index]
        if word:
            assert text[page.starts[index] : end] == word
            assert bool(page.classes[index] & CAP) == word[0].isupper()
            assert bool(page.classes[index] & NUMBER) == word[0].isdigit()
    assert len(page.sentence_of) == len(page.words)
    covered = [i for s in page.sentences for i in range(s.first, s.last)]
    assert covered == list(range(len(page.words)))


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_edits_equal_the_recursive_definition(one: str, other: str) -> None:
    """The bounded edit distance agrees with its definition."""

    def distance(a: str, b: str) -> int:
        if not a or not b:
            return len(a) + len(b)
        same = distance(a[1:], b[1:]) + (a[0] != b[0])
        return min(same, distance(a[1:], b) + 1, distance(a, b[1:]) + 1)

    assert is_within(one, other, 2) == (distance(one, other) <= 2)
