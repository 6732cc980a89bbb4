"""The language of each article, found by langdetect on the beginning of its body text."""

import threading
from collections.abc import Mapping
from typing import Any

from kliping.index import Article, Enrichment, FieldSpec

from .contracts import Enricher
from .hookspecs import hookimpl

# Code points of body text that are looked at: enough to be sure, and the time stays bounded.
_BEGINNING = 1000
_warming = threading.Lock()
_factory: Any = None  # langdetect ships no types


def _detector_factory() -> Any:
    """Return langdetect's factory, seeded and with its profiles loaded, once per process.

    langdetect's own lazy loading races between threads: hence the lock.
    """
    global _factory
    with _warming:
        if _factory is None:
            from langdetect import detector_factory

            detector_factory.init_factory()
            detector_factory._factory.set_seed(0)
            _factory = detector_factory._factory
    return _factory


class LanguageEnricher(Enricher):
    """Set the field `language` to an ISO 639-1 code; articles without letters get none."""

    name = "language"
    version = "1"
    fields = (
        FieldSpec(
            name="language",
            type="keyword",
            facet=True,
            description="The article's language as an ISO 639-1 code: id, en, ms, jv, su …",
        ),
    )

    def enrich(self, article: Article, earlier: Mapping[str, Enrichment]) -> Enrichment:
        beginning = " ".join(article.body_text().split())[:_BEGINNING]
        if not any(letter.isalpha() for letter in beginning):
            return Enrichment()
        detector = _detector_factory().create()
        detector.append(beginning)
        from langdetect import LangDetectException

        try:
            language = detector.detect()
        except LangDetectException:
            return Enrichment()
        return Enrichment(values={"language": (language,)})


@hookimpl
def kliping_register_enrichers() -> tuple[Enricher, ...]:
    return (LanguageEnricher(),)
