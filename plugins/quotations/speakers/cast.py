"""Give speakers one name: titles off, the full name of the article, the form of the lists.

The *cast* of an article is what can be known of its people without other articles: the mentions of
the entities enricher where it ran, and the capitalised stretches of the text.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from kliping.index.records import Mention, SpeakerKind
from kliping.plugins.quotations.grammar.phrases import (
    BODY,
    GIVEN,
    INSTITUTION,
    NOUNS,
    PEOPLE,
    PERSON,
    RANK,
    ROLE,
    TEXT,
    Phrase,
)
from kliping.plugins.quotations.grammar.via import is_brand
from kliping.plugins.quotations.page.parsed_article import ParsedArticle
from kliping.plugins.quotations.page.words import BIT, word_group
from kliping.plugins.quotations.speakers.full_names import FullNames, join_words

_GLUED = re.compile(r"[^\W\d_]{4,} ?\. ")
UNNAMED = word_group("unnamed body")
KINDS: dict[str, SpeakerKind] = {
    "person": "person",
    "organisation": "organisation",
    "place": "place",
}
QUANTIFIER = BIT["quantifier"]


class ArticleNames:
    """Names and kinds for the phrases of one article.

    Attributes:
        full: finds longer forms of names in the article itself.
    """

    def __init__(self, page: ParsedArticle, mentions: Sequence[Mention]) -> None:
        self.page = page
        self.full = FullNames(page)
        self._mentions = [m for m in mentions if m.type in KINDS]
        self._starts = [m.start for m in self._mentions]
        self._by_text: dict[str, str] = {}
        for mention in self._mentions:
            self._by_text.setdefault(mention.text, mention.name)
        self._bodies = [m for m in self._mentions if m.type == "organisation"]

    def identify(self, phrase: Phrase) -> tuple[str, SpeakerKind]:
        """Return the one name of who a phrase that is no pronoun names, and what that is."""
        if phrase.kind == "common":
            name, kind = self._common(phrase)
        elif phrase.has_name:
            name, kind = self._person(phrase)
        else:
            name, kind = self._institution(phrase)
        if kind == "organisation" and not is_brand(name):
            name = name[:1].upper() + name[1:]  # `militer Korea` counts with `Militer Korea`
        elif kind in ("anonymous", "unknown", "group") and self._is_noun(phrase.first):
            name = name[:1].lower() + name[1:]  # `Pria` opens a sentence, `pria` does not
        return name, kind

    def _is_noun(self, at: int) -> bool:
        """Tell whether a capital at a sentence's beginning is a common noun's or a determiner's."""
        page = self.page
        if not page.classes[at] & NOUNS or page.words[at].isupper():
            return False
        return page.sentences[page.sentence_of[at]].first == at

    def _mention(self, start: int, end: int, wanted: str | None = None) -> Mention | None:
        """Return the longest mention that covers most of `[start, end)`."""
        best: Mention | None = None
        at = bisect_right(self._starts, end - 1)
        for mention in self._mentions[max(0, at - 6) : at]:
            common = min(end, mention.end) - max(start, mention.start)
            if common * 2 <= end - start or (wanted is not None and mention.type != wanted):
                continue
            if best is None or mention.end - mention.start > best.end - best.start:
                best = mention
        return best

    def _person(self, phrase: Phrase) -> tuple[str, SpeakerKind]:
        page = self.page
        first, last = phrase.name
        start, end = page.starts[first], page.ends[last - 1]
        outlet = self._outlet(phrase.stretch[0], last)
        if outlet is not None:
            return outlet, "organisation"
        mention = self._mention(start, end)
        if mention is not None and start < mention.end < end and not self._ends_token(mention):
            mention = None
        if mention is not None and mention.type == "person":
            name = self._of_mention(mention, first, last)
            if name is not None:
                return name, "person"
        titled = first > phrase.first or phrase.role_after is not None
        if mention is not None and not titled and first == phrase.stretch[0]:
            surname = self._surname(mention)
            if surname is None:
                return mention.name, KINDS[mention.type]
            return surname, "person"
        written = join_words(page, first, last)
        if not titled and first == phrase.stretch[0]:
            listed = self._listed(written)
            if listed is not None:
                return listed
        return self.full.full_name(written, page.starts[first]), "person"

    def _surname(self, mention: Mention) -> str | None:
        """Return the person that one word of a supposed body is short for.

        A body's name is shortened from its head or to its initials, a person's to any word:
        `Yusnita` is no short form of `Dinas Pertanian Yusnita Fitriadi`.
        """
        word, words = mention.text, mention.name.split()
        known = self.page.lexicon.classes.get
        if mention.type != "organisation" or " " in word or word.isupper():
            return None
        if known(word.lower(), 0) & (INSTITUTION | BODY) or word in self.page.lexicon.places:
            return None
        full = self.full.full_name(word, mention.start)
        if words == [word]:
            given = known(full.split()[0].lower(), 0) & GIVEN
            return full if full != word and full.endswith(word) and given else None
        if word not in words[1:]:
            return None
        others = [w for w in words if w != word]
        glued = any(w.isupper() or known(w.lower(), 0) & (NOUNS | INSTITUTION) for w in others)
        if glued:
            return full
        given = len(words) <= 3 and any(known(w.lower(), 0) & GIVEN for w in others)
        return mention.name if given else None

    def _ends_token(self, mention: Mention) -> bool:
        """Tell whether a mention ends where a token does, and cuts no word in two."""
        ends = self.page.ends
        return ends[bisect_left(ends, mention.end)] == mention.end

    def _of_mention(self, mention: Mention, first: int, last: int) -> str | None:
        """Return the name that a mention gives tokens `[first, last)`, unless it cut them wrongly.

        A mention that begins at a title, or ends inside a token, is not trusted.
        """
        page = self.page
        start, end = page.starts[first], page.ends[last - 1]
        if mention.start > start or mention.end < end:
            return None
        if mention.start < start:  # `find_name` has had a reason to leave words out
            return None
        if _GLUED.search(mention.name):  # `Hadi. Rini`: a full stop was read over
            return self.full.full_name(join_words(page, first, last), start)
        if " " in mention.name:
            return self._without_titles(mention.name)
        return self.full.full_name(mention.name, start)

    def _without_titles(self, name: str) -> str:
        """Return a mention's name from its last rank on, without an office's words before it."""
        words = name.split()
        known = self.page.lexicon.classes.get
        start = 0
        for number, word in enumerate(words[:-1]):
            bits = known(word.lower(), 0)
            leads = number == start and bits & (ROLE | INSTITUTION | BODY) and not bits & GIVEN
            if bits & RANK or leads:
                start = number + 1
        return " ".join(words[start:])

    def _outlet(self, first: int, last: int) -> str | None:
        """Return the outlet that a stretch ends with: `Publikasi daring AS Axios`."""
        for start in range(max(first, last - 4), last):
            name = self.page.lexicon.media.get(join_words(self.page, start, last).lower())
            if name is not None:
                return name
        return None

    def _listed(self, written: str) -> tuple[str, SpeakerKind] | None:
        places = self.page.lexicon.places
        place = places.get(written)
        if place is None and written[:2].isupper() and " " in written:
            place = places.get(written.title())
        if place is not None:
            return place, "place"
        outlet = self.page.lexicon.media.get(written.lower())
        if outlet is not None:
            return outlet, "organisation"
        return None

    def _institution(self, phrase: Phrase) -> tuple[str, SpeakerKind]:
        page = self.page
        first, last = phrase.stretch
        if phrase.abbreviation is not None:
            listed = self._listed(page.words[phrase.abbreviation])
            if listed is not None:
                return listed
        outlet = self._outlet(first, last)
        if outlet is not None:
            return outlet, "organisation"
        start = first
        while start > phrase.first and page.classes[start - 1] & (BODY | ROLE | PEOPLE):
            start -= 1
        opening = page.lower[phrase.first]
        if page.classes[phrase.first] & BODY and opening not in UNNAMED:
            start = phrase.first
        written = join_words(page, start, last)
        head = page.classes[start]
        noun = page.classes[phrase.first]
        if start == first > phrase.first and noun & (PEOPLE | PERSON | QUANTIFIER):
            return join_words(page, phrase.first, last), "anonymous"
        listed = self._listed(written) or self._listed(join_words(page, first, last))
        bare = start == first or (head & BODY and listed is not None and listed[1] != "place")
        if listed is not None and bare:
            return listed
        mention = self._mention(page.starts[start], page.ends[last - 1])
        covers = mention is not None and mention.start <= page.starts[start]
        if mention is not None and covers and not head & (ROLE | PEOPLE | PERSON):
            surname = self._surname(mention) if start == phrase.first else None
            if surname is not None:
                return surname, "person"
            rest = page.text[mention.end : page.ends[last - 1]].strip()
            place = page.lexicon.places.get(rest)
            if not rest:
                return mention.name, KINDS[mention.type]
            if place is not None and mention.type == "organisation":
                return f"{mention.name} {place}", "organisation"
        if head & (ROLE | PERSON) and not head & BODY:
            return self._office(phrase, start, written)
        if start > phrase.first or (head & PEOPLE and not head & BODY and not head & INSTITUTION):
            noun = page.classes[phrase.first]
            if noun & (PEOPLE | PERSON | QUANTIFIER):
                return join_words(page, phrase.first, last), "anonymous"
        return self._body(written, page.starts[start]), "organisation"

    def _office(self, phrase: Phrase, start: int, written: str) -> tuple[str, SpeakerKind]:
        """Name the holder of an office: `Presiden` is the person who has that title elsewhere."""
        page = self.page
        head = page.classes[phrase.first]
        holder = self.full.holder(start, phrase.stretch[1])
        if holder is not None:
            return holder, "person"
        if head & (PEOPLE | PERSON | QUANTIFIER):
            return join_words(page, phrase.first, phrase.stretch[1]), "anonymous"
        if " " not in written:  # `Kapolsek` without a name is nobody in particular
            return written, "anonymous"
        return written, "person"

    def _common(self, phrase: Phrase) -> tuple[str, SpeakerKind]:
        page = self.page
        bits = page.classes[phrase.first]
        name = join_words(page, phrase.first, phrase.last)
        if bits & BODY:
            return name, "organisation"
        if bits & TEXT:
            return name, "unknown"
        if bits & ROLE and phrase.last - phrase.first <= 3:
            holder = self.full.holder(phrase.first, phrase.last)
            if holder is not None:
                return holder, "person"
        if bits & QUANTIFIER or bits & PERSON or bits & ROLE:
            return name, "anonymous"
        return name, "group" if bits & PEOPLE else "unknown"

    def source(self, phrase: Phrase) -> str:
        """Name what a quotation came through: an outlet by all of its capitalised words."""
        page = self.page
        if phrase.kind == "named" and not phrase.has_name:
            return self.identify(phrase)[0]
        if phrase.kind == "named" and phrase.name[0] > phrase.stretch[0]:
            outlet = self._outlet(*phrase.stretch)
            if outlet is None and phrase.first == phrase.stretch[0] and not self._titled(phrase):
                return join_words(page, *phrase.stretch)
        return self.identify(phrase)[0]

    def _titled(self, phrase: Phrase) -> bool:
        return bool(self.page.classes[phrase.first] & (ROLE | RANK | PERSON))

    def last_body(self, before: int) -> str | None:
        """Return the last organisation that the entities enricher found before a token."""
        offset = self.page.starts[before]
        last = bisect_right(self._bodies, offset, key=lambda body: body.end)
        return self._bodies[last - 1].name if last else None

    def headline_name(self, written: str) -> tuple[str, SpeakerKind]:
        """Name the speaker of a headline by what the body says of the same words."""
        listed = self._listed(written) or self._listed(written.title())
        if listed is not None:
            return listed
        full = self.full.full_name(written, 0)
        return full, "person" if full != written else "unknown"

    def _body(self, written: str, at: int) -> str:
        """Return the one name of a body that is written so."""
        known = self._by_text.get(written)
        return known if known is not None else self.full.full_institution(written, at)
