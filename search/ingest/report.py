"""What a write tells of itself: a frozen value with `to_dict()`, as the rows of a search."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kliping.index import Refusal
from kliping.retrieval.rows import FORMAT


@dataclass(frozen=True, slots=True, kw_only=True)
class AddReport:
    """What became of the articles given to `add_all`.

    Attributes:
        refused: sources and records that could not become articles; one for several records that
            are refused for one reason (`Refusal.records`).
        notices: what was odd about records that went in all the same.
        absent: ids of stored articles that the sources of this call hold no more; they are still
            stored.
        failures: enricher → articles of this run for which it failed.
        dry_run: nothing was written: the report says what would have been.
        seconds: how long it took.
    """

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: tuple[Refusal, ...] = ()
    notices: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    failures: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    dry_run: bool = False

    def to_dict(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "added": self.added,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "refused": [
                {"source": r.source, "line": r.line, "reason": r.reason, "records": r.records}
                for r in self.refused
            ],
            "notices": list(self.notices),
            "absent": list(self.absent),
            "failures": dict(self.failures),
            "seconds": round(self.seconds, 3),
            "dry_run": self.dry_run,
        }
