"""Names that are known beforehand: data files, and a matcher that finds them in text.

A *surface* is one way to write a name ("Korut"); an *entry* is the entity that it stands for
("Korea Utara", a place). A surface is *weak* when it is too ambiguous to name its entity without
further evidence ("Batu" is a city and a stone).
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from kliping.index.data_files import choices, read_lines, read_rows
from kliping.plugins.entities.tagger.features import GAZ, GAZ_TYPES
from kliping.plugins.entities.tagger.tokens import is_mark

# The order decides which entity a surface names that two files list ("Jawa", "Washington").
FILES: tuple[tuple[str, str], ...] = (
    ("countries", "place"),
    ("regions", "place"),
    ("districts", "place"),
    ("places", "place"),
    ("civic", "place"),
    ("organisations", "organisation"),
    ("persons", "person"),
    ("events", "event"),
    ("other", "other"),
)
SHORTEST_CAPITALISED = 4  # letters a name needs to be matched when written wholly in capitals
_GAZ_NUMBERS = {
    (type, weak): tuple(GAZ.index(f"{mark}{type[:2]}{'?' if weak else ''}") for mark in "bi")
    for type in GAZ_TYPES
    for weak in (False, True)
}


@dataclass(frozen=True, slots=True)
class Entry:
    """An entity of the gazetteer, as one surface names it.

    Attributes:
        file: the gazetteer file that lists it, without suffix.
    """

    name: str
    type: str
    weak: bool
    file: str = ""


class Match(NamedTuple):
    """A surface found in a text, as a half-open range of code points."""

    start: int
    end: int
    entry: Entry


def parse(lines: Iterable[str], type: str, file: str = "") -> Iterator[tuple[str, Entry]]:
    """Yield each surface of a gazetteer file with the entry it names.

    A line holds a name, a tab, and further surfaces separated by "|"; "?" before a surface (or a
    name, or the name repeated among the surfaces with it) marks it as weak.
    """
    for line in lines:
        written, _, others = line.partition("\t")
        name = written.removeprefix("?")
        surfaces = [surface for surface in others.split("|") if surface]
        if f"?{name}" not in surfaces:
            surfaces.insert(0, written)
        for surface in surfaces:
            yield surface.removeprefix("?"), Entry(name, type, surface.startswith("?"), file)


def load_entries() -> dict[str, Entry]:
    """Read every gazetteer file: surface → entry; the first file to list a surface wins."""
    entries: dict[str, Entry] = {}
    for name, type in FILES:
        for surface, entry in parse(read_lines(__package__, f"gazetteer/{name}.tsv"), type, name):
            known = entries.get(surface)
            if known is None or (known.weak and not entry.weak):
                entries[surface] = entry
    return entries


def load_contexts() -> dict[str, tuple[str, ...]]:
    """Read which abbreviations need company: abbreviation → words in lower case."""
    return dict(read_rows(__package__, "gazetteer/contexts.tsv", str, choices("|")))


class Matcher:
    """Finds the surfaces of a gazetteer in a text, on word boundaries.

    Case counts ("AS" is a country, "as" a word), but a name is also found wholly in capitals, with
    its first word in capitals as some outlets begin their leads ("KOREA Utara"), and with blanks
    round its hyphens.
    """

    def __init__(self, entries: dict[str, Entry]) -> None:
        patterns = dict(entries)
        for surface, entry in entries.items():
            if "-" in surface:
                patterns.setdefault(surface.replace("-", " - "), entry)
            if len(surface) < SHORTEST_CAPITALISED or surface.isupper():
                continue
            first, space, rest = surface.partition(" ")
            patterns.setdefault(surface.upper(), entry)
            if space and len(first) >= SHORTEST_CAPITALISED:
                patterns.setdefault(first.upper() + space + rest, entry)
        self._entries = list(patterns.values())
        self._automaton = AhoCorasick(list(patterns))

    def find(self, text: str) -> list[Match]:
        """Return every match on word boundaries, also nested and overlapping ones.

        Sorted by start, longer ones first. Cost: one pass over the text.
        """
        entries = self._entries
        found: list[Match] = []
        length = len(text)
        for index, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            if start and text[start - 1].isalnum():
                continue
            if end < length and ((after := text[end]).isalnum() or after in "_$" or is_mark(after)):
                continue
            found.append(Match(start, end, entries[index]))
        found.sort(key=lambda match: (match[0], -match[1]))
        return found


def tag_tokens(matches: Iterable[Match], tokens: Sequence[str], starts: Sequence[int]) -> list[int]:
    """Return for each token its place in the leftmost longest match: its number in `GAZ`.

    Args:
        matches: from `Matcher.find`, in its order.
    """
    tags = [0] * len(tokens)
    free = 0
    for start, end, entry in matches:
        if start < free:
            continue
        at = bisect_left(starts, start)
        if at == len(starts) or starts[at] != start:
            continue
        free = end
        first, rest = _GAZ_NUMBERS[entry.type, entry.weak]
        tags[at] = first
        at += 1
        while at < len(tokens) and starts[at] < end:
            tags[at] = rest
            at += 1
    return tags
