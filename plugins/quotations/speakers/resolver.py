"""Settle who speaks: names for phrases, people for pronouns.

Drafts are settled in the order of the text, because a speaker may be who a later pronoun means.
"""

from collections.abc import Sequence
from dataclasses import replace

from kliping.index.records import Addressee, Speaker, SpeakerKind, Via
from kliping.plugins.quotations.grammar.addressees import is_link, is_press
from kliping.plugins.quotations.grammar.drafts import Draft
from kliping.plugins.quotations.grammar.phrases import BODY, PEOPLE, PERSON, RANK, ROLE, Phrase
from kliping.plugins.quotations.grammar.via import is_brand
from kliping.plugins.quotations.page.parsed_article import ParsedArticle
from kliping.plugins.quotations.page.words import word_group
from kliping.plugins.quotations.speakers.antecedents import (
    SUBJECT_SENTENCES,
    Antecedents,
    Known,
    span_of,
)
from kliping.plugins.quotations.speakers.cast import ArticleNames
from kliping.plugins.quotations.speakers.full_names import join_words

GENERIC = word_group("generic body")  # what a body is called after it was named


class SpeakerResolver:
    """Turns the phrases of drafts into speakers."""

    def __init__(self, page: ParsedArticle, cast: ArticleNames) -> None:
        self.page = page
        self.cast = cast
        self._antecedents = Antecedents(page, cast)

    def settle(self, drafts: Sequence[Draft]) -> list[tuple[Speaker | None, tuple[str, ...]]]:
        """Return the speaker of each draft and the names to count it under.

        `drafts` are in the order of their tokens. Coordinated speakers are one speaker with a name
        for each; one without a name is counted under none.
        """
        return [self._speaker(draft) for draft in drafts]

    def via(self, draft: Draft) -> tuple[Via, ...]:
        chain: list[Via] = []
        for phrase in draft.via:
            name = self.cast.source(phrase)
            start, end = span_of(self.page, phrase)
            if all(name != other.name for other in chain):
                chain.append(
                    Via(name=name, as_written=self.page.text[start:end], start=start, end=end)
                )
        return tuple(chain)

    def addressee(self, draft: Draft) -> Addressee | None:
        """Return whom a quotation was said to: by an outlet's or person's name, or as described."""
        phrase = draft.addressee
        if phrase is None:
            return None
        start, end = span_of(self.page, phrase)
        name, kind = self._told(phrase)
        return Addressee(
            name=name, as_written=self.page.text[start:end], start=start, end=end, kind=kind
        )

    def _told(self, phrase: Phrase) -> tuple[str, SpeakerKind]:
        page = self.page
        written = join_words(page, phrase.first, phrase.last)
        if is_press(page, phrase):  # `wartawan di Yordania` is nobody in particular
            name, kind = self.cast.identify(phrase)
            outlet = name in page.lexicon.media.values()
            return (name, kind) if outlet else (written.lower(), "group")
        listed = page.lexicon.media.get(written.lower())
        if listed is not None or "." in written.split()[0] or is_brand(written):
            return listed or written, "organisation"
        if phrase.first and is_link(page, phrase.first - 1):
            return self.cast.source(phrase), "organisation"
        return self.cast.identify(phrase)

    def _speaker(self, draft: Draft) -> tuple[Speaker | None, tuple[str, ...]]:
        known: Known | None
        if draft.clitic is not None:
            start, end = draft.clitic
            known = self._antecedents.find(draft.token, draft.sentence, plural=False)
        elif draft.phrase is not None:
            start, end = span_of(self.page, draft.phrase)
            known = self._identify(draft.phrase, draft)
        elif draft.inherits is not None:
            known = self._antecedents.find(draft.token, draft.sentence, plural=False, any_kind=True)
            if known is None:
                return None, ()
            start, end = known.span
        else:
            return None, ()
        written = self.page.text[start:end]
        if known is None:
            unknown = Speaker(
                name=written, as_written=written, start=start, end=end, kind="unknown"
            )
            return unknown, ()
        token = draft.token if draft.phrase is None else draft.phrase.first
        span = known.span if draft.phrase is None else (start, end)
        self._antecedents.add(draft.sentence, replace(known, token=token, span=span))
        speaker = Speaker(
            name=known.name, as_written=written, start=start, end=end, kind=known.kind
        )
        counted = known.kind not in ("anonymous", "unknown")
        return speaker, (known.names or (known.name,)) if counted else ()

    def _identify(self, phrase: Phrase, draft: Draft) -> Known | None:
        if phrase.kind in ("pronoun", "plural"):
            plural = phrase.kind == "plural"
            if self.page.lower[phrase.first] == "pihaknya":
                plural = False
            return self._antecedents.find(phrase.first, draft.sentence, plural=plural)
        if phrase.members:
            names = [self.cast.identify(member) for member in phrase.members]
            each = tuple(dict.fromkeys(name for name, _ in names))
            return Known(
                name=" dan ".join(each),
                kind=names[0][1],
                token=phrase.first,
                span=span_of(self.page, phrase),
                plural=True,
                names=each,
            )
        described = phrase.first < phrase.stretch[0]  # `pria Portugal tersebut` names nobody
        if phrase.definite and (described or not phrase.has_name):
            resolved = self._definite(phrase, draft)
            if resolved is not None:
                return resolved
        name, kind = self.cast.identify(phrase)
        plural = kind != "person" and (
            kind in ("group", "organisation", "place")
            or bool(self.page.classes[phrase.first] & PEOPLE)
        )
        return Known(
            name=name, kind=kind, token=phrase.first, span=span_of(self.page, phrase), plural=plural
        )

    def _definite(self, phrase: Phrase, draft: Draft) -> Known | None:
        """Resolve `jenderal itu`, `komisi tersebut`, `politikus itu`."""
        page = self.page
        head = page.classes[phrase.first]
        if head & BODY and not head & (ROLE | RANK | PERSON):
            word = page.lower[phrase.first]
            for known in self._antecedents.before(phrase.first, draft.sentence, SUBJECT_SENTENCES):
                generic = word in GENERIC and known.kind == "organisation"
                if generic or (known.kind == "organisation" and word in known.name.lower().split()):
                    return known
            name = self.cast.full.body(word, phrase.first) or self.cast.last_body(phrase.first)
            if name is not None:
                return Known(
                    name=name,
                    kind="organisation",
                    token=phrase.first,
                    span=span_of(self.page, phrase),
                    plural=True,
                )
            return None
        if head & (PERSON | ROLE | RANK):
            holder = self.cast.full.holder(phrase.first, max(phrase.first + 1, phrase.last - 1))
            if holder is not None:
                return Known(
                    name=holder, kind="person", token=phrase.first, span=span_of(self.page, phrase)
                )
            for known in self._antecedents.before(phrase.first, draft.sentence, SUBJECT_SENTENCES):
                if known.kind == "person":
                    return known
        return None
