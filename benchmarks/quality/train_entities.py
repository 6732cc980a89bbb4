"""Train the entity tagger on idner-news-2k and NERGrit and write the model file.

    python benchmarks/quality/train_entities.py --data FOLDER

Both training parts make one model. Each attribute is given twice, once as it is and once marked
with the genre of its set (Daume III 2007, "Frustratingly easy domain adaptation"), so that the
sets share what they agree on and keep their own conventions. The file holds the sums, per genre.
"""

import argparse
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np
import pycrfsuite
from ner_sets import TaggedText, read_set

from kliping.plugins.entities.gazetteer import Matcher, load_entries, tag_tokens
from kliping.plugins.entities.lexicon import load_lexicon
from kliping.plugins.entities.tagger.features import (
    DISTANCES,
    GAZ,
    LABELS,
    WordClasses,
    paired_attributes,
)
from kliping.plugins.entities.tagger.tagger import GENRES
from kliping.plugins.entities.tagger.tokens import LINE_END, tokenise

SETS = ("idner", "nergrit")  # in the order of GENRES
MODEL = Path(__file__).parents[2] / "plugins" / "entities" / "model" / "tagger.tsv"
C1, C2 = 0.02, 0.6  # L1 and L2; chosen on both development parts, 2026-11
ITERATIONS = 120
GENRE_L2 = 3.0  # chosen on both development parts, 2026-11
HEAD = """\
# Weights of the entity tagger, in hundredths; see README.md
# Source: trained on the training parts of idner-news-2k (MIT) and NERGrit (Apache-2.0), 2026-11
# Columns: attribute, then the weight of each label for news, then for encyclopaedic text
"""


class Reader:
    """Turns tagged texts into CRFsuite's sequences, as the tagger sees them."""

    def __init__(self) -> None:
        self._words = WordClasses(load_lexicon())
        self._matcher = Matcher(load_entries())

    def sequences(self, tagged: TaggedText) -> list[tuple[list[list[str]], list[str]]]:
        """Return attributes and labels of every stretch of a text."""
        tokens, starts = tokenise(tagged.text)
        tags = tag_tokens(self._matcher.find(tagged.text), tokens, starts)
        listed = [GAZ[tag] for tag in tags]
        coarse = [self._words.coarse(token) for token in tokens]
        gold = gold_labels(tagged, tokens, starts)
        position = [self._words.position(token) for token in tokens]
        found = []
        for first, last in stretches(position):
            attributes = []
            for at in range(first, last):
                row = paired_attributes(coarse, listed, at)
                for distance in DISTANCES:
                    near = at + distance
                    word = tokens[near] if 0 <= near < len(tokens) else LINE_END
                    row += self._words.attributes(word, distance)
                attributes.append(row)
            found.append((attributes, gold[first:last]))
        return found


def stretches(position: list[int]) -> list[tuple[int, int]]:
    """Return the runs of non-zero positions that hold a 2, as `tagger` finds them."""
    found, start = [], None
    for at, value in enumerate([*position, 0]):
        if value and start is None:
            start = at
        elif not value and start is not None:
            if 2 in position[start:at]:
                found.append((start, at))
            start = None
    return found


def gold_labels(tagged: TaggedText, tokens: list[str], starts: list[int]) -> list[str]:
    """Return the BIO label of every token; a token belongs to the span it touches."""
    labels = ["O"] * len(tokens)
    for start, end, type in tagged.spans:
        mark = "B"
        for at, (begin, token) in enumerate(zip(starts, tokens, strict=True)):
            if begin < end and begin + len(token) > start:
                labels[at] = f"{mark}-{type}"
                mark = "I"
    return labels


def genre_odds(corpora: list[list[TaggedText]]) -> dict[str, float]:
    """Return per word how much a text that holds it looks like news: logistic regression.

    The words are lower-case; "" is the intercept. Positive is news.
    """
    held = [
        [{t.lower() for t in tokenise(tagged.text)[0] if t.isalpha()} for tagged in corpus]
        for corpus in corpora
    ]
    counts = Counter(word for corpus in held for words in corpus for word in words)
    number = {word: at for at, word in enumerate(w for w, n in counts.items() if n >= 3)}
    texts = [words for corpus in held for words in corpus]
    matrix = np.zeros((len(texts), len(number) + 1), np.float32)
    matrix[:, -1] = 1
    for at, words in enumerate(texts):
        matrix[at, [number[word] for word in words if word in number]] = 1
    target = np.concatenate([np.full(len(corpus), 1.0 - at) for at, corpus in enumerate(held)])
    weights = np.zeros(matrix.shape[1])
    speed = np.zeros_like(weights)
    for _ in range(400):
        error = 1 / (1 + np.exp(-matrix @ weights)) - target
        slope = matrix.T @ error + GENRE_L2 * np.append(weights[:-1], 0)
        speed = 0.9 * speed - 0.003 * slope
        weights += speed
    return {"": weights[-1], **{word: weights[at] for word, at in number.items()}}


def train(corpora: list[list[TaggedText]], path: str) -> None:
    """Train on all stretches of all corpora and write CRFsuite's model to `path`."""
    reader = Reader()
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    for genre, corpus in zip(GENRES, corpora, strict=True):
        for tagged in corpus:
            for attributes, labels in reader.sequences(tagged):
                trainer.append(
                    [row + [f"{genre}~{name}" for name in row] for row in attributes], labels
                )
    trainer.set_params({"c1": C1, "c2": C2, "max_iterations": ITERATIONS})
    trainer.train(path)


def write_model(path: str, odds: dict[str, float]) -> int:
    """Write the model file from CRFsuite's model; return its size in bytes."""
    tagger = pycrfsuite.Tagger()
    tagger.open(path)
    dump = tagger.info()
    rows: dict[str, list[list[float]]] = {}

    def add(attribute: str, label: str, weight: float) -> None:
        genre, marked, name = attribute.partition("~")
        shared = not (marked and genre in GENRES)
        row = rows.setdefault(attribute if shared else name, [[0.0] * len(LABELS) for _ in GENRES])
        for at, own in enumerate(GENRES):
            if shared or genre == own:
                row[at][LABELS.index(label)] += weight

    for (attribute, label), weight in dump.state_features.items():
        add(attribute, label, weight)
    for (before, after), weight in dump.transitions.items():
        add(f"after={before}", after, weight)
    lines = [
        f"genre={word}\t{round(value * 100)}"
        for word, value in sorted(odds.items())
        if abs(value) >= 0.05
    ]
    for attribute, row in sorted(rows.items()):
        numbers = [round(weight * 100) for genre in row for weight in genre]
        if any(abs(number) >= 2 for number in numbers):
            lines.append("\t".join([attribute, *(str(n) if n else "" for n in numbers)]))
    MODEL.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    return MODEL.stat().st_size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds ner/")
    folder = parser.parse_args().data / "ner"
    corpora = [read_set(folder / f"{name}-train.txt") for name in SETS]
    with tempfile.NamedTemporaryFile(suffix=".crfsuite") as file:
        train(corpora, file.name)
        size = write_model(file.name, genre_odds(corpora))
    print(f"{MODEL}: {size:,} bytes")


if __name__ == "__main__":
    main()
