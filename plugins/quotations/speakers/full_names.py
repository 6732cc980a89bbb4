"""Find the full name for a short one, or for a title, within one article.

`Zulkifli` is `Zulkifli Hasan` where the article says so before or after, `Presiden` the person
whose name follows that title, `Zelensky` the only full name within two letters.
"""

from bisect import bisect_left

from kliping.index.edit_distance import is_within
from kliping.plugins.quotations.grammar.person_names import find_name, is_name_word
from kliping.plugins.quotations.grammar.phrases import BODY, PARTICLE
from kliping.plugins.quotations.page.parsed_article import CAP, PREFIX, ParsedArticle

TITLE_WORDS = 12  # capitalised words before a name that may be its title
OCCURRENCES = 12  # of a short name that are looked at for a longer form
TITLE_OCCURRENCES = (
    40  # occurrences of a title, or of a body's first word, on either side that are looked at
)
CLOSE_LENGTH = 6  # shortest name that may differ by spelling from another


class FullNames:
    """The longer forms of names in one page."""

    def __init__(self, page: ParsedArticle) -> None:
        self.page = page
        self._full: dict[str, str] = {}

    def holder(self, first: int, last: int) -> str | None:
        """Return the person whose name follows the same title elsewhere, the nearest before."""
        page = self.page
        title = page.lower[first:last]
        if not title:
            return None
        found: str | None = None
        positions = page.positions(title[0])
        here = bisect_left(positions, first)
        near = positions[max(0, here - TITLE_OCCURRENCES) : here + TITLE_OCCURRENCES]
        for at in near:
            if at == first or page.lower[at : at + len(title)] != title:
                continue
            if found is not None and at > first:
                break
            start, after = at, at + len(title)
            if page.words[after : after + 1] == [")"]:  # `Menteri … (Menkes) Rini Santoso`
                start = after = after + 1
            end = after
            while end < len(page.words) and page.classes[end] & CAP:
                end += 1
            name = find_name(page, start, end, titled=True)
            if name[0] < name[1] and name[0] - after <= 2:
                found = self.full_name(join_words(page, *name), page.starts[name[0]])
        return found

    def body(self, head: str, before: int) -> str | None:
        """Return the last body named before token `before` whose first word is `head`."""
        page = self.page
        found: str | None = None
        positions = page.positions(head)
        here = bisect_left(positions, before)
        for at in positions[max(0, here - TITLE_OCCURRENCES) : here]:
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
        while first > 0 and index - first < TITLE_WORDS:
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
        for token in range(name[0] + 1, name[1] - 1):
            left, hyphen, right = page.words[token].partition("-")
            if hyphen and right[:1].isupper():  # a pair of candidates: Rusman Latief-Dewi Anggun
                return f"{join_words(page, name[0], token)} {left}" if index <= token else ""
        return join_words(page, *name)

    def _near_spelling(self, written: str, at: int) -> str:
        """Find a name of the article within two edits of `written`: Zelensky, Zelenskyy."""
        page = self.page
        low = written.lower()
        found: set[str] = set()
        page.positions(low)
        for other in page.spellings(low[:PREFIX]):
            if other != low and len(other) >= CLOSE_LENGTH and is_within(low, other, 2):
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
            added = " ".join(page.words[index + len(tokens) : end])
            fits = page.lexicon.places.get(added) is not None or (
                len(tokens) == 1 and page.classes[index] & BODY
            )
            if fits and page.starts[index] < at and end - index > len(best.split()):
                name = find_name(page, index, end, titled=False)
                if name[0] == name[1]:
                    best = join_words(page, index, end)
        return best


def join_words(page: ParsedArticle, first: int, last: int) -> str:
    """Return the text of tokens with single blanks; a demonstrative at the end is left out."""
    while last - first > 1 and page.lower[last - 1] in ("itu", "ini", "tersebut", "tadi"):
        last -= 1
    return " ".join(page.surface(first, last).split())
