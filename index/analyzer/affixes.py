"""Take Indonesian affixes off, and restore the k, t, s and p that a nasal prefix swallowed.

`candidates` proposes roots; it knows no words. Whoever calls it accepts one that is a known word.
The rules are those of Tata Bahasa Baku Bahasa Indonesia (Moeliono et al. 2017, chapters 3 and 5),
with the forms that newsrooms write though grammars do not (`hadapi`, `pebalap`, `mengkonsumsi`).
"""

from collections.abc import Iterator

PARTICLES = ("lah", "kah", "pun", "tah")
POSSESSIVES = ("nya", "ku", "mu")
CLITICS = PARTICLES + POSSESSIVES
_SUFFIXES = ("kan", "an", "i")
_VOWELS = frozenset("aiueo")
# Least letters of a root: behind a prefix or -kan ("dicek", "pengeboman"), and where a bare -an or
# -i is all that came off ("puluhan", "hadapi"; but Milan, Dani, Irian). Measured on the names of
# the treebanks, 2026-11.
SHORTEST = 3
SHORTEST_SUFFIXED = 4
# Prefixes that may stand alone before a root of three letters ("dicek", "mengebom"); with the
# others such a word is seldom what it seems (Persia, bebas, keris).
_VERBAL = frozenset(["di", "me"])
# What names end in or begin with by chance (Permana, Alimi, Golan, Teresa): one of these alone is
# weak evidence that a word is inflected. -kan, di-, meN-, a pair of both, or a clitic is not.
_WEAK_SUFFIXES = ("an", "i")
_WEAK_PREFIXES = ("per", "pe", "ber", "be", "ter", "te", "se", "ke", "ku")
# First letters of words that can have a prefix; a test that spares most words the work.
_PREFIX_HEADS = frozenset(["di", "ke", "se", "me", "pe", "be", "te", "ku", "ka"])


def clitic_stems(word: str) -> Iterator[tuple[str, str]]:
    """Yield (what is left, the clitic) of `word`: particle, possessive, then both together."""
    bases = [word]
    for particle in PARTICLES:
        if word.endswith(particle) and len(word) >= len(particle) + SHORTEST:
            bases.append(word[: -len(particle)])
            yield bases[-1], particle
    for base in bases:
        for possessive in POSSESSIVES:
            if base.endswith(possessive) and len(base) >= len(possessive) + SHORTEST:
                left = len(base) - len(possessive)
                yield base[:left], word[left:]


def is_weak(word: str, root: str) -> bool:
    """Return whether one short affix is all that separates `word` from `root`."""
    if word.startswith(root):
        return word[len(root) :] in _WEAK_SUFFIXES
    return word.endswith(root) and word[: -len(root)] in _WEAK_PREFIXES


def candidates(word: str) -> list[str]:
    """Return possible words inside `word`, itself not among them, the least stripped first.

    Of two that strip equally much, one with a restored consonant comes second (`mengurus`: urus
    before kurus), and what a prefix leaves before what a suffix leaves.
    """
    found: dict[str, int] = {}
    bases = [word]
    bases += [base for base, _ in clitic_stems(word)]
    for base in bases:
        cost = 2 * (len(word) - len(base))
        _add(found, base, cost)
        _strip(found, base, cost)
    found.pop(word, None)
    return sorted(found, key=found.__getitem__)


def _add(found: dict[str, int], root: str, cost: int) -> None:
    if found.get(root, 99) > cost:
        found[root] = cost


def _strip(found: dict[str, int], base: str, cost: int) -> None:
    """Add what prefixes and suffixes leave of `base`. A cost is twice the letters, +1 in ties."""
    if base.startswith("ketidak") and base.endswith("an"):
        _add(found, base[7:-2], cost + 18)
    _strip_prefixes(found, base, cost, 3)
    for suffix in _SUFFIXES:
        if not base.endswith(suffix):
            continue
        trunk = base[: -len(suffix)]
        if len(trunk) < SHORTEST:
            continue
        # An -i that follows an i is part of the root, and no root ends in the k of -kan.
        cut = cost + 2 * len(suffix) + 1
        if len(trunk) >= SHORTEST_SUFFIXED and (suffix != "i" or trunk[-1] != "i"):
            _add(found, trunk, cut)
        _strip_prefixes(found, trunk, cut, 3)


def _strip_prefixes(found: dict[str, int], word: str, cost: int, most: int) -> None:
    if word[:2] not in _PREFIX_HEADS or len(word) < SHORTEST + 2 or not most:
        return
    for root, letters in _one_prefix(word):
        if len(root) >= SHORTEST:
            if len(root) > SHORTEST or cost or word[:2] in _VERBAL:
                _add(found, root, cost + letters)
            _strip_prefixes(found, root, cost + letters, most - 1)


def _one_prefix(word: str) -> Iterator[tuple[str, int]]:
    """Yield (what is left, cost) of `word` without its first prefix."""
    head = word[:2]
    if head in ("di", "ke", "se"):
        yield word[2:], 4
    elif head == "me":
        yield from _nasal(word)
    elif head == "pe":
        yield from _nasal(word)
        if word[2] == "r" or word.startswith("pelaj"):
            yield word[3:], 6
        else:
            yield word[2:], 4  # pebalap, pekerja
    elif head in ("be", "te"):
        if word[2] == "r":
            yield word[3:], 6
            if word[3] in _VOWELS:
                yield word[2:], 4  # berasa: be-rasa
        elif word.startswith("belaj"):
            yield word[3:], 6
        elif word[3:5] == "er":
            yield word[2:], 4  # bekerja, tepergok: the r gives way to one in the next syllable
    elif head == "ku" and len(word) > 6:
        yield word[2:], 5
    elif head == "ka" and word.startswith("kau") and len(word) > 7:
        yield word[3:], 7


def _nasal(word: str) -> Iterator[tuple[str, int]]:
    """Yield the roots of a word with meN- or peN-; a restored consonant costs one more."""
    rest = word[2:]
    first = rest[0]
    if first == "n":
        if rest.startswith("ng"):
            tail = rest[2:]
            if tail[:1] in _VOWELS:
                yield tail, 8
                yield "k" + tail, 9
                if tail[0] == "e" and len(tail) <= 8:
                    yield tail[1:], 10  # mengecek, pengesahan: one-syllable roots
            else:
                yield tail, 8  # menggali, menghitung, mengkritik
        elif rest.startswith("ny"):
            yield "s" + rest[2:], 9
            yield rest, 10  # menyanyi
        else:
            tail = rest[1:]
            if tail[:1] in _VOWELS:
                yield rest, 4  # menilai, menikah
                yield "t" + tail, 7
            else:
                yield tail, 6
    elif first == "m":
        tail = rest[1:]
        if tail[:1] in _VOWELS:
            yield rest, 4  # meminta, memakan
            yield "p" + tail, 7
        else:
            yield tail, 6
    elif first in "lrwy":
        yield rest, 4
