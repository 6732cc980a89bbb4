"""The columnar engine: an index of memory-mapped NumPy arrays, queried with Whoosh's trees.

Rooms, each importing only from those before it:

- `storage`: checksummed array files, and what they hold: dictionaries, postings, columns, segments,
  commits.
- `indexing`: batches of documents, inversion, merging, the writer.
- `view` (the segments of one commit as one index), `bm25` and `document_lists`, at the root.
- `query`: the executor of query trees, expansion of patterns, phrases, ranges.
- `collect`: ordinals, facet counts, the page of hits.
- `whoosh_api`: the same files for Whoosh's own matchers.
- `reader` (requests) and `engine` (commits, the writer, the newest reader), at the root.
"""

from kliping.index.columnar.storage.opening import IndexKind, IndexState, index_state

from .bm25 import Bm25
from .engine import DEFAULT_MEMORY, ColumnarEngine, open_engine

__all__ = [
    "DEFAULT_MEMORY",
    "Bm25",
    "ColumnarEngine",
    "IndexKind",
    "IndexState",
    "index_state",
    "open_engine",
]
