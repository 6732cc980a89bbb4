"""The tables that cleaning reads: outlets, places, patterns."""

import re
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple, cast
from urllib.parse import urlsplit

from kliping.index.article import REGION_KINDS, RegionKind
from kliping.index.data_files import choices, one_of, read_lines, read_rows, words


class Pattern(NamedTuple):
    """A shape of a line, what it marks and how far (the scopes of `patterns.tsv`)."""

    kind: RegionKind
    scope: str
    shape: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Outlets:
    """Names of outlets by the ways they are written and by their domains."""

    by_alias: dict[str, str]
    by_domain: dict[str, str]

    def named(self, written: str) -> str | None:
        """Return the name of an outlet as a dateline writes it, or None where it is unknown."""
        return self.by_alias.get(_squeeze(written))

    def of_url(self, url: str) -> str | None:
        """Return the outlet that an address belongs to, or None."""
        try:
            host = (urlsplit(url).hostname or "").casefold()
        except ValueError:
            return None
        while "." in host:
            if host in self.by_domain:
                return self.by_domain[host]
            host = host.partition(".")[2]
        return None


def _squeeze(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))


@cache
def outlets() -> Outlets:
    """Return the table of outlets."""
    by_alias: dict[str, str] = {}
    by_domain: dict[str, str] = {}
    for name, domains, aliases in read_rows(__package__, "outlets.tsv", str, words, choices(";")):
        for alias in (name, *domains, *aliases):
            by_alias.setdefault(_squeeze(alias), name)
        by_domain.update(dict.fromkeys(domains, name))
    return Outlets(by_alias, by_domain)


@cache
def places() -> frozenset[str]:
    """Return places that stand in datelines, casefolded."""
    return frozenset(read_lines(__package__, "places.txt"))


INSIDE = "inside"  # the scope of patterns that may stand anywhere in a line
SHAPE_LENGTH = {"line": 160, "block": 60, "long": 480}  # code points, by scope
_LIMITS = sorted(SHAPE_LENGTH.values())


@cache
def patterns() -> tuple[Pattern, ...]:
    """Return the shapes of lines, in the order of the file."""
    return tuple(pattern for pattern in _all_patterns() if pattern.scope != INSIDE)


@cache
def inside_patterns() -> tuple[Pattern, ...]:
    """Return the shapes of furniture that stands inside lines, in the order of the file."""
    return tuple(pattern for pattern in _all_patterns() if pattern.scope == INSIDE)


@cache
def _all_patterns() -> tuple[Pattern, ...]:
    found = []
    kinds, scopes = one_of(*REGION_KINDS), one_of(*SHAPE_LENGTH, INSIDE)
    for kind, scope, shape in read_rows(__package__, "patterns.tsv", kinds, scopes, str):
        flags = re.NOFLAG if scope == INSIDE else re.IGNORECASE
        found.append(Pattern(cast(RegionKind, kind), scope, re.compile(shape, flags)))
    return tuple(found)


@cache
def _any_shape(longest: int) -> re.Pattern[str]:
    """Return the shapes of lines of `longest` code points as one expression."""
    shapes = (p.shape.pattern for p in patterns() if SHAPE_LENGTH[p.scope] >= longest)
    return re.compile("|".join(f"(?:{shape})" for shape in shapes), re.IGNORECASE)


def shape_of(line: str) -> Pattern | None:
    """Return the first pattern that a line has the shape of, or None."""
    length = len(line)
    longest = next((limit for limit in _LIMITS if length <= limit), None)
    if longest is None or _any_shape(longest).fullmatch(line) is None:
        return None
    for pattern in patterns():
        if length <= SHAPE_LENGTH[pattern.scope] and pattern.shape.fullmatch(line):
            return pattern
    return None
