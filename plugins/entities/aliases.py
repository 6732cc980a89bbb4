"""Which values of a field may be one entity: suggestions over a whole archive.

Pure functions of the values and their counts. Nothing is merged here; an archive stores the
aliases that its owner accepts.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache

from kliping.plugins.contracts import LikelyAlias
from kliping.plugins.entities.gazetteer import Entry, load_entries
from kliping.plugins.entities.spelling import is_variant, sound

# Scores say how often such a pair was one entity among the suggestions read over the development
# news (IndoSum and Tribun), 2026-11.
LISTED, INITIALS, SPELLING, SHORT = 0.99, 0.8, 0.85, 0.5
_FIELD_TYPES = ("person", "organisation", "place", "event")
_MANY = 3  # articles a full name needs before a part of it is suggested as its short form


def suggest_aliases(counts: Mapping[str, int], type: str) -> list[LikelyAlias]:
    """Return pairs of values that may name one entity, best first, one suggestion per alias.

    Args:
        counts: value → number of articles.
        type: "person", "organisation", "place", "event"; "speaker" counts as "person".
    """
    best: dict[str, LikelyAlias] = {}
    kind = type if type in _FIELD_TYPES else "person"
    for suggestion in _iter_suggestions(counts, kind):
        known = best.get(suggestion.alias)
        if known is None or suggestion.score > known.score:
            best[suggestion.alias] = suggestion
    ranked = sorted(best.values(), key=lambda s: (-s.score, -counts[s.alias], s.alias))
    return [s for s in ranked if s.name not in best or best[s.name].name != s.alias]


def _iter_suggestions(counts: Mapping[str, int], type: str) -> Iterator[LikelyAlias]:
    entries = _entries()
    listed = frozenset(v for v in counts if (e := entries.get(v)) is not None and e.name == v)
    for suggestion in _iter_likenesses(counts, type):
        if suggestion.alias not in listed:
            yield suggestion
    for value in counts:
        entry = entries.get(value)
        if entry is not None and entry.type == type and not entry.weak and entry.name != value:
            yield LikelyAlias(value, entry.name, f"{value} is listed as {entry.name}", LISTED)


def _iter_likenesses(counts: Mapping[str, int], type: str) -> Iterator[LikelyAlias]:
    """Yield the pairs of values that look alike."""
    yield from _spellings(counts)
    if type == "person":
        yield from _short_names(counts)
    if type == "organisation":
        yield from _initials(counts)


@cache
def _entries() -> dict[str, Entry]:
    return load_entries()


def _spellings(counts: Mapping[str, int]) -> Iterator[LikelyAlias]:
    """Pair values that sound alike or differ in one or two letters; the rarer is the alias."""
    blocks: dict[tuple[str, int], list[str]] = defaultdict(list)
    for value in counts:
        words = sound(value).split()
        blocks["".join(word[0] for word in words), len(words)].append(value)
    for values in blocks.values():
        values.sort(key=lambda value: (-counts[value], value))
        for at, name in enumerate(values):
            for alias in values[at + 1 :]:
                same = sound(name) == sound(alias)
                if same or is_variant(name, alias):
                    yield LikelyAlias(alias, name, "another spelling", 0.95 if same else SPELLING)


def _short_names(counts: Mapping[str, int]) -> Iterator[LikelyAlias]:
    """Pair a person's single name with the one full name that holds it."""
    holders: dict[str, list[str]] = defaultdict(list)
    for value in counts:
        words = value.split()
        if len(words) > 1:
            for word in set(words):
                holders[word].append(value)
    for value in counts:
        full = holders.get(value, [])
        if len(full) == 1 and counts[full[0]] >= _MANY:
            yield LikelyAlias(value, full[0], "the only full name that holds it", SHORT)


def _initials(counts: Mapping[str, int]) -> Iterator[LikelyAlias]:
    """Pair an abbreviation with the one long name whose capitals spell it."""
    spelt: dict[str, list[str]] = defaultdict(list)
    for value in counts:
        capitals = "".join(word[0] for word in value.split() if word[0].isupper())
        if len(capitals) > 2:
            spelt[capitals].append(value)
    for value in counts:
        long = spelt.get(value, [])
        if value.isupper() and len(long) == 1 and long[0] != value:
            yield LikelyAlias(value, long[0], "its initials", INITIALS)
