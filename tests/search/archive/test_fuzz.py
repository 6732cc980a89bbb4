"""Hostile queries through the front door: an answer or a QueryError, soon, never a traceback."""

import random
import time
from collections.abc import Iterator

import pytest

import kliping
from kliping import Archive, Article, KlipingError, QueryError, SearchOptions

# No query of an archive this small takes so long, on a busy machine either (seconds).
SLOWEST = 5.0
_WORDS = (
    "banjir demak undang-undang covid-19 Mbappé São 10.000 -5 dan atau bukan or not AND OR NOT TO "
    "kemarin 2025-04 1-5 Maret 2025 korea utara \u202eabc \ud800 \0 ½ ﬁ Ⅷ a\u0301\u0301 "
    "\U0001f469\u200d\U0001f467 ꀀ ꙮ 北京 مرحبا"
)
WORDS = _WORDS.split(" ")
SIGNS = [
    *"\"“”„()[]{}:+-~^*?\\/<>=|.,;!&'`–−—…%#@$_\t\n ",
    "~1",
    "~2",
    "^2",
    "&&",
    "||",
    "..",
    "--",
]
_NAMES = "title text outlet author section url published value language person speker x"
FIELDS = [f"{name}:" for name in _NAMES.split(" ")]
HARD = [
    "(" * 3_000,
    '"' * 2_001,
    "a" * 4_000,
    "a?" * 2_000,
    "*" * 3_000,
    "-" * 3_000 + "a",
    "NOT " * 900 + "a",
    "/" + "(a+)+" * 30 + "/",
    "/" + "a?" * 60 + "a" * 60 + "/",
    "/" + ".*" * 60 + "/",
    '"' + "a* " * 500 + '"',
    '"' + "?? " * 500 + '"~1000',
    "x~2 " * 300,
    "published:" + "1" * 3_000,
    "published:" + "-" * 3_000,
    "published:" + "2025-" * 700,
    'published:"' + "1 - " * 900 + '"',
    "value:" + "9" * 3_000,
    "value:[" + "9" * 400 + " TO *]",
    "outlet:" + ",".join("abcdefghij" * 30),
    "https://" + "a?" * 1_500,
    "www." + "a." * 1_500,
    "A=" * 1_500,
    "a|" * 1_900,
    "kata atau " * 390,
    "TRIBUN.COM, " * 300 + "- a",
    "\\" * 3_999,
    "é\u0301" * 1_999,
]


def _hostile(chance: random.Random) -> str:
    """Return a random query: pieces of the language, of texts, and any character at all."""
    pieces = []
    for _ in range(chance.randint(1, 14)):
        kind = chance.random()
        if kind < 0.35:
            pieces.append(chance.choice(WORDS))
        elif kind < 0.7:
            pieces.append(chance.choice(SIGNS))
        elif kind < 0.8:
            pieces.append(chance.choice(FIELDS))
        elif kind < 0.9:
            pieces.append(chr(chance.randrange(0x11_0000)))
        else:
            pieces.append(" ")
        if chance.random() < 0.4:
            pieces.append(" ")
    return "".join(pieces)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    chance = random.Random(3)
    with kliping.open(tmp_path_factory.mktemp("fuzz") / "a.kliping", create=True) as made:
        made.add_all(
            Article(
                id=f"a{n}",
                title=f"Banjir {n} di Demak",
                text=" ".join(chance.choices(WORDS[:8], k=30)) + ".",
                outlet=chance.choice(["Kompas", "Tempo", None]),
            )
            for n in range(40)
        )
        yield made


def _ask(archive: Archive, query: str, number: int) -> None:
    began = time.perf_counter()
    options = SearchOptions(lenient=number % 3 == 0, words=("ranked", "all", "any")[number % 3])
    try:
        found = archive.search(query, limit=3, facets=["outlet"], options=options)
    except QueryError as error:
        assert 0 <= error.offset <= len(query)  # noqa: PT017 - both outcomes are checked
        assert error.query == query  # noqa: PT017
    else:
        assert found.total + found.partial >= len(found.hits)
        for hit in found.hits:
            assert all(0 <= a < b <= len(hit.snippet) for a, b in hit.marks)
    assert time.perf_counter() - began < SLOWEST, query[:200]


@pytest.mark.parametrize("query", HARD, ids=lambda query: query[:12])
def test_a_long_query_is_answered_or_refused_soon(archive: Archive, query: str) -> None:
    """Queries built to be slow take no longer than others."""
    for number in range(2):
        _ask(archive, query, number)


def test_hostile_queries(archive: Archive) -> None:
    """Two thousand random queries give an answer or a QueryError with its place."""
    chance = random.Random(2_000)
    for number in range(1_000):
        _ask(archive, _hostile(chance), number)


@pytest.mark.slow
def test_a_hundred_thousand_hostile_queries(archive: Archive) -> None:
    """The same for a hundred thousand."""
    chance = random.Random(100_000)
    for number in range(100_000):
        _ask(archive, _hostile(chance), number)


def test_hostile_values(archive: Archive) -> None:
    """Filters, orders, facets and cursors of any text give an answer or an error of kliping's."""
    chance = random.Random(5)
    names = [f.name for f in archive.fields()]
    for _ in range(200):
        value = _hostile(chance)
        field = chance.choice(names)
        for options in (
            {"where": {field: [value]}},
            {"any_of": {field: [value, value]}},
            {"exclude": {value: [value]}},
            {"sort": value},
            {"cursor": value},
            {"group": value},
            {"facet_match": value},
        ):
            try:
                archive.search("*", facets=["outlet"], options=SearchOptions(**options))
            except KlipingError as error:
                assert str(error)  # noqa: PT017 - both outcomes are checked
        try:
            archive.search("*", facets=[value])
        except KlipingError as error:
            assert str(error)  # noqa: PT017
