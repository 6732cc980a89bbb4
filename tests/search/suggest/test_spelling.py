"""Did you mean: a respelled query that finds more."""

from hypothesis import given
from hypothesis import strategies as st

from kliping.index.edit_distance import edit_distance, is_swap
from kliping.index.engine import Spelling
from kliping.query import parse
from kliping.suggest.spelling import did_you_mean, spelling_request, trials, words_asked


class Held:
    """An index whose words are held by so many articles; every near word is suggested."""

    def __init__(self, **held: int) -> None:
        self.held = held

    def near(self, word: str) -> tuple[tuple[str, int], ...]:
        near = [w for w in self.held if w != word and edit_distance(word, w, 2) <= 2]
        return tuple((w, self.held[w]) for w in sorted(near, key=lambda w: -self.held[w]))

    def count(self, query: str) -> int:
        return min(self.held.get(word, 0) for word in query.split())

    def meant(self, query: str, *, ranked: bool = False) -> str | None:
        """Return what is offered for a query, as a search asks for it."""
        words = words_asked(parse(query), lambda word: False)
        request = spelling_request(words)
        assert request is not None
        spelled = {
            word: Spelling(
                documents=self.held.get(word, 0),
                near=self.near(word)[: request.limit]
                if self.held.get(word, 0) < request.rarer_than
                else (),
            )
            for word in request.words
        }
        tried = trials(query, words, spelled)
        return did_you_mean(
            self.count(query),
            {word: self.held.get(word.text, 0) for word in words},
            [(trial, self.count(trial.query)) for trial in tried.respelled],
            ranked=ranked,
        )


def _meant(query: str, **held: int) -> str | None:
    return Held(**held).meant(query)


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
    meant = Held(pilpres=0, prancis=40, macron=12, merkon=2).meant
    assert meant("pilpres prancis marcon", ranked=True) == "pilpres prancis macron"
    assert meant("pilpres prancis marcon", ranked=False) is None
    assert meant("pilpres prancis merkan", ranked=True) is None


def test_a_rare_word_is_doubted_only_where_no_other_is_to_blame() -> None:
    """`trum` is rare, but `gempo` is the word that no article has."""
    held = {"gempa": 90, "trum": 2, "trump": 300}
    assert _meant("trum gempa", **held) == "trump gempa"
    assert _meant("trum gempo", **held, gempi=0) != "trump gempo"
    assert words_asked(parse("gempa abc b4njir -hutan"), lambda word: word == "gempa") == []
    assert spelling_request([]) is None


@given(st.text("abc", min_size=2, max_size=6), st.integers(0, 4))
def test_a_swap_is_two_neighbours_exchanged(word: str, at: int) -> None:
    """A word with two neighbours exchanged is a swap of it, unless they are equal letters."""
    at %= len(word) - 1
    other = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    assert is_swap(word, other) == (word[at] != word[at + 1])
    assert not is_swap(word, word)
