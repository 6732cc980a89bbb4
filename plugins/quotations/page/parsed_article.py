"""An article as tokens, with each quoted stretch folded into one token, and its sentences.

A *page* holds parallel lists over tokens. Quoted stretches become a single token, so that no word
and no full stop inside quotation marks is taken for the reporter's own.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, compress

from kliping.index.records import Mention
from kliping.plugins.quotations.page.marks import Quoted, pair_marks
from kliping.plugins.quotations.page.words import BIT, Lexicon, load_lexicon

_FOLD = ("\ue000", "\ue001")  # private use: alternating, so that touching stretches stay apart
# A full stop between a word, or a number, and a capital ends a sentence whose blank was lost
# (`terbakar.Sementara`); between initials, and before the end of an address, it does not.
_JOINING_STOP = (
    r"\.(?=(?:Com|Id|Co|Net|Org|Tv|News)\b)"
    r"|\.(?!(?:(?<=[^\W\d_A-Z]{3}\.)|(?<=[0-9]{3}\.))[A-Z][a-z])"
)
_TOKEN = re.compile(
    rf"\w+(?:(?:[-'’`]|{_JOINING_STOP}|[\u0300-\u036f]+|(?<=\d)/(?=\d))\w+)*[\u0300-\u036f]*"
    "|\ue000+|\ue001+|\\n\\s*"
    r"|[^\w\s]"
)
_SPLIT = re.compile(f"({_TOKEN.pattern})")
_STOPS = frozenset(".?!…")
_CLOSERS = frozenset(")]}")
_OPENERS = frozenset("([{-–—*•")
_ABBREVIATION = re.compile(
    r"(?:[A-Z]|Dr|Drs|Dra|Prof|Ir|Hj|KH|Tgk|Pol|Purn|Inf|Kav|Mr|Mrs|Ms|St|Jl|No|Rp|Sdr|Bpk|M|Moh|Muh"
    r"|Muhd|Mhd|Abd|dr|drg|dll|dkk|tgl|hlm|vs|Kol|Letkol|Mayjen|Brigjen|Kombes|Sprin|Lt|Jr|Sr|Tb|Rd"
    r"|Ph|S\w{1,3}|M\.\w+|[A-Z]\.[A-Z])"
)
_VERB = re.compile(r"(?:me(?:m|n|ng|ny|l|r|w|y)?|ber|be(?=k)|di(?!a$)|ter)[a-z]{3,}")
_NOMINAL = re.compile(r"(?:pe[mn]?|peng|penye|per|ke)[a-z]{4,}an")

NEG, ADVERB, CONJ, ADJUNCT, OPENER = (
    BIT["neg"],
    BIT["adverb"],
    BIT["conj"],
    BIT["adjunct"],
    BIT["opener"],
)
CAP = 1 << 40
QUOTED = 1 << 41
REDUPLICATED = BIT["body"] | BIT["person"] | BIT["people"] | BIT["role"]
STOP = 1 << 42
NUMBER = 1 << 43
CUE = BIT["cue"]
LONGEST_SENTENCE = 400  # tokens; what is longer is cut, so that the time grows with the text
PREFIX = 4  # letters that spellings of one name share
MEMO_SIZE = 200_000  # distinct words that are remembered, about 30 MB

Surface = tuple[str, str, int]
NEWLINE: Surface = ("\n", "\n", 0)
_FOLDED: Surface = ("", "", QUOTED)


class Surfaces(dict[str, Surface]):
    """Word, word in lower case and classes by surface form, worked out once per distinct word."""

    def __init__(self, lexicon: Lexicon) -> None:
        super().__init__()
        self._classes = lexicon.classes

    def __missing__(self, word: str) -> Surface:
        first = word[0]
        if first == "\n":
            return NEWLINE
        if first in _FOLD:
            return _FOLDED
        low = word.lower()
        bits = self._classes.get(low, 0)
        if first != low[0]:
            bits |= CAP
        elif "0" <= first <= "9":
            bits |= NUMBER
        elif word in _STOPS:
            bits |= STOP
        elif not bits and "-" in low:
            half, _, other = low.partition("-")
            bits = self._classes.get(half, 0) & REDUPLICATED if half == other else 0
        if len(self) >= MEMO_SIZE:
            self.clear()
        surface = self[word] = (word, low, bits)
        return surface


@cache
def surfaces() -> Surfaces:
    """Return the memo of this process."""
    return Surfaces(load_lexicon())


@dataclass(frozen=True, slots=True)
class Sentence:
    """Tokens `[first, last)` of one sentence; `paragraph` counts lines of the text."""

    first: int
    last: int
    paragraph: int


class ParsedArticle:
    """The tokens, their classes and the sentences of one text.

    Attributes:
        text: the body text, offsets as in the article.
        quoted: the quoted stretches.
        words, lower: the token, as written and in lower case; "" for a quoted stretch.
        starts, ends: offsets in code points.
        classes: bits of `words.BIT`, and CAP, QUOTED, VERB, NOMINAL, NUMBER.
        sentence_of: index into `sentences` by token.
        quote_at: index into `quoted` by token.
        token_of: token by index into `quoted`.
        cues: the tokens that are some cue's form, in order.
        person_at: the tokens, half-open, of the person's name that a token stands in, where the
            entities enricher found it.
        has_mentions: whether the entities enricher has looked at the text.
    """

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = text
        self.lexicon = lexicon
        self.quoted: Sequence[Quoted] = pair_marks(text)
        self.words: list[str] = []
        self.lower: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.classes: list[int] = []
        self.sentences: list[Sentence] = []
        self.sentence_of: list[int] = []
        self.quote_at: dict[int, int] = {}
        self.token_of: list[int] = []
        self.cues: list[int] = []
        self._stops: list[int] = []
        self.person_at: dict[int, tuple[int, int]] = {}
        self.has_mentions = False
        self._positions: dict[str, list[int]] | None = None
        self._spellings: dict[str, list[str]] | None = None
        # Answers by word: a word may stand as often as the text is long.
        self._small: dict[str, bool] = {}
        self._large: dict[str, bool] = {}
        breaks = self._read_tokens(self._fold())
        self._read_sentences(breaks)

    def mark_mentions(self, mentions: Iterable[Mention]) -> None:
        """Take over what the entities enricher found: which tokens name persons, which do not."""
        self.has_mentions = True
        given, institution = BIT["given"], BIT["institution"]
        for mention in mentions:
            if mention.type not in ("person", "organisation", "place"):
                continue
            first = bisect_left(self.starts, mention.start)
            last = bisect_left(self.starts, mention.end)
            if first >= last or self.sentence_of[first] != self.sentence_of[last - 1]:
                continue
            if mention.type == "person":
                if " dan " in mention.text or any(
                    self.classes[index] & (institution | BIT["body"])
                    for index in range(first, last)
                ):
                    continue
                for index in range(first, last):
                    self.person_at[index] = (first, last)
                    self.classes[index] |= given
            elif mention.type == "organisation" and not self._opens_with_noun(first, last):
                heads = any(self.words[index].isupper() for index in range(first, last))
                for index in range(first, last):
                    if heads and not self.words[index].isupper():
                        continue  # `MBDI Rini Santoso`: only the initials surely name the body
                    if index not in self.person_at and not self.classes[index] & given:
                        self.classes[index] |= institution

    def _opens_with_noun(self, first: int, last: int) -> bool:
        """Tell whether a body's name has words of the lists, which say themselves where it ends."""
        known = BIT["institution"] | BIT["body"] | BIT["role"]
        return any(self.classes[index] & known for index in range(first, last))

    def _fold(self) -> str:
        parts = []
        at = 0
        for number, quoted in enumerate(self.quoted):
            parts.append(self.text[at : quoted.open])
            parts.append(_FOLD[number % 2] * (quoted.close - quoted.open))
            at = quoted.close
        parts.append(self.text[at:])
        return "".join(parts)

    def _read_tokens(self, folded: str) -> list[int]:
        """Fill the token lists; return the tokens before which a line begins."""
        # What is between tokens and the tokens in turn: half the time of looking at each match.
        parts = _SPLIT.split(folded)
        borders = list(accumulate(map(len, parts)))
        starts, ends = borders[:-1:2], borders[1::2]
        read = list(map(surfaces().__getitem__, parts[1::2]))
        breaks = []
        if "\n" in folded:
            marks = [number for number, surface in enumerate(read) if surface is NEWLINE]
            breaks = [number - before for before, number in enumerate(marks)]
            kept = [surface is not NEWLINE for surface in read]
            starts, ends = list(compress(starts, kept)), list(compress(ends, kept))
            read = list(compress(read, kept))
        if read:
            words, lower, classes = zip(*read, strict=True)
            self.words, self.lower, self.classes = list(words), list(lower), list(classes)
            self.starts, self.ends = starts, ends
        wanted = CUE | STOP | QUOTED
        for index in [i for i, bits in enumerate(self.classes) if bits & wanted]:
            self._note(index, self.classes[index])
        return breaks

    def _note(self, index: int, bits: int) -> None:
        """Remember where cues, full stops and quoted stretches are."""
        if bits & CUE:
            self.cues.append(index)
        elif bits & QUOTED:
            self.quote_at[index] = len(self.token_of)
            self.token_of.append(index)
            self._stops.append(index)
        else:
            self._stops.append(index)

    def _read_sentences(self, breaks: list[int]) -> None:
        words = self.words
        size = len(words)
        lines = set(breaks)
        first, paragraph = 0, 0
        for index in sorted({*self._stops, *breaks}):
            if index in lines:
                self._close_sentence(first, index, paragraph)
                first = index
                paragraph += 1
            if index + 1 >= size:
                break
            if self.classes[index] & QUOTED:
                ends = self._quote_ends_sentence(index)
            else:
                stop = bool(self.classes[index] & STOP)
                ends = stop and self._ends_sentence(index, lines)
            if ends:
                last = index + 1
                while last < size and words[last] in _CLOSERS and last not in lines:
                    last += 1
                if last > first:
                    self._close_sentence(first, last, paragraph)
                    first = last
        self._close_sentence(first, size, paragraph)

    def _close_sentence(self, first: int, last: int, paragraph: int) -> None:
        while last - first > LONGEST_SENTENCE:  # lists and text without full stops
            self._close_sentence(first, first + LONGEST_SENTENCE, paragraph)
            first += LONGEST_SENTENCE
        if last > first:
            number = len(self.sentences)
            self.sentences.append(Sentence(first, last, paragraph))
            self.sentence_of.extend([number] * (last - first))

    def _ends_sentence(self, index: int, lines: set[int]) -> bool:
        """Tell whether a full stop ends its sentence: not after an abbreviation or an initial."""
        following = index + 1
        if following in lines:
            return True
        bits = self.classes[following]
        opens = bits & (CAP | QUOTED | NUMBER) or self.words[following] in _OPENERS
        if not opens and self.words[following] not in _CLOSERS:
            return False
        if self.words[index] != ".":
            return True
        if bits & (OPENER | CONJ | BIT["pronoun"] | BIT["plural"] | BIT["demonstrative"]):
            return True
        tight = index > 0 and self.ends[index - 1] == self.starts[index]
        return not (tight and _ABBREVIATION.fullmatch(self.words[index - 1]))

    def _quote_ends_sentence(self, index: int) -> bool:
        if self.quoted[self.quote_at[index]].terminal not in _STOPS:
            return False
        return bool(self.classes[index + 1] & (CAP | QUOTED))

    def is_verb(self, index: int) -> bool:
        """Tell whether a lower-case token looks like a verb: me-, ber-, di-, ter- and no noun."""
        if self.classes[index] & (CAP | QUOTED | NUMBER | BIT["noun"]):
            return False
        return _VERB.match(self.lower[index]) is not None

    def is_nominal(self, index: int) -> bool:
        """Tell whether a token looks like a noun made of a verb: pe-…-an, ke-…-an."""
        return _NOMINAL.fullmatch(self.lower[index]) is not None

    def is_nominal_nya(self, index: int) -> bool:
        """Tell whether a token is a noun made of a verb, with -nya: `kekecewaannya`, `minatnya`."""
        low = self.lower[index]
        return low.endswith("nya") and _NOMINAL.fullmatch(low[:-3]) is not None

    def cues_in(self, first: int, last: int) -> Sequence[int]:
        """Return the tokens of `[first, last)` that are some cue's form."""
        return self.cues[bisect_left(self.cues, first) : bisect_left(self.cues, last)]

    def positions(self, low: str) -> Sequence[int]:
        """Return the tokens that are this lower-case word."""
        if self._positions is None:
            positions: defaultdict[str, list[int]] = defaultdict(list)
            for index, word in enumerate(self.lower):
                positions[word].append(index)
            self._positions = positions
        return self._positions.get(low, ())

    def surface(self, first: int, last: int) -> str:
        """Return the text from token `first` up to token `last`, which is not included."""
        return self.text[self.starts[first] : self.ends[last - 1]]

    def is_common(self, index: int) -> bool:
        """Tell whether a capitalised word also stands in lower case, or is made like a noun."""
        if self.is_nominal(index):
            return True
        return self.stands_small(self.lower[index])

    def stands_small(self, low: str) -> bool:
        """Tell whether a lower-case word stands anywhere without a capital."""
        if low not in self._small:
            self._small[low] = any(not self.classes[i] & CAP for i in self.positions(low))
        return self._small[low]

    def stands_large(self, low: str) -> bool:
        """Tell whether a lower-case word stands anywhere with a capital inside a sentence."""
        if low not in self._large:
            self._large[low] = any(
                self.classes[i] & CAP and self.sentences[self.sentence_of[i]].first != i
                for i in self.positions(low)
            )
        return self._large[low]

    def spellings(self, prefix: str) -> Sequence[str]:
        """Return the distinct lower-case words that begin with these `PREFIX` letters."""
        if self._spellings is None:
            self.positions("")
            self._spellings = {}
            for word in self._positions or ():
                self._spellings.setdefault(word[:PREFIX], []).append(word)
        return self._spellings.get(prefix, ())
