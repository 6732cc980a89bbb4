"""Attribute quoted stretches: by the cue after them, by the cue before them, or by neighbours.

Confidence says how a quotation was attributed: 1 by a cue next to it, less where the speaker is
inherited. The figures are ranks, not probabilities.
"""

from dataclasses import dataclass, replace

from .clauses import find_opening, find_subject, skip_place
from .drafts import Draft
from .names import edits_within
from .page import CAP, QUOTED, Page
from .phrases import ADJUNCT, DAY, GIVEN, PEOPLE, PERSON, RANK, ROLE, Phrase, read_phrase
from .words import CueForm

INHERITED = 0.8  # split in two, or the next sentence of the same paragraph
FLOATING = 0.6  # a paragraph of its own without a cue
LEADS = frozenset(("demikian", "begitu", "begitulah", "lagi", "juga", "lalu"))
PAUSES = frozenset(",.-–—…")
SENTENCE_ENDS = frozenset(".?!…")
FAR = 30  # tokens between a quotation and the active cue after its speaker
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


class DirectFinder:
    """Finds the attributed and the floating quotations of one page.

    Attributes:
        drafts: in the order of the text.
        used: tokens of cues that are taken.
        taken: indexes of quoted stretches that are quotations.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.drafts: list[Draft] = []
        self.used: set[int] = set()
        self.taken: set[int] = set()
        self._draft_of: dict[int, int] = {}

    def find(self) -> None:
        """Attribute what a cue stands next to, then what follows from the neighbours."""
        size = len(self.page.quoted)
        found: dict[int, Draft] = {}
        for number in range(size):
            attribution = self.after(number) or self.before(number)
            if attribution is not None:
                found[number] = self._draft(number, attribution)
                self.used.add(attribution.token)
        for number in range(size):
            draft = found.get(number) or self._neighbour(number, found)
            if draft is None:
                continue
            found[number] = draft
            self.taken.add(number)
        order = sorted(found)
        place = {number: index for index, number in enumerate(order)}
        for number in order:
            draft = found[number]
            if draft.inherits is not None and draft.inherits >= 0:
                draft.inherits = place[draft.inherits]
            self.drafts.append(draft)

    def _draft(self, number: int, attribution: Attribution) -> Draft:
        page = self.page
        quoted = page.quoted[number]
        whole = quoted.terminal in (*SENTENCE_ENDS, ",") or quoted.words >= FULL_WORDS
        starts_small = page.text[quoted.start].islower()
        token = page.token_of[number]
        led = attribution.token < token
        fragment = led and not whole and (starts_small or quoted.words < 3)
        return Draft(
            start=quoted.start,
            end=quoted.end,
            type="fragment" if fragment else "direct",
            act=attribution.form.act,
            token=attribution.token,
            sentence=page.sentence_of[attribution.token],
            cue=attribution.cue,
            phrase=attribution.phrase,
            clitic=attribution.clitic,
            quoted=quoted.ranges,
        )

    # --- the cue after the content -------------------------------------------------------------

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
            if edits_within(low, stem + "nya", 1):
                return self.page.lexicon.trailing[stem + "nya"]
        return None

    def _speaker_then_cue(self, at: int, *, closed: bool) -> Attribution | None:
        """Read `"…," KCNA melaporkan`; `closed` where the content ends with ? or !."""
        page = self.page
        limit = page.sentences[page.sentence_of[at]].last
        for cue in range(at + 1, min(limit, at + FAR)):
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

    # --- the cue before the content ------------------------------------------------------------

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
                return self._colon(number, first) if page.words[token - 1] == ":" else None
            goes_on = (
                token + 1 < page.sentences[page.sentence_of[token]].last
                and page.lower[token + 1][:1].isalpha()
                and page.words[token - 1] not in (",", ":")
            )
            if goes_on and quoted.terminal not in SENTENCE_ENDS:
                return None
            return attribution
        return self._colon(number, first) if page.words[token - 1] == ":" else None

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
        if form is None or not ({"q", "b", "c"} & set(form.complements)):
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

    def _colon(self, number: int, first: int) -> Attribution | None:
        """Read `Budi: "…"`, a speaker without a cue."""
        page = self.page
        token = page.token_of[number]
        phrase = read_phrase(page, first, token - 1)
        if phrase is None or not phrase.has_name or phrase.last != token - 1:
            return None
        return None

    # --- what the neighbours say ---------------------------------------------------------------

    def _neighbour(self, number: int, found: dict[int, Draft]) -> Draft | None:
        """Attribute a stretch that opens its sentence and has no cue of its own."""
        page = self.page
        quoted = page.quoted[number]
        token = page.token_of[number]
        sentence = page.sentences[page.sentence_of[token]]
        split = self._split(number, found)
        if split is not None:
            return split
        lead = token - sentence.first
        if lead > 1 or (lead == 1 and page.words[sentence.first] not in "-–—"):
            return None
        if token + 1 < sentence.last and page.lower[token + 1][:1].isalpha():
            return None
        whole = quoted.terminal in SENTENCE_ENDS or quoted.terminal == ","
        if quoted.words < 3 or not whole:
            return None
        same = number > 0 and self._paragraph(number - 1) == sentence.paragraph
        draft = Draft(
            start=quoted.start,
            end=quoted.end,
            type="direct",
            token=token,
            sentence=page.sentence_of[token],
            confidence=INHERITED if same else FLOATING,
            inherits=-1,
            quoted=quoted.ranges,
        )
        following = number + 1
        if following in found and found[following].cue is not None:
            adjacent = page.token_of[following] - token <= 1
            opens_line = sentence.first == token and self._opens_paragraph(token)
            if adjacent and opens_line and found[following].inherits is None:
                draft.phrase, draft.clitic = found[following].phrase, found[following].clitic
                draft.cue, draft.inherits = found[following].cue, None
                draft.token = found[following].token
                draft.act = found[following].act
        return draft

    def _paragraph(self, number: int) -> int:
        return self.page.sentences[self.page.sentence_of[self.page.token_of[number]]].paragraph

    def _opens_paragraph(self, token: int) -> bool:
        page = self.page
        here = page.sentence_of[token]
        if here == 0:
            return True
        return page.sentences[here - 1].paragraph != page.sentences[here].paragraph

    def _split(self, number: int, found: dict[int, Draft]) -> Draft | None:
        """Give the second half of `"…," kata X. "…"` the cue and the speaker of the first."""
        if number == 0 or number - 1 not in found:
            return None
        page = self.page
        first = found[number - 1]
        token = page.token_of[number]
        here = page.sentence_of[token]
        sentence = page.sentences[here]
        before = page.sentence_of[page.token_of[number - 1]]
        if page.sentences[before].paragraph != sentence.paragraph:
            return None
        attribution = page.sentence_of[first.token]
        opens = sentence.first == token and here - attribution == 1
        goes_on = here == attribution and page.words[token - 1] == ","
        if first.cue is None or not (opens or goes_on):
            return None
        if opens and (
            first.token < page.token_of[number - 1]
            or (token + 1 < sentence.last and page.lower[token + 1][:1].isalpha())
        ):
            return None
        quoted = page.quoted[number]
        if opens and quoted.words < 3 and quoted.terminal not in SENTENCE_ENDS:
            return None
        return Draft(
            start=quoted.start,
            end=quoted.end,
            type="direct",
            act=first.act,
            token=first.token,
            sentence=attribution,
            confidence=INHERITED,
            cue=first.cue,
            phrase=first.phrase,
            clitic=first.clitic,
            quoted=quoted.ranges,
        )


def read_trailing_speaker(page: Page, at: int, limit: int) -> Phrase | None:
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


def _is_given(page: Page, phrase: Phrase) -> bool:
    return any(page.classes[index] & GIVEN for index in range(*phrase.name))


def _is_led(page: Page, phrase: Phrase) -> bool:
    """Tell whether a title, or a body's name in capitals, stands right before the name."""
    before = page.classes[phrase.name[0] - 1]
    return bool(before & (ROLE | RANK | CAP)) or phrase.name[0] == phrase.first


def skip_bracket(page: Page, at: int, limit: int) -> int:
    """Return the token after a bracket that opens at `at`, or `at`."""
    if at < limit and page.words[at] == "(":
        while at < limit and page.words[at] != ")":
            at += 1
        return min(at + 1, limit)
    return at
