"""The analyzer: the one way from text to terms, at index time and at query time."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from kliping.index.article import Span

from .affixes import CLITICS, clitic_stems
from .lexicon import Lexicon
from .stemmer import EnglishStemmer, IndonesianStemmer
from .terms import Rule, Term
from .tokenizer import iter_surfaces, normalise

if TYPE_CHECKING:
    from .analysis import Analysis, Value

# Raise whenever the same text would give other terms or values though no data file changed.
_CODE = "3"
_ENGLISH = "en"
# Surfaces whose terms are remembered, of each language; about 50 MB. IndoSum and Tribunnews have
# 65,000 in 4,950 articles, of which a batch of 500 meets 18,000.
_REMEMBERED = 1 << 18
_LONGEST_REMEMBERED = 64  # code points
_POSSESSIVE = ("'s", "\u2019s", "'S", "\u2019S")


_Known = dict[str, tuple[Term, ...]]
# Surface → terms, in Indonesian and in English.
_KNOWN: tuple[_Known, _Known] = ({}, {})


class Analyzer:
    """Text to terms and values. Immutable, and safe to use from several threads at once."""

    # A run of ASCII letters and digits, apostrophes between them, is a surface: the engine's
    # kernel may find the surfaces of such texts itself, as
    # tests/index/columnar/indexing/test_surface_table.py holds.
    has_plain_surfaces = True

    def __init__(self, lexicon: Lexicon | None = None) -> None:
        self._lexicon = lexicon or Lexicon()
        # Of kliping's own lexicon there is one memory in a process, whoever asks.
        self._known = ({}, {}) if lexicon else _KNOWN
        self._indonesian = IndonesianStemmer(self._lexicon)
        self._english = EnglishStemmer()

    # The part of the fingerprint that costs nothing: what an index must have been made by for
    # its words to meet a query's at all.
    code = _CODE

    @cached_property
    def fingerprint(self) -> str:
        """What decides terms and values: equal fingerprints give equal terms."""
        return f"{_CODE}-{self._lexicon.digest()}"

    def iter_surfaces(
        self, text: str, spans: Iterable[Span] | None = None
    ) -> Iterator[tuple[str, int, int]]:
        """Yield (surface, start, end) of each token inside `spans` (None: everywhere)."""
        return iter_surfaces(text, spans)

    def terms(self, surface: str, language: str | None = None) -> tuple[Term, ...]:
        """Return the terms of one surface: one, seldom several or none; remembered.

        A compound written as one word (`ibukota`) gives its two words side by side.

        Args:
            language: "en" for English; anything else is treated as Indonesian.
        """
        known = self._known[language == _ENGLISH]
        terms = known.get(surface)
        if terms is None:
            terms = self._find_terms(surface, language)
            if len(known) >= _REMEMBERED:
                known.clear()
            if len(surface) <= _LONGEST_REMEMBERED:
                known[surface] = terms
        return terms

    def _find_terms(self, surface: str, language: str | None) -> tuple[Term, ...]:
        words = normalise(surface)
        if len(words) != 1:
            return tuple(self._term(word, word, language) for word in words)
        if surface in self._lexicon.capitals:
            return (Term(exact=words[0], stem=surface, rule="abbreviation"),)
        capital = surface[0].isupper()
        if capital and surface.capitalize() in self._lexicon.namesakes:
            return (Term(exact=words[0], stem=surface.capitalize(), rule="name"),)
        halves = self._halves(words[0])
        if halves is not None and language != _ENGLISH:
            return tuple(self._term(half, half, language) for half in halves)
        base = words[0][:-1] if surface.endswith(_POSSESSIVE) else words[0]
        return (self._term(words[0], base, language, capital=capital),)

    def _halves(self, word: str) -> tuple[str, str] | None:
        """Return the two words of a compound; its clitic stays with the second."""
        compounds = self._lexicon.compounds
        if word in compounds:
            return compounds[word]
        if word.endswith(CLITICS):
            for base, clitic in clitic_stems(word):
                if base in compounds:
                    first, second = compounds[base]
                    return first, second + clitic
        return None

    def _term(self, exact: str, base: str, language: str | None, *, capital: bool = False) -> Term:
        stem, rule = self._stem(base, language, capital=capital)
        return Term(exact=exact, stem=stem, rule=rule)

    def _stem(self, word: str, language: str | None, *, capital: bool = False) -> tuple[str, Rule]:
        if not word.isalpha():
            return word, "number"
        if language != _ENGLISH:
            return self._indonesian.stem(word, capital=capital)
        variant = self._lexicon.variants.get(word)
        if variant is not None:
            return variant, "variant"
        if word in self._lexicon.names:
            return word, "name"
        return self._english.stem(word), "english"

    def query_terms(self, word: str) -> tuple[Term, ...]:
        """Return the terms of a word of a query, whose language nobody knows.

        They are those that `terms` gives for an Indonesian article, in the same order;
        `alternatives` adds the stem that an English article has, for a word that is not known to
        be Indonesian, and the abbreviation or the name that the word is with a capital ("as": "AS",
        "serang": "Serang"). Where a capital decides whether an affix comes off ("Desai", "desai"),
        both stems are asked for.
        """
        return tuple(self._with_alternatives(term) for term in self.terms(word))

    def _with_alternatives(self, term: Term) -> Term:
        found: list[str] = []
        capitals = term.exact.upper()
        if term.rule != "abbreviation" and capitals in self._lexicon.capitals:
            found.append(capitals)
        name = term.exact.capitalize()
        if name != term.stem and name in self._lexicon.namesakes:
            found.append(name)
        elif term.rule in ("dictionary", "affix", "none"):
            # Small and with a capital the word may be two things; a query's capitals are a hint.
            both = {self._stem(term.exact, None, capital=capital)[0] for capital in (False, True)}
            found += both - {term.stem}
        if term.rule in ("none", "clitic", "name", "variant") and term.stem.islower():
            english, _ = self._stem(term.exact, _ENGLISH)
            if english != term.stem:
                found.append(english)
        if not found:
            return term
        return Term(exact=term.exact, stem=term.stem, rule=term.rule, alternatives=tuple(found))

    def values(
        self,
        text: str,
        *,
        spans: Iterable[Span] | None = None,
        published: datetime | None = None,
        language: str | None = None,
    ) -> "tuple[Value, ...]":
        """Return the numbers, amounts, percentages and days inside `spans`, in order.

        Args:
            published: gives days without a year (`Senin (28/4)`) theirs; without it they are
                left out.
            language: "en" reads `1,234.5`, anything else `1.234,5`; what is clear only in the
                other fashion is read so.
        """
        # Values are found where something is indexed; reading them takes patterns of their own.
        from .values import iter_values

        english = language == _ENGLISH
        return tuple(iter_values(text, spans=spans, published=published, english=english))

    def analyze(
        self,
        text: str,
        *,
        language: str | None = None,
        published: datetime | None = None,
        spans: Iterable[Span] | None = None,
    ) -> "Analysis":
        """Return all tokens and values of a text, with the rule that decided each stem."""
        from .analysis import Analysis, Token  # a search looks at words only

        inside = None if spans is None else tuple(spans)
        tokens = tuple(
            Token(
                text=surface, start=start, end=end, exact=term.exact, stem=term.stem, rule=term.rule
            )
            for surface, start, end in iter_surfaces(text, inside)
            for term in self.terms(surface, language)
        )
        values = self.values(text, spans=inside, published=published, language=language)
        return Analysis(tokens=tokens, values=values, language=language)

    def is_stop_word(self, word: str) -> bool:
        """Return whether a query may drop the word: a function or question word.

        A word written in capitals is never dropped: `WHO`, `US`, `IT`, `AS` are names.
        """
        if len(word) > 1 and word.isupper():
            return False
        words = normalise(word)
        return len(words) == 1 and words[0] in self._lexicon.stop_words
