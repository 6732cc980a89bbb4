"""Figures of facets."""

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from kliping.drawing.plots import plot
from kliping.retrieval.rows import Facet, FacetValue

NAMESPACE = "{http://www.w3.org/2000/svg}"


def _facet(field: str, *values: tuple[str, int]) -> Facet:
    counted = tuple(FacetValue(value=value, count=count) for value, count in values)
    return Facet(field=field, values=counted, missing=0, other=0, distinct=len(values))


def test_lengths_follow_the_counts() -> None:
    """A bar of half the count is half as long; a column of half the count half as high."""
    facets = [
        _facet("person", ("Ani", 10), ("Budi", 5)),
        _facet("published", ("2025", 4), ("2026", 2)),
    ]
    root = ElementTree.fromstring(plot(facets, title="harga", periods=["published"]))
    bars = [r for r in root.iter(f"{NAMESPACE}rect") if r.find(f"{NAMESPACE}title") is not None]
    widths = [float(r.attrib["width"]) for r in bars[:2]]
    heights = [float(r.attrib["height"]) for r in bars[2:]]
    assert widths[0] == 2 * widths[1]
    assert heights[0] == 2 * heights[1]


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_gives_well_formed_xml(title: str, value: str) -> None:
    """Titles and values are escaped, and what XML cannot hold is left out."""
    title, value = (text.encode("utf-8", "replace").decode() for text in (title, value))
    root = ElementTree.fromstring(plot([_facet("person", (value, 1))], title=title))
    assert root.tag == f"{NAMESPACE}svg"


def test_a_facet_without_values_is_only_its_name() -> None:
    """An empty facet makes a figure all the same."""
    root = ElementTree.fromstring(plot([_facet("person")], title="", periods=["person"]))
    assert [t.text for t in root.iter(f"{NAMESPACE}text")][1] == "person"


def test_a_figure_says_how_much_it_shows() -> None:
    """Values left out, articles without a value, the axis of counts, and N, source and date."""
    facet = Facet(
        field="person",
        values=(FacetValue(value="Ani", count=3),),
        missing=4,
        other=7,
        distinct=1_200,
    )
    root = ElementTree.fromstring(plot([facet], title="harga", note="N = 14 articles"))
    words = [text.text for text in root.iter(f"{NAMESPACE}text")]
    assert "1 of 1,200 values; 4 articles without" in words
    assert "articles" in words
    assert words[-1] == "N = 14 articles"
