"""What tells an article's event: the words of its text, the days and the figures it names.

A *term* is a word's stem, or a ship or flight, as a 32-bit hash. Terms are weighed by how rare they
are in Indonesian news at large (`frequencies.tsv`), so an article's features depend on nothing but
the article: whatever else an archive holds, and in whatever order it came, the same two articles
are equally alike. Names count as words do: the same people stand in every event.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from hashlib import blake2b
from typing import Final

import numpy as np
import numpy.typing as npt

from kliping.index import Article
from kliping.index.analyzer import Analyzer
from kliping.index.data_files import one_of, read_rows
from kliping.index.dates import date_names, iter_dates, iter_day_matches, weekday_before

Hashes = npt.NDArray[np.uint32]
Weights = npt.NDArray[np.float32]

TITLE_TIMES: Final = 3
LEAD_TIMES: Final = 2
"""In the profile of the whole text a word of the headline counts three times, one of the lead
twice: news says at once what it is about."""
HEAD_TITLE_TIMES: Final = 2
"""In the profile of the head, headline and lead alone, a word of the headline counts twice."""
LEAD_WORDS: Final = 60
MAX_TERMS: Final = 250
"""Of the whole text: the heaviest."""
MAX_WORDS: Final = 3000
MAX_TEXT: Final = 24_000
"""Only the beginning of a very long article is looked at; MAX_TEXT counts code points."""
CRAFT_RARITY: Final = 12.0
CRAFT_LEAD: Final = 1_000
"""A ship or flight counts as what an article tells of where it is named in so many code points of
the beginning, or twice: a last paragraph likes to recall another accident. It weighs more than the
rarest word, so that articles find each other by it."""
LEAST_COUNTED: Final = 5
SMOOTHING: Final = 8.0
"""A word's rarity is ln(N / (n + SMOOTHING)) where n of N articles have it; words that fewer than
LEAST_COUNTED have are not in the table, and count as if so many had. With other values of
either (4 to 50, 4 to 12) the same judged pairs were found, 2026-11 (benchmarks/stories)."""

_WORD = re.compile(r"[^\W\d_]{2,}(?:-[^\W\d_]{2,})*")
_FIGURE = re.compile(r"\d+[.,]\d+(?:[.,]\d+)*|\d{4,}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_BARE_DAY = re.compile(r"[(,] ?(\d{1,2})/(\d{1,2})(?:/(?:\d{2}|\d{4}))?[),]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """What the comparison needs of one article; numbers are little-endian.

    Attributes:
        terms: uint32 hashes, ascending.
        weights: float16, of the terms in the whole text, with Euclidean norm 1; 0 where a term is
            none of its heaviest.
        head: float16, of the terms in headline and lead, with norm 1; 0 where a term is not there.
        days: uint32, the days that the text names, as month × 100 + day.
        told: uint32, of an undated article the days named with their weekday, as
            (month × 100 + day) × 8 + weekday, 0 = Monday; and the latest day named with its year,
            as a proleptic Gregorian ordinal, which is larger.
        figures: uint32 hashes of the figures (`5,6`, `12.000`), ascending.
        outlet: hash of the outlet's name, 0 where it is unknown.
        day: of publication, as a proleptic Gregorian ordinal; None: unknown.
        published: seconds since 1970, UTC, or None.
    """

    terms: bytes
    weights: bytes
    head: bytes
    days: bytes
    told: bytes
    figures: bytes
    outlet: int
    day: int | None
    published: float | None


def extract(article: Article) -> Features:
    """Return an article's features."""
    body = article.body_text()
    title, lead, text = _count_words(article.title, body)
    crafts = {hash_craft(craft): count for craft, count in find_crafts(body).items()}
    text.update(crafts)
    whole, head = Counter(text), Counter(lead)
    for term, count in title.items():
        whole[term] += TITLE_TIMES * count
        head[term] += HEAD_TITLE_TIMES * count
    for term, count in lead.items():
        whole[term] += (LEAD_TIMES - 1) * count
    weighed = _weighed(whole)
    heaviest = sorted(weighed, key=lambda term: (-weighed[term], term))[:MAX_TERMS]
    first = _weighed(head)
    terms = sorted({*heaviest, *first})
    published = article.published
    return Features(
        terms=np.array(terms, dtype="<u4").tobytes(),
        weights=_normed(terms, {term: weighed[term] for term in heaviest}),
        head=_normed(terms, first),
        days=_packed(_days(body, published.date() if published else None)),
        told=b"" if published else _packed(_told_days(body)),
        figures=_packed(
            hash_term(figure)
            for figure in _FIGURE.findall(body[:MAX_TEXT])
            if not _YEAR.fullmatch(figure)
        ),
        outlet=hash_term(article.outlet.casefold()) if article.outlet else 0,
        day=published.toordinal() if published else None,
        published=published.timestamp() if published else None,
    )


CRAFT_BIT: Final = 1 << 31


def _weighed(counts: Counter[int]) -> dict[int, float]:
    return {term: (1.0 + math.log(count)) * rarity(term) for term, count in counts.items()}


def _normed(terms: list[int], weights: dict[int, float]) -> bytes:
    norm = math.sqrt(math.fsum(weight * weight for weight in weights.values())) or 1.0
    return np.array([weights.get(term, 0.0) / norm for term in terms], dtype="<f2").tobytes()


def rarity(term: int) -> float:
    """Return a term's weight by how few Indonesian news articles have it."""
    if term & CRAFT_BIT:
        return CRAFT_RARITY
    table = _rarities()
    return table.get(term, table[0])


@cache
def _rarities() -> dict[int, float]:
    """Return term → weight, with that of any other word under 0."""
    (_, total), *rows = read_rows(__package__, "frequencies.tsv", str, int)
    table = {hash_term(stem): math.log(total / (count + SMOOTHING)) for stem, count in rows}
    table[0] = math.log(total / (LEAST_COUNTED + SMOOTHING))
    return table


def find_crafts(body: str) -> Counter[str]:
    """Return the ships and flights that a text tells of, casefolded, with their mentions.

    A ship is its name's first two words (`KMP Teluk Mandar` → `teluk mandar`), whatever letters
    stand before it; a flight is its airline's letters and number (`jt610`).
    """
    found: Counter[str] = Counter()
    early: set[str] = set()
    beginning = len(body) - len(body.lstrip()) + CRAFT_LEAD
    for match in _crafts().finditer(body[:MAX_TEXT]):
        craft = (match["ship"] or match["flight"]).casefold()
        craft = re.sub(r"[\s-]+", " " if match["ship"] else "", craft)
        found[craft] += 1
        if match.start() < beginning:
            early.add(craft)
    return Counter({craft: n for craft, n in found.items() if n > 1 or craft in early})


@cache
def _crafts() -> re.Pattern[str]:
    words: dict[str, list[str]] = {"ship": [], "flight": []}
    for kind, word in read_rows(__package__, "crafts.tsv", one_of(*words), str):
        words[kind].append(re.escape(word))
    capital = r"[^\W\d_a-z][^\W\d_]{2,}"
    ships, flights = "|".join(words["ship"]), "|".join(words["flight"])
    return re.compile(
        rf"\b(?<!\d )(?:{ships})\.? (?P<ship>{capital}(?: {capital})?)"
        rf"|\b(?:{flights}) (?:nomor )?(?P<flight>[A-Z]{{2}}[ -]?\d{{2,4}})\b"
    )


@lru_cache(maxsize=1 << 18)
def hash_term(term: str) -> int:
    """Return the 32-bit hash of a word's stem or a figure; the top bit is 0."""
    digest = blake2b(term.encode("utf-8", "surrogatepass"), digest_size=4).digest()
    return int.from_bytes(digest, "little") & (CRAFT_BIT - 1)


def hash_craft(craft: str) -> int:
    """Return the hash of a ship or flight, whose top bit is 1."""
    return hash_term(f"craft:{craft}") | CRAFT_BIT


def is_craft(terms: Hashes) -> npt.NDArray[np.bool_]:
    """Tell of hashes whether each is a ship's or flight's."""
    marked: npt.NDArray[np.bool_] = terms >= np.uint32(CRAFT_BIT)
    return marked


def unpack(packed: bytes) -> Hashes:
    """Return hashes as an array; read-only."""
    return np.frombuffer(packed, dtype="<u4")


def unpack_weights(packed: bytes) -> Weights:
    """Return weights as an array."""
    return np.frombuffer(packed, dtype="<f2").astype(np.float32)


def _count_words(title: str, body: str) -> tuple[Counter[int], Counter[int], Counter[int]]:
    """Return how often each word occurs in the title, in the lead, and in all of the body."""
    words = _WORD.findall(body[:MAX_TEXT])[:MAX_WORDS]
    return _count_terms(_WORD.findall(title)), _count_terms(words[:LEAD_WORDS]), _count_terms(words)


def _count_terms(words: list[str]) -> Counter[int]:
    counts: dict[int, int] = {}
    for word, count in Counter(words).items():
        known = _memo.get(word)
        for term in _terms_of(word) if known is None else known:
            counts[term] = counts.get(term, 0) + count
    return Counter(counts)


@cache
def _analyzer() -> Analyzer:
    return Analyzer()


_memo: dict[str, tuple[int, ...]] = {}


def _terms_of(word: str) -> tuple[int, ...]:
    known = _memo.get(word)
    if known is None:
        analyzer = _analyzer()
        known = tuple(
            hash_term(term.stem)
            for term in analyzer.terms(word)
            if not analyzer.is_stop_word(term.exact)
        )
        if len(_memo) >= 1 << 18:
            _memo.clear()
        _memo[word] = known
    return known


def _days(body: str, published: date | None) -> set[int]:
    beginning = body[:MAX_TEXT]
    found = {f.date.month * 100 + f.date.day for f in iter_dates(beginning, reference=published)}
    for day, month in _BARE_DAY.findall(beginning):
        if 1 <= int(month) <= 12 and 1 <= int(day) <= 31:
            found.add(int(month) * 100 + int(day))
    return found


def _told_days(body: str) -> set[int]:
    """Return what days a text names, as `Features.told`: `Senin (28/4)`, `27 Mei 2018`."""
    names = date_names()
    beginning = body[:MAX_TEXT]
    found: set[int] = set()
    for match in iter_day_matches(beginning, names):
        weekday = weekday_before(beginning, match.start(), names)
        month = match["m"] or names.months.get((match["month"] or "").casefold())
        if weekday is not None and month and not (match["y"] or match["my"]):
            found.add((int(month) * 100 + int(match["d"])) * 8 + weekday)
    whole = [each.date.toordinal() for each in iter_dates(beginning, reference=None)]
    return found | {max(whole)} if whole else found


def _packed(values: Iterable[int]) -> bytes:
    return np.array(sorted(set(values)), dtype="<u4").tobytes()
