"""Call other distributions' enrichers, in the process that is theirs."""

import pickle
from collections.abc import Iterable, Mapping
from typing import Any, Final

from kliping.index import Article, Enrichment
from kliping.plugins.contracts import CorpusEnricher, Enricher
from kliping.plugins.faults import describe
from kliping.plugins.loader import Plugins
from kliping.plugins.validation import BadValueError, check_enrichment, normalised

from .messages import Call, Outcome, Question, Setup, Step
from .serving import Ask

# What an enricher gives of one article is held in memory several times on its way.
MOST_BYTES: Final = 64 * 1024 * 1024


# Methods of the state that give something which has methods of its own.
_MAKERS: Final = ("map", "multimap", "counter")


class _RemoteState:
    """The state, or a part of it, as the enricher sees it: the other side answers each call."""

    def __init__(self, ask: Ask, steps: tuple[Step, ...] = ()) -> None:
        self._ask = ask
        self._steps = steps

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)

        def call(*arguments: Any, **keywords: Any) -> Any:
            step = Step(method=name, arguments=tuple(map(_sent, arguments)), keywords=keywords)
            steps = (*self._steps, step)
            if name in _MAKERS and not self._steps:
                return _RemoteState(self._ask, steps)
            return _answer(self._ask, Question(steps=steps))

        return call

    def __len__(self) -> int:
        step = Step(method="__len__", arguments=(), keywords={})
        return int(_answer(self._ask, Question(steps=(*self._steps, step))))


def _sent(argument: object) -> object:
    """Return an argument as it can be sent: what is iterated over, as a list."""
    if isinstance(argument, Iterable) and not isinstance(argument, str | bytes | tuple | list):
        return list(argument)
    return argument


def _answer(ask: Ask, question: Question) -> Any:
    reply = ask(question)
    assert isinstance(reply, Outcome)
    if reply.failure is not None:
        raise RuntimeError(reply.failure)
    return reply.value


class Host:
    """Holds the enrichers and calls them."""

    def __init__(self, setup: Setup) -> None:
        plugins = Plugins(
            disabled=setup.disabled,
            options=setup.options,
            reserved=setup.reserved,
            isolate=False,
        )
        self._plugins = plugins
        self._enrichers = {e.name: e for e in plugins.enrichers() if not plugins.is_own(e.name)}

    def __call__(self, call: object, ask: Ask) -> Outcome:
        """Call an enricher; whatever it raises is its failure."""
        assert isinstance(call, Call)
        try:
            value = self._call(call, ask)
            if len(pickle.dumps(value, pickle.HIGHEST_PROTOCOL)) > MOST_BYTES:
                return Outcome(failure=f"gave more than {MOST_BYTES:,} bytes")
        except BaseException as error:  # SystemExit, GeneratorExit and the like, too
            return Outcome(failure=describe(error))
        return Outcome(value=value)

    def _call(self, call: Call, ask: Ask) -> object:
        enricher = self._enrichers.get(call.enricher)
        if enricher is None:
            reasons = "; ".join(map(str, self._plugins.failures)) or "its plugin does not give it"
            raise LookupError(f"not found in the process of the enrichers: {reasons}")
        if isinstance(enricher, Enricher):
            return _enrich(enricher, *call.arguments)
        return _CORPUS_METHODS[call.method](enricher, ask, *call.arguments)


def _enrich(enricher: Enricher, article: Article, earlier: Mapping[str, Enrichment]) -> Enrichment:
    return check_enrichment(
        normalised(enricher.enrich(article, earlier)),
        text=article.text,
        fields=enricher.fields,
    )


def _prepare(
    enricher: CorpusEnricher, ask: Ask, article: Article, earlier: Mapping[str, Enrichment]
) -> bytes:
    return pickle.dumps(enricher.prepare(article, earlier), pickle.HIGHEST_PROTOCOL)


def _observe(enricher: CorpusEnricher, ask: Ask, id: str, prepared: bytes) -> None:
    enricher.observe(_RemoteState(ask), id, pickle.loads(prepared))


def _forget(enricher: CorpusEnricher, ask: Ask, id: str) -> None:
    enricher.forget(_RemoteState(ask), id)


def _resolve(enricher: CorpusEnricher, ask: Ask, changed: Iterable[str]) -> dict[object, object]:
    def lookup(id: str, name: str) -> Enrichment | None:
        found = _answer(ask, Question(lookup=(id, name)))
        assert found is None or isinstance(found, Enrichment)
        return found

    settled: object = enricher.resolve(_RemoteState(ask), changed, lookup)
    if not isinstance(settled, Mapping):
        raise BadValueError("the result of resolve()", settled, "expected a mapping by id")
    return {normalised(id): normalised(found) for id, found in settled.items()}


_CORPUS_METHODS: Final[Mapping[str, Any]] = {
    "prepare": _prepare,
    "observe": _observe,
    "forget": _forget,
    "resolve": _resolve,
}
