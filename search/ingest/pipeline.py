"""Clean and enrich articles, one by one or in worker processes.

The order of what comes out is the order of what goes in, and neither it nor any result depends on
the number of processes. Workers are spawned, never forked: a fork would copy locks that other
threads of a host program hold.
"""

import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain, islice
from types import FrameType, MappingProxyType
from typing import Self

from kliping.disk.settings import Settings
from kliping.index import Article, Enrichment, KlipingError
from kliping.index.cleaning import clean
from kliping.index.store import StoredResult
from kliping.plugins.contracts import CorpusEnricher, Enricher
from kliping.plugins.loader import AnyEnricher, Plugins

# Articles per task: long enough that handing it over costs little (chosen on 3,000 IndoSum
# articles, 2026-11), short enough that the last task does not keep one worker busy alone.
CHUNK = 16
# Fewer articles than this are worth no worker processes, which take about a second to start.
FEW = 96
# An enricher that takes longer over one article is stopped and counted as failed.
ENRICHER_SECONDS = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """An article on its way into the store.

    Attributes:
        article: cleaned, with its language.
        content_hash: of the article as read.
        results: of the enrichers of single articles.
        corpus: corpus enricher → what it prepared; absent where that failed.
    """

    article: Article
    content_hash: str
    results: tuple[StoredResult, ...]
    corpus: Mapping[str, object]


class EnricherTimeoutError(Exception):
    """An enricher took longer than ENRICHER_SECONDS over one article."""


class Pipeline:
    """Cleans and enriches with a fixed list of enrichers."""

    def __init__(self, enrichers: Iterable[AnyEnricher], settings: Settings) -> None:
        self.enrichers = tuple(enrichers)
        self.settings = settings

    def prepare(self, article: Article) -> Prepared:
        """Clean one article as read, and run every enricher over it."""
        content_hash = article.content_hash()
        return self.enrich(
            clean(article, zone=self.settings.zone), content_hash=content_hash, earlier={}
        )

    def enrich(
        self,
        article: Article,
        *,
        content_hash: str,
        earlier: Mapping[str, Enrichment],
    ) -> Prepared:
        """Run the enrichers over a cleaned article.

        Args:
            earlier: stored results of enrichers that are not run again.
        """
        found: dict[str, Enrichment] = dict(earlier)
        results: list[StoredResult] = []
        corpus: dict[str, object] = {}
        for enricher in self.enrichers:
            needed = MappingProxyType({r: found[r] for r in enricher.requires if r in found})
            began = time.perf_counter()
            failure = None
            try:
                with _deadline(ENRICHER_SECONDS):
                    if isinstance(enricher, CorpusEnricher):
                        corpus[enricher.name] = enricher.prepare(article, needed)
                    else:
                        found[enricher.name] = _checked(enricher, enricher.enrich(article, needed))
            except Exception as error:  # an enricher may fail in any way
                failure = " ".join(f"{type(error).__name__}: {error}".split())
            seconds = time.perf_counter() - began
            if isinstance(enricher, Enricher) or failure is not None:
                results.append(_stored(enricher, found.get(enricher.name), failure, seconds))
            if article.language is None and enricher.name in found:
                article = _with_language(article, found[enricher.name])
        return Prepared(
            article=article, content_hash=content_hash, results=tuple(results), corpus=corpus
        )


def iter_prepared(
    pipeline: Pipeline, articles: Iterable[Article], *, jobs: int = 1
) -> Iterator[Prepared]:
    """Yield each article prepared, in order, from `jobs` worker processes.

    Few articles, or one job, are prepared in this process.

    Raises:
        KlipingError: a worker process died.
    """
    source = iter(articles)
    first = list(islice(source, FEW)) if jobs > 1 else []
    if jobs <= 1 or len(first) < FEW:
        yield from map(pipeline.prepare, chain(first, source))
        return
    with _Workers(pipeline, jobs) as workers:
        yield from workers.iter_prepared(chain(first, source))


class _Workers:
    def __init__(self, pipeline: Pipeline, jobs: int) -> None:
        names = tuple(enricher.name for enricher in pipeline.enrichers)
        self._jobs = jobs
        self._pool = ProcessPoolExecutor(
            max_workers=jobs,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_begin_worker,
            initargs=(pipeline.settings, names),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def iter_prepared(self, articles: Iterator[Article]) -> Iterator[Prepared]:
        waiting: deque[Future[list[Prepared]]] = deque()
        try:
            while chunk := list(islice(articles, CHUNK)):
                waiting.append(self._pool.submit(_prepare_chunk, chunk))
                # Enough to keep every worker busy, and no more of the source in memory.
                while len(waiting) > 4 * self._jobs:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        except BrokenProcessPool as error:
            raise KlipingError(
                "a worker process died while enriching (out of memory, or a plugin crashed it); "
                "what was committed before stays; find the article with: --jobs 1"
            ) from error


_worker_pipeline: Pipeline | None = None


def _begin_worker(settings: Settings, names: tuple[str, ...]) -> None:
    global _worker_pipeline
    # An interrupt from the terminal reaches every process; the parent alone answers it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    plugins = Plugins(disabled=settings.disabled, options=settings.options)
    found = {enricher.name: enricher for enricher in plugins.enrichers()}
    _worker_pipeline = Pipeline([found[name] for name in names], settings)


def _end_with_parent() -> None:
    """End this process when its parent is gone: a killed parent cannot tell its workers."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _prepare_chunk(articles: list[Article]) -> list[Prepared]:
    assert _worker_pipeline is not None
    return [_worker_pipeline.prepare(article) for article in articles]


def _stored(
    enricher: AnyEnricher, found: Enrichment | None, failure: str | None, seconds: float
) -> StoredResult:
    if found is not None and failure is None:
        return StoredResult.of(enricher.name, enricher.fingerprint(), found, seconds)
    return StoredResult(
        enricher=enricher.name,
        fingerprint=enricher.fingerprint(),
        result=None,
        failure=failure or "gave no result",
        seconds=seconds,
    )


def _checked(enricher: Enricher, found: object) -> Enrichment:
    if not isinstance(found, Enrichment):
        raise TypeError(f"enrich() returned {type(found).__name__}, expected an Enrichment")
    unknown = set(found.values) - {field.name for field in enricher.fields}
    if unknown:
        raise ValueError(f"values for {sorted(unknown)}, which the enricher does not declare")
    return found


def _with_language(article: Article, found: Enrichment) -> Article:
    values = found.values.get("language", ())
    return replace(article, language=str(values[0])) if values else article


@contextmanager
def _deadline(seconds: float) -> Iterator[None]:
    """Raise EnricherTimeoutError in the block after `seconds`.

    Only the main thread of a process that has interval timers (not Windows) can be interrupted;
    elsewhere the block runs without a limit.
    """
    usable = hasattr(signal, "setitimer") and (
        threading.current_thread() is threading.main_thread()
    )
    if not usable:
        yield
        return

    def stop(signum: int, frame: FrameType | None) -> None:
        raise EnricherTimeoutError(f"took longer than {seconds:g} s over one article")

    previous = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
