"""What the tagger looks at: attributes of single words, and the coarse classes that it pairs.

An *attribute* is a string such as "0:w=jakarta": the word at the token has that form. All
attributes but the paired ones are functions of one word and its distance (-2 to 2), so that the
tagger adds their weights up once per distinct word and distance, not once per occurrence.
"""

from collections.abc import Sequence
from typing import Final

from kliping.plugins.entities.lexicon import Lexicon
from kliping.plugins.entities.tagger.tokens import LINE_END

TYPES: Final = ("person", "organisation", "place")
GAZ_TYPES: Final = (*TYPES, "event", "other")
LABELS: Final = ("O", *(f"{mark}-{type}" for type in TYPES for mark in "BI"))
GAZ: Final = (
    "-",
    *(f"{mark}{type[:2]}{force}" for type in GAZ_TYPES for mark in "bi" for force in ("", "?")),
)
DISTANCES: Final = (-2, -1, 0, 1, 2)
_PUNCTUATION: Final = frozenset(",.()-/\"':;&")
_CLASS_ORDER: Final = [
    "month",
    "role",
    "orghead",
    "placehead",
    "eventhead",
    "cue",
    "prep",
    "particle",
    "conj",
    "work",
    "nation",
    "role2",
]
# Lower-case words and marks that may stand inside a name, between its capitalised words.
LINKS: Final = frozenset(
    ["-", "&", "/", ".", "'", "’", "(", ")", "dan", "and", "of", "the", "for", "untuk", "+"]
)


def shape(word: str) -> str:
    """Return how a word is written: "a" in lower case, "A" as a Title, "AA" in capitals."""
    if word.islower():
        return "a" if word.isalpha() else "0a"
    if word.isupper():
        return ("S" if len(word) == 1 else "AA") if word.isalpha() else "A0"
    if word.isdigit():
        return "4" if len(word) == 4 else "0"
    if word == LINE_END:
        return "NL"
    if word[0].isalnum():
        return "A" if word[0].isupper() and word[1:].islower() else "aA"
    return word if word in _PUNCTUATION else "%"


class WordClasses:
    """Gives each word its lexical classes and its one coarse class."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def lexical(self, word: str) -> tuple[str, ...]:
        """Return every class of a word, with "name" and "common" for what the lists say."""
        lower = word.lower()
        found = self._lexicon.classes.get(lower, ())
        if word[:1].isupper():
            if lower in self._lexicon.names:
                found = (*found, "name")
            if lower in self._lexicon.common:
                found = (*found, "common")
        return found

    def coarse(self, word: str) -> str:
        """Return shape and foremost lexical class: "A.role"."""
        classes = self.lexical(word)
        form = shape(word)
        if form == "a" and not classes:
            return "a"
        for label in _CLASS_ORDER:
            if label in classes:
                return f"{form}.{label}"
        if "name" in classes:
            return f"{form}.name"
        return f"{form}.common" if "common" in classes else form

    def attributes(self, word: str, distance: int) -> list[str]:
        """Return the attributes of `word` for a token `distance` tokens before it."""
        return [f"{distance}:{name}" for name in self.names(word)[abs(distance)]]

    def names(self, word: str) -> tuple[list[str], list[str], list[str]]:
        """Return the attributes of a word without their distance: for distance 0, 1 and 2."""
        lower = "NL" if word == LINE_END else word.lower()
        far = [f"w={lower}", f"c={self.coarse(word)}"]
        groups = self._lexicon.clusters.get("0" if word.isdigit() else word)
        if groups is None and len(word) > 3 and word.isupper():
            groups = self._lexicon.clusters.get(word.title())
        near = [*far, f"s={shape(word)}", *(groups or ("k-",))]
        near += [f"l={label}" for label in self.lexical(word)]
        own = [f"n={min(len(word), 8)}"]
        if word[:1].isalpha():
            near += [f"z{size}={lower[-size:]}" for size in (2, 3) if len(lower) > size]
            own.append(f"W={word}")
            own += [f"z{size}={lower[-size:]}" for size in (1, 4) if len(lower) > size]
            own += [f"p{size}={lower[:size]}" for size in (2, 3, 4) if len(lower) > size]
        return near + own, near, far

    def position(self, word: str) -> int:
        """Return 2 for a word that a name can hold alone, 1 for one that can join, 0 for others."""
        if any(letter.isupper() for letter in word):
            return 2
        if word in LINKS or word.isdigit():
            return 1
        lexical = self._lexicon.classes.get(word, ())
        return int(any(c in ("particle", "placehead", "orghead") for c in lexical))


def paired_attributes(coarse: Sequence[str], gaz: Sequence[str], at: int) -> list[str]:
    """Return the attributes that join the token `at` with its neighbours.

    Args:
        coarse: the coarse class of every token, from `WordClasses.coarse`.
        gaz: the gazetteer tag of every token, one of `GAZ`.
    """
    before = coarse[at - 1] if at else "NL"
    after = coarse[at + 1] if at + 1 < len(coarse) else "NL"
    gaz_before = gaz[at - 1] if at else "-"
    gaz_after = gaz[at + 1] if at + 1 < len(gaz) else "-"
    return [
        f"c-={before}|{coarse[at]}",
        f"c+={coarse[at]}|{after}",
        f"s={head(before)}|{head(coarse[at])}|{head(after)}",
        f"g={gaz_before}|{gaz[at]}|{gaz_after}",
        f"gc={gaz[at]}|{coarse[at]}",
        f"g-={gaz[at]}|{before}",
        f"g+={gaz[at]}|{after}",
    ]


def head(coarse: str) -> str:
    """Return the shape of a coarse class: "A" of "A.role"."""
    return coarse if len(coarse) == 1 else coarse.partition(".")[0] or coarse
