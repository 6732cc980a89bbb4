"""One name per entity: titles off, abbreviations and surnames resolved within the article.

A name is settled in this order: what the gazetteer lists; the long form that the article gives
(`Long Name (LN)`, a surname whose full name stands elsewhere in the article); the parts of a name
that the gazetteer lists (Kemenlu AS); the words as written.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from unicodedata import normalize

from kliping.plugins.entities.gazetteer import Entry
from kliping.plugins.entities.lexicon import Lexicon
from kliping.plugins.entities.rules.spans import Found
from kliping.plugins.entities.spelling import PartIndex, VariantIndex, plain_name

_SPACES = re.compile(r"\s+")
_HYPHEN = re.compile(r"(?<=\w) ?([-–]) ?(?=\w)")
# Academic and religious titles after which, or before which, a name stands.
_BEFORE = re.compile(
    r"^(?:(?:Prof|Dr|dr|drg|Drs|Ir|Hj|H|KH|K\.H|Ny|Tn|Mr|Mrs|Ms|Sdr|Pdt|Rm|Ust|AKBP|AKP|Pol|Purn)\b"
    r"\.? ?)+(?=[A-Z])"
)
_AFTER = re.compile(
    r",? (?:(?:S|M|Ph|Sp|A)\.? ?[A-Z][A-Za-z]{0,3}\.?|MSi|MSc|MM|MH|SH|SE|PhD|MBA|Lc)$"
)
_ALIAS = re.compile(r" alias [A-Z].*$")
_NICKNAME = re.compile(r'\s*["“(][^"”)]*["”)]\s*')
_FIRM = re.compile(r"^(?:PT|CV|Perum|PD) | \(Persero\)| Tbk\.?$")  # forms of firms
_SHOUTED = re.compile(r"(?=(?:.*[AIUEO]){2})[A-Z]{4,}$")  # no abbreviation: two vowels or more
# What cannot be said is no word: no vowel (BPBD), or a beginning that no name has (RSUD, BBKSDA).
_VOWELLESS = re.compile(r"[^AIUEOY]{2,}$|(?!S|N)[^AIUEOY][^AIUEOYRLWHJN]|.*(?:[^AIUEOY]{5}|II|UU)")
_PREFIXES = frozenset(["role", "leadin"])  # classes of words before a person's name
_SMALL_WORDS = frozenset(["pt", "cv", "dan", "di", "untuk", "of", "and", "for", "the"])
_CLIPPED = range(4, 16)  # letters of an abbreviation that is written as a word: Kemkes
HOME = "Indonesia"  # whose public bodies the gazetteer lists without their country
_SHORTEST_NAME = 3
_MOST_HOLDERS = 200  # names with one word that are looked at for one that holds another


@lru_cache(maxsize=50_000)
def tidy(text: str) -> str:
    """Return a name as it is shown: single spaces, no space round hyphens, no shouting."""
    name = _HYPHEN.sub(r"\1", _SPACES.sub(" ", text).strip())
    if not name.isascii():
        name = normalize("NFC", name)
    words = name.split(" ")
    if all(word.isupper() for word in words) and (len(words) > 1 or len(name) > 5):
        name = " ".join(w.title() if _is_shouted(w, len(words)) else w for w in words)
    elif len(words) > 1 and _SHOUTED.match(words[0]) and words[1].istitle():
        name = " ".join([words[0].title(), *words[1:]])
    return name


def _is_shouted(word: str, count: int) -> bool:
    """Tell whether a word among `count` in capitals is no abbreviation: BPBD has no vowel."""
    return not _VOWELLESS.match(word) and (len(word) > 3 or count > 2)


def bare_person(text: str, lexicon: Lexicon) -> tuple[int, str]:
    """Return how many code points of roles and titles begin a person's name, and the rest."""
    skipped = 0
    while True:
        first, space, rest = text.partition(" ")
        title = _BEFORE.match(text)
        if title and title.end() < len(text):
            skipped += title.end()
            text = text[title.end() :]
        elif (
            space
            and rest[:1].isupper()
            and not _PREFIXES.isdisjoint(lexicon.classes.get(first.lower().rstrip("."), ()))
            and first.lower() not in lexicon.names
        ):
            skipped += len(first) + 1
            text = rest
        else:
            return skipped, text


def is_clipped(short: str, long: str) -> bool:
    """Tell whether one word is made of the letters of a long form, in order, from its first on.

    >>> is_clipped("Kemkes", "Kementerian Kesehatan")
    True
    """
    letters = iter(long.lower())
    return (
        " " in long
        and len(short) in _CLIPPED
        and short.isalpha()
        and short[:1].lower() == long[:1].lower()
        and all(letter in letters for letter in short.lower())
    )


def spells_another(long: str, short: str, listed: str) -> bool:
    """Tell whether `Long (SHORT)` states another body than the one that is listed under SHORT.

    It does where the initials of its words are the abbreviation and it shares no word with the
    listed name but the country's.

    >>> spells_another("PT Bumi Sarana Kejora", "BSK", "Bank Syariah Mawar")
    True
    >>> spells_another("Badan Antariksa Amerika", "NASA", "NASA")
    False
    """
    words = [word for word in long.lower().split() if word not in _SMALL_WORDS]
    others = {word for word in listed.lower().split() if word != HOME.lower()}
    spelt = "".join(word[0] for word in words) == short.lower()
    return spelt and " " in listed and others.isdisjoint(words)


class Naming:
    """Settles the names of one article's stretches."""

    def __init__(self, entries: dict[str, Entry], lexicon: Lexicon) -> None:
        self._entries = entries
        self._lexicon = lexicon
        self._public = lexicon.of_class("body")

    def settle(self, found: Sequence[Found], text: str) -> None:
        """Give every stretch its name, in place.

        Args:
            found: outer and nested stretches of one article.
            text: the body text that the stretches are of.
        """
        short = self._abbreviations(found, text)
        for stretch in found:
            entry = stretch.entry or self._entry(stretch)
            local = short.get(stretch.text)
            if local is not None and (entry is None or entry.name != local):
                stretch.name, stretch.paired = local, stretch.text != local
            elif entry is not None:
                stretch.name, stretch.entry = entry.name, entry
            elif stretch.type == "organisation":
                stretch.name = self._rewrite(stretch.text)
            else:
                name = tidy(stretch.text)
                stretch.name = name[0].upper() + name[1:]
        self._settle_persons([f for f in found if f.type == "person"])
        organisations = [f for f in found if f.type == "organisation" and not f.nested]
        _settle_prefixes(organisations)
        self._settle_clubs(organisations)

    def _entry(self, stretch: Found) -> Entry | None:
        name = tidy(stretch.text)
        entry = (
            self._entries.get(name)
            or self._entries.get(name[0].upper() + name[1:])
            or self._entries.get(_FIRM.sub("", name))
        )
        return entry if entry is not None and entry.type == stretch.type else None

    def _abbreviations(self, found: Sequence[Found], text: str) -> dict[str, str]:
        """Return abbreviation → name, from every `Long Name (ABBR)` of the article.

        Only the brackets pair them: neighbours in a list (`AFP, BBC, dan Reuters`) or round the
        end of a sentence have nothing to do with each other.
        """
        pairs: dict[str, str] = {}
        for stretch, after in pairwise(f for f in found if not f.nested):
            bracketed = text[stretch.end : after.start] == " (" and text.startswith(")", after.end)
            if not stretch.type == after.type == "organisation" or not bracketed:
                continue
            whose = self._entries.get(after.text)
            if whose is not None and whose.type == "place":
                continue  # the abbreviation of the country at the end: Kadin Uni Emirat Arab (UEA)
            if after.text.isupper() or is_clipped(after.text, stretch.text):
                name = self._paired(stretch, stretch.text, after.text)
                pairs[after.text] = pairs[stretch.text] = name
        for stretch in found:
            if stretch.type == "organisation" and stretch.text.endswith(")"):
                long, _, abbreviation = stretch.text[:-1].rpartition("(")
                long = long.strip()
                if long and abbreviation:
                    name = self._paired(stretch, long, abbreviation)
                    pairs[abbreviation] = pairs[long] = pairs[stretch.text] = name
        return pairs

    def _paired(self, stretch: Found, long: str, short: str) -> str:
        """Return the name of `Long Name (LN)`: the listed one of either, else the long form."""
        whole = self._entry(stretch) if stretch.text == long else None
        listed = whole or self._entries.get(tidy(long))
        entry = listed or self._entries.get(short)
        if entry is None or entry.type != "organisation" or entry.weak:
            return self._rewrite(long)
        if listed is None and spells_another(long, short, entry.name):
            return self._rewrite(long)
        return entry.name

    def _rewrite(self, text: str) -> str:
        """Return a name with the abbreviations that begin and end it written out.

        Kemenlu AS → Kementerian Luar Negeri Amerika Serikat. A public body that is listed is
        Indonesia's: Kementan RI → Kementerian Pertanian.
        """
        words = tidy(text).split(" ")
        for cut in range(len(words) - 1, 0, -1):
            whose = self._entries.get(" ".join(words[cut:]))
            what = self._entries.get(" ".join(words[:cut]))
            if what is None or what.type != "organisation" or whose is None or what.weak:
                continue
            if whose.type == "place" and not whose.weak:
                public = what.name.partition(" ")[0].lower() in self._public
                return what.name if public and whose.name == HOME else f"{what.name} {whose.name}"
        return " ".join(words)

    def _settle_clubs(self, organisations: Sequence[Found]) -> None:
        """Give a city that stands for an organisation the name of the one that bears it.

        Madrid → Real Madrid, where the article names only that one; Barcelona → FC Barcelona.
        """
        names = {f.name for f in organisations if " " in f.name}
        bearers: dict[str, set[str]] = {}
        for name in names:
            for word in name.split(" "):
                bearers.setdefault(word, set()).add(name)
        for found in organisations:
            if found.entry is not None or " " in found.text or found.name in names:
                continue
            holders = bearers.get(found.text, set())
            club = self._entries.get(f"{found.text} FC") or self._entries.get(f"FC {found.text}")
            if len(holders) == 1:
                found.name = next(iter(holders))
            elif club is not None and not holders:
                found.name = club.name

    def _settle_persons(self, persons: Sequence[Found]) -> None:
        """Take titles off and give a part of a name the full name that the article has for it."""
        for person in persons:
            if person.entry is None:
                _, bare = bare_person(person.text, self._lexicon)
                bare = _AFTER.sub("", _ALIAS.sub("", _NICKNAME.sub(" ", bare).strip()))
                entry = self._entries.get(tidy(bare))
                known = entry is not None and entry.type == "person" and not entry.weak
                name = plain_name(tidy(bare))
                person.name = entry.name if known and entry is not None else name
                person.entry = entry if known else None
        counts = Counter(p.name for p in persons if " " in p.name)
        full: dict[str, set[str]] = {}
        for name in _join_variants(counts):
            for word in (*name.split(" "), *name.replace("-", " ").split(" ")):
                if len(word) >= _SHORTEST_NAME:
                    full.setdefault(word.lower(), set()).add(name)
        written = {p.text for p in persons}
        named_in_full = {p.name for p in persons if " " in p.text}
        holders: dict[str, set[str]] = {}
        for person in persons:
            listed = person.entry is not None and person.entry.name == person.name
            short = person.text if " " not in person.text else person.name
            if listed and (" " in short or person.name in named_in_full):
                continue
            if short not in holders:
                sets = [full.get(word.lower(), set()) for word in short.split(" ")]
                holders[short] = set.intersection(*sorted(sets, key=len))
            fitting = holders[short]
            others = len(fitting) - (person.name in fitting)
            if others == 1 and (not listed or short in written):
                person.name = next(name for name in fitting if name != person.name)
        _unify([p for p in persons if " " in p.name])
        _unify_parts(persons)


def _join_variants(counts: Counter[str]) -> list[str]:
    """Return the distinct names, longest first, without those that one longer name holds."""
    names = sorted(counts, key=lambda name: (-len(name), name))
    kept: list[str] = []
    holding: dict[str, list[frozenset[str]]] = {}  # word → the kept names that have it
    for name in names:
        words = frozenset(name.lower().split(" "))
        rarest = min((holding.get(word, []) for word in words), key=len)
        if sum(words < other for other in rarest[:_MOST_HOLDERS]) != 1:
            kept.append(name)
            for word in words:
                holding.setdefault(word, []).append(words)
    return kept


def _unify(persons: Sequence[Found]) -> None:
    """Join full names of one article that differ by one or two letters, to the more frequent."""
    counts = Counter(person.name for person in persons)
    listed = {p.name for p in persons if p.entry is not None and p.entry.name == p.name}
    ranked = sorted(counts, key=lambda name: (name not in listed, -counts[name], name))
    known: dict[str, str] = {}
    index = VariantIndex()
    for name in ranked:
        near = index.fitting(name)
        known[name] = near[0] if len(near) == 1 and name not in listed else name
        if known[name] == name:
            index.add(name)
    for person in persons:
        person.name = known[person.name]


def _unify_parts(persons: Sequence[Found]) -> None:
    """Give a part of a name that is spelt in another way the one full name that it fits."""
    names = {person.name for person in persons}
    full = [name for name in names if " " in name]
    if not full:
        return
    known: dict[str, str] = {}
    index = PartIndex(sorted(full))
    for person in persons:
        name = person.name
        if person.entry is not None and person.entry.name == name:
            continue
        if name not in known:
            fitting = index.fitting(name)
            known[name] = fitting[0] if len(fitting) == 1 else name
        person.name = known[name]


def _settle_prefixes(organisations: Sequence[Found]) -> None:
    """Give an organisation's short form the one longer name that begins with it.

    Komisi Militer Pusat → Komisi Militer Pusat Korea Utara, where the article has only one such.
    Only names of two or more words that begin with a common noun are short forms.
    """
    names = {f.name for f in organisations}
    texts = {f.text: f.name for f in organisations if "(" not in f.text}
    ordered = sorted(texts)
    for organisation in organisations:
        if organisation.text.isupper() or organisation.text.endswith(")"):
            continue
        if " " not in organisation.text and organisation.entry is not None:
            continue
        prefix = organisation.text + " "
        first = bisect_left(ordered, prefix)
        after = ordered[first : first + _MOST_HOLDERS]
        longer = {texts[text] for text in after if text.startswith(prefix)}
        if len(longer) == 1:
            name = next(iter(longer))
            if name != organisation.name and name in names:
                organisation.name = name
