"""An example plugin: a search for a word finds its synonyms at half the weight, and says so."""

from collections.abc import Mapping
from dataclasses import replace

from kliping import Archive, SearchResults
from kliping.index import tree
from kliping.index.engine import Query
from kliping.plugins import hookimpl

SYNONYMS = {"gempa": "lindu", "banjir": "bah"}


def with_synonyms(node: Query, synonyms: Mapping[str, str]) -> Query:
    """Return a tree in which every word of the text may also be its synonym."""
    if not isinstance(node, tree.Term):
        return node.apply(lambda child: with_synonyms(child, synonyms))
    if node.fieldname != "text" or node.text not in synonyms:
        return node
    return tree.Or([node, tree.Term("text", synonyms[node.text], boost=node.boost / 2)])


@hookimpl
def kliping_expand_query(query: Query, archive: Archive) -> Query:
    # Words are indexed by their stems, which the archive's analyzer gives.
    def stem(word: str) -> str:
        return archive.analyzer.terms(word)[0].stem

    return with_synonyms(query, {stem(a): stem(b) for a, b in SYNONYMS.items()})


@hookimpl
def kliping_after_search(results: SearchResults, query: str) -> SearchResults | None:
    found = [synonym for word, synonym in SYNONYMS.items() if word in query.casefold().split()]
    if not found:
        return None
    note = f"also searched for: {', '.join(found)}"
    return replace(results, warnings=(*results.warnings, note))
