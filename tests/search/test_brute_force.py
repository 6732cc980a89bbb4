"""Searches and facet counts equal a scan of all documents, over random queries.

The scan knows the language's meaning, not the engine: it walks the parsed query for each document.
"""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kliping.index import Document, FieldSpec, Span, TextPart
from kliping.index import query_tree as t
from kliping.index.analyzer import Analyzer
from kliping.index.columnar import open_engine
from kliping.index.engine import EngineReader, FacetRequest, SearchRequest, SortKey
from kliping.query import QueryContext, compile_query, parse
from kliping.query import nodes as n
from kliping.query.render import render

JAKARTA = ZoneInfo("Asia/Jakarta")
START = datetime(2024, 12, 1, tzinfo=JAKARTA)
ANALYZER = Analyzer()
FIELDS = (
    FieldSpec(name="title", type="text", weight=2.0),
    FieldSpec(name="text", type="text", weight=1.0),
    FieldSpec(name="person", type="keyword", multi_valued=True, facet=True),
    FieldSpec(name="section", type="keyword", facet=True),
    FieldSpec(name="value", type="number", multi_valued=True, facet=True),
    FieldSpec(name="published", type="date", facet=True),
)
CONTEXT = QueryContext(fields=FIELDS, analyzer=ANALYZER, zone=JAKARTA, now=START)
WORDS = [
    "beli",
    "membeli",
    "pembelian",
    "pembeli",
    "harga",
    "berharga",
    "beras",
    "gabah",
    "sawah",
    "petani",
    "bertani",
    "panen",
    "memanen",
    "kapal",
    "perkapalan",
    "kapten",
    "pelabuhan",
    "berlabuh",
    "laut",
    "melaut",
    "pelaut",
    "gelombang",
    "desa",
    "pedesaan",
    "jalan",
    "perjalanan",
    "berjalan",
    "sekolah",
    "bersekolah",
    "guru",
    "murid",
    "bangunan",
    "membangun",
    "pembangunan",
    "10",
    "2025",
]
PEOPLE = ("Ani Wijaya", "Budi Santoso", "Cici Lestari", "Dodo", "Eko Prasetyo")
SECTIONS = ("Ekonomi", "Olahraga", "Daerah")


def _documents(count: int, chance: random.Random) -> list[Document]:
    made = []
    for i in range(count):
        title = " ".join(chance.choices(WORDS, k=chance.randint(1, 4)))
        text = " ".join(chance.choices(WORDS, k=chance.randint(3, 25)))
        hidden = chance.randint(0, 3)
        days = timedelta(days=chance.randrange(120), hours=chance.randrange(24))
        # Only what is behind the first words of the text is its body.
        begin = len(" ".join(text.split()[:hidden]))
        made.append(
            Document(
                id=f"d{i}",
                texts={
                    "title": (TextPart(text=title),),
                    "text": (TextPart(text=text, spans=(Span(begin, len(text)),)),),
                },
                values={
                    "person": tuple(chance.sample(PEOPLE, k=chance.randint(0, 3))),
                    "section": (chance.choice(SECTIONS),) if chance.random() < 0.8 else (),
                    "value": tuple(
                        float(v) for v in chance.sample(range(20), k=chance.randint(0, 3))
                    ),
                    "published": (int((START + days).timestamp()),)
                    if chance.random() < 0.9
                    else (),
                },
            )
        )
    return made


def _tokens(document: Document, field: str) -> list[tuple[str, str]]:
    """Return (exact, stem) of each word of a text field, in order."""
    return [
        (term.exact, term.stem)
        for part in document.texts[field]
        for surface, _, _ in ANALYZER.iter_surfaces(part.text, part.spans)
        for term in ANALYZER.terms(surface)
    ]


# -- the scan --------------------------------------------------------------------------------


def _matches(node: n.Node, document: Document, field: str | None = None) -> bool:
    if isinstance(node, n.Field):
        return _matches(node.child, document, node.name)
    if isinstance(node, n.And | n.Sequence):
        return all(_matches(clause, document, field) for clause in node.clauses)
    if isinstance(node, n.Or):
        return any(_matches(clause, document, field) for clause in node.clauses)
    if isinstance(node, n.Not):
        return not _matches(node.child, document, field)
    if isinstance(node, n.Must | n.Boost):
        return _matches(node.child, document, field)
    if isinstance(node, n.Everything):
        return field is None or bool(document.values.get(field))
    if field in (None, "title", "text"):
        fields = ("title", "text") if field is None else (field,)
        return any(_in_words(node, _tokens(document, name)) for name in fields)
    return any(_is_value(node, value, field) for value in document.values[field])


def _in_words(node: n.Node, tokens: list[tuple[str, str]]) -> bool:
    exacts = [exact for exact, _ in tokens]
    if isinstance(node, n.Word):
        (term,) = ANALYZER.terms(node.text)
        return any(term.exact == exact or term.stem == stem for exact, stem in tokens)
    if isinstance(node, n.Phrase):
        return _in_order(node.text.split(), exacts, node.slop)
    if isinstance(node, n.Pattern):
        return any(fnmatchcase(exact, node.text) for exact in exacts)
    assert isinstance(node, n.Regex)
    return any(re.fullmatch(node.pattern, exact) for exact in exacts)


def _in_order(words: list[str], exacts: list[str], slop: int) -> bool:
    places = {i for i, exact in enumerate(exacts) if exact == words[0]}
    for word in words[1:]:
        places = {
            i
            for i, exact in enumerate(exacts)
            if exact == word and places & set(range(i - slop, i))
        }
    return bool(places)


def _is_value(node: n.Node, value: str | int | float, field: str) -> bool:
    if isinstance(value, str):
        folded = value.casefold()
        if isinstance(node, n.Pattern):
            return fnmatchcase(folded, node.text.casefold())
        assert isinstance(node, n.Word | n.Phrase)
        return folded == node.text.casefold()
    if field == "published":
        assert isinstance(node, n.Word)
        return datetime.fromtimestamp(value, JAKARTA).isoformat().startswith(node.text)
    assert isinstance(node, n.Range)
    low, high = (None if end is None else float(end) for end in (node.low, node.high))
    above = low is None or value > low or (node.with_low and value == low)
    return above and (high is None or value < high or (node.with_high and value == high))


# -- random queries --------------------------------------------------------------------------


def _random_leaf(chance: random.Random) -> n.Node:
    word = chance.choice(WORDS)
    makers: list[Callable[[], n.Node]] = [
        lambda: n.Word(text=word),
        lambda: n.Word(text=word),
        lambda: n.Phrase(text=" ".join(chance.choices(WORDS, k=2))),
        lambda: n.Phrase(text=" ".join(chance.choices(WORDS, k=2)), slop=chance.randint(2, 6)),
        lambda: n.Pattern(text=f"{word[:2]}*"),
        lambda: n.Pattern(text=f"{word[:1]}?{word[2:-1] or 'a'}*"),
        lambda: n.Regex(pattern=f"{word[:2]}.+"),
        lambda: n.Field(name="text", child=n.Word(text=word)),
        lambda: n.Field(name="title", child=n.Word(text=word)),
        lambda: n.Field(name="person", child=n.Phrase(text=chance.choice(PEOPLE))),
        lambda: n.Field(name="person", child=n.Pattern(text=f"{chance.choice(PEOPLE)[:3]}*")),
        lambda: n.Field(name="section", child=n.Word(text=chance.choice(SECTIONS).lower())),
        lambda: n.Field(name=chance.choice(["person", "section"]), child=n.Everything()),
        lambda: n.Field(name="value", child=_random_range(chance)),
        lambda: n.Field(
            name="published", child=n.Word(text=chance.choice(["2024", "2025-01", "2025-02-14"]))
        ),
        n.Everything,
    ]
    return chance.choice(makers)()


def _random_range(chance: random.Random) -> n.Range:
    low, high = sorted(chance.choices(range(20), k=2))
    return n.Range(
        low=None if chance.random() < 0.2 else str(low),
        high=None if chance.random() < 0.2 else str(high),
        with_low=chance.random() < 0.5,
        with_high=chance.random() < 0.5,
    )


def _random_query(chance: random.Random, depth: int = 3) -> n.Node:
    kind = chance.random()
    if depth == 0 or kind < 0.4:
        return _random_leaf(chance)
    if kind < 0.5:
        return n.Not(child=_random_query(chance, depth - 1))
    if kind < 0.55:
        return n.Boost(child=_random_query(chance, depth - 1), factor=2.0)
    clauses = tuple(_random_query(chance, depth - 1) for _ in range(chance.randint(2, 3)))
    return chance.choice([n.And, n.Or, n.Sequence])(clauses=clauses)


# -- the rule --------------------------------------------------------------------------------

FACETS = (
    FacetRequest(field="person", limit=2),
    FacetRequest(field="section", limit=None),
    FacetRequest(field="published", period="month", limit=None),
    FacetRequest(field="value", ranges=((None, 5.0), (5.0, 12.0)), limit=None),
)


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    return _documents(250, random.Random(4))


@pytest.fixture(scope="module")
def reader(
    documents: list[Document], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[EngineReader]:
    path: Path = tmp_path_factory.mktemp("brute") / "index"
    engine = open_engine(path, fields=FIELDS, analyzer=ANALYZER, zone=JAKARTA, create=True)
    half = len(documents) // 2
    engine.write(documents[:half], revision=1)
    engine.write(documents[half:], deletions=[documents[3].id], revision=2)
    engine.write([documents[3]], revision=3)
    yield engine.reader()
    engine.close()


def _counts(
    documents: list[Document], field: str, label: Callable[[str | int | float], list[str]]
) -> tuple[Counter[str], int]:
    """Return (label → documents with it, documents without a value)."""
    counts: Counter[str] = Counter()
    for document in documents:
        counts.update({name for value in document.values[field] for name in label(value)})
    return counts, sum(not document.values[field] for document in documents)


def _check(seed: int, documents: list[Document], reader: EngineReader) -> None:
    chance = random.Random(seed)
    root = _random_query(chance)
    query = render(root)
    assert parse(query) == root
    where = chance.choice([None, *PEOPLE])
    filters = {} if where is None else {"person": t.Term("person", where.casefold())}
    tree = compile_query(query, CONTEXT).tree
    rows = reader.search(
        SearchRequest(query=tree, filters=filters, limit=len(documents), facets=FACETS)
    )
    matching = [d for d in documents if _matches(root, d)]
    narrowed = [d for d in matching if where is None or where in d.values["person"]]
    assert {hit.id for hit in rows.hits} == {d.id for d in narrowed}, query
    assert rows.total == len(narrowed), query
    person, section, published, value = rows.facets
    counts, missing = _counts(matching, "person", lambda v: [str(v)])
    assert list(person.values) == sorted(counts.items(), key=lambda c: (-c[1], c[0]))[:2], query
    assert (person.missing, person.distinct) == (missing, len(counts)), query
    listed = {name for name, _ in person.values}
    unlisted = [d for d in matching if d.values["person"] and not listed & set(d.values["person"])]
    assert person.other == len(unlisted), query
    counts, missing = _counts(narrowed, "section", lambda v: [str(v)])
    assert (dict(section.values), section.missing) == (dict(counts), missing), query
    counts, missing = _counts(
        narrowed, "published", lambda v: [f"{datetime.fromtimestamp(float(v), JAKARTA):%Y-%m}"]
    )
    assert (dict(published.values), published.missing) == (dict(counts), missing), query
    counts, _ = _counts(
        narrowed, "value", lambda v: ["low"] * (float(v) < 5) + ["mid"] * (5 <= float(v) < 12)
    )
    assert [count for _, count in value.values if count] == [
        counts[name] for name in ("low", "mid") if counts[name]
    ], query


@pytest.mark.parametrize("block", range(5))
def test_counts_equal_a_scan(block: int, documents: list[Document], reader: EngineReader) -> None:
    """Hits, totals and every facet of a random query are those of a scan."""
    for seed in range(block * 20, block * 20 + 20):
        _check(seed, documents, reader)


@pytest.mark.slow
def test_counts_equal_a_scan_over_a_thousand_queries(
    documents: list[Document], reader: EngineReader
) -> None:
    """The same for a thousand random queries."""
    for seed in range(1_000, 2_000):
        _check(seed, documents, reader)


def _group(document: Document) -> str:
    """Return what the document counts as by section: one without a section is its own."""
    section = document.values["section"]
    return str(section[0]) if section else document.id


@pytest.mark.parametrize("seed", range(3_000, 3_060))
def test_counts_by_group_equal_a_scan(
    seed: int, documents: list[Document], reader: EngineReader
) -> None:
    """Counted by group, totals and facets count each group once; aliases count as one value."""
    root = _random_query(random.Random(seed))
    aliases = {"Budi Santoso": "Ani Wijaya"}
    rows = reader.search(
        SearchRequest(
            query=compile_query(render(root), CONTEXT).tree,
            limit=0,
            count_by="section",
            facets=(FacetRequest(field="person", limit=None, aliases=aliases),),
        )
    )
    matching = [d for d in documents if _matches(root, d)]
    assert rows.total == len({_group(d) for d in matching})
    groups: dict[str, set[str]] = {}
    for document in matching:
        for person in document.values["person"]:
            groups.setdefault(aliases.get(str(person), str(person)), set()).add(_group(document))
    assert dict(rows.facets[0].values) == {name: len(of) for name, of in groups.items()}


@pytest.mark.parametrize("seed", range(4_000, 4_060))
def test_pages_behind_a_position_are_the_whole_result(
    seed: int, documents: list[Document], reader: EngineReader
) -> None:
    """Following positions, by score or by a column, gives each hit once in the same order."""
    chance = random.Random(seed)
    tree = compile_query(render(_random_query(chance)), CONTEXT).tree
    sort = chance.choice(
        [(), (SortKey(field="published"),), (SortKey(field="section", descending=True),)]
    )
    whole = reader.search(SearchRequest(query=tree, limit=len(documents), sort=sort)).hits
    paged: list[str] = []
    after = None
    while True:
        page = reader.search(SearchRequest(query=tree, limit=17, sort=sort, after=after)).hits
        paged += [hit.id for hit in page]
        if len(page) < 17:
            break
        after = page[-1].position
    assert paged == [hit.id for hit in whole]
