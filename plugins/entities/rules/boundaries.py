"""Where a name begins and ends: not over a sentence, and not over what it is next to.

Cuts what the tagger glued (a body and its head, a place and the officer whose post it is, a verb
and a name), and completes what it cut short. These rules apply to articles, not to lone sentences.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from kliping.plugins.entities.gazetteer import Entry
from kliping.plugins.entities.lexicon import Lexicon
from kliping.plugins.entities.rules.spans import Found

# A sentence ends inside a stretch: "Hendro. Hendro". Initials and short titles keep their mark.
# Where its blank was lost (`Wibowo.Menurut`), only between small letters and a whole word.
_BREAK: Final = re.compile(
    r"(?<=[A-Za-z]{3})[.!?][\"”]? +(?=[A-Z])"
    r"|(?<=[a-z]{3})[.!?](?=[A-Z][a-z])(?!.(?:Com|Id|Co|Net|Org|Tv|News)\b)"
)
_TITLES: Final = frozenset(["prof", "drs", "moh", "muh", "mohd", "abd", "hum", "gen", "tbk", "pdt"])
_FIRM_END: Final = re.compile(r"(?<= Tbk )([A-Z][^()]*)$")
_GLUED: Final = re.compile(r"(?<=[a-z]{3})[A-Z][a-z]{3,}")  # a lost line end: MaksumDirektur
_KOREAN: Final = re.compile(r"\b([A-Z][a-z]{1,4}) [A-Z][a-z]{1,6}(?:-| - )([a-z]{2,6})\b")
_CUES_AFTER: Final = re.compile(
    r",? (?:mengatakan|menyatakan|menuturkan|menjelaskan|mengaku|menilai)"
)
_NAMED_AFTER: Final = re.compile(r" (?:Prof|Dr|dr|H|KH|Ir)\b\.?(?: [A-Z]\w+){1,3}")

PersonTest = Callable[[Sequence[str]], bool]


class Borders:
    """The rules, over the stretches of one article at a time."""

    def __init__(
        self, lexicon: Lexicon, entries: Mapping[str, Entry], is_person: PersonTest
    ) -> None:
        self._lexicon = lexicon
        self._entries = entries
        self._is_person = is_person
        self._starts = lexicon.of_class("orgstart")
        self._bodies = lexicon.of_class("body") | lexicon.of_class("bodyhead")
        self._roles = lexicon.of_class("role")
        self._offices = lexicon.of_class("role2")
        self._english = lexicon.of_class("english")
        self._posts = lexicon.of_class("post")
        self._families = lexicon.of_class("koreanfamily")
        self._sites = lexicon.of_class("sitehead")
        self._titles = lexicon.of_class("nametitle")
        self._never = lexicon.of_class("holiday") | lexicon.of_class("greeting")

    def with_korean(self, outer: Sequence[Found], text: str) -> list[Found]:
        """Find what is written as Korean names are, family name first: Baek Ha-eun, Kim Ji - su."""
        if "-" not in text:
            return list(outer)
        kept: list[Found] = []
        at = 0
        for match in _KOREAN.finditer(text):
            dash = " - " in match[0] and match[2] in self._lexicon.common
            if match[1].lower() not in self._families or dash:
                continue
            start, end = match.span()
            while at < len(outer) and outer[at].end <= start:
                kept.append(outer[at])
                at += 1
            over = at
            while over < len(outer) and outer[over].start < end:
                over += 1
            if any(f.entry is not None and len(f.text) >= end - start for f in outer[at:over]):
                continue
            kept.append(Found(start, end, match[0], "person"))
            at = over
        return [*kept, *outer[at:]]

    def join_sites(self, outer: Sequence[Found], text: str) -> list[Found]:
        """Join a street or a site with the person that it is named after."""
        out: list[Found] = []
        for found in outer:
            last = out[-1] if out else None
            if (
                last is not None
                and last.type == "place"
                and found.type == "person"
                and text[last.end : found.start] == " "
                and last.text.partition(" ")[0].lower() in self._sites
            ):
                out[-1] = Found(last.start, found.end, text[last.start : found.end], "place")
                continue
            out.append(found)
        return out

    def cut(self, found: Found, text: str) -> list[Found]:
        """Cut a stretch where a sentence ends in it, and a body from the person who follows it."""
        if found.entry is not None or " " not in found.text:
            return [found]
        if found.type == "organisation":
            self._shed_roles(found)
            if firm := _FIRM_END.search(found.text):
                middle, rest = found.start + firm.start(1), firm[1]
                if self._may_name(rest.split(" ")):
                    return [
                        Found(found.start, middle - 1, text[found.start : middle - 1], found.type),
                        Found(middle, found.end, rest, "person"),
                    ]
        return [piece for part in self.part(found, text) for piece in self._split_body(part, text)]

    def part(self, found: Found, text: str) -> list[Found]:
        """Part a stretch where a sentence ends in it: `Balai Kota. Wali Kota Surakarta`."""
        if found.entry is not None:
            return [found]
        for end in _BREAK.finditer(found.text):
            if found.text[: end.start()].rpartition(" ")[2].lower() in _TITLES:
                continue
            middle, begin = found.start + end.start(), found.start + end.end()
            return [
                self._listed(Found(found.start, middle, text[found.start : middle], found.type)),
                self._listed(Found(begin, found.end, text[begin : found.end], found.type)),
            ]
        return [found]

    def _shed_roles(self, found: Found) -> None:
        """Take a post off the beginning of a body: Direktur Utama Pertamina."""
        words = found.text.split(" ")
        if words[0].lower() not in self._posts:
            return
        at = 1
        while at < len(words) - 1 and words[at].lower() in self._offices:
            at += 1
        if at < len(words) and words[at][0].isupper():
            found.text = " ".join(words[at:])
            found.start = found.end - len(found.text)
            place = self._entries.get(found.text.partition(" (")[0])
            if place is not None and place.type == "place" and not place.weak:
                found.text = found.text.partition(" (")[0]
                found.end = found.start + len(found.text)
            self._listed(found)

    def _listed(self, found: Found) -> Found:
        entry = self._entries.get(found.text)
        if entry is not None and not entry.weak and entry.type != "other":
            found.entry, found.type = entry, entry.type
        return found

    def _split_body(self, found: Found, text: str) -> list[Found]:
        """Split "Direktur Utama Pertamina Elia Massa Manik" and "Bawaslu Abhan"."""
        words = found.text.split(" ")
        if found.entry is not None or len(words) < 2:
            return [found]
        if found.type == "place":
            return self._split_place(found, words, text)
        for cut in range(len(words) - 1, 0, -1):
            rest = words[cut:]
            if rest[0].lower() in self._roles and (
                (entry := self._entries.get(" ".join(words[:cut]))) is not None
                and entry.type == "organisation"
            ):
                end = found.start + len(" ".join(words[:cut]))
                return [Found(found.start, end, text[found.start : end], entry.type, entry)]
            listed = (self._entries.get(" ".join(words[at:])) for at in range(cut + 1))
            if any(entry is not None and entry.type != "person" for entry in listed):
                return [found]
            if not self._may_name(rest):
                continue
            head = " ".join(words[:cut])
            entry = self._entries.get(head)
            body = (
                entry.type == "organisation"
                if entry is not None
                else self._is_business(words[:cut])
            )
            of_place = not body and self._is_body_of_place(words[:cut])
            if not (body or of_place) or not self._follows_role(found, text):
                continue
            if not _CUES_AFTER.match(text, found.end) and not self._are_name(rest, body):
                continue
            middle = found.start + len(head)
            kept = Found(found.start, middle, head, "organisation", entry if body else None)
            person = Found(middle + 1, found.end, text[middle + 1 : found.end], "person")
            return [kept, person]
        return [found]

    def _split_place(self, found: Found, words: Sequence[str], text: str) -> list[Found]:
        """Split a listed place from the person whose post it is: Jember Wening Prameswari."""
        for cut in range(len(words) - 1, 0, -1):
            entry = self._entries.get(" ".join(words[:cut]))
            if entry is None or entry.type != "place" or entry.weak:
                continue
            rest = words[cut:]
            if not self._may_name(rest) or rest[-1] in self._entries:
                break
            known = len(rest) > 1 and any(word.lower() in self._lexicon.names for word in rest)
            post = self._follows_role(found, text) and self._are_name(rest, False)
            if not (known or post or _CUES_AFTER.match(text, found.end)):
                break
            middle = found.start + len(" ".join(words[:cut]))
            name = text[middle + 1 : found.end]
            return [
                Found(found.start, middle, text[found.start : middle], "place", entry),
                Found(middle + 1, found.end, name, "person"),
            ]
        return [found]

    def _are_name(self, words: Sequence[str], body: bool) -> bool:
        """Tell whether words are a person's name; one word alone only after a listed body."""
        if len(words) == 1 and not body:
            return False
        names = self._lexicon.names
        return any(word.lower() in names for word in words) or self._is_person(words)

    def _is_business(self, words: Sequence[str]) -> bool:
        """Tell whether words are a listed firm and its English business: Pertamina Lubricants."""
        first = self._entries.get(words[0])
        return (
            len(words) > 1
            and first is not None
            and first.type == "organisation"
            and all(word.lower() in self._english for word in words[1:])
        )

    def _is_body_of_place(self, words: Sequence[str]) -> bool:
        """Tell whether words are a body and the country or region that it is of: Walhi Kalbar."""
        if len(words) < 2:
            return False
        last = self._entries.get(words[-1])
        first = self._entries.get(words[0])
        return (
            last is not None
            and last.file in ("countries", "regions")
            and (
                words[0].lower() in self._bodies
                or (first is not None and first.type == "organisation")
            )
        )

    def _may_name(self, words: Sequence[str]) -> bool:
        """Tell whether words are written as a name; ordinary ones stand only in its middle."""
        last = len(words) - 1
        return all(
            word[:1].isupper()
            and (len(word) == 1 or not word.isupper())
            and (0 < at < last or not self.is_plain(word))
            and word.lower() not in self._lexicon.classes
            and not (at == 0 and word in self._entries and self._entries[word].type == "place")
            for at, word in enumerate(words)
        )

    def _follows_role(self, found: Found, text: str) -> bool:
        before = text[max(0, found.start - 40) : found.start].split()
        return bool(before) and any(word.lower() in self._roles for word in before[-3:])

    def shed(self, found: Found, text: str) -> None:
        """Take ordinary words off the beginning of a person: a capital that begins a sentence."""
        if found.type != "person":
            if found.text.startswith(("of ", "and ", "for ")):
                found.start += found.text.index(" ") + 1
                found.text = text[found.start : found.end]
            return
        for glued in _GLUED.finditer(found.text):
            if glued[0].lower() in self._roles:
                found.text = found.text[: glued.start()]
                found.end = found.start + len(found.text)
                break
        words = found.text.split(" ")
        for at in range(len(words) - 2, 0, -1):
            lower = words[at].lower()
            if lower in self._roles and lower not in self._lexicon.names and len(lower) > 2:
                found.text = " ".join(words[at + 1 :])
                found.start = found.end - len(found.text)
                break
        first, _, last = found.text.rpartition(" ")
        if " " in first and self.is_plain(last) and last.lower() in self._lexicon.common:
            found.text, found.end = first, found.start + len(first)
        while " " in found.text:
            first, _, rest = found.text.partition(" ")
            lower = first.lower()
            leading = begins(text, found.start)
            common = lower in self._lexicon.ordinary and lower not in self._lexicon.names
            verb = common and lower.startswith(("di", "me", "ber", "ter", "se"))
            if not (lower in self._never or verb or (common and leading)):
                return
            if not rest[:1].isupper():
                return
            found.start += len(first) + 1
            found.text = rest

    def complete(self, found: Found, text: str) -> None:
        """Complete "RSUP" to "RSUP Dr. Sardjito" and "Sabdo" to "Ki Sabdo"."""
        if found.type == "organisation" and found.text.lower() in self._starts:
            if after := _NAMED_AFTER.match(text, found.end):
                found.end = after.end()
        elif found.type == "person":
            before = text[max(0, found.start - 8) : found.start]
            title = before.rpartition(" ")[0].rpartition(" ")[2]
            if before.endswith(" ") and title.istitle() and title.lower() in self._titles:
                found.start -= len(title) + 1
        else:
            return
        found.text = text[found.start : found.end]

    def is_plain(self, word: str) -> bool:
        lower = word.lower()
        if word.isupper() and len(word) > 1 and lower not in self._never:
            return False
        return lower in self._never or (
            lower in self._lexicon.ordinary and lower not in self._lexicon.names
        )


def begins(text: str, at: int) -> bool:
    """Tell whether `at` begins a sentence, a line or a quotation."""
    before = text[max(0, at - 4) : at].rstrip(" ")
    return not before or before[-1] in '.!?:;\n"“”‘|'
