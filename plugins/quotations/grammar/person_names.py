"""Find the personal name in a stretch of capitalised words: `Komisaris Besar Polisi Yusuf Adi`."""

import re

from kliping.plugins.quotations.page.parsed_article import CAP, QUOTED, ParsedArticle
from kliping.plugins.quotations.page.words import BIT, is_derived, is_plain, word_group

RANK, ROLE, INSTITUTION, GIVEN = BIT["rank"], BIT["role"], BIT["institution"], BIT["given"]
BODY, PARTICLE = BIT["body"], BIT["particle"]
FUNCTION = BIT["conj"] | BIT["adjunct"] | BIT["opener"] | BIT["neg"] | BIT["pronoun"] | BIT["text"]
_CAMEL = re.compile(r"(?!Mc|Mac|De|La|Le|Di|Van)[A-Z][a-z]+[A-Z]\w+")  # InfraDigital, YouTube
_OFFICE = re.compile(
    r"Kemen\w{2,}|Pem(?:prov|kot|kab|da|des)\w*|Pol(?:da|res|sek)\w*|Kej(?:ati|ari)\w*"
)
NAME_TOKENS = 5  # tokens of a personal name
PLACE_HEADS = word_group("place head")
OFFICES = word_group("placed office")
GENERAL_OFFICES = word_group("general office")
BODY_HEADS = word_group("body head")


def is_name_word(page: ParsedArticle, index: int) -> bool:
    """Tell whether a token may be part of a personal name."""
    bits, word = page.classes[index], page.words[index]
    if not bits & CAP:
        return bool(bits & PARTICLE)
    if bits & GIVEN:
        return True
    if bits & (INSTITUTION | ROLE | BODY | FUNCTION):
        return False
    if page.lower[index] in BODY_HEADS:
        return False
    if page.lower[index] in page.lexicon.trailing or page.lower[index] in page.lexicon.leading:
        return False
    if len(word) > 1 and word.isupper() and not _shouted(page, index):
        return _is_initials(page, index)
    if is_derived(page.lower[index]):
        return False
    if _CAMEL.fullmatch(word) or _OFFICE.fullmatch(word) or page.is_common(index):
        return False
    return word not in page.lexicon.places


def _is_initials(page: ParsedArticle, index: int) -> bool:
    """Tell whether two capitals stand between a name's words: `Rini DM Santoso`."""
    if len(page.words[index]) != 2 or page.classes[index] & ~(CAP | GIVEN) or index == 0:
        return False
    if page.words[index] in page.lexicon.places or index + 1 == len(page.words):
        return False
    return all(
        page.classes[near] & CAP and not page.words[near].isupper() and is_name_word(page, near)
        for near in (index - 1, index + 1)
    )


def _shouted(page: ParsedArticle, index: int) -> bool:
    """Tell whether a word in capitals has such a neighbour, so that it is no abbreviation."""
    word = page.words[index]
    for near in (index - 1, index + 1):
        if 0 <= near < len(page.words):
            other = page.words[near]
            if len(other) > 3 and other.isupper() and len(word) > 3:
                return True
    return False


def find_name(page: ParsedArticle, first: int, last: int, *, titled: bool) -> tuple[int, int]:
    """Return the tokens of the personal name that ends a capitalised stretch, or an empty range.

    A word that has its capital only from the sentence's beginning is left out (`Lebaran Perry`),
    as is a mark at the left end.
    """
    start, end = _find_name(page, first, last, titled=titled)
    if end - start == 1 and len(page.words[start]) == 1:  # `los B`, `blok C`
        return end, end
    while start < end and (
        page.words[start] == "."
        or (end - start > 1 and page.classes[start] & CAP and _opens_plainly(page, start))
    ):
        start += 1
    return start, end


def _opens_plainly(page: ParsedArticle, at: int) -> bool:
    """Tell whether the sentence's first word is a plain one: `Bagi Wahyu`, `Ambisi Wahyu`."""
    opens = page.sentences[page.sentence_of[at]].first == at
    return opens and not page.classes[at] & GIVEN and is_plain(page.lower[at])


def _find_name(page: ParsedArticle, first: int, last: int, *, titled: bool) -> tuple[int, int]:
    """Return the tokens of the name, or an empty range.

    The name is the longest tail of words that may stand in a name; it begins after the last title
    or rank, and at a known personal name where there is one to the right of unknown words.
    """
    classes = page.classes
    head = _before_title(page, first, last) if not titled else None
    if head is not None:
        return first, head
    named = page.person_at.get(last - 1)
    if named is not None and named[1] >= last:
        return _of_mention(page, max(first, named[0]), first, last), last
    start = last
    while start > first and last - start < NAME_TOKENS + 2:
        index = start - 1
        if page.words[index] == "." or (classes[index] & QUOTED and index > first):
            start -= 1
            continue
        bits = classes[index]
        if (
            bits & RANK
            and bits & CAP
            and start < last
            and not (bits & GIVEN and index == first and not titled)
            and not _is_initial(page, index, first)
        ):
            break
        if not is_name_word(page, index):
            # one institution word may stand inside a name: Budi Karya Sumadi
            inside = (
                bits & CAP
                and bits & INSTITUTION
                and start < last
                and index > first
                and classes[index - 1] & GIVEN
                and not classes[index - 1] & (INSTITUTION | ROLE)
            )
            if not inside:
                break
        start -= 1
    while start < last and (
        page.words[start] == "." or (classes[start] & PARTICLE and not classes[start] & CAP)
    ):
        start += 1
    start = _after_place(page, start, first, last)
    if not titled and start < last and _is_body(page, first, start, last):
        return last, last
    if start >= last:
        return _name_of_institution_words(page, first, last, titled)
    if titled or start > first:
        # unknown capitalised words before a known given name belong to the institution
        for index in range(start + 1, last):
            if classes[index] & GIVEN and not classes[start] & GIVEN and last - start > 2:
                known = all(not classes[i] & GIVEN for i in range(start, index))
                led = start > first and classes[start - 1] & (ROLE | RANK | INSTITUTION)
                led = led and page.lower[start - 1] not in OFFICES
                body = start > first and classes[start - 1] & (INSTITUTION | BODY)
                whole = body and last - start == 3  # `Direktur Pertamina X Y Santoso`
                if known and not whole and (index - start >= 2 or not led):
                    return index, last
                break
    if last - start > NAME_TOKENS:
        start = last - NAME_TOKENS
    return start, last


def _is_initial(page: ParsedArticle, index: int, first: int) -> bool:
    """Tell whether a letter with a full stop stands inside a name: `Rina R. Maksum`."""
    return len(page.words[index]) == 1 and index > first and is_name_word(page, index - 1)


def _before_title(page: ParsedArticle, first: int, last: int) -> int | None:
    """Return where a name ends that its title follows without a comma: `Rina Sari Direktur BPR`."""
    given = False
    for index in range(first, last):
        bits = page.classes[index]
        if bits & ROLE and index > first:
            return index if given and index - first <= NAME_TOKENS else None
        if not is_name_word(page, index):
            return None
        given = given or bool(bits & GIVEN)
    return None


def _of_mention(page: ParsedArticle, start: int, first: int, last: int) -> int:
    """Return where the name begins that a mention lets begin at `start`, which may be too far left.

    Titles go, as do a club's or a company's words between a title and a known given name; a name
    of one word takes in the name's words before it.
    """
    classes = page.classes
    titles = RANK | ROLE | INSTITUTION | BODY
    for index in range(last - 2, start - 1, -1):
        word = page.words[index]
        short = len(word) > 1 and word.isupper() and not _shouted(page, index)
        ranked = classes[index] & RANK and not _is_initial(page, index, first)
        if ranked or (index == start and (short or classes[index] & titles)):
            start = index + 1
            break
    lead = page.lower[start - 1] if start > first else ""
    if lead in OFFICES or page.lower[start] in BODY_HEADS or lead in BODY_HEADS:
        known = page.lexicon.classes.get
        given = [i for i in range(start, last) if known(page.lower[i], 0) & GIVEN]
        if given and last - given[0] > 1:
            start = given[0]
    while start > first and last - start < 2 and is_name_word(page, start - 1):
        if classes[start - 1] & RANK:
            break
        start -= 1
    return start


def _is_body(page: ParsedArticle, first: int, start: int, last: int) -> bool:
    """Tell whether a stretch that opens with a body's name holds no person: `Koalisi Sipil`."""
    if start == first or not page.classes[first] & (BODY | INSTITUTION):
        return False
    if any(page.classes[index] & (ROLE | RANK) for index in range(first, start)):
        return False
    return not any(page.classes[index] & GIVEN for index in range(start, last))


def _after_place(page: ParsedArticle, start: int, first: int, last: int) -> int:
    """Leave out the unknown words after `Desa`, `PT`, `Universitas`: they name that, no person."""
    if not first < start < last:
        return start
    head = page.lower[start - 1]
    if head in BODY_HEADS and last - start > 1:
        start += 1
    if any(word in BODY_HEADS for word in page.lower[first:start]):
        known = [index for index in range(start, last) if page.classes[index] & GIVEN]
        if known:
            return known[0]
    if head in BODY_HEADS:
        return last
    if head in PLACE_HEADS:
        office = start - 1 > first and page.classes[start - 2] & ROLE
        return start if office else start + 1
    return start


def _name_of_institution_words(
    page: ParsedArticle, first: int, last: int, titled: bool
) -> tuple[int, int]:
    """Read names made of words that institutions use too, after a rank: Letjen Agung Utama."""
    for index in range(last - 1, first, -1):
        before = page.classes[index - 1]
        if not (before & RANK and before & CAP) or last - index == 1:
            continue
        if page.words[index] == "." or page.words[index].isupper():
            continue
        if index - 2 >= first and page.lower[index - 2] in GENERAL_OFFICES:
            continue  # `Direktorat Jenderal Pajak`, no general
        return index, last
    return last, last
