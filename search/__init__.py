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

    from .archive import Archive, open
    from .compare import Distinction
    from .completion import Completion, WordForm
    from .findings import Contribution, Explanation, SimilarArticle
    from .quoting import QuotationHit, QuotationResults
    from .reading import read, sample_articles
    from .results import Facet, FacetValue, Hit, SearchResults
    from .saved import SavedSearch
    from .searching import SearchOptions
    from .similar import WeightedTerm
    from .summaries import AddReport, CopyGroup, CopyMember, Stats
    from .utterances import Utterance, Variant

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
    "Archive": "kliping.archive",
    "open": "kliping.archive",
    "read": "kliping.reading",
    "sample_articles": "kliping.reading",
    "SearchOptions": "kliping.searching",
    "AddReport": "kliping.summaries",
    "CopyGroup": "kliping.summaries",
    "CopyMember": "kliping.summaries",
    "Facet": "kliping.results",
    "FacetValue": "kliping.results",
    "Hit": "kliping.results",
    "SearchResults": "kliping.results",
    "Stats": "kliping.summaries",
    "Completion": "kliping.completion",
    "Contribution": "kliping.findings",
    "Distinction": "kliping.compare",
    "Explanation": "kliping.findings",
    "QuotationHit": "kliping.quoting",
    "QuotationResults": "kliping.quoting",
    "SavedSearch": "kliping.saved",
    "SimilarArticle": "kliping.findings",
    "Utterance": "kliping.utterances",
    "Variant": "kliping.utterances",
    "WeightedTerm": "kliping.similar",
    "WordForm": "kliping.completion",
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'kliping' has no attribute {name!r}")
    value: object = getattr(importlib.import_module(_HOMES.get(name, "kliping.index")), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
