"""The executor equals Whoosh's own matchers over the same segments."""

import itertools

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from kliping.index import kernel
from kliping.index.columnar.whoosh_api.fallback import match_by_whoosh
from tests.engine.corpora import commits, leaves, trees

NUMBERS = itertools.count()


@pytest.mark.parametrize("compiled", [True, False])
@settings(
    max_examples=12,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=commits, queries=st.lists(trees(leaves, ours=False), min_size=8, max_size=8))
def test_executor_equals_whooshs_matchers(open_index, compiled, history, queries) -> None:
    """Documents and scores are those of Whoosh's own matchers over the same segments."""
    with pytest.MonkeyPatch.context() as patch:
        if not compiled:
            patch.setattr(kernel, "compiled", None)
        engine = open_index(f"index-{next(NUMBERS)}")
        for revision, (added, deleted) in enumerate(history, 1):
            engine.write(added, deletions=deleted, revision=revision)
        reader = engine.reader()
        for query in queries:
            ours = reader._executor.run(query)
            theirs = match_by_whoosh(reader._view, reader._executor, query, True)
            assert ours.documents.tolist() == theirs.documents.tolist(), query
            np.testing.assert_allclose(ours.score_array(), theirs.score_array(), rtol=1e-9)
