"""Lucene's Indonesian chain, rebuilt from the published description of its parts.

StandardTokenizer (Unicode word breaks: dots and commas between digits and apostrophes between
letters do not split), lower case, Tala's 758 stop words dropped at index and query time, and
Tala's stemmer ("A Study of Stemming Effects on Information Retrieval in Bahasa Indonesia",
Universiteit van Amsterdam 2003, section 4.2), which takes particles, possessives, prefixes and
suffixes off while more than two syllables are left, without a dictionary.
"""

import re
from functools import cache

_VOWELS = frozenset("aeiou")
_TOKEN = re.compile(
    r"[^\W_]+(?:(?<=[0-9])[.,](?=[0-9])[^\W_]+|(?<=[^\W\d_])['’.:](?=[^\W\d_])[^\W_]+|_[^\W_]+)*"
)
# prefix, what replaces it, needs a vowel after it, the class that forbids suffixes later
_FIRST = (
    ("meny", "s", True, "meng"),
    ("meng", "", False, "meng"),
    ("men", "", False, "meng"),
    ("mem", "", False, "meng"),
    ("me", "", False, "meng"),
    ("peny", "s", True, "peng"),
    ("peny", "", False, "peng"),
    ("peng", "", False, "peng"),
    ("pen", "t", True, "peng"),
    ("pen", "", False, "peng"),
    ("pem", "", False, "peng"),
    ("di", "", False, "di"),
    ("ter", "", False, "ter"),
    ("ke", "", False, "ke"),
)
_SECOND = (("ber", "ber"), ("per", ""), ("pe", "pe"))
_SUFFIXES = (
    ("kan", frozenset(["ke", "peng", "pe"])),
    ("an", frozenset(["di", "meng", "ter"])),
    ("i", frozenset(["ber", "ke", "peng"])),
)


def tokens(text: str) -> list[str]:
    """Return the lower-cased tokens of a text."""
    return [token.lower() for token in _TOKEN.findall(text)]


@cache
def stop_words() -> frozenset[str]:
    """Return Tala's list, as the package stopwordsiso carries it (MIT)."""
    import stopwordsiso

    return frozenset(stopwordsiso.stopwords("id"))


def _syllables(word: str) -> int:
    return sum(letter in _VOWELS for letter in word)


@cache
def stem(word: str) -> str:
    """Return Tala's stem of a lower-case word."""
    left = _syllables(word)
    for endings in (("kah", "lah", "pun"), ("ku", "mu", "nya")):
        ending = next((e for e in endings if word.endswith(e)), None)
        if left > 2 and ending:
            word, left = word[: -len(ending)], left - 1
    removed: set[str] = set()
    word, left, first = _first_prefix(word, left, removed)
    if first:
        before = word
        word, left = _suffix(word, left, removed)
        if word != before:
            word, left = _second_prefix(word, left, removed)
    else:
        word, left = _second_prefix(word, left, removed)
        word, left = _suffix(word, left, removed)
    return word


def _first_prefix(word: str, left: int, removed: set[str]) -> tuple[str, int, bool]:
    if left > 2:
        for prefix, restored, vowel, kind in _FIRST:
            rest = word[len(prefix) :]
            if word.startswith(prefix) and (not vowel or (rest[:1] in _VOWELS and rest)):
                removed.add(kind)
                return restored + rest, left - 1, True
    return word, left, False


def _second_prefix(word: str, left: int, removed: set[str]) -> tuple[str, int]:
    if left <= 2:
        return word, left
    if word in ("belajar", "pelajar"):
        return "ajar", left - 1
    if len(word) > 4 and word[:2] == "be" and word[2] not in _VOWELS and word[3:5] == "er":
        removed.add("ber")
        return word[2:], left - 1
    for prefix, kind in _SECOND:
        if word.startswith(prefix):
            removed.add(kind)
            return word[len(prefix) :], left - 1
    return word, left


def _suffix(word: str, left: int, removed: set[str]) -> tuple[str, int]:
    if left > 2:
        for suffix, forbidden in _SUFFIXES:
            if word.endswith(suffix) and not removed & forbidden and not word.endswith("si"):
                return word[: -len(suffix)], left - 1
    return word, left
