"""Stand-ins for other distributions' enrichers: what is asked of them is done in a process.

A stand-in declares what the enricher declares, and is called like it. The process is started with
the first call, ended at a deadline, and started again for the next call; an enricher that ends it
again and again is switched off until the next run.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from kliping.index import ArgumentError, Article, Enrichment, PluginError
from kliping.plugins.contracts import CorpusEnricher, CorpusState, Enricher, Lookup
from kliping.plugins.faults import describe, shown
from kliping.plugins.validation import is_text

from .messages import Call, Outcome, Question, Setup
from .process import WorkerDiedError, WorkerProcess

_HANDLER: Final = "kliping.plugins.isolation.host:Host"
# An enricher is switched off after it ended its process so often in a row, or in one run: an
# enricher that waits for a server which is gone would cost half a minute for every article.
DEATHS_IN_A_ROW: Final = 3
DEATHS_IN_A_RUN: Final = 10
# `resolve` settles a batch of up to 500 articles in one call: its time is so many times that of
# one article.
RESOLVE_SHARE: Final = 10


class EnricherProcess:
    """The process of all enrichers of other distributions, started when it is needed.

    Attributes:
        seconds: that a call for one article may take.
        notices: which enrichers were switched off; whoever reads them clears them.
    """

    def __init__(self, setup: Setup, *, seconds: float) -> None:
        self._setup = setup
        self.seconds = seconds
        self._worker: WorkerProcess | None = None
        self.notices: list[str] = []
        self.begin_run()

    def begin_run(self) -> None:
        """Give enrichers that were switched off another chance."""
        self._in_a_row: dict[str, int] = {}
        self._in_all: dict[str, int] = {}

    def start(self) -> WorkerProcess:
        """Start the process where it does not run.

        Raises:
            WorkerDiedError: it cannot be started.
        """
        if self._worker is None or not self._worker.is_alive:
            self.close()
            self._worker = WorkerProcess(_HANDLER, self._setup)
        return self._worker

    def close(self) -> None:
        """End the process."""
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def call(
        self,
        enricher: Enricher | CorpusEnricher,
        method: str,
        *arguments: object,
        share: int = 1,
        state: CorpusState | None = None,
        lookup: Lookup | None = None,
    ) -> object:
        """Return what an enricher's method gives, called in the process.

        Args:
            share: how many times the usual seconds it may take.
            state, lookup: what the method may ask for.

        Raises:
            PluginError: it raised, gave what cannot be taken, took too long, ended its process, or
                is switched off.
        """
        name = enricher.name
        where = f"enricher {name!r}"
        if self._is_off(name):
            raise PluginError(
                "switched off for the rest of this run, because it ended its process again and "
                "again; run it with: kliping enrich --stale",
                plugin=enricher.plugin,
                hook=where,
            )
        call = Call(enricher=name, method=method, arguments=arguments)
        try:
            outcome = self.start().call(
                call,
                seconds=share * self.seconds,
                answer=lambda question: _answered(question, state, lookup),
            )
        except WorkerDiedError as death:
            self._count_death(enricher, str(death))
            raise PluginError(str(death), plugin=enricher.plugin, hook=where) from death
        self._in_a_row.pop(name, None)
        assert isinstance(outcome, Outcome)
        if outcome.failure is not None:
            raise PluginError(outcome.failure, plugin=enricher.plugin, hook=where)
        return outcome.value

    def _is_off(self, name: str) -> bool:
        return (
            self._in_a_row.get(name, 0) >= DEATHS_IN_A_ROW
            or self._in_all.get(name, 0) >= DEATHS_IN_A_RUN
        )

    def _count_death(self, enricher: Enricher | CorpusEnricher, reason: str) -> None:
        name = enricher.name
        self._in_a_row[name] = self._in_a_row.get(name, 0) + 1
        self._in_all[name] = self._in_all.get(name, 0) + 1
        if self._is_off(name):
            self.notices.append(
                f"plugin {enricher.plugin!r}, enricher {name!r}: switched off for the rest of this "
                f"run after it ended its process {self._in_all[name]} times (the last time: "
                f"{reason}); the articles have all other fields; when the plugin is mended, run: "
                "kliping enrich --stale"
            )


class IsolatedEnricher(Enricher):
    """Stands in for an enricher of single articles."""

    def __init__(self, real: Enricher, process: EnricherProcess) -> None:
        _declare_as(self, real)
        self._process = process
        self._fingerprint = real.fingerprint()

    def fingerprint(self) -> str:
        return self._fingerprint

    def start(self) -> None:
        """Start the process, where it does not run, so that its start counts for no article."""
        self._process.start()

    def enrich(self, article: Article, earlier: Mapping[str, Enrichment]) -> Enrichment:
        found = self._process.call(self, "enrich", article, dict(earlier))
        assert isinstance(found, Enrichment)
        return found


class IsolatedCorpusEnricher(CorpusEnricher):
    """Stands in for a corpus enricher: its code runs in the process, its state stays here."""

    def __init__(self, real: CorpusEnricher, process: EnricherProcess) -> None:
        _declare_as(self, real)
        self._process = process
        self._fingerprint = real.fingerprint()

    def fingerprint(self) -> str:
        return self._fingerprint

    def start(self) -> None:
        """Start the process, where it does not run, so that its start counts for no article."""
        self._process.start()

    def prepare(self, article: Article, earlier: Mapping[str, Enrichment]) -> object:
        """Return what was prepared as the process packed it: nothing here looks inside."""
        return self._process.call(self, "prepare", article, dict(earlier))

    def observe(self, state: CorpusState, id: str, prepared: object) -> None:
        self._process.call(self, "observe", id, prepared, state=state)

    def forget(self, state: CorpusState, id: str) -> None:
        self._process.call(self, "forget", id, state=state)

    def resolve(
        self, state: CorpusState, changed: Iterable[str], lookup: Lookup
    ) -> Mapping[str, Enrichment]:
        settled: Any = self._process.call(
            self, "resolve", sorted(changed), share=RESOLVE_SHARE, state=state, lookup=lookup
        )
        return dict(settled)


def _declare_as(
    stand_in: IsolatedEnricher | IsolatedCorpusEnricher, real: Enricher | CorpusEnricher
) -> None:
    # Class variables for whoever writes an enricher; here each object has its own.
    vars(stand_in).update(
        name=real.name,
        version=real.version,
        fields=tuple(real.fields),
        requires=tuple(real.requires),
        options=real.options,
        settings=real.settings,
        resources=real.resources,
        plugin=real.plugin,
    )


def _answered(question: object, state: CorpusState | None, lookup: Lookup | None) -> Outcome:
    """Return what the state or the lookup answers to a question from the process.

    Raises:
        ArchiveError: the store is damaged, or its disk full: no fault of the enricher's.
    """
    assert isinstance(question, Question)
    try:
        if question.lookup is not None:
            assert lookup is not None
            id, name = question.lookup
            if not is_text(id) or not is_text(name):
                raise ArgumentError(f"lookup{shown(question.lookup)}: expected an id and a name")
            return Outcome(value=lookup(id, name))
        value: Any = state
        for step in question.steps:
            value = getattr(value, step.method)(*step.arguments, **step.keywords)
        return Outcome(value=value)
    except (ArgumentError, TypeError, ValueError, AttributeError) as error:
        return Outcome(failure=describe(error))
