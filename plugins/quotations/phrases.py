"""Read noun phrases that name a speaker: pronouns, names with titles, bodies, anonymous people.

A *phrase* is a run of tokens: `Kepala Dinas Kesehatan Jawa Barat Budi Santosa`. Its *stretch* is the
run of capitalised tokens in it, and the *name* the tail of the stretch that is a person's.
"""

from dataclasses import dataclass, replace
from typing import Literal

from .page import CAP, NUMBER, QUOTED, Page
from .words import BIT

PhraseKind = Literal["pronoun", "plural", "clitic", "named", "common"]

RANK, ROLE, INSTITUTION, GIVEN = BIT["rank"], BIT["role"], BIT["institution"], BIT["given"]
BODY, TEXT, PERSON, PEOPLE = BIT["body"], BIT["text"], BIT["person"], BIT["people"]
DEMONSTRATIVE, QUANTIFIER, PARTICLE = BIT["demonstrative"], BIT["quantifier"], BIT["particle"]
DAY, ADJUNCT, ADVERB, CONJ = BIT["day"], BIT["adjunct"], BIT["adverb"], BIT["conj"]
PRONOUN, PLURAL, NEG = BIT["pronoun"], BIT["plural"], BIT["neg"]
NOUNS = ROLE | RANK | BODY | TEXT | PERSON | PEOPLE | QUANTIFIER
BARE_LIMIT = 9  # lower-case words in a phrase without a name: "pemilik lima gelar juara dunia …"
NAME_LIMIT = 5  # tokens of a personal name
STEP_INTO = frozenset(
    ("berusia", "asal", "kelahiran", "bernama", "berinisial", "bidang", "berpangkat")
)
JOINERS = frozenset(("dan", "&", "serta"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A noun phrase.

    Attributes:
        first, last: its tokens, half-open.
        kind: "named" where it holds capitalised words, else "common".
        stretch: the tokens of its capitalised words, half-open; empty where it has none.
        name: the tokens of the personal name in the stretch; empty where it has none.
        definite: whether a demonstrative ends it: "komisi tersebut", "jenderal itu".
        members: the phrases that `dan` joins, where it joins any.
        abbreviation: the token in brackets after a name: `Kantor Berita Pusat Korea (KCNA)`.
        role_after: tokens of a title that follows in apposition.
    """

    first: int
    last: int
    kind: PhraseKind
    stretch: tuple[int, int] = (0, 0)
    name: tuple[int, int] = (0, 0)
    definite: bool = False
    members: tuple["Phrase", ...] = ()
    abbreviation: int | None = None
    role_after: tuple[int, int] | None = None

    @property
    def has_name(self) -> bool:
        return self.name[0] < self.name[1]


def read_phrase(page: Page, at: int, limit: int, *, after_cue: bool = False) -> Phrase | None:
    """Read the phrase that begins at token `at` and ends before token `limit`.

    Args:
        after_cue: the phrase follows a cue (`kata …`), where nothing but adjuncts comes after it,
            so that unknown lower-case words may belong to it.
    """
    if at >= limit:
        return None
    classes, words, lower = page.classes, page.words, page.lower
    bits = classes[at]
    if bits & (PRONOUN | PLURAL):
        kind: PhraseKind = "pronoun" if bits & PRONOUN else "plural"
        return Phrase(first=at, last=at + 1, kind=kind)
    if bits & QUOTED:
        return None
    index = at
    stretch_first = stretch_last = -1
    bare = 0
    definite = False
    abbreviation: int | None = None
    last = at
    while index < limit:
        bits, word, low = classes[index], words[index], lower[index]
        if bits & QUOTED:
            if not (stretch_last == index and index + 1 < limit and classes[index + 1] & CAP):
                break
            index += 1
            stretch_last = index
            continue
        if bits & CAP:
            if bits & DAY and index > at and not bits & GIVEN:
                break
            if index > at and bits & ADJUNCT and not bits & (GIVEN | INSTITUTION | NOUNS):
                break
            if stretch_first < 0:
                stretch_first = index
            elif stretch_last != index:
                # a lower-case word stands between two capitalised runs: keep the last run,
                # except for particles and dan, which the branches below have taken in
                stretch_first = index
            index += 1
            stretch_last = last = index
            continue
        if word == ".":
            tight = index > at and page.ends[index - 1] == page.starts[index]
            if tight and index + 1 < limit and classes[index + 1] & (CAP | PARTICLE):
                index += 1
                if stretch_last == index - 1:
                    stretch_last = index
                continue
            break
        if word in "([":
            close = _closing(page, index, limit)
            if close is None:
                break
            inner = words[index + 1]
            if close == index + 2 and inner.isupper() and len(inner) > 1:
                abbreviation = index + 1
            goes_on = close + 1 < limit and (
                classes[close + 1] & CAP
                or lower[close + 1] in ("milik", "bidang")
                or classes[close + 1] & ROLE
            )
            if not goes_on:
                break
            index = close + 1
            continue
        if word in "-–'’" and word:
            glued = index - at > 0 and index + 1 < limit
            if glued and stretch_last == index and classes[index + 1] & (CAP | NUMBER):
                spaced = page.starts[index] > page.ends[index - 1]
                if word in "'’" or (spaced and not classes[index + 1] & NUMBER and word == "–"):
                    break
                index += 1
                stretch_last = index
                continue
            break
        if low in JOINERS:
            joins = (
                stretch_last == index
                and index + 1 < limit
                and (classes[index + 1] & CAP or (classes[index + 1] & NOUNS and not after_cue))
            )
            if not joins:
                break
            index += 1
            if classes[index] & CAP:
                stretch_last = index
            continue
        if bits & DEMONSTRATIVE:
            if index == at:
                return None
            definite = True
            index += 1
            last = index
            break
        if bits & PARTICLE and stretch_last == index:
            if index + 1 < limit and classes[index + 1] & CAP:
                index += 1
                stretch_last = index
                continue
            break
        if not low[:1].isalpha():
            if bits & NUMBER and stretch_last < 0:
                index += 1
                last = index
                continue
            break
        if low == "yang" or bits & (NEG | CONJ):
            break
        if stretch_last >= 0 and stretch_last == index and not bits & ROLE:
            if low in ("setempat", "asal", "pusat", "negara", "milik", "bernama", "bidang"):
                index += 1
                if low not in ("milik", "asal", "negara"):
                    last = index
                continue
            break
        if bits & (ADJUNCT | ADVERB) and not bits & NOUNS:
            break
        if not bits & NOUNS and low not in STEP_INTO:
            if page.is_verb(index):
                break
            if index == at and not after_cue:
                return None
            bare += 1
            if bare > BARE_LIMIT:
                break
        index += 1
        last = index
    if last <= at:
        return None
    if stretch_first < 0:
        return Phrase(first=at, last=last, kind="common", definite=definite)
    while stretch_last > stretch_first and words[stretch_last - 1] in (".", "-", "–"):
        stretch_last -= 1
    phrase = Phrase(
        first=at,
        last=max(last, stretch_last),
        kind="named",
        stretch=(stretch_first, stretch_last),
        name=find_name(page, stretch_first, stretch_last, titled=stretch_first > at),
        definite=definite,
        abbreviation=abbreviation,
    )
    return _split_members(page, phrase, after_cue)


def _closing(page: Page, index: int, limit: int) -> int | None:
    for close in range(index + 1, min(limit, index + 9)):
        if page.words[close] in (")", "]"):
            return close if close > index + 1 else None
    return None


def _split_members(page: Page, phrase: Phrase, after_cue: bool) -> Phrase:
    """Split `Anies Baswedan dan Sandiaga Uno`, but not `Kelautan dan Perikanan`."""
    first, last = phrase.stretch
    for index in range(first + 1, last - 1):
        if page.lower[index] not in JOINERS:
            continue
        left = find_name(page, first, index, titled=first > phrase.first)
        following = page.classes[index + 1]
        opens_new = bool(following & (ROLE | RANK | GIVEN | BODY)) and not following & INSTITUTION
        left_place = page.surface(first, index) in page.lexicon.places
        if left[0] < left[1] or opens_new or left_place:
            head = replace(phrase, last=index, stretch=(first, index), name=left)
            tail = read_phrase(page, index + 1, phrase.last, after_cue=after_cue)
            if tail is None:
                return phrase
            members = (head, *(tail.members or (tail,)))
            return replace(phrase, members=members)
    return phrase


def is_name_word(page: Page, index: int) -> bool:
    """Tell whether a token may be part of a personal name."""
    bits, word = page.classes[index], page.words[index]
    if not bits & CAP:
        return bool(bits & PARTICLE)
    if bits & GIVEN:
        return True
    if bits & (INSTITUTION | ROLE | BODY):
        return False
    if len(word) > 1 and word.isupper() and not _shouted(page, index):
        return False
    return not page.is_nominal(index) and word not in page.lexicon.places


def _shouted(page: Page, index: int) -> bool:
    """Tell whether a word in capitals has a neighbour in capitals, so that it is no abbreviation."""
    word = page.words[index]
    for near in (index - 1, index + 1):
        if 0 <= near < len(page.words):
            other = page.words[near]
            if len(other) > 3 and other.isupper() and len(word) > 3:
                return True
    return False


def find_name(page: Page, first: int, last: int, *, titled: bool) -> tuple[int, int]:
    """Return the tokens of the personal name at the end of a capitalised stretch, or an empty range.

    The name is the longest tail of words that may stand in a name; it begins after the last title
    or rank, and at a known personal name where there is one to the right of unknown words.
    """
    classes = page.classes
    start = last
    while start > first and last - start < NAME_LIMIT + 2:
        index = start - 1
        if page.words[index] == "." or (classes[index] & QUOTED and index > first):
            start -= 1
            continue
        bits = classes[index]
        if (
            bits & RANK
            and bits & CAP
            and start < last
            and not (bits & GIVEN and index == first and not titled)
        ):
            break
        if not is_name_word(page, index):
            # one institution word may stand inside a name: Budi Karya Sumadi
            inside = (
                bits & CAP
                and bits & INSTITUTION
                and start < last
                and index > first
                and classes[index - 1] & GIVEN
                and not classes[index - 1] & (INSTITUTION | ROLE)
            )
            if not inside:
                break
        start -= 1
    while start < last and (
        page.words[start] == "." or (classes[start] & PARTICLE and not classes[start] & CAP)
    ):
        start += 1
    if start >= last:
        return _name_of_institution_words(page, first, last, titled)
    if titled or start > first:
        # unknown capitalised words before a known given name belong to the institution
        for index in range(start + 1, last):
            if classes[index] & GIVEN and not classes[start] & GIVEN and last - start > 2:
                known = all(not classes[i] & GIVEN for i in range(start, index))
                if known and last - index >= 1 and index - start >= 2:
                    return index, last
                break
    if last - start > NAME_LIMIT:
        start = last - NAME_LIMIT
    return start, last


def _name_of_institution_words(page: Page, first: int, last: int, titled: bool) -> tuple[int, int]:
    """Read names made of words that institutions use too, after a rank: Letjen Agung Utama."""
    for index in range(last - 1, first, -1):
        before = page.classes[index - 1]
        if before & RANK and before & CAP and page.words[index] != ".":
            return index, last
    return last, last
