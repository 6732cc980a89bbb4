"""When two ways to write a name are one: case, hyphens, old spelling, transliteration, slips."""

import re
from functools import lru_cache
from typing import Final
from unicodedata import category, normalize

_SHORTEST_VARIED: Final = 4  # shorter words that differ are other words, or numerals
_SHORTEST_PART: Final = 6  # letters of a single name that may differ from a part of a full one
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
        other[0] == word[0] and distance(word, other, 1) <= 1 for other in others[-1:]
    )


def _first(name: str) -> str:
    """Return the letters that a name spelt in another way may begin with."""
    first = name[:1].lower()
    return next(
        (group for group in ("hg", "dj", "tc", "kcq", "vwf", "sz", "yji", "uo") if first in group),
        first,
    )


def _is_near(left: str, right: str) -> bool:
    short = min(len(left), len(right))
    return short >= _SHORTEST_VARIED and distance(left, right, 2) <= (2 if short >= 6 else 1)


def distance(left: str, right: str, limit: int) -> int:
    """Return the Levenshtein distance, or limit + 1 where it is larger."""
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    row = list(range(len(right) + 1))
    for at, letter in enumerate(left, 1):
        last, row[0] = row[0], at
        for col, other in enumerate(right, 1):
            cost = last + (letter != other)
            last = row[col]
            row[col] = min(cost, row[col] + 1, row[col - 1] + 1)
        if min(row) > limit:
            return limit + 1
    return row[-1]
