"""A linear-chain CRF over the stretches of a text that can hold names, decoded with NumPy.

The weights come from a model trained with CRFsuite (`model/README.md`). Most of its attributes
look at one word at one distance, so their weights are added up once per distinct word and kept as
a row; the rest join coarse classes and are looked up in small dense tables. Tagging an article is
then a few gathers and additions over its tokens, and one Viterbi pass over all stretches at once.
Only *stretches* are decoded: runs of capitalised words with the small words and marks that names
hold; everything else is no name.
"""

import math
from collections.abc import Collection, Iterable, Sequence
from typing import Final, NamedTuple
from unicodedata import normalize

import numpy as np
import numpy.typing as npt

from kliping.index.data_files import read_lines
from kliping.plugins.entities.lexicon import load_lexicon
from kliping.plugins.entities.tagger.features import (
    DISTANCES,
    GAZ,
    LABELS,
    TYPES,
    WordClasses,
    head,
)
from kliping.plugins.entities.tagger.tokens import LINE_END

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

GENRES: Final = ("news", "encyclopaedia")
_SCALE: Final = 0.01  # the model file holds hundredths
_NEVER: Final = -1e4  # score of a tag sequence that BIO forbids
_SURE: Final = 0.95  # probability of a genre from which on the other is left out
_PRIOR: Final = 0.5  # archives hold news: added to its log-odds; chosen on the development parts
_LONG: Final = 100  # tokens from which a text is of one genre only
_FORGET: Final = 300_000  # distinct words after which the memo starts anew; about 50 MB
_PAD: Final = max(DISTANCES)


class Tagged(NamedTuple):
    """What the tagger says of a text.

    Attributes:
        labels: the number (into `LABELS`) of every token.
        news: the probability that the text is news.
        leanings: array (token, type), types in the order of `TYPES`: how much the token's own score
            speaks for a name of that type rather than for none; 0 outside of stretches.
    """

    labels: Ints
    news: float
    leanings: Floats


class Weights:
    """The model file: for each attribute the weight of every label, in both genres.

    Attributes:
        rows: attribute that joins classes → array (genre, label).
        words: for each of `DISTANCES`, attribute without its distance → row of `matrix`.
        matrix: array (attribute, genre, label) of the attributes that look at one word.
        transitions: array (genre, label before, label).
        genre: word → log-odds that a text holding it is news.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        count = len(LABELS)
        self.rows: dict[str, Floats] = {}
        self.words: list[dict[str, int]] = [{} for _ in DISTANCES]
        self.genre: dict[str, float] = {}
        own: list[Floats] = []
        self.transitions: Floats = np.zeros((len(GENRES), count, count), np.float32)
        slots = {str(distance): slot for slot, distance in enumerate(DISTANCES)}
        for line in lines:
            attribute, _, numbers = line.partition("\t")
            kind, _, name = attribute.partition("=")
            if kind == "genre":
                self.genre[name] = float(numbers) * _SCALE
                continue
            row = np.array([float(n or 0) for n in numbers.split("\t")], np.float32) * _SCALE
            row = row.reshape(len(GENRES), count)
            if kind == "after":
                self.transitions[:, LABELS.index(name)] = row
            elif (distance := attribute.partition(":")[0]) in slots:
                self.words[slots[distance]][attribute[len(distance) + 1 :]] = len(own)
                own.append(row)
            else:
                self.rows[attribute] = row
        self.matrix: Floats = np.array(own, np.float32).reshape(-1, len(GENRES), count)
        for before, first in enumerate(LABELS):
            for after, second in enumerate(LABELS):
                if second[0] == "I" and first[1:] != second[1:]:
                    self.transitions[:, before, after] = _NEVER


def load_weights() -> Weights:
    """Read the model that is shipped; about 0.2 s."""
    return Weights(read_lines(__package__, "model/tagger.tsv"))


class Tagger:
    """Tags the tokens of a text. Keeps what it worked out about each distinct word."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._words = WordClasses(load_lexicon())
        self._classes = _ids(weights, ("c-", "c+", "gc", "g-", "g+"))
        self._shapes = _ids(weights, ("s",))
        self._start = np.array([_NEVER if label[0] == "I" else 0 for label in LABELS], np.float32)
        self._before = self._table("c-", self._classes, self._classes)
        self._after = self._table("c+", self._classes, self._classes)
        self._shaped = self._table("s", self._shapes, self._shapes, self._shapes)
        tags = {tag: at for at, tag in enumerate(GAZ)}
        self._listed = self._table("g", tags, tags, tags)
        self._listed_class = self._table("gc", tags, self._classes)
        self._listed_before = self._table("g-", tags, self._classes)
        self._listed_after = self._table("g+", tags, self._classes)
        self._forget()

    def _table(self, kind: str, *axes: dict[str, int]) -> Floats:
        """Return array (genre, *axes, label) of the weights of a kind of paired attribute."""
        shape = (len(GENRES), *(len(axis) for axis in axes), len(LABELS))
        table: Floats = np.zeros(shape, np.float32)
        for attribute, row in self._weights.rows.items():
            name, _, parts = attribute.partition("=")
            if name == kind:
                at: tuple[int, ...] = tuple(
                    axis[part] for axis, part in zip(axes, parts.split("|"), strict=True)
                )
                for own in range(len(GENRES)):
                    table[(own, *at)] = row[own]
        return table

    def _forget(self) -> None:
        self._ids: dict[str, int] = {}
        size = 4096
        self._rows: Floats = np.zeros((len(GENRES), len(DISTANCES), size, len(LABELS)), np.float32)
        self._class: Ints = np.zeros(size, np.int64)
        self._shape: Ints = np.zeros(size, np.int64)
        self._position: npt.NDArray[np.int8] = np.zeros(size, np.int8)
        self._odds: Floats = np.zeros(size, np.float32)
        self._learn([LINE_END])

    def _learn(self, words: Collection[str]) -> None:
        """Add new, distinct words to the memo; the weights of all are added up in one go."""
        while len(self._ids) + len(words) > len(self._class):
            self._grow()
        places: list[tuple[int, int]] = []  # slot and number of a row of the memo
        begins: list[int] = []
        parts: list[int] = []  # rows of the matrix that are added up to it
        for word in words:
            at = self._ids[word] = len(self._ids)
            if not word.isascii():
                word = normalize("NFC", word)  # as the training texts are written
            coarse = self._words.coarse(word)
            self._class[at] = self._classes.get(coarse, 0)
            self._shape[at] = self._shapes.get(head(coarse), 0)
            inside = self._position[at] = self._words.position(word)
            self._odds[at] = self._weights.genre.get(word.lower(), 0.0)
            names = self._words.names(word)
            for slot, distance in enumerate(DISTANCES):
                if distance == 0 and not inside:
                    continue  # never inside a stretch, so never looked at from its own place
                known = self._weights.words[slot]
                found = [known[name] for name in names[abs(distance)] if name in known]
                if found:
                    places.append((slot, at))
                    begins.append(len(parts))
                    parts += found
        if places:
            slots, numbers = np.array(places).T
            sums = np.add.reduceat(self._weights.matrix[parts], begins, axis=0)
            self._rows[:, slots, numbers] = sums.swapaxes(0, 1)

    def _grow(self) -> None:
        self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)], axis=2)
        self._class = np.concatenate([self._class, np.zeros_like(self._class)])
        self._shape = np.concatenate([self._shape, np.zeros_like(self._shape)])
        self._position = np.concatenate([self._position, np.zeros_like(self._position)])
        self._odds = np.concatenate([self._odds, np.zeros_like(self._odds)])

    def tag(self, tokens: Sequence[str], listed: Sequence[int]) -> Tagged:
        """Tag the tokens of a text.

        Args:
            tokens: from `tokens.tokenise`.
            listed: the gazetteer tag of every token, as its number in `GAZ`.
        """
        ids = self._numbers(tokens)
        labels: Ints = np.zeros(len(tokens), np.int64)
        leanings: Floats = np.zeros((len(tokens), len(TYPES)), np.float32)
        news = self._news(ids, len(tokens))
        starts, lengths = _stretches(self._position[ids[_PAD:-_PAD]])
        if not len(starts):
            return Tagged(labels, news, leanings)
        order = np.argsort(-lengths, kind="stable")
        starts, lengths = starts[order], lengths[order]
        at = _positions(starts, lengths)
        tags: Ints = np.array([0, *listed, 0])
        transitions = self._weights.transitions
        if news > _SURE:
            scores, steps = self._emissions(ids, tags, at, 0), transitions[0]
        elif news < 1 - _SURE:
            scores, steps = self._emissions(ids, tags, at, 1), transitions[1]
        else:
            scores = news * self._emissions(ids, tags, at, 0)
            scores += (1 - news) * self._emissions(ids, tags, at, 1)
            steps = news * transitions[0] + (1 - news) * transitions[1]
        labels[at] = _decode(scores, lengths, steps, self._start)
        leanings[at] = np.maximum(scores[:, 1::2], scores[:, 2::2]) - scores[:, :1]
        return Tagged(labels, news, leanings)

    def _numbers(self, tokens: Sequence[str]) -> Ints:
        """Return the memo's numbers of the tokens, with line ends round them."""
        if len(self._ids) > _FORGET:
            self._forget()
        known = self._ids
        try:
            numbers = list(map(known.__getitem__, tokens))
        except KeyError:
            self._learn(dict.fromkeys(token for token in tokens if token not in known))
            numbers = [known[token] for token in tokens]
        edge = [known[LINE_END]] * _PAD
        return np.array(edge + numbers + edge)

    def _news(self, ids: Ints, length: int) -> float:
        """Return the probability that the text is news, by its distinct words."""
        # fsum: the memo numbers words as it meets them, and a rounded sum would tell their order.
        odds = _PRIOR + self._weights.genre.get("", 0.0)
        odds += math.fsum(self._odds[list(set(ids.tolist()))].tolist())
        news = 1 / (1 + math.exp(-max(-50.0, min(50.0, odds))))
        return float(news > 0.5) if length > _LONG else news

    def _emissions(self, ids: Ints, listed: Ints, at: Ints, genre: int) -> Floats:
        """Return the score of every label for the tokens `at`: array (len(at), labels)."""
        rows = self._rows[genre]
        scores = rows[0, ids[at]]
        for slot in range(1, len(DISTANCES)):
            scores += rows[slot, ids[at + slot]]
        coarse = self._class[ids[1:-1]]
        shape = self._shape[ids[1:-1]]
        before, here, after = coarse[at], coarse[at + 1], coarse[at + 2]
        tag_before, tag, tag_after = listed[at], listed[at + 1], listed[at + 2]
        scores += self._before[genre, before, here]
        scores += self._after[genre, here, after]
        scores += self._shaped[genre, shape[at], shape[at + 1], shape[at + 2]]
        scores += self._listed[genre, tag_before, tag, tag_after]
        scores += self._listed_class[genre, tag, here]
        scores += self._listed_before[genre, tag, before]
        scores += self._listed_after[genre, tag, after]
        return np.asarray(scores, np.float32)


def _ids(weights: Weights, kinds: tuple[str, ...]) -> dict[str, int]:
    """Number the coarse classes that the attributes of some kinds name; 0 is any other."""
    classes = {
        part
        for attribute in weights.rows
        if attribute.partition("=")[0] in kinds
        for part in attribute.partition("=")[2].split("|")
    }
    return {name: at for at, name in enumerate(["", *sorted(classes)])}


def _stretches(position: npt.NDArray[np.int8]) -> tuple[Ints, Ints]:
    """Return start and length of every run of non-zero positions that holds a 2."""
    inside = np.concatenate(([0], position > 0, [0])).astype(np.int8)
    edges = np.flatnonzero(np.diff(inside))
    starts, ends = edges[::2], edges[1::2]
    names = np.concatenate(([0], np.cumsum(position == 2)))
    held = names[ends] > names[starts]
    return starts[held], (ends - starts)[held]


def _positions(starts: Ints, lengths: Ints) -> Ints:
    """Return the token numbers of all stretches, one stretch after the other."""
    ends = np.cumsum(lengths)
    return np.asarray(np.arange(ends[-1]) + np.repeat(starts - (ends - lengths), lengths), np.int64)


def _decode(scores: Floats, lengths: Ints, transitions: Floats, start: Floats) -> Ints:
    """Return the best label of every token of stretches that are sorted longest first.

    All stretches advance together: step k looks at the k-th token of those that have one.
    """
    offsets = np.cumsum(lengths) - lengths
    best: Ints = np.empty(len(scores), np.int64)
    reach = scores[offsets] + start
    steps = int(lengths[0])
    alive = [int(n) for n in np.searchsorted(-lengths, -np.arange(steps), side="left")]
    back: list[Ints] = []
    for step in range(1, steps):
        count = alive[step]
        joined = reach[:count, :, None] + transitions
        choice = joined.argmax(axis=1)
        back.append(choice)
        reach[:count] = joined.max(axis=1) + scores[offsets[:count] + step]
    label = reach.argmax(axis=1)
    for step in range(steps - 1, -1, -1):
        count = alive[step]
        best[offsets[:count] + step] = label[:count]
        if step:
            kept = back[step - 1]
            label[:count] = kept[np.arange(count), label[:count]]
    return best
