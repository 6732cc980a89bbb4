"""Three engines over the same articles and facet values, each as its users call it.

`answer` returns what is shown: ten titles, ten snippets, the total, the facets.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import tantivy
from queries import CellQuery

from kliping import Archive

HITS = 10
FACETS = ("outlet", "person", "organisation", "place")
VALUES = 10  # of a facet
SNIPPET = 240  # code points


@dataclass(frozen=True, slots=True)
class Record:
    """An article and its facet values, by field."""

    id: str
    title: str
    text: str
    values: dict[str, tuple[str, ...]]


@dataclass(slots=True)
class Answer:
    """What a user sees of a search."""

    total: int
    hits: list[tuple[str, str]] = field(default_factory=list)  # title, snippet
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)


class Engine(Protocol):
    """An engine that was built."""

    name: str

    def answer(self, query: CellQuery, *, hits: bool, facets: Sequence[str]) -> Answer: ...


class Kliping:
    """kliping through `Archive.search`, at its default options."""

    name = "kliping"

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def answer(self, query: CellQuery, *, hits: bool, facets: Sequence[str]) -> Answer:
        limit = HITS if hits else 0
        found = self._archive.search(_written(query), limit=limit, facets=facets)
        return Answer(
            total=found.total,
            hits=[(hit.title, hit.snippet) for hit in found.hits],
            facets={
                name: [(value.value, value.count) for value in facet.values]
                for name, facet in found.facets.items()
            },
        )


class Tantivy:
    """tantivy-py: stored title and text, SnippetGenerator, terms aggregations."""

    name = "tantivy"

    def __init__(self, records: Sequence[Record], folder: Path) -> None:
        builder = tantivy.SchemaBuilder()
        for name in ("title", "text"):
            builder.add_text_field(name, stored=True)
        for name in FACETS:
            builder.add_text_field(name, tokenizer_name="raw", fast=True, index_option="basic")
        self._schema = builder.build()
        folder.mkdir()
        self._index = tantivy.Index(self._schema, path=str(folder))
        writer = self._index.writer(heap_size=256 << 20, num_threads=1)
        for record in records:
            document = tantivy.Document(title=record.title, text=record.text)
            for name, values in record.values.items():
                for value in values:
                    document.add_text(name, value)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def answer(self, query: CellQuery, *, hits: bool, facets: Sequence[str]) -> Answer:
        searcher = self._index.searcher()
        parsed = self._index.parse_query(_written(query), ["title", "text"])
        answer = Answer(total=0)
        if hits:
            found = searcher.search(parsed, HITS, count=True)
            answer.total = found.count
            snippets = tantivy.SnippetGenerator.create(searcher, parsed, self._schema, "text")
            snippets.set_max_num_chars(SNIPPET)
            for _, address in found.hits:
                document = searcher.doc(address)
                snippet = snippets.snippet_from_doc(document)
                answer.hits.append((document.get_first("title"), snippet.to_html()))
        if facets:
            wanted = {name: {"terms": {"field": name, "size": VALUES}} for name in facets}
            if not hits:
                wanted["total"] = {"value_count": {"field": "outlet"}}
            counted = searcher.aggregate(parsed, wanted)
            if not hits:
                answer.total = int(counted["total"]["value"])
            answer.facets = {
                name: [(b["key"], b["doc_count"]) for b in counted[name]["buckets"]]
                for name in facets
            }
        return answer


class Fts5:
    """SQLite FTS5: rank, snippet(), GROUP BY over a table of values."""

    name = "FTS5"

    def __init__(self, records: Sequence[Record], folder: Path) -> None:
        folder.mkdir()
        self._sql = sqlite3.connect(folder / "fts5.db")
        self._sql.execute("CREATE VIRTUAL TABLE articles USING fts5(title, text)")
        for name in FACETS:
            self._sql.execute(f"CREATE TABLE of_{name} (article INTEGER, value TEXT)")
        for number, record in enumerate(records, start=1):
            row = (number, record.title, record.text)
            self._sql.execute("INSERT INTO articles (rowid, title, text) VALUES (?, ?, ?)", row)
            for name, values in record.values.items():
                pairs = [(number, value) for value in values]
                self._sql.executemany(f"INSERT INTO of_{name} VALUES (?, ?)", pairs)
        for name in FACETS:
            self._sql.execute(f"CREATE INDEX by_{name} ON of_{name} (article, value)")
        self._sql.execute("INSERT INTO articles (articles) VALUES ('optimize')")
        self._sql.commit()
        self._sql.execute("ANALYZE")

    def answer(self, query: CellQuery, *, hits: bool, facets: Sequence[str]) -> Answer:
        match = _written(query, typed=" OR ")
        (total,) = self._sql.execute(
            "SELECT count(*) FROM articles WHERE articles MATCH ?", (match,)
        ).fetchone()
        answer = Answer(total=total)
        if hits:
            answer.hits = self._sql.execute(
                "SELECT title, snippet(articles, 1, '<b>', '</b>', '…', 36) FROM articles "
                f"WHERE articles MATCH ? ORDER BY rank LIMIT {HITS}",
                (match,),
            ).fetchall()
        for name in facets:
            answer.facets[name] = self._sql.execute(
                f"SELECT value, count(*) FROM of_{name} WHERE article IN "
                "(SELECT rowid FROM articles WHERE articles MATCH ?) "
                f"GROUP BY value ORDER BY 2 DESC, 1 LIMIT {VALUES}",
                (match,),
            ).fetchall()
        return answer


def _written(query: CellQuery, typed: str = " ") -> str:
    """Return a query in the language that all three read; only words side by side differ."""
    if query.kind == "phrase":
        return '"' + " ".join(query.words) + '"'
    return {"and": " AND ", "or": " OR ", "typed": typed}.get(query.kind, "").join(query.words)
