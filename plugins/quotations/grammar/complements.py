"""Decide whether a cue has a content, and where that ends.

With `bahwa` any reporting verb has one, with a comma nearly any; with nothing between, the words
after the verb must read like a clause of their own, because `menyatakan minatnya` reports nothing.
"""

from kliping.plugins.quotations.grammar.gaps import Opening
from kliping.plugins.quotations.grammar.phrases import ADJUNCT, DAY, DEMONSTRATIVE, JOINERS
from kliping.plugins.quotations.grammar.via import is_carrier
from kliping.plugins.quotations.page.parsed_article import CAP, NUMBER, QUOTED, ParsedArticle
from kliping.plugins.quotations.page.words import BIT, Complement, CueForm, word_group

PREDICATE, CONJ = BIT["predicate"], BIT["conj"]
BAHWA, COMMA, ZERO = 0.95, 0.9, 0.8  # confidence by what parts cue and content; ranks
CONTENT_TOKENS = 2  # tokens of content
PREDICATE_TOKENS = 22  # tokens in which a content without a conjunction must show its predicate
DIRECTIVE_TOKENS = 14  # tokens in which a directive must come to what is to be done
CONCESSION_TOKENS = 8  # tokens from a concession to its own cue
DATELINE_TOKENS = 10  # tokens of a place and date at a sentence's end
CONCESSIVES = word_group("concessive")
NOT_FIRST = word_group("not first")
ADJUNCTIVE = word_group("adjunctive")
AUXILIARIES = word_group("auxiliary")
TOPICS = word_group("topic")
NAMES = word_group("names its object")
RESULTS, DEGREES = word_group("result"), word_group("degree")
DIRECTED = word_group("directed")
OBJECTS = word_group("object")
NOUN_OBJECTS = word_group("noun object")
TAILS = word_group("tail")


def complement_confidence(
    page: ParsedArticle, form: CueForm, opening: Opening, limit: int, *, cited: bool = False
) -> float:
    """Return how sure it is that a content begins at `opening`, 0 where none does.

    Args:
        cited: the speaker is cited by a medium (`mengutip Kim yang …`), where anything follows.
    """
    at, takes = opening.at, form.complements
    if at >= limit:
        return 0.0
    if opening.separator == "bahwa":
        return BAHWA if Complement.BAHWA in takes else 0.0
    if opening.separator == "agar":
        return BAHWA if Complement.DIRECTIVE in takes or Complement.BAHWA in takes else 0.0
    if cited:
        return ZERO
    low = page.lower[at]
    if form.act == "thank":
        reason = any(
            page.lower[i] in ("karena", "atas")
            for i in range(at, min(limit, at + DIRECTIVE_TOKENS))
        )
        return ZERO if reason and low == "kasih" else 0.0
    if opening.separator in (",", ":"):
        fits = Complement.COMMA in takes and not page.classes[at] & QUOTED and low not in NOT_FIRST
        return COMMA if fits and limit - at >= 3 else 0.0
    if Complement.DIRECTIVE in takes:
        if low == "untuk":
            return COMMA
        if low in TOPICS:
            return 0.0
        own = form.act in ("promise", "hope", "warn")
        if own and (page.is_verb(at) or reads_as_clause(page, at, limit, strict=False)):
            return ZERO
        return _judge_directive(page, at, limit)
    if (opening.gap and Complement.CLAUSE not in takes) or low in TOPICS or low in NOT_FIRST:
        return 0.0
    if Complement.CLAUSE in takes:
        fragment = form.form in NAMES or form.act == "accuse"
        clause = reads_as_clause(page, at, limit, strict=False, quoted=not fragment)
        return ZERO if clause else 0.0
    if Complement.CLAUSE_OR_NOUN in takes:
        described = "explain" in form.act and "sebagai" in page.lower[at : at + DIRECTIVE_TOKENS]
        return ZERO if described or reads_as_clause(page, at, limit, strict=True) else 0.0
    return 0.0


def _judge_directive(page: ParsedArticle, at: int, limit: int) -> float:
    """Judge `meminta X (untuk) …`: someone must be asked, and something must be done."""
    if page.lower[at] in OBJECTS:
        return 0.0
    if page.is_verb(at) and not page.lower[at].startswith("di"):
        return 0.0
    for index in range(at, min(limit, at + DIRECTIVE_TOKENS)):
        low = page.lower[index]
        if low in (",", "yang", "karena", "atas"):
            return 0.0
        done = page.is_verb(index) or (page.classes[index] & PREDICATE and low not in DEGREES)
        if low in DIRECTED or (index > at and done):
            return ZERO
    return 0.0


def reads_as_clause(
    page: ParsedArticle,
    at: int,
    limit: int,
    *,
    strict: bool,
    quoted: bool = True,
    look: int = PREDICATE_TOKENS,
) -> bool:
    """Tell whether a predicate follows that is neither in a relative nor in an adjunct phrase.

    Args:
        strict: the verb takes plain nouns as well: after a noun made of a verb, `yang` or a
            preposition, only an auxiliary counts (`kenaikan harga akan …`), no verb.
        quoted: whether a quoted stretch may be the predicate; after `menyebut` it is a fragment.
    """
    low = page.lower[at]
    if low in OBJECTS or (strict and low in NOUN_OBJECTS):
        return False
    if low.endswith("nya") and page.is_nominal_nya(at):
        return False
    nominal = strict and page.is_nominal(at)
    shut = relative = False
    for index in range(at, min(limit, at + look)):
        bits, low = page.classes[index], page.lower[index]
        if low == "yang":
            if strict and index - at <= 2:
                return False
            relative = True
        elif strict and low in ADJUNCTIVE:
            if index == at:
                return False
            shut = True
        elif (low in JOINERS and _other_cue(page, index + 1, limit)) or (
            strict and bits & CONJ and index > at
        ):
            return False
        elif bits & QUOTED:
            if index > at and not strict:
                return quoted
        elif bits & CAP:
            continue
        elif bits & DEMONSTRATIVE:
            if (
                not shut
                and not relative
                and index > at
                and _says_more(page, index + 1, limit, quoted)
            ):
                return True
        elif bits & PREDICATE:
            closing = index == limit - 1 and index - at >= 3 and not bits & CONJ
            if not relative and (low in AUXILIARIES or closing if strict else not shut):
                return True
            relative = relative and low in AUXILIARIES
        elif page.is_verb(index):
            if not shut and not relative and not (nominal and low.startswith("me")):
                return True
            relative, shut = False, strict
    return False


def _other_cue(page: ParsedArticle, at: int, limit: int) -> bool:
    form = page.lexicon.leading.get(page.lower[at]) if at < limit else None
    return form is not None and form.order == "active"


def _says_more(page: ParsedArticle, at: int, limit: int, quoted: bool) -> bool:
    """Tell whether a predicate without a verb follows `itu`: `tawaran itu murni kemanusiaan`."""
    if at >= limit:
        return False
    bits, low = page.classes[at], page.lower[at]
    if bits & QUOTED:
        return quoted
    if bits & NUMBER:
        return True
    if bits & (CAP | ADJUNCT | CONJ) or not low[:1].isalpha() or page.is_verb(at):
        return False
    return low not in ADJUNCTIVE and low not in JOINERS and low not in ("yang", "sebagai")


def content_start(page: ParsedArticle, form: CueForm, opening: Opening) -> int:
    """Return the first token of the content: behind `kasih kepada` after `berterima`."""
    at = opening.at
    if form.act == "thank" and page.lower[at] == "kasih":
        at += 1
        if page.lower[at] == "kepada":
            at += 1
    return at


def content_end(page: ParsedArticle, start: int, limit: int) -> int:
    """Return the token after the content: without dates, sources and concessions at its end."""
    end = limit
    for index in range(start + 2, limit):
        if ends_content(page, index, start, limit):
            end = index
            while end > start and (
                page.words[end - 1] == "," or page.lower[end - 1] in ("seperti", "sebagaimana")
            ):
                end -= 1
            break
    return _without_date(page, start, end)


def ends_content(page: ParsedArticle, index: int, start: int, limit: int) -> bool:
    """Tell whether what begins at token `index` is the reporter's and not the speaker's."""
    low, before = page.lower[index], page.words[index - 1]
    if low in CONCESSIVES:
        return _has_own_cue(page, index + 1, limit)
    if before == "," and low == "menurut":
        return True
    if before == "," and low in page.lexicon.trailing:
        return low.endswith("nya") or low in TAILS
    if page.words[index] in ("–", "—"):
        return index - start > 3 and page.starts[index] > page.ends[index - 1]
    led = before == "," or page.lower[index - 1] in ("seperti", "sebagaimana")
    return led and is_carrier(page, index)


def _without_date(page: ParsedArticle, start: int, end: int) -> int:
    for index in range(end - 1, max(start, end - DATELINE_TOKENS), -1):
        if page.classes[index] & DAY and page.words[index - 1] == ",":
            closing = page.words[end - 1] == ")" or page.classes[end - 1] & DAY
            return index - 1 if closing else end
    while end > start and page.words[end - 1] in (",", "-", "–", ":"):
        end -= 1
    return end


def _has_own_cue(page: ParsedArticle, at: int, limit: int) -> bool:
    for index in range(at + 1, min(limit, at + CONCESSION_TOKENS)):
        form = page.lexicon.leading.get(page.lower[index])
        if form is not None and form.order == "active" and is_full_verb(page.lower[index]):
            return True
    return False


def is_full_verb(low: str) -> bool:
    """Tell whether an active cue has its prefix: bare stems are cues in headlines only."""
    return low.startswith(("me", "ber")) or low == "ngaku"
