"""What marks a name beyond doubt in an article, where the tagger hesitates.

The tagger knows words and their neighbours; these rules know how Indonesian news builds names:
a head noun with capitals after it (Serikat Awak Kapal), a body and whose it is (Walhi Kalimantan
Barat), a word that speaks (kata Uhing) or has an age (Carsinah (47)).
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from operator import attrgetter

from kliping.plugins.entities.lexicon import Lexicon
from kliping.plugins.entities.rules.spans import Found

_SPEAKS = frozenset(
    ["kata", "ujar", "tutur", "ucap", "jelas", "imbuh", "ungkap", "lanjut", "tegas", "terang"]
)
_SAYS_WHO = frozenset(
    [
        "laporan",
        "mengutip",
        "dirangkum",
        "diberitakan",
        "dilaporkan",
        "dikutip",
        "dilansir",
        "melansir",
        "laman",
        "situs",
        "jurnal",
        "majalah",
        "portal",
    ]
)
_HEADS = (
    ("bodyhead", "organisation"),
    ("sitehead", "place"),
    ("happening", "event"),
    ("forcehead", "organisation"),
)
_ENDS = frozenset('.!?\n"“”:;')
_GOVERNS = frozenset(
    ["pemerintah", "kantor", "dinas", "otoritas", "kedutaan", "pemkab", "pemkot", "pemprov"]
)
_MINISTRIES = frozenset(["kementerian", "departemen", "dinas", "direktorat"])
_AND = re.compile(r" dan ([A-Z][a-z]+)")
_DOMAIN = re.compile(r"(?:\.(?:com|co|id|net|org|tv|me))+\b")
_LONGEST = 8  # words after a head noun
_AGES = range(1, 110)


class Patterns:
    """The rules, over the tokens of one article."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._heads = {
            word: type
            for word, kinds in lexicon.classes.items()
            for kind, type in _HEADS
            if kind in kinds
        }
        self._forces = frozenset(w for w, kinds in lexicon.classes.items() if "forcehead" in kinds)
        self._ships = frozenset(
            word.upper() for word, kinds in lexicon.classes.items() if "ship" in kinds
        )
        self._bodies = frozenset(w for w, kinds in lexicon.classes.items() if "body" in kinds)

    def add(
        self, outer: Sequence[Found], tokens: Sequence[str], starts: Sequence[int], text: str
    ) -> list[Found]:
        """Return the stretches with those that the rules add, sorted, disjoint."""
        taken = bytearray(len(text) + 1)  # 1 where a stretch stands
        for found in outer:
            taken[found.start : found.end] = b"\1" * (found.end - found.start)
        persons = {f.start for f in outer if f.type == "person" and " " in f.text}
        added: list[Found] = []
        count = len(tokens)
        reach = -1
        for at, token in enumerate(tokens):
            if not token[0].isupper():
                continue
            start = starts[at]
            if start < reach or taken[start]:
                continue
            type = self._heads.get(token.lower())
            led = at > 0 and tokens[at - 1][0].isupper() and text[start - 1] == " "
            if type is not None and not token.isupper() and not (led and type == "event"):
                last = self._run(tokens, starts, at, text, persons)
                force = token.lower() in self._forces and bool(
                    taken[starts[min(at + 1, count - 1)]]
                )
                if last > at and not force and not any(taken[starts[i]] for i in range(at, last)):
                    end = starts[last] + len(tokens[last])
                    while added and added[-1].end > start:
                        added.pop()
                    kept = [f for f in _beginning(outer, start, end) if f.end <= end]
                    new = Found(start, end, text[start:end], type)
                    if len(kept) <= 1 and not self._is_ship(new, text):
                        added.append(new)
                        reach = end
                    continue
            if self._is_person(tokens, at, count):
                end = start + len(token)
                added.append(Found(start, end, token, "person", sure=True))
        if not added:
            return list(outer)
        begins = [f.start for f in added]
        rest = []
        for found in outer:
            last = bisect_right(begins, found.start)
            if not last or found.end > added[last - 1].end:
                rest.append(found)
        return sorted([*rest, *added], key=lambda f: f.start)

    def _run(
        self,
        tokens: Sequence[str],
        starts: Sequence[int],
        at: int,
        text: str,
        persons: Collection[int],
    ) -> int:
        """Return the number of the last token of the name that the head noun `at` begins."""
        last = at
        for near in range(at + 1, min(at + 1 + _LONGEST, len(tokens))):
            word = tokens[near]
            gap = text[starts[near - 1] + len(tokens[near - 1]) : starts[near]]
            if gap != " " or not word[0].isupper():
                break
            kinds = self._lexicon.classes.get(word.lower(), ())
            if "month" in kinds or ("role" in kinds and near > at + 1) or starts[near] in persons:
                break
            last = near
        return last

    def _is_person(self, tokens: Sequence[str], at: int, count: int) -> bool:
        word = tokens[at]
        if len(word) < 4 or not word.istitle() or word.lower() in self._lexicon.classes:
            return False
        before = tokens[at - 1].lower() if at else ""
        after = tokens[at + 1] if at + 1 < count else ""
        if after[:1].isupper() or word.lower() in self._lexicon.common:
            return False
        if before in _SPEAKS:
            return True
        return (
            after == "("
            and at + 3 < count
            and tokens[at + 3] == ")"
            and tokens[at + 2].isdigit()
            and int(tokens[at + 2]) in _AGES
        )

    def join_bodies(self, outer: Sequence[Found], text: str) -> list[Found]:
        """Join a public body with the place it is of: Kemlu Korsel, Pemerintah Malaysia."""
        out: list[Found] = []
        for found in outer:
            last = out[-1] if out else None
            if (
                found.type == "place"
                and last is not None
                and last.type == "organisation"
                and text[last.end : found.start] == " "
                and self._is_body(last)
            ):
                name = text[last.start : found.end]
                out[-1] = Found(last.start, found.end, name, "organisation")
                continue
            if found.type in ("place", "organisation") and (
                head := self._governs(text, found.start)
            ):
                start = found.start - len(head) - 1
                if not out or out[-1].end <= start:
                    found = Found(start, found.end, text[start : found.end], "organisation")
            out.append(found)
        return out

    def _is_body(self, found: Found) -> bool:
        head = found.text.partition(" ")[0].lower()
        return head in self._bodies

    def _governs(self, text: str, start: int) -> str:
        """Return the capitalised word of government that stands before `start`, or ""."""
        word = text[max(0, start - 14) : start - 1].rpartition(" ")[2].rpartition("\n")[2]
        whole = start > 1 and text[start - 1] == " " and word[:1].isupper()
        return word if whole and word.lower() in _GOVERNS else ""

    def split_pairs(self, outer: Sequence[Found], text: str) -> list[Found]:
        """Take two full names that a hyphen joins apart: Joko Widodo-Jusuf Kalla."""
        out: list[Found] = []
        for found in outer:
            left, hyphen, right = found.text.partition("-")
            paired = found.type == "person" and found.entry is None and hyphen
            if (
                paired
                and " " in left.strip()
                and " " in right.strip()
                and right.strip()[0].isupper()
            ):
                out.append(
                    Found(found.start, found.start + len(left.rstrip()), left.rstrip(), "person")
                )
                begin = found.end - len(right.lstrip())
                out.append(Found(begin, found.end, text[begin : found.end], "person"))
                continue
            out.append(found)
        return out

    def join_names(self, outer: Sequence[Found], text: str) -> list[Found]:
        """Complete the names of ministries and offices after "dan": Kementerian Haji dan Umrah."""
        out: list[Found] = []
        for found in outer:
            if out and found.start < out[-1].end:
                continue
            head = found.text.partition(" ")[0].lower()
            if found.type == "organisation" and found.entry is None and head in _MINISTRIES:
                rest = _AND.match(text, found.end)
                if rest and rest[1].lower() not in self._lexicon.names:
                    found = Found(
                        found.start, rest.end(), text[found.start : rest.end()], found.type
                    )
            out.append(found)
        return out

    def correct(self, outer: Sequence[Found], tokens: Sequence[str], text: str) -> list[Found]:
        """Retype what its words or neighbours tell, and drop what is no name after all."""
        written = frozenset(tokens)
        out: list[Found] = []
        for found in outer:
            if self._is_ship(found, text):
                continue
            if found.entry is None and not self._stands(found, written, text):
                continue
            out.append(found)
        return out

    def _is_role(self, word: str) -> bool:
        return "role" in self._lexicon.classes.get(word.lower(), ())

    def _is_ship(self, found: Found, text: str) -> bool:
        """Tell whether a stretch is, or begins, the name of a ship: KMP Teluk Mandar."""
        before = text[max(0, found.start - 12) : found.start].split()
        near = before[-1] if before else ""
        head = found.text.partition(" ")[0]
        ships = self._ships
        return (
            (near in ships and text[found.start - 1] == " ")
            or (head in ships and " " in found.text)
            or (found.text in ships and text[found.end + 1 : found.end + 2].isupper())
        )

    def _stands(self, found: Found, written: frozenset[str], text: str) -> bool:
        head = found.text.partition(" ")[0].lower()
        before = text[max(0, found.start - 24) : found.start].split()
        near = before[-1] if before else ""
        last = found.text.rpartition(" ")[2]
        if found.type == "organisation" and last != found.text and self._is_role(last):
            found.end -= len(last) + 1
            found.text = text[found.start : found.end]
        if found.type == "place" and self._heads.get(head) == "organisation":
            found.type = "organisation"
        if domain := _DOMAIN.match(text, found.end):
            found.end, found.type = domain.end(), "organisation"
            found.text = text[found.start : found.end]
        if found.type == "place" and near.lower() in _SPEAKS and " " not in found.text:
            found.type = "person"
        if found.type == "place" and near.lower() in _SAYS_WHO:
            found.type = "organisation"
        if found.type == "person":
            if {near.lower(), *(w.lower() for w in before[-2:-1])} & _SAYS_WHO and not any(
                word.lower() in self._lexicon.names for word in found.text.split()
            ):
                found.type = "organisation"
            lower = found.text.lower()
            starts_sentence = not near or near[-1] in _ENDS or text[found.start - 1] == "\n"
            if " " not in found.text and lower in written and starts_sentence:
                return False
        return True


def _beginning(outer: Sequence[Found], start: int, end: int) -> Sequence[Found]:
    """Return the stretches, which are sorted, that begin in `[start, end)`."""
    first = bisect_left(outer, start, key=attrgetter("start"))
    return outer[first : bisect_left(outer, end, lo=first, key=attrgetter("start"))]
