"""The benchmark of indexing measures what it says, and leaves what it measures as it was."""

from pathlib import Path

import kliping
from benchmarks.pipeline.noise import iter_replicated
from benchmarks.pipeline.stages import Stages
from kliping.index import Article
from kliping.ingest.pipeline import Pipeline
from kliping.ingest.writer import ArchiveWriter

ARTICLES = [
    Article(id=str(n), title=f"Banjir {word}", text=f"Banjir melanda {word}. " * 20, language="id")
    for n, word in enumerate(("Semarang", "Demak", "Kudus", "Pati"))
]


def test_stages(tmp_path: Path) -> None:
    """Every stage is timed, no enricher fails for it, and the functions are back afterwards."""
    before = Pipeline.enrich, vars(ArchiveWriter)["_observe"]
    with Stages() as stages, kliping.open(tmp_path / "a.kliping", create=True) as archive:
        report = archive.add_all(ARTICLES, jobs=1)
    assert report.added == 4
    assert not report.failures
    timed = dict(stages.rows())
    assert {"clean", "store", "index", "enrich: entities", "prepare: copies"} <= timed.keys()
    assert {"settle: copies", "settle: stories"} <= timed.keys()
    assert all(seconds >= 0 for seconds in timed.values())
    assert (Pipeline.enrich, vars(ArchiveWriter)["_observe"]) == before


def test_inner_stages_count_once() -> None:
    """What a stage spends in another one is charged to that alone."""
    stages = Stages()
    with stages.timing("outer"), stages.timing("inner"):
        sum(range(2_000_000))
    timed = dict(stages.rows())
    assert timed["inner"] > 10 * timed["outer"]


def test_replicated() -> None:
    """Rounds after the first have other ids and mostly the same words, and are repeatable."""
    source = iter_replicated(ARTICLES)
    rounds = [[next(source) for _ in ARTICLES] for _ in range(3)]
    assert rounds[0] == ARTICLES
    assert len({one.id for each in rounds for one in each}) == 12
    again = iter_replicated(ARTICLES)
    assert [next(again) for _ in range(12)] == [one for each in rounds for one in each]
    kept = [
        old == new
        for before, after in zip(rounds[0], rounds[2], strict=True)
        for old, new in zip(before.text.split(), after.text.split(), strict=True)
    ]
    assert 0.6 < sum(kept) / len(kept) < 0.95
