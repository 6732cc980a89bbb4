"""What tells an article's event: its words, the names in it, its days and figures.

A *feature* is a word stem or a name, as a 32-bit hash with a weight. Headline and lead weigh more
than the rest; names weigh more than words. Everything here is a pure function of one article and
of what the entities enricher found in it.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from hashlib import blake2b
from importlib.resources import files
from typing import Final

import numpy as np
import numpy.typing as npt

from kliping.index import Article, Enrichment
from kliping.index.analyzer import Analyzer
from kliping.index.dates import iter_dates

Hashes = npt.NDArray[np.uint32]
Weights = npt.NDArray[np.float32]

NAME_TYPES: Final = ("person", "organisation", "place", "event")
NAME_WEIGHT: Final = 2.0
CAPITAL_WEIGHT: Final = 1.5
"""Of words written with a capital inside sentences: names that the entities enricher may miss."""
TITLE_TIMES: Final = 3
LEAD_TIMES: Final = 2
"""A word of the headline counts three times, one of the lead twice: news says at once what it is
about. Chosen on the five articles on one event and IndoSum, 2026-11."""
LEAD_WORDS: Final = 50
CRAFT_WEIGHT: Final = 3.0
CRAFT_LEAD: Final = 1_000
"""A ship or flight counts as what an article tells of where it is named in so many code points of
the beginning, or twice: a last paragraph likes to recall another accident."""
MAX_FEATURES: Final = 300
MAX_WORDS: Final = 3000
"""Only the beginning of a very long article is looked at."""

_WORD = re.compile(r"[^\W\d_]{2,}(?:-[^\W\d_]{2,})*")
_FIGURE = re.compile(r"\d+[.,]\d+(?:[.,]\d+)*|\d{4,}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_BARE_DAY = re.compile(r"[(,] ?(\d{1,2})/(\d{1,2})(?:/(?:\d{2}|\d{4}))?[),]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """What the comparison needs of one article; hashes are little-endian uint32.

    Attributes:
        terms: the features' hashes, ascending.
        counts: float32, 1 + ln of how often each occurs, times its kind's weight.
        persons: hashes of the persons named, ascending.
        names: hashes of the other names but countries, and of crafts (`is_craft`), ascending.
        days: the days that the text names, as month × 100 + day.
        figures: hashes of the figures (`5,6`, `12.000`), ascending.
        day: of publication, as a proleptic Gregorian ordinal; None: unknown.
        published: seconds since 1970, UTC, or None.
        length: code points of body text.
    """

    terms: bytes
    counts: bytes
    persons: bytes
    names: bytes
    days: bytes
    figures: bytes
    day: int | None
    published: float | None
    length: int


def extract(article: Article, entities: Enrichment | None) -> Features:
    """Return an article's features; without entities it has words, days and figures only."""
    body = article.body_text()
    counts, capitals = _count_words(article.title, body)
    persons: set[int] = set()
    names: set[int] = set()
    if entities is not None:
        mentions = Counter(m.name for m in entities.mentions if m.type in NAME_TYPES)
        for kind in NAME_TYPES:
            for value in map(str, entities.values.get(kind, ())):
                feature = hash_feature(f"name:{value.casefold()}")
                counts[feature] = max(1, mentions[value])
                if kind == "person":
                    persons.add(feature)
                elif value.casefold() not in countries():
                    names.add(feature)
    crafts = {hash_craft(craft): count for craft, count in find_crafts(body).items()}
    counts.update(crafts)
    names.update(crafts)
    weighted = {
        feature: (1.0 + math.log(count)) * _kind_weight(feature, capitals)
        for feature, count in counts.items()
    }
    kept = sorted(sorted(weighted, key=lambda f: (-weighted[f], f))[:MAX_FEATURES])
    published = article.published
    return Features(
        terms=np.array(kept, dtype="<u4").tobytes(),
        counts=np.array([weighted[f] for f in kept], dtype="<f4").tobytes(),
        persons=_packed(persons),
        names=_packed(names),
        days=_packed(_days(body, published.date() if published else None)),
        figures=_packed(
            hash_feature(figure)
            for figure in _FIGURE.findall(body[: MAX_WORDS * 8])
            if not _YEAR.fullmatch(figure)
        ),
        day=published.toordinal() if published else None,
        published=published.timestamp() if published else None,
        length=len(body.strip()),
    )


NAME_BIT: Final = 1 << 31
CRAFT_BIT: Final = 1 << 30


def _kind_weight(feature: int, capitals: set[int]) -> float:
    if feature & NAME_BIT:
        return CRAFT_WEIGHT if feature & CRAFT_BIT else NAME_WEIGHT
    return CAPITAL_WEIGHT if feature in capitals else 1.0


def find_crafts(body: str) -> Counter[str]:
    """Return the ships and flights that a text tells of, casefolded, with their mentions.

    A ship is its name's first two words (`KMP Teluk Mandar` → `teluk mandar`), whatever letters
    stand before it; a flight is its airline's letters and number (`jt610`).
    """
    found: Counter[str] = Counter()
    early: set[str] = set()
    beginning = len(body) - len(body.lstrip()) + CRAFT_LEAD
    for match in _crafts().finditer(body[: MAX_WORDS * 8]):
        craft = (match["ship"] or match["flight"]).casefold()
        craft = re.sub(r"[\s-]+", " " if match["ship"] else "", craft)
        found[craft] += 1
        if match.start() < beginning:
            early.add(craft)
    return Counter({craft: n for craft, n in found.items() if n > 1 or craft in early})


@cache
def _crafts() -> re.Pattern[str]:
    text = files(__package__).joinpath("crafts.txt").read_text(encoding="utf-8")
    words: dict[str, list[str]] = {"ship": [], "flight": []}
    for line in text.splitlines():
        if line and line[0] != "#":
            kind, word = line.split("\t")
            words[kind].append(re.escape(word))
    capital = r"[^\W\d_a-z][^\W\d_]{2,}"
    ships, flights = "|".join(words["ship"]), "|".join(words["flight"])
    return re.compile(
        rf"\b(?<!\d )(?:{ships})\.? (?P<ship>{capital}(?: {capital})?)"
        rf"|\b(?:{flights}) (?:nomor )?(?P<flight>[A-Z]{{2}}[ -]?\d{{2,4}})\b"
    )


@lru_cache(maxsize=1 << 18)
def hash_feature(feature: str) -> int:
    """Return the 32-bit hash of a feature; the top bit is set for names and for nothing else.

    Of names the next bit is set for those of crafts and for nothing else.
    """
    digest = blake2b(feature.encode("utf-8", "surrogatepass"), digest_size=4).digest()
    value = int.from_bytes(digest, "little") & (NAME_BIT - 1)
    return value & ~CRAFT_BIT | NAME_BIT if feature.startswith("name:") else value


def hash_craft(craft: str) -> int:
    """Return the hash of a ship or flight, both of whose top bits are set."""
    return hash_feature(f"name:craft:{craft}") | CRAFT_BIT


def is_craft(names: Hashes) -> npt.NDArray[np.bool_]:
    """Tell of hashes whether each is a ship's or flight's."""
    marked: npt.NDArray[np.bool_] = names >= np.uint32(NAME_BIT | CRAFT_BIT)
    return marked


def unpack(packed: bytes) -> Hashes:
    """Return hashes as an array; read-only."""
    return np.frombuffer(packed, dtype="<u4")


def unpack_weights(packed: bytes) -> Weights:
    """Return weights as an array; read-only."""
    return np.frombuffer(packed, dtype="<f4")


@cache
def common_shares() -> dict[int, float]:
    """Return for common words (by feature) in which share of other news they are, 0 to 1."""
    text = files(__package__).joinpath("frequencies.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and line[0] != "#")
    return {hash_feature(stem): float(percent) / 100.0 for stem, percent in rows}


@cache
def countries() -> frozenset[str]:
    """Return the casefolded names of countries and continents."""
    text = files(__package__).joinpath("countries.txt").read_text(encoding="utf-8")
    return frozenset(
        line.casefold() for line in text.splitlines() if line and not line.startswith("#")
    )


def _count_words(title: str, body: str) -> tuple[Counter[int], set[int]]:
    """Return how often each word occurs, and those mostly written with a capital in sentences."""
    counts: Counter[int] = Counter()
    capitals: Counter[int] = Counter()
    for word in _WORD.findall(title):
        for feature in _word_features(word):
            counts[feature] += TITLE_TIMES
    for place, match in enumerate(_WORD.finditer(body)):
        if place >= MAX_WORDS:
            break
        word = match[0]
        step = -1 if word[0].islower() else int(body[max(0, match.start() - 2)] not in '.!?”"\n')
        for feature in _word_features(word):
            counts[feature] += LEAD_TIMES if place < LEAD_WORDS else 1
            capitals[feature] += step
    return counts, {feature for feature, balance in capitals.items() if balance > 0}


@cache
def _analyzer() -> Analyzer:
    return Analyzer()


_memo: dict[str, tuple[int, ...]] = {}


def _word_features(word: str) -> tuple[int, ...]:
    known = _memo.get(word)
    if known is None:
        analyzer = _analyzer()
        known = tuple(
            hash_feature(term.stem)
            for term in analyzer.terms(word)
            if not analyzer.is_stop_word(term.exact)
        )
        if len(_memo) >= 1 << 18:
            _memo.clear()
        _memo[word] = known
    return known


def _days(body: str, published: date | None) -> set[int]:
    beginning = body[: MAX_WORDS * 8]
    found = {f.date.month * 100 + f.date.day for f in iter_dates(beginning, reference=published)}
    for day, month in _BARE_DAY.findall(beginning):
        if 1 <= int(month) <= 12 and 1 <= int(day) <= 31:
            found.add(int(month) * 100 + int(day))
    return found


def _packed(values: Iterable[int]) -> bytes:
    return np.array(sorted(set(values)), dtype="<u4").tobytes()
