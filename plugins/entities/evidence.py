"""What the rest of an article says against a stretch: no name, another type, too long, too short.

The tagger sees two words to either side. These rules see the article: that a name is a ship's, a
film's or a product's, that a word is an ordinary one set in capitals, that what stands once as a
place is a person everywhere else. They apply to articles, not to lone sentences.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from .gazetteer import Entry
from .lexicon import Lexicon
from .spans import Found
from .spelling import is_part_variant

# A sentence ends inside a stretch: "Hendro. Hendro". Initials and short titles keep their mark.
_BREAK: Final = re.compile(r"(?<=[A-Za-z]{3})[.!?][\"”]? +(?=[A-Z])")
_TITLES: Final = frozenset(["prof", "drs", "moh", "muh", "mohd", "abd", "hum", "gen", "tbk", "pdt"])
_MODEL: Final = re.compile(r"\b(?=\w*[A-Z])(?=\w*\d{2})[A-Z]+\d+\w*\b")  # CB150R, not "U-15"
_SURE_SHIP: Final = re.compile(r"\b(?:KMP|KRI|MV|KLM|KMN|LCT|HMS|USS)\.? [A-Z]")
_NAME: Final = r"(?:[A-Z][\w'’-]*(?: (?:[A-Z][\w'’-]*|[IVX]+|\d{1,3}\b))*)"
_SHIP: Final = re.compile(rf"\b(?:KMP|KRI|MV|KLM|KMN|LCT|HMS|USS|KM|MT|TB|KN|SS)\.? ({_NAME})")
_VESSEL: Final = re.compile(
    r"\b(?:[Kk]apal|[Ff]eri|[Tt]anker|[Tt]ongkang|[Pp]erahu)"
    r"(?: (?:pesiar|motor|tanker|kargo|penumpang|feri|cepat|induk|perang|selam|layar|bernama))*"
    rf" ({_NAME})"
)
_KOREAN: Final = re.compile(r"\b([A-Z][a-z]{1,4}) [A-Z][a-z]{1,6}-[a-z]{2,6}\b")
_JOINS: Final = frozenset([",", "dan", "-", "–", "/", "(", ", dan", "atau", "serta", "hingga"])
_STREETS: Final = frozenset(["jalan", "jl", "jl.", "jln"])
_CUES_AFTER: Final = re.compile(
    r",? (?:mengatakan|menyatakan|menuturkan|menjelaskan|mengaku|menilai)"
)
_NAMED_AFTER: Final = re.compile(r" (?:Prof|Dr|dr|H|KH|Ir)\b\.?(?: [A-Z]\w+){1,3}")
_LOWER: Final = re.compile(r"[a-z]")

PersonTest = Callable[[Sequence[str]], bool]


class Evidence:
    """The rules, over the stretches of one article at a time."""

    def __init__(
        self,
        lexicon: Lexicon,
        entries: Mapping[str, Entry],
        contexts: Mapping[str, Sequence[str]],
        is_person: PersonTest,
    ) -> None:
        self._lexicon = lexicon
        self._entries = entries
        self._contexts = contexts
        self._is_person = is_person
        self._starts = lexicon.of_class("orgstart")
        self._ends = lexicon.of_class("orgend")
        self._at_sea = lexicon.of_class("vesselword")
        self._works = lexicon.of_class("worktitle")
        self._products = lexicon.of_class("product")
        self._places = lexicon.of_class("placelead") | lexicon.of_class("placehead")
        self._bodies = lexicon.of_class("body") | lexicon.of_class("bodyhead")
        self._roles = lexicon.of_class("role")
        self._cues = lexicon.of_class("cue")
        self._families = lexicon.of_class("koreanfamily")
        self._sites = lexicon.of_class("sitehead")
        self._documents = lexicon.of_class("document")
        self._directions = lexicon.of_class("direction")
        self._offices = lexicon.of_class("role2")
        self._artists = lexicon.of_class("artist")
        self._titles = lexicon.of_class("nametitle")
        self._never = lexicon.of_class("holiday") | lexicon.of_class("greeting")

    def apply(self, outer: Sequence[Found], text: str) -> list[Found]:
        """Return what stands of the stretches, cut, split and retyped; sorted, disjoint."""
        outer = self.join_sites(self._with_korean(outer, text), text)
        out: list[Found] = []
        for found in outer:
            out += self._cut(found, text)
        out = self._without_ships(out, text)
        out = [f for f in out if self._has_company(f, text) and not self._only_begins(f, text)]
        gone = {f.text for f in out if f.entry is None and self._is_work(f, text)}
        out = [f for f in out if f.entry is not None or f.text not in gone]
        for found in out:
            if found.entry is None:
                self._shed_ordinary(found, text)
        out = [f for f in out if f.entry is not None or not self.is_ordinary(f, text)]
        for found in out:
            if found.entry is None:
                self._retype(found, text)
                self._complete(found, text)
        self._agree(out, text)
        return self._with_standing(out, text)

    def _with_korean(self, outer: Sequence[Found], text: str) -> list[Found]:
        """Find what is written as Korean names are, family name first: Baek Ha-eun."""
        if "-" not in text:
            return list(outer)
        kept = list(outer)
        for match in _KOREAN.finditer(text):
            if match[1].lower() not in self._families:
                continue
            start, end = match.span()
            over = [f for f in kept if f.start < end and start < f.end]
            if any(f.entry is not None and f.end - f.start >= end - start for f in over):
                continue
            kept = [f for f in kept if not (f.start < end and start < f.end)]
            kept.append(Found(start, end, match[0], "person"))
        kept.sort(key=lambda found: found.start)
        return kept

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

    def _cut(self, found: Found, text: str) -> list[Found]:
        """Cut a stretch where a sentence ends in it, and a body from the person who follows it."""
        if found.entry is not None or " " not in found.text:
            return [found]
        parts = [found]
        for end in _BREAK.finditer(found.text):
            if found.text[: end.start()].rpartition(" ")[2].lower() in _TITLES:
                continue
            middle, begin = found.start + end.start(), found.start + end.end()
            parts = [
                self._listed(Found(found.start, middle, text[found.start : middle], found.type)),
                self._listed(Found(begin, found.end, text[begin : found.end], found.type)),
            ]
            break
        return [piece for part in parts for piece in self._split_body(part, text)]

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
            body = entry is not None and entry.type == "organisation"
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
            and (0 < at < last or not self._is_plain(word))
            and word.lower() not in self._lexicon.classes
            and not (at == 0 and word in self._entries and self._entries[word].type == "place")
            for at, word in enumerate(words)
        )

    def _follows_role(self, found: Found, text: str) -> bool:
        before = text[max(0, found.start - 40) : found.start].split()
        return bool(before) and any(word.lower() in self._roles for word in before[-3:])

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
        again = [m.span() for name in names for m in re.finditer(re.escape(name), text)]
        return [
            f
            for f in outer
            if not any(s <= f.start < e for s, e in spans)
            and (self._led_by_place(f, text) or not any(s <= f.start < e for s, e in again))
        ]

    def _led_by_place(self, found: Found, text: str) -> bool:
        before = text[max(0, found.start - 20) : found.start].lower().split()
        return found.type == "place" and bool(before) and before[-1] in self._places

    def _has_company(self, found: Found, text: str) -> bool:
        """Tell whether an ambiguous abbreviation has the words about it that prove its sense."""
        words = self._contexts.get(found.text)
        if words is None or found.entry is None:
            return True
        lower = text.lower()
        return found.entry.name.lower() in lower or any(word in lower for word in words)

    def _only_begins(self, found: Found, text: str) -> bool:
        """Tell whether a listed name is here an ordinary word at a beginning: Antara lain."""
        return (
            found.entry is not None
            and " " not in found.text
            and not found.text.isupper()
            and self._is_plain(found.text)
            and _begins(text, found.start)
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

    def _shed_ordinary(self, found: Found, text: str) -> None:
        """Take ordinary words off the beginning of a person: a capital that begins a sentence."""
        if found.type != "person":
            if found.text.startswith(("of ", "and ", "for ")):
                found.start += found.text.index(" ") + 1
                found.text = text[found.start : found.end]
            return
        words = found.text.split(" ")
        for at in range(len(words) - 2, 0, -1):
            lower = words[at].lower()
            if lower in self._roles and lower not in self._lexicon.names and len(lower) > 2:
                found.text = " ".join(words[at + 1 :])
                found.start = found.end - len(found.text)
                break
        first, _, last = found.text.rpartition(" ")
        if " " in first and self._is_plain(last) and last.lower() in self._lexicon.common:
            found.text, found.end = first, found.start + len(first)
        while " " in found.text:
            first, _, rest = found.text.partition(" ")
            lower = first.lower()
            begins = _begins(text, found.start)
            common = lower in self._lexicon.ordinary and lower not in self._lexicon.names
            verb = common and lower.startswith(("di", "me", "ber", "ter", "se"))
            if not (lower in self._never or verb or (common and begins)):
                return
            if not rest[:1].isupper():
                return
            found.start += len(first) + 1
            found.text = rest

    def is_ordinary(self, found: Found, text: str) -> bool:
        """Tell whether a stretch is ordinary words in capitals: Spekulasi, Peranti Lunak."""
        words = found.text.split(" ")
        lexicon = self._lexicon
        plain = [w for w in words if self._is_plain(w)]
        if len(words) == 1:
            return bool(plain)
        if found.type == "person":
            known = any(word.lower() in lexicon.names for word in words)
            begins = 0 if words[0] in plain else 1
            return not known and len(plain) * 2 >= len(words) + begins
        if found.type == "place" and words[-1].lower() in self._directions:
            return False
        if words[0].lower() in lexicon.classes:
            return words[0].lower() in self._documents
        return len(plain) == len(words) or (
            found.type == "place" and words[0] in plain and _begins(text, found.start)
        )

    def _is_plain(self, word: str) -> bool:
        lower = word.lower()
        if word.isupper() and len(word) > 1 and lower not in self._never:
            return False
        return lower in self._never or (
            lower in self._lexicon.ordinary and lower not in self._lexicon.names
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
        ends = words[-1] in self._ends
        if (found.type == "place" and (starts or ends)) or (found.type == "person" and ends):
            found.type = "organisation"

    def _complete(self, found: Found, text: str) -> None:
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
        groups: dict[str, list[Found]] = {}
        for found in outer:
            if found.type == "place" and found.entry is None and " " not in found.text:
                groups.setdefault(found.text, []).append(found)
        for word, stretches in groups.items():
            if (
                word in parts
                or any(is_part_variant(word, full) for full in wholes)
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


def _begins(text: str, at: int) -> bool:
    """Tell whether `at` begins a sentence, a line or a quotation."""
    before = text[max(0, at - 4) : at].rstrip(" ")
    return not before or before[-1] in '.!?:;\n"“”‘|'
