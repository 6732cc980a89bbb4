"""The analyzer as a whole: equal at index and query time, pure, safe for threads."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kliping.index import Span
from kliping.index.analyzer import Analyzer, Term
from kliping.index.analyzer.analysis import Token, Value

ANALYZER = Analyzer()
LANGUAGES = st.sampled_from([None, "id", "en", "ms"])


def stem(word: str, language: str | None = None) -> str:
    (term,) = ANALYZER.terms(word, language)
    return term.stem


@given(st.text(max_size=80))
def test_same_at_index_and_query_time(text: str) -> None:
    """Any Unicode string, indexed as Indonesian and then asked for, has the same terms."""
    indexed = [(token.exact, token.stem, token.rule) for token in ANALYZER.analyze(text).tokens]
    asked = [
        (term.exact, term.stem, term.rule)
        for surface, _, _ in ANALYZER.iter_surfaces(text)
        for term in ANALYZER.query_terms(surface)
    ]
    assert indexed == asked


@given(st.text(max_size=30), LANGUAGES)
def test_terms_are_pure(surface: str, language: str | None) -> None:
    """Terms depend on surface and language alone, whatever was asked before."""
    assert ANALYZER.terms(surface, language) == Analyzer().terms(surface, language)


@given(st.from_regex(r"[A-Za-z]{1,20}", fullmatch=True), LANGUAGES)
def test_terms_are_never_empty(word: str, language: str | None) -> None:
    """A word of letters has a term, or two as a compound; their exact forms are its letters."""
    terms = ANALYZER.terms(word, language)
    assert "".join(term.exact for term in terms) == word.lower()
    assert len(terms) in (1, 2)
    assert all(term.stem for term in terms)


@given(st.text(max_size=60), st.data())
def test_analyze_quotes_the_text(text: str, data: st.DataObject) -> None:
    """Tokens and values are slices of the text, inside the spans asked for."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = ANALYZER.analyze(text, spans=iter([Span(start, end)]))
    parts: list[Token | Value] = [*found.tokens, *found.values]
    for part in parts:
        assert start <= part.start < part.end <= end
        assert text[part.start : part.end] == part.text


def test_english() -> None:
    """English articles are stemmed as English, and an Indonesian query word still finds them."""
    assert stem("nations", "en") == "nation"
    assert stem("Trump's", "en") == "trump"
    (term,) = ANALYZER.query_terms("nations")
    assert term.stem == "nations"
    assert term.alternatives == ("nation",)
    assert ANALYZER.query_terms("mengirim")[0].alternatives == ()


def test_capitals() -> None:
    """AS in capitals is an abbreviation, small it is another word; a query in small finds both."""
    assert ANALYZER.terms("AS") == (Term(exact="as", stem="AS", rule="abbreviation"),)
    assert stem("as") == "as"
    assert stem("As") == "as"
    assert ANALYZER.query_terms("as")[0].alternatives == ("AS",)
    assert ANALYZER.query_terms("AS")[0].alternatives == ()


@pytest.mark.parametrize(
    "word", ["yang", "Siapa", "DI mana"[:2].lower(), "the", "what", "jum’at"[:0]]
)
def test_stop_words(word: str) -> None:
    """Function and question words of both languages may be dropped; nothing else."""
    assert ANALYZER.is_stop_word(word) == bool(word)


@pytest.mark.parametrize("word", ["pasukan", "WHO", "AS", "IT", "banyak", "harus", "½", "-"])
def test_no_stop_words(word: str) -> None:
    """Content words, and names in capitals that look like function words, stay."""
    assert not ANALYZER.is_stop_word(word)


def test_threads() -> None:
    """Eight threads that share one new analyzer stem as one does."""
    words = [
        prefix + root + suffix
        for root in ("kirim", "tulis", "sapu", "pukul", "konfirmasi", "jabat", "zzyzx")
        for prefix in ("", "me", "meng", "meny", "men", "mem", "di", "ber", "ter", "pe", "peng")
        for suffix in ("", "kan", "an", "i", "nya", "kannya", "lah")
    ]
    alone = {word: (ANALYZER.terms(word), ANALYZER.terms(word, "en")) for word in words}
    shared = Analyzer()

    def work(seed: int) -> bool:
        order = random.Random(seed).sample(words, len(words))
        return all((shared.terms(word), shared.terms(word, "en")) == alone[word] for word in order)

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(work, range(16)))


def test_fingerprint() -> None:
    """Two analyzers of one installation have one fingerprint; it fits in a settings line."""
    assert ANALYZER.fingerprint == Analyzer().fingerprint
    assert ANALYZER.fingerprint.isascii()
    assert len(ANALYZER.fingerprint) < 40


def test_analyze() -> None:
    """An analysis holds every token with its rule, the values, and the language it was told."""
    text = "Menlu AS tiba Senin (28/4) dengan 2,7 juta dokumen."
    published = datetime(2025, 4, 29, tzinfo=UTC)
    found = ANALYZER.analyze(text, language="id", published=published)
    assert found.language == "id"
    assert [token.text for token in found.tokens][:3] == ["Menlu", "AS", "tiba"]
    assert {token.text: token.rule for token in found.tokens}["28"] == "number"
    assert [(value.kind, value.value) for value in found.values] == [
        ("date", 20250428.0),
        ("number", 2_700_000.0),
    ]
