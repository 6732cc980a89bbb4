"""Completions, word lists and respelled queries over a reader's terms."""

from collections.abc import Collection

import pytest

from kliping.index import ArgumentError
from kliping.index.analyzer import Analyzer
from kliping.index.engine import Spelling
from kliping.query import parse
from kliping.suggest.completion import complete, list_words
from kliping.suggest.spelling import did_you_mean, is_slip, trials, words_asked


class Reader:
    """A reader of two small fields."""

    def __init__(self) -> None:
        self.terms = {
            "text_exact": {"kapal": 9, "kapan": 2, "kapten": 5, "kota": 7, "perkapalan": 1},
            "person": {"kapten wira": 4, "kota": 1},
        }

    def top_terms(self, field: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        return sorted(self.term_counts(field, prefix), key=lambda row: (-row[1], row[0]))[:limit]

    def term_counts(
        self, field: str, prefix: str = "", limit: int | None = None
    ) -> list[tuple[str, int]]:
        counts = self.terms.get(field, {})
        return sorted((t, n) for t, n in counts.items() if t.startswith(prefix))[:limit]

    def count_terms_of(self, field: str, terms: Collection[str]) -> dict[str, int]:
        counts = self.terms.get(field, {})
        return {term: counts.get(term, 0) for term in terms}

    def spelling(self, word: str) -> Spelling:
        """Return what is told of a word."""
        near = {"kapall": ["kapal"], "kapen": ["kapan", "kapten"], "kapan": ["kapal"]}
        counts = self.terms["text_exact"]
        return Spelling(
            documents=counts.get(word, 0), near=tuple((w, counts[w]) for w in near.get(word, []))
        )


def test_the_last_word_is_completed_by_words_and_names() -> None:
    """Words and names that begin so come most frequent first; what stands before is kept."""
    found = complete(Reader(), "harga Kap", limit=3, name_fields=["person"])
    assert [(c.text, c.field, c.count) for c in found] == [
        ("harga kapal", None, 9),
        ("harga kapten", None, 5),
        ('harga person:"kapten wira"', "person", 4),
    ]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("person:kap", ['person:"kapten wira"']),
        ("harga -Person:Kapten", ['harga -person:"kapten wira"']),
        ('person:"kapten w', ['person:"kapten wira"']),
        ("(person:kot", ['(person:"kota"']),
        ("text:kapt", ["text:kapten"]),
        ("person:kapal", []),
        ("published:20", []),
        ("nosuch:kap", []),
        ("person:", []),
    ],
)
def test_behind_a_field_only_its_values_are_completed(typed: str, expected: list[str]) -> None:
    """A value is completed among its field's values, and stands between quotation marks."""
    found = complete(Reader(), typed, limit=9)
    assert [c.text for c in found] == expected
    assert all(c.field is not None for c in found)


def test_a_name_that_is_a_word_is_offered_once() -> None:
    """A name of one word is not offered again beside the word."""
    found = complete(Reader(), "kot", limit=9, name_fields=["person"])
    assert [(c.text, c.field) for c in found] == [("kota", None)]


@pytest.mark.parametrize("typed", ["", "kapal ", '"'])
def test_nothing_typed_is_not_completed(typed: str) -> None:
    """Behind a blank, a mark, or nothing there is no word to complete."""
    assert complete(Reader(), typed, limit=5) == []


def test_a_negative_limit_is_refused() -> None:
    """A limit below 0 is an ArgumentError."""
    with pytest.raises(ArgumentError):
        complete(Reader(), "k", limit=-1)
    with pytest.raises(ArgumentError):
        list_words(Reader(), "k", analyzer=Analyzer(), limit=-1)


def test_word_forms_come_with_count_and_stem() -> None:
    """The most frequent form comes first, ties in order of the alphabet."""
    found = list_words(Reader(), "", analyzer=Analyzer())
    assert [(f.word, f.count) for f in found][:2] == [("kapal", 9), ("kota", 7)]
    assert {f.word: f.stem for f in found}["perkapalan"] == "kapal"
    assert [f.word for f in list_words(Reader(), "KAP", analyzer=Analyzer(), limit=2)] == [
        "kapal",
        "kapten",
    ]


def _counting(**counts: int) -> dict[str, int]:
    return {query.replace("_", " "): count for query, count in counts.items()}


@pytest.mark.parametrize(
    ("query", "total", "counts", "expected"),
    [
        ("kapall karam", 0, _counting(kapal_karam=3), "kapal karam"),
        ("kapall karam", 3, _counting(kapal_karam=3), None),
        ("kapen", 0, _counting(kapan=2, kapten=5), "kapten"),
        ("kapal", 0, {}, None),
        # `kapan` is a word of the archive: it is doubted for no word that is hardly more frequent.
        ("kapan karam", 0, _counting(kapal_karam=3), None),
        ("kapan OR karam", 1, {"kapal OR karam": 9}, None),
        ('"kapall"', 0, {}, None),
        # `kapall` is found under another form: it is no slip of the pen.
        ("kapall", 1, _counting(kapall=1, kapal=9), None),
        ("kapan kapall", 0, {"kapan kapal": 3, "kapal kapall": 9}, "kapan kapal"),
        ("-kapall", 0, _counting(kapal=5), None),
        ("person:kapall", 0, {}, None),
    ],
)
def test_a_respelled_query_is_offered_only_when_it_finds_more(
    query: str, total: int, counts: dict[str, int], expected: str | None
) -> None:
    """Of rare words outside quotation marks the near one that finds most is taken."""
    words = words_asked(parse(query), lambda word: False)
    spelled = {word.text: Reader().spelling(word.text) for word in words}
    tried = trials(query, words, spelled)
    held = {word: spelled[word.text].documents for word in words}
    held.update({word: counts.get(word.text, 0) for word in tried.absent})
    counted = [(trial, counts.get(trial.query, 0)) for trial in tried.respelled]
    found = did_you_mean(total, held, counted)
    assert found == expected


def test_a_word_of_the_dictionary_is_not_respelled() -> None:
    """A word that the archive does not have is no slip where a dictionary has it."""
    assert words_asked(parse("kapen"), lambda word: word == "kapen") == []


@pytest.mark.parametrize(
    ("word", "near", "expected"),
    [
        ("kapall", "kapal", True),
        ("jokwoi", "jokowi", True),
        ("cabai", "kabar", False),
        ("pemerintha", "pemerintah", True),
        ("pemrintaah", "pemerintah", True),
        ("beras", "keras", True),
    ],
)
def test_a_slip_is_one_edit_or_two_in_a_long_word(word: str, near: str, expected: bool) -> None:
    """Two edits make another word of a short one, unless its letters only changed places."""
    assert is_slip(word, near) is expected
