"""What is known about single words: names of persons, roles, heads of names, common words."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Word lists by lower-case word.

    Attributes:
        classes: word → the classes of `lexicon/classes.tsv` that list it ("role", "prep", …).
        names: given and family names.
        common: words that ordinary text writes in lower case.
        ordinary: words that ordinary text writes in lower case, many more; not seen by the tagger.
        clusters: word, as written → what its groups add to attributes (("k200=17", "k800=3")).
    """

    classes: dict[str, tuple[str, ...]]
    names: frozenset[str]
    common: frozenset[str]
    ordinary: frozenset[str]
    clusters: dict[str, tuple[str, ...]]

    def of_class(self, label: str) -> frozenset[str]:
        """Return the words of one class; a pass over all classes."""
        return frozenset(word for word, labels in self.classes.items() if label in labels)


def iter_lines(name: str) -> Iterator[str]:
    """Yield the lines of a file of `lexicon/` without comments and empty lines."""
    text = (files(__package__) / "lexicon" / name).read_text(encoding="utf-8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))


@cache
def load_lexicon() -> Lexicon:
    """Read the word lists; once per process."""
    classes: dict[str, list[str]] = {}
    for line in iter_lines("classes.tsv"):
        label, _, words = line.partition("\t")
        for word in dict.fromkeys(words.split()):
            classes.setdefault(word, []).append(label)
    clusters: dict[str, tuple[str, ...]] = {}
    for line in iter_lines("clusters.tsv"):
        word, coarse, fine = line.split("\t")
        clusters[word] = (f"k200={coarse}", f"k800={fine}")
    return Lexicon(
        classes={word: tuple(labels) for word, labels in classes.items()},
        names=frozenset(line.lower() for line in iter_lines("names.txt")),
        common=frozenset(iter_lines("common.txt")),
        ordinary=frozenset(iter_lines("ordinary.txt")),
        clusters=clusters,
    )
