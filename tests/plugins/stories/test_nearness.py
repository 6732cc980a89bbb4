"""Nearness: what is compared with what, and so what is linked, depends on the articles alone."""

import random
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kliping.index import Article, Enrichment
from kliping.index.store.sqlite import SqliteStore
from kliping.plugins.stories import Stories, nearness
from kliping.plugins.stories.affinity import (
    CRAFT_WINDOW,
    WINDOW,
    Profile,
    _affinity,
    affinities,
    affinity,
)
from kliping.plugins.stories.features import Features, extract
from kliping.plugins.stories.linking import LEAST_LINK
from kliping.plugins.stories.nearness import SHARED_KEYS, keys_of
from kliping.plugins.stories.state import NO_DAY, NUMBER_BITS, NUMBERS, Corpus, unpack_link

Links = set[tuple[str, str, float]]


class Fed:
    """An enricher over a store, fed in batches."""

    def __init__(self, folder: str) -> None:
        self.store = SqliteStore(Path(folder) / "corpus.db", create=True)
        self.enricher = Stories()
        self.results: dict[str, Enrichment] = {}

    def change(self, added: Sequence[tuple[str, Features]], deleted: Sequence[str] = ()) -> None:
        with self.store.write() as transaction, transaction.state("stories") as state:
            for id in deleted:
                self.enricher.forget(state, id)
                self.results.pop(id, None)
            for id, features in added:
                self.enricher.forget(state, id)
                self.enricher.observe(state, id, features)
            changed = [*deleted, *(id for id, _ in added)]
            self.results.update(self.enricher.resolve(state, changed, lambda id, name: None))

    def links(self) -> Links:
        with self.store.write() as transaction, transaction.state("stories") as state:
            corpus = Corpus(state)
            found = corpus.links.members_of(corpus.numbers.keys())
            return {(id, *unpack_link(link)) for id, links in found.items() for link in links}

    def numbers(self) -> dict[str, int]:
        with self.store.write() as transaction, transaction.state("stories") as state:
            corpus = Corpus(state)
            return corpus.numbers.get_many(corpus.numbers.keys())

    def stories(self) -> list[list[str]]:
        found: dict[object, list[str]] = {}
        for id, result in self.results.items():
            for story in result.values.get("story", ()):
                found.setdefault(story, []).append(id)
        return sorted(map(sorted, found.values()))


def made_up(seed: int, count: int, *, words: int, days: int) -> list[tuple[str, Features]]:
    """Return articles of made-up words; a fifth of them has no date."""
    rng = random.Random(seed)
    syllables = ["ba", "do", "gi", "ku", "le", "mo", "ni", "pa", "ro", "su"]
    vocabulary = ["".join(rng.choices(syllables, k=4)) for _ in range(words)]
    made = []
    for n in range(count):
        event = random.Random(f"{seed}/{rng.randrange(max(1, count // 6))}")
        told = event.sample(vocabulary, 12)
        text = " ".join(rng.sample(told, 9) + rng.choices(vocabulary, k=6))
        day = None if rng.random() < 0.2 else 1 + (event.randrange(days) + rng.randrange(3)) % 28
        date = None if day is None else f"2025-01-{day:02}T08:00:00+07:00"
        made.append((f"a{n:04}", extract(dated(f"a{n:04}", text, date))))
    return made


def dated(id: str, text: str, date: str | None) -> Article:
    return Article(id=id, text=text, published=datetime.fromisoformat(date) if date else None)


def brute_links(articles: dict[str, Features], numbers: dict[str, int]) -> Links:
    """Return all links by the definition of nearness, looking at every pair."""
    keys = {id: dict(keys_of(numbers[id], features)) for id, features in articles.items()}
    day = {id: features.day or NO_DAY for id, features in articles.items()}
    sizes = Counter(key for of_article in keys.values() for key in of_article)
    buckets: dict[tuple[int, int], list[int]] = {}
    for id, of_article in keys.items():
        for key in of_article:
            buckets.setdefault((key, day[id]), []).append(numbers[id])
    leaders = {at: set(sorted(found)[: nearness.CROWD]) for at, found in buckets.items()}
    links: Links = set()
    for left, right in combinations(sorted(articles), 2):
        is_dated = NO_DAY not in (day[left], day[right])
        count = 0
        for key in keys[left].keys() & keys[right].keys():
            reach = WINDOW if key >= 0 else CRAFT_WINDOW
            if is_dated:
                leads = any(numbers[id] in leaders[key, day[id]] for id in (left, right))
                is_near = leads and abs(day[left] - day[right]) <= reach
            else:
                is_near = sizes[key] <= nearness.CROWD
            count += is_near * (1 if key >= 0 else SHARED_KEYS)
        if count >= SHARED_KEYS:
            profiles = [Profile.of(articles[id]) for id in (left, right)]
            similarity = round(affinity(*profiles), 4)
            if similarity >= LEAST_LINK:
                links |= {(left, right, similarity), (right, left, similarity)}
    return links


@pytest.fixture
def crowded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a crowd begin at four articles."""
    monkeypatch.setattr(nearness, "CROWD", 3)


@pytest.mark.usefixtures("crowded")
@given(seed=st.integers(0, 10**6), words=st.sampled_from([14, 30, 80]), days=st.integers(1, 6))
def test_links_are_those_of_brute_force(seed: int, words: int, days: int) -> None:
    """In any order, in batches of any size, with deletions, links are what the definition says."""
    rng = random.Random(seed)
    articles = dict(made_up(seed, rng.randint(2, 24), words=words, days=days))
    with TemporaryDirectory() as folder:
        fed = Fed(folder)
        with closing(fed.store):
            waiting = rng.sample(sorted(articles), len(articles))
            here: set[str] = set()
            while waiting:
                size = rng.choice([1, 2, 5, 24])
                batch, waiting = waiting[:size], waiting[size:]
                gone = rng.sample(sorted(here), rng.randint(0, min(3, len(here))))
                fed.change([(id, articles[id]) for id in batch], gone)
                here = (here - set(gone)) | set(batch)
                left = {id: articles[id] for id in here}
                assert fed.links() == brute_links(left, fed.numbers())


@pytest.mark.usefixtures("crowded")
def test_the_partition_is_that_of_one_batch(tmp_path: Path) -> None:
    """Random orders, batches and deletions give the stories of one batch, in crowds too."""
    for seed in range(6):
        articles = made_up(seed, 60, words=40, days=4)
        found = []
        for way in range(3):
            rng = random.Random(f"{seed}/{way}")
            folder = tmp_path / f"{seed}-{way}"
            folder.mkdir()
            fed = Fed(str(folder))
            with closing(fed.store):
                waiting = rng.sample(articles, len(articles))
                size = [60, 7, 1][way]
                for at in range(0, 60, size):
                    fed.change(waiting[at : at + size])
                gone = rng.sample(articles, 10) if way else []
                fed.change([], [id for id, _ in gone])
                fed.change(gone)
                found.append(fed.stories())
        assert found[0] == found[1] == found[2]
        assert found[0]


@pytest.mark.long
def test_fifteen_hundred_articles_in_any_order(tmp_path: Path) -> None:
    """1,500 articles of made-up words make the same stories in batches of any size."""
    articles = made_up(3, 1_500, words=900, days=20)
    found = []
    for way, sizes in enumerate(([1_500], [500], range(1, 91))):
        rng = random.Random(way)
        folder = tmp_path / str(way)
        folder.mkdir()
        fed = Fed(str(folder))
        with closing(fed.store):
            waiting = rng.sample(articles, len(articles))
            while waiting:
                size = rng.choice(sizes)
                fed.change(waiting[:size])
                waiting = waiting[size:]
            found.append(fed.stories())
    assert found[0] == found[1] == found[2]
    assert len(found[0]) > 50


def test_many_affinities_are_those_of_each_pair() -> None:
    """One article against many gives bit for bit what pair by pair, either way round, gives."""
    profiles = [Profile.of(features) for _, features in made_up(11, 80, words=60, days=3)]
    for one in profiles[:20]:
        many = affinities(one, profiles)
        assert many == [affinity(one, other) for other in profiles]
        assert many == [affinity(other, one) for other in profiles]
        assert many == [_plain(one, other) for other in profiles]
    assert affinities(profiles[0], []) == []


def _plain(left: Profile, right: Profile) -> float:
    """Return the affinity with a cosine added up term by term."""
    cosine = 0.0
    for weights, others in ((left.weights, right.weights), (left.head, right.head)):
        other = dict(zip(right.terms.tolist(), others.tolist(), strict=True))
        pairs = zip(left.terms.tolist(), weights.tolist(), strict=True)
        cosine = max(cosine, sum(weight * other.get(term, 0.0) for term, weight in pairs))
    return _affinity(left, right, cosine)


def test_numbers_fill_their_bits() -> None:
    """A day above a number is one integer of 64 bits."""
    assert NUMBERS == 1 << NUMBER_BITS
    assert np.iinfo(np.int64).max.bit_length() >= NUMBER_BITS + 20
