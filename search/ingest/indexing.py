"""The way from the store to the indexes: every write, every catch-up and every rebuild.

An index carries the revision of the store that it was brought to. What changed since then is
indexed and committed as the newest revision; an index that cannot be brought up to date so (there
is none, it is damaged, or made for other fields) is made anew from all articles. Either way one
commit makes it count, so that a killed process leaves the index as it was.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from kliping.index import (
    ArchiveDamagedError,
    ArchiveError,
    Article,
    ArticleNotFoundError,
    Document,
    Enrichment,
    FieldSpec,
    KlipingError,
)
from kliping.index.analyzer import Analyzer
from kliping.index.engine import Engine
from kliping.index.store import Store, StoredResult
from kliping.plugins.faults import describe

from .documents import article_document, quotation_documents

log = logging.getLogger("kliping")

# Documents built at a time.
SYNC_ARTICLES = 2_000
# The store's settings that belong to the indexes: the analyzer's fingerprint that their terms were
# made with, and what could not be indexed: index → article id → reason.
ANALYZER = "analyzer"
REFUSED = "refused"
# How the failure begins that takes the place of a stored result which cannot be used.
UNUSABLE = "its stored result cannot be used"

Enrichments = Mapping[str, Enrichment]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fresh:
    """An article as it was just stored, with all its results: what need not be read again.

    Attributes:
        results: by enricher; those of corpus enrichers included.
    """

    article: Article
    results: dict[str, StoredResult]

    def result(self, enricher: str) -> Enrichment | None:
        """Return what the store would give; None where there is no result, or a failure."""
        stored = self.results.get(enricher)
        return None if stored is None else stored.enrichment(self.article.text)


@dataclass(slots=True, kw_only=True)
class IndexTarget:
    """One index, and how it shall be.

    Attributes:
        name: of its folder.
        fields: that its documents have.
        anew: whether it is to be made from all articles, whatever it holds now.
    """

    name: str
    engine: Engine
    fields: tuple[FieldSpec, ...]
    anew: bool


class Indexer:
    """Brings both indexes of an archive to the store's revision; expects the writer lock."""

    def __init__(
        self,
        store: Store,
        *,
        articles: IndexTarget,
        quotations: IndexTarget,
        enrichers: Sequence[str],
        enricher_fields: Sequence[FieldSpec],
        analyzer: Analyzer,
    ) -> None:
        """Begin.

        Args:
            enrichers: names, in the order in which their values stand in a document.
            enricher_fields: the fields that enrichers fill.
        """
        self._store = store
        self._articles = articles
        self._quotations = quotations
        self._enrichers = tuple(enrichers)
        self._fields = tuple(enricher_fields)
        self._analyzer = analyzer
        # What the write that runs has just stored: id → article, results.
        self._fresh: dict[str, tuple[Article, Enrichments]] = {}
        # (article, enricher) → why a stored result cannot be read, or the index refuses it.
        self._bad: dict[tuple[str, str], str] = {}

    def catch_up(self, fresh: Mapping[str, Fresh] = MappingProxyType({})) -> None:
        """Bring both indexes to the store's revision.

        A stored result that cannot be read, or that an index refuses, becomes a failure of its
        enricher for the article, which is indexed without it.

        Args:
            fresh: by id, what the newest revision stored, if that is known; the rest is read.

        Raises:
            ArchiveError: an index cannot be written, as on a full disk. The store is not touched.
        """
        anew = self._articles.anew and self._quotations.anew
        try:
            self._fresh = {id: (one.article, self._found(one)) for id, one in fresh.items()}
            self._follow_both()
        finally:
            self._fresh = {}
        if self._bad:
            self._record_bad()
            self._follow_both()
        if anew and self._store.meta(ANALYZER) != self._analyzer.fingerprint:
            self._store.set_meta({ANALYZER: self._analyzer.fingerprint})

    def _found(self, one: Fresh) -> Enrichments:
        given = ((name, one.result(name)) for name in self._enrichers)
        return {name: found for name, found in given if found is not None}

    def _follow_both(self) -> None:
        self._follow(self._articles, self._article_documents, lambda ids: list(ids))
        self._follow(self._quotations, self._quotation_documents, self._quotation_ids)

    def _record_bad(self) -> None:
        """Store failures in place of the results that cannot be used."""
        with self._store.write() as transaction:
            for (id, enricher), reason in self._bad.items():
                failure = f"enricher {enricher!r}: {UNUSABLE}: {reason}"
                log.warning("article %r, %s; mend it with: kliping enrich --stale", id, failure)
                transaction.put_results(
                    id,
                    [
                        StoredResult(
                            enricher=enricher,
                            fingerprint="",
                            result=None,
                            failure=failure,
                            seconds=0.0,
                        )
                    ],
                )
        self._bad = {}

    def _follow(
        self,
        target: IndexTarget,
        documents: "Callable[[Article, Enrichments], Iterable[Document]]",
        deletions: Callable[[Sequence[str]], list[str]],
    ) -> None:
        newest = self._store.revision
        since = -1 if target.anew else target.engine.revision
        if since >= newest:
            return
        changed = self._store.ids(since=since)
        gone = [] if target.anew else self._store.deleted_ids(since=since)
        replaced = [] if target.anew else deletions([*gone, *changed] if since else gone)
        refused: dict[str, str] = {}
        try:
            try:
                given = (
                    document
                    for article, found in self._iter_stored(changed, refused)
                    for document in documents(article, found)
                )
                self._write(target, given, replaced, newest)
            except (ArchiveError, OSError, MemoryError):
                raise
            except Exception as error:  # a document that the index refuses, in whatever way
                log.debug("%s refuses a document: %s", target.name, error)
                refused.clear()
                accepted = (
                    document
                    for article, found in self._iter_stored(changed, refused)
                    for document in _iter_accepted(
                        target, article, found, documents, refused, self._bad
                    )
                )
                self._write(target, accepted, replaced, newest)
        except OSError as error:
            where = error.filename or self._store.path.parent / target.name
            raise ArchiveError(
                f"{where}: {error.strerror}; the articles are stored and safe, and the index is "
                "as it was; make room or mend the permissions, and the next command that writes "
                "brings it up to date"
            ) from error
        target.anew = False
        self._remember(target.name, refused, changed=None if since < 0 else [*gone, *changed])

    def _write(
        self,
        target: IndexTarget,
        documents: Iterable[Document],
        deletions: Sequence[str],
        revision: int,
    ) -> None:
        stamp = self._store.stamp(revision) or ""
        if target.anew:
            target.engine.rebuild(
                documents,
                fields=target.fields,
                identity=self._store.identity,
                revision=revision,
                stamp=stamp,
            )
        else:
            target.engine.write(documents, deletions=deletions, revision=revision, stamp=stamp)

    def _remember(
        self, name: str, refused: Mapping[str, str], *, changed: Sequence[str] | None
    ) -> None:
        """Keep what an index refused, until the article changes.

        Args:
            changed: the articles that were indexed; None for all.
        """
        stored = self._store.meta(REFUSED) or {}
        before = stored.get(name, {}) if changed is not None else {}
        touched = set(changed or ())
        now = {id: reason for id, reason in before.items() if id not in touched} | dict(refused)
        if now != stored.get(name, {}):
            self._store.set_meta({REFUSED: {**stored, name: now}})
        for id, reason in refused.items():
            log.warning("article %r is not wholly in %s/: %s", id, name, reason)

    def _article_documents(self, article: Article, found: Enrichments) -> list[Document]:
        return [article_document(article, found, self._fields, self._analyzer)]

    def _quotation_documents(self, article: Article, found: Enrichments) -> Iterator[Document]:
        return quotation_documents(article, found)

    def _iter_stored(
        self, ids: Sequence[str], refused: dict[str, str]
    ) -> Iterator[tuple[Article, Enrichments]]:
        """Yield the articles with their results; one that cannot be read is noted in `refused`."""
        for at in range(0, len(ids), SYNC_ARTICLES):
            chunk = ids[at : at + SYNC_ARTICLES]
            try:
                yield from self._read(chunk)
            except (OSError, MemoryError):
                raise
            except Exception:  # a row may be damaged, or a stored result wrong in any way
                for id in chunk:
                    yield from self._read_apart(id, refused)

    def _read_apart(self, id: str, refused: dict[str, str]) -> list[tuple[Article, Enrichments]]:
        """Return an article with those of its results that can be read; none where it cannot be."""
        found: dict[str, Enrichment] = {}
        try:
            article = self._store.get(id)
        except ArticleNotFoundError:
            return []
        except ArchiveDamagedError as error:
            refused[id] = str(error)
            return []
        for name in self._enrichers:
            try:
                found.update(self._store.enrichments([article], enrichers=[name])[id])
            except ArchiveDamagedError as error:
                refused[id] = str(error)
            except (ArchiveError, OSError, MemoryError):
                raise
            except Exception as error:
                self._bad[id, name] = describe(error)
        return [(article, found)]

    def _read(self, ids: Sequence[str]) -> list[tuple[Article, Enrichments]]:
        known = {id: self._fresh[id] for id in ids if id in self._fresh}
        articles = self._store.get_many([id for id in ids if id not in known])
        found = self._store.enrichments(articles.values())
        for id, article in articles.items():
            known[id] = article, {n: found[id][n] for n in self._enrichers if n in found[id]}
        return [known[id] for id in ids if id in known]

    def _quotation_ids(self, articles: Sequence[str]) -> list[str]:
        """Return the ids of the quotation documents of these articles."""
        # Ids that differ in case alone are one value of the field.
        held = self._quotations.engine.reader().ids_with("article", articles)
        return [m for id, matching in held.items() for m in matching if m.rpartition("#")[0] == id]


def _iter_accepted(
    target: IndexTarget,
    article: Article,
    found: Enrichments,
    documents: Callable[[Article, Enrichments], Iterable[Document]],
    refused: dict[str, str],
    bad: dict[tuple[str, str], str],
) -> Iterator[Document]:
    """Yield an article's documents that the index takes, without the results that it refuses.

    Args:
        refused: gets why an article cannot be indexed at all.
        bad: gets why a result cannot be.
    """
    made, reason = _try(target, article, found, documents)
    if reason is not None:
        kept: dict[str, Enrichment] = {}
        faults: dict[tuple[str, str], str] = {}
        for name, enrichment in found.items():
            fault = _try(target, article, {name: enrichment}, documents)[1]
            if fault is None:
                kept[name] = enrichment
            else:
                faults[article.id, name] = fault
        made, still = _try(target, article, kept, documents)
        if still is not None:
            refused[article.id] = still
            made = []
        else:
            bad.update(faults)
    yield from made


def _try(
    target: IndexTarget,
    article: Article,
    found: Enrichments,
    documents: Callable[[Article, Enrichments], Iterable[Document]],
) -> tuple[list[Document], str | None]:
    """Return (an article's documents, why the index refuses one of them or None)."""
    try:
        made = list(documents(article, found))
        target.engine.try_documents(made, fields=target.fields)
    except (OSError, MemoryError):
        raise
    except KlipingError as error:
        return [], str(error)
    except Exception as error:  # whatever a value of a wrong kind leads to
        return [], f"{type(error).__name__}: {error}"
    return made, None
