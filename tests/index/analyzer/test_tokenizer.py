"""Tokens: what is one word, where it stands, and what is left of it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kliping.index import Span
from kliping.index.analyzer import Analyzer
from kliping.index.analyzer.tokenizer import normalise

ANALYZER = Analyzer()
ANY_TEXT = st.text(max_size=80)
# Texts that are full of what tokenizers stumble over.
HARD = st.text(
    alphabet=st.sampled_from("aAeİıßŞ'’ʼ`-.\u00ad\u200b\u200d\u0301\ufb01½②ﷺ ٣3_/\ud800"),
    max_size=30,
)


def surfaces(text: str, *spans: Span) -> list[str]:
    return [surface for surface, _, _ in ANALYZER.iter_surfaces(text, spans or None)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("negara-negara", ["negara", "negara"]),
        ("Jum'at, Ma’ruf, Nu`man", ["Jum'at", "Ma’ruf", "Nu`man"]),
        ("'kutip' “dua”", ["kutip", "dua"]),
        ("10.000 dan 3,95", ["10", "000", "dan", "3", "95"]),
        ("U.S. P.T. COVID-19 G20", ["U", "S", "P", "T", "COVID", "19", "G20"]),
        ("nama_berkas/jalan", ["nama", "berkas", "jalan"]),
        ("pem\u00adban\u200bgunan", ["pem\u00adban\u200bgunan"]),
        ("cafe\u0301 baru", ["cafe\u0301", "baru"]),
        ("", []),
        ("… — !", []),
    ],
)
def test_surfaces(text: str, found: list[str]) -> None:
    """Runs of letters and digits are tokens; apostrophes inside join, everything else splits."""
    assert surfaces(text) == found


@pytest.mark.parametrize(
    ("surface", "words"),
    [
        ("NEGARA", ("negara",)),
        ("Jum’at", ("jumat",)),
        ("Jum'at", ("jumat",)),
        ("pem\u00adban\u200bgunan", ("pembangunan",)),
        ("ﬁlm", ("film",)),
        ("ＪＡＫＡＲＴＡ", ("jakarta",)),
        ("cafe\u0301", ("cafe",)),
        ("Yıldırım", ("yildirim",)),
        ("ŁÓDŹ", ("lodz",)),
        ("STRASSE", ("strasse",)),
        ("Straße", ("strasse",)),
        ("½", ("1", "2")),
    ],
)
def test_normalise(surface: str, words: tuple[str, ...]) -> None:
    """Compatibility forms, case, apostrophes and invisible characters make no difference."""
    assert normalise(surface) == words


@given(st.one_of(ANY_TEXT, HARD))
def test_offsets(text: str) -> None:
    """Every token is the slice of the original text that its offsets say, in order, disjoint."""
    end = 0
    for surface, start, stop in ANALYZER.iter_surfaces(text):
        assert end <= start < stop <= len(text)
        assert text[start:stop] == surface
        end = stop


@given(st.one_of(ANY_TEXT, HARD))
def test_normalising_again_changes_nothing(text: str) -> None:
    """A normalised word, written as a query, is itself one token and normalises to itself."""
    for surface, _, _ in ANALYZER.iter_surfaces(text):
        for word in normalise(surface):
            assert surfaces(word) == [word]
            assert normalise(word) == (word,)


@given(st.one_of(ANY_TEXT, HARD), st.data())
def test_spans_cut(text: str, data: st.DataObject) -> None:
    """Inside a span the tokens are those of the text of the span alone."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    inside = list(ANALYZER.iter_surfaces(text, [Span(start, end)]))
    alone = [(s, a + start, b + start) for s, a, b in ANALYZER.iter_surfaces(text[start:end])]
    assert inside == alone


@given(ANY_TEXT)
def test_case_and_composition(text: str) -> None:
    """Composed and decomposed spellings of a text have the same exact terms."""
    composed = unicodedata.normalize("NFC", text)
    decomposed = unicodedata.normalize("NFD", composed)
    if unicodedata.normalize("NFC", decomposed) == composed and composed.isascii():
        exact = [t.exact for t in ANALYZER.analyze(composed).tokens]
        assert exact == [t.exact for t in ANALYZER.analyze(decomposed).tokens]
