"""The query language: text → nodes (`parse`) → a tree for the engine (`compile_query`)."""

from .compiler import compile, compile_query
from .context import Compiled, Expansion, Highlights, Marks, PhraseMark, QueryContext, WordPattern
from .limits import DEFAULT_LIMITS, QueryLimits
from .parser import parse

__all__ = [
    "DEFAULT_LIMITS",
    "Compiled",
    "Expansion",
    "Highlights",
    "Marks",
    "PhraseMark",
    "QueryContext",
    "QueryLimits",
    "WordPattern",
    "compile",
    "compile_query",
    "parse",
]
