"""Who reported first, and times in one zone."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import kliping
from kliping.index import Article
from kliping.retrieval.rows import format_date
from kliping.stories.stories import StoryArticle, describe

ZONE = ZoneInfo("Asia/Jakarta")


def report(id: str, outlet: str | None, published: datetime | None) -> StoryArticle:
    return StoryArticle(article=Article(id=id, text="Banjir.", outlet=outlet, published=published))


def test_first_reports() -> None:
    """Of each outlet the first counts; a lead in seconds needs two times, in days two dates."""
    told = describe(
        "a",
        [
            report("e", "Harian Ufuk", None),
            report("d", "Suara Hilir", datetime(2025, 5, 7, tzinfo=ZONE)),
            report("c", "Pos Hulu", datetime(2025, 5, 6, 1, 30, tzinfo=ZONE)),
            report("b", "Kabar Timur", datetime(2025, 5, 5, 22, tzinfo=ZONE)),
            report("b2", "Kabar Timur", datetime(2025, 5, 5, 23, tzinfo=ZONE)),
            report("x", None, datetime(2025, 5, 5, 23, 30, tzinfo=ZONE)),
        ],
    )
    found = [(r.outlet, r.article, r.days, r.seconds) for r in told.first_reports]
    assert found == [
        ("Kabar Timur", "b", 0, 0),
        ("Pos Hulu", "c", 1, 12_600),
        ("Suara Hilir", "d", 2, None),
        ("Harian Ufuk", "e", None, None),
    ]


def test_what_is_only_a_day_stays_that_day() -> None:
    """Midnight in its own zone is a day, and the same day in every other."""
    makassar = ZoneInfo("Asia/Makassar")
    assert format_date(datetime(2025, 5, 6, tzinfo=makassar), ZONE) == "2025-05-06"
    at_noon = datetime(2025, 5, 6, 12, tzinfo=makassar)
    assert format_date(at_noon, ZONE) == "2025-05-06T11:00:00+07:00"


def test_a_story_stands_in_the_zone_of_the_archive(tmp_path: Path) -> None:
    """A story's times are those that `search` shows."""
    article = Article(id="a", text="Banjir besar.", published=datetime(2025, 5, 5, 20, tzinfo=UTC))
    with kliping.open(tmp_path / "arsip.kliping", create=True) as archive:
        archive.add(article)
        shown = archive.search("banjir").hits[0].published
        assert shown == "2025-05-06T03:00:00+07:00"
        assert archive.story("a").to_dict()["first"] == shown
