"""Find whom the words were said to: `kata Kim kepada AFP`, `Kepada AFP, Kim mengatakan …`.

An *addressee* follows `kepada` in the clause of the cue: right after the cue or the speaker, at the
beginning of the sentence, or after adjuncts without a verb. The press (`kepada wartawan`, an
outlet) is addressed by whatever stands there (`saat memberi keterangan kepada wartawan`); for
anybody else a verb between shows that something is done to them, and nothing said.
"""

from kliping.plugins.quotations.grammar.drafts import Draft
from kliping.plugins.quotations.grammar.phrases import (
    BODY,
    PEOPLE,
    PERSON,
    QUANTIFIER,
    RANK,
    ROLE,
    TEXT,
    Phrase,
    read_phrase,
)
from kliping.plugins.quotations.grammar.via import LINKS, read_source
from kliping.plugins.quotations.page.parsed_article import CAP, QUOTED, ParsedArticle
from kliping.plugins.quotations.page.words import word_group

PRESS = word_group("press")
SPOKEN_TO = PEOPLE | PERSON | ROLE | RANK
ADJUNCT_TOKENS = 24  # tokens of adjuncts between a speaker and `kepada`, as `gaps.GAP_TOKENS`


def find_addressee(page: ParsedArticle, draft: Draft) -> Phrase | None:
    """Return whom a draft's words were said to, the first where several are named, or None."""
    if draft.cue is None:
        return None
    sentence = page.sentences[draft.sentence]
    words = page.lower[sentence.first : sentence.last]
    if "kepada" not in words:
        return None
    for at in range(sentence.first + words.index("kepada"), sentence.last - 1):
        if page.lower[at] != "kepada":
            continue
        receiver = _read_receiver(page, at + 1, sentence.last)
        if receiver is not None and _is_told(page, draft, at, receiver):
            return receiver
    return None


def _read_receiver(page: ParsedArticle, at: int, last: int) -> Phrase | None:
    """Read an outlet, in any writing, or a person or people; no thing."""
    if page.classes[at] & CAP or page.lower[at] in page.lexicon.media:
        return read_source(page, at, last)
    named = at
    while named < last - 1 and is_link(page, named):
        named += 1
    source = read_source(page, named, last)
    if source is not None:
        return source
    press = page.lower[_skip_quantifiers(page, at, last - 1)] in PRESS
    phrase = read_phrase(page, at, last, after_cue=press)
    if phrase is None or phrase.kind in ("pronoun", "plural"):
        return None
    known = page.lexicon.classes.get
    spoken_to = known(page.lower[phrase.first], 0) & SPOKEN_TO
    if not (spoken_to or is_press(page, phrase) or _is_outlet(page, phrase)):
        return None
    return phrase


def is_link(page: ParsedArticle, at: int) -> bool:
    """Tell whether a token leads to an outlet's name: `program berita`, `majalah`; no body."""
    return page.lower[at] in LINKS and not page.classes[at] & (CAP | BODY)


def is_press(page: ParsedArticle, phrase: Phrase) -> bool:
    """Tell whether a phrase is headed by a word for the press: `para wartawan di Jakarta`."""
    head = _skip_quantifiers(page, phrase.first, phrase.last - 1)
    return page.lower[head] in PRESS and not page.classes[head] & CAP


def _skip_quantifiers(page: ParsedArticle, at: int, last: int) -> int:
    while at < last and page.classes[at] & QUANTIFIER:
        at += 1
    return at


def _is_outlet(page: ParsedArticle, phrase: Phrase) -> bool:
    return any(
        page.lower[index] in page.lexicon.media or "." in page.words[index]
        for index in range(phrase.first, phrase.last)
    )


def _is_told(page: ParsedArticle, draft: Draft, at: int, receiver: Phrase) -> bool:
    """Tell whether `kepada` at token `at` belongs to the cue of a draft."""
    cue, phrase = draft.token, draft.phrase
    behind = cue + 1
    if phrase is not None and phrase.first > cue:
        behind = phrase.role_after[1] if phrase.role_after else phrase.last
    if at in (cue + 1, behind) or (phrase is not None and at == phrase.last):
        return True
    inside = draft.start <= page.starts[at] < draft.end
    if inside:
        return False
    first = page.sentences[draft.sentence].first
    press = is_press(page, receiver) or _is_outlet(page, receiver)
    if at < cue:
        opens = at == first or page.words[at - 1] == ","
        told = opens or (press and _only_adjuncts(page, first, at, press=True))
        return told and receiver.last <= cue
    return at > behind and _only_adjuncts(page, behind, at, press=press)


def _only_adjuncts(page: ParsedArticle, first: int, last: int, *, press: bool) -> bool:
    """Tell whether tokens `[first, last)` are adjuncts of the cue; of the press any clause may."""
    if last - first > ADJUNCT_TOKENS:
        return False
    for index in range(first, last):
        bits = page.classes[index]
        if bits & QUOTED or page.words[index] in ".;:":
            return False
        given = page.is_nominal(index) and not bits & TEXT  # `penyerahan bonus kepada`
        if not press and (given or page.is_verb(index) or page.lower[index] == "yang"):
            return False
    return True
