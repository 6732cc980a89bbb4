"""An example plugin: how many words an article has, as a field, and a command that tells."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

import click

from kliping.index import Article, Enrichment, FieldSpec
from kliping.plugins import CorpusEnricher, Enricher, hookimpl


class WordCount(Enricher):
    """Counts the words of the body text."""

    name: ClassVar[str] = "wordcount"
    version: ClassVar[str] = "1"
    fields: ClassVar[tuple[FieldSpec, ...]] = (
        FieldSpec(name="words", type="number", facet=True, description="Words of the body text."),
        FieldSpec(name="length", type="keyword", facet=True, description="short or long."),
    )
    # An article with at least so many words is long; kliping.toml may say another number.
    options: ClassVar[Mapping[str, str | int | float | bool]] = {"long_from": 100}

    def enrich(self, article: Article, earlier: Mapping[str, Enrichment]) -> Enrichment:
        words = len(article.body_text().split())
        length = "long" if words >= int(self.settings["long_from"]) else "short"
        return Enrichment(values={"words": (words,), "length": (length,)})


@hookimpl
def kliping_register_enrichers() -> Sequence[Enricher | CorpusEnricher]:
    return [WordCount()]


@hookimpl
def kliping_register_commands(cli: click.Group) -> None:
    @cli.command(name="wordcount")
    @click.argument("text")
    def wordcount(text: str) -> None:
        """Count the words of TEXT."""
        click.echo(str(len(text.split())))
