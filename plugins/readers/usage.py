"""Which columns of a source became what, and which were left out: told once a source."""

from collections.abc import Mapping

from .columns import Columns
from .fields import Plan, Record
from .values import is_missing, show

SHOWN_KEYS = 20
# Names of columns that are remembered: records whose keys are data would fill the memory.
_MOST_KEYS = 10_000


class Usage:
    """Which columns of a source became what, and which were left out."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._plans: list[Plan] = []
        self._used: dict[str, str] = {}
        self._keys: dict[str, None] = {}
        self._empty: set[str] = set()
        self._absent = dict(columns.mapped)

    def see(self, record: Record, plan: Plan, used: Mapping[str, str]) -> None:
        """Take the keys of a record in, which of them have a value, and which became a field.

        Args:
            used: field → the key whose value it got.
        """
        if not any(plan is known for known in self._plans[-8:]):
            self._plans.append(plan)
            for field in [f for f in self._absent if self._columns.mapped_keys(f, tuple(record))]:
                del self._absent[field]
            for key in record:
                if key not in self._keys and len(self._keys) < _MOST_KEYS:
                    self._keys[key] = None
                    self._empty.add(key)
        if self._empty:
            self._empty -= {k for k in self._empty if k in record and not is_missing(record[k])}
        for field, key in used.items():
            self._used.setdefault(key if key in record else key.partition(".")[0], field)

    def describe(self) -> str | None:
        """Return which columns became what, where there is anything to be told, else None."""
        left_out = [k for k in self._keys if k not in self._used and k not in self._empty]
        absent = ", ".join(f"{field}={wanted}" for field, wanted in self._absent.items())
        if not left_out and not absent:
            return None
        became = ", ".join(f"{field} from {show(key)}" for key, field in self._used.items())
        parts = [f"read {became}"]
        if left_out:
            names = ", ".join(show(key) for key in left_out[:SHOWN_KEYS])
            more = len(left_out) - SHOWN_KEYS
            names += f" and {more} more" if more > 0 else ""
            parts.append(f"left out {names}; to read one, give --map FIELD=COLUMN")
        if absent:
            parts.append(f"no record has the column of --map {absent}")
        return "; ".join(parts)
