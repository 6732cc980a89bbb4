"""Read noun phrases that name a speaker: pronouns, names with titles, bodies, anonymous people.

A *phrase* is a run of tokens: `Kepala Dinas Kesehatan Jawa Barat Budi Santosa`. Its *stretch* is
the run of capitalised tokens in it, and the *name* the tail of the stretch that is a person's.
"""

from dataclasses import dataclass, replace
from typing import Literal

from kliping.plugins.quotations.grammar.person_names import find_name
from kliping.plugins.quotations.page.parsed_article import CAP, NUMBER, QUOTED, ParsedArticle
from kliping.plugins.quotations.page.words import BIT, word_group

PhraseKind = Literal["pronoun", "plural", "named", "common"]

RANK, ROLE, INSTITUTION, GIVEN = BIT["rank"], BIT["role"], BIT["institution"], BIT["given"]
BODY, TEXT, PERSON, PEOPLE = BIT["body"], BIT["text"], BIT["person"], BIT["people"]
DEMONSTRATIVE, QUANTIFIER, PARTICLE = BIT["demonstrative"], BIT["quantifier"], BIT["particle"]
DAY, ADJUNCT, ADVERB, CONJ = BIT["day"], BIT["adjunct"], BIT["adverb"], BIT["conj"]
PRONOUN, PLURAL, NEG, FIRST = BIT["pronoun"], BIT["plural"], BIT["neg"], BIT["first"]
NOUNS = ROLE | RANK | BODY | TEXT | PERSON | PEOPLE | QUANTIFIER
COUNTED = PERSON | PEOPLE | BODY | ROLE | TEXT | QUANTIFIER
BARE_LIMIT = 9  # unknown words in a phrase without a name: "pemilik lima gelar juara dunia …"
BRACKET_LIMIT = 8  # tokens in brackets after a name: an age, an abbreviation
JOINERS = word_group("joiner")
STEP_INTO = word_group("step into")
AFTER_NAME = word_group("after name")
NOT_LAST = word_group("not last")
TIMES = word_group("time")
COPULAS = word_group("copula")


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
        """Whether a person is named."""
        return self.name[0] < self.name[1]


def read_phrase(
    page: ParsedArticle, at: int, limit: int, *, after_cue: bool = False
) -> Phrase | None:
    """Read the phrase that begins at token `at` and ends before token `limit`.

    Args:
        after_cue: the phrase follows a cue (`kata …`), where nothing but adjuncts comes after it,
            so that unknown lower-case words may belong to it.
    """
    if at >= limit:
        return None
    bits = page.classes[at]
    if bits & (PRONOUN | PLURAL):
        return Phrase(first=at, last=at + 1, kind="pronoun" if bits & PRONOUN else "plural")
    if bits & (QUOTED | DEMONSTRATIVE | FIRST) or (bits & DAY and not bits & GIVEN):
        return None
    counted = bits & (QUANTIFIER | NUMBER) and at + 1 < limit
    if counted and page.lower[at + 1] in TIMES:
        return None  # `tiga tahun silam`
    return _Reader(page, at, limit, after_cue).read()


class _Reader:
    """Walks over the tokens of one phrase.

    Attributes:
        index: the token that is looked at.
        last: the token after the last that surely belongs to the phrase.
        stretch: first and last token, half-open, of the newest run of capitalised words; the first
            is -1 before there is one.
    """

    def __init__(self, page: ParsedArticle, at: int, limit: int, after_cue: bool) -> None:
        self.page = page
        self.at = self.index = self.last = at
        self.limit = limit
        self.after_cue = after_cue
        self.stretch_first = self.stretch_last = -1
        self.bare = 0
        self.definite = False
        self.abbreviation: int | None = None
        self.tail: Phrase | None = None

    def read(self) -> Phrase | None:
        while self.index < self.limit and self._step():
            pass
        if self.last <= self.at:
            return None
        if self.stretch_first < 0:
            phrase = Phrase(first=self.at, last=self.last, kind="common", definite=self.definite)
        else:
            phrase = self._named()
        if self.tail is not None:
            tail = self.tail
            offices = self.page.classes[self.at] & self.page.classes[tail.first] & ROLE
            if offices and tail.has_name and not tail.members and not phrase.has_name:
                return replace(tail, first=self.at)  # `presiden dan CEO X` is one person
            members = (phrase, *(self.tail.members or (self.tail,)))
            return replace(phrase, last=self.tail.last, members=members)
        return phrase

    def _named(self) -> Phrase:
        words = self.page.words
        first, last = self.stretch_first, self.stretch_last
        while last > first and words[last - 1] in (".", "-", "–", ",", "/", "dan"):
            last -= 1
        phrase = Phrase(
            first=self.at,
            last=max(self.last, last),
            kind="named",
            stretch=(first, last),
            name=find_name(self.page, first, last, titled=first > self.at),
            definite=self.definite,
            abbreviation=self.abbreviation,
        )
        return _split_members(self.page, phrase, self.after_cue)

    @property
    def _in_stretch(self) -> bool:
        return self.stretch_last == self.index

    def _take_in(self) -> bool:
        """Make the token a part of the stretch, without ending the phrase on it."""
        self.index += 1
        self.stretch_last = self.index
        return True

    def _next_is(self, bits: int) -> bool:
        following = self.index + 1
        return following < self.limit and bool(self.page.classes[following] & bits)

    def _step(self) -> bool:
        """Take in the token at `index`, or return False where it does not belong."""
        page, index = self.page, self.index
        bits, word = page.classes[index], page.words[index]
        if bits & QUOTED:
            return self._in_stretch and self._next_is(CAP) and self._take_in()
        if bits & CAP:
            return self._capital(bits)
        if bits & NUMBER:
            return self._number()
        if not word[:1].isalpha():
            return self._mark(word)
        return self._small(bits, page.lower[index])

    def _capital(self, bits: int) -> bool:
        page, index = self.page, self.index
        if bits & DAY and index > self.at and not bits & GIVEN:
            return False
        named = index == self.at and self.after_cue
        if bits & (ADJUNCT | CONJ) and not bits & (GIVEN | INSTITUTION | NOUNS) and not named:
            return False
        if index == self.at and _is_plain_opening(page, index, self.limit):
            self.index = self.last = index + 1
            return True
        if not self._in_stretch:
            self.stretch_first = index
        self._take_in()
        self.last = self.index
        return True

    def _number(self) -> bool:
        if self._in_stretch:
            closes = self.page.words[self.index + 1 : self.index + 2] in ([","], ["("])
            inner = self.page.words[self.index - 1] in "-–" or (
                closes or (self._next_is(CAP) and not self._next_is(DAY))
            )
            if inner:
                self._take_in()
                self.last = self.index
            return inner
        if self.stretch_first < 0:
            self.index += 1
            self.last = self.index
            return True
        return False

    def _mark(self, word: str) -> bool:
        page, index = self.page, self.index
        if word in "([":
            return self._bracket()
        if word == "." and index > self.at and page.classes[index - 1] & RANK:
            if not self._in_stretch:
                self.index += 1
                return self._next_after_stop()
            return self._next_is(CAP | RANK) and self._take_in()
        if not self._in_stretch:
            return False
        if word == ".":
            tight = page.ends[index - 1] == page.starts[index]
            return tight and self._next_is(CAP | PARTICLE) and self._take_in()
        if word == "/" or word == "&":
            person = word == "/" and page.classes[index - 1] & GIVEN
            return not person and self._next_is(CAP) and self._take_in()
        if word == ",":
            if not page.classes[index - 1] & (INSTITUTION | BODY) and not page.is_nominal(
                index - 1
            ):
                return False
            return _goes_on_as_list(page, index, self.limit) and self._take_in()
        if word in "-–":
            spaced = page.starts[index] > page.ends[index - 1]
            dash = spaced and not self._next_is(NUMBER)
            return self._next_is(CAP | NUMBER) and not dash and self._take_in()
        return False

    def _next_after_stop(self) -> bool:
        """Tell whether a name or another title follows `dr.`."""
        return self.index < self.limit and bool(self.page.classes[self.index] & (CAP | RANK))

    def _bracket(self) -> bool:
        page, index = self.page, self.index
        close = _closing(page, index, self.limit)
        if close is None or index == self.at:
            return False
        inner = page.words[index + 1]
        if close == index + 2 and inner.isupper() and len(inner) > 1:
            self.abbreviation = index + 1
        after = close + 1
        goes_on = after < self.limit and (
            page.classes[after] & (CAP | ROLE | RANK) or page.lower[after] in ("milik", "bidang")
        )
        if goes_on:
            self.index = after
        return bool(goes_on)

    def _small(self, bits: int, low: str) -> bool:
        page, index = self.page, self.index
        if low in JOINERS:
            return self._join()
        if bits & DEMONSTRATIVE:
            self.definite = True
            self.last = index + 1
            return False
        if bits & PARTICLE and self._in_stretch:
            return self._next_is(CAP) and self._take_in()
        if low == "yang" or bits & (NEG | CONJ) or low in COPULAS:
            return False
        if low in ("lain", "lainnya") and index > self.at:
            self.index = self.last = index + 1
            return True
        stopped = self.page.words[index + 1 : index + 2] == ["."]
        if self._in_stretch and bits & RANK and (stopped or self._next_is(CAP)):
            return self._take_in()
        office = bits & ROLE and page.classes[index - 1] & (INSTITUTION | BODY)
        if self._in_stretch and not office:
            if low not in AFTER_NAME:
                return False
            self.index += 1
            if low not in NOT_LAST:
                self.last = self.index
            return True
        if low in ("di", "dari") and self._placed():
            self.index += 1
            return True
        if bits & (ADJUNCT | ADVERB) and not bits & NOUNS:
            official = bits & ADVERB and not bits & ADJUNCT and index > self.at
            if not (official and self._next_is(CAP)):
                return False
        if not bits & NOUNS and low not in STEP_INTO:
            self.bare += 1
            unknown = index == self.at and not self.after_cue
            if unknown or self.bare > BARE_LIMIT or page.is_verb(index):
                return False
        self.index += 1
        self.last = self.index
        return True

    def _placed(self) -> bool:
        """Tell whether a place belongs to someone without a name: `sumber di KPK`."""
        head = self.page.classes[self.at] & (PERSON | PEOPLE | QUANTIFIER)
        plain = head and self.index == self.last and self.stretch_first < 0
        if not plain or not self.index + 1 < self.limit:
            return False
        noun = not self.after_cue and self.page.lower[self.index + 1][:1].isalpha()
        return self._next_is(CAP) or bool(noun)

    def _join(self) -> bool:
        """Take in `dan` where it goes on with a name, or with a noun that opens a new phrase."""
        if self._next_is(CAP) and self._in_stretch:
            return self._take_in()
        ended = self._in_stretch or (self.index == self.last and not self.after_cue)
        if ended and self._next_is(NOUNS):
            tail = read_phrase(self.page, self.index + 1, self.limit, after_cue=self.after_cue)
            if tail is not None and tail.kind in ("named", "common"):
                self.tail = tail
        return False


def _is_plain_opening(page: ParsedArticle, at: int, limit: int) -> bool:
    """Tell whether a noun has its capital only from the sentence's beginning: `Pakar militer`."""
    if not page.classes[at] & COUNTED:
        return False
    opens = page.sentences[page.sentence_of[at]].first == at
    if at + 1 >= limit:
        return opens and not page.words[at].isupper()
    following = page.classes[at + 1]
    if following & CAP or not page.lower[at + 1][:1].isalpha() or page.words[at].isupper():
        return False
    return opens or bool(following & NOUNS and page.classes[at] & (PERSON | PEOPLE | BODY))


def _goes_on_as_list(page: ParsedArticle, at: int, limit: int) -> bool:
    """Tell whether a comma parts the members of a list that `dan` ends: `Politik, Hukum, dan …`."""
    run = 0
    if page.lower[at + 1 : at + 2] == ["dan"]:
        return at + 2 < limit and bool(page.classes[at + 2] & CAP)
    for index in range(at + 1, min(limit, at + 12)):
        if page.lower[index] == "dan":
            return run > 0 and index + 1 < limit and bool(page.classes[index + 1] & CAP)
        if page.words[index] == ",":
            if not run:
                return False
            run = 0 if index + 1 < limit and page.lower[index + 1] != "dan" else run
        elif page.classes[index] & CAP and not page.classes[index] & DAY:
            run += 1
            if run > 4:
                return False
        else:
            return False
    return False


def _closing(page: ParsedArticle, index: int, limit: int) -> int | None:
    for close in range(index + 1, min(limit, index + BRACKET_LIMIT + 1)):
        if page.words[close] in (")", "]"):
            return close if close > index + 1 else None
    return None


def _is_titled(page: ParsedArticle, phrase: Phrase) -> bool:
    """Tell whether a phrase opens with a title."""
    return bool(page.classes[phrase.first] & ROLE)


def _split_members(page: ParsedArticle, phrase: Phrase, after_cue: bool) -> Phrase:
    """Split `Anies Baswedan dan Sandiaga Uno`, but not `Kelautan dan Perikanan`."""
    first, last = phrase.stretch
    for index in range(first + 1, last - 1):
        if page.lower[index] not in JOINERS:
            continue
        left = find_name(page, first, index, titled=first > phrase.first)
        following = page.classes[index + 1]
        titled = page.classes[phrase.first] & (ROLE | RANK)
        heads = ROLE | RANK | GIVEN | (0 if titled else BODY)
        opens_new = bool(following & heads) and not following & INSTITUTION
        place = page.surface(first, index) in page.lexicon.places
        if left[0] < left[1] or opens_new or (place and first == phrase.first):
            head = replace(phrase, last=index, stretch=(first, index), name=left)
            tail = read_phrase(page, index + 1, phrase.last, after_cue=after_cue)
            if tail is None:
                return phrase
            office = not left[0] < left[1] and _is_titled(page, phrase)
            person = tail.has_name and not tail.members and not following & GIVEN
            if office and person:  # one person: `Direktur dan CEO X`
                return replace(tail, first=phrase.first)
            members = (head, *(tail.members or (tail,)))
            return replace(phrase, members=members)
    return phrase
