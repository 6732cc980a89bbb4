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


class IndonesianStemmer:
    """Stem Indonesian words. Safe to use from several threads."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._threads = threading.local()

    def stem(self, word: str) -> tuple[str, Rule]:
        """Return the stem of a normalised word, and the rule that decided it."""
        lexicon = self._lexicon
        variant = lexicon.variants.get(word)
        if variant is not None:
            return variant, "variant"
        exception = lexicon.exceptions.get(word)
        if exception is not None:
            return exception, "exception"
        if word in lexicon.names:
            return word, "name"
        stem, rule = self._by_dictionary(word)
        return lexicon.variants.get(stem, stem), rule

    def _by_dictionary(self, word: str) -> tuple[str, Rule]:
        lexicon = self._lexicon
        lemma = lexicon.dictionary.get(word)
        if lemma is not None:
            return lexicon.exceptions.get(lemma, lemma), "dictionary"
        if len(word) < _SHORTEST or not word.isascii():
            return word, "none"
        for base in affixes.clitic_stems(word):
            if base in lexicon.names:
                return base, "clitic"
            exception = lexicon.exceptions.get(base)
            if exception is not None:
                return exception, "exception"
            lemma = lexicon.dictionary.get(base)
            if lemma is not None:
                return lemma, "affix"
        for root in affixes.candidates(word):
            if root in lexicon.roots:
                return root, "affix"
        proposal = self._snowball().stemWord(word)
        if proposal != word and proposal in lexicon.roots:
            return proposal, "affix"
        for base in affixes.clitic_stems(word):
            if len(base) >= _SHORTEST:
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
