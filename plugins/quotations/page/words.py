"""Read the word lists of `lexicon/` once, as sets of flags by lower-case word.

A *class* is a property of a word that decides how a clause is read ("neg", "rank", "place"); a
word may have several, and the classes of a word are one integer of bits. A *cue form* is a
reporting verb or preposition with what it may take as its complement.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from hashlib import blake2b
from importlib.resources import files
from typing import Literal, cast, get_args

from kliping.index.analyzer import Lexicon as Dictionary
from kliping.index.data_files import choices, one_of, read_lines, read_rows, words
from kliping.index.records import Act

# The package whose files are the word lists.
LEXICON = "kliping.plugins.quotations.lexicon"

Order = Literal["bare", "active", "passive", "source"]

CLASSES = (
    "neg",
    "irrealis",
    "adverb",
    "conj",
    "adjunct",
    "opener",
    "pronoun",
    "plural",
    "demonstrative",
    "quantifier",
    "day",
    "month",
    "particle",
    "predicate",
    "role",
    "rank",
    "person",
    "people",
    "body",
    "text",
    "institution",
    "given",
    "noun",
    "first",
    "cue",
)
BIT = {name: 1 << number for number, name in enumerate(CLASSES)}


class Complement(StrEnum):
    """What an active cue may take; see the head of `lexicon/cues.tsv`."""

    BAHWA = "bahwa"
    COMMA = "comma"
    CLAUSE = "clause"
    CLAUSE_OR_NOUN = "clause-or-noun"
    DIRECTIVE = "directive"
    MARKS = "marks"
    PHRASE = "phrase"
    REASON = "reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class CueForm:
    """A reporting word.

    Attributes:
        order: where content and speaker stand; see the head of `lexicon/cues.tsv`.
        complements: what an active verb may take.
    """

    form: str
    order: Order
    act: Act
    complements: frozenset[Complement] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """All word lists.

    Attributes:
        classes: bits (`BIT`) by lower-case word.
        leading: cue forms whose subject goes before them, or that stand between (active,
            source, passive), by lower-case form.
        trailing: cue forms that follow their content and precede the speaker.
        media: one name of a news agency or outlet by each of its spellings in lower case.
        places: one name of a state or capital by each of its forms, as written.
    """

    classes: Mapping[str, int]
    leading: Mapping[str, CueForm]
    trailing: Mapping[str, CueForm]
    media: Mapping[str, str]
    places: Mapping[str, str]


@cache
def digest() -> str:
    """Return a hash of all word lists and of the dictionary, 64 bits in hex."""
    hashed = blake2b(_dictionary().digest().encode(), digest_size=8)
    folder = files(LEXICON)
    for name in sorted(path.name for path in folder.iterdir()):
        if name.endswith((".tsv", ".txt")):
            hashed.update(name.encode() + b"\0" + (folder / name).read_bytes())
    return hashed.hexdigest()


@cache
def load_lexicon() -> Lexicon:
    """Read every list; the first call costs some milliseconds, later ones nothing."""
    classes: dict[str, int] = {}
    for name in ("function_words.tsv", "roles.tsv"):
        for word_class, listed in read_rows(LEXICON, name, str, words):
            for word in listed:
                classes[word] = classes.get(word, 0) | BIT[word_class]
    for name, word_class in (
        ("not_names.txt", "institution"),
        ("personal_names.txt", "given"),
        ("nouns.txt", "noun"),
    ):
        for line in read_lines(LEXICON, name):
            for word in line.lower().split():
                classes[word] = classes.get(word, 0) | BIT[word_class]
    leading, trailing = _read_cues()
    for form in (*leading, *trailing):
        classes[form] = classes.get(form, 0) | BIT["cue"]
    return Lexicon(
        classes=classes,
        leading=leading,
        trailing=trailing,
        media={form.lower(): name for form, name in _iter_aliases("media.tsv")},
        places=dict(_iter_aliases("places.tsv")),
    )


@cache
def _groups() -> Mapping[str, frozenset[str]]:
    rows = read_rows(LEXICON, "word_groups.tsv", str, str, words)
    return {group: frozenset(listed) for group, _, listed in rows}


def word_group(name: str) -> frozenset[str]:
    """Return the lower-case words of a group of `lexicon/word_groups.tsv`."""
    return _groups()[name]


@cache
def _dictionary() -> Dictionary:
    return Dictionary()


@lru_cache(maxsize=50_000)
def is_plain(low: str) -> bool:
    """Tell whether the dictionary has a lower-case word, and no list knows it as a name."""
    known = _dictionary()
    if low in known.names or load_lexicon().classes.get(low, 0) & BIT["given"]:
        return False
    if low.startswith("di") and low[2:] in known.roots:
        return True
    if low.startswith("se") and known.dictionary.get(low[2:]) == low[2:]:
        return True
    return known.dictionary.get(low) is not None or low in known.roots


@lru_cache(maxsize=50_000)
def is_derived(low: str) -> bool:
    """Tell whether the dictionary has a word as a derived one (`lebaran`), which is no name."""
    if not is_plain(low):
        return False
    known = _dictionary()
    return low not in known.roots and known.dictionary.get(low) != low


def _read_cues() -> tuple[dict[str, CueForm], dict[str, CueForm]]:
    leading: dict[str, CueForm] = {}
    trailing: dict[str, CueForm] = {}
    orders, acts = one_of(*get_args(Order)), one_of(*get_args(Act))
    for order, act, taken, forms in read_rows(LEXICON, "cues.tsv", orders, acts, _taken, words):
        for form in forms:
            cue = CueForm(
                form=form,
                order=cast(Order, order),
                act=cast(Act, act),
                complements=taken,
            )
            if order == "bare":
                trailing[form] = cue
                trailing[form + "nya"] = cue
            else:
                leading[form] = cue
            if order == "passive":
                trailing[form] = cue
            if order == "source":
                trailing[form] = cue
                trailing[form + "nya"] = cue
    return leading, trailing


def _taken(cell: str) -> frozenset[Complement]:
    return frozenset(map(Complement, cell.strip("-").split()))


def _iter_aliases(name: str) -> Iterator[tuple[str, str]]:
    for standing, forms in read_rows(LEXICON, name, str, choices("|")):
        yield standing, standing
        yield from ((form, standing) for form in forms)
