"""Trees from outside: every node that the query language compiles to is accepted."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from kliping.index import FieldSpec
from kliping.index import query_tree as t
from kliping.index.analyzer import Analyzer
from kliping.index.tree_check import tree_problem
from kliping.query import QueryContext, compile_query

JAKARTA = ZoneInfo("Asia/Jakarta")
FIELDS = (
    FieldSpec(name="text", type="text", weight=1.0),
    FieldSpec(name="outlet", type="keyword", facet=True),
    FieldSpec(name="url", type="keyword"),
    FieldSpec(name="value", type="number", facet=True),
    FieldSpec(name="published", type="date", facet=True),
)
CONTEXT = QueryContext(
    fields=FIELDS, analyzer=Analyzer(), zone=JAKARTA, now=datetime(2025, 4, 29, tzinfo=JAKARTA)
)


@pytest.mark.parametrize(
    "query",
    [
        "*",
        "kapal yang -feri",
        "korea utara",
        'kapal* k?pal /kapal.*/ kapal~2 "kapal feri"~3',
        '"kapal fer*"~2 undang-undang* /covid-1[89]/',
        "outlet:(a* OR [a TO b] OR *)",
        "value:(>1 OR 5) published:2025",
        "https://kabar.example/baca?id=7",
    ],
)
def test_what_a_query_gives_is_accepted(query: str) -> None:
    """A plugin that wraps a compiled query hands on nodes that the check knows."""
    assert tree_problem(compile_query(query, CONTEXT).tree, FIELDS) is None


@pytest.mark.parametrize(
    ("tree", "told"),
    [
        (t.Sequence([]), "expected words and patterns"),
        (t.Sequence([t.Every()]), "expected words and patterns"),
        (t.Sequence([t.Term("text", "a")]), "words as written"),
        (t.Sequence([t.Term("text_exact", "a"), t.Term("title_exact", "b")]), "one field"),
        (t.Sequence([t.Term("text_exact", "a")], slop=0), "slop 0"),
        (t.Sequence([t.Term("text_exact", 5)]), "no value of a text field"),
    ],
)
def test_a_phrase_of_other_parts_is_refused(tree: object, told: str) -> None:
    """A Sequence holds words and patterns of one field of words as written, and nothing else."""
    assert told in str(tree_problem(tree, FIELDS))
