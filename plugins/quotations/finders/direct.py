"""Find direct quotations: by their attribution, or by what their neighbours say.

Confidence says how a quotation was attributed: 1 by a cue next to it, less where the speaker is
inherited. The figures are ranks, not probabilities.
"""

from kliping.plugins.quotations.grammar.drafts import Draft
from kliping.plugins.quotations.page.parsed_article import ParsedArticle
from kliping.plugins.quotations.speakers.attribution import SENTENCE_ENDS, Attribution, Attributor

INHERITED = 0.8  # split in two, or the next sentence of the same paragraph
FLOATING = 0.6  # a paragraph of its own without a cue
FULL_WORDS = 6  # a stretch this long is an utterance even without a full stop


class DirectFinder:
    """Finds the attributed and the floating quotations of one page.

    Attributes:
        drafts: in the order of the text.
        used: tokens of cues that are taken.
        taken: indexes of quoted stretches that are quotations.
    """

    def __init__(self, page: ParsedArticle) -> None:
        self.page = page
        self.drafts: list[Draft] = []
        self.used: set[int] = set()
        self.taken: set[int] = set()

    def find(self) -> None:
        """Attribute what a cue stands next to, then what follows from the neighbours."""
        size = len(self.page.quoted)
        found: dict[int, Draft] = {}
        attributor = Attributor(self.page)
        self.used = attributor.used
        for number in range(size):
            attribution = attributor.after(number) or attributor.before(number)
            if attribution is not None:
                found[number] = self._draft(number, attribution)
                attributor.used.add(attribution.token)
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
