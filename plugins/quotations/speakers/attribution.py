"""Find the cue next to a quoted stretch, and its speaker.

After the content: `"…," kata X`, `"…," katanya`, `"…," X melaporkan`. Before it: `kata X: "…"`,
`X mengatakan, "…"`, `Menurut X, "…"`, `yang katanya "…"`.
"""

from dataclasses import dataclass, replace

from kliping.index.edit_distance import is_within
from kliping.plugins.quotations.grammar.clauses import skip_place
from kliping.plugins.quotations.grammar.gaps import find_opening
from kliping.plugins.quotations.grammar.phrases import (
    ADJUNCT,
    CONJ,
    DAY,
    GIVEN,
    PEOPLE,
    PERSON,
    RANK,
    ROLE,
    Phrase,
    read_phrase,
)
from kliping.plugins.quotations.grammar.subjects import find_subject
from kliping.plugins.quotations.page.parsed_article import CAP, QUOTED, ParsedArticle
from kliping.plugins.quotations.page.words import Complement, CueForm, word_group

LEADS = word_group("lead")
# What may stand between a subject and what it says.
SPOKEN = frozenset({Complement.MARKS, Complement.BAHWA, Complement.COMMA})
PAUSES = frozenset(",.-–—…")
SENTENCE_ENDS = frozenset(".?!…")
TRAILING_CUE_TOKENS = 30  # tokens between a quotation and the active cue after its speaker
OFFICE_TOKENS = 12  # tokens of an office between its first words and the comma before the name
FULL_WORDS = 6  # a stretch this long is an utterance even without a full stop


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """A cue with its speaker, next to a quoted stretch."""

    cue: tuple[int, int]
    token: int
    form: CueForm
    phrase: Phrase | None = None
    clitic: tuple[int, int] | None = None
    last: int


class Attributor:
    """Attributes the stretches of one page.

    Attributes:
        used: tokens of cues that are taken.
    """

    def __init__(self, page: ParsedArticle) -> None:
        self.page = page
        self.used: set[int] = set()

    def after(self, number: int) -> Attribution | None:
        """Read `"…," kata X`, `"…," katanya` or `"…," X melaporkan` behind a stretch."""
        page = self.page
        quoted = page.quoted[number]
        token = page.token_of[number]
        at = token + 1
        size = len(page.words)
        while (
            at < size
            and at <= token + 3
            and (
                page.words[at] in PAUSES or (page.lower[at] in LEADS and not page.classes[at] & CAP)
            )
            and page.words[at]
        ):
            at += 1
        if at >= size or not self._same_breath(token, at):
            return None
        ended = quoted.terminal in SENTENCE_ENDS or quoted.terminal in (",", "’", "'", ")", "]")
        opens = token == page.sentences[page.sentence_of[token]].first
        form = page.lexicon.trailing.get(page.lower[at])
        if form is not None and not (page.classes[at] & CAP and quoted.terminal != ","):
            if ended or opens:
                return self._trailing(at, form)
            return None
        if quoted.terminal == "," and page.lower[at].endswith("nya"):
            form = self._misspelt(page.lower[at])
            if form is not None:
                return self._trailing(at, form)
        if quoted.terminal in (",", "?", "!") and opens:
            return self._speaker_then_cue(at, closed=quoted.terminal != ",")
        return None

    def _same_breath(self, token: int, at: int) -> bool:
        """Tell whether token `at` continues the line of the quotation, or its sentence."""
        page = self.page
        here = page.sentences[page.sentence_of[token]]
        there = page.sentences[page.sentence_of[at]]
        return here.paragraph == there.paragraph or (
            there.paragraph == here.paragraph + 1 and not page.classes[at] & (CAP | QUOTED)
        )

    def _trailing(self, at: int, form: CueForm) -> Attribution:
        page = self.page
        start, end = page.starts[at], page.ends[at]
        low = page.lower[at]
        if (low.endswith("nya") and low != form.form and form.order != "passive") or (
            form.order == "passive" and low.endswith("nya")
        ):
            return Attribution(
                cue=(start, end), token=at, form=form, clitic=(end - 3, end), last=at + 1
            )
        limit = page.sentences[page.sentence_of[at]].last
        first = at + 1
        while first < limit and page.lower[first] in ("oleh", "pula", "lagi", "juga"):
            first += 1
        phrase = read_trailing_speaker(page, first, limit)
        last = at + 1 if phrase is None else phrase.last
        return Attribution(cue=(start, end), token=at, form=form, phrase=phrase, last=last)

    def _misspelt(self, low: str) -> CueForm | None:
        """Return the common cue with -nya that a word is one slip away from: `ujanya`."""
        for stem in (
            "kata",
            "ujar",
            "tutur",
            "ucap",
            "jelas",
            "ungkap",
            "papar",
            "tegas",
            "tambah",
        ):
            if is_within(low, stem + "nya", 1):
                return self.page.lexicon.trailing[stem + "nya"]
        return None

    def _speaker_then_cue(self, at: int, *, closed: bool) -> Attribution | None:
        """Read `"…," KCNA melaporkan`; `closed` where the content ends with ? or !."""
        page = self.page
        limit = page.sentences[page.sentence_of[at]].last
        for cue in range(at + 1, min(limit, at + TRAILING_CUE_TOKENS)):
            form = page.lexicon.leading.get(page.lower[cue])
            if page.classes[cue] & QUOTED:
                return None
            if form is None or form.order != "active" or page.classes[cue] & CAP:
                continue
            if not page.lower[cue].startswith(("me", "ber")):
                continue
            subject = find_subject(page, cue, at)
            if subject.denied or subject.phrase is None or subject.relative:
                return None
            if subject.phrase.first > at + 1 and subject.phrase.kind == "common":
                return None
            following = cue + 1
            if closed and following < limit:
                bits, word = page.classes[following], page.words[following]
                if not (word in ".," or bits & (ADJUNCT | DAY)):
                    return None
                if word == "," and find_opening(page, following, limit) is not None:
                    return None
            return Attribution(
                cue=(page.starts[cue], page.ends[cue]),
                token=cue,
                form=form,
                phrase=subject.phrase,
                last=cue + 1,
            )
        return None

    def before(self, number: int) -> Attribution | None:
        """Read `X mengatakan, "…"`, `kata X: "…"`, `Menurut X, "…"`, `yang katanya "…"`."""
        page = self.page
        token = page.token_of[number]
        first = page.sentences[page.sentence_of[token]].first
        if token == first:
            return None
        quoted = page.quoted[number]
        for cue in range(token - 1, first - 1, -1):
            low = page.lower[cue]
            form = page.lexicon.leading.get(low)
            tail = page.lexicon.trailing.get(low)
            if (form is None and tail is None) or (
                cue in self.used and page.words[token - 1] != ","
            ):
                continue
            attribution = self._leading(cue, form, tail, token)
            if attribution is None:
                return None
            goes_on = (
                token + 1 < page.sentences[page.sentence_of[token]].last
                and page.lower[token + 1][:1].isalpha()
                and page.words[token - 1] not in (",", ":")
            )
            if goes_on and quoted.terminal not in SENTENCE_ENDS:
                return None
            return attribution
        return None

    def _leading(
        self, cue: int, form: CueForm | None, tail: CueForm | None, token: int
    ) -> Attribution | None:
        page = self.page
        low = page.lower[cue]
        span = (page.starts[cue], page.ends[cue])
        first = page.sentences[page.sentence_of[cue]].first
        if tail is not None and low.endswith("nya"):
            opening = find_opening(page, cue + 1, token + 1)
            if opening is None or opening.at != token:
                return None
            clitic = (span[1] - 3, span[1])
            return Attribution(cue=span, token=cue, form=tail, clitic=clitic, last=token)
        if (tail is not None and form is None) or (form is not None and form.order != "active"):
            form = form or tail
            assert form is not None
            phrase = read_trailing_speaker(page, cue + 1, token)
            after = phrase.last if phrase is not None else cue + 1
            opening = find_opening(page, after, token + 1)
            if opening is None or opening.at != token:
                return None
            if phrase is None and form.order != "passive":
                return None
            if form.order == "passive" and opening.separator == "":
                return None
            return Attribution(cue=span, token=cue, form=form, phrase=phrase, last=token)
        if form is None or not (SPOKEN & form.complements):
            return None
        if not low.startswith(("me", "ber")) and low not in ("katakan",):
            return None
        opening = find_opening(page, cue + 1, token + 1)
        if opening is None or opening.at != token:
            return None
        subject = find_subject(page, cue, first)
        if subject.denied:
            return None
        return Attribution(cue=span, token=cue, form=form, phrase=subject.phrase, last=token)


def read_trailing_speaker(page: ParsedArticle, at: int, limit: int) -> Phrase | None:
    """Read the speaker after a cue, with an apposition: `kata Kepala Dusun …, Wahyu Wibowo`.

    Places in commas may stand between the title and the name. A name that follows a title without
    a comma stays, unless it looks like a place's and another name comes after the comma.
    """
    phrase = read_phrase(page, at, limit, after_cue=True)
    if phrase is None or phrase.kind in ("pronoun", "plural") or phrase.members:
        return phrase
    titled = bool(page.classes[at] & (ROLE | PERSON | PEOPLE))
    if not titled and phrase.kind == "named":
        return phrase
    if phrase.has_name and (not titled or (_is_given(page, phrase) and _is_led(page, phrase))):
        return phrase
    after = phrase.last
    for _ in range(3):
        after = skip_bracket(page, after, limit)
        after = skip_place(page, after, limit)
        if not phrase.has_name and after < limit and page.words[after] != ",":
            after = _skip_office(page, after, limit)
        if after + 1 >= limit or page.words[after] != ",":
            return phrase
        bits = page.classes[after + 1]
        if not bits & (CAP | RANK) or bits & DAY:
            return phrase
        other = read_phrase(page, after + 1, limit, after_cue=True)
        if other is None:
            return phrase
        if other.has_name:
            source = page.lower[at - 1] == "menurut"
            closed = other.last >= limit or page.words[other.last] in ",("
            return replace(other, first=phrase.first) if closed or not source else phrase
        after = other.last
    return phrase


def _skip_office(page: ParsedArticle, at: int, limit: int) -> int:
    """Return the comma that ends an office of unknown words: `Kepala lapangan proyek tol IV, X`."""
    for index in range(at, min(limit, at + OFFICE_TOKENS)):
        if page.words[index] == ",":
            return index
        bits = page.classes[index]
        joins = page.lower[index] == "sekaligus"  # `CEO sekaligus penggagas produk ini`
        if bits & (QUOTED | DAY) or (bits & (ADJUNCT | CONJ) and not bits & CAP and not joins):
            return at
        if page.is_verb(index) or page.words[index] in (".", ":", "("):
            return at
    return at


def _is_given(page: ParsedArticle, phrase: Phrase) -> bool:
    return any(page.classes[index] & GIVEN for index in range(*phrase.name))


def _is_led(page: ParsedArticle, phrase: Phrase) -> bool:
    """Tell whether a title, or a body's name in capitals, stands right before the name."""
    before = page.classes[phrase.name[0] - 1]
    return bool(before & (ROLE | RANK | CAP)) or phrase.name[0] == phrase.first


def skip_bracket(page: ParsedArticle, at: int, limit: int) -> int:
    """Return the token after a bracket that opens at `at`, or `at`."""
    if at < limit and page.words[at] == "(":
        while at < limit and page.words[at] != ")":
            at += 1
        return min(at + 1, limit)
    return at
