"""What every store does: the system of record of an archive.

A *revision* is the number of a committed write, counted from 1. Every article carries the revision
of its last change, and a deleted id leaves a *tombstone* with its revision, so that an index that
holds revision n can be brought to the newest by what changed since n.

The contract's tests are in tests/store/; every store passes them.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from kliping.index.article import Article
from kliping.index.records import Enrichment

from .codec import as_stored, decode_enrichment, encode_enrichment
from .state import CorpusState


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleState:
    """What decides whether an article that comes in again is new, changed or unchanged.

    Attributes:
        content_hash: of the article as read (`Article.content_hash`); "" where what is stored is
            damaged.
        source_id: what its source calls it, where that is not its id.
    """

    number: int
    content_hash: str
    source_id: str | None = None
    source_path: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnricherState:
    """What the store holds of one enricher's results.

    Attributes:
        results: articles with a result.
        failures: articles for which it failed.
        seconds: mean time an article, in seconds.
    """

    name: str
    results: int
    failures: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredResult:
    """One enricher's result for one article, or its failure, as it goes into the store.

    Attributes:
        result: an enrichment encoded by `encode_enrichment`; None for a failure.
        failure: one line; None for a result.
        spellings: (type, casefolded spelling, name) of mentions that are not spelled as named.
        found: what `result` decodes to, where it was encoded in this process: it need not be
            decoded again. Another process does not get it.
    """

    enricher: str
    fingerprint: str
    result: str | None
    failure: str | None
    seconds: float
    spellings: tuple[tuple[str, str, str], ...] = ()
    found: Enrichment | None = field(default=None, compare=False, repr=False)

    @classmethod
    def of(
        cls, enricher: str, fingerprint: str, found: Enrichment, seconds: float
    ) -> "StoredResult":
        """Return what stores an enrichment."""
        return cls(
            enricher=enricher,
            fingerprint=fingerprint,
            result=encode_enrichment(found),
            failure=None,
            seconds=seconds,
            spellings=tuple(dict.fromkeys(_iter_spellings(found))),
            found=as_stored(found),
        )

    def __reduce__(self) -> tuple[Any, ...]:
        given = (self.enricher, self.fingerprint, self.result, self.failure, self.seconds)
        return _stored_result, (*given, self.spellings)

    def enrichment(self, text: str) -> Enrichment | None:
        """Return the result as the store gives it back; None for a failure.

        Args:
            text: of the article.
        """
        if self.found is not None or self.result is None:
            return self.found
        return decode_enrichment(json.loads(self.result), text)


def _stored_result(
    enricher: str,
    fingerprint: str,
    result: str | None,
    failure: str | None,
    seconds: float,
    spellings: tuple[tuple[str, str, str], ...],
) -> StoredResult:
    """Return a result as another process gets it."""
    return StoredResult(
        enricher=enricher,
        fingerprint=fingerprint,
        result=result,
        failure=failure,
        seconds=seconds,
        spellings=spellings,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedSearch:
    """A query kept under a name.

    Attributes:
        seen: the store's revision up to which `run --new` has shown the hits; -1 before the first.
        match_any: any word may match.
    """

    name: str
    query: str
    match_any: bool = False
    seen: int = -1

    def to_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "query": self.query,
            "match_any": self.match_any,
            "seen": self.seen,
        }


def _iter_spellings(found: Enrichment) -> Iterator[tuple[str, str, str]]:
    for mention in found.mentions:
        spelling = mention.text.casefold()
        if spelling != mention.name.casefold():
            yield mention.type, spelling, mention.name


class WriteTransaction(Protocol):
    """A running write: what becomes the next revision, or nothing.

    Attributes:
        revision: what the write becomes.
        touched: whether it changes anything that an index holds.
    """

    revision: int
    touched: bool

    def set_meta(self, values: Mapping[str, object]) -> None:
        """Set values of the meta table, of JSON's types."""

    def put(
        self,
        article: Article,
        content_hash: str,
        results: Sequence[StoredResult],
        *,
        source_id: str | None = None,
    ) -> None:
        """Add the article, or replace it and its results.

        Args:
            article: cleaned.
            content_hash: of the article as read, before cleaning (`Article.content_hash`).
            results: of the enrichers of single articles.
            source_id: what its source calls it, where that is not its id.
        """

    def put_results(self, id: str, results: Sequence[StoredResult]) -> None:
        """Replace results of a stored article."""

    def settle(self, id: str, result: StoredResult) -> bool:
        """Store a corpus enricher's result where it differs; return whether it did."""

    def set_article(self, article: Article) -> None:
        """Replace what cleaning and enrichers read from the article; its content hash stays."""

    def move_sources(self, sources: Mapping[str, str]) -> None:
        """Set the source path of articles, by id; no index holds it, so none has to follow."""

    def drop_results(self, enrichers: Iterable[str]) -> None:
        """Forget all that enrichers which are gone found, and mark their articles as changed."""

    def rename_enrichers(self, names: Mapping[str, str]) -> None:
        """Let what an enricher found count as found by another, which has nothing yet.

        Args:
            names: old name → new name.
        """

    def state(self, enricher: str) -> AbstractContextManager[CorpusState]:
        """Give a corpus enricher its state; an exception in the block takes its changes back.

        The block stores nothing through the transaction itself.
        """

    def begin_state(self, enricher: str) -> None:
        """Empty the state of a corpus enricher, which holds no article from now on."""

    def complete_state(self, enricher: str, fingerprint: str) -> None:
        """Say that the state of a corpus enricher holds every article."""

    def delete(self, id: str) -> bool:
        """Delete an article and its results; return whether it was there."""

    def has(self, id: str) -> bool:
        """Return whether there is an article of the id, as of this transaction."""

    def text(self, id: str) -> str:
        """Return the text of an article that is stored, as of this transaction."""

    def enrichment(self, id: str, enricher: str) -> Enrichment | None:
        """Return one stored result as of this transaction; None where there is none."""

    def set_aliases(self, field: str, aliases: Mapping[str, str]) -> None:
        """Let each alias of the field count as its name."""

    def remove_alias(self, field: str, alias: str) -> bool:
        """Let the alias stand for itself again; return whether it was one."""

    def put_saved(self, search: SavedSearch) -> None:
        """Keep a saved search; it replaces the one of its name."""

    def remove_saved(self, name: str) -> bool:
        """Forget a saved search; return whether it was there."""


class Store(Protocol):
    """The articles of one archive and all that was found in them.

    Reading is safe in any number of threads. One process writes at a time: the archive's writer
    lock sees to that.

    Attributes:
        path: of the file, or what names the store in messages.
    """

    path: Path
    read_only: bool

    @property
    def identity(self) -> str:
        """32 random hexadecimal digits, given when the store was made; a backup keeps them."""

    @property
    def revision(self) -> int:
        """The newest committed revision; 0 in an empty archive."""

    def close(self) -> None:
        """Release files and connections; the store cannot be used any more."""

    def write(self) -> AbstractContextManager[WriteTransaction]:
        """Begin a transaction that becomes the next revision; it commits when the block ends.

        An exception in the block rolls everything back. What it reads and writes is one step for
        other processes. Who changes articles or results holds the archive's writer lock.

        Raises:
            ArchiveLockedError: another process's transaction takes too long.
        """

    def stamp(self, revision: int) -> str | None:
        """Return what tells the store at a revision from a copy of it that went on apart.

        Every revision gets a random stamp when it is committed. None where the store does not
        remember the revision, or never had it.
        """

    def meta(self, key: str) -> Any:
        """Return a value of the meta table, or None."""

    def set_meta(self, values: Mapping[str, object]) -> None:
        """Set values of the meta table, of JSON's types, all in one transaction."""

    def count(self) -> int:
        """Return the number of articles."""

    def get(self, id: str) -> Article:
        """Return one article.

        Raises:
            ArticleNotFoundError: no article has the id.
        """

    def get_many(self, ids: Sequence[str]) -> dict[str, Article]:
        """Return the articles with these ids, by id; ids that are not there are left out."""

    def states(self, ids: Sequence[str]) -> dict[str, ArticleState]:
        """Return the states of those of the ids that are stored."""

    def ids_of_content(self, content_hashes: Sequence[str]) -> dict[str, list[str]]:
        """Return by content hash the ids of the articles stored with it, in order of addition."""

    def sources(self) -> list[tuple[str, str | None]]:
        """Return id and source path of every article, in order of addition."""

    def iter_articles(self, *, since: int = -1) -> Iterator[Article]:
        """Yield the articles changed after revision `since`, in order of addition.

        The set of articles is fixed when the iteration begins; one that is deleted meanwhile is
        left out.
        """

    def ids(self, *, since: int = -1) -> list[str]:
        """Return the ids of the articles changed after revision `since`, in order of addition."""

    def deleted_ids(self, *, since: int) -> list[str]:
        """Return the ids deleted after revision `since` that are still gone."""

    def enrichments(
        self, articles: Iterable[Article], *, enrichers: Sequence[str] = ()
    ) -> dict[str, dict[str, Enrichment]]:
        """Return the results of each article, by article id and enricher; failures are absent.

        Args:
            enrichers: only the results of these; empty means of all.
        """

    def failures(self) -> list[tuple[str, str, str]]:
        """Return (article id, enricher, what went wrong) of each failure, by article."""

    def enricher_states(self) -> list[EnricherState]:
        """Return results, failures and mean time of each enricher, by name."""

    def count_records(self, enricher: str, keys: Sequence[str]) -> Counter[tuple[str, ...]]:
        """Return how many articles have a record of the enricher with these values of its data.

        Args:
            keys: of the records' data; the values of these, in order, are what is counted.
        """

    def stale_ids(self, fingerprints: Mapping[str, str]) -> dict[str, list[str]]:
        """Return by enricher the ids of articles without a result of the fingerprint.

        Args:
            fingerprints: enricher → fingerprint of what it would give now. A failure counts as
                no result.
        """

    def has_state(self, enricher: str, fingerprint: str) -> bool:
        """Return whether the state of a corpus enricher holds all articles, by this fingerprint."""

    def aliases(self) -> dict[str, dict[str, str]]:
        """Return by field: alias → the name that it counts as."""

    def names_spelled(self, spelling: str, *, types: Sequence[str]) -> list[str]:
        """Return the names of these types that articles spell so, without regard to case."""

    def spellings(self, type: str) -> dict[str, list[str]]:
        """Return by name how articles spell it otherwise, casefolded."""

    def saved_searches(self) -> list[SavedSearch]:
        """Return the saved searches by name."""

    def backup(self, path: Path) -> None:
        """Write a consistent copy of the store while others write to this one."""

    def check(self, *, deep: bool = False) -> list[str]:
        """Return one line for each damage found, with the remedy; empty where all is well.

        Args:
            deep: compare every checksum.
        """
