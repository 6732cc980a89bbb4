"""Find reported speech without marks: `X mengatakan bahwa …`, `menurut X, …`, `…, imbuh X.`

Complements decide: with `bahwa` any reporting verb is enough, with a comma nearly any, and with
nothing between, the words after the verb must read like a clause of their own. A quoted part
inside makes the quotation mixed.

Where a cue stands in the middle (`Harga beras, kata X, turun lagi`), the content is the clause on
both sides and its range includes cue and speaker; only a mere connector on the left is left out.
"""

from dataclasses import replace

from .clauses import Opening, find_opening, find_subject, skip_openers
from .direct import read_trailing_speaker
from .drafts import Draft
from .page import CAP, QUOTED, Page
from .phrases import DAY, Phrase, read_phrase
from .via import find_via, finds_before, is_carrier
from .words import BIT, CueForm

PREDICATE, CONJ, NEG, OPENER = BIT["predicate"], BIT["conj"], BIT["neg"], BIT["opener"]
NOUNS = BIT["role"] | BIT["rank"] | BIT["body"] | BIT["text"] | BIT["person"] | BIT["people"]
PRONOUN, PLURAL = BIT["pronoun"], BIT["plural"]
BAHWA, COMMA, ZERO, PASSIVE = 0.95, 0.9, 0.8, 0.5
SHORTEST = 2  # tokens of content
LOOK = 22  # tokens in which a content without a conjunction must show its predicate
CONCESSIVES = frozenset(
    (
        "meskipun",
        "meski",
        "walaupun",
        "walau",
        "sementara",
        "sedangkan",
        "padahal",
        "namun",
        "tetapi",
    )
)
PURPOSE = frozenset(("untuk", "guna", "demi", "agar", "supaya", "dapat", "bisa", "harus", "saling"))
OBJECTS = frozenset(
    ("hal", "itu", "ini", "tersebut", "demikian", "begitu", "kepada", "terima", "apa", "sesuatu",
     "rasa", "sikap", "pendapat", "pendapatnya", "alasan", "alasannya", "pesan", "minat", "minatnya",
     "duka", "belasungkawa", "selamat", "ucapan", "apresiasi", "kekecewaan", "kekecewaannya",
     "dukungan", "komitmen", "diri", "dirinya-sendiri", "maaf", "pihak", "kata-kata", "kalimat",
     "pujian", "kritik", "keberatan", "keinginan", "keinginannya", "harapan", "harapannya",
     "kronologi", "visi", "perang", "bantuan", "izin", "keterangan", "pertanyaan", "tuduhan",
     "kesiapan", "kesiapannya", "keyakinan", "keyakinannya", "rencana", "rencananya", "keprihatinan",
     "keheranan", "kegembiraan", "kekhawatiran", "kekhawatirannya", "perasaan", "perasaannya")
)  # fmt: skip


class IndirectFinder:
    """Finds the indirect and mixed quotations of one page, sentence by sentence."""

    def __init__(self, page: Page, used: set[int], taken: set[int]) -> None:
        self.page = page
        self.used = used
        self.taken = taken
        self.drafts: list[Draft] = []

    def find(self) -> None:
        leading, trailing = self.page.lexicon.leading, self.page.lexicon.trailing
        for number, sentence in enumerate(self.page.sentences):
            free = sentence.first
            limit = self._limit(sentence.first, sentence.last)
            previous: Draft | None = None
            at = sentence.first
            while at < limit:
                low = self.page.lower[at]
                form, tail = leading.get(low), trailing.get(low)
                if (form is None and tail is None) or at in self.used:
                    at += 1
                    continue
                draft = None
                if at >= free:
                    draft = self._at(at, form, tail, number, limit, previous)
                elif form is not None and form.order == "source":
                    self._add_via(at, limit, previous)
                if draft is not None:
                    self.drafts.append(draft)
                    previous = draft
                    free = self._token_at(draft.end, at, limit)
                at += 1

    def _token_at(self, offset: int, at: int, limit: int) -> int:
        while at < limit and self.page.starts[at] < offset:
            at += 1
        return at

    def _limit(self, first: int, last: int) -> int:
        words = self.page.words
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
        page = self.page
        first = page.sentences[sentence].first
        low = page.lower[at]
        if form is not None and form.order == "active":
            if page.classes[at] & CAP and at > first:
                return None
            if low.startswith(("me", "ber")) or low == "ngaku":
                return self._active(at, form, sentence, limit, previous)
        opens = (
            at == first
            or page.words[at - 1] in (",", "(", "–", "—")
            or (page.classes[at - 1] & (CONJ | OPENER) and not page.classes[at - 1] & CAP)
            or (page.classes[at - 1] & (CONJ | OPENER) and at - 1 == first)
        )
        if page.classes[at] & CAP and at > first and page.words[at - 1] not in "-–—":
            return None
        if form is not None and form.order == "source":
            if previous is not None and previous.cue is not None and opens:
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
        first = page.sentences[sentence].first
        if at > first and page.lower[at - 1] in PURPOSE:
            return None
        opening = find_opening(page, at + 1, limit)
        if opening is None:
            return None
        confidence = self._complement(form, opening, limit)
        if not confidence:
            return None
        subject = find_subject(page, at, first)
        if subject.denied:
            return None
        inherits = None
        phrase = subject.phrase
        if phrase is None:
            linked = at > first and (
                page.words[at - 1] == ","
                or page.lower[at - 1] in ("dan", "dengan", "sambil", "seraya", "sembari", "juga")
            )
            if previous is None or not linked:
                return None
            phrase, inherits = previous.phrase, previous.inherits
        elif not self._speaks(phrase):
            return None
        start = self._content_start(form, opening)
        end = self._content_end(start, limit, at)
        if end - start < SHORTEST:
            return None
        draft = self._draft(start, end, form, at, sentence, confidence)
        draft.phrase, draft.inherits = phrase, inherits
        if previous is not None and phrase is previous.phrase:
            draft.clitic = previous.clitic
        draft.via = find_via(page, first, at, phrase) + find_via(page, at + 1, limit, phrase)
        if subject.relative and phrase is not None:
            medium = finds_before(page, first, phrase.first + 1)
            if medium is not None:
                draft.via.insert(0, medium)
        return draft

    def _speaks(self, phrase: Phrase) -> bool:
        """Tell whether a subject can speak: not a number, not a thing with a capital."""
        if phrase.kind == "common":
            return bool(self.page.classes[phrase.first] & (NOUNS | BIT["quantifier"]))
        return True

    def _complement(self, form: CueForm, opening: Opening, limit: int) -> float:
        """Return how sure it is that a content follows, 0 where it does not."""
        page, at = self.page, opening.at
        letters = form.complements
        if at >= limit:
            return 0.0
        if opening.separator == "bahwa":
            return BAHWA if "b" in letters or "y" in letters else 0.0
        if opening.separator == "agar":
            return BAHWA if "d" in letters or "b" in letters else 0.0
        if page.lower[at] == "untuk" and "d" in letters:
            return COMMA
        if "k" in letters and "b" not in letters:
            reason = any(
                page.lower[i] in ("karena", "atas") for i in range(at, min(limit, at + 14))
            )
            thanks = form.act == "thank" and page.lower[at] == "kasih"
            return ZERO if reason and thanks else 0.0
        if opening.separator in (",", ":"):
            if "c" not in letters or page.classes[at] & QUOTED:
                return 0.0
            enough = limit - at >= 3 and page.lower[at] not in (
                "dan",
                "yang",
                "tetapi",
                "namun",
                "serta",
                "meski",
                "meskipun",
                "sementara",
            )
            return (
                COMMA
                if enough and self._reads_as_clause(at, limit, LOOK * 2, strict=False)
                else 0.0
            )
        if opening.gap and "z" not in letters:
            return 0.0
        if "d" in letters:
            return self._directive(at, limit)
        if "z" in letters:
            return ZERO if self._reads_as_clause(at, limit, LOOK, strict=False) else 0.0
        if "y" in letters:
            return ZERO if self._reads_as_clause(at, limit, LOOK, strict=True) else 0.0
        return 0.0

    def _directive(self, at: int, limit: int) -> float:
        """Judge `meminta X (untuk) …`: someone must be asked, and something must be done."""
        page = self.page
        if page.lower[at] in OBJECTS:
            return 0.0
        if page.is_verb(at) and not page.lower[at].startswith("di"):
            return 0.0
        for index in range(at, min(limit, at + 14)):
            low = page.lower[index]
            if low in (",", "yang", "karena", "atas"):
                return 0.0
            if low in (
                "untuk",
                "agar",
                "supaya",
                "tidak",
                "segera",
                "tetap",
                "harus",
                "jangan",
                "ikut",
                "turut",
            ):
                return ZERO
            if index > at and page.is_verb(index):
                return ZERO
        return 0.0

    def _reads_as_clause(self, at: int, limit: int, look: int, *, strict: bool) -> bool:
        """Tell whether a predicate follows that is neither in a relative nor in an adjunct phrase.

        Args:
            strict: the verb takes plain nouns as well, so a noun of its own kind (`-nya`) or an
                infinitive after `untuk` does not count.
        """
        page = self.page
        low = page.lower[at]
        if low in OBJECTS or (low.endswith("nya") and page.is_nominal_nya(at)):
            return False
        relative = False
        for index in range(at, min(limit, at + look)):
            bits, low = page.classes[index], page.lower[index]
            if low == "yang":
                relative = True
                continue
            if (
                low
                in ("untuk", "dalam", "dengan", "guna", "terkait", "mengenai", "soal", "tentang")
                and strict
            ):
                if index == at:
                    return False
                relative = True
                continue
            if bits & (CAP | QUOTED):
                continue
            if bits & PREDICATE:
                if relative:
                    relative = False
                    continue
                return True
            if page.is_verb(index):
                if relative:
                    relative = False
                    continue
                if index > at or not strict:
                    return True
                return low.startswith(("di", "ter"))
        return False

    def _content_start(self, form: CueForm, opening: Opening) -> int:
        page, at = self.page, opening.at
        if form.act == "thank" and page.lower[at] == "kasih":
            at += 1
            if page.lower[at] == "kepada":
                at += 1
        return at

    def _content_end(self, start: int, limit: int, cue: int) -> int:
        """Return the token after the content: without dates, sources and concessions at its end."""
        page = self.page
        end = limit
        for index in range(start + 2, limit):
            low = page.lower[index]
            comma = page.words[index - 1] == ","
            if low in CONCESSIVES and self._has_own_cue(index + 1, limit):
                end = index - 1 if comma else index
                break
            if is_carrier(page, index) and (
                comma or page.lower[index - 1] in ("seperti", "sebagaimana")
            ):
                end = index - 1
                if page.lower[end - 1 : end] == [","] or page.words[end - 1] in (",",):
                    end -= 1
                if page.lower[end] in ("seperti", "sebagaimana") and page.words[end - 1] == ",":
                    end -= 1
                break
            if comma and low in page.lexicon.trailing and index + 1 < limit + 1:
                tail = page.lexicon.trailing[low]
                if low.endswith("nya") or (
                    tail.order == "bare" and low in ("kata", "ujar", "ucap", "tutur")
                ):
                    end = index - 1
                    break
            if comma and low == "menurut":
                end = index - 1
                break
        return self._without_date(start, end)

    def _without_date(self, start: int, end: int) -> int:
        page = self.page
        for index in range(end - 1, max(start, end - 10), -1):
            if page.classes[index] & DAY and page.words[index - 1] == ",":
                closing = page.words[end - 1] in ")" or page.classes[end - 1] & DAY
                return index - 1 if closing else end
        while end > start and page.words[end - 1] in (",", "-", "–", ":"):
            end -= 1
        return end

    def _has_own_cue(self, at: int, limit: int) -> bool:
        page = self.page
        for index in range(at, min(limit, at + 8)):
            form = page.lexicon.leading.get(page.lower[index])
            if (
                form is not None
                and form.order == "active"
                and page.lower[index].startswith(("me", "ber"))
            ):
                return index > at
        return False

    # --- …, kata X. and menurut X, … -----------------------------------------------------------

    def _beside(self, at: int, form: CueForm, sentence: int, limit: int) -> Draft | None:
        """Read a cue that stands before, after or inside its content, the speaker behind it."""
        page = self.page
        first = page.sentences[sentence].first
        low = page.lower[at]
        clitic = None
        phrase = None
        after = at + 1
        if low.endswith("nya") and (low != form.form):
            clitic = (page.ends[at] - 3, page.ends[at])
        else:
            while after < limit and page.lower[after] in ("lagi", "juga", "pula"):
                after += 1
            phrase = read_trailing_speaker(page, after, limit)
            if phrase is None or not self._names_speaker(phrase, form):
                return None
            phrase, after = self._apposition(phrase, limit)
        if page.lower[after : after + 1] in (["lagi"], ["pula"], ["juga"], ["itu"]):
            after += 1
        left = self._left(first, at)
        opening = find_opening(page, after, limit) if after < limit else None
        separated = opening is not None and (opening.separator != "" or form.order == "source")
        right = (0, 0)
        if separated and opening is not None and limit - opening.at >= SHORTEST:
            if not page.classes[opening.at] & QUOTED or left[0] == left[1]:
                right = (opening.at, self._content_end(opening.at, limit, at))
        if form.order != "source" and right[0] < right[1] and opening is not None:
            if opening.separator not in (",", "bahwa"):
                return None
            if left[0] == left[1] and not page.classes[at] & CAP and not self._clausal(right):
                return None
        content = self._join(left, right, first)
        if content is None:
            return None
        if any(
            page.classes[i] & QUOTED and page.quote_at[i] in self.taken for i in range(*content)
        ):
            return None
        draft = self._draft(*content, form, at, sentence, COMMA)
        draft.phrase, draft.clitic = phrase, clitic
        draft.via = find_via(page, first, limit, phrase)
        self._second_source(draft, at, limit)
        return draft

    def _clausal(self, content: tuple[int, int]) -> bool:
        return self._reads_as_clause(content[0], content[1], LOOK * 2, strict=False)

    def _apposition(self, phrase: Phrase, limit: int) -> tuple[Phrase, int]:
        page = self.page
        after = phrase.last
        if after < limit and page.words[after] == "(":
            while after < limit and page.words[after] != ")":
                after += 1
            after += 1
        if phrase.has_name and after + 1 < limit and page.words[after] == ",":
            bits = page.classes[after + 1]
            if bits & NOUNS and not bits & DAY:
                other = read_phrase(page, after + 1, limit)
                ends = other is not None and other.last < limit and page.words[other.last] == ","
                if other is not None and not other.has_name and ends:
                    return replace(phrase, role_after=(other.first, other.last)), other.last
        return phrase, after

    def _names_speaker(self, phrase: Phrase, form: CueForm) -> bool:
        page = self.page
        if phrase.kind in ("pronoun", "plural", "named"):
            return True
        bits = page.classes[phrase.first]
        return bool(bits & (NOUNS | BIT["quantifier"])) or (
            form.order == "bare" and phrase.definite
        )

    def _left(self, first: int, at: int) -> tuple[int, int]:
        """Return the tokens before a cue that may be content: `Namun,` and datelines are not."""
        page = self.page
        end = at
        while end > first and (
            page.words[end - 1] in (",", "–", "—", "(", "-")
            or (page.classes[end - 1] & CONJ and not page.classes[end - 1] & CAP)
        ):
            end -= 1
        start = first
        if end > first:
            dateline = skip_openers(page, first, end)
            if dateline < end and page.words[dateline - 1] in ("-", "–", "—"):
                start = dateline
        if end - start <= 3 and page.classes[start] & (OPENER | CONJ):
            return (end, end)
        return (start, end)

    def _join(
        self, left: tuple[int, int], right: tuple[int, int], first: int
    ) -> tuple[int, int] | None:
        has_left, has_right = left[1] - left[0] >= 1, right[1] - right[0] >= SHORTEST
        if has_left and has_right:
            return left[0], right[1]
        if has_right:
            return right
        if left[1] - left[0] >= SHORTEST + 1 and self._clausal(left):
            return left
        return None

    def _second_source(self, draft: Draft, at: int, limit: int) -> None:
        page = self.page
        for index in range(at + 1, limit):
            if page.lower[index] == "menurut" and page.starts[index] >= draft.end:
                self._add_via(index, limit, draft)

    def _add_via(self, at: int, limit: int, draft: Draft | None) -> None:
        """Take `menurut KCNA` after another cue as a source that the quotation came through."""
        if draft is None or self.page.lower[at] != "menurut":
            return
        phrase = read_phrase(self.page, at + 1, limit)
        if phrase is not None and phrase.kind == "named":
            draft.via.insert(0, phrase)
            if self.page.starts[at] < draft.end:
                end = at - 1 if self.page.words[at - 1] == "," else at
                if end > 0 and self.page.ends[end - 1] > draft.start:
                    draft.end = self.page.ends[end - 1]

    # --- dikatakan …, X disebut … --------------------------------------------------------------

    def _passive(
        self, at: int, form: CueForm, sentence: int, limit: int, *, opens: bool
    ) -> Draft | None:
        page = self.page
        first = page.sentences[sentence].first
        low = page.lower[at]
        if opens and (low.endswith("nya") or at == first or page.words[at - 1] == ","):
            if (at + 1 < limit and page.classes[at + 1] & (CAP | PRONOUN | PLURAL)) or low.endswith(
                "nya"
            ):
                draft = self._beside(at, form, sentence, limit)
                if draft is not None:
                    return draft
        if (
            at == first
            or page.lower[at - 1]
            in (
                "yang",
                "bisa",
                "dapat",
                "sering",
                "biasa",
                "kerap",
                "akan",
                "perlu",
                "tidak",
                "belum",
                "sebagaimana",
                "seperti",
                "harus",
                "telah",
            )
            or at + 2 >= limit
        ):
            return None
        if page.lower[at + 1] == "oleh":
            agent = read_phrase(page, at + 2, limit)
            if agent is None or agent.last + 1 >= limit:
                return None
            opening = find_opening(page, agent.last, limit)
            if opening is None or not self._clausal((opening.at, limit)):
                return None
            end = self._content_end(opening.at, limit, at)
            draft = self._draft(opening.at, end, form, at, sentence, ZERO)
            draft.phrase = agent
            return draft
        if form.form not in ("dikatakan", "disebut", "disebutkan", "diklaim"):
            return None
        after = page.classes[at + 1]
        if (
            not (
                after & PREDICATE
                and page.lower[at + 1]
                in (
                    "akan",
                    "telah",
                    "sudah",
                    "sedang",
                    "tidak",
                    "tak",
                    "masih",
                    "belum",
                    "mampu",
                    "bisa",
                    "pernah",
                )
            )
            or page.classes[at - 1] & NEG
        ):
            return None
        end = self._content_end(at + 1, limit, at)
        return self._draft(at + 1, end, form, at, sentence, PASSIVE) if end - at > 3 else None

    def _draft(
        self, start: int, end: int, form: CueForm, at: int, sentence: int, confidence: float
    ) -> Draft:
        page = self.page
        quoted = tuple(
            r
            for index in range(start, end)
            if page.classes[index] & QUOTED
            for r in page.quoted[page.quote_at[index]].ranges
        )
        first = page.starts[start]
        last = page.ends[end - 1]
        return Draft(
            start=first,
            end=last,
            type="mixed" if quoted else "indirect",
            act=form.act,
            token=at,
            sentence=sentence,
            confidence=confidence,
            cue=(page.starts[at], page.ends[at]),
            quoted=quoted,
        )
