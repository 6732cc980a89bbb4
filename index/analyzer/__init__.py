"""The Indonesian analyzer: tokens, stems, values, abbreviations."""

from .abbreviations import (
    EXPANSION_WEIGHT,
    AbbreviationPair,
    Abbreviations,
    Expansion,
    find_abbreviations,
)
from .analyzer import Analyzer
from .lexicon import Lexicon
from .terms import Analysis, Rule, Term, Token, Value, ValueKind
from .tokenizer import surface_pattern

__all__ = [
    "EXPANSION_WEIGHT",
    "AbbreviationPair",
    "Abbreviations",
    "Analysis",
    "Analyzer",
    "Expansion",
    "Lexicon",
    "Rule",
    "Term",
    "Token",
    "Value",
    "ValueKind",
    "find_abbreviations",
    "surface_pattern",
]
