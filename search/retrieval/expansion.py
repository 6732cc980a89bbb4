"""A query as plugins let it be searched for: their tree, and what of it to mark in texts."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from kliping.index import query_tree as t
from kliping.index.engine import Query
from kliping.query import Compiled
from kliping.query.context import Highlights, Marks

Check = Callable[[Query], str | None]
# Takes a tree and what checks another one; returns the tree to search for, and warnings.
Expand = Callable[[Query, Check], tuple[Query, tuple[str, ...]]]
_EXACT = "_exact"


def expanded(compiled: Compiled, expand: Expand, check: Check) -> Compiled:
    """Return a query with the tree that plugins put in place of its own."""
    tree, warnings = expand(compiled.tree, check)
    highlights = compiled.highlights
    if tree is not compiled.tree:
        added = set(_iter_terms(tree)) - set(_iter_terms(compiled.tree))
        marks = Marks(
            stems=frozenset(text for field, text in added if not field.endswith(_EXACT)),
            exacts=frozenset(text for field, text in added if field.endswith(_EXACT)),
        )
        highlights = Highlights(everywhere=highlights.everywhere | marks, fields=highlights.fields)
    return replace(
        compiled, tree=tree, highlights=highlights, warnings=(*compiled.warnings, *warnings)
    )


def _iter_terms(tree: Any) -> Iterator[tuple[str, str]]:
    """Yield (field, term) of every word that a tree asks for, without what it excludes."""
    if isinstance(tree, t.Term):
        if isinstance(tree.text, str):
            yield tree.fieldname, tree.text
    elif isinstance(tree, t.AndNot):
        yield from _iter_terms(tree.a)
    elif not isinstance(tree, t.Not):
        for child in tree.children():
            yield from _iter_terms(child)
