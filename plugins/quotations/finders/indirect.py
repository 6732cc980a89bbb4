"""Find reported speech without marks: `X mengatakan bahwa …`, `menurut X, …`, `…, imbuh X`.

A quoted part inside makes the quotation mixed. Where a cue stands in the middle (`Harga beras,
kata X, turun lagi`), the content is the clause on both sides and its range includes cue and
speaker; only a mere connector on the left is left out.
"""

from dataclasses import replace

from kliping.plugins.quotations.grammar.clauses import skip_openers, skip_place, with_apposition
from kliping.plugins.quotations.grammar.complements import (
    COMMA,
    CONTENT_TOKENS,
    PREDICATE_TOKENS,
    TOPICS,
    ZERO,
    complement_confidence,
    content_end,
    content_start,
    is_full_verb,
    reads_as_clause,
)
from kliping.plugins.quotations.grammar.drafts import Draft
from kliping.plugins.quotations.grammar.gaps import find_opening
from kliping.plugins.quotations.grammar.phrases import (
    ADVERB,
    DAY,
    FIRST,
    NOUNS,
    PLURAL,
    PRONOUN,
    QUANTIFIER,
    Phrase,
    read_phrase,
)
from kliping.plugins.quotations.grammar.subjects import CITES, cited_phrase, find_subject
from kliping.plugins.quotations.grammar.via import LINKS as LINKS_TO_SOURCE
from kliping.plugins.quotations.grammar.via import find_via, finds_before, read_source
from kliping.plugins.quotations.page.parsed_article import CAP, QUOTED, ParsedArticle
from kliping.plugins.quotations.page.words import BIT, CueForm, word_group
from kliping.plugins.quotations.speakers.attribution import read_trailing_speaker, skip_bracket

CONJ, NEG, OPENER = BIT["conj"], BIT["neg"], BIT["opener"]
FINAL_PLACE_TOKENS = 6  # tokens of a place behind an occupation, at a sentence's end
PASSIVE = 0.5  # confidence: someone unnamed is reported
PURPOSE = word_group("purpose")
LINKS = word_group("link")
AFTER_SPEAKER = word_group("after speaker")
PASSIVES = word_group("passive")
PASSIVE_NEXT = word_group("passive next")
INITIALS_TOKENS = 5  # tokens of the reporters' at an article's end: (abc/def)
COLON_TOKENS = 24  # tokens of a name and office before a colon
OPENING_CARRIERS = frozenset(("dikutip", "dilansir", "disitat"))
CONDITIONS = frozenset(("apabila", "bila", "jika", "kalau", "karena"))  # a part of what is said
NO_PASSIVE = word_group("no passive")


class IndirectFinder:
    """Finds the indirect and mixed quotations of one page, sentence by sentence.

    Attributes:
        drafts: in the order of their cues.
    """

    def __init__(self, page: ParsedArticle, used: set[int], taken: set[int]) -> None:
        self.page = page
        self.drafts: list[Draft] = []
        self._used = used
        self._taken = taken
        self._cited: Phrase | None = None

    def find(self) -> None:
        """Go through every sentence; a cue inside the content of another one is left alone."""
        leading, trailing = self.page.lexicon.leading, self.page.lexicon.trailing
        lower = self.page.lower
        for number, sentence in enumerate(self.page.sentences):
            free = sentence.first
            cues = self.page.cues_in(sentence.first, sentence.last)
            limit = self._limit(sentence.first, sentence.last)
            if not cues:
                self._without_cue(number, sentence.first, limit)
                continue
            previous: Draft | None = None
            self._cited = None
            final = self._final(number, sentence.first, limit)
            if final is not None:
                self.drafts.append(final)
                continue
            for at in cues:
                low = lower[at]
                form, tail = leading.get(low), trailing.get(low)
                if (form is None and tail is None) or at in self._used:
                    continue
                if at < free:
                    if form is not None and form.order == "source":
                        self._add_via(at, limit, previous)
                    continue
                draft = self._at(at, form, tail, number, limit, previous)
                if draft is not None:
                    self.drafts.append(draft)
                    previous = draft
                    while free < limit and self.page.starts[free] < draft.end:
                        free += 1
            if previous is None:
                self._without_cue(number, sentence.first, limit)

    def _without_cue(self, number: int, first: int, limit: int) -> None:
        """Read `Dikutip dari laman X, …`, where the source is the speaker."""
        draft = self._carried(number, first, limit) or self._after_colon(number, first, limit)
        if draft is not None:
            self.drafts.append(draft)

    def _after_colon(self, number: int, first: int, limit: int) -> Draft | None:
        """Read `Ketua RT, Hadi: Kami akan …`: a name, a colon, and the speaker's own person."""
        page = self.page
        colon = next(
            (i for i in range(first + 1, min(limit, first + COLON_TOKENS)) if page.words[i] == ":"),
            0,
        )
        if not colon or limit - colon <= CONTENT_TOKENS or not page.classes[colon + 1] & CAP:
            return None
        own = any(page.classes[index] & FIRST for index in range(colon + 1, limit))
        phrase = read_phrase(page, first, colon) if own else None
        if phrase is None or phrase.kind != "named":
            return None
        phrase = with_apposition(page, phrase, colon + 1)
        if not phrase.has_name:
            phrase = read_trailing_speaker(page, first, colon) or phrase
        ends = skip_bracket(page, phrase.last, colon)
        if not phrase.has_name or ends != colon or self._holds_taken((first, limit)):
            return None
        form = CueForm(form=":", order="source", act="assert")
        draft = self._draft(colon + 1, limit, form, colon, number, PASSIVE)
        draft.phrase, draft.cue = phrase, None
        return draft

    def _carried(self, number: int, first: int, limit: int) -> Draft | None:
        page = self.page
        if page.lower[first] not in OPENING_CARRIERS:
            return None
        start = first + 1
        while start < limit and page.lower[start] in LINKS_TO_SOURCE:
            if page.classes[start] & CAP:
                break
            start += 1
        phrase = read_source(page, start, limit)
        if phrase is None or start == first + 1:
            return None
        opening = find_opening(page, phrase.last, limit)
        if opening is None or opening.separator != "," or page.classes[opening.at] & QUOTED:
            return None
        content = (opening.at, content_end(page, opening.at, limit))
        if not self._clausal(content) or self._holds_taken((opening.at, limit)):
            return None
        form = CueForm(form=page.lower[first], order="source", act="assert")
        draft = self._draft(*content, form, first, number, PASSIVE)
        draft.phrase = phrase
        return draft

    def _final(self, number: int, first: int, limit: int) -> Draft | None:
        """Read `…, imbuh X.` at a sentence's end: it governs every cue before it."""
        page = self.page
        for at in reversed(page.cues_in(first + 3, limit)):
            tail = page.lexicon.trailing.get(page.lower[at])
            if tail is None or page.words[at - 1] != "," or at in self._used:
                continue
            if page.classes[at] & CAP or tail.order != "bare":
                continue
            draft = self._beside(at, tail, number, limit)
            if draft is not None and draft.end <= page.starts[at]:
                return draft
            return None
        return None

    def _limit(self, first: int, last: int) -> int:
        words = self.page.words
        initials = words[max(first, last - INITIALS_TOKENS) : last]
        if initials[:1] == ["("] and initials[2:3] == ["/"] and initials[-1] == ")":
            last -= INITIALS_TOKENS
        while last > first and words[last - 1] in (".", "!", "?", "…", ";"):
            last -= 1
        return last

    def _at(
        self,
        at: int,
        form: CueForm | None,
        tail: CueForm | None,
        sentence: int,
        limit: int,
        previous: Draft | None,
    ) -> Draft | None:
        """Read the quotation of the cue at token `at`, if it has one."""
        page = self.page
        first = page.sentences[sentence].first
        if page.classes[at] & CAP and at > first and page.words[at - 1] not in "-–—":
            return None
        if form is not None and form.order == "active" and is_full_verb(page.lower[at]):
            return self._active(at, form, sentence, limit, previous)
        opens = at == first or page.words[at - 1] in (",", "(", "–", "—", "-")
        if form is not None and form.order == "source":
            opens = opens or bool(page.classes[at - 1] & (CONJ | OPENER))
            if opens and previous is not None and previous.cue is not None:
                self._add_via(at, limit, previous)
                return None
            return self._beside(at, form, sentence, limit) if opens else None
        if form is not None and form.order == "passive":
            return self._passive(at, form, sentence, limit, opens=opens)
        if tail is not None and opens:
            return self._beside(at, tail, sentence, limit)
        return None

    # --- X mengatakan bahwa … ------------------------------------------------------------------

    def _active(
        self, at: int, form: CueForm, sentence: int, limit: int, previous: Draft | None
    ) -> Draft | None:
        page = self.page
        first, low = page.sentences[sentence].first, page.lower[at]
        if at > first and page.lower[at - 1] in PURPOSE:
            return None
        opening = find_opening(page, at + 1, limit)
        if opening is None:
            return None
        cited = self._cited is not None
        if at > first and page.lower[at - 1] == "yang":
            cited = finds_before(page, first, at) is not None
        confidence = complement_confidence(page, form, opening, limit, cited=cited)
        if not confidence:
            return None
        subject = find_subject(page, at, first)
        if subject.denied:
            return None
        phrase, shared = subject.phrase, None
        if self._cited is not None and not subject.relative:
            phrase = cited_phrase(page, at, first) or phrase
        origin = self._origin(phrase, at)
        if origin is not None:
            self._cited, phrase = phrase, origin
        if phrase is None:
            linked = at > first and page.lower[at - 1] in LINKS
            if previous is None or not linked:
                return None
            phrase, shared = previous.phrase, previous
        elif not self._speaks(phrase):
            return None
        start = content_start(page, form, opening)
        end = content_end(page, start, limit)
        if end - start < (1 if low == "mengaku" else CONTENT_TOKENS):
            return None
        draft = self._draft(start, end, form, at, sentence, confidence)
        draft.phrase = phrase
        if shared is not None:
            draft.clitic, draft.inherits = shared.clitic, shared.inherits
        draft.via = find_via(page, first, at, phrase) + find_via(page, at + 1, limit, phrase)
        medium = self._cited
        if subject.relative and phrase is not None:
            medium = finds_before(page, first, phrase.first + 1)
        if medium is not None and medium is not phrase:
            draft.via = [v for v in draft.via if v.first != (phrase.first if phrase else -1)]
            draft.via.insert(0, medium)
        return draft

    def _origin(self, phrase: Phrase | None, at: int) -> Phrase | None:
        """Return whom a medium cites between itself and its cue: `TASS, mengutip X, melaporkan`."""
        page = self.page
        if phrase is None or phrase.kind != "named" or phrase.last + 2 >= at:
            return None
        if page.words[phrase.last] != "," or page.lower[phrase.last + 1] not in CITES:
            return None
        return cited_phrase(page, at, phrase.last)

    def _speaks(self, phrase: Phrase) -> bool:
        """Tell whether a subject can speak: no thing, no number."""
        if phrase.kind == "common":
            return bool(self.page.classes[phrase.first] & (NOUNS | QUANTIFIER))
        return True

    # --- …, kata X. and menurut X, … -----------------------------------------------------------

    def _beside(self, at: int, form: CueForm, sentence: int, limit: int) -> Draft | None:
        """Read a cue that stands before, after or inside its content, the speaker behind it."""
        page = self.page
        first = page.sentences[sentence].first
        low = page.lower[at]
        clitic = phrase = None
        after = at + 1
        if low == "demikian" and page.lower[after : after + 1] in (["pula"], ["juga"]):
            return None  # likewise
        if low.endswith("nya"):
            clitic = (page.ends[at] - 3, page.ends[at])
        else:
            while after < limit and page.lower[after] in ("lagi", "juga", "pula"):
                after += 1
            phrase = read_trailing_speaker(page, after, limit)
            if phrase is None or not self._names_speaker(phrase, form):
                return None
            phrase, after = self._with_apposition(phrase, limit)
            if form.order == "source" and self._cites(phrase, after, limit):
                return None
        while after < limit and page.lower[after] in ("lagi", "pula", "juga"):
            after += 1
        named = phrase is None or phrase.kind != "common"
        content = self._content_beside(at, after, first, limit, form, named=named)
        if content is None:
            return None
        draft = self._draft(*content, form, at, sentence, COMMA)
        draft.phrase, draft.clitic = phrase, clitic
        draft.via = find_via(page, first, limit, phrase)
        for index in range(at + 1, limit):
            if page.lower[index] == "menurut" and page.starts[index] >= draft.end:
                self._add_via(index, limit, draft)
        return draft

    def _cites(self, phrase: Phrase, after: int, limit: int) -> bool:
        """Remember the medium of `Menurut KCNA, Senin (28/4), mengutip …`, which cites another."""
        page = self.page
        for index in range(after, min(limit, after + 10)):
            if page.lower[index] in ("mengutip", "melansir", "menukil"):
                self._cited = phrase
                return True
            if page.classes[index] & (ADVERB | QUOTED) or page.lower[index] == "yang":
                return False
        return False

    def _content_beside(
        self, at: int, after: int, first: int, limit: int, form: CueForm, *, named: bool
    ) -> tuple[int, int] | None:
        """Return the tokens of the content around a cue at `at` whose speaker ends at `after`."""
        page = self.page
        left = self._left(first, at)
        opening = find_opening(page, after, limit) if after < limit else None
        right = (0, 0)
        if opening is not None and limit - opening.at >= CONTENT_TOKENS:
            parted = opening.separator != "" or (form.order == "source" and named)
            free = not page.classes[opening.at] & QUOTED or left[0] == left[1]
            adjunct = page.lower[opening.at] in AFTER_SPEAKER and left[0] < left[1]
            if parted and free and not adjunct and page.lower[opening.at] not in ("yang", "dan"):
                right = (opening.at, content_end(page, opening.at, limit))
        if form.order != "source" and right[0] < right[1] and opening is not None:
            if opening.separator not in (",", "bahwa", ":"):
                return None
            if left[0] == left[1] and not page.classes[at] & CAP and not self._clausal(right):
                return None
        content = self._join(left, right)
        if content is None or self._holds_taken(content):
            return None
        return content

    def _holds_taken(self, content: tuple[int, int]) -> bool:
        page = self.page
        return any(
            page.classes[index] & QUOTED and page.quote_at[index] in self._taken
            for index in range(*content)
        )

    def _clausal(self, content: tuple[int, int]) -> bool:
        return reads_as_clause(self.page, *content, strict=False, look=PREDICATE_TOKENS * 2)

    def _with_apposition(self, phrase: Phrase, limit: int) -> tuple[Phrase, int]:
        """Take in the title after a name: `menurut Suryo, ketua tim penyelidik, …`."""
        page = self.page
        after = skip_bracket(page, phrase.last, limit)
        if after + 1 >= limit or page.words[after] != ",":
            return phrase, after
        bits = page.classes[after + 1]
        if phrase.has_name and bits & NOUNS and not bits & DAY:
            other = read_phrase(page, after + 1, limit)
            if other is not None and not other.has_name:
                last = other.last
                if last < limit and page.lower[last] in ("di", "dari", "asal"):
                    place = skip_place(page, last, limit)  # `pedagang di los B`
                    last = place if place > last or limit - last > FINAL_PLACE_TOKENS else limit
                if last == limit or page.words[last] == ",":
                    return replace(phrase, role_after=(other.first, other.last)), last
        outlet = page.words[after + 1].lower() in page.lexicon.media
        if not phrase.has_name and bits & CAP and outlet:
            other = read_phrase(page, after + 1, limit)
            if other is not None:
                return replace(other, first=phrase.first), other.last
        return phrase, after

    def _names_speaker(self, phrase: Phrase, form: CueForm) -> bool:
        if phrase.kind != "common":
            return True
        known = bool(self.page.classes[phrase.first] & (NOUNS | QUANTIFIER))
        return known or (form.order == "bare" and phrase.definite)

    def _left(self, first: int, at: int) -> tuple[int, int]:
        """Return the tokens before a cue that may be content: `Namun,` and datelines are not."""
        page = self.page
        end = at
        while end > first and (
            page.words[end - 1] in (",", "–", "—", "(", "-")
            or (
                page.classes[end - 1] & CONJ  # not `lalu` of `pekan lalu`
                and not page.classes[end - 1] & CAP
                and (end - 1 == first or page.words[end - 2] == ",")
            )
        ):
            end -= 1
        start = first
        if end > first:
            dateline = skip_openers(page, first, end)
            if dateline < end and page.words[dateline - 1] in ("-", "–", "—"):
                start = dateline
        connector = end - start <= 3 and page.classes[start] & (OPENER | CONJ)
        connector = connector and page.lower[start] not in CONDITIONS
        return (end, end) if connector else (start, end)

    def _join(self, left: tuple[int, int], right: tuple[int, int]) -> tuple[int, int] | None:
        if right[1] - right[0] >= CONTENT_TOKENS:
            return (left[0], right[1]) if left[0] < left[1] else right
        return left if left[1] - left[0] > CONTENT_TOKENS else None

    def _add_via(self, at: int, limit: int, draft: Draft | None) -> None:
        """Take `menurut KCNA` after another cue as a source that the quotation came through."""
        page = self.page
        if draft is None or page.lower[at] != "menurut":
            return
        phrase = read_phrase(page, at + 1, limit)
        if phrase is None or phrase.kind != "named":
            return
        draft.via.insert(0, phrase)
        end = at - 1 if page.words[at - 1] == "," else at
        if draft.start < page.starts[at] < draft.end and page.ends[end - 1] > draft.start:
            draft.end = page.ends[end - 1]

    # --- dikatakan …, X disebut … --------------------------------------------------------------

    def _passive(
        self, at: int, form: CueForm, sentence: int, limit: int, *, opens: bool
    ) -> Draft | None:
        """Read `Dikatakan X, …`, `disebut oleh X …`, and `X disebut telah …` without a speaker."""
        page = self.page
        low = page.lower[at]
        if at + 2 >= limit:
            return None
        agent_next = page.classes[at + 1] & (CAP | PRONOUN | PLURAL)
        if opens and (low.endswith("nya") or agent_next):
            draft = self._beside(at, form, sentence, limit)
            if draft is not None:
                return draft
        if at == page.sentences[sentence].first or page.lower[at - 1] in NO_PASSIVE:
            return None
        if page.lower[at + 1] == "oleh":
            return self._by_agent(at, form, sentence, limit)
        if low not in PASSIVES or page.lower[at + 1] not in PASSIVE_NEXT:
            return None
        end = content_end(page, at + 1, limit)
        return self._draft(at + 1, end, form, at, sentence, PASSIVE) if end - at > 3 else None

    def _by_agent(self, at: int, form: CueForm, sentence: int, limit: int) -> Draft | None:
        page = self.page
        agent = read_phrase(page, at + 2, limit)
        if agent is None or agent.last + 1 >= limit:
            return None
        opening = find_opening(page, agent.last, limit)
        if opening is None or not self._clausal((opening.at, limit)):
            return None
        if page.lower[opening.at] in TOPICS:
            return None
        end = content_end(page, opening.at, limit)
        draft = self._draft(opening.at, end, form, at, sentence, ZERO)
        draft.phrase = agent
        return draft

    def _draft(
        self, start: int, end: int, form: CueForm, at: int, sentence: int, confidence: float
    ) -> Draft:
        page = self.page
        quoted = tuple(
            piece
            for index in range(start, end)
            if page.classes[index] & QUOTED
            for piece in page.quoted[page.quote_at[index]].ranges
        )
        return Draft(
            start=page.starts[start],
            end=page.ends[end - 1],
            type="mixed" if quoted else "indirect",
            act=form.act,
            token=at,
            sentence=sentence,
            confidence=confidence,
            cue=(page.starts[at], page.ends[at]),
            quoted=quoted,
        )
