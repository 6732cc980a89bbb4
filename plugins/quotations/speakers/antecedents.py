"""Who was spoken of before a place in the article: what a pronoun may stand for.

A pronoun stands for the last fitting subject: a speaker of the same or an earlier sentence, the
agent of `Hal itu disampaikan X`, or the person whose name opens a sentence in between.
"""

from dataclasses import dataclass

from kliping.index.records import SpeakerKind
from kliping.plugins.quotations.grammar.clauses import skip_openers, with_apposition
from kliping.plugins.quotations.grammar.phrases import (
    BODY,
    GIVEN,
    PEOPLE,
    PERSON,
    QUANTIFIER,
    RANK,
    ROLE,
    Phrase,
    read_phrase,
)
from kliping.plugins.quotations.grammar.subjects import described
from kliping.plugins.quotations.page.parsed_article import CAP, NUMBER, ParsedArticle
from kliping.plugins.quotations.page.words import is_plain
from kliping.plugins.quotations.speakers.attribution import read_trailing_speaker
from kliping.plugins.quotations.speakers.cast import ArticleNames

PRONOUN_SENTENCES = 4  # sentences in which a person who is no subject is taken for a pronoun
SUBJECT_SENTENCES = 15  # sentences in which the last fitting subject is looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Someone that a pronoun may stand for, and the token from which on it may.

    Attributes:
        span: the words that name them, offsets.
        names: of each, where `name` is of several together.
    """

    name: str
    kind: SpeakerKind
    token: int
    span: tuple[int, int]
    plural: bool = False
    names: tuple[str, ...] = ()


def span_of(page: ParsedArticle, phrase: Phrase) -> tuple[int, int]:
    """Return the offsets of a phrase, with the title that follows it in apposition."""
    last = phrase.role_after[1] if phrase.role_after else phrase.last
    return page.starts[phrase.first], page.ends[last - 1]


def _fits(known: Known, plural: bool, any_kind: bool) -> bool:
    """Tell whether a pronoun of this number may stand for someone."""
    if plural:
        return known.plural
    if known.kind in ("person", "anonymous") and not known.plural:
        return True
    return any_kind and known.kind != "unknown"


class Antecedents:
    """Keeps who speaks, as it becomes known, and finds who is meant."""

    def __init__(self, page: ParsedArticle, cast: ArticleNames) -> None:
        self.page = page
        self.cast = cast
        self._known: dict[int, list[Known]] = {}
        self._openings: dict[int, Known | None] = {}
        self._spoken: set[str] = set()
        self._persons_of: dict[int, list[Known]] = {}

    def add(self, sentence: int, known: Known) -> None:
        """Take note of a speaker of a sentence."""
        self._known.setdefault(sentence, []).append(known)
        self._spoken.update(known.name.split())

    def find(
        self, token: int, sentence: int, *, plural: bool, any_kind: bool = False
    ) -> Known | None:
        """Return the last subject that fits: a person for singular, else whoever can be many.

        A person who is merely named in the last sentences goes before a subject further away.
        """
        for known in self.before(token, sentence, PRONOUN_SENTENCES):
            if _fits(known, plural, any_kind):
                return known
        if not plural:
            for known in self._named(token, sentence):
                return known
        subjects = self.before(token, sentence, SUBJECT_SENTENCES)
        for known in subjects:
            if _fits(known, plural, any_kind):
                return known
        if plural:
            return None
        return next((known for known in subjects if known.kind != "unknown"), None)

    def _named(self, token: int, sentence: int) -> list[Known]:
        """Return the persons named in the last sentences before `token`, the nearest first."""
        found: list[Known] = []
        for number in range(sentence, max(-1, sentence - PRONOUN_SENTENCES), -1):
            if number not in self._persons_of:
                self._persons_of[number] = self._persons(number)
            known = self._persons_of[number]
            found.extend(k for k in reversed(known) if k.token < token)
        return found

    def _persons(self, number: int) -> list[Known]:
        page = self.page
        sentence = page.sentences[number]
        found: list[Known] = []
        at = sentence.first
        while at < sentence.last:
            if not page.classes[at] & CAP:
                at += 1
                continue
            phrase = read_phrase(page, at, sentence.last)
            if phrase is None:
                at += 1
                continue
            sure = phrase.has_name and not phrase.members and self._is_named_person(phrase)
            if sure:
                name, kind = self.cast.identify(phrase)
                if kind == "person":
                    found.append(
                        Known(
                            name=name,
                            kind=kind,
                            token=phrase.first,
                            span=span_of(self.page, phrase),
                        )
                    )
            at = phrase.last
        return found

    def _is_named_person(self, phrase: Phrase) -> bool:
        """Tell whether a name in mid-sentence is a person's: no `Universitas Airlangga`."""
        first = phrase.name[0]
        if first > phrase.stretch[0]:
            titles = range(phrase.first, first)
            if not any(self.page.classes[index] & (ROLE | RANK) for index in titles):
                return False
        return self._is_sure(phrase, opens=False)

    def before(self, token: int, sentence: int, sentences: int) -> list[Known]:
        """Return who was spoken of before `token`, the nearest first."""
        found: list[Known] = []
        for number in range(sentence, max(-1, sentence - sentences), -1):
            here = [k for k in self._known.get(number, ()) if k.token < token]
            here.sort(key=lambda k: -k.token)
            found.extend(here)
            agent = self._agent(number)
            for known in (agent, self._opening(number)):
                if known is not None and known.token < token:
                    found.append(known)
        return found

    def _agent(self, number: int) -> Known | None:
        """Return who a sentence says said something: `Hal itu disampaikan Kepala Dinas X, Budi`."""
        page = self.page
        sentence = page.sentences[number]
        for at in page.cues_in(sentence.first, sentence.last - 1):
            form = page.lexicon.leading.get(page.lower[at])
            if form is None or form.order != "passive":
                continue
            start = at + 2 if page.lower[at + 1] == "oleh" else at + 1
            phrase = read_trailing_speaker(page, start, sentence.last)
            if phrase is not None and phrase.has_name:
                name, kind = self.cast.identify(phrase)
                return Known(
                    name=name, kind=kind, token=phrase.first, span=span_of(self.page, phrase)
                )
        return None

    def _opening(self, number: int) -> Known | None:
        """Return who a sentence is about, by the name that opens it."""
        if number not in self._openings:
            self._openings[number] = self._read_opening(number)
        return self._openings[number]

    def _read_opening(self, number: int) -> Known | None:
        page = self.page
        sentence = page.sentences[number]
        start = skip_openers(page, sentence.first, sentence.last)
        if start >= sentence.last:
            return None
        phrase = read_phrase(page, start, sentence.last)
        if phrase is None or phrase.kind in ("pronoun", "plural"):
            return None
        phrase = with_apposition(page, phrase, sentence.last)
        if not phrase.has_name or not self._is_sure(phrase):
            phrase = described(page, start, sentence.last) or phrase
        someone = page.classes[phrase.first] & QUANTIFIER and not phrase.has_name
        if someone and self._is_someone(phrase):
            name, kind = self.cast.identify(phrase)
            return Known(name=name, kind=kind, token=phrase.first, span=span_of(self.page, phrase))
        many = not phrase.has_name and any(
            page.classes[index] & PEOPLE for index in range(phrase.first, phrase.last)
        )
        if many and page.lower[phrase.first] not in ("seorang", "salah", "sang", "si"):
            name, kind = self.cast.identify(phrase)
            return Known(
                name=name,
                kind=kind,
                token=phrase.first,
                span=span_of(self.page, phrase),
                plural=True,
            )
        if phrase.kind == "common":
            return None
        if phrase.members and all(
            page.classes[member.first] & BODY and not member.has_name for member in phrase.members
        ):
            names = tuple(dict.fromkeys(self.cast.identify(m)[0] for m in phrase.members))
            return Known(
                name=" dan ".join(names),
                kind="organisation",
                token=phrase.first,
                span=span_of(page, phrase),
                plural=True,
                names=names,
            )
        if phrase.members or not phrase.has_name:
            body = page.classes[phrase.first] & BODY and not phrase.members
            listed = page.surface(*phrase.stretch) in page.lexicon.places
            if not (listed or (body and not phrase.has_name)):
                return None
        if phrase.last < sentence.last and page.words[phrase.last] == ":":
            return None
        if phrase.has_name and not self._is_sure(phrase):
            return None
        name, kind = self.cast.identify(phrase)
        return Known(
            name=name,
            kind=kind,
            token=phrase.first,
            span=span_of(self.page, phrase),
            plural=kind != "person",
        )

    def _is_someone(self, phrase: Phrase) -> bool:
        """Tell whether a phrase is one person without a name: `seorang pembeli di Bekasi`."""
        page = self.page
        if page.lower[phrase.first] == "seorang":
            return True
        noun = phrase.first + 2
        return (
            page.lower[phrase.first] == "salah"
            and noun < phrase.last
            and bool(page.classes[noun] & PERSON)
        )

    def _is_sure(self, phrase: Phrase, *, opens: bool = True) -> bool:
        """Tell whether a name at a sentence's beginning is one: titled, listed, or of a speaker."""
        page = self.page
        first, last = phrase.name
        mentioned = any(i in page.person_at for i in range(first, last))
        if mentioned and self._is_backed(first, last):
            return True
        if first > phrase.first and page.classes[phrase.first] & (RANK | ROLE):
            return True
        if any(page.words[i] in self._spoken for i in range(first, last)):
            return True
        if mentioned:
            return False
        given = any(page.classes[i] & GIVEN for i in range(first, last))
        if not opens:
            return given and (last - first > 1 or self._has_longer(first))
        following = page.lower[phrase.last] if phrase.last < len(page.words) else ""
        aged = following == "(" and page.classes[phrase.last + 1] & NUMBER
        if (aged or phrase.role_after is not None) and first == phrase.first:
            return True
        if given:
            return last - first > 1 or self._occurs_named(first)
        subject = last - first > 1 and following in (",", "(", "mengatakan", "juga", "pun")
        return subject and not any(page.is_common(i) for i in range(first, last))

    def _has_longer(self, token: int) -> bool:
        """Tell whether the article has a full name with this word."""
        word = self.page.words[token]
        return self.cast.full.full_name(word, self.page.starts[token]) != word

    def _is_backed(self, first: int, last: int) -> bool:
        """Tell whether a mention of a person has more for it than its capitals.

        A word of it is a listed name, or none is a plain word.
        """
        page = self.page
        known = page.lexicon.classes.get
        words = range(first, last)
        if any(known(page.lower[index], 0) & GIVEN for index in words):
            return True
        return not any(is_plain(page.lower[index]) for index in words)

    def _occurs_named(self, token: int) -> bool:
        """Tell whether a word with a capital at a sentence's beginning has one elsewhere too."""
        page = self.page
        if page.words[token] in page.lexicon.places:
            return True
        return page.stands_large(page.lower[token])
