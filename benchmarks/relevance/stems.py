"""The stemmer table: stems against the lemmas of two treebanks."""

import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import lucene
import Stemmer

from kliping.index.analyzer import Analyzer, Lexicon

TREEBANKS = ("id_csui-ud-train.conllu", "id_gsd-ud-dev.conllu")
_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*")
_NO_WORDS = frozenset(["PUNCT", "SYM", "NUM", "X"])
_CLITICS = frozenset(["PRON", "PART", "DET", "ADP"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The figures of one stemmer on one treebank; shares from 0 to 1."""

    stemmer: str
    treebank: str
    types: float  # distinct words whose stem is their (most frequent) lemma
    tokens: float  # running words whose stem is their lemma
    under: float  # understemming index: pairs of one lemma that do not meet (Paice 1994)
    over: float  # overstemming index: pairs of different lemmas that meet
    names_changed: float  # running proper nouns whose stem is not the word itself
    words_per_second: int


def read(path: Path) -> Iterator[tuple[str, str, str]]:
    """Yield (word, lemma, part of speech); a word with clitics has the lemma of its content part.

    A multi-word token (`menyetujuinya` = menyetujui + nya) counts as the one word it is written as.
    """
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines() if "\t" in line]
    at = 0
    while at < len(rows):
        number, form, lemma, pos = rows[at][:4]
        if "-" in number:
            first, last = map(int, number.split("-"))
            parts = rows[at + 1 : at + 2 + last - first]
            content = [part for part in parts if part[3] not in _CLITICS] or parts
            yield form, content[0][2], content[0][3]
            at += 1 + len(parts)
        else:
            yield form, lemma, pos
            at += 1


def stemmers() -> dict[str, Callable[[str], str]]:
    """Return name → stemmer of one word as written, casefolded result."""
    snowball = Stemmer.Stemmer("indonesian", 0)
    analyzer = Analyzer()
    dictionary = Lexicon().dictionary

    def ours(word: str) -> str:
        # A compound has two terms; its lemma in the treebanks is one word.
        return "".join(term.stem for term in analyzer.terms(word)).casefold()

    return {
        "none": str.lower,
        "Snowball (PyStemmer)": lambda word: snowball.stemWord(word.lower()),
        "Lucene (Tala)": lambda word: lucene.stem(word.lower()),
        "simplemma's dictionary": lambda word: dictionary.get(word.lower()) or word.lower(),
        "ours": ours,
    }


def table(folder: Path) -> list[Row]:
    """Measure every stemmer on every treebank of `folder`/lemma."""
    return [
        measure(name, stem, treebank, list(read(folder / "lemma" / treebank)))
        for treebank in TREEBANKS
        for name, stem in stemmers().items()
    ]


def measure(
    name: str, stem: Callable[[str], str], treebank: str, words: Iterable[tuple[str, str, str]]
) -> Row:
    lemmas: defaultdict[str, Counter[str]] = defaultdict(Counter)
    names: list[str] = []
    for form, lemma, pos in words:
        if not _WORD.fullmatch(form) or pos in _NO_WORDS:
            continue
        if pos == "PROPN":
            names.append(form)
        else:
            lemmas[form.lower()][lemma.lower()] += 1
    best = {form: counts.most_common(1)[0][0] for form, counts in lemmas.items()}
    stem("mengirim")  # word lists are read at the first word; that is no part of the speed
    start = time.perf_counter()
    stems = {form: stem(form) for form in lemmas}
    seconds = time.perf_counter() - start
    right = sum(counts[stems[form]] for form, counts in lemmas.items())
    under, over = paice(best, stems)
    changed = sum(
        stem(form) not in (form.lower(), re.sub("['’]", "", form.lower())) for form in names
    )
    return Row(
        stemmer=name,
        treebank=treebank,
        types=sum(stems[form] == lemma for form, lemma in best.items()) / len(best),
        tokens=right / sum(counts.total() for counts in lemmas.values()),
        under=under,
        over=over,
        names_changed=changed / len(names),
        words_per_second=round(len(stems) / seconds),
    )


def paice(lemmas: dict[str, str], stems: dict[str, str]) -> tuple[float, float]:
    """Return under- and overstemming index over distinct words.

    Paice, "An evaluation method for stemming algorithms" (SIGIR 1994): of the pairs of words with
    one lemma, the share that does not meet; of those with different lemmas, the share that does.
    """
    by_lemma: defaultdict[str, Counter[str]] = defaultdict(Counter)
    by_stem: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for form, lemma in lemmas.items():
        by_lemma[lemma][stems[form]] += 1
        by_stem[stems[form]][lemma] += 1
    total = len(lemmas)
    wanted = sum(group.total() * (group.total() - 1) for group in by_lemma.values())
    missed = sum(n * (group.total() - n) for group in by_lemma.values() for n in group.values())
    unwanted = sum(group.total() * (total - group.total()) for group in by_lemma.values())
    merged = sum(n * (group.total() - n) for group in by_stem.values() for n in group.values())
    return missed / wanted if wanted else 0.0, merged / unwanted if unwanted else 0.0
