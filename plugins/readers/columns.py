"""Which column or key of a record holds which field of an article."""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from kliping.index import ArgumentError


@cache
def known_names() -> Mapping[str, tuple[str, ...]]:
    """Return field → names of its columns, normalised, in order of preference."""
    names = {}
    for line in files(__package__).joinpath("columns.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            field, listed = line.split("\t")
            names[field] = tuple(normalise(name) for name in listed.split())
    return MappingProxyType(names)


def normalise(name: str) -> str:
    """Return a column name without case, blanks, hyphens, underscores and byte order mark."""
    return "".join(c for c in name.casefold() if c not in " \t-_\ufeff\xa0")


class Columns:
    """Finds the fields of an article among the keys of a record; `mapped` wins over the names.

    Raises:
        ArgumentError: `mapped` names a field that articles do not have.
    """

    def __init__(self, mapped: Mapping[str, str]) -> None:
        known = known_names()
        for field in mapped:
            if field not in known:
                raise ArgumentError(
                    f"no field {field!r} to map {mapped[field]!r} to; "
                    f"articles have: {', '.join(known)}"
                )
        self._mapped = dict(mapped)
        self._plans: dict[tuple[str, ...], dict[str, tuple[str, ...]]] = {}

    def find(self, keys: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        """Return field → the keys that may hold it, the preferred first; absent if none does."""
        keys = tuple(keys)
        plan = self._plans.get(keys)
        if plan is None:
            plan = self._plan(keys)
            if len(self._plans) < 1000:  # a file whose every record has other keys
                self._plans[keys] = plan
        return plan

    def _plan(self, keys: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        by_name: dict[str, list[str]] = {}
        for key in keys:
            by_name.setdefault(normalise(key), []).append(key)
        taken = set(self._mapped.values())
        plan = {}
        for field, names in known_names().items():
            if field in self._mapped:
                wanted = self._mapped[field]
                found = [wanted] if wanted in keys else by_name.get(normalise(wanted), [])
            else:
                found = [key for name in names for key in by_name.get(name, ()) if key not in taken]
            if found:
                plan[field] = tuple(found)
        return plan
