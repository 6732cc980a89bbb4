"""A plugin with enrichers that raise, return nonsense, and never end."""

import time
from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from kliping.index import Article, Enrichment, FieldSpec
from kliping.plugins import CorpusEnricher, CorpusState, Enricher, Lookup, hookimpl


class Raises(Enricher):
    name: ClassVar[str] = "raises"
    version: ClassVar[str] = "1"

    def enrich(self, article: Article, earlier: Mapping[str, Enrichment]) -> Enrichment:
        raise ValueError(f"no thanks, {article.id}")


class Undeclared(Enricher):
    name: ClassVar[str] = "undeclared"
    version: ClassVar[str] = "1"

    def enrich(self, article: Article, earlier: Mapping[str, Enrichment]) -> Enrichment:
        return Enrichment(values={"secret": ("x",)})


class Hangs(Enricher):
    name: ClassVar[str] = "hangs"
    version: ClassVar[str] = "1"

    def enrich(self, article: Article, earlier: Mapping[str, Enrichment]) -> Enrichment:
        if "tidur" in article.text:
            time.sleep(3600)
        return Enrichment()


class Needy(Enricher):
    name: ClassVar[str] = "needy"
    version: ClassVar[str] = "1"
    requires: ClassVar[tuple[str, ...]] = ("nobody",)

    def enrich(self, article: Article, earlier: Mapping[str, Enrichment]) -> Enrichment:
        return Enrichment()


class RaisesCorpus(CorpusEnricher):
    name: ClassVar[str] = "raises_corpus"
    version: ClassVar[str] = "1"
    fields: ClassVar[tuple[FieldSpec, ...]] = ()
    schema: ClassVar[tuple[str, ...]] = (
        "CREATE TABLE IF NOT EXISTS raises_corpus_seen (id TEXT PRIMARY KEY)",
    )

    def prepare(self, article: Article, earlier: Mapping[str, Enrichment]) -> object:
        return None

    def observe(self, state: CorpusState, id: str, prepared: object) -> None:
        state.execute("INSERT INTO raises_corpus_seen VALUES (?)", (id,))

    def forget(self, state: CorpusState, id: str) -> None:
        state.execute("DELETE FROM raises_corpus_seen WHERE id = ?", (id,))

    def resolve(
        self, state: CorpusState, changed: Iterable[str], lookup: Lookup
    ) -> Mapping[str, Enrichment]:
        raise ValueError("nothing settles")


@hookimpl
def kliping_register_enrichers() -> Sequence[Enricher | CorpusEnricher]:
    return [Raises(), Undeclared(), Hangs(), Needy(), RaisesCorpus()]
