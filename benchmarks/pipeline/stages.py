"""Time the stages of indexing inside one process, each without those that it calls."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

from kliping.ingest import pipeline
from kliping.ingest.indexing import Indexer
from kliping.ingest.pipeline import Pipeline
from kliping.ingest.writer import ArchiveWriter


class Stages:
    """Counts CPU seconds by stage while it is entered.

    It stands in for the functions at the borders of the stages; a stage that calls another one is
    not charged for it.
    """

    def __init__(self) -> None:
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._inner = [0.0]
        self._replaced: list[tuple[Any, str, Any]] = []

    def __enter__(self) -> Self:
        self._time(pipeline, "clean", lambda *_, **__: "clean")
        self._time(pipeline, "check_enrichment", lambda *_, **__: "check of results")
        self._time(Pipeline, "_enriched", lambda _, enricher, *__: f"enrich: {enricher.name}")
        self._time(Pipeline, "_prepared", lambda _, enricher, *__: f"prepare: {enricher.name}")
        self._time(Pipeline, "enrich", lambda *_, **__: "between enrichers")
        self._time(ArchiveWriter, "_observe", lambda _, enricher, *__: f"settle: {enricher.name}")
        self._time(ArchiveWriter, "_resolved", lambda *given: f"settle: {given[3].name}")
        self._time(ArchiveWriter, "_commit", lambda *_: "store")
        self._time(Indexer, "catch_up", lambda *_: "index")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for owner, name, function in self._replaced:
            setattr(owner, name, function)

    def clear(self) -> None:
        self._seconds.clear()

    def rows(self) -> list[tuple[str, float]]:
        """Return (stage, CPU seconds), the most first."""
        return sorted(self._seconds.items(), key=lambda row: -row[1])

    @contextmanager
    def timing(self, stage: str) -> Iterator[None]:
        """Charge a block to a stage, without what other stages in it take."""
        self._inner.append(0.0)
        began = time.process_time()
        try:
            yield
        finally:
            spent = time.process_time() - began
            self._seconds[stage] += spent - self._inner.pop()
            self._inner[-1] += spent

    def _time(self, owner: Any, name: str, stage_of: Callable[..., str]) -> None:
        function = getattr(owner, name)

        def timed(*arguments: Any, **named: Any) -> Any:
            with self.timing(stage_of(*arguments, **named)):
                return function(*arguments, **named)

        kept = vars(owner)[name]
        self._replaced.append((owner, name, kept))
        setattr(owner, name, staticmethod(timed) if isinstance(kept, staticmethod) else timed)
