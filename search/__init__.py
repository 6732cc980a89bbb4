"""kliping: full-text search for Indonesian news that knows who said what.

>>> import kliping
>>> with kliping.open("arsip.kliping", create=True) as archive:  # doctest: +SKIP
...     archive.add_all(kliping.read("folder/"))
...     archive.search("pasukan", facets=["speaker"])
"""

import importlib
from typing import TYPE_CHECKING

if __name__ == "search":  # reached only by a wrong sys.path
    raise ImportError("the folder 'search' is the package 'kliping'; run: pip install -e .")

if TYPE_CHECKING:
    from kliping.index import (
        ArchiveDamagedError,
        ArchiveError,
        ArchiveFormatError,
        ArchiveLockedError,
        ArchiveNotFoundError,
        ArgumentError,
        Article,
        ArticleNotFoundError,
        Cue,
        Enrichment,
        FieldSpec,
        InstallationError,
        KlipingError,
        Mention,
        Notice,
        PluginError,
        QueryError,
        QueryLimitError,
        Quotation,
        ReadError,
        Record,
        Refusal,
        Region,
        SettingsError,
        Span,
        Speaker,
        Via,
    )

    from .archive.facade import Archive, open
    from .archive.saved import SavedSearch
    from .archive.stats import Stats
    from .ingest.reading import read, sample_articles
    from .ingest.report import AddReport
    from .retrieval.copy_groups import CopyGroup, CopyMember
    from .retrieval.explanations import Contribution, Explanation, SimilarArticle
    from .retrieval.quoting import QuotationHit, QuotationResults
    from .retrieval.rows import Facet, FacetValue, Hit, SearchResults
    from .retrieval.searching import SearchOptions
    from .retrieval.significance import Distinction
    from .retrieval.similar import WeightedTerm
    from .retrieval.utterances import Utterance, Variant
    from .suggest.completion import Completion, WordForm

__all__ = [
    "AddReport",
    "Archive",
    "ArchiveDamagedError",
    "ArchiveError",
    "ArchiveFormatError",
    "ArchiveLockedError",
    "ArchiveNotFoundError",
    "ArgumentError",
    "Article",
    "ArticleNotFoundError",
    "Completion",
    "Contribution",
    "CopyGroup",
    "CopyMember",
    "Cue",
    "Distinction",
    "Enrichment",
    "Explanation",
    "Facet",
    "FacetValue",
    "FieldSpec",
    "Hit",
    "InstallationError",
    "KlipingError",
    "Mention",
    "Notice",
    "PluginError",
    "QueryError",
    "QueryLimitError",
    "Quotation",
    "QuotationHit",
    "QuotationResults",
    "ReadError",
    "Record",
    "Refusal",
    "Region",
    "SavedSearch",
    "SearchOptions",
    "SearchResults",
    "SettingsError",
    "SimilarArticle",
    "Span",
    "Speaker",
    "Stats",
    "Utterance",
    "Variant",
    "Via",
    "WeightedTerm",
    "WordForm",
    "open",
    "read",
    "sample_articles",
]

# Where a public name comes from, where that is not kliping.index. A plugin imports this package
# on the way to kliping.index; it shall not pay for the search.
_HOMES = {
    "Archive": "kliping.archive.facade",
    "open": "kliping.archive.facade",
    "read": "kliping.ingest.reading",
    "sample_articles": "kliping.ingest.reading",
    "SearchOptions": "kliping.retrieval.searching",
    "AddReport": "kliping.ingest.report",
    "CopyGroup": "kliping.retrieval.copy_groups",
    "CopyMember": "kliping.retrieval.copy_groups",
    "Facet": "kliping.retrieval.rows",
    "FacetValue": "kliping.retrieval.rows",
    "Hit": "kliping.retrieval.rows",
    "SearchResults": "kliping.retrieval.rows",
    "Stats": "kliping.archive.stats",
    "Completion": "kliping.suggest.completion",
    "Contribution": "kliping.retrieval.explanations",
    "Distinction": "kliping.retrieval.significance",
    "Explanation": "kliping.retrieval.explanations",
    "QuotationHit": "kliping.retrieval.quoting",
    "QuotationResults": "kliping.retrieval.quoting",
    "SavedSearch": "kliping.archive.saved",
    "SimilarArticle": "kliping.retrieval.explanations",
    "Utterance": "kliping.retrieval.utterances",
    "Variant": "kliping.retrieval.utterances",
    "WeightedTerm": "kliping.retrieval.similar",
    "WordForm": "kliping.suggest.completion",
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'kliping' has no attribute {name!r}")
    value: object = getattr(importlib.import_module(_HOMES.get(name, "kliping.index")), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
