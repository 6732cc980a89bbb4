"""How often one action of a user asks the engine: over a network each is a round trip."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import kliping
from kliping import Archive, Article, SearchOptions
from kliping.index.columnar import ColumnarEngine

CALLS = (
    "search",
    "search_all",
    "search_with_ids",
    "matching_ids",
    "ids_with",
    "explain",
    "field_statistics",
    "count_terms_of",
    "term_counts",
    "top_terms",
    "count_terms",
    "iter_terms",
    "suggest",
)
TEXT = (
    "Hujan deras membuat sungai meluap di {} dan merendam ratusan rumah warga di tepi sungai. "
    "Petugas membawa perahu karet, tenda, selimut, dan makanan siap saji untuk para pengungsi. "
    "Sekolah diliburkan tiga hari sampai air surut dan jalan dibersihkan oleh warga dan relawan."
)


class CountingReader:
    """A reader that counts what is asked of it."""

    def __init__(self, reader: Any, calls: Counter[str]) -> None:
        self._reader = reader
        self._calls = calls

    def __getattr__(self, name: str) -> Any:
        if name in CALLS:
            self._calls[name] += 1
        return getattr(self._reader, name)


@pytest.fixture(scope="module")
def filled(tmp_path_factory) -> Path:
    """Return an archive of thirty articles, half of them copies of one another."""
    path = tmp_path_factory.mktemp("calls") / "arsip.kliping"
    places = ["Demak", "Kudus", "Pati"]
    articles = [
        Article(
            id=f"a{n}",
            title=f"Sungai meluap di {places[n % 3]}",
            text=TEXT.format(places[n % 3]) + ("" if n % 2 else f" Korban ke-{n} dirawat. " * 9),
            outlet=f"Media {n}",
        )
        for n in range(30)
    ]
    with kliping.open(path, create=True) as archive:
        archive.add_all(articles)
    return path


@pytest.fixture
def counted(filled, monkeypatch) -> Iterator[tuple[Archive, Counter[str]]]:
    """Return the archive, and the calls of its readers since it was opened."""
    calls: Counter[str] = Counter()
    reader = ColumnarEngine.reader
    monkeypatch.setattr(ColumnarEngine, "reader", lambda self: CountingReader(reader(self), calls))
    with kliping.open(filled) as archive:
        calls.clear()
        yield archive, calls


@pytest.mark.parametrize(
    ("action", "most"),
    [
        (lambda a: a.search("sungai", limit=10), 2),
        (lambda a: a.search("sungai meluap pengungsi", limit=10), 2),
        (lambda a: a.search("sungai", facets=["outlet", "place", "published:month"]), 2),
        (lambda a: a.search('"siap saji"', limit=10), 2),
        (lambda a: a.search("sungai", options=SearchOptions(group="copies", recency=True)), 2),
        (
            lambda a: a.search(
                "sungai", facets=["outlet"], options=SearchOptions(where={"outlet": ["Media 3"]})
            ),
            2,
        ),
        (lambda a: a.search("sungai", options=SearchOptions(where={"outlet": ["Medja"]})), 2),
        (lambda a: a.search("sungay", options=SearchOptions(where={"outlet": ["Medja"]})), 2),
        (lambda a: a.search("sungai banjar", options=SearchOptions(words="all")), 2),
        (lambda a: a.search('sungai outlet:"media 3"'), 3),
        (lambda a: a.search("sungay outlet:medja"), 4),
        (lambda a: a.quotes("sungai", options=SearchOptions(where={"speaker": ["Medja"]})), 2),
        (lambda a: a.stories(), 2),
        (lambda a: a.stories("sungai"), 2),
        (lambda a: a.similar("a3", limit=10), 5),
        (lambda a: a.copies(), 2),
        (lambda a: a.copies(["a3"]), 2),
        (lambda a: a.matching_ids("sungai"), 1),
        (lambda a: a.explain("sungai", "a3"), 2),
        (lambda a: a.search("sungay meluap", limit=10), 2),
        (lambda a: a.search("sungay melwap penqungsi", limit=10), 2),
        (
            lambda a: a.search(
                "sungai", options=SearchOptions(any_of={"outlet": [f"Medja {n}" for n in range(9)]})
            ),
            2,
        ),
    ],
)
def test_an_action_asks_the_engine_seldom(
    counted, action: Callable[[Archive], object], most: int
) -> None:
    """A search is at most two calls, copies two, similar articles five; however many hits.

    The second call of a search is for the copies of its hits and, where it finds little, for what
    was meant, of all words and values at once. A value of the query language costs one call more,
    two where no article has it.
    """
    archive, calls = counted
    action(archive)
    assert 0 < sum(calls.values()) <= most, calls


def test_no_action_asks_for_all_documents_at_once(counted, monkeypatch) -> None:
    """Where all are wanted, pages are asked for: no limit is the number of documents."""
    from kliping.retrieval import quoting

    archive, _ = counted
    monkeypatch.setattr(quoting, "BATCH", 4)
    everything = archive.quotes("*", limit=None)
    assert len(everything.hits) == everything.total


@pytest.mark.parametrize(
    "action",
    [
        lambda a: a.search("sungai meluap", facets=["outlet"]),
        lambda a: a.search("sungay meluap"),
        lambda a: a.search("sungai", options=SearchOptions(where={"outlet": ["Medja"]})),
        lambda a: a.search('outlet:"media 3" place:demak'),
        lambda a: a.quotes("sungai", facets=["speaker"]),
        lambda a: list(a.iter_hits("sungai")),
        lambda a: a.matching_ids("sungai"),
    ],
)
def test_a_search_looks_at_one_commit(
    filled: Path, monkeypatch: pytest.MonkeyPatch, action: Callable[[Archive], object]
) -> None:
    """Words, names, filters, counts and advice are all of the same reader."""
    taken: list[object] = []
    reader = ColumnarEngine.reader

    def counted(engine: ColumnarEngine) -> Any:
        taken.append(engine)
        return reader(engine)

    with kliping.open(filled) as archive:
        action(archive)  # the first use of an index looks whether it can be read
        monkeypatch.setattr(ColumnarEngine, "reader", counted)
        action(archive)
    assert len(taken) == 1
