"""Decide the stem of a normalised word: the first rule of the chain that knows it wins.

variant → exception → name → dictionary → affix → clitic → none; English: Snowball. The order and
what each rule is worth were measured on the treebanks (benchmarks/relevance).
"""

import threading

import Stemmer as snowball

from . import affixes
from .lexicon import Lexicon
from .terms import Rule

_SHORTEST = 4  # letters of the shortest word that is analyzed; shorter ones are roots or particles
_FROM_NAMES = frozenset(["nya", "pun", "kah", "nyapun", "nyakah"])
_DEEPEST = 4  # how often a lemma is looked up again; the dictionary holds chains of two


class IndonesianStemmer:
    """Stem Indonesian words. Safe to use from several threads."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._threads = threading.local()

    def stem(self, word: str, *, capital: bool = False) -> tuple[str, Rule]:
        """Return the stem of a normalised word, and the rule that decided it.

        Args:
            capital: it is written with a capital, so it may be a name: one short affix (`Permana`,
                `Golan`) comes off only if the word is listed as a word (derived.txt).
        """
        lexicon = self._lexicon
        variant = lexicon.variants.get(word)
        if variant is not None:
            return variant, "variant"
        exception = self._exception(word)
        if exception is not None:
            return exception, "exception"
        if word in lexicon.names:
            return word, "name"
        root, rule = self._by_dictionary(word)
        stem = lexicon.variants.get(root, root)
        if rule in ("dictionary", "affix") and self._is_doubtful(word, stem, rule, capital=capital):
            return word, "none"
        return stem, rule

    def _is_doubtful(self, word: str, stem: str, rule: Rule, *, capital: bool) -> bool:
        """Return whether `word` may well be a name, or another root, that only looks inflected.

        In small letters the dictionary is believed, and so is one affix, unless a function word
        is what would be left (`permana`: mana).
        """
        if not capital and (rule == "dictionary" or stem not in self._lexicon.stop_words):
            return False
        return affixes.is_weak(word, stem) and word not in self._lexicon.derived

    def _exception(self, word: str) -> str | None:
        """Return the exception for the word or for the word without clitics."""
        exceptions = self._lexicon.exceptions
        exception = exceptions.get(word)
        if exception is None and word.endswith(affixes.CLITICS):
            for base, _ in affixes.clitic_stems(word):
                if base in exceptions:
                    return exceptions[base]
        return exception

    def _by_dictionary(self, word: str) -> tuple[str, Rule]:
        if word in self._lexicon.dictionary:
            return self._root(word), "dictionary"
        if len(word) < _SHORTEST or not word.isascii() or self._lexicon.is_root(word):
            return word, "none"
        for candidate in affixes.candidates(word):
            if self._is_known(candidate):
                return self._root(candidate), "affix"
        proposal = self._snowball().stemWord(word)
        if len(proposal) >= affixes.SHORTEST_SUFFIXED and self._lexicon.is_root(proposal):
            return self._root(proposal), "affix"
        return self._without_clitic(word)

    def _is_known(self, word: str) -> bool:
        lexicon = self._lexicon
        return (
            lexicon.is_root(word)
            or word in lexicon.dictionary
            or word in lexicon.exceptions
            or word in lexicon.variants
        )

    def _root(self, word: str) -> str:
        """Return the end of the chain of lemmas that begins at a known word."""
        lexicon = self._lexicon
        for _ in range(_DEEPEST):
            exception = lexicon.exceptions.get(word)
            if exception is not None:
                return exception
            lemma = lexicon.dictionary.get(word)
            if lemma is None or lemma == word:
                break
            word = lemma
        return word

    def _without_clitic(self, word: str) -> tuple[str, Rule]:
        """Take a clitic off a word nobody knows: -nya always, -pun and -kah only from a name.

        The others end too many names (Abdullah, Mangku, Hansamu) to be taken off on sight.
        """
        for base, clitic in affixes.clitic_stems(word):
            if clitic in _FROM_NAMES and base in self._lexicon.names:
                return base, "clitic"
            if clitic == "nya" and len(base) >= _SHORTEST:
                return base, "clitic"
        return word, "none"

    def _snowball(self) -> snowball.Stemmer:
        # A PyStemmer object keeps its working memory in itself: one per thread.
        stemmer = getattr(self._threads, "stemmer", None)
        if stemmer is None:
            stemmer = self._threads.stemmer = snowball.Stemmer("indonesian", 0)
        return stemmer


class EnglishStemmer:
    """Stem English words with Snowball `english`. Safe to use from several threads."""

    def __init__(self) -> None:
        self._threads = threading.local()

    def stem(self, word: str) -> str:
        stemmer = getattr(self._threads, "stemmer", None)
        if stemmer is None:
            stemmer = self._threads.stemmer = snowball.Stemmer("english", 0)
        stem: str = stemmer.stemWord(word)
        return stem
