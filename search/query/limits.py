"""What a query may cost at most, so that one from a stranger cannot hang the program."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryLimits:
    """Upper bounds; a query beyond one is refused with a QueryLimitError that names it.

    The defaults leave room for the longest queries that people write (a pasted paragraph), and
    keep the costliest query that they allow under a second on 500,000 articles.

    Attributes:
        length: code points of the query.
        depth: how deep parentheses, NOT and fields may nest.
        clauses: words, phrases, values and ranges in all.
        expanded_terms: terms of the index that one pattern or fuzzy word may stand for.
        regex_length: code points of one regular expression.
        regex_repeats: `*`, `+` and open `{n,}` in one regular expression; nested ones are refused
            whatever this says, because their time grows exponentially.
        regex_choices: `?` and `|` in one regular expression: each may double the ways to try.
        slop: the distance in `"near words"~slop`.
    """

    length: int = 4_000
    depth: int = 25
    clauses: int = 400
    expanded_terms: int = 50_000
    regex_length: int = 200
    regex_repeats: int = 3
    regex_choices: int = 12
    slop: int = 1_000


DEFAULT_LIMITS = QueryLimits()
