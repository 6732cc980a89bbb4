"""The Indonesian analyzer: tokens, stems, values, abbreviations."""

import importlib
from typing import TYPE_CHECKING

from .analyzer import Analyzer
from .lexicon import Lexicon
from .terms import Analysis, Rule, Term, Token, Value, ValueKind
from .tokenizer import surface_pattern

if TYPE_CHECKING:
    from .abbreviations import (
        EXPANSION_WEIGHT,
        AbbreviationPair,
        Abbreviations,
        Expansion,
        find_abbreviations,
    )

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


def __getattr__(name: str) -> object:
    # A query of one word needs no abbreviations.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(importlib.import_module(f"{__name__}.abbreviations"), name)
    globals()[name] = value
    return value
