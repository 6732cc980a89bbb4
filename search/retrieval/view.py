"""One commit of an index, with all that a search needs beside it.

Everything of one search is asked of the same reader: a commit in the middle of it changes neither
what matches nor which fields there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING

from kliping.index import FieldSpec
from kliping.index.analyzer import Analyzer
from kliping.index.engine import EngineReader
from kliping.index.store import Store

if TYPE_CHECKING:
    from .expansion import Expand


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveView:
    """What one search looks at.

    Attributes:
        zone: of dates that name none, unless the options give another.
        expand: lets plugins change the tree of a query; None where there are none.
        names: (field, value) → the stored values that it stands for, as far as they were asked
            for: a search compiles its query several times, with other words.
    """

    store: Store
    reader: EngineReader
    analyzer: Analyzer
    zone: tzinfo
    expand: "Expand | None" = None
    names: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    @property
    def fields(self) -> Sequence[FieldSpec]:
        """The fields that queries can name."""
        return self.reader.fields


def clock(now: int) -> datetime:
    """Return a moment given in seconds since 1970-01-01T00:00Z."""
    return datetime.fromtimestamp(now, UTC)
