"""What telling stories asks of an archive."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from kliping.index import Article, Enrichment
from kliping.retrieval.copy_groups import CopyGroup
from kliping.retrieval.rows import Facet


class StorySource(Protocol):
    """The part of `kliping.Archive` that stories and traces are read from."""

    def get(self, id: str) -> Article: ...

    def enrichments(self, id: str) -> dict[str, Enrichment]: ...

    def matching_ids(self, query: str) -> list[str]: ...

    def facets(self, query: str, fields: Sequence[str]) -> Mapping[str, Facet]: ...

    def copies(self, ids: Iterable[str] = ()) -> list[CopyGroup]: ...
