"""Datelines: the place and the outlet that stand before the lead.

`Moskow, VIVA –`, `(IslamToday ID) –`, `JAKARTA, KOMPAS.com -`, `TRIBUNNEWS.COM, JAKARTA --`,
`Jakarta (ANTARA) -`, `Liputan6.com, Jakarta`, `Jakarta -`.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from .tables import outlets, places

# A dash between blanks, or a long one, or a hyphen that hangs on one side (`JAKARTA- Polisi`).
_DASH = re.compile(r"\s*(?:-[- ]*-|[–—―])\s*|\s+-\s*|-\s+|-$|-(?=[A-Z\"“])")
_LONGEST = 90  # code points before the dash; the longest seen on IndoSum and Tribunnews has 48
_DOMAIN = re.compile(r"[A-Za-z0-9][\w-]*(?:\.[\w-]+)*\.(?:com?|id|net|org|tv|news)(?:\.id)?", re.I)
_DAY = re.compile(r"\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?|\d{1,2} [A-Z]\w+|[A-Z]\w+ \d{1,2}")
_NAME = re.compile(r"[A-Z0-9][\w.'’]*(?: (?:[A-Z0-9][\w.'’]*|de|al|dan|di)){0,3}")
_BRACKETED = re.compile(r"(?P<before>[^()]*?)[\s,]*\((?P<inner>[^()]{2,40})\)")
_CAMEL = re.compile(r"[A-Z][a-z]+[A-Z]\w+")
_NO_DASH = re.compile(r"(?P<outlet>[\w.-]+), (?P<rest>[A-Z][^\n]{0,60})")
_OPENING = re.compile(r"[A-Z0-9\"“”'‘(]")
_SHORTEST_CAPITALS = 5  # letters of a place in capitals that no table knows (`KPK - …` is none)


class Dateline(NamedTuple):
    """Where a dateline ends, in code points of the text it begins, and its outlet or None."""

    end: int
    outlet: str | None


def find_dateline(text: str) -> Dateline | None:
    """Return the dateline at the beginning of a line, or None."""
    for dash in _DASH.finditer(text, 1, _LONGEST + 6):
        if dash.start() > _LONGEST:
            break
        found = _read_head(text[: dash.start()].strip(), text, dash)
        glued = dash[0] == "-" and dash.end() < len(text)  # `Go-Jek`, but `KOMPAS.com-Polisi`
        if glued and _is_of_domain(text, dash.start()):
            continue
        if found is not None and (not glued or outlets().named(found)):
            return Dateline(_second_place(text, dash.end()), found or None)
    return _without_dash(text)


def _is_of_domain(text: str, at: int) -> bool:
    """Tell whether a hyphen stands inside an address: `SAMUDRA-VIDEO.COM`."""
    before = re.search(r"[\w.-]*\Z", text[:at])
    domain = _DOMAIN.match(text, before.start()) if before else None
    return domain is not None and domain.end() > at


def _second_place(text: str, end: int) -> int:
    """Return where `JPNN.com - JAKARTA - ` ends, where its first dash ends at `end`."""
    dash = _DASH.search(text, end, end + 40)
    place = text[end : dash.start()].strip() if dash else ""
    return dash.end() if dash and place.isupper() and _kind(place) == "place" else end


def _read_head(head: str, text: str, dash: re.Match[str]) -> str | None:
    """Return the outlet, "" for a dateline without one, None where `head` is no dateline."""
    bracketed = _BRACKETED.fullmatch(head)
    if bracketed is not None:
        return _read_bracketed(bracketed["before"].strip(), bracketed["inner"].strip())
    parts = [part.strip() for part in head.split(",") if part.strip()]
    if not parts or len(parts) > 4:
        return None
    kinds = [_kind(part) for part in parts]
    if len(parts) == 1:
        return _outlet(parts[0]) if kinds[0] == "outlet" else _read_lone(head, kinds[0], text, dash)
    if None in kinds or not {"outlet", "place"} & set(kinds):
        return None
    if "outlet" in kinds:
        return _outlet(parts[kinds.index("outlet")])
    return _read_places(head, parts, kinds)


def _read_lone(head: str, kind: str | None, text: str, dash: re.Match[str]) -> str | None:
    """Read a head of one part that is no outlet, as `_read_head` does."""
    if kind == "place":
        return ""
    if kind != "name":
        return None
    if dash.end() == len(text) and len(head.split()) <= 3:
        return ""  # `Sukamaju -` on a line of its own, as Detik's pages have it
    return "" if _is_capitals(head) and _stands_apart(text, dash) else None


def _read_places(head: str, parts: Sequence[str], kinds: Sequence[str | None]) -> str | None:
    """Read a head of several parts, one a place and none a known outlet, as `_read_head` does."""
    names = [part for part, kind in zip(parts, kinds, strict=True) if kind == "name"]
    if len(names) == 1:
        if not head.isupper():
            return _shown(names[0]) if kinds[-1] == "name" else None  # `Moskow, VIVA`: no place
        if " " in names[0]:  # one word may be a place that no table knows: `BANGKOK, PATTANI`
            return _shown(names[0])
    return "" if not names or head.isupper() else None


def _read_bracketed(before: str, inner: str) -> str | None:
    known = _kind(inner) == "outlet"
    if not before:
        return _outlet(inner) if known or _NAME.fullmatch(inner) else None
    if len(before) > 50 or not (_NAME.match(before)):
        return None
    parts = [part.strip() for part in before.split(",") if part.strip()]
    kinds = [_kind(part) for part in parts]
    if known and None not in kinds:
        return _outlet(inner)
    if all(kind in ("place", "day") for kind in kinds) and _NAME.fullmatch(inner):
        return inner
    return None


def _kind(part: str) -> str | None:
    """Return what a part of a dateline is: outlet, place, day, another name, or None."""
    if part.casefold() in places():
        return "place" if part[0].isupper() else None
    if outlets().named(part) is not None or _DOMAIN.fullmatch(part):
        return "outlet"
    if _DAY.fullmatch(part):
        return "day"
    squeezed = part.replace(" ", "")
    if outlets().named(re.sub(r"(?i)(?:news|online)$", "", squeezed)) is not None:
        return "outlet"
    return "name" if _NAME.fullmatch(part) else None


def _outlet(written: str) -> str:
    return outlets().named(written) or _shown(written)


def _shown(written: str) -> str:
    """Return a name in capitals as a name is written: `HARIAN SAMUDRA` is Harian Samudra."""
    if " " not in written or not written.isupper():
        return written
    return " ".join(word.capitalize() if len(word) > 3 else word for word in written.split(" "))


def named_outlet(written: str) -> str | None:
    """Return the outlet that a line of date names: a known one, an address, a `CamelCase` word."""
    known = outlets().named(written)
    if known is not None:
        return known
    return written if _DOMAIN.fullmatch(written) or _CAMEL.fullmatch(written) else None


def _is_capitals(head: str) -> bool:
    letters = sum(character.isalpha() for character in head)
    return head.isupper() and letters >= _SHORTEST_CAPITALS and len(head.split()) <= 3


def _stands_apart(text: str, dash: re.Match[str]) -> bool:
    """Return whether a dash parts two things: a long one, or with blanks; then a capital."""
    return _OPENING.match(text, dash.end()) is not None and (
        any(mark in dash[0] for mark in ("–", "—", "―", "--", "- -")) or dash[0] in (" - ", "- ")
    )


def _without_dash(text: str) -> Dateline | None:
    """Return `Liputan6.com, Jakarta`, `KBRN, Jakarta:`, or `Jakarta, NU Online` on its own line."""
    place, comma, outlet = text.rstrip().partition(", ")
    if comma and _kind(place) == "place" and outlets().named(outlet) is not None:
        return Dateline(len(text), _outlet(outlet))
    match = _NO_DASH.match(text)
    if match is None or _kind(match["outlet"]) != "outlet":
        return None
    ends = [word.end() for word in re.finditer(r"[^\s:]+", match["rest"])][:3]
    for length in reversed(ends):
        if match["rest"][:length].casefold() in places():
            end = match.start("rest") + length
            after = re.match(r"\s*:?\s*(?=[A-Z\"“])", text[end:])
            if after and after[0] and (":" in after[0] or "." in match["outlet"]):
                return Dateline(end + after.end(), _outlet(match["outlet"]))
    return None
