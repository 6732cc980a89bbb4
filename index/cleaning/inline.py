"""Furniture inside a paragraph, where a page was flattened to one line.

`… kata Budi. Baca: Harga Beras Naik Lagi Jelang Lebaran Menurut dia, stok …`: where such a
headline ends is told by its capitals. Precision goes first: where the text does not tell, less is
marked.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from kliping.index.article import RegionKind

Found = tuple[int, int, RegionKind]

_TEASER = re.compile(
    r"[\[(]?\b(?:(?:Baca|BACA|Simak|SIMAK|Lihat|LIHAT|Tonton|TONTON)"
    r"[ _](?:juga|Juga|JUGA|pula|Pula)\s*:?|(?:Baca|BACA)\s?:)(?=\s)"
)
_BRACKET_TEASER = re.compile(
    r"[\[(]\s*(?:baca|simak|lihat)(?:\s+(?:juga|pula))?\s*:[^\])\n]{3,160}[\])]", re.IGNORECASE
)
_MORE = re.compile(
    r"(?:BACA SELENGKAPNYA|Baca [Ss]elengkapnya|Baca [Ss]elanjutnya|TONTON JUGA|Tonton juga)"
    r"\s*(?:DI SINI|di sini)?\s*[:>.]*\s*$"
)
_TAIL = re.compile(
    r"(?:\(?(?:Artikel|Berita|Tulisan)\s+ini\s+(?:telah|sudah|pernah|pertama kali)\s+"
    r"(?:tayang|terbit|dimuat|dipublikasikan)\b"
    r"|\b(?:Penulis|Editor|Reporter|Sumber)\s*:)"
)
_LONGEST_TAIL = 420  # code points; an address and three names (Tribunnews, 2026-11)
_WORD = re.compile(r"\S+")
_LONGEST_TEASER = 24  # words; the longest of Tribunnews in 2018 has 21
_VERB = re.compile(
    r"(?:me[mn]|meng|meny|men|me|di|ber|ter)[a-z]{3,}|kata|ujar|akan|sudah|telah|juga|adalah"
)


@cache
def _small_words() -> frozenset[str]:
    """Return words that stand without a capital inside a headline."""
    rows = files(__package__).joinpath("headline_words.txt").read_text("utf-8").splitlines()
    return frozenset(row for row in rows if row and not row.startswith("#"))


def iter_inline(text: str, start: int, end: int) -> Iterator[Found]:
    """Yield the furniture within a long line of `text`."""
    for match in _BRACKET_TEASER.finditer(text, start, end):
        yield match.start(), match.end(), "readmore"
    for match in _TEASER.finditer(text, start, end):
        if _after_sentence(text, start, match.start()):
            yield match.start(), _teaser_end(text, match.end(), end), "readmore"
    more = _MORE.search(text, max(start, end - 60), end)
    if more is not None:
        yield more.start(), end, "readmore"
    tail = _TAIL.search(text, max(start, end - _LONGEST_TAIL), end)
    if tail is not None and _is_credit(text[tail.start() : end]):
        yield tail.start(), end, "byline"


def _after_sentence(text: str, start: int, at: int) -> bool:
    before = text[max(start, at - 120) : at].rstrip()
    return not before or before[-1] in ".!?…”\"')]" or "Baca" in before


def _is_credit(tail: str) -> bool:
    """Return whether nothing but names and a quoted title follow."""
    bare = re.sub(r"[\"“][^\"”]*[\"”]|https?://\S+(?: \S+-\S+)?|judul:?.*", " ", tail)
    return not re.search(r"[.!?] +[A-Z][a-z]+ [a-z]+", bare) and len(bare) < 220


def _teaser_end(text: str, start: int, end: int) -> int:
    """Return where the headline that begins at `start` ends."""
    words = []
    for match in _WORD.finditer(text, start, end):
        words.append(match)
        if len(words) == _LONGEST_TEASER:
            break
    kept = _headline_length([match[0] for match in words])
    if kept == len(words) and words and words[-1].end() < end:
        kept = 0  # no end in sight: only the label is sure
    return words[kept - 1].end() if kept else start


def _headline_length(words: list[str]) -> int:
    """Return how many of the words belong to the headline they begin with."""
    small = _small_words()
    for at, word in enumerate(words):
        if at and (word[0] in '“"' and _opens_sentence(words, at)):
            return at
        if at and word.rstrip(":").casefold() == "baca":
            return at
        bare = word.strip("\"“”‘’'(),.:;!?")
        if not bare or not bare[0].islower() or bare in small or not bare.isalpha():
            continue
        if at == 0:
            return 0
        return _before_subject(words, at, verb=_VERB.fullmatch(bare) is not None)
    return len(words)


def _opens_sentence(words: list[str], at: int) -> bool:
    """Return whether a quotation mark opens a sentence: lower-case words follow in it."""
    following = words[at + 1 : at + 5]
    return any(word[0].islower() and word not in _small_words() for word in following)


def _before_subject(words: list[str], at: int, *, verb: bool) -> int:
    """Return where the sentence begins whose first lower-case word is at `at`.

    It begins with the word before; before a verb, whose subject may be a name, with two words.
    """
    opening = at - 1
    while opening > 0 and words[opening].strip(",").islower():
        opening -= 1
    if (
        verb
        and opening > 1
        and words[opening - 1][0].isupper()
        and words[opening - 1][-1].isalpha()
    ):
        opening -= 1
    return opening
