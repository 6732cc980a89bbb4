"""From tags and gazetteer matches to the stretches that name entities."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kliping.index.records import Provenance
from kliping.plugins.entities.gazetteer import Entry, Match
from kliping.plugins.entities.tagger.features import LABELS

_LABEL_PARTS = tuple((label[0], label[2:]) for label in LABELS)
_LONGEST_TRIMMED = 1000  # code points; a longer stretch is no name, however its ends look
_CLOSING = ".,;:!?\"”“'‘’-/&+"
_REST = re.compile(r"[a-z]+\b")  # the second half of Korean names: Min-seok
LONGEST_NAME = 24  # blanks; the longest name of the gazetteer has 12, a Title Case line up to 20
EDGE_WORDS = frozenset(["dan", "untuk", "the", "for", "and", "of", "di"])


@dataclass(slots=True)
class Found:
    """A stretch that names an entity, while it is being worked on.

    Attributes:
        entry: what the gazetteer says of it, or None.
        name: the entity's name; "" until it is settled.
        nested: whether a larger name holds it.
        counted: whether its name is a value of the article's field; what is nested in a fixed
            name ("Madrid" in "Real Madrid") is not.
        tagged: whether it is a stretch that the tagger marked; rules may have moved its borders.
        sure: whether a rank, a cue or an age beside it proves that it names a person.
        paired: whether the name comes from a pair that the article states.
    """

    start: int
    end: int
    text: str
    type: str
    entry: Entry | None = None
    name: str = ""
    nested: bool = False
    counted: bool = True
    tagged: bool = False
    paired: bool = False
    sure: bool = False

    @property
    def provenance(self) -> Provenance:
        """What the stretch and its name rest on."""
        if self.paired:
            return "pair"
        if self.entry is not None:
            return "gazetteer"
        return "tagger" if self.tagged else "pattern"


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Take marks and small words off both ends of a stretch; complete a bracket that it opens."""
    while start < end and text[start] in _CLOSING:
        start += 1
    if end - start > _LONGEST_TRIMMED:
        return start, end
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
    text: str, tokens: Sequence[str], starts: Sequence[int], labels: npt.NDArray[np.int64]
) -> list[Found]:
    """Return the stretches that the tagger marked, in order, disjoint.

    One with more than `LONGEST_NAME` blanks is a table or a list, and no name.
    """
    found: list[Found] = []
    begin = end = last = -1
    kind = ""
    for at in np.flatnonzero(labels).tolist():
        mark, type = _LABEL_PARTS[labels[at]]
        if mark == "B" or type != kind or at > last + 1:
            if kind:
                _keep(found, text, begin, end, kind)
            begin, kind = starts[at], type
        last = at
        end = starts[at] + len(tokens[at])
    if kind:
        _keep(found, text, begin, end, kind)
    return found


def _keep(found: list[Found], text: str, start: int, end: int, type: str) -> None:
    start, end = trim(text, start, end)
    if type == "person" and text[end : end + 1] == "-" and (rest := _REST.match(text, end + 1)):
        end = rest.end()
    if type == "organisation" and text.startswith("kantor berita ", start, end):
        start += len("kantor berita ")
    named = end - start > 1 and text.find("\n", start, end) < 0
    if named and text.count(" ", start, end) <= LONGEST_NAME:
        found.append(Found(start, end, text[start:end], type, tagged=True))


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
            same = (start, end) == (first.start, first.end)
            if same and _is_metonym(first, entry):
                continue
            if first.entry is None or end - start > first.end - first.start:
                first.start, first.end, first.text = start, end, text[start:end]
                first.type, first.entry = entry.type, entry
                for other in touched[1:]:
                    other.end = other.start
            reach = max(reach, end)
    kept += [f for f in outer if f.end > f.start and f.type != "other"]
    kept.sort(key=lambda stretch: (stretch.start, -stretch.end))
    return disjoint(kept)


def _is_metonym(found: Found, entry: Entry) -> bool:
    """Tell whether the tagger took the name of a city for an organisation: Barcelona, the club."""
    return found.type == "organisation" and entry.file in ("districts", "places")


def disjoint(stretches: list[Found]) -> list[Found]:
    """Drop what overlaps an earlier stretch."""
    out: list[Found] = []
    for stretch in stretches:
        if not out or stretch.start >= out[-1].end:
            out.append(stretch)
    return out


def cut_places(outer: Sequence[Found], matches: Sequence[Match], text: str) -> list[Found]:
    """Cut listed places off the ends of persons, and apart where two make one stretch.

    "Kursk Rusia" is two places; in "Prancis Jacques Chirac" the first word is no part of the name.
    """
    places: dict[tuple[int, int], Entry] = {}
    ending: dict[int, list[int]] = {}  # end of a place → starts of all that end there, in order
    for match in matches:
        if match.entry.type == "place" and not match.entry.weak:
            places[match.start, match.end] = match.entry
            ending.setdefault(match.end, []).append(match.start)
    out: list[Found] = []
    for found in outer:
        if found.entry is not None or " " not in found.text:
            out.append(found)
            continue
        first = found.start + found.text.index(" ")
        last = found.start + found.text.rindex(" ") + 1
        begin = places.get((found.start, first))
        rest = next((s for s in ending.get(found.end, ()) if s > found.start), None)
        if found.type != "person":
            if begin is not None and rest is not None:
                end = places[rest, found.end]
                if text[first:rest].strip(", ") == "":
                    out.append(_listed(text, found.start, first, begin))
                    out.append(_listed(text, rest, found.end, end))
                    continue
            out.append(found)
            continue
        if begin is not None:
            out.append(_listed(text, found.start, first, begin))
            found.start, found.text = first + 1, text[first + 1 : found.end]
        elif (whose := places.get((last, found.end))) is not None:
            out.append(_listed(text, last, found.end, whose))
            continue
        out.append(found)
    return out


def _listed(text: str, start: int, end: int, entry: Entry) -> Found:
    return Found(start, end, text[start:end], entry.type, entry)


def nested_matches(
    outer: Sequence[Found], matches: Iterable[Match], text: str, bodies: Collection[str]
) -> list[Found]:
    """Return the places and organisations that the gazetteer knows inside larger names.

    Args:
        bodies: the words that begin the names of public bodies. Whose body it is counts as named:
            "Korea Utara" in "Komisi Militer Pusat Korea Utara", but not "Madrid" in "Real Madrid".
    """
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
        body = holder.text.partition(" ")[0].lower() in bodies
        if holder.entry is not None and holder.type != "event" and not body:
            continue
        counted = body and holder.type == "organisation" and end >= holder.end - 1
        name = text[start:end]
        inner.append(Found(start, end, name, entry.type, entry, nested=True, counted=counted))
        reach = end
    return inner
