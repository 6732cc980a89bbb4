"""When two ways to write a name are one: case, hyphens, old spelling, transliteration, slips."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, TypeVar
from unicodedata import category, normalize

from kliping.index.edit_distance import edit_distance

_SHORTEST_VARIED: Final = 4  # shorter words that differ are other words, or numerals
_SHORTEST_PART: Final = 6  # letters of a single name that may differ from a part of a full one
_LONGEST_WORD: Final = 30  # letters of a word that is compared with names
_MOST_LIKE: Final = 50  # names under one key that are compared; articles have at most a few
_INITIAL: Final = re.compile(r"\b([A-Z])\.(?= |$)")
_GENERATION: Final = {"junior": "jr", "senior": "sr"}
# Indonesian spelling before 1972, and letters that transliterations from Russian, Ukrainian and
# Arabic exchange. In this order.
_SOUNDS: Final = (
    ("tj", "c"),
    ("sj", "sy"),
    ("nj", "ny"),
    ("dj", "j"),
    ("oe", "u"),
    ("ch", "k"),
    ("kh", "k"),
    ("ph", "f"),
    ("th", "t"),
    ("dh", "d"),
    ("q", "k"),
    ("v", "f"),
    ("w", "f"),
    ("x", "ks"),
    ("z", "s"),
    ("y", "i"),
    ("j", "i"),
)


def plain_name(name: str) -> str:
    """Return a person's name without the marks of initials: Rina R. Maksum → Rina R Maksum.

    Initials that stand without blanks (B.J. Habibie) and the last word stay as written.
    """
    return _INITIAL.sub(r"\1", name) if ". " in name else name


@lru_cache(maxsize=50_000)
def sound(name: str) -> str:
    """Return a name as it sounds, roughly, for comparison only.

    Lower case, no accents, no marks; "h" and "g" at a beginning are one letter, as Ukrainian and
    Russian write one name (Hrytsenko, Gritsenko).
    """
    letters = normalize("NFD", name.lower().replace("-", " ").replace(".", " "))
    words = "".join(c for c in letters if c.isalnum() or (c == " " and category(c)[0] != "M"))
    out: list[str] = []
    for word in words.split():
        word = _GENERATION.get(word, word)
        if len(word) > 2:
            for old, new in _SOUNDS:
                word = word.replace(old, new)
            if word.startswith("gr"):
                word = "h" + word[1:]
        out.append(word)
    return " ".join(out)


@lru_cache(maxsize=50_000)
def is_variant(left: str, right: str) -> bool:
    """Tell whether two full names are one name spelt in two ways: same initials, few edits.

    One word may differ: by one letter, from six letters on by two. Names of one word, and names
    shorter than eight letters, are never taken for variants. What sounds alike is one name.
    """
    if left == right:
        return True
    if min(len(left), len(right)) < 8 or left[:1].lower() not in _first(right):
        return False
    words, others = sound(left).split(" "), sound(right).split(" ")
    if len(words) < 2 or len(others) < 2:
        return False
    if words == others:
        return True
    if len(words) != len(others) or any(a[:1] != b[:1] for a, b in zip(words, others, strict=True)):
        return False
    apart = [(a, b) for a, b in zip(words, others, strict=True) if a != b]
    return len(apart) == 1 and _is_near(*apart[0])


def is_part_variant(part: str, full: str) -> bool:
    """Tell whether `part` is some words of the name `full`, one of them spelt in another way.

    Sri Mulayni and Sri Mulyani Indrawati; Hritsenko and Mykola Hrytsenko. A single word needs six
    letters and one edit at most, or the same sound.
    """
    words, others = sound(part).split(" "), sound(full).split(" ")
    if len(words) >= len(others):
        return False
    if len(words) > 1:
        apart = [(a, b) for a, b in zip(words, others, strict=False) if a != b]
        return not apart or (
            len(apart) == 1 and apart[0][0][0] == apart[0][1][0] and _is_near(*apart[0])
        )
    word = words[0]
    return len(word) >= _SHORTEST_PART and any(
        other[0] == word[0] and edit_distance(word, other, 1) <= 1 for other in others[-1:]
    )


class VariantIndex:
    """Full names, to be found by another spelling of them (`is_variant`).

    All words but one are the same, so that the words without one each are the keys.
    """

    def __init__(self) -> None:
        self._names: dict[tuple[int, str], list[str]] = {}

    def add(self, name: str) -> None:
        """Take in a name; it is found from then on."""
        for key in self._keys(name):
            _put(self._names, key, name)

    def fitting(self, name: str) -> list[str]:
        """Return the names of which `name` is a variant, each once, in the order of adding."""
        found = dict.fromkeys(n for key in self._keys(name) for n in self._names.get(key, ()))
        return [other for other in found if is_variant(other, name)]

    def _keys(self, name: str) -> Iterator[tuple[int, str]]:
        words = sound(name).split(" ")
        for at in range(len(words)):
            yield at, " ".join((*words[:at], *words[at + 1 :]))


class PartIndex:
    """Full names, to be found by a part of them that is spelt in another way (`is_part_variant`).

    Two words at most one edit apart are equal, or become so when one letter is taken out of one
    or of each (Mor and Fraenkel 1982): for a single word these forms are the keys, for several the
    first and the second word, of which at least one is the same.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._last: dict[str, list[str]] = {}
        self._words: dict[tuple[int, str], list[str]] = {}
        for name in names:
            words = sound(name).split(" ")
            for form in _shortened(words[-1]):
                _put(self._last, form, name)
            for key in enumerate(words[:2]):
                _put(self._words, key, name)

    def fitting(self, part: str) -> list[str]:
        """Return the names of which `part` is a part variant, each once."""
        words = sound(part).split(" ")
        if len(words) > 1:
            lists = [self._words.get(key, []) for key in enumerate(words[:2])]
        else:
            lists = [self._last.get(form, []) for form in sorted(_shortened(words[0]))]
        found = dict.fromkeys(name for names in lists for name in names)
        return [name for name in found if is_part_variant(part, name)]


Key = TypeVar("Key")


def _put(index: dict[Key, list[str]], key: Key, name: str) -> None:
    """Add a name under a key, unless `_MOST_LIKE` stand there: the work per name is bounded."""
    names = index.setdefault(key, [])
    if len(names) < _MOST_LIKE:
        names.append(name)


def _shortened(word: str) -> set[str]:
    """Return a word, and it without one letter each; a word too long for a name gives none."""
    if not _SHORTEST_PART - 1 <= len(word) <= _LONGEST_WORD:
        return set()
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def _first(name: str) -> str:
    """Return the letters that a name spelt in another way may begin with."""
    first = name[:1].lower()
    return next(
        (group for group in ("hg", "dj", "tc", "kcq", "vwf", "sz", "yji", "uo") if first in group),
        first,
    )


def _is_near(left: str, right: str) -> bool:
    short = min(len(left), len(right))
    return short >= _SHORTEST_VARIED and edit_distance(left, right, 2) <= (2 if short >= 6 else 1)
