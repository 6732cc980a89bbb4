"""Prepare articles in several processes.

The order of what comes out is the order of what goes in, and neither it nor any result depends on
the number of processes. A process that dies takes no article with it: what it was given is
prepared again one by one, and an article that ends a second process goes in without enrichments.
"""

import gc
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import chain, islice
from queue import SimpleQueue
from typing import Final, Self

from kliping.disk.settings import Settings
from kliping.index import Article
from kliping.plugins.isolation.process import WorkerDiedError, WorkerProcess
from kliping.plugins.isolation.serving import Ask

from .installed import find_plugins
from .pipeline import Pipeline, Prepared

# Articles per task: long enough that handing it over costs little (chosen on 3,000 IndoSum
# articles, 2026-11), short enough that the last task does not keep one worker busy alone.
CHUNK: Final = 16
# Fewer articles than this are worth no worker processes, which take about a second to start.
FEW: Final = 96
# Enough that every process is busy, and no more of the source in memory.
TASKS_WAITING: Final = 4
# Objects made before the garbage collector looks at them: an article makes 30,000 and leaves hardly
# a circle; with Python's 700 a worker spends 5 % of its time looking (2026-11).
_BEFORE_COLLECTING: Final = 200_000
_HANDLER: Final = "kliping.ingest.workers:Worker"


def iter_prepared(
    pipeline: Pipeline, articles: Iterable[Article], *, jobs: int = 1
) -> Iterator[Prepared]:
    """Yield each article prepared, in order, from `jobs` worker processes.

    Few articles, or one job, are prepared in this process.
    """
    source = iter(articles)
    first = list(islice(source, FEW)) if jobs > 1 else []
    if jobs <= 1 or len(first) < FEW:
        yield from map(pipeline.prepare, chain(first, source))
        return
    with _Workers(pipeline, jobs) as workers:
        yield from workers.iter_prepared(chain(first, source))


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What a worker needs to prepare articles as this process would."""

    settings: Settings
    enrichers: tuple[str, ...]


class Worker:
    """What prepares articles in a worker process."""

    def __init__(self, setup: Setup) -> None:
        gc.set_threshold(_BEFORE_COLLECTING)
        self._plugins = find_plugins(setup.settings)
        found = {enricher.name: enricher for enricher in self._plugins.enrichers()}
        self._pipeline = Pipeline([found[name] for name in setup.enrichers], setup.settings)

    def __call__(self, chunk: list[Article], ask: Ask) -> list[Prepared]:
        prepared = [self._pipeline.prepare(article) for article in chunk]
        notices = self._plugins.take_notices()
        return [replace(prepared[0], notices=notices), *prepared[1:]] if notices else prepared


class _Workers:
    """The processes of one run; each is called by one thread at a time."""

    def __init__(self, pipeline: Pipeline, jobs: int) -> None:
        self._pipeline = pipeline
        self._jobs = jobs
        self._threads = ThreadPoolExecutor(jobs, thread_name_prefix="kliping-worker")
        self._idle: SimpleQueue[_Slot] = SimpleQueue()
        setup = Setup(
            settings=pipeline.settings,
            enrichers=tuple(enricher.name for enricher in pipeline.enrichers),
        )
        for _ in range(jobs):
            self._idle.put(_Slot(setup))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._threads.shutdown(cancel_futures=True)
        while not self._idle.empty():
            self._idle.get().close()

    def iter_prepared(self, articles: Iterator[Article]) -> Iterator[Prepared]:
        waiting: deque[Future[list[Prepared]]] = deque()
        while chunk := list(islice(articles, CHUNK)):
            waiting.append(self._threads.submit(self._prepare, chunk))
            while len(waiting) > TASKS_WAITING * self._jobs:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()

    def _prepare(self, chunk: list[Article]) -> list[Prepared]:
        slot = self._idle.get()
        try:
            try:
                return slot.prepare(chunk)
            except WorkerDiedError:
                return [self._prepare_alone(slot, article) for article in chunk]
        finally:
            self._idle.put(slot)

    def _prepare_alone(self, slot: "_Slot", article: Article) -> Prepared:
        """Prepare one article of a task whose process died."""
        try:
            return slot.prepare([article])[0]
        except WorkerDiedError as death:
            return self._pipeline.give_up(article, f"the process that enriched it: {death}")


class _Slot:
    """A worker process, started when it is needed and again when it died."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._worker: WorkerProcess | None = None

    def prepare(self, chunk: list[Article]) -> list[Prepared]:
        if self._worker is None or not self._worker.is_alive:
            self._worker = WorkerProcess(_HANDLER, self._setup)
        prepared = self._worker.call(chunk)
        assert isinstance(prepared, list)
        return prepared

    def close(self) -> None:
        if self._worker is not None:
            self._worker.close()
