"""The facade: what the command line can do is a method of the archive."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import kliping
from kliping import Archive, ArgumentError, Article, ArticleNotFoundError
from kliping.plugins.language import LanguageEnricher


def _wire(id: str, outlet: str, day: int, more: str = "") -> Article:
    return Article(
        id=id,
        title="Jembatan gantung di Sukamaju putus",
        text=(
            "Jembatan gantung di Desa Sukamaju, Kabupaten Garut, putus pada Senin pagi. Sebanyak "
            "12 orang luka-luka ketika tali baja jembatan itu terlepas dari tiang di tepi sungai. "
            '"Kami sudah meminta perbaikan sejak tahun lalu, tetapi belum ada jawaban," kata '
            f"Kepala Desa Sukamaju, Dadang Suryana, di lokasi kejadian. {more}"
        ),
        outlet=outlet,
        published=datetime(2025, 4, day, tzinfo=UTC),
    )


@pytest.fixture
def bridges(tmp_path: Path) -> Iterator[Archive]:
    with kliping.open(tmp_path / "arsip.kliping", create=True) as archive:
        archive.add_all(
            [
                _wire("satu", "Harian Samudra", 28),
                _wire("dua", "KabarNusa", 29, more="Polisi menyelidiki penyebabnya."),
                Article(id="lain", title="Harga cabai naik", text="Harga cabai naik di Medan."),
            ]
        )
        yield archive


def test_entities_are_counted_by_articles(bridges: Archive) -> None:
    """The count of an entity is the number of matching articles that name it."""
    found = {entity.name: entity.articles for entity in bridges.entities("jembatan")}
    assert found["Dadang Suryana"] == 2
    assert "Medan" not in found
    assert {e.type for e in bridges.entities("*", types=["person"])} == {"person"}
    assert len(bridges.entities("*", limit=1)) == 1


@pytest.mark.parametrize("types", ["person", ["tokoh"]])
def test_an_unknown_type_of_entity_is_refused(bridges: Archive, types: list[str]) -> None:
    """A type that no enricher gives, or one string for several, is an error, not zero rows."""
    with pytest.raises(ArgumentError):
        bridges.entities("*", types=types)
    with pytest.raises(ArgumentError):
        list(bridges.mentions("*", types=types))


def test_mentions_lie_in_the_text_of_their_article(bridges: Archive) -> None:
    """Each mention's offsets give its text, and only matching articles are looked at."""
    found = list(bridges.mentions("jembatan", types=["person"]))
    assert {article.id for article, _ in found} == {"satu", "dua"}
    for article, mention in found:
        assert article.text[mention.start : mention.end] == mention.text
        assert mention.type == "person"


def test_a_trace_tells_who_follows_whom(bridges: Archive) -> None:
    """The later of two copies follows the earlier one, and what it added is told."""
    (trace,) = bridges.trace("satu")
    assert [(step.article, step.source) for step in trace.steps] == [
        ("satu", None),
        ("dua", "satu"),
    ]
    assert bridges.trace("lain") == []


def test_a_story_is_told_from_any_of_its_articles(bridges: Archive) -> None:
    """Description, days, claims, wordings and page of a story come from any member's id."""
    story = bridges.story("dua")
    ids = {member.article for member in story.members}
    assert "dua" in ids
    assert bridges.story("satu" if "satu" in ids else "dua") == story
    told = bridges.timeline("dua")
    assert {id for day in told.days for id in day.articles} == ids
    assert {claim.article for group in bridges.claims("dua") for claim in group.claims} <= ids
    assert isinstance(bridges.wordings("dua"), list)
    page = bridges.story_page("dua")
    assert page.lstrip().startswith("<!")
    assert story.headline in page
    assert {s.story for s in bridges.stories("jembatan")} <= {s.story for s in bridges.stories()}


@pytest.mark.parametrize(
    "question", ["story", "timeline", "claims", "wordings", "trace", "similar"]
)
def test_an_unknown_article_is_named(bridges: Archive, question: str) -> None:
    """A question about an article that is not there names its id."""
    with pytest.raises(ArticleNotFoundError, match="tiada"):
        getattr(bridges, question)("tiada")


def test_plugins_are_told_with_how_they_fare(archive: Archive) -> None:
    """The rows of `kliping plugins` come from the archive: what each plugin gives, how it fares."""
    statuses = {status.name: status for status in archive.plugin_statuses()}
    entities = statuses["entities"]
    assert (entities.status, entities.failures) == ("ok", 0)
    assert {"person", "place"} <= set(entities.fields)
    assert entities.mean_ms > 0
    assert statuses["readers"].enrichers == ()
    assert not any(status.isolated for status in statuses.values() if status.origin == "kliping")


def test_what_another_version_found_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Results of an enricher's earlier version are counted as stale until they are made anew."""
    with kliping.open(tmp_path / "arsip.kliping", create=True) as archive:
        archive.add_all([Article(id=n, text=f"Banjir di Kota {n}.") for n in "ab"])

    def stale() -> dict[str, int]:
        with kliping.open(tmp_path / "arsip.kliping") as archive:
            return {s.name: s.stale for s in archive.plugin_statuses() if s.stale}

    assert stale() == {}
    monkeypatch.setattr(LanguageEnricher, "version", "another")
    assert stale() == {"language": 2}
    with kliping.open(tmp_path / "arsip.kliping") as archive:
        archive.enrich()
    assert stale() == {}
