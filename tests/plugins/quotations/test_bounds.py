"""Long and odd texts: the work grows with the text, and no character cuts a name in two."""

import unicodedata
from collections.abc import Callable

import pytest

from kliping.index.records import Quotation
from kliping.plugins.quotations.page import marks
from kliping.plugins.quotations.page.parsed_article import LONGEST_SENTENCE, ParsedArticle
from kliping.plugins.quotations.page.words import load_lexicon

Find = Callable[..., list[Quotation]]


def test_a_text_without_full_stops_is_cut_into_sentences() -> None:
    """No sentence is longer than the bound, and together they still hold every token."""
    page = ParsedArticle("harga beras naik lagi, " * 500, load_lexicon())
    assert max(s.last - s.first for s in page.sentences) == LONGEST_SENTENCE
    assert [s.first for s in page.sentences[1:]] == [s.last for s in page.sentences[:-1]]
    assert page.sentences[-1].last == len(page.words)
    assert len(page.sentence_of) == len(page.words)


def test_few_readings_of_unbalanced_marks_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """The number of open marks in mind is bounded, however many marks have no partner."""
    seen: list[int] = []
    keep = marks._keep_cheapest

    def counted(inside: dict[int, tuple[float, object]]) -> dict[int, tuple[float, object]]:
        seen.append(len(inside))
        return keep(inside)

    monkeypatch.setattr(marks, "_keep_cheapest", counted)
    marks.pair_marks('“Beras" turun,” kata dia. ' * 200)
    assert seen
    assert max(seen) == marks.READINGS + 1


def test_combining_marks_belong_to_their_letter(find: Find) -> None:
    """A name with decomposed letters is one name, whole to the last grapheme."""
    name = unicodedata.normalize("NFD", "José Andrés")
    found = find(f"Pelatih {name} mengatakan bahwa timnya siap bertanding.")
    speaker = found[0].speaker
    assert speaker is not None
    assert unicodedata.normalize("NFC", speaker.name) == "José Andrés"
