"""The kernel's scan of a text finds the words that the analyzer finds."""

import hypothesis.strategies as st
import pytest
from hypothesis import given

from kliping.index import Span, TextPart, kernel
from kliping.index.analyzer import Analyzer
from kliping.index.columnar.indexing.surface_table import SurfaceTable

pytestmark = pytest.mark.skipif(kernel.compiled is None, reason="the kernel is not compiled")

pieces = st.sampled_from(
    [
        *"aZ09 '`-.,_\n",
        "’",
        "‘",
        "”",
        "“",
        "–",
        "…",
        "\u00a0",
        "é",
        "Ł",
        "×",
        "·",
        "°",
        "½",
        "\u200b",
        "\ud800",
        "ʼ",
    ]
)
texts = st.lists(pieces | st.characters(), max_size=30).map("".join)


class Recording:
    """The analyzer, with the surfaces that it was asked to analyze."""

    has_plain_surfaces = True

    def __init__(self) -> None:
        self.analyzer = Analyzer()
        self.asked: list[str] = []

    def iter_surfaces(self, text, spans=None):
        return self.analyzer.iter_surfaces(text, spans)

    def terms(self, surface, language=None):
        self.asked.append(surface)
        return ()


@given(st.lists(texts, min_size=1, max_size=5), st.booleans())
def test_scan_finds_the_analyzers_words(given: list[str], in_spans: bool) -> None:
    """For any texts, with spans or without, the surfaces are those of the analyzer, in order."""
    recording = Recording()
    table = SurfaceTable(recording)
    for text in given:
        half = len(text) // 2
        spans = (Span(0, half), Span(half, len(text))) if in_spans else None
        numbers = table.find(TextPart(text=text, spans=spans), None)
        found = [recording.asked[number] for number in numbers]
        assert found == [s for s, _, _ in recording.analyzer.iter_surfaces(text, spans)]


def test_each_surface_is_analyzed_once_a_language() -> None:
    """Seen again, a word costs no analysis, whichever way it was found first."""
    recording = Recording()
    table = SurfaceTable(recording)
    # The fraction sends the first text round the kernel; the second goes through it.
    for text in ("½ Café dekat pasar Jum’at", "pasar Jum’at dekat pasar", "dekat café"):
        table.find(TextPart(text=text), "id")
    table.find(TextPart(text="pasar"), "en")
    assert recording.asked == ["½", "Café", "dekat", "pasar", "Jum’at", "café", "pasar"]
    assert Analyzer.has_plain_surfaces
