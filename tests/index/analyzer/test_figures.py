"""The committed relevance figures belong to the analyzer that is here."""

import json
from importlib.metadata import version
from pathlib import Path

import pytest

from kliping.index.analyzer import Analyzer

FIGURES = Path(__file__).parents[3] / "benchmarks" / "relevance" / "figures.json"


def test_figures_are_of_this_analyzer() -> None:
    """A change to the analyzer comes with new figures: benchmarks/relevance --write."""
    if not FIGURES.exists():
        pytest.skip("the sources' benchmarks are not here")
    figures = json.loads(FIGURES.read_text("utf-8"))
    measured = {name: figures["versions"][name] for name in ("simplemma", "PyStemmer")}
    if measured != {name: version(name) for name in measured}:
        pytest.skip(f"measured with other libraries: {measured}")
    assert figures["fingerprint"] == Analyzer().fingerprint


def test_figures_reach_what_is_promised() -> None:
    """The figures that README and REFERENCE state hold: lemmas, names, and ahead of Lucene."""
    if not FIGURES.exists():
        pytest.skip("the sources' benchmarks are not here")
    figures = json.loads(FIGURES.read_text("utf-8"))
    ours = [row for row in figures["stems"] if row["stemmer"] == "ours"]
    assert len(ours) == 2
    assert all(row["types"] >= 0.93 and row["names_changed"] <= 0.025 for row in ours)
    for task in figures["tasks"]:
        rows = {row["chain"]: row for row in task["rows"]}
        assert rows["ours"]["mrr"] > rows["Lucene"]["mrr"]
        assert rows["ours"]["p"] < 0.05
