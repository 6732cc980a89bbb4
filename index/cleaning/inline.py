"""Furniture inside a paragraph, where a page was flattened to one line.

`… kata Budi. Baca: Harga Beras Naik Lagi Jelang Lebaran Menurut dia, stok …`: where such a
headline ends is told by its capitals. Precision goes first: where the text does not tell, less is
marked.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from operator import itemgetter

from kliping.index.article import RegionKind
from kliping.index.data_files import read_lines
from kliping.index.guards import WordGuard, iter_from

from .tables import inside_patterns

Found = tuple[int, int, RegionKind]

_TEASER = re.compile(  # also glued to the word before: `menipis.Baca juga:Harga Naik`
    r"[\[(]?(?:\b|(?<=[a-z])(?=[A-Z]))(?:(?:Baca|BACA|Simak|SIMAK|Lihat|LIHAT|Tonton|TONTON)"
    r"[ _](?:juga|Juga|JUGA|pula|Pula)(?:\s*:|(?=\s))|(?:Baca|BACA)\s?:)(?=\s|[A-Z\"“‘'])"
)
_TEASER_WORDS = WordGuard(["baca", "simak", "lihat", "tonton"])
_BRACKET_TEASER = re.compile(
    r"[\[(]\s*(?:baca|simak|lihat)(?:\s+(?:juga|pula))?\s*:[^\])\n]{3,160}[\])]", re.IGNORECASE
)
# What hangs on the end of a text, each after what hangs before it was taken off.
_ENDINGS: tuple[tuple[RegionKind, re.Pattern[str]], ...] = (
    (
        "readmore",  # `Lihat Artikel Selengkapnya`, `BACA SELENGKAPNYA >>>`, `Tonton juga:`
        re.compile(
            r"(?:\(\s*)?(?:(?:lanjut ke|lihat|baca|simak|klik|>+|[-–]+>)\s*)*"
            r"(?:(?:artikel|halaman|berita|baca|simak|lihat|video|hasil)\s+"
            r"(?:selengkapnya|selanjutnya|berikutnya|lengkap(?:nya)?)|tonton juga)"
            r"(?:\s*(?:bisa diakses\s+)?di\s?sini)?(?:\s*\))?\s*[:>.=-]*\s*$",
            re.IGNORECASE,
        ),
    ),
    ("readmore", re.compile(r">>>?\s[^>.]{3,120}[->]{2,}\s*$")),
    ("navigation", re.compile(r"\bvar [a-z_]\w* ?=[^\n]{0,400};\s*$")),
    (
        "byline",  # `(*/S-01)`, `(pit/pit)`, `(T.KR - ADW/H013)`, `[ran]`: whatever stands before
        re.compile(
            r"[\[(](?=[^\])]*[A-Za-z*])"  # no date
            r"(?:\*{1,3}|[\w.*]{1,12}(?:\ ?[/+-]\ ?[\w.*]{1,12}){1,3}|[A-Z]\d{3})[\])]$"
        ),
    ),
    (
        "byline",  # `(Kompas.com/Siti Aminah)`, `(Antara)`, `(humas)` after a sentence
        re.compile(
            r"(?<=[.!?…”\"'’)\]])\s*[\[(](?=[^\])]*[A-Za-z])"
            r"[\w.*-]+(?:\ [A-Z][\w.-]*|\ bin|\ van|\ de){0,4}"
            r"(?:\ ?[/,+]\ ?[\w.*-]+(?:\ [A-Z][\w.-]*){0,4}){0,3}[\])]$"
        ),
    ),
    (
        "byline",  # `Siti Aminah/Intisari-Online.com`
        re.compile(r"(?<=[.!?…”\"'’])\s+[A-Z]\w+(?: [A-Z][\w.]*){0,4}/(?:[A-Z][\w-]+(?:\.\w+)+)?$"),
    ),
)
_TAIL = re.compile(
    r"\(?(?:(?:Artikel|Berita|Tulisan)\s+(?i:(?:ini\s+)?(?:telah|sudah|pernah|pertama kali|juga)\s+"
    r"(?:pernah\s+)?(?:tayang|terbit|dimuat|dipublikasikan))\b"
    r"|\b(?:Penulis|Editor|Reporter|Sumber)\s*:)"
)
_MOST_ENDINGS = 8  # an article has at most four: link, credit, source, code
_LONGEST_TAIL = 420  # code points; an address and three names (Tribunnews, 2026-11)
_MARKS = "\"“”‘’'(),.:;!?"
_WORD = re.compile(r"\S+")
_NEXT = re.compile(r"[\[(]?(?:baca|simak):?|[\[(][\w*.]+(?:/[\w*.-]+)+[\])]", re.IGNORECASE)
_LONGEST_TEASER = 24  # words; the longest of Tribunnews in 2018 has 21
_VERB = re.compile(
    r"(?:me[mn]|meng|meny|men|me|di|ber|ter)[a-z]{3,}|kata|ujar|akan|sudah|telah|juga|adalah"
)


@cache
def _word_list(name: str) -> frozenset[str]:
    return frozenset(read_lines(__package__, name))


def iter_furniture(text: str, start: int, end: int) -> Iterator[Found]:
    """Yield what is furniture wherever in a line it stands: `SCROLL TO CONTINUE WITH CONTENT`."""
    for kind, _, shape in inside_patterns():
        for match in shape.finditer(text, start, end):
            yield match.start(), match.end(), kind


def iter_inline(text: str, start: int, end: int) -> Iterator[Found]:
    """Yield the furniture within a line of `text`: what is sure first."""
    sure = sorted(iter_furniture(text, start, end))
    yield from sure
    stops = [opening for opening, _, _ in sure]
    bracketed = [match.span() for match in _BRACKET_TEASER.finditer(text, start, end)]
    for opening, closing in bracketed:
        yield opening, closing, "readmore"
    known = sorted([*bracketed, *((opening, closing) for opening, closing, _ in sure)])
    for match in iter_teasers(text, start, end):
        place = bisect_right(known, match.start(), key=itemgetter(0))
        inside = place > 0 and match.start() < known[place - 1][1]
        if not inside and _stands_alone(text, start, match):
            stop = bisect_right(stops, match.end())
            limit = stops[stop] if stop < len(stops) else end
            yield match.start(), _teaser_end(text, match.end(), limit), "readmore"


def iter_teasers(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Yield what `_TEASER.finditer(text, start, end)` yields.

    A label begins with its word, or with the bracket before it.
    """
    words = _TEASER_WORDS.starts(text[start:end])
    starts = sorted({place for word in words for place in (start + word - 1, start + word)})
    return iter_from(_TEASER, text, (place for place in starts if place >= start), limit=end)


def iter_endings(text: str, start: int, end: int) -> Iterator[Found]:
    """Yield what hangs on the end of the last paragraph, `[start, end)`, from the end backwards."""
    for _ in range(_MOST_ENDINGS):
        found = False
        while end > start and text[end - 1].isspace():
            end -= 1
        window = max(start, end - _LONGEST_TAIL)
        plain = end > start and text[end - 1] in '.!?"”’'
        for kind, shape in () if plain else _ENDINGS:
            match = shape.search(text, window, end)
            if match is not None and match.start() > start:
                opening = match.start() + len(match[0]) - len(match[0].lstrip())
                yield opening, end, kind
                end, found = match.start(), True
                break
        tail = None if found else _TAIL.search(text, window, end)
        if tail is not None and tail.start() > start and _is_credit(text[tail.start() : end]):
            yield tail.start(), end, "byline"
            end, found = tail.start(), True
        if not found:
            return


def _stands_alone(text: str, start: int, teaser: re.Match[str]) -> bool:
    """Return whether a label follows a sentence, or is glued to a word as no sentence's word is."""
    at = teaser.start()
    before = text[max(start, at - 120) : at]
    if before[-1:].isalpha():
        return teaser[0].endswith(":")
    before = before.rstrip()
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
    if kept == len(words) == _LONGEST_TEASER and words[-1].end() < end:
        kept = 0  # no end in sight: only the label is sure
    return words[kept - 1].end() if kept else start


def _headline_length(words: list[str]) -> int:
    """Return how many of the words belong to the headline they begin with."""
    small, openers = _word_list("headline_words.txt"), _word_list("openers.txt")
    for at, word in enumerate(words):
        if at and (_NEXT.fullmatch(word) or _opens_quotation(words, at)):
            return at
        bare = word.strip(_MARKS)
        following = words[at + 1].strip(_MARKS) if at + 1 < len(words) else ""
        if at > 1 and bare.casefold() in openers and bare[0].isupper() and following[:1].islower():
            return at  # `… Lebaran 2018 Selain itu, …`
        if not bare or not bare[0].islower() or bare in small or not bare.isalpha():
            continue
        return _before_subject(words, at, verb=_VERB.fullmatch(bare) is not None) if at else 0
    return len(words)


def _opens_quotation(words: list[str], at: int) -> bool:
    """Return whether a quotation mark opens a sentence: two words without a capital follow."""
    if words[at][0] not in '“"':
        return False
    following = words[at + 1 : at + 4]
    return sum(word[0].islower() for word in following) >= 2


def _before_subject(words: list[str], at: int, *, verb: bool) -> int:
    """Return where the sentence begins whose first word without a capital is at `at`.

    It begins with the word before; before a verb, whose subject may be a name, with two; with a
    role a few words before (`Direktur Utama PT Maju Budi Santoso`); and where the role stands
    between commas (`Budi Santoso, Kepala Dinas, mengatakan`), with the two words before the first.
    """
    opening = at - 1
    while opening > 0 and words[opening].strip(",").islower():
        opening -= 1
    roles = _word_list("roles.txt")
    for place in range(max(1, opening - 6), opening):
        if words[place].casefold() in roles:
            return place
    if not verb:
        return opening
    commas = [place for place in range(max(0, opening - 7), opening + 1) if words[place][-1] == ","]
    if commas and commas[0] > 1:
        return commas[0] - 1
    if opening > 1 and words[opening - 1][0].isupper() and words[opening - 1][-1].isalpha():
        opening -= 1
    return opening
