"""The analysis chains that are compared: how each turns documents and queries into terms."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import lucene
import Stemmer

from kliping.index.analyzer import Analyzer, Lexicon
from kliping.index.analyzer.lexicon import Dictionary

Terms = Mapping[str, Sequence[str]]
# Whoosh's default token pattern, as its RegexTokenizer documents it.
_WHOOSH = re.compile(r"\w+(?:\.?\w+)*")
STEM, EXACT, VALUE, LEAD = "stem", "exact", "value", "lead"
_LEAD_TOKENS = 60
_NOTHING: dict[str, str] = {}
# Weights of the fields: chosen on FacQA and Tribun titles, 2026-11 (README.md, "Weights").
FULL = {STEM: 1.0, EXACT: 0.3, VALUE: 0.7}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """One chain: `document` and `query` give the terms of each field of `weights`."""

    name: str
    document: Callable[[str], Terms]
    query: Callable[[str], Terms]
    weights: Mapping[str, float]


class Ours:
    """kliping's chain, with parts that can be left out."""

    def __init__(
        self,
        *,
        lexicon: Lexicon | None = None,
        stop_words: bool = True,
        tokens: Callable[[str], list[str]] | None = None,
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
        stems = [stem for stem, _ in pairs]
        return {
            STEM: stems,
            EXACT: [exact for _, exact in pairs],
            VALUE: [f"{value.value:g}" for value in self.analyzer.values(text)],
            LEAD: stems[:_LEAD_TOKENS],
        }

    def query(self, text: str) -> Terms:
        surfaces = self._tokens(text)
        if self._stop_words:
            surfaces = [
                word for word in surfaces if not self.analyzer.is_stop_word(word)
            ] or surfaces
        pairs = [pair for surface in surfaces for pair in self._terms(surface)]
        stems = [stem for stem, _ in pairs]
        # Plain digits are words already; counting them twice costs questions with years.
        values = [value for value in self.analyzer.values(text) if not value.text.isdigit()]
        return {
            STEM: stems,
            EXACT: [exact for _, exact in pairs],
            VALUE: [f"{value.value:g}" for value in values],
            LEAD: stems,
        }

    def chain(self, name: str, weights: Mapping[str, float]) -> Chain:
        return Chain(name=name, document=self.document, query=self.query, weights=weights)


def _same(name: str, words: Callable[[str], list[str]]) -> Chain:
    """Return a chain of one field that treats documents and queries alike."""

    def terms(text: str) -> Terms:
        return {STEM: words(text)}

    return Chain(name=name, document=terms, query=terms, weights={STEM: 1.0})


def _whoosh_tokens(text: str) -> list[str]:
    return _WHOOSH.findall(text)


def _lucene_words(text: str) -> list[str]:
    stops = lucene.stop_words()
    return [lucene.stem(token) for token in lucene.tokens(text) if token not in stops]


def _without(**parts: Any) -> Lexicon:
    """Return a lexicon whose named word lists are replaced, by empty ones."""
    reduced = type("Reduced", (Lexicon,), {})
    for name, emptied in parts.items():
        attribute = cached_property(lambda _, emptied=emptied: emptied)
        attribute.__set_name__(reduced, name)
        setattr(reduced, name, attribute)
    lexicon: Lexicon = reduced()
    return lexicon


def all_chains() -> Iterator[Chain]:
    """Yield every chain: the baselines, ours, then ours without each of its parts."""
    snowball = Stemmer.Stemmer("indonesian")
    plain = Ours(stop_words=False)
    ours = Ours()

    def exact(text: str) -> list[str]:
        return list(plain.document(text)[EXACT])

    yield _same("no stemming", exact)
    yield _same(
        "Whoosh tokens + Snowball",
        lambda text: snowball.stemWords([word.lower() for word in _whoosh_tokens(text)]),
    )
    yield _same("our tokens + Snowball", lambda text: snowball.stemWords(exact(text)))
    yield _same("Lucene", _lucene_words)
    yield plain.chain("ours: stems alone", {STEM: 1.0})
    yield ours.chain("ours", FULL)
    yield ours.chain("ours without exact", {STEM: 1.0, VALUE: FULL[VALUE]})
    yield ours.chain("ours without values", {STEM: 1.0, EXACT: FULL[EXACT]})
    yield plain.chain("ours without stop words", FULL)
    yield Ours(tokens=_whoosh_tokens).chain("ours on Whoosh tokens", FULL)
    emptied: dict[str, dict[str, Any]] = {
        "variants": {"variants": _NOTHING},
        "exceptions": {"exceptions": _NOTHING},
        "names": {"names": frozenset()},
        "dictionary": {"dictionary": Dictionary({})},
        "affixes": {"roots": frozenset()},
    }
    for part, lists in emptied.items():
        yield Ours(lexicon=_without(**lists)).chain(f"ours without {part}", FULL)
    # Not analysis, but what the same terms could give: the lead as a field of its own.
    yield ours.chain("ours + lead field", FULL | {LEAD: 0.3})
