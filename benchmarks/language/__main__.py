"""Try the language field on texts that it was not made from, or make its table anew.

    python -m benchmarks.language --data FOLDER [--list]
    python -m benchmarks.language train --data FOLDER

FOLDER holds `language/nusax-*-train.csv` (NusaX, CC BY-SA 4.0) and `news/`.
"""

import argparse
import time
from collections import Counter
from math import log
from pathlib import Path

import kliping.plugins
from kliping.plugins.language import _langdetect, identify
from kliping.plugins.language_model import LANGUAGES, PER_NAT, TABLE, iter_parts, iter_words

from .texts import training, trials

SMOOTHING = 5_000
"""As many parts as this are taken to be the mean of the five languages, in each. 1,000 to 20,000
tell Javanese, Sundanese and English equally well (2026-11)."""
LEAST = 3
"""A part that all texts together have less often gets no row."""
HEAD = """\
# Weights of parts of words in hundredths of a nat: part, then id ms jv su en. `_` is a word's
# border, `=word` a whole word. Made by `python -m benchmarks.language train` from four fifths of
# NusaX (CC BY-SA 4.0), first sentences of 2,000 articles of IndoSum (CC BY-SA 4.0) and Tribunnews,
# and own Malay sentences, 2026-11. Licence of this file: CC BY-SA 4.0.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="?", choices=("try", "train"), default="try")
    parser.add_argument("--data", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--list", action="store_true", help="list what is wrong")
    given = parser.parse_args()
    if given.what == "train":
        train(given.data)
    else:
        try_on(given.data, list_wrong=given.list)


def train(folder: Path) -> None:
    """Count the parts of the training texts and write the table beside the enricher."""
    counts = {
        language: Counter(p for t in texts for word in iter_words(t) for p in iter_parts(word))
        for language, texts in training(folder).items()
    }
    totals = {language: counted.total() for language, counted in counts.items()}
    rows = []
    for part in sorted(set().union(*counts.values())):
        if sum(counts[language][part] for language in LANGUAGES) < LEAST:
            continue
        shares = [counts[language][part] / totals[language] for language in LANGUAGES]
        mean = sum(shares) / len(shares)
        weights = [
            log((share * total + SMOOTHING * mean) / (total + SMOOTHING) / mean)
            for share, total in zip(shares, map(totals.__getitem__, LANGUAGES), strict=True)
        ]
        rows.append(f"{part}\t{' '.join(str(round(PER_NAT * w)) for w in weights)}\n")
    (package,) = kliping.plugins.__path__
    Path(package, TABLE).write_text(HEAD + "".join(rows), encoding="utf-8")
    print(f"{len(rows):,} rows")


def try_on(folder: Path, *, list_wrong: bool) -> None:
    """Print how many texts of each kind get their language, beside langdetect alone."""
    print("| texts | of them | right | langdetect alone | other answers | ms a text |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name, (language, texts) in trials(folder).items():
        began = time.process_time()
        found = [identify(text) for text in texts]
        took = 1_000 * (time.process_time() - began) / len(texts)
        peer = sum(_langdetect(text) == language for text in texts[:200]) / len(texts[:200])
        wrong = Counter(str(answer) for answer in found if answer != language)
        right = 1 - wrong.total() / len(texts)
        others = ", ".join(f"{answer} {count}" for answer, count in wrong.most_common())
        print(f"| {name} | {len(texts)} | {right:.3f} | {peer:.2f} | {others} | {took:.2f} |")
        if list_wrong:
            for text, answer in zip(texts, found, strict=True):
                if answer != language:
                    print(f"    {answer}: {text[:150]}")


if __name__ == "__main__":
    main()
