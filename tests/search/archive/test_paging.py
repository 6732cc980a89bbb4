"""Pages by cursor over an archive that changes: no hit twice, none lost."""

import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import kliping
from kliping import Archive, ArgumentError, Article, SearchOptions

START = datetime(2025, 4, 1, tzinfo=UTC)
WORDS = ["kapal", "feri", "laut", "badai", "nelayan", "pelabuhan", "ombak", "muatan"]


def _article(n: int, chance: random.Random) -> Article:
    words = " ".join(chance.choices(WORDS, k=chance.randint(2, 12)))
    return Article(
        id=f"a{n:03}",
        title=f"Berita {n}",
        text=f"Kapal {words}.",
        outlet=chance.choice(["Antara", "Bahari", "Cakra", None]),
        # Many of one day: ties are the rule.
        published=START + timedelta(days=chance.randint(0, 3)) if chance.random() < 0.9 else None,
    )


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with kliping.open(tmp_path_factory.mktemp("paging") / "a.kliping", create=True) as made:
        yield made


@pytest.fixture
def filled(archive: Archive) -> Archive:
    chance = random.Random(1)
    archive.delete([article.id for article in archive.iter()])
    archive.add_all([_article(n, chance) for n in range(40)])
    return archive


def _pages(archive: Archive, options: dict[str, Any], between: object = None) -> list[str]:
    """Return the ids of all pages; `between` is called with each page."""
    ids: list[str] = []
    cursor = None
    while True:
        page = archive.search("kapal", limit=7, options=SearchOptions(cursor=cursor, **options))
        assert [hit.rank for hit in page.hits] == list(
            range(len(ids) + 1, len(ids) + len(page.hits) + 1)
        )
        ids += [hit.id for hit in page.hits]
        cursor = page.cursor
        if cursor is None:
            return ids
        if callable(between):
            between(page)


ORDERS = [
    {},
    {"sort": "newest"},
    {"sort": "oldest"},
    {"sort": "-outlet"},
    {"recency": True},
    {"words": "any"},
    {"where": {"outlet": ["Bahari"]}},
]


@pytest.mark.parametrize("options", ORDERS, ids=str)
def test_pages_are_the_whole_result(filled: Archive, options: dict[str, Any]) -> None:
    """Without a change the pages are one search without a limit, in its order."""
    whole = filled.search("kapal", limit=1_000, options=SearchOptions(**options))
    assert _pages(filled, options) == [hit.id for hit in whole.hits]
    assert whole.cursor is None


@pytest.mark.parametrize("options", ORDERS, ids=str)
@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.long) for n in (1, 2))])
def test_no_hit_comes_twice_and_none_is_lost(
    filled: Archive, options: dict[str, Any], seed: int
) -> None:
    """Whatever is added, changed or deleted between pages, each article comes at most once.

    Every article that matches from the first page to the last one comes exactly once.
    """
    chance = random.Random(seed)
    stays = {hit.id for hit in filled.iter_hits("kapal", options=SearchOptions(**options))}
    next_id = 100

    def change(page: kliping.SearchResults) -> None:
        nonlocal next_id, stays
        last = page.hits[-1].id
        # The cursor's own article is changed or deleted, others too, and new ones come.
        changed = [last, *chance.sample(sorted(a.id for a in filled.iter()), k=3)]
        if chance.random() < 0.5:
            filled.delete([last])
            changed = [id for id in changed if id != last]
        filled.add_all(
            [*(_article(int(id[1:]), chance) for id in changed)]
            + [_article(next_id + n, chance) for n in range(2)]
        )
        next_id += 2
        stays &= {hit.id for hit in filled.iter_hits("kapal", options=SearchOptions(**options))}

    ids = _pages(filled, options, change)
    assert len(ids) == len(set(ids))
    assert stays <= set(ids)


def test_a_copy_group_comes_once(filled: Archive) -> None:
    """Of a group of copies one article is listed over all pages, though another leads later."""
    body = (
        "Kapal feri tenggelam di selat itu pada malam hari. Nelayan menolong para penumpang. " * 9
    )
    for n in range(4):
        filled.add(Article(id=f"salinan-{n}", title=f"Salinan {n}", text=body, outlet=f"Koran {n}"))

    def change(page: kliping.SearchResults) -> None:
        # Another member becomes the best of its group.
        filled.add(
            Article(
                id="salinan-3",
                title="Kapal kapal kapal",
                text=body,
                outlet=f"Koran {page.hits[0].id}",
            )
        )

    ids = _pages(filled, {"group": "copies"}, change)
    assert sum(id.startswith("salinan") for id in ids) == 1


def test_a_cursor_carries_its_clock(filled: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    """Relative dates and recency count from the first page, however late the next one is asked."""
    every: tuple[dict[str, Any], ...] = ({"recency": True}, {})
    for options in every:
        query = "kapal" if options else "kapal published:30hari"
        now = (START + timedelta(days=10)).timestamp()
        monkeypatch.setattr(time, "time", lambda now=now: now)
        first = filled.search(query, limit=5, options=SearchOptions(**options))
        whole = filled.search(query, limit=100, options=SearchOptions(**options))
        monkeypatch.setattr(time, "time", lambda now=now: now + 400 * 86_400)
        rest = filled.search(
            query, limit=100, options=SearchOptions(cursor=first.cursor, **options)
        )
        assert first.total > 5
        assert [*first.hits, *rest.hits] == list(whole.hits)


@pytest.mark.parametrize(
    "other",
    [
        {"sort": "oldest"},
        {"recency": True},
        {"words": "any"},
        {"lenient": True},
        {"group": "each"},
        {"count_by": "group"},
        {"where": {"outlet": ["Antara"]}},
        {"any_of": {"outlet": ["Antara"]}},
        {"exclude": {"outlet": ["Antara"]}},
        {"zone": UTC},
    ],
    ids=str,
)
def test_a_cursor_belongs_to_its_options(filled: Archive, other: dict[str, Any]) -> None:
    """A cursor is refused with any option changed that decides which hits come."""
    cursor = filled.search("kapal", limit=5).cursor
    with pytest.raises(ArgumentError, match="another search"):
        filled.search("kapal", options=SearchOptions(cursor=cursor, **other))


def test_filters_may_stand_in_any_order(filled: Archive) -> None:
    """The same filters in another order are the same search."""
    one = {"outlet": ["Antara", "Bahari"], "language": ["id", "en"]}
    other = {"language": ["en", "id"], "outlet": ["Bahari", "Antara", "Bahari"]}
    cursor = filled.search("kapal", limit=2, options=SearchOptions(any_of=one)).cursor
    assert cursor is not None
    page = filled.search("kapal", options=SearchOptions(any_of=other, cursor=cursor))
    assert page.hits[0].rank == 3


def test_an_offset_and_a_cursor_exclude_each_other(filled: Archive) -> None:
    """The page behind an offset goes on by cursor; both at once are refused."""
    whole = filled.search("kapal", limit=100)
    page = filled.search("kapal", limit=5, offset=10)
    options = SearchOptions(cursor=page.cursor)
    rest = filled.search("kapal", limit=100, options=options)
    assert [*page.hits, *rest.hits] == list(whole.hits[10:])
    with pytest.raises(ArgumentError, match="offset"):
        filled.search("kapal", offset=3, options=options)


def test_a_cursor_is_of_no_use_elsewhere(filled: Archive) -> None:
    """What does not page by cursor refuses one."""
    options = SearchOptions(cursor=filled.search("kapal", limit=5).cursor)
    with pytest.raises(ArgumentError, match="cursor"):
        list(filled.iter_hits("kapal", options=options))
    with pytest.raises(ArgumentError, match="cursor"):
        filled.quotes("kapal", options=options)
