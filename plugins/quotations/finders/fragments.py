"""Take quoted words inside a sentence for a quotation where a reporting verb governs them.

`memuji "kepahlawanan" tentara` is a fragment; titles of events, films and books, nicknames, terms
and scare quotes are not.
"""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from kliping.plugins.quotations.grammar.drafts import Draft
from kliping.plugins.quotations.grammar.subjects import find_subject
from kliping.plugins.quotations.grammar.via import find_via
from kliping.plugins.quotations.page.parsed_article import CAP, CONJ, ParsedArticle
from kliping.plugins.quotations.page.words import Complement, word_group

GOVERNED, FOLLOWING = 0.7, 0.4  # confidence: by a verb before it; by the sentence before
LONG_FRAGMENT_WORDS = 5  # words of a phrase that is quoted without a verb
VERB_TOKENS = 14  # tokens between a verb and the words it quotes
NAMING = word_group("naming")


def find_fragments(page: ParsedArticle, found: Sequence[Draft], taken: set[int]) -> list[Draft]:
    """Return the fragments among the stretches that are not `taken` or in a quotation `found`."""
    drafts: list[Draft] = []
    covered = sorted((draft.start, draft.end) for draft in found)
    starts = [start for start, _ in covered]
    reaches = list(accumulate((end for _, end in covered), max))
    reported = {draft.sentence for draft in found}
    for number, quoted in enumerate(page.quoted):
        before = bisect_right(starts, quoted.start)
        if number in taken or (before and quoted.end <= reaches[before - 1]):
            continue
        token = page.token_of[number]
        if is_title(page, number):
            continue
        draft = _governed(page, number, token) or _following(page, number, token, reported)
        if draft is not None:
            drafts.append(draft)
    return drafts


def _following(page: ParsedArticle, number: int, token: int, reported: set[int]) -> Draft | None:
    """Take a long quoted phrase after a sentence that reports speech for its speaker's words."""
    quoted = page.quoted[number]
    sentence = page.sentence_of[token]
    if quoted.words < LONG_FRAGMENT_WORDS or sentence - 1 not in reported or sentence in reported:
        return None
    if not page.text[quoted.start].islower() or token == page.sentences[sentence].first:
        return None
    return Draft(
        start=quoted.start,
        end=quoted.end,
        type="fragment",
        token=token,
        sentence=sentence,
        confidence=FOLLOWING,
        inherits=-1,
        quoted=quoted.ranges,
    )


def is_title(page: ParsedArticle, number: int) -> bool:
    """Tell whether a stretch is the name of something: after a naming word, or in Title Case."""
    token = page.token_of[number]
    for near in page.lower[max(0, token - 2) : token]:
        if near in NAMING:
            return True
    quoted = page.quoted[number]
    words = page.text[quoted.start : quoted.end].split()
    big = sum(word[:1].isupper() for word in words)
    return (
        len(words) > 1 and big * 3 > len(words) * 2 and quoted.terminal not in (".", ",", "!", "?")
    )


def _governed(page: ParsedArticle, number: int, token: int) -> Draft | None:
    quoted = page.quoted[number]
    sentence = page.sentence_of[token]
    first = page.sentences[sentence].first
    for cue in range(token - 1, max(first, token - VERB_TOKENS) - 1, -1):
        bits, low = page.classes[cue], page.lower[cue]
        form = page.lexicon.leading.get(low)
        if bits & CAP:
            continue
        if form is None or form.order != "active" or not low.startswith(("me", "ber")):
            if bits & CONJ and low != "sebagai":
                return None
            continue
        if not {Complement.MARKS, Complement.PHRASE} & form.complements:
            return None
        if (
            form.act == "assert"
            and Complement.CLAUSE_OR_NOUN in form.complements
            and token - cue > 6
        ):
            return None
        subject = find_subject(page, cue, first)
        if subject.denied or subject.phrase is None:
            return None
        draft = Draft(
            start=quoted.start,
            end=quoted.end,
            type="fragment",
            act=form.act,
            token=cue,
            sentence=sentence,
            confidence=GOVERNED,
            cue=(page.starts[cue], page.ends[cue]),
            phrase=subject.phrase,
            quoted=quoted.ranges,
        )
        last = page.sentences[sentence].last
        draft.via = find_via(page, first, last, subject.phrase)
        return draft
    return None
