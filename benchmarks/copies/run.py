"""Measure the copies: recall by kind of edit, what is kept apart, order, restart, speed, a peer.

    python benchmarks/copies/run.py --data FOLDER [--articles 646] [--seed 1]

FOLDER (or KLIPING_DATA) holds news/*.jsonl with one article a line, its words under `text`. Which
articles are edited is drawn without the enricher. The peer is datasketch's MinHashLSH over the
same shingles, if it is installed.
"""

import argparse
import json
import os
import random
import resource
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

from edits import EDITS, WANTED, Pool
from negatives import PAIRS, Told, iter_fillings

from kliping.index import Article
from kliping.index.shingles import fold_words
from kliping.index.store import CorpusState
from kliping.index.store.sqlite import SqliteStore
from kliping.plugins.copies import Copies
from kliping.plugins.copies.state import Corpus as State
from kliping.plugins.copies.state import Texts, bands_of

MIN_WORDS = 120
BATCH = 500
NEGATIVES = 200
# Articles with more runs of so many words in common are related before anything is edited.
RUN_WORDS = 8
MOST_RUNS = 5


class Corpus:
    """The enricher over a database, fed in batches as the archive feeds it."""

    def __init__(self, path: Path | None = None) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self.store = SqliteStore(path or Path(self._folder.name, "articles.db"), create=True)
        self.enricher = Copies()
        self.groups: dict[str, tuple[str, ...]] = {}

    def add(self, articles: list[Article], *, batch: int = BATCH) -> None:
        for at in range(0, len(articles), batch):
            part = articles[at : at + batch]
            with self.store.write() as transaction, transaction.state("copies") as state:
                for article in part:
                    prepared = self.enricher.prepare(article, {})
                    self.enricher.observe(state, article.id, prepared)
                self._resolve(state, [article.id for article in part])

    def delete(self, ids: list[str]) -> None:
        with self.store.write() as transaction, transaction.state("copies") as state:
            for id in ids:
                self.enricher.forget(state, id)
                self.groups.pop(id, None)
            self._resolve(state, ids)

    def _resolve(self, state: CorpusState, changed: list[str]) -> None:
        results = self.enricher.resolve(state, changed, lambda id, name: None)
        for id, result in results.items():
            self.groups[id] = tuple(map(str, result.values.get("copies", ())))

    def pairs(self) -> set[tuple[str, str]]:
        members = defaultdict(list)
        for id, groups in self.groups.items():
            for group in groups:
                members[group].append(id)
        return {pair for ids in members.values() for pair in combinations(sorted(ids), 2)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", default=os.environ.get("KLIPING_DATA"))
    parser.add_argument("--articles", type=int, default=646)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if not options.data or not Path(options.data, "news").is_dir():
        sys.exit("skipped: give --data FOLDER, or set KLIPING_DATA, to a folder with news/*.jsonl")
    rng = random.Random(options.seed)
    told = list(
        {article.text: article for article in read_articles(Path(options.data, "news"))}.values()
    )
    rng.shuffle(told)
    told, related = unrelated(told)
    bases, strangers = (
        [t.text for t in told[: options.articles]],
        [t.text for t in told[options.articles :]],
    )
    print(f"{related} articles that share {MOST_RUNS} runs of {RUN_WORDS} words are left out")
    pool = Pool(words=[w for text in strangers for w in text.split()], texts=strangers)
    variants = {
        name: {f"{n:04}": edit(text, rng, pool) for n, text in enumerate(bases)}
        for name, edit in EDITS.items()
    }
    originals = {f"{n:04}": text for n, text in enumerate(bases)}
    print(f"{len(bases)} articles, {len(EDITS)} edits of each, seed {options.seed}\n")
    measure_edits(originals, variants, strangers)
    measure_negatives(told, rng)
    everything = [Article(id=f"{id}/", text=text) for id, text in originals.items()]
    for name, edited in variants.items():
        everything.extend(Article(id=f"{id}/{name}", text=text) for id, text in edited.items())
    measure_order(everything, rng)
    measure_speed(everything)
    measure_peer(originals, variants)


def read_articles(folder: Path) -> Iterator[Told]:
    for path in sorted(folder.glob("*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                if len(row["text"].split()) >= MIN_WORDS:
                    yield Told(row.get("title") or "", row["text"])


def unrelated(told: list[Told]) -> tuple[list[Told], int]:
    """Return the articles that share no more than MOST_RUNS runs of words with one before them.

    The enricher that is measured has no part in this.
    """
    first: dict[tuple[str, ...], int] = {}
    kept: list[Told] = []
    for number, article in enumerate(told):
        words = fold_words(article.text)
        runs = set(zip(*(words[at:] for at in range(RUN_WORDS)), strict=False))
        shared = Counter(first[run] for run in runs if run in first)
        for run in runs:
            first.setdefault(run, number)
        if max(shared.values(), default=0) <= MOST_RUNS:
            kept.append(article)
    return kept, len(told) - len(kept)


def measure_negatives(told: list[Told], rng: random.Random) -> None:
    """Print how many pairs of related but different texts are linked, by kind."""
    print(f"{'different texts':16} {'pairs':>6} {'linked':>7}")
    for name, make in PAIRS.items():
        corpus = Corpus()
        articles = []
        for number in range(NEGATIVES):
            for side, text in enumerate(make(told, rng)):
                articles.append(as_article(f"{number:04}/{side}", text))
        corpus.add(articles)
        found = sum((f"{n:04}/0", f"{n:04}/1") in corpus.pairs() for n in range(NEGATIVES))
        print(f"{name:16} {NEGATIVES:6} {found:7}")
    for name, fillings in iter_fillings(rng):
        corpus = Corpus()
        corpus.add([as_article(f"{n:04}", text) for n, text in enumerate(fillings)])
        print(f"{name:16} {len(fillings) * (len(fillings) - 1) // 2:6} {len(corpus.pairs()):7}")
    print()


def as_article(id: str, told: Told) -> Article:
    published = datetime(2025, 1, 1, 8, tzinfo=UTC) + timedelta(days=told.day)
    return Article(id=id, title=told.title, text=told.text, published=published)


def measure_edits(
    originals: dict[str, str], variants: dict[str, dict[str, str]], strangers: list[str]
) -> None:
    """Print recall and precision: each kind alone among strangers, then all kinds at once."""
    print(f"{'edit':12} {'alone':>7} {'wanted':>7} {'family':>7}  foreign pairs")
    crowd = [Article(id=f"x{n:04}/", text=text) for n, text in enumerate(strangers)]
    base = [Article(id=f"{id}/", text=text) for id, text in originals.items()]
    family = Corpus()
    family.add(crowd + base)
    for name, edited in variants.items():
        family.add([Article(id=f"{id}/{name}", text=text) for id, text in edited.items()])
    found = family.pairs()
    for name, edited in variants.items():
        corpus = Corpus()
        corpus.add(base)
        corpus.add([Article(id=f"{id}/{name}", text=text) for id, text in edited.items()])
        alone = corpus.pairs()
        recall = sum((f"{id}/", f"{id}/{name}") in alone for id in edited) / len(edited)
        in_family = sum((f"{id}/", f"{id}/{name}") in found for id in edited) / len(edited)
        foreign = sum(left.split("/")[0] != right.split("/")[0] for left, right in alone)
        print(f"{name:12} {recall:7.3f} {WANTED[name]:7.2f} {in_family:7.3f}  {foreign}")
    # An embedded text is a copy of its host article as well, so those pairs are true ones.
    foreign_pairs = [
        pair
        for pair in found
        if pair[0].split("/")[0] != pair[1].split("/")[0]
        and not any(id.endswith("/embedded") for id in pair)
    ]
    print(f"\nall at once: {len(found)} pairs, {len(foreign_pairs)} of them between families:")
    print(f"precision {1 - len(foreign_pairs) / len(found):.4f}\n")


def measure_order(articles: list[Article], rng: random.Random) -> None:
    """Print how equal the groups are over shuffles, batch sizes, deletions and a restart."""
    with tempfile.TemporaryDirectory() as folder:
        expected: set[tuple[str, str]] = set()
        for turn in range(4):
            shuffled = rng.sample(articles, len(articles))
            path = Path(folder, f"{turn}.db")
            corpus = Corpus(path)
            middle = len(shuffled) // 2
            corpus.add(shuffled[:middle], batch=rng.choice([1, 50, 2000]))
            if turn == 3:
                # A restart, and a third of what was taken in deleted and added again.
                corpus.store.close()
                restarted = Corpus(path)
                restarted.groups = corpus.groups
                corpus = restarted
                again = shuffled[: middle // 3]
                corpus.delete([article.id for article in again])
                corpus.add(again)
            corpus.add(shuffled[middle:], batch=rng.choice([50, 2000]))
            pairs = corpus.pairs()
            corpus.store.close()
            if turn:
                same = len(expected & pairs)
                f1 = 2 * same / (len(expected) + len(pairs))
                print(f"shuffle {turn}{' + restart' if turn == 3 else ''}: pairwise F1 {f1:.5f}")
            else:
                expected = pairs
    print()


def measure_speed(articles: list[Article]) -> None:
    """Print articles sketched, taken in and looked up a second."""
    began = time.perf_counter()
    enricher = Copies()
    prepared = [(article.id, enricher.prepare(article, {})) for article in articles]
    report("sketched", len(articles), began)
    with tempfile.TemporaryDirectory() as folder:
        corpus = Corpus(Path(folder, "articles.db"))
        began = time.perf_counter()
        with corpus.store.write() as transaction, transaction.state("copies") as state:
            for id, sketch in prepared:
                corpus.enricher.observe(state, id, sketch)
            report("taken in", len(articles), began)
            began = time.perf_counter()
            corpus._resolve(state, [])
            report("settled", len(articles), began)
            texts, seen = Texts(), State(state)
            began = time.perf_counter()
            candidates = sum(
                len(texts.candidates(seen, p.sketch.key, bands_of(p.sketch))) for _, p in prepared
            )
            report("looked up", len(articles), began)
        size = Path(folder, "articles.db").stat().st_size
        corpus.store.close()
    print(
        f"{candidates / len(articles):.1f} candidates a look-up, {size / len(articles):.0f} bytes "
        "an article on disk"
    )
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {memory:.0f} MB\n")


def report(what: str, count: int, began: float) -> None:
    print(f"{what}: {count / (time.perf_counter() - began):,.0f} articles/s")


def measure_peer(originals: dict[str, str], variants: dict[str, dict[str, str]]) -> None:
    """Print recall and speed of datasketch's MinHashLSH at the same Jaccard threshold."""
    try:
        from datasketch import MinHash, MinHashLSH
    except ImportError:
        print("peer datasketch is not installed; skipped")
        return

    def minhash(text: str) -> MinHash:
        words = fold_words(text)
        runs: Iterable[tuple[str, ...]] = zip(words, words[1:], words[2:], strict=False)
        made = MinHash(num_perm=128)
        made.update_batch([" ".join(run).encode() for run in runs])
        return made

    began = time.perf_counter()
    lsh = MinHashLSH(threshold=0.3, num_perm=128)
    for id, text in originals.items():
        lsh.insert(id, minhash(text))
    count = len(originals)
    candidates = 0
    rows = []
    for name, edited in variants.items():
        hits = 0
        for id, text in edited.items():
            found = lsh.query(minhash(text))
            candidates += len(found)
            hits += id in found
        count += len(edited)
        rows.append(f"{name} {hits / len(edited):.3f}")
    print(f"datasketch MinHashLSH, candidates at .30 (not verified): {'; '.join(rows)}")
    report("datasketch: sketched, inserted or looked up", count, began)


if __name__ == "__main__":
    main()
