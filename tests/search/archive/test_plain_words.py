"""Plain queries of names, amounts, times and words: whatever stands together, a page comes back."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kliping
from kliping import Archive, Article, SearchOptions

PIECES = (
    *("jawa barat", "jawa", "barat", "jabar", "komisi pemberantasan korupsi", "kpk", "pada", "di"),
    *("28 april 2025", "juli 2025", "2025-07", "kemarin", "minggu lalu", "2025", "rp 5 juta"),
    *("15 persen", "banjir", "gempa", "ibukota", "+banjir", "-gempa", '"warga jawa"', "warga^2"),
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder = tmp_path_factory.mktemp("plain") / "arsip.kliping"
    texts = (
        "Banjir melanda Jawa Barat pada 28 April 2025. Warga rugi Rp 5 juta.",
        "Warga Jawa di ibu kota menunggu gempa reda; harga naik 15 persen.",
        "Komisi Pemberantasan Korupsi (KPK) memeriksa pejabat Jabar pada Juli 2025.",
        "Angin barat bertiup kencang. Korupsi dibahas kemarin.",
    )
    with kliping.open(folder, create=True) as opened:
        opened.add_all(
            Article(id=f"a{n}", text=text, published=datetime(2025, 7, n + 1, tzinfo=UTC))
            for n, text in enumerate(texts)
        )
        yield opened


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=4))
def test_every_hit_names_words_of_the_query(archive: Archive, pieces: list[str]) -> None:
    """What a hit lacks are words of the query; those that lack none come first."""
    query = " ".join(pieces)
    found = archive.search(query)
    lacking = [bool(hit.missing) for hit in found.hits]
    assert all(word in query for hit in found.hits for word in hit.missing)
    assert found.total <= 4
    assert lacking.count(False) <= found.total


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=4))
def test_all_words_are_the_same_words(archive: Archive, pieces: list[str]) -> None:
    """What is counted as having all of the words is what `words="all"` finds."""
    query = " ".join(pieces)
    strict = archive.search(query, options=SearchOptions(words="all"))
    assert archive.search(query).total == strict.total
    assert len(strict.hits) == strict.total


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("2025-07", {"a0", "a1", "a2", "a3"}),
        ("2025-07-02", {"a1"}),
        ("2/7/2025", {"a1"}),
        ("28-04-2025", {"a0"}),
        ("5.000.000", {"a0"}),
        ("15%", {"a1"}),
    ],
)
def test_a_time_or_amount_alone(archive: Archive, query: str, ids: set[str]) -> None:
    """One word that is a time or an amount finds what it means, before what has a part of it."""
    found = archive.search(query)
    assert {hit.id for hit in found.hits[: found.total]} == ids
    assert not any(hit.missing for hit in found.hits[: found.total])


@pytest.mark.parametrize(
    ("query", "lacks"),
    [
        ("jawa barat", {"a1": ("barat",), "a3": ("jawa",)}),
        ("jawa barat pada", {"a1": ("barat",), "a3": ("jawa",)}),
        ("28 april 2025", {}),
    ],
)
def test_the_only_words_are_named(
    archive: Archive, query: str, lacks: dict[str, tuple[str, ...]]
) -> None:
    """A query that is one name or one time names its own words where a hit lacks them."""
    found = {hit.id: hit.missing for hit in archive.search(query).hits}
    assert {id: missing for id, missing in found.items() if missing}.items() >= lacks.items()
