"""Did you mean: a respelled query that finds more."""

from collections.abc import Collection, Sequence

from hypothesis import given
from hypothesis import strategies as st

from kliping.index.edit_distance import edit_distance, is_swap
from kliping.query import parse
from kliping.suggest.spelling import did_you_mean


class Held:
    """An index whose words are held by so many articles; every near word is suggested."""

    def __init__(self, **held: int) -> None:
        self.held = held

    def suggest(
        self, field: str, words: Collection[str], limit: int = 5
    ) -> dict[str, list[tuple[str, int]]]:
        return {word: self.near(word)[:limit] for word in words}

    def near(self, word: str) -> list[tuple[str, int]]:
        near = [w for w in self.held if w != word and edit_distance(word, w, 2) <= 2]
        return [(w, self.held[w]) for w in sorted(near, key=lambda w: -self.held[w])]

    def count_terms_of(self, field: str, terms: Collection[str]) -> dict[str, int]:
        return {term: self.held.get(term, 0) for term in terms}

    def count(self, queries: Sequence[str]) -> list[int]:
        return [min(self.held.get(word, 0) for word in query.split()) for query in queries]


def _meant(query: str, **held: int) -> str | None:
    index = Held(**held)
    (total,) = index.count([query])
    return did_you_mean(query, total, root=parse(query), reader=index, count=index.count)


def test_a_slip_that_few_articles_share_is_asked_about() -> None:
    """Though two articles have the same slip, the word that far more have is offered."""
    assert _meant("tarif trum", tarif=90, trum=2, trump=300) == "tarif trump"
    assert _meant("tarif trum", tarif=90, trum=2, trump=39) is None


def test_letters_that_changed_places_come_first() -> None:
    """`kouta` is a slip for `kuota` rather than for `kota`, which more articles have."""
    assert _meant("kouta haji", haji=700, kuota=20, kota=600) == "kuota haji"
    assert _meant("kouta haji", haji=700, kota=600) == "kota haji"


def test_a_word_that_no_article_has_where_words_are_ranked() -> None:
    """It adds nothing to the page: the near word is offered though no article has all of them."""
    index = Held(pilpres=0, prancis=40, macron=12, merkon=2)

    def meant(query: str, *, ranked: bool) -> str | None:
        return did_you_mean(
            query, 0, root=parse(query), reader=index, count=index.count, ranked=ranked
        )

    assert meant("pilpres prancis marcon", ranked=True) == "pilpres prancis macron"
    assert meant("pilpres prancis marcon", ranked=False) is None
    assert meant("pilpres prancis merkan", ranked=True) is None


@given(st.text("abc", min_size=2, max_size=6), st.integers(0, 4))
def test_a_swap_is_two_neighbours_exchanged(word: str, at: int) -> None:
    """A word with two neighbours exchanged is a swap of it, unless they are equal letters."""
    at %= len(word) - 1
    other = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    assert is_swap(word, other) == (word[at] != word[at + 1])
    assert not is_swap(word, word)
