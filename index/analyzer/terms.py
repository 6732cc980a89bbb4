"""What the analyzer makes of a word: terms; `analysis` holds what it makes of a text.

A *surface* is a token as written; a *term* is what the index holds of it: `exact` (for phrases and
words as written) and `stem` (for words that mean the same).
"""

from dataclasses import dataclass
from typing import Literal

Rule = Literal[
    "variant",  # another spelling or name of the same (variants.tsv)
    "exception",  # a word and its root have grown apart (exceptions.tsv)
    "abbreviation",  # in capitals only: AS, BI, MA, PAN (capitals.txt)
    "name",  # a protected name (names.txt)
    "dictionary",  # simplemma's Indonesian dictionary
    "affix",  # affixes came off and a known root was left
    "clitic",  # only -nya, -lah, -kah, -pun, -ku, -mu came off
    "number",  # holds a digit: never stemmed
    "english",  # an English article: Snowball `english`
    "none",  # nothing came off
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """The indexed form of a word.

    Attributes:
        exact: normalised (NFKC, casefolded, without accents, apostrophes and invisible characters).
        stem: what inflected forms share. Casefolded, but for an abbreviation that only counts
            in capitals: its stem stays in capitals ("AS"), so that no word can meet it.
        rule: which rule decided the stem.
        alternatives: only from `Analyzer.query_terms`: other stems under which an article in
            another language, or the same letters in capitals, may hold this word.
    """

    exact: str
    stem: str
    rule: Rule
    alternatives: tuple[str, ...] = ()
