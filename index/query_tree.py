"""The nodes of a query tree, the program's only one: Whoosh's own query classes.

Everything outside `kliping.index` builds trees from here, so that only this package imports
whoosh.
"""

from whoosh.query import (
    And,
    AndMaybe,
    AndNot,
    ConstantScoreQuery,
    DateRange,
    DisjunctionMax,
    Every,
    FuzzyTerm,
    Not,
    NullQuery,
    NumericRange,
    Or,
    Phrase,
    Prefix,
    Regex,
    Require,
    Sequence,
    Term,
    TermRange,
    Wildcard,
)

__all__ = [
    "And",
    "AndMaybe",
    "AndNot",
    "ConstantScoreQuery",
    "DateRange",
    "DisjunctionMax",
    "Every",
    "FuzzyTerm",
    "Not",
    "NullQuery",
    "NumericRange",
    "Or",
    "Phrase",
    "Prefix",
    "Regex",
    "Require",
    "Sequence",
    "Term",
    "TermRange",
    "Wildcard",
]
