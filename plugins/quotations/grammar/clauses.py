"""Read the beginning of a clause: openers, datelines, appositions, nouns that look like names."""

from dataclasses import replace

from kliping.plugins.quotations.grammar.phrases import (
    ADJUNCT,
    ADVERB,
    CONJ,
    DAY,
    GIVEN,
    INSTITUTION,
    NOUNS,
    PEOPLE,
    PERSON,
    PLURAL,
    PRONOUN,
    ROLE,
    Phrase,
    read_phrase,
)
from kliping.plugins.quotations.page.parsed_article import CAP, QUOTED, ParsedArticle
from kliping.plugins.quotations.page.words import BIT, is_plain, word_group

OPENER = BIT["opener"]
PREPOSITIONS = word_group("preposition")


def is_common_noun(page: ParsedArticle, phrase: Phrase, first: int) -> bool:
    """Tell whether a capital at the sentence's beginning is all that makes a phrase a name."""
    if phrase.kind != "named" or phrase.stretch != (phrase.first, phrase.first + 1):
        return False
    at = phrase.first
    bits, word = page.classes[at], page.words[at]
    if bits & (NOUNS | GIVEN) or word.isupper() or word in page.lexicon.places:
        return False
    opens = at == page.sentences[page.sentence_of[at]].first
    if not opens:
        return False
    if bits & (OPENER | ADJUNCT | CONJ | ADVERB) or phrase.definite or page.is_nominal(at):
        return True
    named = page.stands_large(page.lower[at])
    if (page.stands_small(page.lower[at]) and not named) or word.lower().endswith("nya"):
        return True
    return not named and at not in page.person_at and is_plain(page.lower[at])


def skip_openers(page: ParsedArticle, first: int, limit: int) -> int:
    """Return the token after the adverbs and adjuncts that a sentence opens with."""
    at = first
    while at < limit:
        bits, word = page.classes[at], page.words[at]
        if word in "-–—*•(" and word:
            close = at + 1
            if word == "(":
                while close < limit and page.words[close] != ")":
                    close += 1
                close += 1
            at = close
            continue
        dateline = _dateline_end(page, at, limit) if at == first else None
        if dateline is not None:
            at = dateline
            continue
        if not bits & (OPENER | DAY) or (bits & GIVEN and not bits & DAY):
            return at
        comma = _next_comma(page, at, limit)
        if comma is not None:
            at = comma + 1
            continue
        for index in range(at + 1, limit):
            opens = page.classes[index] & (CAP | PRONOUN | PLURAL)
            if opens and not page.classes[index] & DAY:
                before = page.lower[index - 1]
                if before not in PREPOSITIONS and (
                    index - 1 == at or not page.classes[index - 1] & CAP
                ):
                    return index
        return limit
    return at


def _dateline_end(page: ParsedArticle, at: int, limit: int) -> int | None:
    """Return the token after `Jakarta, Kompas –` or `Suara.com -`, where a sentence has one."""
    for index in range(at, min(limit, at + 8)):
        if page.words[index] in ("-", "–", "—"):
            spaced = page.starts[index] > page.ends[index - 1] if index > at else True
            ends = index + 1
            while ends < limit and page.words[ends] in ("-", "–", "—"):
                ends += 1
            return ends if spaced and index > at else None
        if not (page.classes[index] & CAP or page.words[index] in ",.()"):
            return None
    return None


def _next_comma(page: ParsedArticle, at: int, limit: int) -> int | None:
    """Return the comma that ends an opening adjunct; one inside a list of places does not."""
    depth = 0
    for index in range(at, limit):
        word = page.words[index]
        if word == "(":
            depth += 1
        elif word == ")":
            depth -= 1
        elif word == "," and depth <= 0:
            following = index + 1
            if following < limit and page.classes[following] & DAY:
                continue
            return index
    return None


def with_apposition(page: ParsedArticle, phrase: Phrase, limit: int) -> Phrase:
    """Join `Name (39), sopir truk,` and `Kepala Staf …, Name,` into one phrase."""
    at = phrase.last
    if at < limit and page.words[at] == "(":
        while at < limit and page.words[at] != ")":
            at += 1
        at += 1
    if not phrase.has_name or is_borrowed(page, phrase):
        at = skip_place(page, at, limit)
    if at + 1 >= limit or page.words[at] != "," or page.lower[at + 1] == "yang":
        return phrase
    bits = page.classes[at + 1]
    if not bits & (CAP | NOUNS) or bits & DAY or (bits & ADJUNCT and not bits & NOUNS):
        return phrase
    other = read_phrase(page, at + 1, limit)
    if other is None or (other.last < limit and page.words[other.last] not in ",(-–—"):
        return phrase
    if not phrase.has_name and _is_place(page, other):  # `di Istanbul, Turki, Herry …`
        following = other.last + 1
        if following < limit and page.classes[following] & CAP:
            third = read_phrase(page, following, limit)
            closed = third is not None and third.last < limit and page.words[third.last] in ",("
            if third is not None and third.has_name and closed:
                return replace(third, first=phrase.first)
    common = is_common_noun(page, phrase, phrase.first)
    unnamed = not phrase.has_name or common or is_borrowed(page, phrase)
    if other.has_name and unnamed and page.classes[phrase.first] & (NOUNS | CAP):
        return replace(other, first=phrase.first)
    if phrase.has_name and not other.has_name:
        titled = page.classes[other.first] & (NOUNS | INSTITUTION)
        return replace(phrase, role_after=(other.first, other.last)) if titled else phrase
    if other.has_name or phrase.has_name or not other.stretch[1]:
        return phrase
    # two bodies: `Kantor berita negara Korut, KCNA,`
    single = other.stretch[1] - other.stretch[0] == 1
    return replace(other, first=phrase.first) if single else phrase


def _is_place(page: ParsedArticle, phrase: Phrase) -> bool:
    """Tell whether a phrase between commas is a place: the region or the country of the last."""
    first, last = phrase.stretch
    if phrase.has_name or last - first != phrase.last - phrase.first:
        return False
    return not page.classes[first] & NOUNS


def skip_place(page: ParsedArticle, at: int, limit: int) -> int:
    """Return the comma after `dari UGM` or `di kementerian itu`, or `at` where none comes soon."""
    if page.lower[at : at + 3] == ["saat", "ini", ","] and at + 2 < limit:
        return at + 2
    if at < limit and page.lower[at] in ("dari", "di", "dalam", "pada", "untuk", "bidang"):
        for index in range(at + 1, min(limit, at + 8)):
            if page.words[index] == ",":
                return index
            if page.is_verb(index) or page.classes[index] & (QUOTED | DAY):
                return at
    return at


def is_borrowed(page: ParsedArticle, phrase: Phrase) -> bool:
    """Tell whether the name after a title may be a company's: `kuasa hukum First Travel`."""
    titled = page.classes[phrase.first] & (ROLE | PERSON | PEOPLE)
    return bool(titled) and not any(page.classes[i] & GIVEN for i in range(*phrase.name))
