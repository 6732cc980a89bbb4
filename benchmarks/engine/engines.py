"""The engines under one interface: build an index of a corpus, answer a cell's query."""

import math
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from cells import FACETS, Answer, CellQuery, Variant
from corpus import Record

from kliping.index import Document, FieldSpec, TextPart
from kliping.index import query_tree as t
from kliping.index.analyzer.tokenizer import surface_pattern
from kliping.index.columnar import ColumnarEngine, open_engine
from kliping.index.engine import FacetRequest, SearchRequest

WORD = surface_pattern()


class Contender(Protocol):
    """An engine. `answer` returns None for what it cannot do."""

    name: str

    def build(self, records: Iterable[Record], folder: Path) -> None: ...
    def open(self, folder: Path) -> None: ...
    def answer(self, query: CellQuery, variant: Variant) -> Answer | None: ...


@dataclass(frozen=True, slots=True)
class _Plain:
    exact: str
    stem: str


class PlainAnalyzer:
    """Words in lower case, as the other engines of the benchmark index them: no stems."""

    has_plain_surfaces = True

    def find_surfaces(self, text: str, spans: object = None) -> list[str]:
        return WORD.findall(text)

    def iter_surfaces(self, text: str, spans: object = None) -> Iterator[tuple[str, int, int]]:
        return ((m[0], m.start(), m.end()) for m in WORD.finditer(text))

    def terms(self, surface: str, language: str | None = None) -> tuple[_Plain, ...]:
        word = surface.lower()
        return (_Plain(word, word),)


class Kliping:
    """Two indexed forms (exact with positions, stems), though here both are the same."""

    name = "kliping"
    FIELDS = (
        FieldSpec(name="text", type="text"),
        FieldSpec(name="outlet", type="keyword", facet=True),
        FieldSpec(name="person", type="keyword", multi_valued=True, facet=True),
        FieldSpec(name="place", type="keyword", multi_valued=True, facet=True),
        FieldSpec(name="group", type="keyword"),
        FieldSpec(name="published", type="date"),
    )

    def _engine(self, folder: Path, *, create: bool = False) -> ColumnarEngine:
        return open_engine(folder, fields=self.FIELDS, analyzer=PlainAnalyzer(), create=create)

    def build(self, records: Iterable[Record], folder: Path) -> None:
        self._engine(folder, create=True).write(
            (
                Document(
                    id=r.id,
                    texts={"text": (TextPart(text=r.text),)},
                    values={
                        "outlet": (r.outlet,),
                        "person": r.persons,
                        "place": r.places,
                        "group": (r.group,),
                        "published": (r.published,),
                    },
                )
                for r in records
            ),
            revision=1,
        )

    def open(self, folder: Path) -> None:
        self._reader = self._engine(folder).reader()

    def tree(self, query: CellQuery) -> Any:
        words = query.words
        terms = [t.Term("text", word) for word in words]
        match query.kind:
            case "term":
                return terms[0]
            case "or":
                return t.Or(terms)
            case "and":
                return t.And(terms)
            case "phrase":
                return t.Phrase("text_exact", list(words))
            case "prefix":
                return t.Prefix("text", words[0])
            case "fuzzy":
                return t.FuzzyTerm("text", words[0], maxdist=1, prefixlength=0)
            case "date":
                return t.And([terms[0], t.NumericRange("published", *query.dates)])

    def answer(self, query: CellQuery, variant: Variant) -> Answer | None:
        fields = {"facet": FACETS[:1], "facets": FACETS}.get(variant, ())
        rows = self._reader.search(
            SearchRequest(
                query=self.tree(query),
                facets=tuple(FacetRequest(field=field) for field in fields),
                collapse="group" if variant == "collapse" else None,
            )
        )
        return Answer(
            ids=tuple(hit.id for hit in rows.hits),
            scores=tuple(hit.score for hit in rows.hits),
            total=rows.total,
            facets={facet.field: dict(facet.values) for facet in rows.facets},
        )


class Whoosh:
    """whoosh3 with its own codec, columns for the facets, BM25 with our idf."""

    name = "whoosh"

    def build(self, records: Iterable[Record], folder: Path) -> None:
        from whoosh import analysis, fields, index

        words = analysis.RegexTokenizer(r"[^\W_]+") | analysis.LowercaseFilter()
        schema = fields.Schema(
            id=fields.ID(stored=True),
            text=fields.TEXT(analyzer=words),
            outlet=fields.ID(sortable=True),
            person=fields.KEYWORD(commas=True),
            place=fields.KEYWORD(commas=True),
            group=fields.ID(sortable=True),
            published=fields.NUMERIC(int, bits=64, sortable=True),
        )  # fmt: skip
        folder.mkdir()
        writer = index.create_in(folder, schema).writer(limitmb=256)
        for r in records:
            writer.add_document(
                id=r.id,
                text=r.text,
                outlet=r.outlet,
                person=",".join(r.persons),
                place=",".join(r.places),
                group=r.group,
                published=r.published,
            )
        writer.commit()

    def open(self, folder: Path) -> None:
        from whoosh import index, scoring

        class Bm25(scoring.BM25F):
            def scorer(self, searcher: Any, fieldname: str, text: Any, qf: int = 1) -> Any:
                scorer = super().scorer(searcher, fieldname, text, qf)
                if isinstance(scorer, scoring.BM25FScorer):
                    reader = searcher.get_parent().reader()
                    n, count = reader.doc_frequency(fieldname, text), reader.doc_count_all()
                    scorer.idf = math.log(1 + (count - n + 0.5) / (n + 0.5))
                    scorer.setup(searcher, fieldname, text)
                return scorer

        self._searcher = index.open_dir(folder).searcher(weighting=Bm25())

    def answer(self, query: CellQuery, variant: Variant) -> Answer | None:
        from whoosh import query as q
        from whoosh import sorting

        tree = Kliping().tree(query)
        if query.kind == "phrase":
            tree = q.Phrase("text", list(query.words))
        fields = {"facet": FACETS[:1], "facets": FACETS}.get(variant, ())
        grouped = sorting.Facets()
        for field in fields:
            grouped.add_field(field, allow_overlap=field != "outlet", maptype=sorting.Count)
        results = self._searcher.search(
            tree,
            limit=10,
            groupedby=grouped if fields else None,
            collapse="group" if variant == "collapse" else None,
        )
        return Answer(
            ids=tuple(hit["id"] for hit in results),
            scores=tuple(hit.score for hit in results),
            total=None if variant == "top" else len(results),
            facets={field: _top(results.groups(field)) for field in fields},
        )


def _top(counts: dict[Any, int]) -> dict[str, int]:
    """Return the ten greatest counts, ties by value."""
    plain = {k.decode() if isinstance(k, bytes) else k: n for k, n in counts.items() if k}
    return dict(sorted(plain.items(), key=lambda row: (-row[1], row[0]))[:10])


_TABLES = {"person": "persons", "place": "places"}


class Fts5:
    """SQLite FTS5, facets by joins."""

    name = "fts5"

    def build(self, records: Iterable[Record], folder: Path) -> None:
        folder.mkdir()
        db = sqlite3.connect(folder / "fts.db")
        db.executescript(
            """
            CREATE VIRTUAL TABLE words USING fts5(text, content='', tokenize='unicode61');
            CREATE TABLE docs(n INTEGER PRIMARY KEY, id, outlet, grp, published INTEGER);
            CREATE TABLE persons(n INTEGER, value);
            CREATE TABLE places(n INTEGER, value);
            """
        )
        for n, r in enumerate(records):
            db.execute("INSERT INTO words(rowid, text) VALUES (?, ?)", (n, r.text))
            db.execute(
                "INSERT INTO docs VALUES (?, ?, ?, ?, ?)", (n, r.id, r.outlet, r.group, r.published)
            )
            db.executemany("INSERT INTO persons VALUES (?, ?)", [(n, v) for v in r.persons])
            db.executemany("INSERT INTO places VALUES (?, ?)", [(n, v) for v in r.places])
        db.executescript("CREATE INDEX p1 ON persons(n); CREATE INDEX p2 ON places(n);")
        db.commit()
        db.close()

    def open(self, folder: Path) -> None:
        self._db = sqlite3.connect(folder / "fts.db")

    def answer(self, query: CellQuery, variant: Variant) -> Answer | None:
        if query.kind == "fuzzy" or variant == "collapse":
            return None
        words = [f'"{word}"' for word in query.words]
        text = {
            "or": " OR ".join(words),
            "phrase": f'"{" ".join(query.words)}"',
            "prefix": f"{words[0]}*",
        }.get(query.kind, " AND ".join(words))
        where, values = "words MATCH ?", [text, *query.dates]
        join = ""
        if query.kind == "date":
            join = "JOIN docs ON docs.n = words.rowid"
            where += " AND published BETWEEN ? AND ?"
        else:
            values = [text]
        top = self._db.execute(
            f"SELECT docs.id FROM (SELECT words.rowid AS n FROM words {join} WHERE {where} "
            "ORDER BY rank LIMIT 10) AS best JOIN docs ON docs.n = best.n",
            values,
        ).fetchall()
        if variant == "top":
            return Answer(ids=tuple(id for (id,) in top))
        (total,) = self._db.execute(
            f"SELECT count(*) FROM words {join} WHERE {where}", values
        ).fetchone()
        facets = {}
        for field in {"facet": FACETS[:1], "facets": FACETS}.get(variant, ()):
            hits = f"SELECT words.rowid AS n FROM words {join} WHERE {where}"
            table, column = ("docs", "outlet") if field == "outlet" else (_TABLES[field], "value")
            rows = self._db.execute(
                f"SELECT f.{column}, count(*) AS c FROM ({hits}) AS h JOIN {table} AS f "
                f"ON f.n = h.n GROUP BY 1 ORDER BY c DESC, 1 LIMIT 10",
                values,
            )
            facets[field] = dict(rows.fetchall())
        return Answer(ids=tuple(id for (id,) in top), total=total, facets=facets)


class Tantivy:
    """tantivy through its Python binding; one writer thread."""

    name = "tantivy"

    def build(self, records: Iterable[Record], folder: Path) -> None:
        import tantivy

        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_text_field("text", tokenizer_name="default", index_option="position")
        for field in (*FACETS, "group"):
            builder.add_text_field(field, fast=True, tokenizer_name="raw", index_option="basic")
        builder.add_integer_field("published", fast=True, indexed=True)
        folder.mkdir()
        index = tantivy.Index(builder.build(), path=str(folder))
        writer = index.writer(256_000_000, 1)
        for r in records:
            document = tantivy.Document()
            document.add_text("id", r.id)
            document.add_text("text", r.text)
            document.add_text("outlet", r.outlet)
            for value in r.persons:
                document.add_text("person", value)
            for value in r.places:
                document.add_text("place", value)
            document.add_text("group", r.group)
            document.add_integer("published", r.published)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> None:
        import tantivy

        self._index = tantivy.Index.open(str(folder))
        self._searcher = self._index.searcher()

    def _query(self, query: CellQuery) -> Any:
        import tantivy

        make, schema = tantivy.Query, self._index.schema
        terms = [make.term_query(schema, "text", word) for word in query.words]
        match query.kind:
            case "term":
                return terms[0]
            case "or":
                return make.boolean_query([(tantivy.Occur.Should, term) for term in terms])
            case "and":
                return make.boolean_query([(tantivy.Occur.Must, term) for term in terms])
            case "phrase":
                return make.phrase_query(schema, "text", list(query.words))
            case "prefix":
                return make.regex_query(schema, "text", query.words[0] + ".*")
            case "fuzzy":
                return make.fuzzy_term_query(
                    schema, "text", query.words[0], transposition_cost_one=False
                )
            case "date":
                low, high = query.dates
                dates = make.range_query(schema, "published", tantivy.FieldType.Integer, low, high)
                both = [terms[0], make.const_score_query(dates, 1.0)]
                return make.boolean_query([(tantivy.Occur.Must, part) for part in both])

    def answer(self, query: CellQuery, variant: Variant) -> Answer | None:
        if variant == "collapse":
            return None
        searcher, parsed = self._searcher, self._query(query)
        found = searcher.search(parsed, 10, count=variant != "top")
        ids = tuple(searcher.doc(address).get_first("id") for _, address in found.hits)
        facets: dict[str, dict[str, int]] = {}
        fields = {"facet": FACETS[:1], "facets": FACETS}.get(variant, ())
        if fields:
            request = {
                field: {"terms": {"field": field, "size": 10, "order": {"_count": "desc"}}}
                for field in fields
            }
            counted = searcher.aggregate(parsed, request)
            facets = {
                field: {row["key"]: row["doc_count"] for row in counted[field]["buckets"]}
                for field in fields
            }
        total = None if variant == "top" else found.count
        scores = tuple(score for score, _ in found.hits)
        return Answer(ids=ids, scores=scores, total=total, facets=facets)


class Bm25s:
    """bm25s: scores of word sets alone, top ten; the index stays in memory."""

    name = "bm25s"

    def build(self, records: Iterable[Record], folder: Path) -> None:
        import bm25s

        ids, vocabulary, documents = [], {}, []
        for r in records:
            ids.append(r.id)
            documents.append(
                [vocabulary.setdefault(w, len(vocabulary)) for w in WORD.findall(r.text.lower())]
            )
        retriever = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
        retriever.index((documents, vocabulary), show_progress=False)
        retriever.save(folder)
        (folder / "ids.txt").write_text("\n".join(ids))

    def open(self, folder: Path) -> None:
        import bm25s

        self._retriever = bm25s.BM25.load(folder)
        self._ids = (folder / "ids.txt").read_text().split("\n")

    def answer(self, query: CellQuery, variant: Variant) -> Answer | None:
        if query.kind not in ("term", "or") or variant != "top":
            return None
        numbers, scores = self._retriever.retrieve(
            [list(query.words)], k=10, show_progress=False, n_threads=1
        )
        return Answer(ids=tuple(self._ids[n] for n in numbers[0]), scores=tuple(scores[0].tolist()))


CONTENDERS: dict[str, type[Any]] = {
    cls.name: cls for cls in (Kliping, Whoosh, Fts5, Tantivy, Bm25s)
}
