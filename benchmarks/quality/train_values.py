"""Train the gate of facet values on judged values, and write its model.

    python -m benchmarks.quality.train_values --archive ARCHIVE [--choose]

ARCHIVE holds the articles of benchmarks/judged (README.md there tells how to make it). The model is
a multinomial logistic regression with an L2 penalty over the attributes of
`plugins/entities/values/features.py`; its classes are the three types and "none". It is trained on
the judged values of the articles that are not held out, of names that no list holds. `--choose`
prints cross-validated precision and kept right values for some penalties and thresholds, and writes
nothing.
"""

import argparse
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

import kliping
from benchmarks.judged.verdicts import JudgedValue, is_held_out, read_values
from kliping.plugins.entities.lexicon import load_lexicon
from kliping.plugins.entities.pipeline import Pipeline
from kliping.plugins.entities.values.features import ValueFeatures
from kliping.plugins.entities.values.gate import CLASSES

Array = npt.NDArray[np.float64]

ROOT = Path(__file__).parents[2]
VALUES = ROOT / "benchmarks" / "judged" / "values.tsv"
MODEL = ROOT / "plugins" / "entities" / "values" / "model" / "values.tsv"
PENALTY = 8.0  # of squared weights; chosen by --choose, 2026-11-27
LEAST_VALUES = 2  # training values that must have an attribute
STEPS = 300  # of accelerated gradient descent; the loss stands still after about 200
FOLDS = 6
HEAD = """\
# Weights of the gate of facet values, in hundredths; see README.md
# Source: benchmarks/quality/train_values.py over benchmarks/judged/values.tsv, 2026-11-27
# Columns: attribute, then the weight of person, organisation, place, none
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A judged value as the enricher gives it today.

    Attributes:
        attributes: attribute → amount.
        target: the number of its class in `CLASSES`.
        listed: whether the gazetteer lists it, so that the gate is not asked.
    """

    judged: JudgedValue
    attributes: Mapping[str, float]
    target: int
    listed: bool


def target_of(judged: JudgedValue) -> int:
    """Return the class of a value: its type where it is right or merely of another one."""
    if judged.right:
        return CLASSES.index(judged.field)
    other = judged.kind == "type" and judged.right_field
    return CLASSES.index(judged.right_field if other else "none")


def read_examples(archive: Path) -> list[Example]:
    """Return the judged values that their articles still give."""
    pipeline, features = Pipeline(), ValueFeatures(load_lexicon())
    examples = []
    with kliping.open(archive, read_only=True) as opened:
        for judged in read_values(VALUES):
            text = opened.get(judged.article).body_text()
            found, values = pipeline.read(text)
            asked = {(v.mentions[0].type, v.mentions[0].name): v for v in values}
            given = {(f.type, f.name) for f in found if f.counted}
            if (judged.field, judged.value) not in given:
                continue
            value = asked.get((judged.field, judged.value))
            attributes: dict[str, float] = {}
            if value is not None:
                attributes = dict.fromkeys(features.of_name(judged.value), 1.0)
                attributes |= features.of_mentions(value.mentions, text, value.leanings)
            examples.append(
                Example(
                    judged=judged,
                    attributes=attributes,
                    target=target_of(judged),
                    listed=value is None,
                )
            )
    return examples


def softmax(scores: Array) -> Array:
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def fit(examples: Sequence[Example], penalty: float) -> dict[str, Array]:
    """Return attribute → weight of each class: Nesterov's accelerated gradient descent."""
    counts = Counter(name for example in examples for name in example.attributes)
    names = sorted(name for name, count in counts.items() if count >= LEAST_VALUES)
    rows = matrix(examples, names)
    targets = np.eye(len(CLASSES))[[example.target for example in examples]]
    step = 1 / (0.5 * np.linalg.norm(rows, 2) ** 2 + penalty)
    weights = ahead = np.zeros((len(names), len(CLASSES)))
    pace = 1.0
    for _ in range(STEPS):
        slope = rows.T @ (softmax(rows @ ahead) - targets) + penalty * ahead
        later, faster = ahead - step * slope, (1 + (1 + 4 * pace**2) ** 0.5) / 2
        ahead = later + (pace - 1) / faster * (later - weights)
        weights, pace = later, faster
    return dict(zip(names, weights, strict=True))


def matrix(examples: Sequence[Example], names: Sequence[str]) -> Array:
    """Return array (example, attribute) of amounts."""
    columns = {name: at for at, name in enumerate(names)}
    rows = np.zeros((len(examples), len(names)))
    for at, example in enumerate(examples):
        for name, amount in example.attributes.items():
            if name in columns:
                rows[at, columns[name]] = amount
    return rows


def choose(examples: Sequence[Example]) -> None:
    """Print what cross-validation by article says of penalties and thresholds."""
    fold = [hashlib.blake2b(e.judged.article.encode()).digest()[1] % FOLDS for e in examples]
    for penalty in (1.0, 2.0, 4.0, 8.0):
        shares = np.ones(len(examples))
        for number in range(FOLDS):
            known = [e for e, f in zip(examples, fold, strict=True) if f != number and not e.listed]
            weights = fit(known, penalty)
            asked = [at for at, e in enumerate(examples) if fold[at] == number and not e.listed]
            rows = matrix([examples[at] for at in asked], list(weights))
            given = softmax(rows @ np.array(list(weights.values())))
            own = [CLASSES.index(examples[at].judged.field) for at in asked]
            shares[asked] = given[np.arange(len(asked)), own]
        print(f"penalty {penalty}: precision and share of the right ones kept, by threshold")
        for field in CLASSES[:-1]:
            print(f"  {field:<13} " + "  ".join(_cells(examples, shares, field)))


def _cells(examples: Sequence[Example], shares: Array, field: str) -> list[str]:
    rows = [
        (share, example.judged.right)
        for share, example in zip(shares, examples, strict=True)
        if example.judged.field == field
    ]
    cells = []
    for least in (0.0, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5):
        kept = [right for share, right in rows if share >= least]
        right = sum(right for _, right in rows)
        cells.append(f"{least:.2f}: {sum(kept) / len(kept):.3f} {sum(kept) / right:.3f}")
    return cells


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--archive", type=Path, required=True)
    parser.add_argument("--choose", action="store_true")
    options = parser.parse_args()
    examples = [e for e in read_examples(options.archive) if not is_held_out(e.judged.article)]
    if options.choose:
        choose(examples)
        return
    weights = fit([e for e in examples if not e.listed], PENALTY)
    lines = []
    for name, row in weights.items():
        numbers = [round(weight * 100) for weight in row]
        if any(numbers):
            lines.append("\t".join([name, *(str(n) if n else "" for n in numbers)]))
    MODEL.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{MODEL}: {len(lines)} attributes, {len(examples)} judged values")


if __name__ == "__main__":
    main()
