"""What the compiler asks of the analyzer and the index: types alone, imported to check types."""

from collections.abc import Iterator
from typing import Protocol


class Term(Protocol):
    """What the analyzer makes of a word: see kliping.index.analyzer.Term."""

    @property
    def exact(self) -> str: ...

    @property
    def stem(self) -> str: ...

    @property
    def rule(self) -> str: ...

    @property
    def alternatives(self) -> tuple[str, ...]: ...


class Value(Protocol):
    """A number that a text names: see kliping.index.analyzer.Value."""

    @property
    def kind(self) -> str: ...

    @property
    def value(self) -> float: ...

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


class Analyzer(Protocol):
    """What the compiler asks of kliping.index.analyzer.Analyzer."""

    def iter_surfaces(self, text: str) -> Iterator[tuple[str, int, int]]: ...

    def query_terms(self, word: str) -> tuple[Term, ...]: ...

    def is_stop_word(self, word: str) -> bool: ...

    def values(self, text: str) -> tuple[Value, ...]: ...


class AbbreviationExpansion(Protocol):
    """The words `first:last` are a full name: see kliping.index.analyzer.abbreviations."""

    @property
    def first(self) -> int: ...

    @property
    def last(self) -> int: ...

    @property
    def term(self) -> Term: ...

    @property
    def weight(self) -> float: ...


class Terms(Protocol):
    """The terms of an index: see kliping.index.engine.EngineReader."""

    def count_terms(self, field: str, prefix: str) -> int: ...

    def iter_terms(self, field: str, prefix: str = "") -> Iterator[str]: ...
