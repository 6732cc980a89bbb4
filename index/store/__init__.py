"""The system of record of an archive: a contract, and the SQLite store that keeps it."""

from .contract import ArticleState, EnricherState, Store, StoredResult, WriteTransaction

__all__ = ["ArticleState", "EnricherState", "Store", "StoredResult", "WriteTransaction"]
