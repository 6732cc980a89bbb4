"""Collect names.txt and propose roots for roots.txt: `python collect_words.py --data FOLDER`.

A name is a word written with a capital in at least 95 % of its uses inside sentences, and used at
least 8 times there; a word of a place name that the news does not write small more often than
that; or an abbreviation of our list. What comes out are facts about words: no sentence of a source
is kept. `--roots` prints words that the lexicon does not know though affixed forms of them occur,
for review by hand.
"""

import argparse
import csv
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

from word_case import WordCase, count

from kliping.index.analyzer import Analyzer, Lexicon
from kliping.index.analyzer.abbreviations import shipped_pairs

SHARE = 0.95
USES = 8
_HEAD = """\
# Names that are never stemmed, casefolded: words with a capital in 95 % of their uses inside
# sentences and at least 8 such uses in IndoSum and Tribun (counted facts, no text of theirs), and
# words of the names of provinces, regencies, cities (Kepmendagri 2025, by cahyadsn/wilayah, MIT)
# and countries (CLDR, by umpirsky/country-list, MIT), and the abbreviations of abbreviations.tsv.
# Made by benchmarks/relevance/collect_words.py on 2026-11-22, {count} words.
"""


def news(folder: Path) -> Iterator[str]:
    for name in ("indosum.jsonl", "tribun.jsonl"):
        with (folder / "news" / name).open(encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)["text"]


def place_words(folder: Path) -> set[str]:
    """Return the casefolded words of the places' names."""
    names: list[str] = []
    with (folder / "places" / "country_id.csv").open(encoding="utf-8", newline="") as rows:
        names += [row["value"] for row in csv.DictReader(rows)]
    tsv = folder / "places" / "wilayah-provinsi-kabkota.tsv"
    names += [line.split("\t")[-1] for line in tsv.read_text("utf-8").splitlines()]
    return {word.casefold() for name in names for word in re.findall(r"[^\W\d_]{4,}", name)}


def names(counts: WordCase, places: set[str]) -> list[str]:
    frequent = {
        word
        for word in counts.capital
        if counts.capital[word] + counts.small[word] >= USES
        and counts.share_of_capitals(word) >= SHARE
    }
    rare = {
        word for word in places if not counts.small[word] or counts.share_of_capitals(word) >= SHARE
    }
    listed = {short.casefold() for _, short in shipped_pairs() if len(short) > 3}
    found = (frequent | rare | listed) - {word.casefold() for word in Lexicon().capitals}
    return sorted(word for word in found if word.isalpha() and len(word) > 1)


def propose_roots(counts: WordCase) -> Iterator[tuple[int, str, list[str]]]:
    """Yield (uses, word, affixed forms) of small words that nobody knows, most used first."""
    analyzer = Analyzer()
    unknown = {
        word: uses
        for word, uses in counts.small.items()
        if uses >= 3 and word.isalpha() and analyzer.terms(word)[0].rule == "none"
    }
    shapes = ("me{}", "di{}", "ber{}", "{}nya", "{}kan", "di{}kan", "pe{}", "ter{}", "se{}", "{}an")
    for word, uses in sorted(unknown.items(), key=lambda pair: -pair[1]):
        forms = [shape.format(word) for shape in shapes if counts.small[shape.format(word)]]
        yield uses, word, forms


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=os.environ.get("KLIPING_DATA"))
    parser.add_argument("--roots", action="store_true", help="print proposals instead")
    arguments = parser.parse_args()
    folder = Path(arguments.data)
    counts = count(news(folder))
    if arguments.roots:
        for uses, word, forms in propose_roots(counts):
            print(uses, word, *forms)
        return
    found = names(counts, place_words(folder))
    target = Path(__file__).parents[2] / "index" / "analyzer" / "names.txt"
    target.write_text(_HEAD.format(count=len(found)) + "\n".join(found) + "\n", encoding="utf-8")
    print(f"{len(found)} names in {target}")


if __name__ == "__main__":
    main()
