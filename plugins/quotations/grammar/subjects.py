"""Find the subject of an active cue, and whether the cue is denied.

The subject goes before the cue, often with adverbs, dates, appositions or relative clauses between:
`Valery Gerasimov, kepala staf, pada Sabtu (26/4) juga memuji …`.
"""

from dataclasses import dataclass, replace

from kliping.plugins.quotations.grammar.clauses import (
    is_borrowed,
    is_common_noun,
    skip_openers,
    with_apposition,
)
from kliping.plugins.quotations.grammar.phrases import (
    ADJUNCT,
    ADVERB,
    BODY,
    CONJ,
    DAY,
    DEMONSTRATIVE,
    GIVEN,
    INSTITUTION,
    JOINERS,
    NEG,
    NOUNS,
    PARTICLE,
    PEOPLE,
    PERSON,
    PLURAL,
    PRONOUN,
    RANK,
    ROLE,
    Phrase,
    read_phrase,
)
from kliping.plugins.quotations.page.parsed_article import CAP, NUMBER, QUOTED, ParsedArticle
from kliping.plugins.quotations.page.words import BIT, word_group

IRREALIS, OPENER = BIT["irrealis"], BIT["opener"]
CUE_JOINERS, PREPOSITIONS = word_group("cue joiner"), word_group("preposition")
CITES = word_group("cites")
CITED_TOKENS = 24  # tokens between `mengutip` and the cue of whom it cites


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whom a cue belongs to.

    Attributes:
        phrase: None where the clause has no subject of its own.
        relative: whether the cue stands in a relative clause: `Kim yang mengatakan`.
        denied: whether a negator, or a word for what has not happened, goes before the cue.
    """

    phrase: Phrase | None
    relative: bool = False
    denied: bool = False
    first: int = 0


def find_subject(page: ParsedArticle, cue: int, first: int) -> Subject:
    """Find the subject of the active cue at token `cue` in the clause that begins at `first`."""
    at, denied = _before_adverbs(page, cue, first)
    if at <= first:
        return Subject(phrase=None, denied=denied, first=at)
    if page.lower[at - 1] == "yang":
        phrase = _phrase_ending(page, at - 1, first, relative=True) or cited_phrase(
            page, at - 1, first
        )
        return Subject(phrase=phrase, relative=True, denied=denied, first=at)
    phrase = _phrase_ending(page, at, first)
    if phrase is None:
        phrase = _phrase_opening(page, at, first) or _before_commas(page, at, first)
    elif not phrase.has_name or is_borrowed(page, phrase):
        phrase = _named_before(page, phrase, first) or phrase
    else:
        phrase = _titled_before(page, phrase, first)
    return Subject(phrase=phrase, denied=denied, first=at)


def _before_adverbs(page: ParsedArticle, cue: int, first: int) -> tuple[int, bool]:
    """Step left over adverbs, negators and coordinated verbs; tell whether the cue is denied."""
    at = cue
    denied = False
    while at > first:
        bits, low = page.classes[at - 1], page.lower[at - 1]
        if bits & (CAP | QUOTED) and not (bits & (NEG | IRREALIS) and at - 1 == first):
            break
        if bits & (NEG | IRREALIS):
            only = low in ("tidak", "tak", "bukan") and page.lower[at : at + 1] == ["hanya"]
            denied = denied or not only
        elif low in CUE_JOINERS and at - 2 >= first and page.is_verb(at - 2):
            at -= 2
            continue
        elif not bits & ADVERB or bits & NOUNS:
            break
        at -= 1
    return at, denied


def cited_phrase(page: ParsedArticle, end: int, first: int) -> Phrase | None:
    """Return whom `mengutip` cites, where another relative clause parts them from the cue."""
    for index in range(end - 1, max(first, end - CITED_TOKENS), -1):
        if page.lower[index] in ("mengutip", "menyitir", "menukil", "melansir"):
            start = index + 1
            while start < end and page.lower[start] in (
                "pernyataan",
                "laporan",
                "dari",
                "keterangan",
            ):
                start += 1
            return read_phrase(page, start, end)
    return None


def _phrase_ending(
    page: ParsedArticle, end: int, first: int, *, relative: bool = False
) -> Phrase | None:
    """Return the phrase that ends right before token `end`, or None."""
    classes, lower, words = page.classes, page.lower, page.words
    start = end
    bracket = False
    while start > first:
        bits, word, low = classes[start - 1], words[start - 1], lower[start - 1]
        if word in (")", "]"):
            bracket = True
        elif bracket:
            bracket = word not in ("(", "[")
        elif bits & QUOTED:
            break
        elif bits & CAP or bits & (NOUNS | DEMONSTRATIVE | PRONOUN | PLURAL):
            small = bits & (ADJUNCT | CONJ | OPENER) and not bits & (GIVEN | INSTITUTION | NOUNS)
            if small and not bits & (DEMONSTRATIVE | PRONOUN | PLURAL):
                break
            if start - 1 == first and bits & CONJ and not bits & GIVEN:
                break  # `Namun Google`
            if bits & (PRONOUN | PLURAL):
                start -= 1
                break
        elif (
            word == "."
            or low in JOINERS
            or bits & PARTICLE
            or (word in "-–'’" and start < end and _glues(page, start - 1))
            or bits & NUMBER
        ):
            pass
        elif (
            not low[:1].isalpha()
            or low == "yang"
            or bits & (ADJUNCT | CONJ | NEG | IRREALIS | ADVERB)
            or page.is_verb(start - 1)
        ):
            break
        start -= 1
    before = lower[start - 1] if start > first else ""
    if classes[start] & (PRONOUN | PLURAL):
        before = ""
    if before in PREPOSITIONS and not (start - 1 == first and before in ("bagi", "untuk")):
        inner = _name_after_place(page, start, end)
        if inner is None:
            return None
        start = inner
    if not relative and start > first + 1 and page.is_verb(start - 1):
        if _relative_opens(page, start - 1, first) or classes[start] & (PRONOUN | PLURAL):
            return None
        if lower[start - 1] not in page.lexicon.leading and lower[start - 1][:3] != "ter":
            return None
    for at in range(start, end):
        bits = classes[at]
        if bits & DAY:
            return None
        if at > start and not bits & (CAP | NOUNS | PRONOUN | PLURAL):
            continue
        if at > start and not _opens_phrase(page, at):
            continue
        phrase = read_phrase(page, at, end)
        if phrase is not None and phrase.definite and phrase.first == phrase.stretch[0]:
            return None
        if phrase is not None and (phrase.last == end or _closed(page, phrase.last, end)):
            return None if is_common_noun(page, phrase, first) else phrase
    return None


def _glues(page: ParsedArticle, at: int) -> bool:
    """Tell whether a hyphen at token `at` joins words, and is no dash between blanks."""
    tight = page.ends[at - 1] == page.starts[at] if at else False
    return tight or bool(at + 1 < len(page.words) and page.classes[at + 1] & NUMBER)


def _joins_list(page: ParsedArticle, after: int, end: int) -> bool:
    """Tell whether the comma before token `after` parts a list: `AS, Korea, dan Ukraina`."""
    if page.lower[after] == "dan":
        return bool(page.classes[after - 2] & CAP)
    run = after
    while run < end and page.classes[run] & CAP:
        run += 1
    listed = run < end and (page.lower[run] == "dan" or page.words[run] == ",")
    return (
        run > after
        and listed
        and bool(page.classes[after - 2] & CAP)
        and "dan" in page.lower[run:end]
    )


def _opens_phrase(page: ParsedArticle, at: int) -> bool:
    """Tell whether a phrase may begin inside a run of words: after a word that is none of it."""
    before = page.classes[at - 1]
    if page.words[at - 1] in (",", "dan"):
        return False
    return not before & (CAP | NOUNS | PARTICLE) or bool(page.classes[at] & (ROLE | RANK | BODY))


def _closed(page: ParsedArticle, at: int, end: int) -> bool:
    """Tell whether only a bracket stands between a phrase and `end`: `Sherly (20) mengaku`."""
    return at < end and page.words[at] in "([" and page.words[end - 1] in ")]" and end - at <= 8


def _name_after_place(page: ParsedArticle, start: int, end: int) -> int | None:
    """Return where a person's title or name begins after a place: `di Jakarta Ketua DPR …`."""
    for at in range(start + 1, end):
        bits = page.classes[at]
        if bits & CAP and bits & (ROLE | RANK) and not bits & INSTITUTION:
            return at
    return None


def _relative_opens(page: ParsedArticle, at: int, first: int) -> bool:
    """Tell whether a verb at token `at` stands in a relative clause."""
    for index in range(at - 1, max(first - 1, at - 6), -1):
        if page.lower[index] == "yang":
            return True
        if page.words[index] == ",":
            return False
    return False


def _phrase_opening(page: ParsedArticle, at: int, first: int) -> Phrase | None:
    """Return the phrase at the clause's beginning, where adjuncts part it from the cue at `at`."""
    start = skip_openers(page, first, at)
    if start >= at:
        return None
    phrase = read_phrase(page, start, at) or described(page, start, at)
    if phrase is None:
        return None
    phrase = with_apposition(page, phrase, at)
    if is_common_noun(page, phrase, first):
        return None
    if phrase.last >= at:
        return phrase
    if phrase.kind == "common" and page.lower[phrase.last] == "yang":
        pointed = page.classes[at - 1] & DEMONSTRATIVE
        return replace(phrase, definite=True) if pointed else phrase
    following = page.words[phrase.last]
    bits = page.classes[phrase.last]
    low = page.lower[phrase.last]
    if following in ",(–—-" or bits & (ADJUNCT | ADVERB | DAY) or low == "yang":
        return phrase
    if page.is_verb(phrase.last) and page.lower[at - 1] in CUE_JOINERS | {","}:
        return phrase
    joined = page.words[at - 1] == "," or page.lower[at - 1] in CUE_JOINERS
    return phrase if joined and page.is_verb(phrase.last) else None


def _before_commas(page: ParsedArticle, at: int, first: int) -> Phrase | None:
    """Return the person before a relative clause or adjunct in commas: `…, yang hadir, mengaku`."""
    if page.words[at - 1] != ",":
        return None
    for comma in range(at - 2, first, -1):
        if page.words[comma] != ",":
            continue
        following = page.classes[comma + 1]
        opens = page.lower[comma + 1] == "yang" or following & (ADJUNCT | DAY | ROLE | PERSON)
        phrase = _phrase_ending(page, comma, first) if opens else None
        if phrase is not None and phrase.has_name:
            return phrase
    return None


def described(page: ParsedArticle, start: int, limit: int) -> Phrase | None:
    """Read a name after an unknown noun and a comma: `juragan kapal, Syamsul Bahri,`."""
    for index in range(start, min(limit, start + 7)):
        if page.words[index] == ",":
            phrase = read_phrase(page, index + 1, limit)
            closed = phrase is not None and phrase.last < limit and page.words[phrase.last] in ",("
            if phrase is not None and phrase.has_name and closed and index > start:
                return replace(phrase, first=start)
            return None
        if page.is_verb(index) or page.classes[index] & (QUOTED | ADJUNCT | CONJ):
            return None
    return None


def _named_before(page: ParsedArticle, phrase: Phrase, first: int) -> Phrase | None:
    """Return the person before an apposition: `Tri (37), warga desa, mengaku`."""
    if phrase.first <= first or page.words[phrase.first - 1] != ",":
        return None
    if not page.classes[phrase.first] & (PERSON | PEOPLE | ROLE | BODY):
        return None
    start = skip_openers(page, first, phrase.first)
    if start >= phrase.first:
        return None
    other = read_phrase(page, start, phrase.first)
    if other is None or not other.has_name or is_common_noun(page, other, first):
        return None
    if page.words[other.last] not in ",(":
        return None
    return replace(other, role_after=(phrase.first, phrase.last))


def _titled_before(page: ParsedArticle, phrase: Phrase, first: int) -> Phrase:
    """Take in the title before a name that ends at the cue: `Kepala Staf …, Valery Gerasimov`."""
    if phrase.first - 1 <= first or page.words[phrase.first - 1] != ",":
        return phrase
    start = skip_openers(page, first, phrase.first)
    if start >= phrase.first - 1:
        return phrase
    other = read_phrase(page, start, phrase.first)
    if other is None or other.has_name or other.last != phrase.first - 1 or other.definite:
        return phrase
    if other.kind in ("pronoun", "plural") or not page.classes[other.first] & NOUNS:
        return phrase
    return replace(phrase, first=other.first)
