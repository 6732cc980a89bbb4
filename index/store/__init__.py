"""articles.db: the system of record.

A *revision* is the number of a committed write, counted from 1. Every article carries the
revision of its last change, and a deleted id leaves a *tombstone* with its revision, so that an
index that holds revision n can be brought to the newest by what changed since n.
"""

from .store import ArticleState, EnricherState, Store

__all__ = ["ArticleState", "EnricherState", "Store"]
