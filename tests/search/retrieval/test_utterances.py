"""One utterance in several articles."""

import random

from hypothesis import given
from hypothesis import strategies as st

from kliping.index import Quotation, Speaker
from kliping.index.analyzer import Analyzer
from kliping.retrieval.utterances import (
    LEAST_JACCARD,
    QuotedIn,
    group_utterances,
    is_same,
    word_set,
)

ANALYZER = Analyzer()


def _said(article: str, speaker: str | None, text: str) -> QuotedIn:
    named = (
        Speaker(name=speaker, as_written="dia", start=0, end=3, kind="person") if speaker else None
    )
    quotation = Quotation(start=0, end=len(text), text=text, type="direct", speaker=named)
    return QuotedIn(article=article, quotation=quotation, outlet=None)


def _groups(quotations: list[QuotedIn]) -> set[frozenset[str]]:
    found = group_utterances(quotations, analyzer=ANALYZER)
    return {frozenset(v.article for v in u.variants) for u in found}


def test_two_wordings_of_one_speaker_are_one_utterance() -> None:
    """Translations that share most words are grouped; another speaker's or subject is not."""
    quotations = [
        _said("a", "Wati", "Harga beras akan turun bulan depan setelah panen raya"),
        _said("b", "Wati", "Bulan depan harga beras akan turun, sesudah panen raya tiba"),
        _said("c", "Wati", "Kami membangun tiga bendungan baru di hulu sungai"),
        _said("d", "Joko", "Harga beras akan turun bulan depan setelah panen raya"),
        _said("e", None, "Harga beras akan turun bulan depan setelah panen raya"),
    ]
    assert _groups(quotations) == {frozenset("ab"), frozenset("c"), frozenset("d"), frozenset("e")}


def test_short_quotations_must_be_equal() -> None:
    """Of a few words, one shared word says nothing."""
    quotations = [_said("a", "Wati", "sangat puas"), _said("b", "Wati", "tidak puas")]
    assert _groups(quotations) == {frozenset("a"), frozenset("b")}
    quotations.append(_said("c", "Wati", "Sangat puas!"))
    assert _groups(quotations) == {frozenset("ac"), frozenset("b")}


def test_the_words_that_differ_are_marked() -> None:
    """Each variant marks the words that the first one does not have at that place."""
    first, second = "Harga beras turun bulan depan", "Harga gabah kering turun bulan depan"
    (utterance,) = group_utterances(
        [_said("a", "Wati", first), _said("b", "Wati", second)], analyzer=ANALYZER
    )
    assert utterance.variants[0].different == ()
    assert [second[s:e] for s, e in utterance.variants[1].different] == ["gabah kering"]


_WORDS = st.lists(
    st.sampled_from(["satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan"]),
    max_size=9,
)


@given(st.lists(_WORDS.map(" ".join), max_size=12), st.randoms())
def test_groups_are_the_connected_pairs_in_any_order(
    texts: list[str], shuffler: random.Random
) -> None:
    """The groups equal those of comparing every pair, whatever the order of the input."""
    quotations = [_said(str(i), "Wati", text) for i, text in enumerate(texts)]
    words = [word_set(text, ANALYZER) for text in texts]
    reached = [{i} for i in range(len(texts))]
    for i in range(len(texts)):
        for j in range(i):
            if words[i] and words[j] and is_same(words[i], words[j]):
                joined = reached[i] | reached[j]
                for member in joined:
                    reached[member] = joined
    expected = {frozenset(str(i) for i in group) for group in reached}
    shuffler.shuffle(quotations)
    assert _groups(quotations) == expected


def test_the_threshold_is_the_measured_gap() -> None:
    """Word sets at the least Jaccard index are one utterance, below it two."""
    assert LEAST_JACCARD == 0.4
    base = frozenset("abcdefg")
    assert is_same(base, frozenset("abcdxyz"))
    assert not is_same(base, frozenset("abcwxyz"))
