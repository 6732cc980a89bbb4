"""Collect names.txt and derived.txt: `python collect_words.py --data FOLDER`.

A name is a word written with a capital in at least 95 % of its uses inside sentences and used at
least 8 times there; one that would lose a short affix (`Golan`, `Kuningan`) and has a capital in
90 % of its uses and at least three times; a word of a place name that the news does
not write small more often than that; or an abbreviation of our list. A derived word has one short
affix (`gabungan`, `berantas`) and is written small somewhere, so that it is a word with a capital
too. What comes out are facts about words: no sentence of a source
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
from kliping.index.analyzer.affixes import is_weak
from kliping.index.analyzer.tokenizer import normalise

SHARE = 0.95
USES = 8
# Enough where one short affix would come off a word that is no name.
FEW_USES, FEW_SHARE = 3, 0.90
ANALYZER = Path(__file__).parents[2] / "index" / "analyzer"
_HEAD = """\
# Names that are never stemmed, casefolded: words with a capital in 95 % of their uses inside
# sentences and at least 8 such uses in IndoSum and Tribun (90 % and 3 uses where one short
# affix would come off; counted facts, no text of theirs), and words of the names of provinces,
# regencies, cities (Kepmendagri 2025, by cahyadsn/wilayah, MIT) and countries (CLDR, by
# umpirsky/country-list, MIT), and the abbreviations of abbreviations.tsv.
# Made by benchmarks/relevance/collect_words.py on 2026-11-26, {count} words.
"""
_DERIVED_HEAD = """\
# Words with one short affix (-an, -i, ber-, ter-, per-, se-, ke-) on a known root that are written
# small in IndoSum and Tribun: words and no names, also where a sentence begins with them. Counted
# facts, no text of theirs. Made by benchmarks/relevance/collect_words.py on 2026-11-26,
# {count} words.
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


def looks_inflected(word: str, analyzer: Analyzer) -> bool:
    """Return whether one short affix would come off the word if it were not listed."""
    stem = analyzer.terms(word)[0].stem if word.isalpha() else word
    return stem != word and is_weak(word, stem)


def names(counts: WordCase, places: set[str]) -> list[str]:
    unlisted = Analyzer(_Unlisted(frozenset(counts.capital)))
    frequent = set()
    for word, uses in counts.capital.items():
        share = counts.share_of_capitals(word)
        enough = uses + counts.small[word] >= USES and share >= SHARE
        few = uses >= FEW_USES and share >= FEW_SHARE
        if enough or (few and looks_inflected(word, unlisted)):
            frequent.add(word)
    rare = {
        word for word in places if not counts.small[word] or counts.share_of_capitals(word) >= SHARE
    }
    listed = {short.casefold() for _, short in shipped_pairs() if len(short) > 3}
    found = (frequent | rare | listed) - {word.casefold() for word in Lexicon().capitals}
    normal = {normalise(word)[0] for word in found if word.isalpha()}
    return sorted(word for word in normal if len(word) > 1)


class _Unlisted(Lexicon):
    """The lexicon without the two lists that are made here: all `words` may be derived."""

    names = frozenset()

    def __init__(self, words: frozenset[str]) -> None:
        self.derived = words


def derived(counts: WordCase) -> list[str]:
    """Return the words with one short affix that are written small."""
    analyzer = Analyzer(_Unlisted(frozenset(counts.small)))
    return sorted(
        word
        for word in counts.small
        if word.isalpha()
        for term in analyzer.terms(word)[:1]
        if term.rule in ("dictionary", "affix") and is_weak(word, term.stem)
    )


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
    for name, head, found in (
        ("names.txt", _HEAD, names(counts, place_words(folder))),
        ("derived.txt", _DERIVED_HEAD, derived(counts)),
    ):
        written = head.format(count=len(found)) + "\n".join(found) + "\n"
        (ANALYZER / name).write_text(written, encoding="utf-8")
        print(f"{len(found)} words in {ANALYZER / name}")


if __name__ == "__main__":
    main()
