"""Make the forms of each root, and show where the analyzer's stems disagree with what is written.

    python benchmarks/relevance/paradigms.py --data FOLDER            pairs that do not meet
    python benchmarks/relevance/paradigms.py --data FOLDER --roots    roots that are lacking
    python benchmarks/relevance/paradigms.py --data FOLDER --groups   forms that groups leave out

*Partners* are a passive with di- and the active with meN- or the noun with peN-…-an of the same
trunk, both written small in IndoSum and Tribun: a lemma that its partner contradicts is nearly
always wrong (`diusut`, but `mengusut` → *kusut*). What is printed are proposals: about one in three
is right, and each is read before a list takes it. Coincidences (`dinding`, `mending`), misspellings
and words that left their root (`didapat`, `pendapatan`) are printed too.

The nasal changes are those of Tata Bahasa Baku Bahasa Indonesia (Moeliono et al. 2017, chapter 3).
"""

import argparse
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from collect_words import news
from word_case import count

from kliping.index.analyzer import Analyzer, Lexicon

_VOWELS = "aiueo"
# First letter → what meN- or peN- makes of it, most usual first.
_NASALS = {"k": ("ng", "ngk"), "t": ("n", "nt"), "s": ("ny", "ns"), "p": ("m", "mp")}
_LEAST_TRUNK = 4
_LEAST_FORMS = 2


def nasal_forms(trunk: str) -> Iterator[str]:
    """Yield `trunk` behind meN- or peN- without its first two letters: kirim → ngirim, ngkirim."""
    first = trunk[0]
    if first in _NASALS:
        for changed in _NASALS[first]:
            yield changed + trunk[1:]
    elif first in "lrwymn":
        yield trunk
    elif first in "bfv":
        yield "m" + trunk
    elif first in "dcjz":
        yield "n" + trunk
    else:
        yield "ng" + trunk
    if sum(letter in _VOWELS for letter in trunk) == 1:
        yield "nge" + trunk  # one syllable: mengebom


def trunks_without_suffix(trunk: str) -> Iterator[str]:
    yield trunk
    for suffix in ("kan", "i"):
        if trunk.endswith(suffix) and len(trunk) - len(suffix) >= _LEAST_TRUNK - 1:
            yield trunk[: -len(suffix)]


def partners(small: Counter[str]) -> list[tuple[str, str]]:
    """Return the (passive, active or noun) pairs that are both written, most used first."""
    pairs = set()
    for passive in small:
        if not (passive.startswith("di") and passive.isascii() and passive.isalpha()):
            continue
        trunk = passive[2:]
        if len(trunk) < _LEAST_TRUNK:
            continue
        pairs |= {(passive, f"me{form}") for form in nasal_forms(trunk) if small[f"me{form}"]}
        for root in trunks_without_suffix(trunk):
            nouns = (f"pe{form}an" for form in nasal_forms(root))
            pairs |= {(passive, noun) for noun in nouns if small[noun]}
    return sorted(pairs, key=lambda pair: (-min(small[word] for word in pair), pair))


def forms_of(root: str) -> set[str]:
    """Return the forms of a verbal root."""
    found = {f"ter{root}", f"{root}an", f"ber{root}", f"ke{root}an"}
    for suffix in ("", "kan", "i"):
        found |= {f"di{root}{suffix}", f"{root}{suffix}", f"diper{root}{suffix}"}
        found |= {f"me{form}" for form in nasal_forms(root + suffix)}
    for form in nasal_forms(root):
        found |= {f"pe{form}", f"pe{form}an"}
    return found - {root}


def proposed_roots(small: Counter[str], analyzer: Analyzer) -> Iterator[tuple[str, list[str]]]:
    """Yield trunks of passives that nobody knows, with the forms that attest them."""
    seen = set()
    for passive in small:
        if not (passive.startswith("di") and passive.isascii() and passive.isalpha()):
            continue
        if analyzer.terms(passive)[0].rule not in ("none", "clitic"):
            continue
        for root in trunks_without_suffix(passive[2:]):
            if len(root) < _LEAST_TRUNK or root in seen:
                continue
            seen.add(root)
            forms = sorted(form for form in forms_of(root) if small[form])
            if len(forms) >= _LEAST_FORMS:
                yield root, forms


def open_groups(lexicon: Lexicon, analyzer: Analyzer) -> Iterator[tuple[str, list[str]]]:
    """Yield (stem, forms) where a group of exceptions holds a verb but not its partners.

    A verb's trunk is what a listed passive names, or stands in the list beside its active.
    """
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for word, stem in lexicon.exceptions.items():
        groups[stem].add(word)
    for stem, words in groups.items():
        trunks = {word[2:] for word in words if word.startswith("di")}
        trunks |= {word for word in words if any(f"me{f}" in words for f in nasal_forms(word))}
        missing = set()
        for trunk in trunks:
            forms = {f"di{trunk}", *(f"me{form}" for form in nasal_forms(trunk))}
            missing |= {form for form in forms if analyzer.terms(form)[0].stem != stem}
        if missing:
            yield stem, sorted(missing)


def unmet(pairs: Iterable[tuple[str, str]], analyzer: Analyzer) -> list[tuple[str, str]]:
    return [pair for pair in pairs if len({analyzer.terms(word)[0].stem for word in pair}) > 1]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=os.environ.get("KLIPING_DATA"))
    parser.add_argument("--roots", action="store_true", help="propose roots")
    parser.add_argument("--groups", action="store_true", help="what exception groups leave out")
    arguments = parser.parse_args()
    analyzer, lexicon = Analyzer(), Lexicon()
    if arguments.groups:
        for stem, forms in open_groups(lexicon, analyzer):
            print(stem, *forms)
        return
    small = count(news(Path(arguments.data))).small
    if arguments.roots:
        for root, forms in proposed_roots(small, analyzer):
            print(root, *(f"{form}:{small[form]}" for form in forms))
        return
    pairs = partners(small)
    apart = unmet(pairs, analyzer)
    print(f"{len(pairs)} partners, {len(apart)} do not meet: {1 - len(apart) / len(pairs):.4f}")
    for first, second in apart:
        print(
            *(f"{word}:{small[word]} → {analyzer.terms(word)[0].stem}" for word in (first, second)),
            sep="   ",
        )


if __name__ == "__main__":
    main()
