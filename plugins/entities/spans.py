"""From tags and gazetteer matches to the stretches that name entities."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .features import LABELS
from .gazetteer import Entry, Match

_LABEL_PARTS = tuple((label[0], label[2:]) for label in LABELS)
_CLOSING = ".,;:!?\"”“'‘’-/&+"
EDGE_WORDS = frozenset(["dan", "untuk", "the", "for", "and", "of", "di"])


@dataclass(slots=True)
class Found:
    """A stretch that names an entity, while it is being worked on.

    Attributes:
        entry: what the gazetteer says of it, or None.
        name: the entity's name; "" until it is settled.
        nested: whether a larger name holds it.
    """

    start: int
    end: int
    text: str
    type: str
    entry: Entry | None = None
    name: str = ""
    nested: bool = False


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Take marks and small words off both ends of a stretch; complete a bracket that it opens."""
    while start < end:
        inside = text[start:end]
        first, last = inside[0], inside[-1]
        if first in _CLOSING or first == ")" or (first == "(" and ")" not in inside):
            start += 1
        elif (
            (
                last in _CLOSING
                and not (last == "." and inside[-2:-1].isupper() and "." in inside[:-1])
            )
            or last == "("
            or (last == ")" and "(" not in inside)
        ):
            end -= 1
        elif inside.count("(") > inside.count(")"):
            if text[end : end + 1] == ")":
                return start, end + 1
            end = start + inside.rindex("(")
        elif inside[-1].isspace():
            end -= 1
        elif inside[0].isspace():
            start += 1
        elif (word := inside.rpartition(" ")[2]) in EDGE_WORDS and word != inside:
            end -= len(word) + 1
        else:
            break
    return start, end


def read_labels(
    text: str, tokens: Sequence[str], starts: Sequence[int], labels: Sequence[int]
) -> list[Found]:
    """Return the stretches that the tagger marked, in order, disjoint."""
    found: list[Found] = []
    begin = end = -1
    kind = ""
    for at, label in enumerate(labels):
        if not label:
            if kind:
                _keep(found, text, begin, end, kind)
                kind = ""
            continue
        mark, type = _LABEL_PARTS[label]
        if mark == "B" or type != kind:
            if kind:
                _keep(found, text, begin, end, kind)
            begin, kind = starts[at], type
        end = starts[at] + len(tokens[at])
    if kind:
        _keep(found, text, begin, end, kind)
    return found


def _keep(found: list[Found], text: str, start: int, end: int, type: str) -> None:
    start, end = trim(text, start, end)
    if end - start > 1 and "\n" not in text[start:end]:
        found.append(Found(start, end, text[start:end], type))


def merge_matches(found: Iterable[Found], matches: Iterable[Match], text: str) -> list[Found]:
    """Return the outer stretches: the tagger's, set right by the gazetteer, and what it adds.

    A stretch that the gazetteer lists takes the type listed there; what is listed as no name goes;
    a longer listed name that holds a stretch replaces it; listed names outside all stretches are
    added unless weak. Every stretch that the gazetteer lists holds its entry.
    """
    outer = sorted(found, key=lambda stretch: stretch.start)
    kept: list[Found] = []
    listed = [match for match in matches if not match.entry.weak]
    at = 0
    reach = -1
    for match in listed:
        start, end, entry = match
        while at < len(outer) and outer[at].end <= start:
            at += 1
        over = at
        holds = True
        touched: list[Found] = []
        while over < len(outer) and outer[over].start < end:
            stretch = outer[over]
            touched.append(stretch)
            holds = holds and start <= stretch.start and stretch.end <= end
            over += 1
        if not touched:
            if start >= reach and entry.type != "other":
                kept.append(Found(start, end, text[start:end], entry.type, entry))
            reach = max(reach, end)
        elif holds:
            first = touched[0]
            if first.entry is None or end - start > first.end - first.start:
                first.start, first.end, first.text = start, end, text[start:end]
                first.type, first.entry = entry.type, entry
                for other in touched[1:]:
                    other.end = other.start
            reach = max(reach, end)
    kept += [f for f in outer if f.end > f.start and f.type != "other"]
    kept.sort(key=lambda stretch: (stretch.start, -stretch.end))
    return _disjoint(kept)


def _disjoint(stretches: list[Found]) -> list[Found]:
    """Drop what overlaps an earlier stretch."""
    out: list[Found] = []
    for stretch in stretches:
        if not out or stretch.start >= out[-1].end:
            out.append(stretch)
    return out


def nested_matches(outer: Sequence[Found], matches: Iterable[Match], text: str) -> list[Found]:
    """Return the places and organisations that the gazetteer knows inside larger names."""
    inner: list[Found] = []
    at = 0
    reach = -1
    for start, end, entry in matches:
        while at < len(outer) and outer[at].end <= start:
            at += 1
        if at == len(outer):
            break
        holder = outer[at]
        if (
            start < reach
            or entry.weak
            or entry.type not in ("place", "organisation")
            or holder.type not in ("place", "organisation", "event")
            or not (holder.start <= start and end <= holder.end)
            or end - start == holder.end - holder.start
        ):
            continue
        if holder.entry is not None and holder.entry.name == entry.name:
            continue
        if entry.type == "organisation" == holder.type and start == holder.start:
            continue
        inner.append(Found(start, end, text[start:end], entry.type, entry, nested=True))
        reach = end
    return inner
