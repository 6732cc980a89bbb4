"""What is known about single words: names of persons, roles, heads of names, common words."""

from dataclasses import dataclass
from functools import cache

from kliping.index.data_files import read_lines, read_rows, words


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


@cache
def load_lexicon() -> Lexicon:
    """Read the word lists; once per process."""
    classes: dict[str, list[str]] = {}
    for label, listed in read_rows(__package__, "lexicon/classes.tsv", str, words):
        for word in dict.fromkeys(listed):
            classes.setdefault(word, []).append(label)
    clusters: dict[str, tuple[str, ...]] = {}
    for word, coarse, fine in read_rows(__package__, "lexicon/clusters.tsv", str, str, str):
        clusters[word] = (f"k200={coarse}", f"k800={fine}")
    return Lexicon(
        classes={word: tuple(labels) for word, labels in classes.items()},
        names=frozenset(line.lower() for line in read_lines(__package__, "lexicon/names.txt")),
        common=frozenset(read_lines(__package__, "lexicon/common.txt")),
        ordinary=frozenset(read_lines(__package__, "lexicon/ordinary.txt")),
        clusters=clusters,
    )
