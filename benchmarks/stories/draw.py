"""Draw pairs of articles to judge: do both tell of one event? Prints them with their beginnings.

    python -m benchmarks.stories.draw --archive ARCHIVE > pairs.txt

Nothing of kliping chooses: the pairs come from the cosine of plain lower-case words (the title's
three times; tf-idf; words in more than 30 % of articles left out), drawn evenly over how alike and
how many days apart they are, so that there are hard pairs on both sides.
"""

import argparse
import math
import random
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

import kliping
from kliping import Article

SEED = "judged/stories/2026-11-27"
MOST_DAYS = 3
LEAST = {"same": 0.14, "near": 0.14, "undated": 0.25}
BINS = (0.45, 0.3, 0.2, 0.14)
# How many pairs of each kind and bin.
WANTED = {
    ("same", 0.14): 20,
    ("same", 0.2): 30,
    ("same", 0.3): 30,
    ("same", 0.45): 20,
    ("near", 0.14): 15,
    ("near", 0.2): 30,
    ("near", 0.3): 30,
    ("near", 0.45): 20,
    ("undated", 0.2): 15,
    ("undated", 0.3): 20,
    ("undated", 0.45): 20,
}


def vectors(articles: list[Article]) -> list[dict[str, float]]:
    """Return each article's words with their weights, of Euclidean norm 1."""
    counts = []
    for article in articles:
        words = Counter(re.findall(r"[a-z0-9]{3,}", article.text.lower()))
        for word in re.findall(r"[a-z0-9]{3,}", article.title.lower()):
            words[word] += 3
        counts.append(words)
    having = Counter(word for words in counts for word in words)
    found = []
    for words in counts:
        weights = {
            word: (1 + math.log(n)) * math.log(len(articles) / having[word])
            for word, n in words.items()
            if having[word] < 0.3 * len(articles)
        }
        norm = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        found.append({word: weight / norm for word, weight in weights.items()})
    return found


def kind_of(left: Article, right: Article) -> str | None:
    if left.published is None or right.published is None:
        return "undated"
    days = abs((left.published.date() - right.published.date()).days)
    return None if days > MOST_DAYS else "near" if days else "same"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--archive", type=Path, required=True)
    arguments = parser.parse_args()
    with kliping.open(arguments.archive) as archive:
        articles = sorted(archive.iter(), key=lambda article: article.id)
    weights = vectors(articles)
    postings: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for place, words in enumerate(weights):
        for word, weight in words.items():
            postings[word].append((place, weight))
    bins: defaultdict[tuple[str, float], list[tuple[int, int, float]]] = defaultdict(list)
    for place, words in enumerate(weights):
        likeness: defaultdict[int, float] = defaultdict(float)
        for word, weight in words.items():
            for other, value in postings[word]:
                if other > place:
                    likeness[other] += weight * value
        for other, cosine in likeness.items():
            kind = kind_of(articles[place], articles[other])
            if kind is not None and cosine >= LEAST[kind]:
                lowest = next(least for least in BINS if cosine >= least)
                bins[kind, lowest].append((place, other, cosine))
    draw = random.Random(SEED)
    for (kind, lowest), wanted in WANTED.items():
        pairs = sorted(bins[kind, lowest])
        for left, right, cosine in draw.sample(pairs, min(wanted, len(pairs))):
            print(articles[left].id, articles[right].id, kind, f"{cosine:.2f}", sep="\t")
            for article in (articles[left], articles[right]):
                beginning = " ".join(article.text.split()[:30])
                print(f"  {article.published} {article.outlet} | {article.title} | {beginning}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
