"""Clean and enrich one article: what becomes of it before it is stored."""

import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import FrameType, MappingProxyType

from kliping.disk.settings import Settings
from kliping.index import Article, Enrichment, PluginError
from kliping.index.cleaning import clean
from kliping.index.store import StoredResult
from kliping.plugins.contracts import AnyEnricher, CorpusEnricher, Enricher
from kliping.plugins.faults import describe
from kliping.plugins.isolation.enrichers import IsolatedCorpusEnricher, IsolatedEnricher
from kliping.plugins.validation import check_enrichment


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """An article on its way into the store.

    Attributes:
        article: cleaned, with its language.
        content_hash: of the article as read.
        results: of the enrichers of single articles.
        corpus: corpus enricher → what it prepared; absent where that failed.
        notices: what a user should know about the enrichers, beside the failures.
    """

    article: Article
    content_hash: str
    results: tuple[StoredResult, ...]
    corpus: Mapping[str, object]
    notices: tuple[str, ...] = ()


class EnricherTimeoutError(Exception):
    """An enricher took too long over one article."""


class Pipeline:
    """Cleans and enriches with a fixed list of enrichers."""

    def __init__(self, enrichers: Iterable[AnyEnricher], settings: Settings) -> None:
        self.enrichers = tuple(enrichers)
        self.settings = settings

    def prepare(self, article: Article) -> Prepared:
        """Clean one article as read, and run every enricher over it."""
        content_hash = article.content_hash()
        cleaned = clean(article, zone=self.settings.zone)
        return self.enrich(cleaned, content_hash=content_hash, earlier={})

    def give_up(self, article: Article, reason: str) -> Prepared:
        """Clean one article as read; every enricher failed, for one reason."""
        return Prepared(
            article=clean(article, zone=self.settings.zone),
            content_hash=article.content_hash(),
            results=tuple(failed_result(enricher, reason, 0.0) for enricher in self.enrichers),
            corpus={},
        )

    def enrich(
        self,
        article: Article,
        *,
        content_hash: str,
        earlier: Mapping[str, Enrichment],
    ) -> Prepared:
        """Run the enrichers over a cleaned article.

        What an enricher gives is checked here; one that fails, in whatever way, fails for this
        article alone.

        Args:
            earlier: stored results of enrichers that are not run again.
        """
        found: dict[str, Enrichment] = dict(earlier)
        results: list[StoredResult] = []
        corpus: dict[str, object] = {}
        with self._alarm() as arm:
            article = self._run(article, found, results, corpus, arm)
        return Prepared(
            article=article, content_hash=content_hash, results=tuple(results), corpus=corpus
        )

    def _run(
        self,
        article: Article,
        found: dict[str, Enrichment],
        results: list[StoredResult],
        corpus: dict[str, object],
        arm: "Arm",
    ) -> Article:
        """Run the enrichers in order; return the article with its language.

        Args:
            found: results of enrichers that are not run; gets the others'.
            results, corpus: get what goes into `Prepared`.
        """
        for enricher in self.enrichers:
            needed = MappingProxyType({r: found[r] for r in enricher.requires if r in found})
            began = time.perf_counter()
            try:
                if isinstance(enricher, IsolatedEnricher | IsolatedCorpusEnricher):
                    enricher.start()  # which counts for no article
                    began = time.perf_counter()
                if isinstance(enricher, CorpusEnricher):
                    corpus[enricher.name] = self._prepared(enricher, article, needed, arm)
                    continue
                result = self._enriched(enricher, article, needed, arm)
                seconds = time.perf_counter() - began
                stored = StoredResult.of(enricher.name, enricher.fingerprint(), result, seconds)
            except Exception as error:  # an enricher may fail in any way
                seconds = time.perf_counter() - began
                results.append(failed_result(enricher, failure_of(enricher, error), seconds))
                continue
            found[enricher.name] = result
            results.append(stored)
            if article.language is None:
                article = _with_language(article, result)
        return article

    def _enriched(
        self, enricher: Enricher, article: Article, needed: Mapping[str, Enrichment], arm: "Arm"
    ) -> Enrichment:
        arm(self._limit(enricher))
        try:
            given = enricher.enrich(article, needed)
        finally:
            arm(0.0)
        return check_enrichment(given, text=article.text, fields=enricher.fields)

    def _prepared(
        self,
        enricher: CorpusEnricher,
        article: Article,
        needed: Mapping[str, Enrichment],
        arm: "Arm",
    ) -> object:
        arm(self._limit(enricher))
        try:
            return enricher.prepare(article, needed)
        finally:
            arm(0.0)

    def _limit(self, enricher: AnyEnricher) -> float:
        """Return an enricher's seconds; 0 for one with a process and a watchdog of its own."""
        isolated = isinstance(enricher, IsolatedEnricher | IsolatedCorpusEnricher)
        return 0.0 if isolated else self.settings.enricher_seconds

    @contextmanager
    def _alarm(self) -> Iterator["Arm"]:
        """Give what sets the seconds after which EnricherTimeoutError is raised; 0 sets none.

        The handler is set once an article, because that takes longer than setting the timer. Only
        the main thread of a process that has interval timers (not Windows) can be interrupted;
        elsewhere there is no limit.
        """
        seconds = self.settings.enricher_seconds
        usable = hasattr(signal, "setitimer") and (
            threading.current_thread() is threading.main_thread()
        )
        if not usable:
            yield lambda _: None
            return

        def stop(signum: int, frame: FrameType | None) -> None:
            raise EnricherTimeoutError(f"took longer than {seconds:g} s over one article")

        previous = signal.signal(signal.SIGALRM, stop)
        try:
            yield _arm
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, previous)


Arm = Callable[[float], None]
"""Sets the seconds after which the running enricher is interrupted; 0 for no limit."""


def _arm(seconds: float) -> None:
    signal.setitimer(signal.ITIMER_REAL, seconds)


def failure_of(enricher: AnyEnricher, error: BaseException) -> str:
    """Return what went wrong, with plugin and enricher, as one line."""
    if isinstance(error, PluginError):  # which names them
        return describe(error)
    return describe(
        PluginError(describe(error), plugin=enricher.plugin, hook=f"enricher {enricher.name!r}")
    )


def failed_result(enricher: AnyEnricher, failure: str, seconds: float) -> StoredResult:
    """Return what stores a failure of an enricher for one article."""
    return StoredResult(
        enricher=enricher.name,
        fingerprint=enricher.fingerprint(),
        result=None,
        failure=failure,
        seconds=seconds,
    )


def _with_language(article: Article, found: Enrichment) -> Article:
    values = found.values.get("language", ())
    return replace(article, language=str(values[0])) if values else article
