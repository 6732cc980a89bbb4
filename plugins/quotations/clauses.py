"""Read the clause around a cue: its subject, its negation, and where its content begins.

The *subject* of an active cue goes before it, often with adverbs, dates, appositions or relative
clauses between. The *gap* is what may stand between a cue and its content: `kepada BBC`, `pada
Senin (28/4/2025)`, `dalam sebuah pernyataan`.
"""

from dataclasses import dataclass, replace

from .page import CAP, NUMBER, QUOTED, Page
from .phrases import (
    BODY,
    DAY,
    DEMONSTRATIVE,
    GIVEN,
    INSTITUTION,
    JOINERS,
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
from .words import BIT

NEG, IRREALIS, ADVERB, CONJ = BIT["neg"], BIT["irrealis"], BIT["adverb"], BIT["conj"]
ADJUNCT, OPENER = BIT["adjunct"], BIT["opener"]
CUE_JOINERS = frozenset(
    ("dan", "atau", "maupun", "serta", "sekaligus", "lalu", "kemudian", "sambil", "seraya")
)
GAP_LENGTH = 24  # tokens of one adjunct between cue and content
PREPOSITIONS = frozenset(
    ("di", "ke", "pada", "dalam", "kepada", "dengan", "oleh", "untuk", "dari", "terhadap",
     "melalui", "lewat", "via", "bersama", "atas", "soal", "tentang", "mengenai", "terkait",
     "antara", "bagi", "menurut", "sejak", "hingga", "tanpa", "selama", "per")
)  # fmt: skip


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


def find_subject(page: Page, cue: int, first: int) -> Subject:
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
    elif not phrase.has_name or _is_borrowed(page, phrase):
        phrase = _named_before(page, phrase, first) or phrase
    else:
        phrase = _titled_before(page, phrase, first)
    return Subject(phrase=phrase, denied=denied, first=at)


def _before_adverbs(page: Page, cue: int, first: int) -> tuple[int, bool]:
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


def cited_phrase(page: Page, end: int, first: int) -> Phrase | None:
    """Return whom `mengutip` cites, where another relative clause parts them from the cue."""
    for index in range(end - 1, max(first, end - GAP_LENGTH), -1):
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


def _phrase_ending(page: Page, end: int, first: int, *, relative: bool = False) -> Phrase | None:
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
            return None if _is_common_noun(page, phrase, first) else phrase
    return None


def _glues(page: Page, at: int) -> bool:
    """Tell whether a hyphen at token `at` joins words, and is no dash between blanks."""
    tight = page.ends[at - 1] == page.starts[at] if at else False
    return tight or bool(at + 1 < len(page.words) and page.classes[at + 1] & NUMBER)


def _joins_list(page: Page, after: int, end: int) -> bool:
    """Tell whether the comma before token `after` parts a list: `AS, Korea Selatan, dan Ukraina`."""
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


def _opens_phrase(page: Page, at: int) -> bool:
    """Tell whether a phrase may begin inside a run of words: after a word that is none of it."""
    before = page.classes[at - 1]
    if page.words[at - 1] in (",", "dan"):
        return False
    return not before & (CAP | NOUNS | PARTICLE) or bool(page.classes[at] & (ROLE | RANK | BODY))


def _closed(page: Page, at: int, end: int) -> bool:
    """Tell whether only a bracket stands between a phrase and `end`: `Sherly (20) mengaku`."""
    return at < end and page.words[at] in "([" and page.words[end - 1] in ")]" and end - at <= 8


def _name_after_place(page: Page, start: int, end: int) -> int | None:
    """Return where a person's title or name begins after a place: `di Jakarta Ketua DPR …`."""
    for at in range(start + 1, end):
        bits = page.classes[at]
        if bits & CAP and bits & (ROLE | RANK) and not bits & INSTITUTION:
            return at
    return None


def _relative_opens(page: Page, at: int, first: int) -> bool:
    """Tell whether a verb at token `at` stands in a relative clause."""
    for index in range(at - 1, max(first - 1, at - 6), -1):
        if page.lower[index] == "yang":
            return True
        if page.words[index] == ",":
            return False
    return False


def _is_common_noun(page: Page, phrase: Phrase, first: int) -> bool:
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
    others = page.positions(page.lower[at])
    named = any(page.classes[i] & CAP and not _opens_sentence(page, i) for i in others)
    common = any(not page.classes[i] & CAP for i in others)
    return (common and not named) or word.lower().endswith("nya")


def _opens_sentence(page: Page, at: int) -> bool:
    return at == page.sentences[page.sentence_of[at]].first


def _phrase_opening(page: Page, at: int, first: int) -> Phrase | None:
    """Return the phrase at the clause's beginning, where adjuncts part it from the cue at `at`."""
    start = skip_openers(page, first, at)
    if start >= at:
        return None
    phrase = read_phrase(page, start, at) or _described(page, start, at)
    if phrase is None:
        return None
    phrase = with_apposition(page, phrase, at)
    if _is_common_noun(page, phrase, first):
        return None
    if phrase.last >= at:
        return phrase
    following = page.words[phrase.last]
    bits = page.classes[phrase.last]
    low = page.lower[phrase.last]
    if following in ",(–—-" or bits & (ADJUNCT | ADVERB | DAY) or low == "yang":
        return phrase
    if page.is_verb(phrase.last) and page.lower[at - 1] in CUE_JOINERS | {","}:
        return phrase
    joined = page.words[at - 1] == "," or page.lower[at - 1] in CUE_JOINERS
    return phrase if joined and page.is_verb(phrase.last) else None


def _before_commas(page: Page, at: int, first: int) -> Phrase | None:
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


def skip_openers(page: Page, first: int, limit: int) -> int:
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
                if before not in PREPOSITIONS and not page.classes[index - 1] & CAP:
                    return index
        return limit
    return at


def _dateline_end(page: Page, at: int, limit: int) -> int | None:
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


def _next_comma(page: Page, at: int, limit: int) -> int | None:
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


def with_apposition(page: Page, phrase: Phrase, limit: int) -> Phrase:
    """Join `Name (39), sopir truk,` and `Kepala Staf …, Name,` into one phrase."""
    at = phrase.last
    if at < limit and page.words[at] == "(":
        while at < limit and page.words[at] != ")":
            at += 1
        at += 1
    if not phrase.has_name or _is_borrowed(page, phrase):
        at = skip_place(page, at, limit)
    if at + 1 >= limit or page.words[at] != "," or page.lower[at + 1] == "yang":
        return phrase
    bits = page.classes[at + 1]
    if not bits & (CAP | NOUNS) or bits & DAY or (bits & ADJUNCT and not bits & NOUNS):
        return phrase
    other = read_phrase(page, at + 1, limit)
    if other is None or (other.last < limit and page.words[other.last] not in ",(-–—"):
        return phrase
    common = _is_common_noun(page, phrase, phrase.first)
    unnamed = not phrase.has_name or common or _is_borrowed(page, phrase)
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


def _described(page: Page, start: int, limit: int) -> Phrase | None:
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


def skip_place(page: Page, at: int, limit: int) -> int:
    """Return the comma after `dari UGM` or `di kementerian itu`, or `at` where none comes soon."""
    if at < limit and page.lower[at] in ("dari", "di", "pada", "untuk", "bidang"):
        for index in range(at + 1, min(limit, at + 8)):
            if page.words[index] == ",":
                return index
            if page.is_verb(index) or page.classes[index] & (QUOTED | DAY):
                return at
    return at


def _named_before(page: Page, phrase: Phrase, first: int) -> Phrase | None:
    """Return the person before an apposition that ends at the cue: `Tri (37), warga desa, mengaku`."""
    if phrase.first <= first or page.words[phrase.first - 1] != ",":
        return None
    if not page.classes[phrase.first] & (PERSON | PEOPLE | ROLE | BODY):
        return None
    start = skip_openers(page, first, phrase.first)
    if start >= phrase.first:
        return None
    other = read_phrase(page, start, phrase.first)
    if other is None or not other.has_name or _is_common_noun(page, other, first):
        return None
    if page.words[other.last] not in ",(":
        return None
    return replace(other, role_after=(phrase.first, phrase.last))


def _is_borrowed(page: Page, phrase: Phrase) -> bool:
    """Tell whether the name after a title may be a company's: `kuasa hukum First Travel`."""
    titled = page.classes[phrase.first] & (ROLE | PERSON | PEOPLE)
    return bool(titled) and not any(page.classes[i] & GIVEN for i in range(*phrase.name))


def _titled_before(page: Page, phrase: Phrase, first: int) -> Phrase:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Where the content of a cue begins.

    Attributes:
        at: its first token.
        separator: what parts it from the cue: "bahwa", "agar", ",", ":" or "".
        gap: whether anything else stood between.
    """

    at: int
    separator: str
    gap: bool


NO_GAP = frozenset(("ke", "untuk", "sebagai", "antara", "akibat", "karena", "belum", "hingga"))
SEPARATORS = {
    "bahwa": "bahwa",
    "bahwasanya": "bahwa",
    "bahwasannya": "bahwa",
    "jika": "bahwa",
    "kalau": "bahwa",
    "bila": "bahwa",
    "apabila": "bahwa",
    "agar": "agar",
    "supaya": "agar",
}


def find_opening(page: Page, at: int, limit: int) -> Opening | None:
    """Find where the content begins after the cue (or its speaker) that ends before token `at`."""
    gap = False
    separator = ""
    while at < limit:
        word, low, bits = page.words[at], page.lower[at], page.classes[at]
        if low in SEPARATORS:
            while page.words[at + 1 : at + 2] == [","]:
                at += 1
            kept = low in ("jika", "kalau", "bila", "apabila") and bool(separator or gap)
            return Opening(at=at if kept else at + 1, separator=SEPARATORS[low], gap=gap)
        if word in (",", ":"):
            separator = word
            after = _skip_dated(page, at + 1, limit)
            if after is None:
                return _past_bahwa(page, at + 1, limit, word, gap)
            at, gap = after, True
            continue
        if separator:
            return Opening(at=at, separator=separator, gap=gap)
        if low in ("awal", "akhir") and page.lower[at + 1 : at + 2] not in (
            ["tahun"],
            ["pekan"],
            ["bulan"],
        ):
            return Opening(at=at, separator=separator, gap=gap)
        if low in NO_GAP:
            return Opening(at=at, separator=separator, gap=gap)
        if bits & DAY or (bits & ADJUNCT and not bits & (PRONOUN | CAP | NOUNS)) or word == "(":
            after = _skip_adjunct(page, at, limit)
            if after is None:
                return None if gap or low == "kepada" else Opening(at=at, separator="", gap=gap)
            at, gap = after, True
            continue
        if low in ("juga", "kembali", "pula", "lebih", "secara", "dirinya") and not gap:
            if low in ("secara", "lebih"):
                at += 1
            at += 1
            continue
        return Opening(at=at, separator=separator, gap=gap)
    return None


def _past_bahwa(page: Page, at: int, limit: int, separator: str, gap: bool) -> Opening | None:
    if at >= limit:
        return None
    low = page.lower[at]
    if low in ("bahwa", "agar", "supaya"):
        return Opening(at=at + 1, separator=SEPARATORS[low], gap=gap)
    return Opening(at=at, separator=separator, gap=gap)


def _skip_dated(page: Page, at: int, limit: int) -> int | None:
    """Return the token after a place and date in commas: `, di Jakarta, Senin (28/4),`."""
    if at >= limit:
        return None
    low, bits = page.lower[at], page.classes[at]
    if not bits & DAY and low not in (
        "di", "dalam", "pada", "saat", "ketika", "usai", "seusai", "seperti", "sebagaimana",
        "dikutip", "dilansir", "melalui", "lewat", "kepada", "hari", "kemarin",
    ):  # fmt: skip
        return None
    dated = bool(bits & DAY) or low in ("seperti", "sebagaimana", "dikutip", "dilansir")
    for index in range(at, min(limit, at + GAP_LENGTH)):
        if page.classes[index] & DAY:
            dated = True
        if page.words[index] in ("(",) and index + 1 < limit and page.classes[index + 1] & NUMBER:
            dated = True
        ends = page.words[index] == "," or page.lower[index] == "bahwa"
        if ends and dated:
            following = index + 1
            if following < limit and page.words[index] == "," and page.classes[following] & DAY:
                continue
            return index
        if page.is_verb(index) and not dated and index > at:
            return None
    return None


def _skip_adjunct(page: Page, at: int, limit: int) -> int | None:
    """Return the token after an adjunct that begins at `at`, or None where it does not end."""
    if page.lower[at] == "kepada":
        receiver = read_phrase(page, at + 1, limit)
        if receiver is not None and receiver.last < limit:
            return receiver.last
    if page.classes[at] & DAY or page.words[at] == "(":
        end = at + 1 if page.words[at] != "(" else at
        while end < limit and page.lower[end] in (
            "malam",
            "pagi",
            "siang",
            "sore",
            "lalu",
            "ini",
            "petang",
            "dini",
            "hari",
        ):
            end += 1
        if end < limit and page.words[end] == "(":
            while end < limit and page.words[end] != ")":
                end += 1
            end += 1
        return end if end < limit else None
    depth = 0
    for index in range(at + 1, min(limit, at + GAP_LENGTH)):
        word, low = page.words[index], page.lower[index]
        if word == "(":
            depth += 1
        elif word == ")":
            depth -= 1
            if depth == 0 and index + 1 < limit and page.words[index + 1] not in ",":
                return index + 1
        elif depth == 0 and (word in (",", ":") or low in ("bahwa", "agar", "supaya")):
            return index
    span = page.lower[at + 1 : at + 2]
    if page.lower[at] in ("awal", "akhir") and span not in (["tahun"], ["pekan"], ["bulan"]):
        return None
    if page.lower[at] in ("awal", "akhir", "pekan", "hari", "kemarin", "tadi"):
        end = at + 1
        while end < limit and page.lower[end] in (
            "tahun",
            "pekan",
            "bulan",
            "minggu",
            "ini",
            "lalu",
            "depan",
            "hari",
        ):
            end += 1
        return end if end < limit else None
    return None
