"""What plain words say besides themselves: an amount (`Rp 200 triliun`) or a time (`Juli 2025`).

A text may write the amount otherwise (`2.700.000` for `2,7 juta`), and an article of July need not
name its month. So words that are an amount also find the value, and words that are a time also
find what was published then, and texts that name a day of it.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from kliping.index import query_tree as t

from .context import QueryContext
from .nodes import Node, Word

# A match by value or time beside one by a word of the same rarity (benchmarks/relevance, README of
# the laboratory: the best of 0, .5, .7, 1 and 1.5 over three tasks).
MEANING_WEIGHT = 0.7
# `senin 28 april 2025` is the longest time of words, `rp 200 ribu per` no longer amount.
_LONGEST = 4


class Meant(Node):
    """Words side by side that are an amount or a time.

    Attributes:
        tree: what finds it.
        reason: "number" or "days" (the first and the last), as an Expansion tells it.
    """

    words: tuple[Word, ...]
    tree: Any
    reason: str
    into: tuple[str, ...]

    def leaf(self, boost: float) -> Any:
        """Return a leaf that counts `boost` times as much as a word of the same rarity."""
        return t.Rarity(self.tree, boost=boost)


def with_meanings(query: str, nodes: Sequence[Node], context: QueryContext) -> list[Node]:
    """Return the nodes with each run of words that is an amount or a time as one Meant."""
    found: list[Node] = []
    at = 0
    while at < len(nodes):
        meant = next(_iter_meant(query, nodes, at, context), None)
        found.append(meant or nodes[at])
        at += len(meant.words) if meant else 1
    return found


def _iter_meant(
    query: str, nodes: Sequence[Node], at: int, context: QueryContext
) -> Iterator[Meant]:
    """Yield what the words from `at` on mean, the longest first."""
    from .periods import first_words

    node = nodes[at]
    # Times and amounts begin with a figure, or have one behind the first word: `Rp 5`, `Juli 2025`.
    near = query[node.start : nodes[min(at + 1, len(nodes) - 1)].end]
    is_relative = type(node) is Word and node.text.casefold() in first_words()
    if not is_relative and not any(map(str.isdigit, near)):
        return
    words: list[Word] = []
    for node in nodes[at : at + _LONGEST]:
        if type(node) is not Word or (words and query[words[-1].end : node.start].strip()):
            break
        words.append(node)
    for last in range(len(words), 0, -1):
        run = tuple(words[:last])
        end = run[-1].end
        end += query[end : end + 1] == "%"
        text = query[run[0].start : end]
        if any(map(str.isdigit, text)):
            found = _period(text, context) or _amount(text, context)
        else:
            found = _relative(text, context)
        if found is not None:
            tree, reason, into = found
            yield Meant(
                words=run,
                tree=tree,
                reason=reason,
                into=into,
                start=run[0].start,
                end=end,
            )


def _amount(text: str, context: QueryContext) -> tuple[Any, str, tuple[str, ...]] | None:
    """Return the leaf of an amount; plain digits are words already."""
    if not any(spec.name == "value" and spec.type == "number" for spec in context.fields):
        return None
    values = context.analyzer.values(text)
    if len(values) != 1 or text.isdigit():
        return None
    value = values[0]
    if (value.start, value.end) != (0, len(text)) or value.kind == "date":
        return None
    return t.Term("value", value.value), "number", (f"{value.value:.15g}",)


def _period(text: str, context: QueryContext) -> tuple[Any, str, tuple[str, ...]] | None:
    """Return the leaf of a time that has a year."""
    return _stretch(text, context) if _has_year(text) else None


def _relative(text: str, context: QueryContext) -> tuple[Any, str, tuple[str, ...]] | None:
    """Return the leaf of a time such as `kemarin`."""
    from .periods import known_words

    known = " ".join(text.casefold().split()) in known_words()
    return _stretch(text, context) if known else None


def _stretch(text: str, context: QueryContext) -> tuple[Any, str, tuple[str, ...]] | None:
    from datetime import datetime

    from .periods import parse_stretch

    stretch = parse_stretch(text, zone=context.zone, now=context.now)
    if stretch is None or stretch.start is None or stretch.end is None:
        return None
    kinds = {spec.name: spec.type for spec in context.fields}
    leaves = []
    if kinds.get("published") == "date":
        leaves.append(t.NumericRange("published", stretch.start, stretch.end, endexcl=True))
    first, last = (
        datetime.fromtimestamp(second, context.zone) for second in (stretch.start, stretch.end - 1)
    )
    # The text's days are values such as 20250428; a year alone is a word of the text already.
    if kinds.get("value") == "number" and not text.isdigit():
        low, high = (float(day.strftime("%Y%m%d")) for day in (first, last))
        leaves.append(t.NumericRange("value", low, high))
    if not leaves:
        return None
    leaf = leaves[0] if len(leaves) == 1 else t.Or(leaves)
    into = dict.fromkeys((first.date().isoformat(), last.date().isoformat()))
    return leaf, "days", tuple(into)


def _has_year(text: str) -> bool:
    """Tell whether a text has a year of newspapers in digits."""
    digits = "".join(c if c.isdigit() else " " for c in text).split()
    return any(len(part) == 4 and part[:2] in ("19", "20") for part in digits)
