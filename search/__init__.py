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
        Addressee,
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

    from .archive.aliases import Alias, AliasSuggestion
    from .archive.facade import Archive, open
    from .archive.plugin_overview import PluginStatus
    from .archive.stats import Stats
    from .index.store import SavedSearch
    from .ingest.reading import read, sample_articles
    from .ingest.report import AddReport
    from .query.escaping import escape
    from .retrieval.copy_groups import CopyGroup, CopyMember, SharedPassages
    from .retrieval.entities import EntityCount
    from .retrieval.explanations import Contribution, Explanation
    from .retrieval.options import SearchOptions
    from .retrieval.quoting import QuotationHit, QuotationResults
    from .retrieval.rows import Facet, FacetValue, Hit, SearchResults
    from .retrieval.said import SaidResults, Saying
    from .retrieval.significance import Distinction
    from .retrieval.similar import SimilarArticle, WeightedTerm
    from .retrieval.utterances import Utterance, Variant
    from .stories.claim_rows import Claim, Counted
    from .stories.copy_trace import Step, Trace
    from .stories.stories import FirstReport, Story, StoryDay, StoryMember, StoryTimeline, Voice
    from .stories.wordings import Wording
    from .suggest.completion import Completion, WordForm

__all__ = [
    "AddReport",
    "Addressee",
    "Alias",
    "AliasSuggestion",
    "Archive",
    "ArchiveDamagedError",
    "ArchiveError",
    "ArchiveFormatError",
    "ArchiveLockedError",
    "ArchiveNotFoundError",
    "ArgumentError",
    "Article",
    "ArticleNotFoundError",
    "Claim",
    "Completion",
    "Contribution",
    "CopyGroup",
    "CopyMember",
    "Counted",
    "Cue",
    "Distinction",
    "Enrichment",
    "EntityCount",
    "Explanation",
    "Facet",
    "FacetValue",
    "FieldSpec",
    "FirstReport",
    "Hit",
    "InstallationError",
    "KlipingError",
    "Mention",
    "Notice",
    "PluginError",
    "PluginStatus",
    "QueryError",
    "QueryLimitError",
    "Quotation",
    "QuotationHit",
    "QuotationResults",
    "ReadError",
    "Record",
    "Refusal",
    "Region",
    "SaidResults",
    "SavedSearch",
    "Saying",
    "SearchOptions",
    "SearchResults",
    "SettingsError",
    "SharedPassages",
    "SimilarArticle",
    "Span",
    "Speaker",
    "Stats",
    "Step",
    "Story",
    "StoryDay",
    "StoryMember",
    "StoryTimeline",
    "Trace",
    "Utterance",
    "Variant",
    "Via",
    "Voice",
    "WeightedTerm",
    "WordForm",
    "Wording",
    "escape",
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
    "SearchOptions": "kliping.retrieval.options",
    "escape": "kliping.query.escaping",
    "AddReport": "kliping.ingest.report",
    "CopyGroup": "kliping.retrieval.copy_groups",
    "CopyMember": "kliping.retrieval.copy_groups",
    "Facet": "kliping.retrieval.rows",
    "FacetValue": "kliping.retrieval.rows",
    "Hit": "kliping.retrieval.rows",
    "SearchResults": "kliping.retrieval.rows",
    "PluginStatus": "kliping.archive.plugin_overview",
    "SharedPassages": "kliping.retrieval.copy_groups",
    "Stats": "kliping.archive.stats",
    "Completion": "kliping.suggest.completion",
    "Contribution": "kliping.retrieval.explanations",
    "Distinction": "kliping.retrieval.significance",
    "EntityCount": "kliping.retrieval.entities",
    "Explanation": "kliping.retrieval.explanations",
    "QuotationHit": "kliping.retrieval.quoting",
    "QuotationResults": "kliping.retrieval.quoting",
    "SaidResults": "kliping.retrieval.said",
    "Saying": "kliping.retrieval.said",
    "SavedSearch": "kliping.index.store",
    "SimilarArticle": "kliping.retrieval.similar",
    "Utterance": "kliping.retrieval.utterances",
    "Variant": "kliping.retrieval.utterances",
    "WeightedTerm": "kliping.retrieval.similar",
    "WordForm": "kliping.suggest.completion",
    "Alias": "kliping.archive.aliases",
    "AliasSuggestion": "kliping.archive.aliases",
    "Claim": "kliping.stories.claim_rows",
    "Counted": "kliping.stories.claim_rows",
    "Wording": "kliping.stories.wordings",
    "FirstReport": "kliping.stories.stories",
    "Step": "kliping.stories.copy_trace",
    "Trace": "kliping.stories.copy_trace",
    "Story": "kliping.stories.stories",
    "StoryDay": "kliping.stories.stories",
    "StoryMember": "kliping.stories.stories",
    "StoryTimeline": "kliping.stories.stories",
    "Voice": "kliping.stories.stories",
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'kliping' has no attribute {name!r}")
    value: object = getattr(importlib.import_module(_HOMES.get(name, "kliping.index")), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
