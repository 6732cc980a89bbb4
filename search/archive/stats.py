"""Counts, dates and sizes of an archive as one row."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kliping.disk.layout import size_on_disk
from kliping.retrieval.options import SearchOptions
from kliping.retrieval.rows import FORMAT, Facet
from kliping.retrieval.searching import Searcher

from .session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """How much there is in an archive.

    Attributes:
        copy_groups: groups of two or more articles.
        first, last: days of publication, ISO 8601, or None.
        store_bytes, index_bytes: on disk.
    """

    articles: int
    quotations: int
    outlets: int
    copy_groups: int
    first: str | None
    last: str | None
    revision: int
    store_bytes: int
    index_bytes: int

    def to_dict(self) -> dict[str, Any]:
        return {"format": FORMAT} | {
            name: getattr(self, name)
            for name in (
                "articles",
                "quotations",
                "outlets",
                "copy_groups",
                "first",
                "last",
                "revision",
                "store_bytes",
                "index_bytes",
            )
        }


def read_stats(session: Session, searcher: Searcher) -> Stats:
    """Count what there is in an archive; of one without a readable index only the articles."""
    articles, quotations = (state.standing.is_readable for state in session.index_states())
    stored = session.store.count()
    counted: Mapping[str, Facet] = {}
    if articles and stored:
        known = {field.name for field in session.fields()}
        wanted = ["published:day", "outlet", *(["copies"] if "copies" in known else [])]
        counted = searcher.execute(
            "*", limit=0, facets=wanted, options=SearchOptions(), as_it_stands=True
        ).facets
    days = counted["published"].values if counted else ()
    return Stats(
        articles=stored,
        quotations=session.quotations().reader().document_count if quotations else 0,
        outlets=counted["outlet"].distinct if counted else 0,
        copy_groups=counted["copies"].distinct if "copies" in counted else 0,
        first=days[0].value if days else None,
        last=days[-1].value if days else None,
        revision=session.store.revision,
        store_bytes=size_on_disk(session.path, store=True),
        index_bytes=size_on_disk(session.path, store=False),
    )
