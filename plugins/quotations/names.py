"""Give speakers one name: titles off, the full name of the article, the form of the lists.

The *cast* of an article is what can be known of its people without other articles: the mentions of
the entities enricher where it ran, and the capitalised stretches of the text.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from kliping.index.records import Mention, SpeakerKind

from .page import CAP, Page
from .personal import find_name, is_name_word
from .phrases import (
    BODY,
    INSTITUTION,
    PARTICLE,
    PEOPLE,
    PERSON,
    RANK,
    ROLE,
    TEXT,
    Phrase,
)
from .words import BIT

UNNAMED = frozenset(  # bodies whose noun is no part of their name: `perusahaan riset Gartner`
    ("perusahaan", "lembaga", "organisasi", "institusi", "grup", "tim", "klub", "maskapai", "pihak",
     "produsen", "operator", "pengembang", "perseroan", "asosiasi", "redaksi", "kelompok")
)  # fmt: skip
KINDS: dict[str, SpeakerKind] = {
    "person": "person",
    "organisation": "organisation",
    "place": "place",
}
STRETCH = 12  # capitalised words before a name that may be its title
OCCURRENCES = 12  # of a short name that are looked at for a longer form
CLOSE_LENGTH = 6  # shortest name that may differ by spelling from another
QUANTIFIER = BIT["quantifier"]
GENERIC = frozenset(  # bodies that are called so after they were named
    ("perusahaan", "lembaga", "organisasi", "institusi", "grup", "tim", "klub", "maskapai", "pihak",
     "produsen", "operator", "pengembang", "perseroan", "asosiasi", "negara", "redaksi", "kelompok",
     "badan", "kantor", "partai", "bank", "kementerian")
)  # fmt: skip


class Cast:
    """Names and kinds for the phrases of one article."""

    def __init__(self, page: Page, mentions: Sequence[Mention]) -> None:
        self.page = page
        self._mentions = [m for m in mentions if m.type in KINDS]
        self._starts = [m.start for m in self._mentions]
        self._full: dict[str, str] = {}

    def identify(self, phrase: Phrase) -> tuple[str, SpeakerKind]:
        """Return the one name of who a phrase that is no pronoun names, and what that is."""
        if phrase.kind == "common":
            return self._common(phrase)
        if phrase.has_name:
            return self._person(phrase)
        return self._institution(phrase)

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
        if mention is not None and mention.type == "person":
            name = self._of_mention(mention, first, last)
            if name is not None:
                return name, "person"
        titled = first > phrase.first or phrase.role_after is not None
        if mention is not None and not titled and first == phrase.stretch[0]:
            return mention.name, KINDS[mention.type]
        written = join_words(page, first, last)
        if not titled and first == phrase.stretch[0]:
            listed = self._listed(written)
            if listed is not None:
                return listed
        return self.full_name(written, page.starts[first]), "person"

    def _of_mention(self, mention: Mention, first: int, last: int) -> str | None:
        """Return the name that a mention gives tokens `[first, last)`, unless it cut them wrongly.

        A mention that begins at a title, or ends inside a token, is not trusted.
        """
        page = self.page
        start, end = page.starts[first], page.ends[last - 1]
        if mention.start > start or mention.end < end:
            return None
        if mention.start < start:
            opening = bisect_left(page.starts, mention.start)
            titles = RANK | ROLE | INSTITUTION | BODY
            if any(page.classes[index] & titles for index in range(opening, first)):
                return None
        if " " in mention.name:
            return mention.name
        return self.full_name(mention.name, start)

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
        if listed is not None and (start == first or head & BODY):
            outlet = listed[1] == "organisation"
            if start == first or outlet:
                return listed
        mention = self._mention(page.starts[start], page.ends[last - 1])
        covers = mention is not None and mention.start <= page.starts[start]
        if mention is not None and covers and not head & (ROLE | PEOPLE | PERSON):
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
        return self.full_institution(written, page.starts[start]), "organisation"

    def _office(self, phrase: Phrase, start: int, written: str) -> tuple[str, SpeakerKind]:
        """Name the holder of an office: `Presiden` is the person who has that title elsewhere."""
        page = self.page
        head = page.classes[phrase.first]
        holder = self.holder(start, phrase.stretch[1])
        if holder is not None:
            return holder, "person"
        if head & (PEOPLE | PERSON | QUANTIFIER):
            return join_words(page, phrase.first, phrase.stretch[1]), "anonymous"
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
            holder = self.holder(phrase.first, phrase.last)
            if holder is not None:
                return holder, "person"
        if bits & QUANTIFIER or bits & PERSON or bits & ROLE:
            return name, "anonymous"
        return name, "group" if bits & PEOPLE else "unknown"

    def holder(self, first: int, last: int) -> str | None:
        """Return the person whose name follows the same title elsewhere, the nearest before."""
        page = self.page
        title = page.lower[first:last]
        found: str | None = None
        for at in page.positions(title[0]):
            if at == first or page.lower[at : at + len(title)] != title:
                continue
            if found is not None and at > first:
                break
            end = at + len(title)
            while end < len(page.words) and page.classes[end] & CAP:
                end += 1
            name = find_name(page, at, end, titled=True)
            if name[0] < name[1] and name[0] - (at + len(title)) <= 2:
                found = self.full_name(join_words(page, *name), page.starts[name[0]])
        return found

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
        names = [m.name for m in self._mentions if m.end <= offset and m.type == "organisation"]
        return names[-1] if names else None

    def headline_name(self, written: str) -> tuple[str, SpeakerKind]:
        """Name the speaker of a headline by what the body says of the same words."""
        listed = self._listed(written) or self._listed(written.title())
        if listed is not None:
            return listed
        full = self.full_name(written, 0)
        return full, "person" if full != written else "unknown"

    def body(self, head: str, before: int) -> str | None:
        """Return the last body named before token `before` whose first word is `head`."""
        page = self.page
        found: str | None = None
        for at in page.positions(head):
            if at >= before:
                break
            end = at
            while end < len(page.words) and page.classes[end] & CAP:
                end += 1
            if end - at > 1:
                found = join_words(page, at, end)
        return found

    def full_name(self, written: str, at: int) -> str:
        """Return the longest personal name of the article that holds `written`.

        Names that stand before offset `at` go before later ones.
        """
        known = self._full.get(written)
        if known is None:
            known = self._full[written] = self._search(written, at)
        return known

    def _search(self, written: str, at: int) -> str:
        page = self.page
        tokens = written.lower().split()
        if len(tokens) > 2:
            return written
        best: tuple[bool, bool, int, str] | None = None
        for index in page.positions(tokens[0])[:OCCURRENCES]:
            if page.lower[index : index + len(tokens)] != tokens or not page.classes[index] & CAP:
                continue
            name = self._around(index, len(tokens))
            longer = len(name.split())
            if longer <= len(tokens):
                continue
            low = name.lower()
            edge = low.startswith(written.lower()) or low.endswith(written.lower())
            key = (edge, page.starts[index] <= at, -abs(at - page.starts[index]), name)
            if best is None or key > best:
                best = key
        if best is not None:
            return best[3]
        if len(tokens) == 1 and len(written) >= CLOSE_LENGTH:
            return self._near_spelling(written, at)
        return written

    def _around(self, index: int, length: int) -> str:
        """Return the personal name that token `index` stands in."""
        page = self.page
        first, last = index, index + length
        while first > 0 and index - first < STRETCH:
            before = page.classes[first - 1]
            joined = before & (CAP | PARTICLE) or page.words[first - 1] == "."
            if not joined or page.sentence_of[first - 1] != page.sentence_of[index]:
                break
            first -= 1
        while first < index and not page.classes[first] & CAP:
            first += 1
        while last < len(page.words) and last - index < 6 and is_name_word(page, last):
            if page.sentence_of[last] != page.sentence_of[index]:
                break
            last += 1
        while last > index + length and not page.classes[last - 1] & CAP:
            last -= 1
        name = find_name(page, first, last, titled=True)
        if not name[0] <= index < name[1]:
            return ""
        return join_words(page, *name)

    def _near_spelling(self, written: str, at: int) -> str:
        """Find a name of the article within two edits of `written`: Zelensky, Zelenskyy."""
        page = self.page
        low = written.lower()
        found: set[str] = set()
        page.positions(low)
        for other in page.spellings(low[:4]):
            if other != low and len(other) >= CLOSE_LENGTH and edits_within(low, other, 2):
                found.add(other)
        names = set()
        for other in found:
            for index in page.positions(other)[:OCCURRENCES]:
                if page.classes[index] & CAP:
                    name = self._around(index, 1)
                    if len(name.split()) > 1:
                        names.add(name)
        return names.pop() if len(names) == 1 else written

    def full_institution(self, written: str, at: int) -> str:
        """Return the longer form that the article gives a body: `Komisi`, `KCNA`."""
        page = self.page
        mention = None
        for known in self._mentions:
            if known.text == written:
                mention = known
                break
        if mention is not None:
            return mention.name
        tokens = written.lower().split()
        if len(tokens) > 3:
            return written
        best = written
        for index in page.positions(tokens[0])[:OCCURRENCES]:
            if page.lower[index : index + len(tokens)] != tokens or not page.classes[index] & CAP:
                continue
            end = index + len(tokens)
            while end < len(page.words) and page.classes[end] & CAP:
                if page.sentence_of[end] != page.sentence_of[index]:
                    break
                end += 1
            if page.starts[index] < at and end - index > len(best.split()):
                name = find_name(page, index, end, titled=False)
                if name[0] == name[1]:
                    best = join_words(page, index, end)
        return best


def join_words(page: Page, first: int, last: int) -> str:
    """Return the text of tokens with single blanks; a demonstrative at the end is left out."""
    while last - first > 1 and page.lower[last - 1] in ("itu", "ini", "tersebut", "tadi"):
        last -= 1
    return " ".join(page.surface(first, last).split())


def edits_within(one: str, other: str, limit: int) -> bool:
    """Tell whether the Levenshtein distance of two short words is at most `limit`."""
    if abs(len(one) - len(other)) > limit:
        return False
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        diagonal, row[0] = row[0], i
        for j, counterpart in enumerate(other, 1):
            diagonal, row[j] = (
                row[j],
                min(row[j] + 1, row[j - 1] + 1, diagonal + (letter != counterpart)),
            )
    return row[-1] <= limit
