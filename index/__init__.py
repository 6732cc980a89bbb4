"""The nouns, the store, the analyzer and the engine. Imports nothing else of kliping.

`tree` holds the nodes of query trees, for plugins that change queries.
"""

import importlib
from typing import TYPE_CHECKING

from .article import (
    ID_ORIGINS,
    REGION_KINDS,
    Article,
    IdOrigin,
    Notice,
    Reading,
    Refusal,
    Region,
    RegionKind,
    Span,
)
from .errors import (
    ArchiveDamagedError,
    ArchiveError,
    ArchiveFormatError,
    ArchiveLockedError,
    ArchiveNotFoundError,
    ArgumentError,
    ArticleNotFoundError,
    InstallationError,
    KlipingError,
    PluginError,
    QueryError,
    QueryLimitError,
    ReadError,
    SettingsError,
)
from .fields import Document, FieldSpec, FieldType, TextPart
from .records import (
    Act,
    Addressee,
    Cue,
    Enrichment,
    FieldValue,
    Mention,
    Quotation,
    QuotationType,
    Record,
    Speaker,
    SpeakerKind,
    Via,
)

if TYPE_CHECKING:
    from . import query_tree as tree

__all__ = [
    "ID_ORIGINS",
    "REGION_KINDS",
    "Act",
    "Addressee",
    "ArchiveDamagedError",
    "ArchiveError",
    "ArchiveFormatError",
    "ArchiveLockedError",
    "ArchiveNotFoundError",
    "ArgumentError",
    "Article",
    "ArticleNotFoundError",
    "Cue",
    "Document",
    "Enrichment",
    "FieldSpec",
    "FieldType",
    "FieldValue",
    "IdOrigin",
    "InstallationError",
    "KlipingError",
    "Mention",
    "Notice",
    "PluginError",
    "QueryError",
    "QueryLimitError",
    "Quotation",
    "QuotationType",
    "ReadError",
    "Reading",
    "Record",
    "Refusal",
    "Region",
    "RegionKind",
    "SettingsError",
    "Span",
    "Speaker",
    "SpeakerKind",
    "TextPart",
    "Via",
    "tree",
]


def __getattr__(name: str) -> object:
    # The nodes are Whoosh's, and take 30 ms to import.
    if name != "tree":
        raise AttributeError(f"module 'kliping.index' has no attribute {name!r}")
    return importlib.import_module(f"{__name__}.query_tree")
