"""Group words by the company they keep, for the entity tagger.

    python benchmarks/quality/cluster_words.py --data FOLDER

Counts the words at distances -2, -1, 1 and 2 of every frequent word, weighs the counts by positive
pointwise mutual information (context distribution smoothed by .75: Levy, Goldberg and Dagan 2015),
reduces them to 120 dimensions and groups the words with spherical k-means, twice.
"""

import argparse
import ast
import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
from ner_sets import detokenise, read_set

from kliping.plugins.entities.tagger.tokens import LINE_END, tokenise

OUTPUT = Path(__file__).parents[2] / "plugins" / "entities" / "lexicon" / "clusters.tsv"
LEAST, MOST = 4, 30_000  # occurrences of a word to be grouped; words grouped
CONTEXTS = 800  # commonest words that count as company
DISTANCES = (-2, -1, 1, 2)
DIMENSIONS = 120
GROUPS = (200, 800)
WORD = re.compile(r"[^\W\d_]+(?:['’`][^\W\d_]+)*|0")
HEAD = """\
# Words by the company they keep: two clusterings (200 and 800 groups). 0 stands for any number.
# Source: benchmarks/quality/cluster_words.py over the development news (README.md), 2026-11
# Columns: word, number of its group of 200, number of its group of 800
"""


def iter_texts(folder: Path) -> Iterator[str]:
    """Yield every text to count in: news, FacQA's passages, the tagged training parts."""
    for path in sorted((folder / "news").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)["text"]
    seen = set()
    for path in sorted((folder / "retrieval").glob("facqa-*.csv")):
        with path.open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                if row["passage"] not in seen:
                    seen.add(row["passage"])
                    tokens = [token for token in ast.literal_eval(row["passage"]) if token]
                    yield detokenise(tokens)[0]
    for name in ("idner", "nergrit"):
        yield from (tagged.text for tagged in read_set(folder / "ner" / f"{name}-train.txt"))


def embed(tokens: list[str], words: list[str]) -> npt.NDArray[np.float32]:
    """Return one unit vector per word: array (words, DIMENSIONS)."""
    number = {word: at for at, word in enumerate(words)}
    common = [word for word, _ in Counter(t.lower() for t in tokens).most_common(CONTEXTS)]
    context = {word: at for at, word in enumerate(common)}
    here = np.array([number.get(token, -1) for token in tokens])
    near = np.array([context.get(token.lower(), -1) for token in tokens])
    counts = np.zeros((len(words), len(common) * len(DISTANCES)), np.float32)
    edge = max(DISTANCES)
    for slot, distance in enumerate(DISTANCES):
        left = here[edge:-edge]
        right = near[edge + distance : len(near) - edge + distance]
        both = (left >= 0) & (right >= 0)
        np.add.at(counts, (left[both], right[both] + slot * len(common)), 1)
    rows = counts.sum(1, keepdims=True) + 1e-6
    columns = np.maximum(counts.sum(0, keepdims=True), 1) ** 0.75
    expected = rows * columns * counts.sum() ** -0.75
    weights = np.where(counts > 0, np.log(np.maximum(counts, 1e-9) / expected), 0)
    np.maximum(weights, 0, out=weights)
    values, vectors = np.linalg.eigh(weights.T @ weights)
    points = weights @ vectors[:, -DIMENSIONS:] / values[-DIMENSIONS:] ** 0.25
    lengths = np.linalg.norm(points, axis=1, keepdims=True) + 1e-9
    return np.asarray(points / lengths, np.float32)


def group(
    points: npt.NDArray[np.float32], count: int, random: np.random.Generator
) -> npt.NDArray[np.int64]:
    """Return the group number of every point: 25 rounds of spherical k-means."""
    centres = points[random.choice(len(points), count, replace=False)]
    nearest = np.zeros(len(points), np.int64)
    for _ in range(25):
        nearest = (points @ centres.T).argmax(1)
        for number in range(count):
            members = points[nearest == number]
            empty = not len(members)
            centres[number] = points[random.integers(len(points))] if empty else members.mean(0)
        centres /= np.linalg.norm(centres, axis=1, keepdims=True) + 1e-9
    return nearest


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    tokens: list[str] = []
    for text in iter_texts(parser.parse_args().data):
        words = ("0" if token.isdigit() else token for token in tokenise(text)[0])
        tokens += [LINE_END, *words, LINE_END]
    counted = Counter(tokens).most_common(MOST)
    words_kept = [word for word, count in counted if count >= LEAST]
    points = embed(tokens, words_kept)
    random = np.random.default_rng(0)
    columns = [group(points, count, random) for count in GROUPS]
    lines = [
        "\t".join([word, *(str(column[at]) for column in columns)])
        for at, word in enumerate(words_kept)
        if WORD.fullmatch(word)
    ]
    OUTPUT.write_text(HEAD + "\n".join(sorted(lines)) + "\n", encoding="utf-8")
    print(f"{OUTPUT}: {len(lines):,} words")


if __name__ == "__main__":
    main()
