"""Find the words of a text, and normalise each.

A token is a run of letters and digits. Apostrophes between letters join (Jum'at, Ma'ruf); soft
hyphens and zero-width characters inside a word belong to it and vanish; combining marks belong to
their letter. Everything else splits: hyphens, dots, commas, underscores.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

from kliping.index.article import Span
from kliping.index.data_files import read_rows

# Every mark that is used as an apostrophe: ' ’ ‘ ʼ ʻ ʹ ʾ ʿ ´ ` ′ ＇ ‛
_APOSTROPHES = "'\u2019\u2018\u02bc\u02bb\u02b9\u02be\u02bf\u00b4`\u2032\uff07\u201b"
# Soft hyphen, zero-width space and joiners, word joiner, byte order mark, direction marks,
# variation selectors.
_INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufe00-\ufe0f"
# Combining marks of the Latin, Greek and Cyrillic scripts, which `\w` leaves out.
_MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"


@cache
def surface_pattern() -> re.Pattern[str]:
    """Return the compiled pattern of one token."""
    return re.compile(
        rf"[^\W_]+(?:(?:[{_APOSTROPHES}]|[{_MARKS}{_INVISIBLE}]+)[^\W_]+)*[{_MARKS}]*"
    )


@cache
def _dropped() -> re.Pattern[str]:
    return re.compile(f"[{_APOSTROPHES}{_INVISIBLE}]+")


def iter_surfaces(text: str, spans: Iterable[Span] | None = None) -> Iterator[tuple[str, int, int]]:
    """Yield (surface, start, end) of each token inside `spans` (None: everywhere), in order.

    A token that crosses the edge of a span is cut at the edge.
    """
    pattern = surface_pattern()
    if spans is None:
        for match in pattern.finditer(text):
            yield match[0], match.start(), match.end()
        return
    for span in spans:
        for match in pattern.finditer(text, span.start, span.end):
            yield match[0], match.start(), match.end()


@cache
def _accents() -> re.Pattern[str]:
    return re.compile(f"[{_MARKS}]+")


@cache
def _letters() -> dict[int, str]:
    return str.maketrans(dict(read_rows(__package__, "letters.tsv", str, str)))


def normalise(surface: str) -> tuple[str, ...]:
    """Return the words of one surface: NFKC, casefolded; apostrophes, invisibles, accents dropped.

    Few people type the accents of a name that they search for, and newsrooms leave them out at
    will: `Mbappé` is `mbappe`, `São` is `sao`, `Yıldırım` is `yildirim` (letters.tsv).

    Nearly always one; compatibility characters can hold several (`½` is `1`, `2`), or none.
    Normalising a result again gives the result.
    """
    if surface.isascii():
        lowered = surface.lower()
        if "'" not in lowered and "`" not in lowered:
            return (lowered,) if lowered else ()
    return tuple(surface_pattern().findall(_fold(surface)))


def _fold(surface: str) -> str:
    """Drop what vanishes, apply NFKC and casefold, again until nothing changes.

    Three rounds settle any Unicode string: folding can bring out an apostrophe, and dropping it
    can bring a mark to the letter that it composes with.
    """
    for _ in range(4):
        bare = _dropped().sub("", surface)
        folded = unicodedata.normalize("NFKC", bare).casefold().translate(_letters())
        folded = _accents().sub("", unicodedata.normalize("NFKD", folded))
        folded = unicodedata.normalize("NFKC", folded)
        if folded == surface:
            break
        surface = folded
    return surface
