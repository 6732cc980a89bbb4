"""Take Indonesian affixes off, and restore the k, t, s and p that a nasal prefix swallowed.

`candidates` proposes roots; it knows no words. Whoever calls it accepts one that is a known root.
The rules are those of Tata Bahasa Baku Bahasa Indonesia (Moeliono et al. 2017, chapters 3 and 5).
"""

from collections.abc import Iterator

PARTICLES = ("lah", "kah", "pun", "tah")
POSSESSIVES = ("nya", "ku", "mu")
_SUFFIXES = ("kan", "an", "i")
_VOWELS = frozenset("aiueo")
_SHORTEST = 2  # letters that a root has at least: "cap", "uji", "di" + "el" (e-l-u) excluded below


def clitic_stems(word: str) -> Iterator[str]:
    """Yield `word` without its clitics: first one, then particle and possessive together."""
    bases = [word]
    for particle in PARTICLES:
        if word.endswith(particle) and len(word) > len(particle) + _SHORTEST:
            bases.append(word[: -len(particle)])
            yield bases[-1]
    for base in bases:
        for possessive in POSSESSIVES:
            if base.endswith(possessive) and len(base) > len(possessive) + _SHORTEST:
                yield base[: -len(possessive)]


def candidates(word: str) -> Iterator[str]:
    """Yield possible roots of `word`, the likeliest first; `word` itself is not among them.

    Fewer affixes come before more; a swallowed consonant comes after the root that needs none.
    """
    seen = {word}
    bases = [word, *clitic_stems(word)]
    for base in bases:
        if base not in seen:
            seen.add(base)
            yield base
    for base in bases:
        for trunk in (base, *_without_suffix(base)):
            for root in (trunk, *_without_prefix(trunk)):
                if root not in seen and len(root) >= _SHORTEST:
                    seen.add(root)
                    yield root


def _without_suffix(word: str) -> Iterator[str]:
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) >= len(suffix) + 3:
            yield word[: -len(suffix)]


def _without_prefix(word: str) -> Iterator[str]:
    """Yield what is left of `word` without one prefix, then without two."""
    once = list(_one_prefix(word))
    yield from once
    for rest in once:
        yield from _one_prefix(rest)


def _one_prefix(word: str) -> Iterator[str]:
    head = word[:2]
    if head in ("di", "ke", "se", "ku"):
        yield word[2:]
    if head in ("me", "pe"):
        yield from _nasal(word)
    if head in ("be", "te", "pe"):
        if word[2:3] == "r":
            yield word[3:]
            yield word[2:]  # berasa: be-rasa
        elif word[2:5] == "laj":
            yield word[3:]  # belajar, pelajar
        else:
            yield word[2:]  # bekerja, pekerja, terencana
    if word.startswith("kau"):
        yield word[3:]


def _nasal(word: str) -> Iterator[str]:
    """Yield the roots of a word with meN- or peN-."""
    rest = word[2:]
    if rest.startswith("nge") and len(rest) <= 7:
        yield rest[3:]  # mengecek, pengesahan: one-syllable roots
    if rest.startswith("ng"):
        tail = rest[2:]
        if tail[:1] in _VOWELS:
            yield tail
            yield "k" + tail
        else:
            yield tail  # menggali, menghitung, mengkritik
    elif rest.startswith("ny"):
        yield "s" + rest[2:]
        yield rest  # menyanyi
        yield "c" + rest[2:]  # colloquial: nyari
    elif rest.startswith("m"):
        tail = rest[1:]
        if tail[:1] in _VOWELS:
            yield "p" + tail
            yield rest  # memakan, meminta
        else:
            yield tail
            yield rest
    elif rest.startswith("n"):
        tail = rest[1:]
        if tail[:1] in _VOWELS:
            yield "t" + tail
            yield rest  # menilai, menikah
        else:
            yield tail
            yield rest
    elif rest[:1] not in ("r",) or word[0] == "m":
        yield rest
