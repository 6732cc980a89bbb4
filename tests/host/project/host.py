"""A program that uses kliping, checked with mypy --strict where only the wheel is installed."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import kliping
import search as own


def articles() -> Iterator[kliping.Article]:
    published = datetime(2025, 4, 28, tzinfo=ZoneInfo("Asia/Jakarta"))
    for number in range(3):
        yield kliping.Article(
            id=f"a{number}",
            title="Panen raya di Ngawi",
            text=f'Panen ke-{number}: "Hasilnya baik," kata Bupati Ngawi, Rina Lestari, Senin.',
            published=published,
        )


def main(folder: Path) -> None:
    assert own.GREETING
    with kliping.open(folder, create=True) as archive:
        report: kliping.AddReport = archive.add_all(articles())
        assert report.added == 3

        options = kliping.SearchOptions(sort="newest", where={"language": ["id"]})
        found: kliping.SearchResults = archive.search(
            "panen", limit=2, facets=["published:month"], options=options
        )
        total: int = found.total
        hit: kliping.Hit = found.hits[0]
        marks: tuple[tuple[int, int], ...] = hit.marks
        facet: kliping.Facet = found.facets["published"]
        counts: dict[str, int] = {value.value: value.count for value in facet.values}
        row: dict[str, object] = found.to_dict()
        texts: list[str] = [one.snippet for one in archive.iter_hits("panen")]
        completions: list[str] = [c.text for c in archive.suggest("pan")]
        said: list[str] = [q.quotation.text for q in archive.quotes("hasilnya").hits]
        article: kliping.Article = archive.get(hit.id)
        assert article.text
        try:
            archive.search("speker:ani")
        except kliping.QueryError as error:
            offset: int = error.offset
            print(offset, error.suggestion)
        print(total, len(marks), counts, len(row), len(texts), completions[:1], len(said))


if __name__ == "__main__":
    import sys

    main(Path(sys.argv[1]))
