"""A corpus around the copies enricher, and texts of made-up words to put into it."""

import random
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kliping.index import Article, Enrichment
from kliping.index.store.sqlite import SqliteStore
from kliping.plugins.copies import Copies
from kliping.plugins.copies.state import Corpus as State

SYLLABLES = [consonant + vowel for consonant in "bdgklmnprsty" for vowel in "aiu"]


class Corpus:
    """Feeds one enricher as the archive does, and keeps the newest result of each article."""

    def __init__(self, path: Path) -> None:
        self.store = SqliteStore(path, create=True)
        self.enricher = Copies()
        self.results: dict[str, Enrichment] = {}

    def change(self, added: Iterable[Article] = (), deleted: Iterable[str] = ()) -> set[str]:
        """Apply one batch; return the ids whose results came back."""
        added, deleted = list(added), list(deleted)
        prepared = {article.id: self.enricher.prepare(article, {}) for article in added}
        with self.store.write() as transaction, transaction.state("copies") as state:
            for id in (*deleted, *prepared):
                self.enricher.forget(state, id)
                self.results.pop(id, None)
            for id, sketch in prepared.items():
                self.enricher.observe(state, id, sketch)
            settled = self.enricher.resolve(state, [*prepared, *deleted], lambda id, enricher: None)
        self.results.update(settled)
        return set(settled)

    def groups(self) -> dict[str, set[str]]:
        """Return group id → members."""
        groups: dict[str, set[str]] = {}
        for id, result in self.results.items():
            for group in result.values.get("copies", ()):
                groups.setdefault(str(group), set()).add(id)
        return groups

    @contextmanager
    def looking(self) -> Iterator[State]:
        """Give the enricher's state to look at."""
        with self.store.write() as transaction, transaction.state("copies") as state:
            yield State(state)

    def count_links(self) -> int:
        with self.looking() as state:
            return sum(map(len, state.links.members_of(state.texts.keys()).values()))

    def role(self, id: str) -> str | None:
        roles = self.results[id].values.get("copies_role", ())
        return str(roles[0]) if roles else None


@pytest.fixture
def reopen(tmp_path: Path) -> Iterator[Callable[[str], Corpus]]:
    opened: list[Corpus] = []

    def open_corpus(name: str) -> Corpus:
        opened.append(Corpus(tmp_path / name))
        return opened[-1]

    yield open_corpus
    for made in opened:
        made.store.close()


@pytest.fixture
def corpus(reopen: Callable[[str], Corpus]) -> Corpus:
    return reopen("corpus.db")


@pytest.fixture(scope="session")
def write() -> Callable[..., str]:
    """Return a function that writes so many made-up words; equal seeds write equal texts."""

    def write_words(seed: object, count: int = 200) -> str:
        rng = random.Random(repr(seed))
        return " ".join("".join(rng.choices(SYLLABLES, k=rng.randint(2, 4))) for _ in range(count))

    return write_words


@pytest.fixture(scope="session")
def article() -> Callable[..., Article]:
    """Return a function that makes an article, published on a day of January 2025."""

    def make(id: str, text: str, day: int | None = None) -> Article:
        published = None if day is None else datetime(2025, 1, day, tzinfo=UTC)
        return Article(id=id, text=text, published=published)

    return make
