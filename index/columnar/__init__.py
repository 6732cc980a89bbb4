"""The columnar engine: an index of memory-mapped NumPy arrays, queried with Whoosh's trees.

From the bottom up: `files` (checksummed array files), `terms`, `postings`, `columns` and
`segment` (what the files hold), `surfaces`, `inversion`, `batch` and `merging` (how they are
made), `writer`, `commit` and `engine` (which of them count), `view` (a commit as one), `arrays`,
`executor`, `expansion`, `phrases`, `ranges` (queries), `ordinals`, `facets`, `paging`, `reader`
(requests), `codec` and `fallback` (the same files for Whoosh's own matchers).
"""

from .engine import DEFAULT_MEMORY, ColumnarEngine, open_engine
from .similarity import Bm25

__all__ = ["DEFAULT_MEMORY", "Bm25", "ColumnarEngine", "open_engine"]
