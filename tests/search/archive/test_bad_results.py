"""Stored results that break the contract: an archive of 0.1.0 opens, and its articles are found."""

import json
import logging
import shutil
import sqlite3
import tarfile
from pathlib import Path

import pytest

import kliping

FIXTURE = Path(__file__).resolve().parents[2] / "fixtures" / "archive-0.1.0.tar.xz"
# What 0.1.0 stored unchecked, by enricher.
BAD = {
    "offsets that are no whole numbers": (
        "entities",
        {"mentions": [[1.5, 3, "person", "Siapa", None]]},
    ),
    "a number as a keyword": ("entities", {"values": {"person": [5]}}),
    "a number that is none": ("claims", {"values": {"claim_value": [float("nan")]}}),
    "mentions that are no list": ("entities", {"mentions": "kacau"}),
    "a result of another shape": ("entities", [1, 2]),
    "a quotation cut short": ("quotations", {"quotations": [[0, 1]]}),
    "a speaker that is no name": (
        "quotations",
        {"quotations": [[0, 5, "direct", "assert", 1.0, None, [0, 1, 7, "person"], [], []]]},
    ),
}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Return an archive that 0.1.0 made, without its indexes."""
    with tarfile.open(FIXTURE) as packed:
        packed.extractall(tmp_path, filter="data")
    archive = tmp_path / "arsip.kliping"
    for name in ("index", "quotations"):
        shutil.rmtree(archive / name)
    return archive


def spoil(archive: Path, enricher: str, result: object) -> str:
    """Put a result into the store as 0.1.0 kept it; return the id of the article."""
    connection = sqlite3.connect(archive / "articles.db")
    [(number, id)] = connection.execute("SELECT number, id FROM articles ORDER BY number LIMIT 1")
    connection.execute(
        "UPDATE enrichments SET result = ? WHERE article = ? AND enricher = ?",
        (json.dumps(result), number, enricher),
    )
    connection.commit()
    connection.close()
    return str(id)


@pytest.mark.parametrize(("enricher", "result"), BAD.values(), ids=BAD)
def test_it_is_a_failure_and_the_article_is_found(
    enricher: str, result: object, old: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Opening records the failure; all else of the article is searched; enrich mends it."""
    id = spoil(old, enricher, result)
    with caplog.at_level(logging.WARNING, "kliping"), kliping.open(old) as archive:
        assert id in archive.matching_ids("*")
        assert id in archive.matching_ids("language:id")
        assert enricher not in archive.enrichments(id)
        failures = {(a, e): reason for a, e, reason in archive.failures()}
        assert "cannot be used" in failures[id, enricher]
        assert any(id in message and enricher in message for message in caplog.messages)
        [told] = archive.check(deep=True)
        assert id in told
        assert enricher in told
        archive.enrich()
        assert archive.check(deep=True) == []
        assert enricher in archive.enrichments(id)
        assert (id, enricher) not in {(a, e) for a, e, _ in archive.failures()}


def test_a_readonly_archive_opens_too(old: Path) -> None:
    """Where nothing may be written the articles can be read all the same."""
    id = spoil(old, "entities", [1, 2])
    with kliping.open(old, read_only=True) as archive:
        assert archive.get(id).text
