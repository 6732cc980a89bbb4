"""Sites that every city has one of: `Balai Kota` is the city hall of the article's own city.

The city is the one that follows (`Balai Kota, Malang`); else that of the site where the article
names it in full (`Balai Kota Malang`); else the one whose government the article names most (`Wali
Kota Surakarta`, `Gubernur DKI Jakarta`); else Jakarta where the article names it, since the
government of that province sits in a Balai Kota. Else the site keeps its common name.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from kliping.plugins.entities.gazetteer import Entry, Match
from kliping.plugins.entities.rules.spans import Found

CIVIC: Final = "civic"  # the gazetteer file
_CAPITAL: Final = "Jakarta"
_CITIES: Final = frozenset(["districts", "regions"])  # gazetteer files that hold cities
_GOVERNMENT: Final = re.compile(
    r"\b(?:(?:wakil )?wali ?kota|pemerintah kota|pemkot|dprd kota|sekda kota|"
    r"(?:wakil )?gubernur|wagub|pemerintah provinsi|pemprov) $",
    re.IGNORECASE,
)
_FOLLOWS: Final = re.compile(r",? (?:di )?")
_LEAD: Final = 24  # code points before a city that may name its government


def settle_civic(found: Sequence[Found], matches: Sequence[Match], text: str) -> None:
    """Give the civic sites of one article, whose names are settled, the names of its city's."""
    sites = [f for f in found if f.entry is not None and f.entry.file == CIVIC]
    if not sites:
        return
    whole: dict[str, list[Found]] = {}
    for other in found:
        if other.type == "place" and (other.entry is None or other.entry.file != CIVIC):
            whole.setdefault(_head(other.name), []).append(other)
    governed = _governed(matches, text)
    cities = {start: _city(entry) for start, _, entry in matches if _is_city(entry)}
    for site in sites:
        assert site.entry is not None
        follows = _FOLLOWS.match(text, site.end)
        if follows is not None and follows.end() in cities:
            site.name = _named(site.entry.name, cities[follows.end()])
            continue
        named = {f.name: f for f in whole.get(_head(site.entry.name), ())}
        before = [f for f in named.values() if f.start < site.start]
        if len(named) == 1 or before:
            site.name = max(before or named.values(), key=lambda f: f.start).name
        elif governed is not None:
            site.name = _named(site.entry.name, governed)


def _head(name: str) -> str:
    """Return the words that a civic site's name begins with, blanks apart: Balaikota is one."""
    return name.casefold().replace(" ", "")[: len("balaikota")]


def _is_city(entry: Entry) -> bool:
    return entry.type == "place" and entry.file in _CITIES and not entry.weak


def _city(entry: Entry) -> str:
    return _CAPITAL if _CAPITAL in entry.name else entry.name


def _named(site: str, city: str) -> str:
    return f"{site} {'DKI ' if city == _CAPITAL else ''}{city}"


def _governed(matches: Sequence[Match], text: str) -> str | None:
    """Return the city whose government a text names most, Jakarta where it names only the city."""
    governed: Counter[str] = Counter()
    named: set[str] = set()
    for start, _, entry in matches:
        if _is_city(entry):
            named.add(_city(entry))
            if _GOVERNMENT.search(text[max(0, start - _LEAD) : start]):
                governed[_city(entry)] += 1
    first, second = (*governed.most_common(2), ("", 0), ("", 0))[:2]
    if first[1] > second[1]:
        return first[0]
    return _CAPITAL if _CAPITAL in named and not governed else None
