"""Compare two snapshots: what is new, gone, and different, by enricher and field."""

import gzip
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Literal

Change = Literal["new", "gone", "different"]

# The attributes by which a thing that was found is known again; the others are compared.
_KEYS = {
    "mentions": ("start", "end"),
    "quotations": ("start", "end"),
    "records": ("kind", "start", "end"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that two snapshots do not have alike.

    Attributes:
        article: its id, or the query.
        where: the enricher; "article" for what an article itself says; "answers" for a query's.
        what: the kind of thing: "mentions", "records", "values.person", "regions", "hits", …
        key: the thing, known again by it: its span, value or rank.
        fields: which attributes differ, where the thing is in both.
        before, after: the thing, None where it is not there.
    """

    article: str
    where: str
    what: str
    key: tuple[Any, ...]
    change: Change
    fields: tuple[str, ...] = ()
    before: Any = None
    after: Any = None


Item = tuple[str, str, tuple[Any, ...]]


def read_snapshot(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def compare(
    before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]]
) -> list[Difference]:
    """Return what differs, in the order of the articles and queries of both."""
    left = {_name(row): row for row in before}
    right = {_name(row): row for row in after}
    differences: list[Difference] = []
    for name in (*left, *(name for name in right if name not in left)):
        one, other = items_of(left.get(name)), items_of(right.get(name))
        if one == other:
            continue
        for item in (*one, *(item for item in other if item not in one)):
            where, what, key = item
            old, new = one.get(item), other.get(item)
            if old == new and item in one and item in other:
                continue
            change: Change = "different"
            fields: tuple[str, ...] = ()
            if item not in one:
                change = "new"
            elif item not in other:
                change = "gone"
            elif isinstance(old, dict) and isinstance(new, dict):
                fields = tuple(k for k in {**old, **new} if old.get(k) != new.get(k))
            differences.append(
                Difference(
                    article=name, where=where, what=what, key=key, change=change,
                    fields=fields, before=old, after=new,
                )
            )  # fmt: skip
    return differences


def items_of(row: Mapping[str, Any] | None) -> dict[Item, Any]:
    """Return (where, what, key) → what is compared, of an article or a query."""
    if row is None:
        return {}
    if "query" in row:
        return dict(_items_of_answer(row["results"]))
    items: dict[Item, Any] = {}
    for name, value in row["fields"].items():
        items["article", name, ()] = value
    for enricher, result in row["results"].items():
        items.update(_items_of_result(enricher, result))
    return items


def _items_of_result(enricher: str, result: Mapping[str, Any]) -> Iterator[tuple[Item, Any]]:
    yield (enricher, "a result", ()), True
    for field, values in result["values"].items():
        # The place of a value counts: documents and facets keep the order.
        for place, value in enumerate(values):
            yield (enricher, f"values.{field}", (value,)), place
    for what, key in _KEYS.items():
        again: dict[tuple[Any, ...], count[int]] = {}
        for found in result[what]:
            name = tuple(found[part] for part in key)
            number = next(again.setdefault(name, count()))
            yield (enricher, what, (*name, number) if number else name), found


def _items_of_answer(results: Mapping[str, Any]) -> Iterator[tuple[Item, Any]]:
    for name, value in results.items():
        if name == "hits" and isinstance(value, list):
            for rank, hit in enumerate(value, 1):
                yield ("answers", "hits", (rank,)), hit
        else:
            yield ("answers", name, ()), value


def _name(row: Mapping[str, Any]) -> str:
    return str(row["article"]) if "article" in row else str(row["query"])


def summarise(differences: Iterable[Difference]) -> list[str]:
    """Return Markdown: a row for each kind of thing, with how many are new, gone, different."""
    counted: Counter[tuple[str, str, Change]] = Counter()
    fields: dict[tuple[str, str], Counter[str]] = {}
    for one in differences:
        counted[one.where, one.what, one.change] += 1
        fields.setdefault((one.where, one.what), Counter()).update(one.fields)
    lines = ["| where | what | new | gone | different | of these, by field |", "|" + "---|" * 6]
    for (where, what), by_field in sorted(fields.items()):
        numbers = (counted[where, what, change] for change in ("new", "gone", "different"))
        listed = ", ".join(f"{name} {number:,}" for name, number in by_field.most_common())
        lines.append(f"| {where} | {what} | {' | '.join(f'{n:,}' for n in numbers)} | {listed} |")
    return lines
