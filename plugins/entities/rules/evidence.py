"""What the rest of an article says against a stretch: no name, or of another type.

The tagger sees two words to either side. These rules see the article: that a name is a ship's, a
film's or a product's, that a word is an ordinary one set in capitals, that what stands once as a
place is a person everywhere else. They apply to articles, not to lone sentences.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from operator import itemgetter
from typing import Final

from ahocorasick_rs import AhoCorasick

from kliping.plugins.entities.gazetteer import Entry
from kliping.plugins.entities.lexicon import Lexicon
from kliping.plugins.entities.rules.boundaries import Borders, begins
from kliping.plugins.entities.rules.spans import Found
from kliping.plugins.entities.spelling import PartIndex

_MODEL: Final = re.compile(r"\b(?=\w*[A-Z])(?=\w*\d{2})[A-Z]+\d+\w*\b")  # CB150R, not "U-15"
_SURE_SHIP: Final = re.compile(r"\b(?:KMP|KRI|MV|KLM|KMN|LCT|HMS|USS)\.? [A-Z]")
_NAME: Final = r"(?:[A-Z][\w'’-]*(?: (?:[A-Z][\w'’-]*|[IVX]+|\d{1,3}\b))*)"
_SHIP: Final = re.compile(rf"\b(?:KMP|KRI|MV|KLM|KMN|LCT|HMS|USS|KM|MT|TB|KN|SS)\.? ({_NAME})")
_VESSEL: Final = re.compile(
    r"\b(?:[Kk]apal|[Ff]eri|[Tt]anker|[Tt]ongkang|[Pp]erahu)"
    r"(?: (?:pesiar|motor|tanker|kargo|penumpang|feri|cepat|induk|perang|selam|layar|bernama))*"
    rf" ({_NAME})"
)
_JOINS: Final = frozenset([",", "dan", "-", "–", "/", "(", ", dan", "atau", "serta", "hingga"])
_STREETS: Final = frozenset(["jalan", "jl", "jl.", "jln"])
_LOWER: Final = re.compile(r"[a-z]")


class Evidence:
    """The rules, over the stretches of one article at a time."""

    def __init__(
        self,
        lexicon: Lexicon,
        entries: Mapping[str, Entry],
        contexts: Mapping[str, Sequence[str]],
        borders: Borders,
    ) -> None:
        self.borders = borders
        self._lexicon = lexicon
        self._entries = entries
        self._contexts = contexts
        self._starts = lexicon.of_class("orgstart")
        self._ends = lexicon.of_class("orgend")
        self._at_sea = lexicon.of_class("vesselword")
        self._works = lexicon.of_class("worktitle")
        self._products = lexicon.of_class("product")
        self._places = lexicon.of_class("placelead") | lexicon.of_class("placehead")
        self._roles = lexicon.of_class("role")
        self._cues = lexicon.of_class("cue")
        self._english = lexicon.of_class("english") | lexicon.of_class("occasion")
        self._occasions = lexicon.of_class("occasion")
        self._documents = lexicon.of_class("document")
        self._directions = lexicon.of_class("direction")
        self._offices = lexicon.of_class("role2")
        self._artists = lexicon.of_class("artist")

    def apply(self, outer: Sequence[Found], text: str) -> list[Found]:
        """Return what stands of the stretches, cut, split and retyped; sorted, disjoint."""
        outer = self.borders.join_sites(self.borders.with_korean(outer, text), text)
        out: list[Found] = []
        for found in outer:
            out += self.borders.cut(found, text)
        out = self._without_ships(out, text)
        out = [f for f in self._have_company(out, text) if not self._only_begins(f, text)]
        gone = {f.text for f in out if f.entry is None and self._is_work(f, text)}
        out = [f for f in out if f.entry is not None or f.text not in gone]
        for found in out:
            if found.entry is None:
                self.borders.shed(found, text)
        out = [f for f in out if f.entry is not None or not self.is_ordinary(f, text)]
        for found in out:
            if found.entry is None:
                self._retype(found, text)
                self.borders.complete(found, text)
        self._agree(out, text)
        return self._with_standing(out, text)

    def _without_ships(self, outer: list[Found], text: str) -> list[Found]:
        """Drop the names of ships, also where they stand without their prefix."""
        lower = text.lower()
        at_sea = any(word in lower for word in self._at_sea)
        if not at_sea and not _SURE_SHIP.search(text):
            return outer
        spans: list[tuple[int, int]] = []
        names: set[str] = set()
        for match in _SHIP.finditer(text):
            before = text[max(0, match.start() - 8) : match.start()].split()
            if (at_sea or _SURE_SHIP.match(match[0])) and not (
                before and before[-1].lower() in _STREETS
            ):
                spans.append(match.span())
                names.add(match[1])
        for match in _VESSEL.finditer(text):
            led = text[max(0, match.start() - 20) : match.start()].lower().split()[-1:]
            if led and led[0] in self._roles:
                continue
            if " " in match[1] and match[1].split(" ")[0] not in self._entries:
                names.add(match[1])
        again = _occurrences(names, text)
        return [
            f
            for f in outer
            if not _holds(spans, f.start)
            and (self._led_by_place(f, text) or not _holds(again, f.start))
        ]

    def _led_by_place(self, found: Found, text: str) -> bool:
        before = text[max(0, found.start - 20) : found.start].lower().split()
        return found.type == "place" and bool(before) and before[-1] in self._places

    def _have_company(self, outer: Sequence[Found], text: str) -> list[Found]:
        """Drop ambiguous abbreviations without the words about them that prove their sense."""
        doubtful = {f.text: f.entry for f in outer if f.text in self._contexts and f.entry}
        if not doubtful:
            return list(outer)
        lower = text.lower()
        alone = {
            text
            for text, entry in doubtful.items()
            if entry.name.lower() not in lower
            and not any(word in lower for word in self._contexts[text])
        }
        return [f for f in outer if f.entry is None or f.text not in alone]

    def _only_begins(self, found: Found, text: str) -> bool:
        """Tell whether a listed name is here an ordinary word at a beginning: Antara lain."""
        return (
            found.entry is not None
            and " " not in found.text
            and not found.text.isupper()
            and self.borders.is_plain(found.text)
            and begins(text, found.start)
        )

    def _is_work(self, found: Found, text: str) -> bool:
        """Tell whether a stretch is the title of a work or a product."""
        before = text[max(0, found.start - 24) : found.start].lower().rstrip("\"“‘'").split()
        near = before[-1] if before else ""
        head = found.text.partition(" ")[0].lower()
        body = found.type == "organisation" and head in self._lexicon.classes
        if (near in self._works and not body) or text[found.start - 1 : found.start] in ("#", "@"):
            return True
        if found.type != "person" or any(
            w.lower() in self._lexicon.names for w in found.text.split()
        ):
            return bool(found.type == "organisation" and _MODEL.search(found.text, 1))
        return (
            near in self._products
            or before[-2:] == ["diberi", "nama"]
            or (_MODEL.search(found.text) is not None)
        )

    def is_ordinary(self, found: Found, text: str) -> bool:
        """Tell whether a stretch is ordinary words in capitals: Spekulasi, Peranti Lunak."""
        words = found.text.split(" ")
        lexicon = self._lexicon
        plain = [w for w in words if self.borders.is_plain(w)]
        if len(words) == 1:
            return bool(plain)
        foreign = [w for w in words if w.lower() in self._english]
        if found.type != "place" and words[-1].lower() in self._occasions:
            return found.type == "person" or len(foreign) * 2 >= len(words)
        if found.type == "person":
            if len(foreign) == len(words):
                return True
            known = any(word.lower() in lexicon.names for word in words)
            more = 0 if words[0] in plain else 1
            return not known and len(plain) * 2 >= len(words) + more
        if found.type == "place" and words[-1].lower() in self._directions:
            return False
        if words[0].lower() in lexicon.classes:
            return words[0].lower() in self._documents
        return len(plain) == len(words) or (
            found.type == "place" and words[0] in plain and begins(text, found.start)
        )

    def _retype(self, found: Found, text: str) -> None:
        """Take hospitals, courts, universities and firms for organisations, artists for persons."""
        before = text[max(0, found.start - 14) : found.start].lower().split()
        if found.type == "organisation" and before and before[-1] in self._artists:
            found.type = "person"
        if found.type == "organisation" and before and before[-1] in self._roles:
            first, _, last = found.text.rpartition(" ")
            entry = self._entries.get(last)
            if (
                first.partition(" ")[0].lower() in self._offices
                and entry is not None
                and entry.type == "place"
            ):
                found.start, found.text = found.end - len(last), last
                found.entry, found.type = entry, "place"
                return
        words = found.text.lower().split(" ")
        if len(words) == 1:
            return
        starts = words[0] in self._starts or words[:2] == ["rumah", "sakit"]
        ends = words[-1] in self._ends or "&" in words
        if (found.type == "place" and (starts or ends)) or (found.type == "person" and ends):
            found.type = "organisation"

    def _agree(self, outer: Sequence[Found], text: str) -> None:
        """Give a place that the article knows for a person that type: one type per name."""
        wholes = {f.text for f in outer if f.type == "person" and " " in f.text}
        parts = {
            word
            for f in outer
            if f.type == "person" and " " in f.text
            for word in f.text.split(" ")
            if len(word) > 3
        }
        spelt = PartIndex(sorted(wholes))
        groups: dict[str, list[Found]] = {}
        for found in outer:
            if found.type == "place" and found.entry is None and " " not in found.text:
                groups.setdefault(found.text, []).append(found)
        for word, stretches in groups.items():
            if (
                word in parts
                or bool(spelt.fitting(word))
                or (
                    not any(self._led_by_place(f, text) for f in stretches)
                    and any(self._speaks(f, text) for f in stretches)
                )
            ):
                for found in stretches:
                    found.type = "person"

    def _with_standing(self, outer: list[Found], text: str) -> list[Found]:
        """Drop lone unlisted words that are nowhere in the article led or joined as places are."""
        doubtful: dict[str, bool] = {}
        for at, found in enumerate(outer):
            if found.type != "place" or found.entry is not None or " " in found.text:
                continue
            near = [*outer[max(0, at - 1) : at], *outer[at + 1 : at + 2]]
            stands = self._led_by_place(found, text) or any(
                other.type == "place"
                and text[min(found.end, other.end) : max(found.start, other.start)].strip()
                in _JOINS
                for other in near
            )
            doubtful[found.text] = doubtful.get(found.text, False) or stands
        if all(doubtful.values()):
            return outer
        return [
            f
            for f in outer
            if f.type != "place" or f.entry is not None or doubtful.get(f.text, True)
        ]

    def _speaks(self, found: Found, text: str) -> bool:
        """Tell whether a stretch stands as persons do: named so, speaking, or of an age."""
        before = text[max(0, found.start - 6) : found.start].rstrip()
        listed = before.endswith((",", " dan", "/", "(", "atau"))
        if found.text.lower() in self._lexicon.names and not listed:
            return True
        after = text[found.end : found.end + 24].split()
        return bool(after) and after[0].lower() in self._cues and bool(_LOWER.match(after[0]))


def _occurrences(names: Collection[str], text: str) -> list[tuple[int, int]]:
    """Return where the names stand in a text, as disjoint spans; one pass for all names."""
    if not names:
        return []
    found = AhoCorasick(sorted(names)).find_matches_as_indexes(text, overlapping=True)
    joined: list[tuple[int, int]] = []
    for start, end in sorted((start, end) for _, start, end in found):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _holds(spans: Sequence[tuple[int, int]], at: int) -> bool:
    """Tell whether one of the spans, which are sorted and disjoint, holds a place."""
    last = bisect_right(spans, at, key=itemgetter(0))
    return bool(last) and at < spans[last - 1][1]
