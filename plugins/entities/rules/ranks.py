"""Ranks between an office and its holder: Kapolres Bogor AKBP Rio Wahyu.

A rank, with the corps or force after it (Letkol Inf, Brigjen TNI), stands directly before a
person's name: it is no part of that name, nor of the place or the body before it; and what follows
it is a person whatever else is called so (Rio, a city).
"""

import re
from collections.abc import Sequence
from typing import Final

from kliping.plugins.entities.lexicon import Lexicon
from kliping.plugins.entities.rules.spans import Found

_FARTHEST: Final = 30  # code points of the ranks between an office and a name
_LONGEST: Final = 5  # words of a person's name
_ENDS_NAME: Final = frozenset(["role", "rank", "month", "orghead", "body", "bodyhead", "prep"])
_INITIALS: Final = re.compile(r"(?:[A-Z]{1,3}\.?)(?: ?[A-Z]\.)*")  # Bripka AS, Brigadir DP
_SMALL: Final = frozenset(["bin", "binti"])
_SITES: Final = frozenset(["jalan", "jl", "jln", "stadion", "bandara", "museum", "universitas"])


class Ranks:
    """The rule, over the stretches of one article at a time."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._ranks = lexicon.of_class("rank")
        self._corps = lexicon.of_class("corps")
        self._leads = lexicon.of_class("placelead") | lexicon.of_class("placehead")

    def apply(
        self, outer: Sequence[Found], tokens: Sequence[str], starts: Sequence[int], text: str
    ) -> list[Found]:
        """Return the stretches, sorted and disjoint, with ranks cut out and their bearers whole."""
        spans = self._bearers(tokens, starts, text)
        if not spans:
            return list(outer)
        out: list[Found] = []
        at = 0
        for rank, begin, end in spans:
            while at < len(outer) and outer[at].end <= rank:
                out.append(outer[at])
                at += 1
            while at < len(outer) and outer[at].start < end:
                found = outer[at]
                at += 1
                if found.start < rank:
                    out += _cut(found, rank, text)
                elif found.type == "person" and begin < found.end and found.end > end:
                    end = found.end  # the tagger knows more of the name: a surname in capitals
            if not _INITIALS.fullmatch(text, begin, end):
                out.append(Found(begin, end, text[begin:end], "person", sure=True))
        return [*out, *outer[at:]]

    def rename(self, outer: Sequence[Found], text: str) -> None:
        """Take a listed place that is the first name of a rank's bearer for that person.

        `kata Rio` after `AKBP Rio Wahyu`: unless a word before it says that a place is meant.
        """
        bearers = {
            f.text.partition(" ")[0]
            for f in outer
            if f.type == "person" and " " in f.text and self._is_ranked(f, text)
        }
        for found in outer:
            if found.type == "place" and found.text in bearers:
                before = text[max(0, found.start - 20) : found.start].lower().split()
                if not before or before[-1] not in self._leads:
                    found.type, found.entry = "person", None

    def is_between(self, text: str, start: int, end: int) -> bool:
        """Tell whether nothing but ranks, or a blank, stands in `[start, end)`."""
        if not 0 < end - start <= _FARTHEST:
            return False
        words = text[start:end].lower().replace(".", " ").split()
        known = self._ranks | self._corps
        return end - start <= 2 or (bool(words) and all(word in known for word in words))

    def _is_ranked(self, found: Found, text: str) -> bool:
        before = text[max(0, found.start - 20) : found.start].lower().replace(".", " ").split()
        return any(word in self._ranks for word in before[-3:])

    def _bearers(
        self, tokens: Sequence[str], starts: Sequence[int], text: str
    ) -> list[tuple[int, int, int]]:
        """Return for each rank with a name after it: its start, and the name's start and end."""
        spans: list[tuple[int, int, int]] = []
        if self._ranks.isdisjoint(map(str.lower, set(tokens))):
            return spans
        reach = 0
        for at, token in enumerate(tokens):
            if at < reach or not token[0].isupper() or token.lower() not in self._ranks:
                continue
            if at and tokens[at - 1].lower() in _SITES:
                continue
            first = self._past_corps(tokens, at + 1)
            last = self._name_end(tokens, starts, first, text)
            if last > first and text[starts[first] - 1] == " ":
                end = starts[last - 1] + len(tokens[last - 1])
                spans.append((starts[at], starts[first], end))
                reach = last
        return spans

    def _past_corps(self, tokens: Sequence[str], at: int) -> int:
        """Return the token after corps, marks and brackets: `Pol.`, `Inf`, `TNI (Purn)`."""
        while at < len(tokens):
            token = tokens[at]
            bracket = token == "(" and tokens[at + 2 : at + 3] == [")"]
            if bracket and tokens[at + 1].lower() in (*self._corps, "p", "t", "e", "s"):
                at += 3
            elif token == "." or (token[0].isupper() and token.lower() in self._corps):
                at += 1
            else:
                break
        return at

    def _name_end(self, tokens: Sequence[str], starts: Sequence[int], first: int, text: str) -> int:
        """Return the token after the name that begins at token `first`; `first` where none does."""
        at, words = first, 0
        while at < len(tokens) and words < _LONGEST:
            token = tokens[at]
            if token == "." and at > first and len(tokens[at - 1]) == 1:
                at += 1
                continue
            apart = at > first and text[starts[at - 1] + len(tokens[at - 1]) : starts[at]] != " "
            small = token in _SMALL and at > first
            if apart or not (token[0].isupper() or small):
                break
            kinds = self._lexicon.classes.get(token.lower(), ())
            if not _ENDS_NAME.isdisjoint(kinds) and token.lower() not in self._lexicon.names:
                break
            if token.isupper() and len(token) > 2 and at > first:
                break  # an abbreviation after the name
            at += 1
            words += 1
        return at


def _cut(found: Found, end: int, text: str) -> list[Found]:
    """Return what of a stretch stands before a rank: an office's body or place, no person."""
    kept = text[found.start : end].rstrip(" ,.(-")
    if not kept or (found.type == "person" and found.entry is None):
        return []
    return [Found(found.start, found.start + len(kept), kept, found.type)]
