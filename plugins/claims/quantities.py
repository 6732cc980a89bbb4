"""Find quantities in a text: how much of what, as low and high bound, with qualifier and state.

`lebih dari 10.000 tentara`, `10.000-12.000 tentara`, `10 ribu`, `puluhan rumah`, `1.000 dari 11.000
tentara … tewas`. The words are in `words.tsv`. Numbers without a counted thing, times, ages, ranks
and dates are no quantities.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from kliping.index.analyzer import Analyzer

from .lexicon import words
from .numbers import Number, numbers_of
from .things import is_counted_up, subject_before, thing_of

MAX_STATE_WORDS: Final = 9
"""A state counts within so many words of the noun, in the same clause. Set on IndoSum, 2026-11."""

_HIGHEST_SCORE: Final = 30
MAX_TOLL_REACH: Final = 160
"""Code points before a number in which the victims that it counts are looked for."""

_TOKEN = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*|[^\w\s]")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_VERBAL = re.compile(r"(?:di|ter|ber|me|meng|men|mem)[a-z]{4,}(?:kan|i|nya)?")
_OF = re.compile(r"\s+dari\s+(?:total\s+)?")
# `menit ke - 71`: a rank. `unggul 1 - 0`, `2-1`: a score, of which `numbers_of` made no range.
_RANK = re.compile(r"\bke\s?-?\s?$", re.IGNORECASE)
_SCORE_BEFORE = re.compile(r"\d\s?[-–:]\s?$")
_SCORE_WORDS = re.compile(
    r"\b(?:skor|unggul|kalah|imbang|menang|menjadi|kedudukan|ketinggalan|kemenangan|kekalahan)\s$",
    re.IGNORECASE,
)
_SCORE_BEHIND = re.compile(r"\s?[-–:]\s?\d")
# `354 km/jam`, `Rp 14.053 per dolar AS`, `tiga anak di tiap provinsi`.
_PER = re.compile(r"\s?/\s?(\w+)|\s(?:per|(?:di |untuk )?(?:tiap|setiap|masing-masing))\s(\w+)")
# `U - 22`, `H-1`, `seri - 8`, `Db/542`, `+ 1`: a number that belongs to a name or a code.
_CODE_BEFORE = re.compile(r"(?:\b[A-Z][A-Za-z]?|\b[Ss]eri)\s?[-/]\s?$|\+\s?$")
_NAME_BEFORE = re.compile(r"(?<![.!?:] )\b[A-Z][\w-]*\s$")
# `sebelum terbakar ada tiga penumpang`: nobody burned yet.
_NOT_YET = re.compile(r"\b(?:sebelum|saat|ketika|setelah|sesudah)\s+\w+\s*$", re.IGNORECASE)
_CLAUSE_SIGN = re.compile(r"[,;:.!?()]")
_CLAUSE_END: Final = frozenset('.,;:!?()"“”')


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """One quantity of a text.

    Attributes:
        start, end: from the qualifier to the counted noun, code points of the text.
        low, high: bounds of the value; equal for one number.
        qualifier: "least", "most", "more", "less", "about", "vague", or "" for a plain number.
        noun: what is counted, synonyms under one name; a unit ("ton"), currency ("IDR") or "%".
        state: what became of it ("tewas"), or "".
        of: whether it is a part of another quantity (`termasuk 3.000 …`, `1.000 dari 11.000`).
        thing: what is counted with what it belongs to, as written; "" where it is not said.
        per: of a rate, what the quantity is for each of ("jam"), else "".
    """

    start: int
    end: int
    low: float
    high: float
    qualifier: str
    noun: str
    state: str
    of: bool = False
    thing: str = ""
    per: str = ""


def iter_quantities(text: str) -> Iterator[Quantity]:
    """Yield the quantities of a sentence in order; they do not overlap.

    Rates of exchange and indices change by the hour: a sentence that tells them has none.
    """
    if _market().search(text):
        return
    numbers = numbers_of(text)
    for place, number in enumerate(numbers):
        after = numbers[place + 1] if place + 1 < len(numbers) else None
        start, qualifier = _qualifier(text, number)
        if _word_before(text, start) in words("before") or _is_rank_or_score(text, number):
            continue
        whole = after is not None and _OF.fullmatch(text, number.end, after.start)
        counted = after if after and whole else number
        noun_at = counted.end
        noun, end = _noun(text, counted)
        if _is_code(text, number, noun):
            continue
        toll = None
        if _is_bare(text, noun, number, end) and is_counted_up(text, number.start):
            toll = _toll_before(text, number.start)
        if toll:
            noun, state = toll
        elif not noun or (number.in_words and noun not in words("noun").values()):
            continue
        else:
            state = _state_of(text, start, (noun_at, end))
        if place and _OF.fullmatch(text, numbers[place - 1].end, number.start):
            state = ""  # of `1.000 dari 11.000 tentara … tewas` only the thousand are dead
        thing = _thing(text, start, (noun_at, end), noun, state, bool(counted.unit))
        if not thing:
            continue
        yield Quantity(
            start=start,
            end=number.end if whole else end,
            low=number.low,
            high=number.high,
            qualifier="vague" if number.vague else qualifier,
            noun=_of_people(noun, state),
            state=state,
            of=bool(whole) or _word_before(text, start) in ("termasuk", "antaranya"),
            thing=f"korban {state}" if toll else thing,
            per=_per(text, end),
        )


def _thing(
    text: str, start: int, noun_span: tuple[int, int], noun: str, state: str, has_unit: bool
) -> str:
    """Return what is counted; "" for a measure of nothing."""
    if has_unit or noun in words("unit"):
        return thing_of(text, start, noun_span, unit=noun, state=state)
    thing = thing_of(text, start, noun_span, unit="", state=state)
    written = text[noun_span[0] : noun_span[1]].strip()
    # `calon wali kota sebanyak 50 orang`: who they are stands before.
    if noun in words("counter") and not state and thing.casefold() == written.casefold():
        number_at = noun_span[0]
        before = subject_before(text, start) if is_counted_up(text, number_at) else ""
        return before or thing
    return thing


def _of_people(noun: str, state: str) -> str:
    """Return the noun under which tolls are compared: victims who died are people who died."""
    return "orang" if state and noun == "korban" else noun


def _is_bare(text: str, noun: str, number: Number, end: int) -> bool:
    """Tell whether nothing but a number, or `23 orang` and no more, stands at a place."""
    if number.unit or number.vague:
        return False
    following = _next_word(text, end)
    is_end = following is None or following[0].casefold() in words("toll-end")
    return noun in ("", "orang", "korban") and is_end


def _toll_before(text: str, at: int) -> tuple[str, str] | None:
    """Return noun and state of victims named before a number that counts them.

    `korban tewas bertambah menjadi 34`, `jumlah korban meninggal di Garut mencapai 23 orang`.
    """
    found = list(_victims().finditer(text, max(0, at - MAX_TOLL_REACH), at))
    if not found:
        return None
    return "orang", words("state").get(found[-1][1].casefold(), "tewas")


@cache
def _victims() -> re.Pattern[str]:
    states = "|".join(sorted(words("state"), key=len, reverse=True))
    return re.compile(rf"\bkorban(?: yang)? (jiwa|{states})\b", re.IGNORECASE)


@cache
def _market() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words('market'))})\b", re.IGNORECASE)


def _is_code(text: str, number: Number, noun: str) -> bool:
    """Tell whether a number belongs to a name: `timnas U - 22`, `H-1`, `Bluetooth 4.2`."""
    if number.low < 0 and noun != "derajat":
        return True
    before = text[max(0, number.start - 24) : number.start]
    if _CODE_BEFORE.search(before):
        return True
    is_version = number.low < 10 and not number.in_words and noun not in words("noun").values()
    named = _NAME_BEFORE.search(before)
    return bool(is_version and not number.unit and named and number.start > len(named[0]))


def _is_rank_or_score(text: str, number: Number) -> bool:
    before = text[max(0, number.start - 8) : number.start]
    if _RANK.search(before) or _SCORE_BEFORE.search(before):
        return True
    is_low = number.low < number.high <= _HIGHEST_SCORE
    if is_low and _SCORE_WORDS.search(text[max(0, number.start - 16) : number.start]):
        return True
    return bool(_SCORE_BEHIND.match(text, number.end))


def _per(text: str, at: int) -> str:
    """Return what a rate is for each of, "" for none."""
    found = _PER.match(text, at)
    return (found[1] or found[2]).casefold() if found else ""


def _qualifier(text: str, number: Number) -> tuple[int, str]:
    """Return where the quantity begins, its qualifier included, and the qualifier's meaning."""
    start, meaning = number.start, ""
    while True:
        before = text[max(0, start - 40) : start].casefold()
        written = before.rstrip()
        # Mostly none stands there.
        if not before.endswith((" ", "\xa0")) or not written.endswith(_qualifiers()):
            return start, meaning
        found = next(
            (
                phrase
                for phrase in _qualifiers()
                if written.endswith(phrase) and not written[: -len(phrase)][-1:].isalnum()
            ),
            None,
        )
        if found is None:
            return start, meaning
        start -= len(before) - len(written) + len(found)
        meaning = meaning or words("qualifier").get(found, "")


@cache
def _qualifiers() -> tuple[str, ...]:
    return tuple(sorted((*words("qualifier"), *words("skip")), key=len, reverse=True))


def _word_before(text: str, start: int) -> str:
    found = _WORD.findall(text[max(0, start - 30) : start])
    gap = text[max(0, start - 30) : start].rstrip()
    return found[-1].casefold() if found and gap.casefold().endswith(found[-1].casefold()) else ""


def _noun(text: str, number: Number) -> tuple[str, int]:
    """Return what is counted and where its name ends; "" where nothing is."""
    if number.unit:
        return number.unit, number.end
    at = number.end
    first = _next_word(text, at)
    if first is None:
        return "", at
    known = words("noun")
    second = _next_word(text, first.end())
    if first[0].casefold() in words("classifier") and second is not None:
        name, end = _name(text, second)
        if name in known:
            return known[name], end
        if first[0].casefold() != "orang" and name and name not in words("no-noun"):
            return name, end
    name, end = _name(text, first)
    if name in known:
        return known[name], end
    if name in words("no-noun") or name in words("state") or first[0][0].isupper():
        return "", at
    if number.in_words or len(name) < 3 or _VERBAL.fullmatch(name) or _is_stop_word(name):
        return "", at
    return name, end


@cache
def _analyzer() -> Analyzer:
    return Analyzer()


def _is_stop_word(word: str) -> bool:
    return _analyzer().is_stop_word(word)


def _name(text: str, first: re.Match[str]) -> tuple[str, int]:
    """Return the longest known noun that begins with a word, else the word itself, casefolded."""
    second = _next_word(text, first.end())
    if second is not None:
        both = f"{first[0]} {second[0]}".casefold()
        if both in words("noun"):
            return both, second.end()
    return first[0].casefold(), first.end()


def _next_word(text: str, at: int) -> re.Match[str] | None:
    while at < len(text) and text[at] in " \xa0":
        at += 1
    return _WORD.match(text, at)


def _state_of(text: str, start: int, noun: tuple[int, int]) -> str:
    """Return what became of those counted: said by the noun itself (`korban jiwa`), or around."""
    written = " ".join(text[noun[0] : noun[1]].casefold().split())
    said = next((word for word in words("noun-state") if written.endswith(word)), None)
    return words("noun-state")[said] if said else _state(text, start, noun[1])


def _state(text: str, start: int, end: int) -> str:
    """Return what became of those counted: a word of state after, or just before, or a cause."""
    states = words("state")
    after: list[str] = []
    for token in _TOKEN.findall(text[end : end + 120]):
        word = token.casefold()
        number = word.isdigit() or word in words("number")
        if token in _CLAUSE_END or number or word in words("other"):
            break
        after.append(word)
    for at in range(min(len(after), MAX_STATE_WORDS)):
        for length in (3, 2, 1):
            phrase = " ".join(after[at : at + length])
            if phrase in states:
                return states[phrase]
    clause = _CLAUSE_SIGN.split(text[max(0, start - 80) : start])[-1]
    before = [w.casefold() for w in _WORD.findall(clause)[-8:]]
    if before and before[-1] in states and not _NOT_YET.search(clause):
        return states[before[-1]]
    causes = [words("cause")[word] for word in before if word in words("cause")]
    return causes[-1] if causes else ""
