"""How an export of quotations or mentions differs from an earlier one.

Rows are the same where they are about the same stretch of the same article (and, for mentions, of
the same type); a row of which something else differs has *changed*.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from kliping.index import ArgumentError

Row = Mapping[str, Any]

QUOTATION_KEY = ("article", "start", "end")
QUOTATION_PARTS = (
    "type",
    "act",
    "cue",
    "speaker.name",
    "speaker.kind",
    "via",
    "quoted",
    "addressee.name",
)
MENTION_KEY = ("article", "start", "end", "type")
MENTION_PARTS = ("name",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One row that is not as it was.

    Attributes:
        change: "added" (only now), "removed" (only before) or "changed".
        row: as it is now; as it was where it was removed.
        parts: part → (before, now), of a changed row.
    """

    change: Literal["added", "removed", "changed"]
    row: Row
    parts: Mapping[str, tuple[Any, Any]]

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON row."""
        parts = {name: {"before": was, "now": now} for name, (was, now) in self.parts.items()}
        return {"change": self.change, "parts": parts, **self.row}


def iter_differences(
    before: Iterable[Row], now: Iterable[Row], *, key: Sequence[str], parts: Sequence[str]
) -> Iterator[Difference]:
    """Yield what differs: added and changed rows in the order of `now`, then removed ones."""
    left = {tuple(row.get(part) for part in key): row for row in before}
    for row in now:
        was = left.pop(tuple(row.get(part) for part in key), None)
        if was is None:
            yield Difference(change="added", row=row, parts={})
            continue
        changed = {
            part: (_pick(was, part), _pick(row, part))
            for part in parts
            if _pick(was, part) != _pick(row, part)
        }
        if changed:
            yield Difference(change="changed", row=row, parts=changed)
    for row in left.values():
        yield Difference(change="removed", row=row, parts={})


def read_export(text: str, *, name: str, key: Sequence[str]) -> list[Row]:
    """Return the rows of an export in JSON lines.

    Args:
        name: of the file, for errors.
        key: what every row must have; a line of facets, which has not, is left out.

    Raises:
        ArgumentError: a line is not a JSON object; it names file and line.
    """
    rows: list[Row] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise ArgumentError(
                f"{name}:{number}: {error.msg}; expected the output of --format jsonl"
            ) from error
        if isinstance(row, dict) and all(part in row for part in key):
            rows.append(row)
    if not rows and text.strip():
        raise ArgumentError(f"{name}: no row has {', '.join(key)}; expected the output of jsonl")
    return rows


def _pick(row: Row, part: str) -> Any:
    value: Any = row
    for name in part.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    if isinstance(value, list):
        return [v["name"] if isinstance(v, Mapping) and "name" in v else v for v in value]
    return value["text"] if isinstance(value, Mapping) and "text" in value else value
