"""Of spellings that differ in case alone, a facet shows the one that most documents use."""

import itertools
from collections import Counter

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from kliping.index import kernel
from kliping.index import query_tree as t
from kliping.index.engine import FacetRequest, SearchRequest

NUMBERS = itertools.count()
NAMES = ["Ani", "ani", "ANI", "Budi", "BUDI", "budi", "Citra", "straße", "STRASSE"]


@pytest.mark.parametrize("compiled", [True, False])
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    people=st.lists(
        st.lists(st.sampled_from(NAMES), max_size=3, unique_by=str.casefold),
        min_size=1,
        max_size=60,
    ),
)
def test_the_most_frequent_spelling_is_shown(open_index, make_document, compiled, people) -> None:
    """Counts join spellings; the label is the most frequent one, of equals the first in order."""
    with pytest.MonkeyPatch.context() as patch:
        if not compiled:
            patch.setattr(kernel, "compiled", None)
        engine = open_index(f"index-{next(NUMBERS)}")
        half = len(people) // 2
        for revision, part in enumerate((people[:half], people[half:]), 1):
            engine.write(
                [
                    make_document(f"{revision}-{n}", "api", person=tuple(names))
                    for n, names in enumerate(part)
                ],
                revision=revision,
            )
        facet = FacetRequest(field="person", limit=None)
        (counts,) = engine.reader().search(SearchRequest(query=t.Every(), facets=(facet,))).facets
    spellings = Counter(spelling for names in people for spelling in names)
    values = {spelling.casefold() for spelling in spellings}
    expected = {}
    for value in values:
        same = [s for s in spellings if s.casefold() == value]
        label = min(same, key=lambda s: (-spellings[s], s))
        expected[label] = sum(spellings[s] for s in same)
    assert dict(counts.values) == expected
