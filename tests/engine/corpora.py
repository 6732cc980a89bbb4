"""Random small corpora, queries and requests, and the analyzer that splits their texts."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import hypothesis.strategies as st

from kliping.index import Document, FieldSpec, Span, TextPart
from kliping.index import query_tree as t
from kliping.index.engine import FacetRequest, Recency, SortKey

FIELDS = (
    FieldSpec(name="title", type="text", weight=2.0),
    FieldSpec(name="text", type="text", weight=1.0),
    FieldSpec(name="outlet", type="keyword", facet=True),
    FieldSpec(name="person", type="keyword", multi_valued=True, facet=True),
    FieldSpec(name="published", type="date", facet=True),
    FieldSpec(name="value", type="number", multi_valued=True, facet=True),
)


ZONE = ZoneInfo("Asia/Jakarta")
WORDS = ["api", "apik", "banjir", "banjarmasin", "desa", "desember", "gempa", "x", "gem-api"]
NAMES = ["Ani", "ani", "Budi", "BUDI", "Citra", "Émile"]
OUTLETS = ["VIVA", "Viva", "Kompas", "Antara"]

texts = st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join)
documents = st.builds(
    lambda id, text, more, title, outlet, persons, published, value: Document(
        id=id,
        texts={
            "text": tuple(TextPart(text=part) for part in (text, *more)),
            "title": (TextPart(text=title),),
        },
        values={
            "outlet": tuple(outlet),
            "person": tuple(persons),
            "published": tuple(published),
            "value": tuple(value),
        },
    ),
    id=st.integers(0, 14).map("d{}".format),
    text=texts,
    more=st.lists(texts, max_size=1),
    title=texts,
    outlet=st.lists(st.sampled_from(OUTLETS), max_size=1),
    persons=st.lists(st.sampled_from(NAMES), max_size=3),
    published=st.lists(st.integers(1_700_000_000, 1_710_000_000), max_size=1),
    value=st.lists(st.sampled_from([0.0, 1.0, 2.5, 7.0]), max_size=2),
)
commits = st.lists(
    st.tuples(st.lists(documents, max_size=6), st.lists(st.integers(0, 14).map("d{}".format))),
    min_size=1,
    max_size=4,
)
boosts = st.sampled_from([1.0, 1.0, 2.0, 0.5])
exact_words = st.sampled_from(
    ["api", "apik", "banjir", "desa", "desember", "gempa", "gem", "tidak"]
)
stems = st.sampled_from(["api", "ban", "des", "gem", "tid"])
leaves = st.one_of(
    st.builds(t.Term, st.sampled_from(["text", "title"]), stems, boost=boosts),
    st.builds(t.Term, st.just("text_exact"), exact_words, boost=boosts),
    st.builds(
        t.Phrase,
        st.just("text_exact"),
        st.lists(exact_words, min_size=2, max_size=3),
        slop=st.integers(1, 4),
        boost=boosts,
    ),
    st.builds(t.Term, st.just("outlet"), st.sampled_from([*OUTLETS, "Tidak"])),
    st.builds(t.Term, st.just("person"), st.sampled_from(NAMES)),
)
# What Whoosh evaluates otherwise, or wrongly (see test_whoosh_contract), is left to the scan.
more_leaves = st.one_of(
    leaves,
    st.builds(t.Prefix, st.just("text_exact"), st.sampled_from(["a", "ba", "de", ""]), boosts),
    st.builds(t.Wildcard, st.just("text_exact"), st.sampled_from(["*a", "?p*", "d*sa"])),
    st.builds(t.Regex, st.just("text_exact"), st.sampled_from(["ap.?$", "(ba|de).*", "gx*e"])),
    st.builds(
        t.FuzzyTerm,
        st.just("text_exact"),
        st.sampled_from(["apl", "banjri", "desa", "gempaa"]),
        maxdist=st.integers(0, 2),
        prefixlength=st.integers(0, 2),
        constantscore=st.booleans(),
    ),
    st.builds(
        t.Sequence,
        st.lists(
            st.one_of(
                st.builds(t.Term, st.just("text_exact"), exact_words),
                st.builds(t.Prefix, st.just("text_exact"), st.sampled_from(["a", "ba", "zz"])),
                st.builds(t.Wildcard, st.just("text_exact"), st.sampled_from(["*a", "?p*"])),
                st.builds(t.Regex, st.just("text_exact"), st.sampled_from(["ap.?$", "(ba|de).*"])),
            ),
            min_size=1,
            max_size=3,
        ),
        slop=st.integers(1, 3),
        boost=boosts,
    ),
    st.builds(t.TermRange, st.just("person"), st.just("ani"), st.just("Budi"), st.booleans()),
    st.builds(
        t.NumericRange,
        st.just("value"),
        st.sampled_from([None, 0, 1]),
        st.sampled_from([None, 2.5, 7]),
        st.booleans(),
        st.booleans(),
    ),
    st.builds(t.NumericRange, st.just("published"), st.just(1_704_000_000), st.none()),
    st.builds(t.Every, st.sampled_from([None, "outlet", "person", "value", "text"]), boosts),
    st.just(t.NullQuery),
)


def trees(leaf, *, ours):
    def grown(child):
        # Whoosh ignores the boost of a compound with a single child.
        children = st.lists(child, min_size=1 if ours else 2, max_size=3)
        kinds = [
            st.builds(t.And, children, boost=boosts),
            st.builds(t.Or, children, boost=boosts),
            st.builds(t.Require, child, child),
        ]
        if ours:
            kinds += [
                st.builds(t.And, children.map(lambda c: [c[0], *map(t.Not, c[1:])])),
                st.builds(t.AndNot, child, child),
                st.builds(t.AndMaybe, child, child),
                st.builds(t.DisjunctionMax, children, tiebreak=st.sampled_from([0.0, 0.3])),
                st.builds(t.ConstantScoreQuery, child, boosts),
                st.builds(t.Or, children, minmatch=st.integers(0, 2)),
                st.builds(t.Not, child),
                st.builds(
                    t.RankedWords, children, boosts, coverage=st.sampled_from([0.0, 0.15, 2.0])
                ),
                st.builds(t.Rarity, child, boosts),
            ]
        return st.one_of(kinds)

    return st.recursive(leaf, grown, max_leaves=6)


facets = st.one_of(
    st.builds(
        FacetRequest,
        field=st.sampled_from(["outlet", "person"]),
        limit=st.sampled_from([0, 1, 2, None]),
        match=st.sampled_from([None, None, "an", "EMI"]),
        aliases=st.sampled_from([{}, {}, {"ani": "Budi"}, {"BUDI": "Siti", "citra": "siti"}]),
    ),
    st.builds(FacetRequest, field=st.just("value"), limit=st.sampled_from([1, 3, None])),
    st.builds(
        FacetRequest,
        field=st.just("value"),
        limit=st.none(),
        ranges=st.sampled_from([((None, 1.0), (1.0, 7.0)), ((0.0, 3.0), (2.0, None))]),
    ),
    st.builds(
        FacetRequest,
        field=st.just("published"),
        limit=st.sampled_from([1, None]),
        period=st.sampled_from(["year", "month", "week", "day"]),
    ),
)
filters = st.dictionaries(
    st.sampled_from(["", "outlet", "person", "value"]),
    st.sampled_from(
        [
            t.Term("outlet", "viva"),
            t.Term("person", "Ani"),
            t.Or([t.Term("person", "budi"), t.Term("person", "citra")]),
            t.NumericRange("value", 1, None),
            t.Term("text", "api"),
            t.AndNot(t.Every(), t.Term("outlet", "kompas")),
        ]
    ),
    max_size=3,
)
sorts = st.lists(
    st.builds(
        lambda field, down: SortKey(field=field, descending=down),
        st.sampled_from(["outlet", "person", "published", "value"]),
        st.booleans(),
    ),
    max_size=2,
    unique_by=lambda key: key.field,
).map(tuple)
recencies = st.one_of(
    st.none(),
    st.builds(
        Recency,
        field=st.just("published"),
        half_life=st.just(1e6),
        weight=st.just(0.7),
        now=st.integers(1_690_000_000, 1_720_000_000),
    ),
)


@dataclass(frozen=True)
class FakeTerm:
    exact: str
    stem: str


class FakeAnalyzer:
    """Words are runs of letters; a stem is the first three letters; "x" is no term, "a-b" two."""

    def iter_surfaces(
        self, text: str, spans: Iterable[Span] | None = None
    ) -> Iterator[tuple[str, int, int]]:
        for span in [Span(0, len(text))] if spans is None else spans:
            for match in re.compile(r"[\w-]+").finditer(text, span.start, span.end):
                yield match[0], match.start(), match.end()

    def terms(self, surface: str, language: str | None = None) -> tuple[FakeTerm, ...]:
        words = [word for word in surface.lower().split("-") if word != "x"]
        size = 4 if language == "en" else 3
        return tuple(FakeTerm(word, word[:size]) for word in words)


def build_document(id: str, *texts: str, title: str = "", **values: object) -> Document:
    """Return a document; a value that is not a tuple is the only one of its field."""
    return Document(
        id=id,
        texts={
            "text": tuple(TextPart(text=text) for text in texts),
            "title": (TextPart(text=title),),
        },
        values={
            name: value if isinstance(value, tuple) else (value,) for name, value in values.items()
        },
    )
