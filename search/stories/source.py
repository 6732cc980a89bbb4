"""What telling stories asks of an archive."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import tzinfo
from typing import Protocol

from kliping.index import Article, Enrichment
from kliping.retrieval.copy_groups import CopyGroup
from kliping.retrieval.rows import Facet, in_zone


class StorySource(Protocol):
    """The part of `kliping.Archive` that stories and traces are read from."""

    @property
    def zone(self) -> tzinfo: ...

    def get(self, id: str) -> Article: ...

    def enrichments(self, id: str) -> dict[str, Enrichment]: ...

    def ids_with(self, field: str, values: Sequence[str]) -> dict[str, list[str]]: ...

    def facets(self, query: str, fields: Sequence[str]) -> Mapping[str, Facet]: ...

    def copies(self, ids: Iterable[str] = ()) -> list[CopyGroup]: ...


def read_article(archive: StorySource, id: str) -> Article:
    """Return an article with its publication in the archive's zone, so that all stand in one.

    Raises:
        ArticleNotFoundError: no article has the id.
    """
    article = archive.get(id)
    if article.published is None:
        return article
    return replace(article, published=in_zone(article.published, archive.zone))
