"""What the two sides of a process of enrichers say to each other; all of it is pickled."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kliping.plugins.contracts import Option


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What the process needs to find the enrichers: as `Plugins` takes it."""

    disabled: frozenset[str]
    options: Mapping[str, Mapping[str, Option]]
    reserved: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of an enricher's method.

    Attributes:
        method: of `Enricher` or `CorpusEnricher`.
        arguments: without the state and the lookup, which the other side holds.
    """

    enricher: str
    method: str
    arguments: tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a call gave: a value, or why it failed."""

    value: object = None
    failure: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One call of a chain: `.method(*arguments, **keywords)`."""

    method: str
    arguments: tuple[Any, ...]
    keywords: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a corpus enricher asks the other side: calls in a chain, from its state or the lookup.

    Attributes:
        steps: `state.map(…).get(…)` has two; none of a lookup, which `lookup` holds.
        lookup: id and enricher of a lookup.
    """

    steps: tuple[Step, ...] = ()
    lookup: tuple[object, object] | None = None
