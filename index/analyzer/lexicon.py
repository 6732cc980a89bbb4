"""The word lists that decide stems: our own data files, and simplemma's dictionary."""

import importlib.util
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

import Stemmer

from kliping.index.data_files import read_file, read_lines, read_rows

_LANGUAGE = "id"
_FILES = (
    "variants.tsv",
    "exceptions.tsv",
    "names.txt",
    "roots.txt",
    "namesakes.txt",
    "compounds.tsv",
    "derived.txt",
    "stopwords.txt",
    "capitals.txt",
    "number-words.tsv",
    "letters.tsv",
)


def _read_list(name: str) -> frozenset[str]:
    return frozenset(read_lines(__package__, name))


def _read_pairs(name: str) -> dict[str, str]:
    return dict(read_rows(__package__, name, str, str))


class Lexicon:
    """All word lists, each read when it is first asked for."""

    @cached_property
    def variants(self) -> Mapping[str, str]:
        """Another spelling or name → the one that stands for all."""
        return _read_pairs("variants.tsv")

    @cached_property
    def exceptions(self) -> Mapping[str, str]:
        """Word → stem, against dictionary and rules."""
        return _read_pairs("exceptions.tsv")

    @cached_property
    def names(self) -> frozenset[str]:
        """Names that are never stemmed."""
        return _read_list("names.txt")

    @cached_property
    def capitals(self) -> frozenset[str]:
        """Abbreviations that count only in capitals, as written: "AS"."""
        return _read_list("capitals.txt")

    @cached_property
    def namesakes(self) -> frozenset[str]:
        """Names that are also roots of words, as written: "Serang"."""
        return _read_list("namesakes.txt")

    @cached_property
    def compounds(self) -> Mapping[str, tuple[str, str]]:
        """Closed spelling → the two words that it is."""
        rows = read_rows(__package__, "compounds.tsv", str, str, str)
        return {closed: (first, second) for closed, first, second in rows}

    @cached_property
    def stop_words(self) -> frozenset[str]:
        """Function and question words."""
        return _read_list("stopwords.txt")

    @cached_property
    def derived(self) -> frozenset[str]:
        """Words with one short affix that are known to be words and no names."""
        return _read_list("derived.txt")

    @cached_property
    def dictionary(self) -> "Dictionary":
        """Simplemma's Indonesian dictionary: inflected form → lemma."""
        return _load_dictionary()

    @cached_property
    def roots(self) -> frozenset[str]:
        """Every known root: the dictionary's lemmas and our own list."""
        return self.dictionary.lemmas() | self._own_roots

    @cached_property
    def _own_roots(self) -> frozenset[str]:
        return _read_list("roots.txt")

    def is_root(self, word: str) -> bool:
        """Return whether the word is one of `roots`, without making text of all of them."""
        return word in self._own_roots or self.dictionary.is_lemma(word)

    def digest(self) -> str:
        """Return a hash of everything that decides terms: data files and editions of libraries."""
        from hashlib import blake2b  # 3 ms, and only writing asks

        digest = blake2b(digest_size=8)
        for name in _FILES:
            digest.update(read_file(__package__, name))
        digest.update(_dictionary_version())
        digest.update(Stemmer.version().encode())
        return digest.hexdigest()


class Dictionary:
    """simplemma's Indonesian dictionary, kept as the bytes it comes in.

    Turning its 22,000 pairs into text would cost a search more time than its few look-ups.
    """

    def __init__(self, pairs: Mapping[bytes, bytes]) -> None:
        self._pairs = pairs

    def __contains__(self, word: str) -> bool:
        return word.encode("utf-8", "surrogatepass") in self._pairs

    def get(self, word: str) -> str | None:
        """Return the lemma of a word, or None where the word is not known."""
        lemma = self._pairs.get(word.encode("utf-8", "surrogatepass"))
        return None if lemma is None else lemma.decode()

    @cached_property
    def _lemmas(self) -> frozenset[bytes]:
        return frozenset(self._pairs.values())

    def is_lemma(self, word: str) -> bool:
        """Return whether the word is the lemma of any."""
        return word.encode("utf-8", "surrogatepass") in self._lemmas

    def lemmas(self) -> frozenset[str]:
        """Return every lemma."""
        return frozenset(lemma.decode() for lemma in self._lemmas)


def _load_dictionary() -> Dictionary:
    """Return simplemma's Indonesian dictionary, without importing the whole of simplemma.

    Its import costs more than reading the dictionary (60 ms against 12 ms, 2026-11), and a search
    pays it once per process; so its decoder alone is loaded, from its file. Where a version of
    simplemma lays its files out in another way, its public door is used.
    """
    try:
        return Dictionary(_load_directly())
    except (OSError, AttributeError, ImportError, ValueError):
        from simplemma.strategies.dictionaries import DefaultDictionaryFactory

        public = DefaultDictionaryFactory().get_dictionary(_LANGUAGE)
        return Dictionary({key.encode(): lemma.encode() for key, lemma in public.items()})


def _folder() -> Path:
    """Return where simplemma keeps its dictionaries and their decoder."""
    package = importlib.util.find_spec("simplemma")
    if package is None or package.origin is None:
        raise ImportError("simplemma is not installed")
    return Path(package.origin).parent / "strategies" / "dictionaries"


def _load_directly() -> dict[bytes, bytes]:
    import lzma  # 2 ms, needed only for the first word

    folder = _folder()
    spec = importlib.util.spec_from_file_location("frontcode", folder / "frontcode.py")
    if spec is None or spec.loader is None:
        raise ImportError("simplemma has no decoder of its own")
    decoder = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(decoder)
    with lzma.open(folder / "data" / f"{_LANGUAGE}.plzma") as stream:
        decoded: dict[bytes, bytes] = decoder._decode_stream(stream.read())
    return decoded


def _dictionary_version() -> bytes:
    """Return what tells one edition of the dictionary from another: its file, else its version."""
    try:
        return (_folder() / "data" / f"{_LANGUAGE}.plzma").read_bytes()
    except OSError:
        from importlib.metadata import version  # 17 ms, and hardly ever needed

        return version("simplemma").encode()
