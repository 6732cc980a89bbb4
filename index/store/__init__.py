"""The system of record of an archive: a contract, and the SQLite store that keeps it."""

from .contract import (
    ArticleState,
    EnricherState,
    SavedSearch,
    Store,
    StoredResult,
    WriteTransaction,
)
from .state import CorpusState, StateCounter, StateMap, StateMultimap

__all__ = [
    "ArticleState",
    "CorpusState",
    "EnricherState",
    "SavedSearch",
    "StateCounter",
    "StateMap",
    "StateMultimap",
    "Store",
    "StoredResult",
    "WriteTransaction",
]
