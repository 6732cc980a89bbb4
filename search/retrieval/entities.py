"""Who and what is named in the articles that match: entities counted by articles."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kliping.arguments import check_names
from kliping.index import ArgumentError, FieldSpec

from .rows import Facet

# Counted where no type is asked for.
DEFAULT_TYPES = ("person", "organisation", "place")


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityCount:
    """An entity, and how many articles name it.

    Attributes:
        type: "person", "organisation", "place" or another keyword field of an enricher.
    """

    name: str
    type: str
    articles: int

    def to_dict(self) -> dict[str, Any]:
        return {"name": self.name, "type": self.type, "articles": self.articles}


def count_entities(
    query: str,
    types: Sequence[str],
    limit: int | None,
    *,
    fields: Sequence[FieldSpec],
    facets: Callable[[str, Sequence[str]], Mapping[str, Facet]],
) -> list[EntityCount]:
    """Return the entities of the articles that match, most articles first, ties by name.

    Args:
        types: empty for DEFAULT_TYPES, of which an archive may lack some.
        fields: those that enrichers fill.
        facets: counts fields over the articles that match a query.

    Raises:
        ArgumentError: no enricher gives one of the types, or the limit is negative.
    """
    if limit is not None and limit < 0:
        raise ArgumentError(f"limit = {limit}: expected 0 or more, or None")
    known = check_types(types, fields)
    wanted = types or [name for name in DEFAULT_TYPES if name in known]
    specs = [name if limit is None else f"{name}:{limit}" for name in wanted]
    found = [
        EntityCount(name=value.value, type=name, articles=value.count)
        for name, facet in (facets(query, specs) if specs else {}).items()
        for value in facet.values
    ]
    return sorted(found, key=lambda e: (-e.articles, e.name))[:limit]


def check_types(types: Sequence[str], fields: Iterable[FieldSpec]) -> list[str]:
    """Return the types that entities can have: the keyword facets that enrichers fill.

    Raises:
        ArgumentError: one of `types` is none of them; it names it.
    """
    known = [field.name for field in fields if field.type == "keyword" and field.facet]
    for name in check_names(types, "types"):
        if name not in known:
            raise ArgumentError(f"no type {name!r}; there are: {', '.join(known)}")
    return known
