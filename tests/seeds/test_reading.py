"""The seeds go through kliping's own readers, cleaning and enrichers."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import kliping
from kliping.seeds import articles_path, gold_path


def read_gold(name: str) -> list[dict[str, Any]]:
    lines = (gold_path() / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[kliping.Archive]:
    path: Path = tmp_path_factory.mktemp("seeds") / "arsip.kliping"
    with kliping.open(path, create=True) as opened:
        report = opened.add_all(kliping.read(articles_path()))
        assert (report.added, report.refused) == (46, ())
        yield opened


@pytest.mark.parametrize("name", ["quotations", "entities", "regions"])
def test_readers_give_the_text_that_gold_counts(archive: kliping.Archive, name: str) -> None:
    """Gold offsets cut their text out of the articles as the shipped readers read them."""
    for row in read_gold(name):
        assert archive.get(row["article"]).text[row["start"] : row["end"]] == row["text"], row


def test_every_gold_article_is_read(archive: kliping.Archive) -> None:
    """Ids that readers give are the ids that gold uses, and languages are told apart."""
    gold = {row["article"]: row["language"] for row in read_gold("articles")}
    assert {article.id: article.language for article in archive.iter()} == gold


def test_records_keep_what_their_source_states(archive: kliping.Archive) -> None:
    """English and Indonesian keys of records give title, outlet and day of publication."""
    for row in read_gold("articles"):
        if (articles_path() / f"{row['article']}.txt").exists():
            continue
        article = archive.get(row["article"])
        assert article.published is not None
        day = article.published.astimezone(archive.zone).date().isoformat()
        found = (article.title, article.outlet, day)
        assert found == (row["title"], row["outlet"], row["published"][:10])


def test_copies_are_the_three_families(archive: kliping.Archive) -> None:
    """The edited copies are found, and twelve articles on one event are no copies."""
    found = [{member.article for member in group.members} for group in archive.copies()]
    gold = [{member["article"] for member in group["members"]} for group in read_gold("copies")]
    assert sorted(found, key=min) == sorted(gold, key=min)


def test_mentions_cut_their_text(archive: kliping.Archive) -> None:
    """What enrichers find in the seeds stands where they say."""
    ids = [article.id for article in archive.iter()]
    mentions = list(archive.iter_mentions(ids))
    assert len(mentions) > len(ids)
    for article, mention in mentions:
        assert article.text[mention.start : mention.end] == mention.text
    for article, quotation in archive.iter_quotations(ids):
        assert article.text[quotation.start : quotation.end] == quotation.text


def test_no_quotation_in_boilerplate(archive: kliping.Archive) -> None:
    """No quotation is found in what gold marks as teaser, caption or related posts."""
    regions = [row for row in read_gold("regions") if row["kind"] != "headline"]
    for row in regions:
        for _, quotation in archive.iter_quotations([row["article"]]):
            assert quotation.end <= row["start"] or row["end"] <= quotation.start, row
