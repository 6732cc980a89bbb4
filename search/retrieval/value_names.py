"""What a value of a field stands for: its spellings, its aliases, values that hold its words."""

from collections.abc import Iterable, Sequence

from kliping.index.keywords import keyword_term, without_accents
from kliping.index.store import Store

from .view import ArchiveView

# Entity types; a speaker is one of them, so it goes by their aliases too.
ENTITY_TYPES = ("person", "organisation", "place")


def aliases_of(store: Store, field: str) -> dict[str, str]:
    """Return alias → name of a field."""
    stored = store.aliases()
    merged: dict[str, str] = {}
    for source in (*ENTITY_TYPES, field) if field == "speaker" else (field,):
        merged.update(stored.get(source, {}))
    return merged


def names_of(view: ArchiveView, field: str, value: str) -> tuple[str, ...]:
    """Return every stored value that a value of a keyword field stands for, itself first."""
    known = view.names.get((field, value))
    if known is None:
        known = spelled_as(view, field, value)
        if len(known) == 1:
            known = (*known, *_holding(view, field, value))
        view.names[field, value] = known
    return known


def spelled_as(view: ArchiveView, field: str, value: str) -> tuple[str, ...]:
    """Return the values that spellings and aliases say a value is, itself first.

    No engine is asked.
    """
    types = ENTITY_TYPES if field == "speaker" else (field,)
    names = dict.fromkeys([value, *view.store.names_spelled(value, types=types)])
    aliases = aliases_of(view.store, field)
    folded = {alias.casefold(): name for alias, name in aliases.items()}
    for name in list(names):
        target = folded.get(name.casefold(), name).casefold()
        for alias, stands_for in aliases.items():
            if stands_for.casefold() == target:
                names.update({stands_for: None, alias: None})
    return tuple(names)


def values_holding(value: str, stored: Iterable[str]) -> list[str]:
    """Return the stored values that hold the words of a value side by side.

    Case and accents make no difference, as in texts.
    """
    words = without_accents(keyword_term(value)).split()
    if not words:
        return []
    found = []
    for known in stored:
        plain = without_accents(keyword_term(known))
        if words[0] in plain and _stand_in(plain.split(), words):
            found.append(known)
    return found


def _holding(view: ArchiveView, field: str, value: str) -> list[str]:
    """Return the stored values that hold these words, where none is spelled just so."""
    folded = keyword_term(value)
    if view.reader.count_terms_of(field, [folded])[folded]:
        return []
    return values_holding(value, (term for term, _ in view.reader.term_counts(field)))


def _stand_in(words: Sequence[str], wanted: Sequence[str]) -> bool:
    """Return whether `wanted` stands among the words, side by side."""
    return any(
        list(words[at : at + len(wanted)]) == list(wanted)
        for at in range(len(words) - len(wanted) + 1)
    )
