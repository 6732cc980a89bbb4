"""The Indonesian analyzer: tokens, stems, values, abbreviations."""

import importlib
from typing import TYPE_CHECKING

from .analyzer import Analyzer
from .lexicon import Lexicon
from .terms import Rule, Term
from .tokenizer import surface_pattern

if TYPE_CHECKING:
    from .abbreviations import (
        EXPANSION_WEIGHT,
        AbbreviationPair,
        Abbreviations,
        Expansion,
        find_abbreviations,
    )
    from .analysis import Analysis, Token, Value, ValueKind

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
    # A search of one word needs neither.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = "analysis" if name in ("Analysis", "Token", "Value", "ValueKind") else "abbreviations"
    value: object = getattr(importlib.import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value
