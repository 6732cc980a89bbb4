"""Write to an archive: store first, then bring both indexes to the store's revision.

One writer at a time holds the lock file. What a killed process leaves behind is at most an index
that is older than the store; the indexer mends it, and is also how every ordinary write reaches the
indexes: there is one way from the store to an index.
"""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from kliping.disk.settings import Settings
from kliping.index import (
    ArchiveError,
    Article,
    Enrichment,
    Reading,
)
from kliping.index.store import CorpusState, Store, StoredResult, WriteTransaction
from kliping.plugins.contracts import AnyEnricher, CorpusEnricher, Lookup
from kliping.plugins.discovery import RENAMED
from kliping.plugins.faults import shown
from kliping.plugins.validation import BadValueError, check_enrichment, is_text

from .identity import Identifier, Standing
from .indexing import Fresh, Indexer
from .pipeline import Pipeline, Prepared, failed_result, failure_of
from .report import AddReport
from .workers import iter_prepared

# One store transaction and one index commit hold at most so many articles, and so many code
# points of text: enough that a commit's fixed cost (about 0.1 s) does not count, little enough
# that an interrupt costs only seconds of work.
BATCH_ARTICLES = 500
BATCH_TEXT = 16_000_000

Progress = Callable[[int], None]

log = logging.getLogger("kliping")


@dataclass(slots=True)
class _Tally:
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    moved: dict[str, str] = field(default_factory=dict)


class ArchiveWriter:
    """Writes to one archive; every method expects the lock to be held."""

    def __init__(
        self,
        *,
        store: Store,
        indexer: Indexer,
        enrichers: Sequence[AnyEnricher],
        settings: Settings,
        take_plugin_notices: Callable[[], tuple[str, ...]],
    ) -> None:
        self.store = store
        self.indexer = indexer
        self.enrichers = tuple(enrichers)
        self.corpus = tuple(e for e in self.enrichers if isinstance(e, CorpusEnricher))
        self.settings = settings
        self._take_plugin_notices = take_plugin_notices
        # What a user should know of this write beside the failures of enrichers.
        self._notices: list[str] = []
        # (article, enricher) of each failure of this write.
        self._failed: set[tuple[str, str]] = set()

    # -- adding and deleting -----------------------------------------------------------------

    def add_all(
        self,
        given: Iterable[Reading],
        *,
        jobs: int,
        sources: Sequence[str | Path] = (),
        progress: Progress | None = None,
    ) -> AddReport:
        """Add articles, or replace those that are stored with another content."""
        began = time.monotonic()
        self._settle_states()
        tally = _Tally()
        identifier = Identifier(self.store)
        fresh = self._iter_fresh(identifier, given, tally, progress)
        pipeline = Pipeline(self.enrichers, self.settings)
        for batch in _batches(iter_prepared(pipeline, fresh, jobs=jobs)):
            stored = self._commit(batch, tally)
            self._notices += (notice for prepared in batch for notice in prepared.notices)
            self.indexer.catch_up(stored)
        if tally.moved:
            with self.store.write() as transaction:
                transaction.move_sources(tally.moved)
        return AddReport(
            added=tally.added,
            updated=tally.updated,
            unchanged=tally.unchanged,
            refused=tuple(identifier.refused),
            notices=(*identifier.finish(), *self.take_notices()),
            absent=identifier.absent(self.store.sources(), sources) if sources else (),
            failures=dict(Counter(enricher for _, enricher in self._failed)),
            seconds=time.monotonic() - began,
        )

    def take_notices(self) -> tuple[str, ...]:
        """Return the notices of this write, once."""
        taken = (*self._notices, *self._take_plugin_notices())
        self._notices.clear()
        return taken

    @staticmethod
    def _iter_fresh(
        identifier: Identifier,
        given: Iterable[Reading],
        tally: _Tally,
        progress: Progress | None,
    ) -> Iterator[Article]:
        """Yield the articles that are new or changed; count the others."""
        for one in identifier.iter_identified(given, progress):
            if one.standing is not Standing.UNCHANGED:
                yield one.article
                continue
            tally.unchanged += 1
            if one.moved and one.article.source_path is not None:
                tally.moved[one.article.id] = one.article.source_path

    def _commit(self, batch: Sequence[Prepared], tally: _Tally) -> dict[str, Fresh]:
        """Store a batch; return what now stands of its articles in the store."""
        fresh: dict[str, Fresh] = {}
        known = self.store.states([prepared.article.id for prepared in batch])
        seen: set[str] = set()
        with self.store.write() as transaction:
            for prepared in batch:
                id = prepared.article.id
                if id in known or id in seen:
                    tally.updated += 1
                else:
                    tally.added += 1
                seen.add(id)
                results = self._of_single(prepared)
                transaction.put(prepared.article, prepared.content_hash, results)
                fresh[id] = Fresh(
                    article=prepared.article, results={each.enricher: each for each in results}
                )
                self._failed.update((id, result.enricher) for result in results if result.failure)
            self._settle(transaction, batch, fresh=fresh)
        return fresh

    def delete(self, ids: Iterable[str]) -> list[str]:
        """Delete articles; return the ids that were there."""
        self._settle_states()
        with self.store.write() as transaction:
            deleted = [id for id in dict.fromkeys(ids) if transaction.delete(id)]
            if deleted:
                self._settle(transaction, (), deleted)
        self.indexer.catch_up()
        return deleted

    # -- enriching again ---------------------------------------------------------------------

    def enrich(
        self,
        *,
        everything: bool,
        only: Sequence[str] = (),
        progress: Progress | None = None,
    ) -> dict[str, int]:
        """Run enrichers again over stored articles; sources are not read again.

        Args:
            everything: also where the stored result is current.
            only: names of enrichers; empty means all.

        Returns:
            enricher → articles that it ran over.
        """
        missing = self._without_state()
        wanted = [e for e in self.enrichers if not only or e.name in only or e in missing]
        fingerprints = {enricher.name: enricher.fingerprint() for enricher in wanted}
        if everything:
            stale = dict.fromkeys(fingerprints, self.store.ids())
        else:
            stale = self.store.stale_ids(fingerprints)
            stale |= {enricher.name: self.store.ids() for enricher in missing}
            self._spread(stale)
        if not only:
            self._drop_gone()
        anew = [e for e in self.corpus if e in wanted and (everything or e in missing)]
        self._run(stale, anew, progress)
        self.indexer.catch_up()
        return {name: len(ids) for name, ids in stale.items() if not only or name in only}

    def _run(
        self,
        due: Mapping[str, Sequence[str]],
        anew: Sequence[CorpusEnricher],
        progress: Progress | None = None,
    ) -> None:
        """Run enrichers over stored articles.

        Args:
            due: enricher → ids of articles.
            anew: the corpus enrichers that run over all articles: their state begins empty.
        """
        if anew:
            with self.store.write() as transaction:
                for enricher in anew:
                    transaction.begin_state(enricher.name)
        todo = sorted({id for ids in due.values() for id in ids})
        sets = {name: frozenset(ids) for name, ids in due.items()}
        for at in range(0, len(todo), BATCH_ARTICLES):
            self._enrich_batch(todo[at : at + BATCH_ARTICLES], sets, progress)
        if anew:
            with self.store.write() as transaction:
                for enricher in anew:
                    transaction.complete_state(enricher.name, enricher.fingerprint())

    def _without_state(self) -> list[CorpusEnricher]:
        """Return the corpus enrichers whose state does not hold all articles as it would now."""
        return [e for e in self.corpus if not self.store.has_state(e.name, e.fingerprint())]

    def _settle_states(self) -> None:
        """Give all stored articles to the corpus enrichers that do not have them.

        So it is with an archive of an older format, a plugin that came since, and one whose version
        or options changed: what comes now could not be compared with what was there before.
        """
        missing = self._without_state()
        if not missing:
            return
        ids = self.store.ids()
        if ids:
            names = ", ".join(enricher.name for enricher in missing)
            log.warning("making the state of %s anew from %d articles", names, len(ids))
        self._run({enricher.name: ids for enricher in missing}, missing)

    def _spread(self, stale: dict[str, list[str]]) -> None:
        """Make stale, too, what requires a stale result."""
        for enricher in self.enrichers:
            if enricher.name in stale:
                ids = dict.fromkeys(stale[enricher.name])
                for required in enricher.requires:
                    ids.update(dict.fromkeys(stale.get(required, ())))
                stale[enricher.name] = list(ids)

    def _drop_gone(self) -> None:
        here = {enricher.name for enricher in self.enrichers}
        gone = [s.name for s in self.store.enricher_states() if s.name not in here]
        if gone:
            with self.store.write() as transaction:
                transaction.drop_results(gone)

    def _enrich_batch(
        self, ids: Sequence[str], due: Mapping[str, frozenset[str]], progress: Progress | None
    ) -> None:
        articles = self.store.get_many(ids)
        required = sorted({r for e in self.enrichers if e.name in due for r in e.requires})
        needed = [name for name in required if not due.get(name, frozenset()).issuperset(ids)]
        stored: Mapping[str, Mapping[str, Enrichment]] = {}
        if needed:
            stored = self.store.enrichments(articles.values(), enrichers=needed)
        batch = []
        with self.store.write() as transaction:
            for id in ids:
                running = [e for e in self.enrichers if id in due.get(e.name, ())]
                names = {e.name for e in running}
                earlier = {n: e for n, e in stored.get(id, {}).items() if n not in names}
                article = articles[id]
                if "language" in names:
                    article = replace(article, language=None)
                prepared = Pipeline(running, self.settings).enrich(
                    article, content_hash="", earlier=earlier
                )
                if prepared.article.language != articles[id].language:
                    transaction.set_article(prepared.article)
                if results := self._of_single(prepared):
                    transaction.put_results(id, results)
                batch.append(prepared)
                if progress is not None:
                    progress(1)
            self._settle(transaction, batch)

    # -- corpus enrichers --------------------------------------------------------------------

    def _settle(
        self,
        transaction: WriteTransaction,
        batch: Sequence[Prepared],
        deleted: Sequence[str] = (),
        fresh: Mapping[str, Fresh] = MappingProxyType({}),
    ) -> None:
        """Let the corpus enrichers take in a batch of changes and store what they settle.

        One that raises loses its own state and results of this batch, nothing else.

        Args:
            fresh: what the transaction has stored of whole articles; gets what is settled.
        """

        def lookup(id: str, enricher: str) -> Enrichment | None:
            if id in fresh:
                return fresh[id].result(enricher)
            return transaction.enrichment(id, enricher)

        changed = {prepared.article.id for prepared in batch} | set(deleted)
        for enricher in self.corpus:
            began = time.perf_counter()
            results: Mapping[str, object] = {}
            failure = None
            try:
                with transaction.state(enricher.name) as state:
                    self._observe(state, enricher, batch, deleted)
                    results = self._resolved(transaction, state, enricher, changed, lookup)
            except ArchiveError:  # not the plugin's fault: damage, or a full disk
                raise
            except Exception as error:  # a plugin may fail in any way
                failure = failure_of(enricher, error)
            seconds = (time.perf_counter() - began) / max(1, len(changed))
            here = sorted(id for id in changed if id not in deleted)
            if failure is None:
                everything = dict.fromkeys(here, Enrichment()) | dict(results)
                stored = {
                    id: self._settled(transaction, enricher, id, found, seconds)
                    for id, found in everything.items()
                }
            else:
                stored = {id: failed_result(enricher, failure, seconds) for id in here}
            # What could not be prepared was not observed.
            stored |= {
                prepared.article.id: result
                for prepared in batch
                for result in prepared.results
                if result.enricher == enricher.name
            }
            self._failed.difference_update((id, enricher.name) for id in stored)
            self._failed.update((id, enricher.name) for id, r in stored.items() if r.failure)
            for id in stored.keys() & fresh.keys():
                fresh[id].results[enricher.name] = stored[id]
            changed |= {id for id, result in stored.items() if transaction.settle(id, result)}

    def _resolved(
        self,
        transaction: WriteTransaction,
        state: CorpusState,
        enricher: CorpusEnricher,
        changed: set[str],
        lookup: Lookup,
    ) -> dict[str, object]:
        """Return what the enricher settles, of articles that there are."""
        settled: object = enricher.resolve(state, changed, lookup)
        if not isinstance(settled, Mapping):
            raise BadValueError("the result of resolve()", settled, "expected a mapping by id")
        known = {id: found for id, found in settled.items() if is_text(id) and transaction.has(id)}
        strays = [id for id in settled if id not in known]
        if strays:
            self._notices.append(
                f"plugin {enricher.plugin!r}, enricher {enricher.name!r}: resolve() gave results "
                f"for {len(strays)} ids that no article has, such as {shown(strays[0])}; they are "
                "left out"
            )
        return known

    def _of_single(self, prepared: Prepared) -> list[StoredResult]:
        """Return the results of the enrichers of single articles."""
        corpus = {enricher.name for enricher in self.corpus}
        return [result for result in prepared.results if result.enricher not in corpus]

    @staticmethod
    def _settled(
        transaction: WriteTransaction,
        enricher: CorpusEnricher,
        id: str,
        found: object,
        seconds: float,
    ) -> StoredResult:
        """Return what stores a settled result, or its fault."""
        try:
            has_spans = isinstance(found, Enrichment) and (
                found.mentions or found.quotations or found.records
            )
            text = transaction.text(id) if has_spans else ""
            checked = check_enrichment(found, text=text, fields=enricher.fields)
            return StoredResult.of(enricher.name, enricher.fingerprint(), checked, seconds)
        except Exception as error:  # a plugin may fail in any way
            return failed_result(enricher, failure_of(enricher, error), seconds)

    @staticmethod
    def _observe(
        state: CorpusState,
        enricher: CorpusEnricher,
        batch: Sequence[Prepared],
        deleted: Sequence[str],
    ) -> None:
        for id in deleted:
            enricher.forget(state, id)
        # Of two versions of one article in a batch only the later is taken in.
        latest = {prepared.article.id: prepared for prepared in batch}
        for id, prepared in latest.items():
            if enricher.name in prepared.corpus:
                enricher.forget(state, id)
                enricher.observe(state, id, prepared.corpus[enricher.name])


def rename_enrichers(store: Store) -> None:
    """Let what enrichers found under older names count under their present ones."""
    if {state.name for state in store.enricher_states()} & RENAMED.keys():
        with store.write() as transaction:
            transaction.rename_enrichers(RENAMED)


def _batches(prepared: Iterable[Prepared]) -> Iterator[list[Prepared]]:
    """Yield batches; where the source fails or is interrupted, what came before goes in first."""
    batch: list[Prepared] = []
    size = 0
    failure: BaseException | None = None
    try:
        for one in prepared:
            batch.append(one)
            size += len(one.article.text)
            if len(batch) >= BATCH_ARTICLES or size >= BATCH_TEXT:
                yield batch
                batch, size = [], 0
    except GeneratorExit:
        raise
    except BaseException as error:
        failure = error
    if batch:
        yield batch
    if failure is not None:
        raise failure
