"""Marks found word by word are those that a scan of the whole text finds."""

from hypothesis import example, given
from hypothesis import strategies as st

from kliping.highlight.marks import Marker
from kliping.index import Span
from kliping.index.analyzer import Analyzer
from kliping.query import Marks, PhraseMark

ANALYZER = Analyzer()
WORDS = (
    "banjir",
    "Banjir",
    "kebanjiran",
    "banjirnya",
    "Jum'at",
    "jumat",
    "ma\u2019ruf",
    "kata",
    "e",
    "é",
)
SIGNS = (" ", "-", "_", "'", "\u2019", "\u00ad", "\u0301", ".", "\n", "“", "·", "1", "")
TEXTS = st.lists(st.sampled_from(WORDS + SIGNS), max_size=30).map("".join)


def spans_of(text: str, cuts: list[int]) -> list[Span]:
    """Return disjoint stretches of the text between sorted cuts, every other one."""
    places = sorted({min(cut, len(text)) for cut in cuts})
    return [Span(a, b) for a, b in zip(places[::2], places[1::2], strict=False)]


@given(
    TEXTS,
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3),
    st.lists(st.integers(0, 60), max_size=6),
)
@example("banjir'banjir", ["banjir"], [])
@example("kata\u0301 kata", ["kata"], [])
@example("xbanjir banjir", ["banjir"], [1, 7])
def test_words_are_found_as_by_a_scan(text: str, words: list[str], cuts: list[int]) -> None:
    """Whatever stands around the words, inside any stretches, both ways give the same marks."""
    terms = [term for word in words for term in ANALYZER.terms(word)]
    marks = Marks(
        stems=frozenset(term.stem for term in terms[::2]),
        exacts=frozenset(term.exact for term in terms[1::2]),
    )
    marker = Marker(marks, ANALYZER, None)
    spans = spans_of(text, cuts) if cuts else [Span(0, len(text))]
    for _ in range(2):  # of a text that was read before, few words are looked up
        assert marker.find(text, spans) == marker._scan(text, spans)


@given(
    TEXTS,
    st.lists(st.lists(st.sampled_from(WORDS[:5]), min_size=2, max_size=3), min_size=1, max_size=2),
    st.lists(st.integers(0, 60), max_size=6),
)
@example("banjir, Banjir. kata banjir", [["banjir", "banjir"]], [])
@example("ibukota negara, ibu kota negara", [["kota", "negara"], ["ibu", "kota"]], [])
def test_phrases_are_found_as_by_a_scan(
    text: str, phrases: list[list[str]], cuts: list[int]
) -> None:
    """Phrases, also across the edges of stretches, and words beside them, are found both ways."""
    exact = [tuple(t.exact for word in phrase for t in ANALYZER.terms(word)) for phrase in phrases]
    marks = Marks(
        exacts=frozenset(exact[0][:1]),
        phrases=tuple(PhraseMark(words=words, slop=1) for words in exact),
    )
    marker = Marker(marks, ANALYZER, None)
    spans = spans_of(text, cuts) if cuts else [Span(0, len(text))]
    for _ in range(2):  # of a text that was read before, few words are looked up
        assert marker.find(text, spans) == marker._scan(text, spans)
