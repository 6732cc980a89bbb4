"""A compiled query as text."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from kliping.index import FieldSpec
from kliping.index.analyzer import Analyzer
from kliping.query import QueryContext, compile_query
from kliping.query.explain import explain

JAKARTA = ZoneInfo("Asia/Jakarta")
CONTEXT = QueryContext(
    fields=(
        FieldSpec(name="title", type="text", weight=2.0),
        FieldSpec(name="text", type="text", weight=1.0),
        FieldSpec(name="speaker", type="keyword"),
        FieldSpec(name="value", type="number"),
        FieldSpec(name="published", type="date"),
    ),
    analyzer=Analyzer(),
    zone=JAKARTA,
    now=datetime(2025, 4, 29, tzinfo=JAKARTA),
)
HARGA = "title: harga ×2 or title_exact: harga or text: harga or text_exact: harga ×0.5"


@pytest.mark.parametrize(
    ("query", "lines"),
    [
        ("harga", [HARGA]),
        ("*", ["every article"]),
        (
            "harga speaker:ani -text:/ka.+/",
            [
                "the first, not the second",
                "├─ all of",
                f"│  ├─ {HARGA}",
                "│  └─ speaker: ani",
                "└─ text_exact: /ka.+\\Z/",
            ],
        ),
        (
            'text:"dua kata"~3 OR text:ka* OR text:kata~1^2',
            [
                "any of",
                '├─ text_exact: "dua kata" ~3',
                "├─ text_exact: ka*",
                "└─ text_exact: kata~1 ×2",
            ],
        ),
        ('text:"kapal kar*"~2', ['text_exact: "kapal kar*" ~2']),
        ("value:[10 TO 20}", ["value: [10 TO 20}"]),
        ("value:>5", ["value: {5 TO *]"]),
        (
            "published:2025",
            [
                "published: [1735664400 TO 1767200399]",
                "2025 → from, to (not included): "
                "2025-01-01T00:00:00+07:00, 2026-01-01T00:00:00+07:00",
            ],
        ),
    ],
)
def test_the_tree_is_shown_with_fields_weights_and_what_was_meant(
    query: str, lines: list[str]
) -> None:
    """Each node is a line under its parent; a word in several fields is one line."""
    assert explain(compile_query(query, CONTEXT)) == lines
