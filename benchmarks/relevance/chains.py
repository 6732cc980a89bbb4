"""The analysis chains that are compared: how each turns documents and queries into terms."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import lucene
import Stemmer
from kliping.index.analyzer import Analyzer, Lexicon
from kliping.index.analyzer.lexicon import Dictionary

Terms = Mapping[str, Sequence[str]]
# Whoosh's default token pattern, as its RegexTokenizer documents it.
_WHOOSH = re.compile(r"\w+(\.?\w+)*")
_NOTHING: Any = {}
STEM, EXACT, VALUE = "stem", "exact", "value"


@dataclass(frozen=True)
class Chain:
    """One chain: `document` and `query` give the terms of each field of `weights`."""

    name: str
    document: Callable[[str], Terms]
    query: Callable[[str], Terms]
    weights: Mapping[str, float] = field(default_factory=lambda: {STEM: 1.0})


def _same(name: str, words: Callable[[str], list[str]]) -> Chain:
    return Chain(name, lambda text: {STEM: words(text)}, lambda text: {STEM: words(text)})


def _lucene(text: str) -> list[str]:
    stops = lucene.stop_words()
    return [lucene.stem(token) for token in lucene.tokens(text) if token not in stops]


class Ours:
    """kliping's chain, with parts that can be left out."""

    def __init__(
        self, *, lexicon: Lexicon | None = None, stop_words: bool = True, tokens: Any = None
    ) -> None:
        self.analyzer = Analyzer(lexicon)
        self._stop_words = stop_words
        self._tokens = tokens or self._surfaces
        self._memo: dict[str, list[tuple[str, str]]] = {}

    def _surfaces(self, text: str) -> list[str]:
        return [surface for surface, _, _ in self.analyzer.iter_surfaces(text)]

    def _terms(self, surface: str) -> list[tuple[str, str]]:
        found = self._memo.get(surface)
        if found is None:
            terms = self.analyzer.terms(surface)
            found = self._memo[surface] = [(term.stem, term.exact) for term in terms]
        return found

    def document(self, text: str) -> Terms:
        pairs = [pair for surface in self._tokens(text) for pair in self._terms(surface)]
        return {
            STEM: [stem for stem, _ in pairs],
            EXACT: [exact for _, exact in pairs],
            VALUE: [f"{value.value:g}" for value in self.analyzer.values(text)],
        }

    def query(self, text: str) -> Terms:
        surfaces = list(self._tokens(text))
        if self._stop_words:
            kept = [word for word in surfaces if not self.analyzer.is_stop_word(word)]
            surfaces = kept or surfaces
        pairs = [pair for surface in surfaces for pair in self._terms(surface)]
        return {
            STEM: [stem for stem, _ in pairs],
            EXACT: [exact for _, exact in pairs],
            # Plain digits are words already; counting them twice costs questions with years.
            VALUE: [
                f"{value.value:g}"
                for value in self.analyzer.values(text)
                if not value.text.isdigit()
            ],
        }

    def chain(self, name: str, weights: Mapping[str, float]) -> Chain:
        return Chain(name, self.document, self.query, weights)


# Weights of the fields: chosen on FacQA train and tribun titles, 2026-11 (README, "Weights").
FULL = {STEM: 1.0, EXACT: 0.3, VALUE: 0.7}


def _without(**parts: Any) -> Lexicon:
    """Return a lexicon whose named word lists are empty."""
    emptied = {name: cached_property(lambda self, value=value: value) for name, value in parts.items()}
    kind = type("Reduced", (Lexicon,), emptied)
    for name, attribute in emptied.items():
        attribute.__set_name__(kind, name)
    reduced: Lexicon = kind()
    return reduced


def all_chains() -> list[Chain]:
    """Return every chain, the baselines first, then ours, then ours without each part."""
    snowball = Stemmer.Stemmer("indonesian")
    ours = Ours()
    whoosh_tokens = lambda text: [match[0] for match in _WHOOSH.finditer(text)]  # noqa: E731 - a name for a table entry
    plain = Ours(stop_words=False)
    chains = [
        Chain("no stemming", lambda t: {STEM: plain.document(t)[EXACT]}, lambda t: {STEM: plain.query(t)[EXACT]}),
        _same("Whoosh tokens + Snowball", lambda t: snowball.stemWords([w.lower() for w in whoosh_tokens(t)])),
        _same("our tokens + Snowball", lambda t: snowball.stemWords(plain.document(t)[EXACT])),
        _same("Lucene", _lucene),
        plain.chain("ours: stems alone", {STEM: 1.0}),
        ours.chain("ours", FULL),
        ours.chain("ours without exact", {STEM: 1.0, VALUE: FULL[VALUE]}),
        ours.chain("ours without values", {STEM: 1.0, EXACT: FULL[EXACT]}),
        plain.chain("ours without stop words", FULL),
        Ours(tokens=whoosh_tokens).chain("ours on Whoosh tokens", FULL),
    ]
    reduced = {
        "variants": _without(variants=_NOTHING),
        "exceptions": _without(exceptions=_NOTHING),
        "names": _without(names=frozenset()),
        "dictionary": _without(dictionary=Dictionary({})),
        "affixes": _without(roots=frozenset()),
    }
    chains += [Ours(lexicon=lexicon).chain(f"ours without {part}", FULL) for part, lexicon in reduced.items()]
    return chains
